"""All counts of a casebook, made and kept before anybody asks: on a cluster, or in the night before a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from caselib.domain.periods import Month, Period
from caselib.domain.tables import TABLES
from caselib.measures import kept
from caselib.measures.catalogue import MEASURES
from caselib.measures.counts import About
from caselib.measures.declare import Amount, Duration, Measure, Rate
from caselib.measures.query import Scope
from caselib.measures.shelf import nothing_lost

__all__ = ["count_beforehand", "latest"]

Step = Callable[[], Any]


class Kept(Protocol):
    """What is needed of a casebook."""

    @property
    def about(self) -> About:
        """Where the data come from."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it holds."""

    @property
    def shelf(self) -> Path | None:
        """The folder in which it keeps its counts, if it does."""

    def sql(self, query: str) -> Any:
        """Run a query over the tables."""


def count_beforehand(book: Kept, *, progress: Callable[[int, int, str], Any] | None = None) -> int:
    """Count every measure by unit and month, alone and by each stratum of its table, and keep it; what is kept stays.

    Reports, the explorer and every later opening of the same casebook read from there, whichever engine counted: days
    and courses too, and for the latest periods how alike the persons of one case are. Gives the number of tables of
    counts that there are now. Raises `CasebookError` where they can't be kept.

    >>> cl.count_beforehand(book) > 600
    True
    """
    steps = [(table, step) for table in book.tables for step in _steps(book, table)]
    with nothing_lost():
        for done, (table, step) in enumerate(steps):
            if progress:
                progress(done, len(steps), TABLES[table].label.en)
            step()
    return sum(1 for _ in book.shelf.glob("*.parquet")) if book.shelf else 0


def latest(day: date) -> list[Period]:
    """Periods that are asked for first when the data reach to a day: all of whole months that are over.

    >>> [str(period) for period in latest(date(2026, 9, 30))]
    ['2026-01..2026-09', '2026Q3', '2026-09', '2025']
    """
    following = day + timedelta(days=1)
    last = Month(following.year, following.month).plus(-1)
    quarter = last.plus(-(last.month % 3))
    names = [f"{last.year}-01..{last}", f"{quarter.year}Q{quarter.month // 3}", str(last), f"{last.year - 1}"]
    return [Period.parse(name) for name in names]


def _steps(book: Kept, table: str) -> Iterator[Step]:
    """What is to be counted of a table: each step reads it once."""
    day = book.about.data_date
    here = [measure for measure in MEASURES.values() if measure.table == table]
    for keys in ([], *([stratum] for stratum in TABLES[table].strata)) if here else ():
        yield partial(kept.keep_tallies, book, here, keys, data_date=day)
        amounts = (measure for measure in here if isinstance(measure, Amount))
        yield from (partial(kept.keep_days, book, measure, keys, data_date=day) for measure in amounts)
    followed = (measure for measure in here if isinstance(measure, Duration) and measure.open)
    yield from (partial(kept.keep_courses, book, measure, [], data_date=day) for measure in followed)
    yield from _clusters(book, here)


def _clusters(book: Kept, here: list[Measure]) -> Iterator[Step]:
    shares = [measure for measure in here if isinstance(measure, Rate) and measure.counts == "persons"]
    for clock in dict.fromkeys(measure.clock for measure in shares):
        rates = [measure for measure in shares if measure.clock == clock]
        for period in latest(book.about.data_date):
            scope = Scope(period.first_day, period.last_day, book.about.data_date)
            yield partial(kept.keep_clusters, book, rates, scope=scope)
