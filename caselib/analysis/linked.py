"""Measures that hold each other in check, as one picture: less of one and more of another is seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.analysis.trends import Trend, trend
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.measures.count import Source, count
from caselib.measures.counts import Counts

__all__ = ["FOUR_SIDES", "YEARS", "Linked", "linked", "together"]

YEARS = 3
FOUR_SIDES = ("refused", "refusal_changed", "not_prosecuted_after_arrest", "light_sentence_after_arrest")
"""Arrest from four sides: refused too often or too seldom, and what became of both."""


@dataclass(frozen=True)
class Linked(Result):
    """Several histories over the same periods. `frame`: those of all of them, one under the other."""

    trends: tuple[Trend, ...]


def linked(book: Source, measures: Sequence[str], *, until: str | Period, within: str | None = None) -> Linked:
    """Chart several shares by quarter over the same years, one above the other.

    >>> look = cl.linked(book, cl.FOUR_SIDES, until="2026Q1-Q3")
    >>> len(look.trends)
    4
    """
    span = as_period(until).history(YEARS)
    return together(count(book, list(measures), period=span, by=["quarter"], within=within))


def together(counts: Counts) -> Linked:
    """Chart shares that have been counted by quarter."""
    measures = list(counts.labels)
    language = counts.about.reader.language
    trends = tuple(trend(counts.only(name)) for name in measures)
    frame = pd.concat([look.frame for look in trends], ignore_index=True)
    return Linked(
        counts,
        frame,
        trends[0].rule.split(say(language, " New limits from: {reasons}.").split("{")[0])[0]
        + say(language, " By quarter."),
        trends,
    )
