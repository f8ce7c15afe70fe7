"""Outcomes against the matters that they became of: more outcomes than matters are those of an earlier period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from caselib.published.interval import Interval
from caselib.published.line import Line, period_of
from caselib.published.relations import Follows, Relation
from caselib.published.table import Figures

__all__ = ["lines"]


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare outcomes with what was filed in the same period, and could be no more if they belonged to it."""
    for relation in relations:
        if not isinstance(relation, Follows):
            continue
        unit = figures.unit(relation.outcome)
        for span in figures.spans([relation.outcome]):
            outcome, filed = figures.at(relation.outcome, span), figures.at(relation.filed, span)
            if outcome and filed:
                period = period_of(span)
                # A table may hold a number below zero that should not be there: the check must outlive it.
                room = Interval(min(Fraction(0), filed.low), filed.high)
                yield Line(
                    "follows", relation.outcome, period, outcome, filed, unit,
                    outcome.gap(room), unit, revised=outcome, of=period,
                    parts=((relation.filed, period),), facts={"filed": relation.filed},
                )  # fmt: skip
