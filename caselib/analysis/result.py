"""What every finished analysis has: a frame, the rule of its limits, and a way to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from caselib.measures.counts import Counts

if TYPE_CHECKING:
    from caselib.figures.picture import Picture

__all__ = ["Result", "Shown"]


class Shown:
    """What can be drawn, and be shown as a table."""

    def plot(self) -> Picture:
        """Draw it, with its rule and its table behind it.

        >>> drawn = cl.funnel(book.count("refused", period="2026Q1-Q3", by=["unit"])).plot()
        >>> type(drawn).__name__, type(drawn.figure).__name__
        ('Picture', 'Figure')
        """
        # The one import from a floor above: figures draw results, and readers ask results to be drawn.
        from caselib.figures import draw

        return draw(self)

    def _repr_html_(self) -> str:
        from caselib.figures import table

        return table(self)


@dataclass(frozen=True)
class Result(Shown):
    """A finished analysis of counts: it is shown, never computed on by the figures.

    `frame` holds every number that is shown, `rule` says how limits were set, `counts` what they rest on.
    """

    counts: Counts
    frame: pd.DataFrame
    rule: str
