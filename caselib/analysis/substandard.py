"""Cases that fell short by any of the definitions, year by year, with what is still open."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.maturity import month_reached
from caselib.analysis.result import Result
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.measures.catalogue import SUBSTANDARD, find
from caselib.measures.count import Source, count

__all__ = ["Substandard", "substandard"]


@dataclass(frozen=True)
class Substandard(Result):
    """Every definition by year. `frame`: measure, period (a year), the numbers, and `mature`."""


def substandard(book: Source, *, until: str | Period, since: int = 2019, within: str | None = None) -> Substandard:
    """Count every definition by which a case may have fallen short, by year from `since` to the end of a period.

    The definitions overlap and are never added up: one case can meet several. A year whose cohorts have not had
    their time is marked, with the share still open.

    >>> look = cl.substandard(book, until="2026Q1-Q3")
    >>> look.frame["period"].min(), look.frame["period"].max()
    ('2019', '2026')
    """
    end = as_period(until).last
    counts = count(book, list(SUBSTANDARD), period=f"{since}..{end}", by=["year"], within=within)
    reached = month_reached(book.about.data_date)
    mature = [
        find(name).matured(as_period(year), reached)
        for name, year in counts.frame[["measure", "period"]].itertuples(index=False, name=None)
    ]
    said = "95 % Wilson intervals; hollow years are still open. Definitions overlap and don't add up."
    rule = say(book.about.reader.language, said)
    return Substandard(counts, counts.frame.assign(mature=pd.Series(mature, counts.frame.index)), rule)
