"""The units and months of a casebook as places, and the rows that are counted for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.casebook.store import Book
from caselib.domain.periods import Month, Period
from caselib.measures.declare import Measure
from caselib.measures.query import Scope, count_query, parts_of
from caselib.measures.shelf import keep_rows, kept_rows

__all__ = ["Tree", "held_from"]


@dataclass(frozen=True)
class Tree:
    """The units of a casebook as places in code order, with the months that are held."""

    book: Book
    first: Month
    fresh: list[tuple[str, pd.DataFrame, str]] = field(default_factory=list, repr=False, compare=False)
    """Rows that were counted anew; `shelve` keeps them once nobody waits."""

    @cached_property
    def units(self) -> list[str]:
        """Codes, in order; a unit's place is its position here."""
        return sorted(self.book.units.frame.index)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each unit."""
        return {unit: place for place, unit in enumerate(self.units)}

    @cached_property
    def upward(self) -> list[tuple[int, int]]:
        """Each unit below another with that other, the deepest first."""
        depth = {unit: len(self.book.units.path(unit)) for unit in self.units}
        ups = [(self.places[unit], up) for unit, up in self.book.units.parents.items() if up is not None]
        ups.sort(key=lambda pair: -depth[self.units[pair[0]]])
        return [(place, self.places[up]) for place, up in ups]

    @property
    def months(self) -> int:
        """How many months are held."""
        last = self.book.data_date
        return (last.year - self.first.year) * 12 + last.month - self.first.month + 1

    def span(self, period: Period) -> slice:
        """Give the places of a period's months; those after the data are not there."""
        start, stop = (self._month(month.year, month.month) for month in (period.first, period.last))
        return slice(max(0, start), max(0, min(self.months, stop + 1)))

    def _month(self, year: int, month: int) -> int:
        return (year - self.first.year) * 12 + month - self.first.month

    def scope(self, only: tuple[tuple[str, str], ...] = ()) -> Scope:
        """All months held, of all units."""
        end = Month(self.book.data_date.year, self.book.data_date.month).last_day
        return Scope(self.first.first_day, end, self.book.data_date, None, only)

    def placed(self, query: str, *, keep: bool = True) -> pd.DataFrame:
        """Run a query with `unit`, and maybe `month`, and give places instead; `keep`: it will be asked again."""
        asked = _with_places(query)
        found = kept_rows(self.book, asked) if keep else None
        if found is None:
            found = self.book.sql(asked)
            self.fresh.extend([(asked, found, "")] if keep else [])
        return found.assign(month=self.months_of(found["month"])) if "month" in found else found

    def tallied(self, measures: Sequence[Measure], only: tuple[tuple[str, str], ...] = ()) -> dict[str, pd.DataFrame]:
        """Count measures of one table and one clock: for each, place, month, and its parts by their conditions.

        Those that are not kept are counted together, in one pass, and each is kept by itself.
        """
        scope, by = self.scope(only), ["unit", "month"]
        asked = {m.name: _with_places(count_query([m], by, scope=scope)[0], "unit, clock") for m in measures}
        found = {} if only else {name: kept_rows(self.book, query, name) for name, query in asked.items()}
        missing = [measure for measure in measures if found.get(measure.name) is None]
        if missing:
            query, places = count_query(missing, by, scope=scope)
            wide = self.book.sql(_with_places(query, "unit, clock"))
            for measure in missing:
                own = dict(zip(parts_of(measure), places[measure.name], strict=True))
                named = {place: condition for condition, place in own.items() if place}
                frame = wide[["place", "month", *named]].rename(columns=named)
                found[measure.name] = frame
                self.fresh.extend([(asked[measure.name], frame, measure.name)] if not only else [])
        return {
            name: rows.assign(month=self.months_of(rows["month"])) for name, rows in found.items() if rows is not None
        }

    def months_of(self, month: pd.Series) -> NDArray[np.int64]:
        """Give the places of months that are written as numbers (202609); -1 for those that are not held."""
        number = month.to_numpy(dtype=np.int64)
        place = (number // 100 - self.first.year) * 12 + number % 100 - self.first.month
        return np.where((place >= 0) & (place < self.months) & (number > 0), place, -1)

    def shelve(self) -> None:
        """Keep what was counted anew with the casebook: the next opening reads it."""
        while self.fresh:
            keep_rows(self.book, *self.fresh.pop())


def _with_places(query: str, without: str = "unit") -> str:
    return (
        f"SELECT place, counted.* EXCLUDE ({without}) FROM ({query}) AS counted"
        " JOIN (SELECT unit, CAST(row_number() OVER (ORDER BY unit) - 1 AS INTEGER) AS place FROM units)"
        " USING (unit)"
    )


def held_from(book: Book, year: int) -> Tree:
    """Hold the months from January of a year, or from the first that a book can have."""
    return Tree(book, Month(min(year, book.data_date.year), 1))
