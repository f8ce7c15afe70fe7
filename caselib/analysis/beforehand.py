"""What reports ask of all offices at once, counted and kept before the first report does."""

from __future__ import annotations

from caselib.analysis.quality import Ledger, filled, gaps
from caselib.analysis.screens.run import STEP, keep_screens
from caselib.analysis.splits import runs
from caselib.domain.periods import years
from caselib.measures.beforehand import latest
from caselib.measures.catalogue import OVERVIEW, find
from caselib.measures.declare import Rate
from caselib.measures.shelf import nothing_lost

__all__ = ["look_beforehand"]


def look_beforehand(book: Ledger) -> None:
    """Count what screens, runs of cases and the quality of data rest on, for the latest period, and keep it.

    Raises `CasebookError` where it can't be kept.
    """
    period = latest(book.about.data_date)[0]
    with nothing_lost():
        filled(book, until=period)
        for name in OVERVIEW:
            if isinstance(find(name), Rate):
                gaps(book, name, period)
        runs(book, years(period, 3))
        if period.last_day > STEP:
            keep_screens(book, period)
