"""The units and months of a casebook as places, and the rows that are counted for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.casebook.store import Book
from caselib.domain.periods import Month, Period
from caselib.measures.declare import Amount, Measure
from caselib.measures.kept import PARTS, day_files, keep_days, keep_tallies, tally_files
from caselib.measures.query import Scope, count_query, day_query
from caselib.measures.shelf import Files, keep_rows, kept_rows, taken

__all__ = ["Tree", "held_from"]

Only = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tree:
    """The units of a casebook as places in code order, with the months that are held."""

    book: Book
    first: Month
    fresh: list[Callable[[Book], Any]] = field(default_factory=list, repr=False, compare=False)
    """What keeps that which was counted anew; `shelve` has it done once nobody waits."""

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

    def scope(self, only: Only = ()) -> Scope:
        """All months held, of all units."""
        end = Month(self.book.data_date.year, self.book.data_date.month).last_day
        return Scope(self.first.first_day, end, self.book.data_date, None, only)

    def tallies(
        self, measures: Sequence[Measure], keys: Sequence[str] = (), only: Only = ()
    ) -> dict[str, pd.DataFrame]:
        """Count measures of one table and one clock: for each, place, month, the keys, and its three parts.

        What is kept for reports is read; the rest is counted here, in one pass, for the months held alone.
        """
        by, day = ["unit", "month", *keys], self.book.data_date
        files = {} if only else tally_files(self.book, measures, by, data_date=day)
        found = self._read(files, by)
        if missing := [measure for measure in measures if measure.name not in found]:
            query, places = count_query(missing, by, scope=self.scope(only))
            wide = self._months_placed(self.book.sql(_with_places(query, "unit, clock")))
            found |= {measure.name: _parted(wide, places[measure.name], keys) for measure in missing}
            self._fresh(lambda book: keep_tallies(book, missing, by, data_date=day, waits=False), only)
        return found

    def days(self, measure: Amount, keys: Sequence[str] = (), only: Only = ()) -> pd.DataFrame:
        """Count the histogram of days (or amounts): place, month, the keys, days, n."""
        by, day = ["unit", "month", *keys], self.book.data_date
        found = self._read({} if only else day_files(self.book, measure, by, data_date=day), [*by, "days"])
        if measure.name in found:
            return found[measure.name]
        self._fresh(lambda book: keep_days(book, measure, by, data_date=day, waits=False), only)
        query = day_query(measure, by, scope=self.scope(only))
        return self._months_placed(self.book.sql(_with_places(query)))

    def rows(self, query: str) -> pd.DataFrame:
        """Give the rows of a query with `unit`, which becomes `place`; they are no counts, and the explorer's alone."""
        asked = _with_places(query)
        found = kept_rows(self.book, asked)
        if found is None:
            found = made = self.book.sql(asked)
            self._fresh(lambda book: keep_rows(book, asked, made))
        return found

    def shelve(self, book: Book) -> None:
        """Have one thing that was counted anew kept for every later opening."""
        self.fresh.pop()(book)

    def _fresh(self, keep: Callable[[Book], Any], only: Only = ()) -> None:
        if not only:
            self.fresh.append(keep)

    def _read(self, files: Files, by: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Read counts that are kept, with places for units and months; those of other months are left out."""
        found: dict[str, pd.DataFrame] = {}
        keys = held = None
        for name, file in files.items():
            table = taken(file, memory_map=True, read_dictionary=list(by))
            if table is None:
                continue
            # What was counted in one pass has the same units and months in the same order.
            if held is None or not table.select(["unit", "month"]).equals(keys):
                keys = table.select(["unit", "month"])
                held = self._held(keys.to_pandas())
            row, place, month = held
            kept = table.drop_columns(["unit", "month"]).take(row)
            found[name] = kept.append_column("place", [place]).append_column("month", [month]).to_pandas()
        return found

    def _held(self, keys: pd.DataFrame) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Give the rows whose unit and month are held, and the places of both."""
        units = keys["unit"].astype("category").cat
        # The last is for what is no unit at all.
        known = [*(self.places.get(unit, -1) for unit in units.categories.tolist()), -1]
        place, month = np.array(known, dtype=np.int32)[units.codes], self.months_of(keys["month"])
        row = np.flatnonzero((place >= 0) & (month >= 0))
        return row, place[row], month[row]

    def _months_placed(self, found: pd.DataFrame) -> pd.DataFrame:
        return found.assign(month=self.months_of(found["month"]))

    def months_of(self, month: pd.Series) -> NDArray[np.int64]:
        """Give the places of months that are written as numbers (202609); -1 for those that are not held."""
        number = month.to_numpy(dtype=np.int64)
        place = (number // 100 - self.first.year) * 12 + number % 100 - self.first.month
        return np.where((place >= 0) & (place < self.months) & (number > 0), place, -1)


def _parted(wide: pd.DataFrame, places: Sequence[str], keys: Sequence[str]) -> pd.DataFrame:
    """Take the parts of one measure out of what was counted together."""
    parts = {part: wide[place] if place else 0 for part, place in zip(PARTS, places, strict=True)}
    return wide[["place", "month", *keys]].assign(**parts)


def _with_places(query: str, without: str = "unit") -> str:
    return (
        f"SELECT place, counted.* EXCLUDE ({without}) FROM ({query}) AS counted"
        " JOIN (SELECT unit, CAST(row_number() OVER (ORDER BY unit) - 1 AS INTEGER) AS place FROM units)"
        " USING (unit)"
    )


def held_from(book: Book, year: int) -> Tree:
    """Hold the months from January of a year, or from the first that a book can have."""
    return Tree(book, Month(min(year, book.data_date.year), 1))
