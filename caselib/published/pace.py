"""December, the last quarter and the second half against the months before them, and across the reform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from caselib.domain.periods import REGIMES, Month
from caselib.published.interval import Interval
from caselib.published.line import Check, Line, months, period_of
from caselib.published.relations import Relation
from caselib.published.table import NOT_COUNTED, Figures, Key, Span
from caselib.published.totals import known

__all__ = ["AS_MUCH_AGAIN", "lines", "rests"]

AS_MUCH_AGAIN = Fraction(3, 2)
"""A pace is asked about where it is surely this many times the earlier one, or the earlier one this many times it.

A choice: in the published figures, December and the last quarter stay within it in most years and series.
"""


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare the rest of a year with its months before: by months, with all that the printing leaves open."""
    for key in figures.series():
        if key[1] not in NOT_COUNTED:
            levels = known(figures, relations, key)
            for first, rest, value in rests(levels):
                if levels[first].high > 0:
                    yield _compare(key, levels[first], value, first, rest)


def rests(levels: Mapping[Span, Interval]) -> Iterator[tuple[Span, Span, Interval]]:
    """Give, for years of which a beginning of half a year or more is known too: that, the rest, its count."""
    for year in sorted({span[0].year for span in levels}):
        january, december = Month(year, 1), Month(year, 12)
        whole = levels.get((january, december))
        for month in range(6, 12):
            first = (january, Month(year, month))
            if whole and first in levels:
                rest = whole - levels[first]
                # A year with less in it than its first months is a contradiction, and reported as one.
                if rest.high >= 0:
                    yield first, (Month(year, month + 1), december), Interval(max(rest.low, Fraction(0)), rest.high)


def _compare(key: Key, before: Interval, after: Interval, first: Span, rest: Span) -> Line:
    """Compare the pace; the smallest revision is that of the rest, which then has the pace that is not asked about."""
    a_month = before.scaled(Fraction(1, months(first)))
    at_pace = a_month.scaled(months(rest))
    allowed = Interval(at_pace.low / AS_MUCH_AGAIN, at_pace.high * AS_MUCH_AGAIN)
    ratio = after / at_pace if at_pace.low > 0 else None
    return Line(
        _check(first, rest), key[0], period_of(rest), after, at_pace, key[1], after.gap(allowed), key[1], revised=after,
        of=period_of(rest), parts=((key[0], period_of(first)),),
        facts={"ratio": ratio, "first": period_of(first), "a_month": a_month, "after_a_month":
               after.scaled(Fraction(1, months(rest)))},
    )  # fmt: skip


def _check(first: Span, rest: Span) -> Check:
    """Where the rankings ended inside the rest, the comparison is one of before and after."""
    ended = next(regime.starts for regime in REGIMES if regime.name == "rankings_abolished")
    return "reform" if first[1].last_day < ended <= rest[1].last_day else "pace"
