"""The bases that releases imply, year by year: whole years hang together, cumulative quarters are moved silently."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caselib.domain.label import Label, Language
from caselib.published.checking import Checked
from caselib.published.line import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from caselib.figures.picture import Picture

__all__ = ["Bases", "bases"]


@dataclass(frozen=True)
class Bases:
    """Changes printed beside counts, by the base that they are changes of.

    `frame`: base_year, whole_year, compared, agree, raised, lowered (how many bases must be), least, most (the least
    and the greatest smallest revision of those, as shares of the base). `points`: one row a base: series, of, last_day,
    whole_year, share (0: rounding explains it).

    >>> from caselib.published import check, figures
    >>> found = bases(check(figures()))
    >>> len(found.points) == int(found.frame["compared"].sum())
    True
    """

    frame: pd.DataFrame
    points: pd.DataFrame
    labels: Mapping[str, Label] = field(default_factory=dict)
    language: Language = "en"

    def plot(self) -> Picture:
        """Draw the smallest revision of each base, by its period.

        >>> from caselib.published import check, figures
        >>> type(bases(check(figures())).plot()).__name__
        'Picture'
        """
        from caselib.published.pictures import bases_picture

        return bases_picture(self)

    def _repr_html_(self) -> str:
        from caselib.published.page import bases_table

        return bases_table(self)


def bases(found: Checked) -> Bases:
    """Count by base year, whole years apart from parts of years, how far bases must have moved.

    >>> from caselib.published import check, figures
    >>> list(bases(check(figures())).frame.columns)[:3]
    ['whole_year', 'base_year', 'compared']
    """
    import pandas as pd

    rows = [_point(line) for line in found.lines if line.check == "year_on_year" and not math.isnan(line.share)]
    points = pd.DataFrame(rows, columns=["series", "of", "last_day", "base_year", "whole_year", "share"])
    shares = points.groupby(["whole_year", "base_year"], sort=True)["share"]
    frame = shares.agg(
        compared="size",
        agree=lambda part: int((part == 0).sum()),
        raised=lambda part: int((part > 0).sum()),
        lowered=lambda part: int((part < 0).sum()),
        least=lambda part: part[part != 0].min(),
        most=lambda part: part[part != 0].max(),
    ).reset_index()
    return Bases(frame, points, found.labels, found.language)


def _point(line: Line) -> tuple[object, ...]:
    assert line.of is not None
    whole = (line.of.first.month, line.of.last.month) == (1, 12) and line.of.first.year == line.of.last.year
    return line.series, str(line.of), line.of.last_day, line.of.last.year, whole, line.share
