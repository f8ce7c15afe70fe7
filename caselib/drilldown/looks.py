"""What a state shows: the finished analysis of its counts, and the line of Python that makes the same table."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from caselib.domain.periods import Period
from caselib.drilldown.cube import Cube
from caselib.drilldown.state import State
from caselib.drilldown.words import say
from caselib.errors import ParameterError
from caselib.measures.catalogue import CHAINS, find
from caselib.measures.counts import Counts
from caselib.measures.declare import Duration, Mean, Rate

__all__ = ["PEERS", "Look", "allowed", "beside", "line", "look"]

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


def look(cube: Cube, state: State) -> Look:
    """Analyse what the state asks for; a list of cases is not analysed."""
    if state.view == "cases":
        return Look(None, state.code())
    result = _VIEWS[state.view](cube, state)
    if isinstance(result, str):
        return Look(None, line(cube, state), say(result, cube.about.reader.language))
    if cube.about.reader.audience != "internal" and state.view == "units":
        return Look(result, line(cube, state))
    counts = result.counts
    time = next((key for key in counts.by if key in ("month", "quarter")), "")
    code = replace(state, unit=counts.within or state.unit).code(by=time, period=counts.period)
    language = cube.about.reader.language
    if counts.absent and set(counts.absent) >= set(counts.labels):
        return Look(None, code, say("not recorded", language))
    if not (counts.frame["denominator"] + counts.frame["open"]).sum():
        return Look(None, code, say("nothing", language))
    return Look(result, code)


def _count(cube: Cube, state: State, by: list[str], **more: Any) -> Counts:
    asked = {"period": state.period, "within": state.unit, "only": state.only} | more
    return cube.count(state.measure, by=by, **asked)


def _units(cube: Cube, state: State) -> Result | str:
    if cube.about.reader.audience != "internal":
        return _among_peers(cube, state)
    within = cube.units.path(state.unit)[-2] if beside(cube, state) else state.unit
    counts = _count(cube, state, ["unit"], within=within)
    return funnel(counts) if isinstance(find(state.measure), Rate) else _plain(counts)


def _among_peers(cube: Cube, state: State) -> Result | str:
    """The reader's own unit against the limits of its neighbours, of whom nothing single is left in the result."""
    path, span = cube.units.path(state.unit), Period.parse(state.period)
    whole = span.first.month % 3 == 1 and span.last.month % 3 == 0
    if not isinstance(find(state.measure), Rate):
        return "only shares"
    if len(path) < 2:
        return "few peers"
    if state.only or not whole:
        return "no filters"
    counts = _count(cube, state, ["unit"], within=path[-2])
    others = counts.frame[(counts.frame["unit"] != state.unit) & (counts.frame["denominator"] > 0)]
    if len(others) < PEERS:
        return "few peers"
    seen = funnel(counts)
    mine = seen.frame[seen.frame["unit"] == state.unit].reset_index(drop=True)
    drawn = replace(seen.funnel, target=_coarse(float(seen.funnel.target)), points=pd.DataFrame())
    # The limits that are shown are those of the coarse share, too.
    limits = drawn.limits_at(mine["denominator"])
    mine = mine.drop(columns=["z", "p"]).assign(**{name: limits[name] for name in limits})
    own = replace(counts, frame=counts.frame[counts.frame["unit"] == state.unit].reset_index(drop=True))
    # The rule as it was written prints the exact share of all, and that would give away sums of peers.
    return Comparison(own, mine, say("rule peers", cube.about.reader.language), drawn)


def _coarse(share: float) -> float:
    """Two digits of a share: the exact one would give away sums of peers, and differences of such sums."""
    return float(f"{share:.2g}")


def _history(cube: Cube, state: State) -> Result:
    counts = cube.history(state.measure, until=state.period, within=state.unit, only=state.only)
    return trend(counts) if isinstance(find(state.measure), Rate) else _plain(counts)


def _division(cube: Cube, state: State) -> Result:
    counts = _count(cube, state, [state.stratum])
    if not isinstance(find(state.measure), Rate):
        return durations(counts)
    # The rule of reports speaks, in Chinese, of intervals that lie; here they stand.
    return replace(by_stratum(counts), rule=say("rule division", cube.about.reader.language))


def _durations(cube: Cube, state: State) -> Result:
    return durations(_count(cube, state, [state.terms_by] if state.terms_by else []))


def _stages(cube: Cube, state: State) -> Result:
    main, branch = CHAINS[state.function]
    counts = cube.count([*main, *branch], period=state.period, within=state.unit, only=state.only)
    return reached(counts, state.function)


def _linked(cube: Cube, state: State) -> Result:
    span = Period.parse(state.period).history(YEARS)
    return together(cube.count(state.linked, period=span, by=["quarter"], within=state.unit, only=state.only))


def _plain(counts: Counts) -> Result:
    """Values as counted: numbers, or medians or averages with their intervals."""
    measure, language = counts.measures[counts.one], counts.about.reader.language
    rule = say("rule means", language) if isinstance(measure, Mean) else ""
    if isinstance(measure, Duration):
        said = "Medians with exact 95 % intervals (order statistics); the day of receipt does not count."
        rule = phrases.say(language, said)
    return Result(counts, counts.frame, rule)


_VIEWS = {
    "units": _units,
    "history": _history,
    "division": _division,
    "durations": _durations,
    "stages": _stages,
    "linked": _linked,
}
