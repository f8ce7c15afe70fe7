"""Figures that were printed more than once for the same period, and exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caselib.published.line import Line
from caselib.published.relations import Relation
from caselib.published.table import Figure, Figures

__all__ = ["lines"]


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare each printing of a figure with those before it, by date of release."""
    for key in figures.series():
        for same in figures.printed(key).values():
            ordered = sorted(same, key=lambda figure: figure.released)
            for number, later in enumerate(ordered[1:], start=1):
                yield max((_line(earlier, later) for earlier in ordered[:number]), key=lambda line: abs(line.revision))


def _line(earlier: Figure, later: Figure) -> Line:
    assert earlier.level is not None
    assert later.level is not None
    return Line(
        "twice", later.series, later.period, earlier.level, later.level, later.unit, earlier.level.gap(later.level),
        later.unit, revised=earlier.level, of=later.period, parts=((later.series, later.period),),
        released=later.released, facts={"earlier": earlier.released, "later": later.released},
    )  # fmt: skip
