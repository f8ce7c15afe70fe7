"""What somebody who looks at a state may ask for next, named by what it is counted from."""

from __future__ import annotations

from collections.abc import Iterator

from caselib.drilldown.state import Only, State, offered, values_of
from caselib.measures.catalogue import CHAINS, find
from caselib.measures.declare import Amount, Duration, Measure, Rate

__all__ = ["Key", "foreseen", "of_persons", "whole"]

Key = tuple[str, str, str, Only]
"""Kind, measure (or table), stratum (or clock), and what is kept."""


def whole(measure: Measure, only: Only) -> Key:
    """All measures of a clock lie together; of what is narrowed only the one that is looked at is made."""
    return ("one", measure.name, "", only) if only else ("grid", measure.table, measure.clock, ())


def of_persons(measure: Measure) -> bool:
    """Whether limits take into account how alike the persons of one case are."""
    return isinstance(measure, Rate) and measure.counts == "persons"


def foreseen(state: State) -> Iterator[Key]:
    """Name what the views of a state are made from, then its filters, then the measures beside its own.

    >>> [key[:3] for key in foreseen(State("refused", "2026", "100000"))][:2]
    [('divided', 'refused', 'offence'), ('divided', 'days_to_decision', 'detained')]
    """
    measure, only = find(state.measure), state.only
    yield from _views(state)
    if of_persons(measure):
        yield ("several", measure.table, "", ())
    rest = [name for name in state.filters if name not in dict(only)]
    for name in rest:
        yield from _filter(measure, name, only)
    if of_persons(measure) and not only:
        for name in rest:
            for value in values_of(measure.declared_in[name]):
                yield ("alike", measure.name, "", ((name, value),))
    if not only:
        yield from _beside(state)


def _views(state: State) -> Iterator[Key]:
    measure, only = find(state.measure), state.only
    if "division" in state.views:
        yield from _filter(measure, state.stratum, only)
    timed = next((each for each in [measure, *offered(state.function)] if isinstance(each, Duration)), None)
    if timed is not None:
        for stratum in dict.fromkeys([timed.terms_by, ""]):
            yield from _days(timed, stratum, only)
    chain = [name for part in CHAINS.get(state.function, ()) for name in part]
    for name in (*state.linked, *chain) if only else ():
        yield whole(find(name), only)


def _filter(measure: Measure, stratum: str, only: Only) -> Iterator[Key]:
    """A measure by all values of a stratum is each of these filters, too."""
    yield ("divided", measure.name, stratum, only)
    if isinstance(measure, Amount):
        yield ("days", measure.name, stratum, only)


def _days(measure: Duration, stratum: str, only: Only) -> Iterator[Key]:
    yield ("divided", measure.name, stratum, only) if stratum else whole(measure, only)
    yield ("days", measure.name, stratum, only)


def _beside(state: State) -> Iterator[Key]:
    """The other shares of the function, the nearest in the list first."""
    names = [measure.name for measure in offered(state.function)]
    place = names.index(state.measure) if state.measure in names else 0
    for name in sorted(names, key=lambda name: abs(names.index(name) - place)):
        if of_persons(find(name)):
            yield ("alike", name, "", ())
