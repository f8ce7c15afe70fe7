"""One line: a published figure, the same recomputed from others, and the smallest revision that would explain it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from caselib.domain.periods import Period
from caselib.published.interval import Interval
from caselib.published.table import Span

__all__ = ["CONTRADICTIONS", "QUESTIONS", "Check", "Line", "months", "period_of"]

Check = Literal["twice", "year_on_year", "rate", "total", "months", "pace", "reform", "follows", "rest", "name"]

CONTRADICTIONS: tuple[Check, ...] = ("year_on_year", "rate", "total", "months", "twice")
"""Checks of what must hold: where one fails, no numbers could have been printed like this."""
QUESTIONS: tuple[Check, ...] = ("pace", "reform", "follows", "rest", "name")
"""Checks of what would be unusual: numbers could well be so, and somebody should know why."""


@dataclass(frozen=True)
class Line:
    """What was compared. `revision` is 0 where rounding explains everything, else the least change that would.

    `published` and `recomputed` are in `shown`; `revision` is in `unit` and is of `revised`, the figure of the period
    `of`. `parts` names the figures (series, period) from which it was recomputed. `facts` fills the sentence.
    """

    check: Check
    series: str
    period: Period
    published: Interval
    recomputed: Interval
    shown: str
    revision: Fraction
    unit: str
    revised: Interval | None = None
    of: Period | None = None
    parts: tuple[tuple[str, Period], ...] = ()
    released: str = ""
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Whether rounding explains it."""
        return self.revision == 0

    @property
    def share(self) -> float:
        """The revision as a share of the figure that it revises."""
        if self.revised is None or not self.revised.bounded or self.revised.low + self.revised.high <= 0:
            return math.nan
        return float(self.revision / ((self.revised.low + self.revised.high) / 2))


def months(span: Span) -> int:
    """Count the months of a span."""
    return 12 * (span[1].year - span[0].year) + span[1].month - span[0].month + 1


def period_of(span: Span) -> Period:
    """Write a span of months as shortly as it can be written.

    >>> from caselib.domain.periods import Month
    >>> str(period_of((Month(2024, 7), Month(2024, 12)))), str(period_of((Month(2023, 1), Month(2023, 11))))
    ('2024H2', '2023-01..2023-11')
    """
    (first, last), year = span, span[0].year
    if first.month == 1 and last.month == 12:
        return Period(str(year) if last.year == year else f"{year}..{last.year}", first, last)
    names = {(1, 6): "H1", (7, 12): "H2", (1, 9): "Q1-Q3", (4, 9): "Q2-Q3", (4, 12): "Q2-Q4"}
    names |= {(3 * quarter - 2, 3 * quarter): f"Q{quarter}" for quarter in (1, 2, 3, 4)}
    name = names.get((first.month, last.month)) if last.year == year else None
    text = f"{year}{name}" if name else str(first) if first == last else f"{first}..{last}"
    return Period(text, first, last)
