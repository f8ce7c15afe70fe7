"""All counts of a casebook, made and kept before anybody asks: on a cluster, or in the night before a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from caselib.domain.tables import TABLES
from caselib.measures import kept
from caselib.measures.catalogue import MEASURES
from caselib.measures.counts import About
from caselib.measures.declare import Amount, Duration
from caselib.measures.query import Scope

__all__ = ["count_beforehand"]

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
    and courses too. Gives the number of tables of counts that there are now.

    >>> cl.count_beforehand(book) > 600
    True
    """
    steps = [(table, step) for table in book.tables for step in _steps(book, table)]
    for done, (table, step) in enumerate(steps):
        if progress:
            progress(done, len(steps), TABLES[table].label.en)
        step()
    return sum(1 for _ in book.shelf.glob("*.parquet")) if book.shelf else 0


def _steps(book: Kept, table: str) -> Iterator[Step]:
    """What is to be counted of a table: each step reads it once."""
    day = book.about.data_date
    scope = Scope(day, day, day)
    here = [measure for measure in MEASURES.values() if measure.table == table]
    for keys in ([], *([stratum] for stratum in TABLES[table].strata)) if here else ():
        yield partial(kept.tallies, book, here, keys, scope=scope)
        amounts = (measure for measure in here if isinstance(measure, Amount))
        yield from (partial(kept.days, book, measure, keys, scope=scope) for measure in amounts)
    followed = (measure for measure in here if isinstance(measure, Duration) and measure.open)
    yield from (partial(kept.courses, book, measure, [], scope=scope) for measure in followed)
