"""What a state shows: the finished analysis of its counts, and the line of Python that makes the same table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from caselib.analysis.comparisons import Comparison, funnel
from caselib.analysis.durations import durations
from caselib.analysis.linked import YEARS, together
from caselib.analysis.result import Result
from caselib.analysis.stages import reached
from caselib.analysis.strata import by_stratum
from caselib.analysis.trends import trend
from caselib.domain import phrases
from caselib.domain.periods import Month, Period
from caselib.drilldown.cube import Cube
from caselib.drilldown.state import State
from caselib.drilldown.words import say
from caselib.errors import ParameterError
from caselib.measures.catalogue import CHAINS, find
from caselib.measures.counts import Counts
from caselib.measures.declare import Duration, Mean, Rate
from caselib.stats.funnel import Funnel, placed

__all__ = ["PEERS", "Look", "allowed", "beside", "line", "look", "window"]

PEERS = 5
"""With fewer other units that have cases, a circulated comparison would tell which is which."""


@dataclass(frozen=True)
class Look:
    """A result (none where there is nothing to show, and `said` says why), and its line of Python."""

    result: Result | None
    code: str
    said: str = ""


def allowed(cube: Cube, state: State) -> State:
    """Give the state back if this reader may be there; raise `UnitError` or `ParameterError` where not."""
    reader = cube.about.reader
    # Before anything else is said: what unit was meant, or whether there is one, names a peer.
    if reader.audience != "internal" and not reader.may_name(state.unit):
        raise ParameterError(say("only own", reader.language))
    cube.units.known(state.unit)
    if state.view == "cases" and reader.audience != "internal" and cube.units.children(state.unit):
        raise ParameterError(say("hidden cases", reader.language))
    return state


def beside(cube: Cube, state: State) -> bool:
    """Whether the view of units sets this one beside others, and not those below it beside each other."""
    alone = cube.about.reader.audience != "internal" or not cube.units.children(state.unit)
    return alone and len(cube.units.path(state.unit)) > 1


def line(cube: Cube, state: State) -> str:
    """The line of Python for a state; a reader who may name no other unit counts the own one, and nobody else."""
    hidden = cube.about.reader.audience != "internal" and state.view == "units"
    return (replace(state, view="history") if hidden else state).code(period=state.period)


def window(cube: Cube, period: str) -> Period:
    """The months over which something is followed: some years up to the day of the data, whatever period is chosen.

    Who chooses an early period of a history is not led away from the later ones. Further back goes what itself begins
    earlier.
    """
    day = cube.book.data_date
    year = min(day.year - YEARS, Period.parse(period).first.year)
    return Period.parse(f"{year}..{Month(day.year, day.month)}")


def look(cube: Cube, state: State) -> Look:
    """Analyse what the state asks for; a list of cases is not analysed."""
    if state.view == "cases":
        return Look(None, state.code())
    if state.view == "units" and cube.about.reader.audience != "internal":
        return _among_peers(cube, state)
    counted, analysed = _VIEWS[state.view]
    counts = counted(cube, state)
    time = next((key for key in counts.by if key in ("month", "quarter")), "")
    code = replace(state, unit=counts.within or state.unit).code(by=time, period=counts.period)
    lacking = _lacking(counts)
    if lacking:
        return Look(None, code, say(lacking, cube.about.reader.language))
    return Look(analysed(counts, state), code)


def _lacking(counts: Counts) -> str:
    """Name the word for why nothing can be analysed; none where something can."""
    if counts.absent and set(counts.absent) >= set(counts.labels):
        return "not recorded"
    counted, waiting = (int(counts.frame[name].sum()) for name in ("denominator", "open"))
    return "" if counted else "all open" if waiting else "nothing"


def _count(cube: Cube, state: State, by: list[str], **more: Any) -> Counts:
    asked = {"period": state.period, "within": state.unit, "only": state.only} | more
    return cube.count(state.measure, by=by, **asked)


def _units(cube: Cube, state: State) -> Counts:
    within = cube.units.path(state.unit)[-2] if beside(cube, state) else state.unit
    return _count(cube, state, ["unit"], within=within)


def _among_peers(cube: Cube, state: State) -> Look:
    """The reader's own unit against the limits of its neighbours, of whom nothing single is left in the result."""
    code, language, path = line(cube, state), cube.about.reader.language, cube.units.path(state.unit)
    withheld = _withheld(state, path)
    if withheld:
        return Look(None, code, say(withheld, language))
    counts = _count(cube, state, ["unit"], within=path[-2])
    mine = counts.frame["unit"] == state.unit
    own = replace(counts, frame=counts.frame[mine].reset_index(drop=True), clusters={})
    others = counts.frame[~mine & (counts.frame["denominator"] > 0)]
    lacking = _lacking(own) or ("few peers" if len(others) < PEERS else "")
    if lacking:
        return Look(None, code, say(lacking, language))
    drawn = _coarse(funnel(counts).funnel)
    against = placed(drawn, *(own.frame[name].to_numpy(dtype=float) for name in ("numerator", "denominator")))
    frame = own.frame.drop(columns="value").join(against.drop(columns=["numerator", "denominator", "z", "p"]))
    # The rule as it was written prints the exact share of all, and that would give away sums of peers.
    return Look(Comparison(own, frame, say("rule peers", language), drawn), code)


def _withheld(state: State, path: list[str]) -> str:
    """Name the word for why peers are not shown, whatever they have; none where they may be."""
    span = Period.parse(state.period)
    if not isinstance(find(state.measure), Rate):
        return "only shares"
    if len(path) < 2:
        return "few peers"
    whole = span.first.month % 3 == 1 and span.last.month % 3 == 0
    return "no filters" if state.only or not whole else ""


def _coarse(exact: Funnel) -> Funnel:
    """A funnel of which nothing is left but two digits of each number that makes its limits.

    The exact ones would give away sums of peers, and differences of such sums; so would a word by other limits than
    those that are shown.
    """
    target, tau2, alike = (float(f"{each:.2g}") for each in (float(exact.target), exact.tau2, exact.design_effect))
    return replace(
        exact, points=pd.DataFrame(), target=target, tau2=tau2, design_effect=alike, phi=float("nan"), rule=""
    )


def _history(cube: Cube, state: State) -> Counts:
    span = window(cube, state.period)
    return cube.history(state.measure, span=span, within=state.unit, only=state.only)


def _division(cube: Cube, state: State) -> Counts:
    return _count(cube, state, [state.stratum])


def _divided(counts: Counts, state: State) -> Result:
    if not isinstance(find(state.measure), Rate):
        return durations(counts)
    # The rule of reports speaks, in Chinese, of intervals that lie; here they stand.
    return replace(by_stratum(counts), rule=say("rule division", counts.about.reader.language))


def _durations(cube: Cube, state: State) -> Counts:
    return _count(cube, state, [state.terms_by] if state.terms_by else [])


def _stages(cube: Cube, state: State) -> Counts:
    main, branch = CHAINS[state.function]
    return cube.count([*main, *branch], period=state.period, within=state.unit, only=state.only)


def _linked(cube: Cube, state: State) -> Counts:
    span = window(cube, state.period)
    return cube.count(state.linked, period=span, by=["quarter"], within=state.unit, only=state.only)


def _rated(analyse: Callable[[Counts], Result], counts: Counts, state: State) -> Result:
    """Shares have limits; what else is counted stands with its intervals alone."""
    return analyse(counts) if isinstance(find(state.measure), Rate) else _plain(counts)


def _plain(counts: Counts) -> Result:
    """Values as counted: numbers, or medians or averages with their intervals."""
    measure, language = counts.measures[counts.one], counts.about.reader.language
    rule = say("rule means", language) if isinstance(measure, Mean) else ""
    if isinstance(measure, Duration):
        said = "Medians with exact 95 % intervals (order statistics); the day of receipt does not count."
        rule = phrases.say(language, said)
    return Result(counts, counts.frame, rule)


_VIEWS: dict[str, tuple[Callable[[Cube, State], Counts], Callable[[Counts, State], Result]]] = {
    "units": (_units, partial(_rated, funnel)),
    "history": (_history, partial(_rated, trend)),
    "division": (_division, _divided),
    "durations": (_durations, lambda counts, _: durations(counts)),
    "stages": (_stages, lambda counts, state: reached(counts, state.function)),
    "linked": (_linked, lambda counts, _: together(counts)),
}
"""What each view counts, and how that is analysed."""
