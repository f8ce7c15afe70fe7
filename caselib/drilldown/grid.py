"""Integers of a casebook in memory, by unit and month, so that each unit's sum with all under it is one look away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.casebook.store import Book
from caselib.domain.periods import Month, Period
from caselib.measures.declare import Amount, Measure
from caselib.measures.kept import keep_rows, kept_rows
from caselib.measures.query import Scope, count_query, day_query

__all__ = ["Divided", "Grid", "Keyed", "Tree", "divided", "grid", "held_from", "keyed"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """The units of a casebook as places in code order, with the months that are held."""

    book: Book
    first: Month
    fresh: list[tuple[str, pd.DataFrame]] = field(default_factory=list, repr=False, compare=False)
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
        """Run a query with `unit` and `month`, and give their places instead; `keep`: it will be asked again."""
        asked = (
            f"SELECT place, counted.* EXCLUDE (unit) FROM ({query}) AS counted"
            " JOIN (SELECT unit, CAST(row_number() OVER (ORDER BY unit) - 1 AS INTEGER) AS place FROM units)"
            " USING (unit)"
        )
        found = kept_rows(self.book, asked) if keep else None
        if found is None:
            found = self.book.sql(asked)
            self.fresh.extend([(asked, found)] if keep else [])
        month = found["month"].to_numpy(dtype=np.int64)
        return found.assign(month=(month // 100 - self.first.year) * 12 + month % 100 - self.first.month)

    def shelve(self) -> None:
        """Keep what was counted anew with the casebook: the next opening reads it."""
        while self.fresh:
            keep_rows(self.book, *self.fresh.pop())


@dataclass(frozen=True)
class Grid:
    """Counts of every measure of one clock: `all` has [unit with all under it, month, column], `own` the unit's own."""

    all: NDArray[np.int32]
    own: NDArray[np.int32]
    places: dict[str, tuple[int, int, int]]

    def sums(self, measure: str, unit: int, months: slice, *, own: bool = False) -> Ints:
        """Give [month, (numerator, denominator, open)] of a unit with all under it, or its own."""
        values = (self.own if own else self.all)[unit, months]
        none = np.zeros(len(values), dtype=np.int64)
        parts = [values[:, place] if place >= 0 else none for place in self.places[measure]]
        return np.stack(parts, axis=1).astype(np.int64)


def grid(tree: Tree, measures: Sequence[Measure], only: tuple[tuple[str, str], ...] = ()) -> Grid:
    """Count measures of one table and one clock, by unit and month."""
    query, named = count_query(measures, ["unit", "month"], scope=tree.scope(only))
    found = tree.placed(query, keep=not only)
    width = 1 + max(int(place[1:]) for parts in named.values() for place in parts if place)
    own = np.zeros((len(tree.units), tree.months, width), dtype=np.int32)
    own[found["place"], found["month"]] = found[[f"n{place}" for place in range(width)]].to_numpy(dtype=np.int32)
    places: dict[str, Any] = {
        name: tuple(int(place[1:]) if place else -1 for place in parts) for name, parts in named.items()
    }
    return Grid(_summed(tree, own), own, places)


@dataclass(frozen=True)
class Keyed:
    """A histogram by unit, month and a key (values of strata, days): the rows of a unit with all under it lie together.

    `keys` says what each number stands for. `all` and `own` have the columns month, key and what was counted, sorted by
    unit; `starts` says where each unit begins.
    """

    keys: list[tuple[Any, ...]]
    all: Ints
    own: Ints
    starts: dict[str, Ints] = field(repr=False)

    def rows(self, unit: int, months: slice, *, own: bool = False) -> Ints:
        """Give the rows of a unit in these months: month, key, counts."""
        starts, held = (self.starts["own"], self.own) if own else (self.starts["all"], self.all)
        part = held[starts[unit] : starts[unit + 1]]
        return part[(part[:, 0] >= months.start) & (part[:, 0] < months.stop)]


@dataclass(frozen=True)
class Divided:
    """Counts by a stratum as well: [unit, month, value, (numerator, denominator, open, rows seen)]."""

    keys: list[tuple[Any, ...]]
    all: NDArray[np.int32]
    own: NDArray[np.int32]

    def rows(self, unit: int, months: slice, *, own: bool = False) -> Ints:
        """Give what was seen of a unit in these months: month, key, numerator, denominator, open."""
        values = (self.own if own else self.all)[unit, months]
        month, key = np.nonzero(values[:, :, 3])
        return np.column_stack([month + months.start, key, values[month, key, :3]]).astype(np.int64)


def divided(tree: Tree, measure: Measure, stratum: str, only: Any = ()) -> Divided:
    """Count one measure by unit, month and the values of a stratum, which are few."""
    query, named = count_query([measure], ["unit", "month", stratum], scope=tree.scope(only))
    found = tree.placed(query, keep=not only)
    codes, keys = _coded(found, [stratum])
    own = np.zeros((len(tree.units), tree.months, len(keys), 4), dtype=np.int32)
    for column, place in enumerate((*named[measure.name], "")):
        # The last column says that there were rows at all, whatever was counted of them.
        values = found[place].to_numpy(dtype=np.int32) if place else np.int32(column == 3)
        own[found["place"], found["month"], codes, column] = values
    return Divided(keys, _summed(tree, own), own)


def _summed(tree: Tree, own: NDArray[np.int32]) -> NDArray[np.int32]:
    """Add every unit to the one above it, from below."""
    whole = own.copy()
    for place, up in tree.upward:
        whole[up] += whole[place]
    return whole


def keyed(tree: Tree, measure: Amount, strata: Sequence[str], only: Any = ()) -> Keyed:
    """Count the histogram of a measure's days (or amounts) by unit, month and strata."""
    found = tree.placed(day_query(measure, ["unit", "month", *strata], scope=tree.scope(only)), keep=not only)
    codes, keys = _coded(found, [*strata, "days"])
    own = np.column_stack([found["place"], found["month"], codes, found["n"]]).astype(np.int64)
    return _rolled(tree, own, keys)


def _coded(found: pd.DataFrame, names: list[str]) -> tuple[Ints, list[tuple[Any, ...]]]:
    """Number the combinations that were seen; yes and no for true and false, nothing for what is not stated."""
    code = np.zeros(len(found), dtype=np.int64)
    seen: list[list[Any]] = []
    for name in names:
        numbers, values = pd.factorize(found[name], use_na_sentinel=False)
        seen.append([_text(value) if name != "days" else int(value) for value in values])
        code = code * len(values) + numbers
    kept, codes = np.unique(code, return_inverse=True)
    keys = []
    for value in kept:
        parts = []
        for values in reversed(seen):
            value, place = divmod(int(value), len(values))
            parts.append(values[place])
        keys.append(tuple(reversed(parts)))
    return codes, keys


def _text(value: Any) -> str:
    return "" if pd.isna(value) else {True: "yes", False: "no"}.get(value, str(value))


def _rolled(tree: Tree, own: Ints, keys: list[tuple[Any, ...]]) -> Keyed:
    """Add each unit's rows to those above it, one level at a time from below."""
    up = np.full(len(tree.units), -1)
    depth = np.zeros(len(tree.units), dtype=np.int64)
    for place, above in tree.upward:
        up[place] = above
    for place, above in reversed(tree.upward):
        depth[place] = depth[above] + 1
    levels, carried = [], own[:0]
    for level in range(int(depth.max(initial=0)), -1, -1):
        here = own[depth[own[:, 0]] == level]
        if len(carried):
            here = _added(np.concatenate([here, carried]), tree.months, len(keys))
        levels.append(here)
        carried = here.copy()
        carried[:, 0] = up[carried[:, 0]]
    whole = np.concatenate(levels)
    return Keyed(keys, *_sorted(whole, own, len(tree.units)))


def _added(rows: Ints, months: int, keys: int) -> Ints:
    code = (rows[:, 0] * months + rows[:, 1]) * max(1, keys) + rows[:, 2]
    kept, place = np.unique(code, return_inverse=True)
    sums = [np.bincount(place, weights=rows[:, column]).astype(np.int64) for column in range(3, rows.shape[1])]
    unit, rest = np.divmod(kept, months * max(1, keys))
    return np.column_stack([unit, *np.divmod(rest, max(1, keys)), *sums])


def _sorted(whole: Ints, own: Ints, units: int) -> tuple[Ints, Ints, dict[str, Ints]]:
    held, starts = [], {}
    for name, rows in (("all", whole), ("own", own)):
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        starts[name] = np.searchsorted(rows[:, 0], np.arange(units + 1))
        held.append(np.ascontiguousarray(rows[:, 1:]))
    return held[0], held[1], starts


def held_from(book: Book, year: int) -> Tree:
    """Hold the months from January of a year, or from the first that a book can have."""
    return Tree(book, Month(min(year, book.data_date.year), 1))
