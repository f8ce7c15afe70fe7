"""Histograms of a casebook in memory, by unit, month and a key: only what was seen, as rows that lie together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.drilldown.tree import Tree
from caselib.measures.declare import Amount

__all__ = ["Ints", "Keyed", "coded", "keyed"]

Ints = NDArray[np.int64]


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

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return self.all.nbytes + self.own.nbytes

    def of(self, value: str) -> Keyed:
        """What is counted where only this value of the first key is kept; the key itself is gone then."""
        chosen = [place for place, key in enumerate(self.keys) if key[0] == value]
        number = np.full(len(self.keys), -1, dtype=np.int64)
        number[chosen] = np.arange(len(chosen))
        parts, starts = {}, {}
        for name, rows in (("all", self.all), ("own", self.own)):
            here = number[rows[:, 1]] >= 0
            starts[name] = np.concatenate([[0], np.cumsum(here)])[self.starts[name]]
            parts[name] = np.column_stack([rows[here, 0], number[rows[here, 1]], rows[here, 2:]])
        return Keyed([self.keys[place][1:] for place in chosen], parts["all"], parts["own"], starts)


def keyed(tree: Tree, measure: Amount, strata: Sequence[str], only: Any = ()) -> Keyed:
    """Count the histogram of a measure's days (or amounts) by unit, month and strata."""
    found = tree.days(measure, strata, only)
    codes, keys = coded(found, [*strata, "days"])
    own = np.column_stack([found["place"], found["month"], codes, found["n"]]).astype(np.int64)
    return _rolled(tree, own, keys)


def coded(found: pd.DataFrame, names: list[str]) -> tuple[Ints, list[tuple[Any, ...]]]:
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
