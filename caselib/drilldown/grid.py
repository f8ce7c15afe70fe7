"""Integers of a casebook in memory, by unit and month, so that each unit's sum with all under it is one look away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.drilldown.keyed import Ints, coded
from caselib.drilldown.tree import Tree
from caselib.measures.declare import Measure
from caselib.measures.kept import PARTS
from caselib.measures.query import parts_of

__all__ = ["Divided", "Grid", "divided", "grid"]


@dataclass(frozen=True)
class Grid:
    """Counts of every measure of one clock: `all` has [column, unit with all under it, month], `own` the unit's own."""

    all: NDArray[np.int32]
    own: NDArray[np.int32]
    places: dict[str, tuple[int, int, int]]

    @property
    def nbytes(self) -> int:
        """How much is held; a slice of something else holds nothing itself."""
        return sum(part.nbytes for part in (self.all, self.own) if part.base is None)

    def sums(self, measure: str, unit: int, months: slice, *, own: bool = False) -> Ints:
        """Give [month, (numerator, denominator, open)] of a unit with all under it, or its own."""
        values = (self.own if own else self.all)[:, unit, months]
        none = np.zeros(values.shape[1], dtype=np.int64)
        parts = [values[place] if place >= 0 else none for place in self.places[measure]]
        return np.stack(parts, axis=1).astype(np.int64)

    def column(self, measure: str, part: int) -> NDArray[np.int32]:
        """Give [unit, month] of the units' own numerator, denominator or open (0 to 2)."""
        place = self.places[measure][part]
        return self.own[place] if place >= 0 else np.zeros(self.own.shape[1:], dtype=np.int32)


def grid(tree: Tree, measures: Sequence[Measure], only: tuple[tuple[str, str], ...] = ()) -> Grid:
    """Count measures of one table and one clock, by unit and month."""
    conditions = dict.fromkeys(condition for m in measures for condition in parts_of(m) if condition)
    column = {condition: place for place, condition in enumerate(conditions)}
    own = np.zeros((len(column), len(tree.units), tree.months), dtype=np.int32)
    missing = set(column)
    counted = tree.tallies(measures, only=only)
    for measure in measures:
        found = counted[measure.name]
        where = np.ravel_multi_index((found["place"], found["month"]), own.shape[1:])
        for condition, part in zip(parts_of(measure), PARTS, strict=True):
            # What several measures share is the same in each.
            if condition in missing:
                missing.remove(condition)
                own[column[condition]].put(where, found[part].to_numpy(dtype=np.int32))
    places: dict[str, Any] = {m.name: tuple(column.get(condition, -1) for condition in parts_of(m)) for m in measures}
    return Grid(_summed(tree, own, 1), own, places)


@dataclass(frozen=True)
class Divided:
    """Counts by a stratum as well: [unit, month, value, (numerator, denominator, open, rows seen)]."""

    measure: str
    keys: list[tuple[Any, ...]]
    all: NDArray[np.int32]
    own: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return self.all.nbytes + self.own.nbytes

    def rows(self, unit: int, months: slice, *, own: bool = False) -> Ints:
        """Give what was seen of a unit in these months: month, key, numerator, denominator, open."""
        values = (self.own if own else self.all)[unit, months]
        month, key = np.nonzero(values[:, :, 3])
        return np.column_stack([month + months.start, key, values[month, key, :3]]).astype(np.int64)

    def of(self, value: str) -> Grid:
        """What is counted where only this value is kept: nothing, where it was never seen."""
        place = next((place for place, key in enumerate(self.keys) if key == (value,)), None)
        if place is None:
            none = np.zeros((0, *self.all.shape[:2]), dtype=np.int32)
            return Grid(none, none, {self.measure: (-1,) * 3})
        seen = (np.moveaxis(each[:, :, place], -1, 0) for each in (self.all, self.own))
        return Grid(*seen, {self.measure: (0, 1, 2)})


def divided(tree: Tree, measure: Measure, stratum: str, only: Any = ()) -> Divided:
    """Count one measure by unit, month and the values of a stratum, which are few."""
    found = tree.tallies([measure], [stratum], only)[measure.name]
    codes, keys = coded(found, [stratum])
    own = np.zeros((len(tree.units), tree.months, len(keys), 4), dtype=np.int32)
    # The last column says that there were rows at all, whatever was counted of them.
    for column, values in enumerate((*(found[part].to_numpy(dtype=np.int32) for part in PARTS), 1)):
        own[found["place"], found["month"], codes, column] = values
    return Divided(measure.name, keys, _summed(tree, own), own)


def _summed(tree: Tree, own: NDArray[np.int32], axis: int = 0) -> NDArray[np.int32]:
    """Add every unit to the one above it, from below; `axis` is that of the units."""
    whole = own.copy()
    units = np.moveaxis(whole, axis, 0)
    for place, up in tree.upward:
        units[up] += units[place]
    return whole
