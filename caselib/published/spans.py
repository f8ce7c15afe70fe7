"""Longer periods against the shorter ones inside them: quarters against years, years against five of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from caselib.domain.periods import Month
from caselib.published.interval import Interval, Number
from caselib.published.line import Line, period_of
from caselib.published.relations import Relation
from caselib.published.table import NOT_COUNTED, Figures, Span

__all__ = ["from_within", "lines"]

_Chain = tuple[Number, tuple[Span, ...]]


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare each count with what the shorter periods inside it allow."""
    for key in figures.series():
        if key[1] in NOT_COUNTED:
            continue
        levels = {span: level for span in figures.printed(key) if (level := figures.level(key, span))}
        for span, level in levels.items():
            recomputed, used = from_within(levels, span)
            if used:
                gap, period = level.gap(recomputed), period_of(span)
                yield Line(
                    "months", key[0], period, level, recomputed, key[1], gap, key[1], revised=level, of=period,
                    parts=tuple((key[0], period_of(part)) for part in used),
                    released=max(figure.released for figure in figures.printed(key)[span]),
                )  # fmt: skip


def from_within(levels: Mapping[Span, Interval], outer: Span) -> tuple[Interval, tuple[Span, ...]]:
    """Bound a count from the shorter periods inside: it is no less than any that follow each other,

    and no more than any that together leave out no month. Gives the bounds, and the periods that decide.
    """
    inside = {
        span: level for span, level in levels.items() if span != outer and outer[0] <= span[0] and span[1] <= outer[1]
    }
    if not inside:
        return Interval(Fraction(0), math.inf), ()
    least, most = _packed(inside, outer), _covered(inside, outer)
    level = levels[outer]
    used = least[1] if level.high < least[0] or not most[1] else most[1]
    # Parts that contradict each other bound from both sides at once; each is reported where it is the whole.
    return Interval(least[0], max(least[0], most[0])), used


def _packed(inside: Mapping[Span, Interval], outer: Span) -> _Chain:
    """The greatest sum of low ends over periods that do not overlap."""
    best: dict[Month, _Chain] = {outer[0]: (Fraction(0), ())}
    month = outer[0]
    while month <= outer[1]:
        here, after = best[month], month.plus(1)
        best[after] = max(best.get(after, here), here, key=lambda chain: chain[0])
        for span, level in inside.items():
            if span[0] == month:
                _keep(best, span[1].plus(1), (here[0] + level.low, (*here[1], span)), greatest=True)
        month = after
    return best[month]


def _covered(inside: Mapping[Span, Interval], outer: Span) -> _Chain:
    """The least sum of high ends over periods that leave out no month; infinite where there are none such."""
    best: dict[Month, _Chain] = {outer[0]: (Fraction(0), ())}
    ends = sorted({span[1].plus(1) for span in inside})
    for end in ends:
        for span, level in inside.items():
            if span[1].plus(1) != end:
                continue
            for start, chain in list(best.items()):
                # A period that begins before the months still uncovered covers them all the same.
                if span[0] <= start < end:
                    _keep(best, end, (chain[0] + level.high, (*chain[1], span)), greatest=False)
    return best.get(outer[1].plus(1), (math.inf, ()))


def _keep(best: dict[Month, _Chain], place: Month, chain: _Chain, *, greatest: bool) -> None:
    old = best.get(place)
    if old is None or (chain[0] > old[0] if greatest else chain[0] < old[0]):
        best[place] = chain
