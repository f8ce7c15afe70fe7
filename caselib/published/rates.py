"""Rates against the counts that they are rates of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caselib.published.interval import Interval
from caselib.published.line import Line, period_of
from caselib.published.relations import Rate, Relation
from caselib.published.table import Figures, Span

__all__ = ["lines", "quotient"]


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare each rate with the quotient of its parts, where both were printed for the period."""
    for rate in relations:
        if isinstance(rate, Rate):
            for span in figures.spans([rate.rate]):
                yield from _compare(figures, rate, span)


def _compare(figures: Figures, rate: Rate, span: Span) -> Iterator[Line]:
    found = quotient(figures, rate, span)
    if found is None:
        return
    period = period_of(span)
    other = rate.whole or rate.rest
    for unit in ("percent", "ratio"):
        for figure in figures.printed((rate.rate, unit)).get(span, []):
            assert figure.level is not None
            yield Line(
                "rate", rate.rate, period, figure.level, found, unit, figure.level.gap(found), "points",
                of=period, parts=((rate.part, period), (other, period)), released=figure.released,
                facts={"part": rate.part, "other": other, "together": bool(rate.rest)},
            )  # fmt: skip


def quotient(figures: Figures, rate: Rate, span: Span) -> Interval | None:
    """Give a rate from its parts, in percent; nothing where one was not printed."""
    part, other = figures.at(rate.part, span), figures.at(rate.whole or rate.rest, span)
    if part is None or other is None or other.high <= 0:
        return None
    return (part.share(other) if rate.rest else part / other).scaled(100)
