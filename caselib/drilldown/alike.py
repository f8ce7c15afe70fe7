"""How alike the persons of one case are, held by unit and month, so that limits are those of `book.count`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.drilldown.companions import Companions
from caselib.drilldown.grid import Grid
from caselib.measures.clusters import design_effect
from caselib.measures.declare import Measure

__all__ = ["Alike", "alike"]

SUMS = ("kk0", "kn0", "nn0", "k0", "n0")


@dataclass(frozen=True)
class Alike:
    """Integer sums over cases: `sums` has [unit, month, (k·k, k·n, n·n, k, n)] of cases that lie in one month.

    Cases whose persons fall into several months are few; `split` keeps them: place, case, month, k, n.
    """

    sums: NDArray[np.int64]
    split: pd.DataFrame

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return self.sums.nbytes

    def effect(self, units: list[int], months: slice) -> float:
        """Estimate the design effect among these units, in code order, in these months."""
        whole = self.sums[units, months].sum(axis=1)
        if len(self.split):
            here = self.split["place"].isin(units) & self.split["month"].between(months.start, months.stop - 1)
            cases = self.split[here].groupby(["place", "case"], as_index=False)[["k", "n"]].sum()
            k, n = (cases[name].to_numpy(dtype=np.int64) for name in "kn")
            row = np.searchsorted(units, cases["place"])
            for column, values in enumerate((k * k, k * n, n * n, k, n)):
                np.add.at(whole[:, column], row, values)
        return design_effect(pd.DataFrame(whole, columns=list(SUMS)), 0)


def alike(several: Companions, counted: Grid, measure: Measure, only: Sequence[tuple[str, str]] = ()) -> Alike:
    """Add up over cases: those of one person are their counts, and only those of several need a look at their rows.

    For one person k·k = k·n = k and n·n = n, as who is counted is always among whom the share is of.
    """
    which, among = counted.column(measure.name, 0), counted.column(measure.name, 1)
    sums = np.stack([which, which, among, which, among], axis=2).astype(np.int64)
    rows = several.rows(measure, only)
    case, place, month = rows["case"], rows["place"], rows["month"]
    start = np.flatnonzero(np.append(True, case[1:] != case[:-1])[: len(case)])
    if not len(start):
        return Alike(sums, pd.DataFrame(columns=["place", "case", "month", "k", "n"]))
    k, n = np.add.reduceat(rows["which"].astype(np.int64), start), np.diff(np.append(start, len(case)))
    apart = np.maximum.reduceat(month, start) != np.minimum.reduceat(month, start)
    _added(sums, (place[start], month[start]), ~apart, [k * (k - 1), k * (n - 1), n * (n - 1)])
    parted = pd.DataFrame(rows)[np.repeat(apart, n)].assign(n=1).rename(columns={"which": "k"}).astype(np.int64)
    split = parted.groupby(["place", "case", "month"], as_index=False).sum()
    one, all_of = -split["k"].to_numpy(), -split["n"].to_numpy()
    _added(sums, (split["place"], split["month"]), np.full(len(split), True), [one, one, all_of, one, all_of])
    return Alike(sums, split)


def _added(sums: NDArray[np.int64], cells: tuple[Any, Any], here: NDArray[np.bool_], more: list[Any]) -> None:
    """Add to the first columns of cells, where one says so."""
    place = (np.asarray(cells[0], dtype=np.int64) * sums.shape[1] + cells[1])[here]
    for column, values in enumerate(more):
        added = np.bincount(place, weights=values[here], minlength=sums.shape[0] * sums.shape[1])
        # Whole numbers far below 2**53 are exact as floats.
        sums[:, :, column] += added.astype(np.int64).reshape(sums.shape[:2])
