"""Rates that have one name and several formulas: leaps between them, and years that their own beginning forbids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from caselib.published.interval import Interval
from caselib.published.line import Line, months, period_of
from caselib.published.relations import OneName, Rate, Relation
from caselib.published.table import Figure, Figures, Key, Span

__all__ = ["LEAP", "lines", "rest_lines"]

LEAP = Fraction(15)
"""Points by which two figures of one name, one after the other, surely differ before it is asked about. A choice."""
SHARE = Interval(Fraction(0), Fraction(100))


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Set rates of one name in the order of their periods, and compare each with the one before."""
    for name in relations:
        if isinstance(name, OneName):
            ordered = sorted(
                (figure for figure in figures.rows if figure.series in name.rates and figure.level),
                key=lambda figure: (figure.span[1], months(figure.span)),
            )
            for before, after in pairwise(ordered):
                yield _leap(figures, relations, name, before, after)


def _leap(figures: Figures, relations: Sequence[Relation], name: OneName, before: Figure, after: Figure) -> Line:
    assert before.level is not None
    assert after.level is not None
    first, second = _capped(before.level), _capped(after.level)
    near = Interval(first.low - LEAP, first.high + LEAP)
    return Line(
        "name", after.series, after.period, second, first, after.unit, second.gap(near), "points", of=after.period,
        parts=((before.series, before.period),), released=after.released,
        facts={"name": name.name, "before": before, "after": after,
               "formulas": [_formula(figures, relations, figure) for figure in (before, after)]},
    )  # fmt: skip


def _formula(figures: Figures, relations: Sequence[Relation], figure: Figure) -> Rate | None:
    """Find the declared quotient that gives a rate, if its parts were printed and it does."""
    from caselib.published.rates import quotient

    for rate in relations:
        if isinstance(rate, Rate) and rate.rate == figure.series and figure.level:
            found = quotient(figures, rate, figure.span)
            if found and figure.level.gap(found) == 0:
                return rate
    return None


def rest_lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare a year's share with what its own first months leave possible, if cases came evenly.

    The rest of the year has a share of its own, from 0 to 100 %. How much it weighs is taken from the base of the share
    where that was printed for both, else from the months.
    """
    bases = {rate.rate: rate for rate in relations if isinstance(rate, Rate)}
    for key in figures.series():
        if key[1] == "percent":
            yield from _rest_of(figures, key, bases.get(key[0]))


def _rest_of(figures: Figures, key: Key, rate: Rate | None) -> Iterator[Line]:
    levels = {span: _capped(level) for span in figures.printed(key) if (level := figures.level(key, span))}
    for outer in levels:
        for inner in levels:
            if inner[0] == outer[0] and inner[1] < outer[1] and outer[0].year == outer[1].year:
                yield _needed(figures, key, levels, outer, inner, rate)


def _needed(
    figures: Figures, key: Key, levels: dict[Span, Interval], outer: Span, inner: Span, rate: Rate | None
) -> Line:
    bases = _bases(figures, rate, outer, inner)
    whole, part = bases or (Interval.of(months(outer)), Interval.of(months(inner)))
    weight = Interval(min(part.low / whole.high, Fraction(1)), min(part.high / whole.low, Fraction(1)))
    possible = _with_rest(levels[inner], weight)
    return Line(
        "rest", key[0], period_of(outer), levels[outer], possible, "percent", levels[outer].gap(possible), "points",
        of=period_of(outer), parts=((key[0], period_of(inner)),),
        facts={"before": levels[inner], "remaining": period_of((inner[1].plus(1), outer[1])), "inner": period_of(inner),
               "counted": bases is not None},
    )  # fmt: skip


def _with_rest(inner: Interval, weight: Interval) -> Interval:
    """Give weight × inner + (1 − weight) × anything from 0 to 100: it only rises or only falls in each of them."""
    ends = [
        w * i + (1 - w) * rest for w in (weight.low, weight.high) for i in (inner.low, inner.high) for rest in (0, 100)
    ]
    return Interval(min(ends), max(ends))


def _bases(figures: Figures, rate: Rate | None, outer: Span, inner: Span) -> tuple[Interval, Interval] | None:
    if rate is None:
        return None
    both = []
    for span in (outer, inner):
        found = [figures.at(name, span) for name in ((rate.whole,) if rate.whole else (rate.part, rate.rest))]
        if any(level is None or not level.bounded or level.low <= 0 for level in found):
            return None
        added = Interval.of(0)
        for level in found:
            added += level or Interval.of(0)
        both.append(added)
    return both[0], both[1]


def _capped(level: Interval) -> Interval:
    return level.meet(SHARE) or level
