"""How alike the persons of one case are, held by unit and month, so that limits are those of `book.count`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.drilldown.grid import Tree
from caselib.measures.clusters import design_effect
from caselib.measures.declare import Rate
from caselib.measures.query import count_query

__all__ = ["Alike", "alike"]

SUMS = ("kk0", "kn0", "nn0", "k0", "n0")


@dataclass(frozen=True)
class Alike:
    """Integer sums over cases: `sums` has [unit, month, (k·k, k·n, n·n, k, n)] of cases that lie in one month.

    Cases whose persons fall into several months are few; `split` keeps them: place, case_id, month, k, n.
    """

    sums: NDArray[np.int64]
    split: pd.DataFrame

    def effect(self, units: list[int], months: slice) -> float:
        """Estimate the design effect among these units, in code order, in these months."""
        whole = self.sums[units, months].sum(axis=1)
        if len(self.split):
            here = self.split["place"].isin(units) & self.split["month"].between(months.start, months.stop - 1)
            cases = self.split[here].groupby(["place", "case_id"], as_index=False)[["k", "n"]].sum()
            k, n = (cases[name].to_numpy(dtype=np.int64) for name in "kn")
            row = np.searchsorted(units, cases["place"])
            for column, values in enumerate((k * k, k * n, n * n, k, n)):
                np.add.at(whole[:, column], row, values)
        return design_effect(pd.DataFrame(whole, columns=list(SUMS)), 0)


def alike(tree: Tree, measure: Rate, only: Any = ()) -> Alike:
    """Add up over cases, by unit and month."""
    query, named = count_query([measure], ["unit", "case_id", "month"], scope=tree.scope(only))
    k, n, _ = named[measure.name]
    cases = (
        f"SELECT unit, case_id, MIN(month) AS month, COUNT(*) AS months, SUM({k}) AS k, SUM({n}) AS n"
        f" FROM ({query}) AS parts GROUP BY unit, case_id"
    )
    terms = zip(("k * k", "k * n", "n * n", "k", "n"), SUMS, strict=True)
    added = ", ".join(f"CAST(SUM({term}) AS BIGINT) AS {name}" for term, name in terms)
    grouped = f"SELECT unit, month, months > 1 AS split, {added} FROM ({cases}) AS cases GROUP BY 1, 2, 3"
    found = tree.placed(grouped, keep=not only)
    whole = found[~found["split"]]
    sums = np.zeros((len(tree.units), tree.months, len(SUMS)), dtype=np.int64)
    sums[whole["place"], whole["month"]] = whole[list(SUMS)].to_numpy(dtype=np.int64)
    return Alike(sums, _split(tree, query, k, n, keep=not only) if found["split"].any() else pd.DataFrame())


def _split(tree: Tree, query: str, k: str, n: str, *, keep: bool) -> pd.DataFrame:
    several = f"SELECT unit, case_id FROM ({query}) AS parts GROUP BY 1, 2 HAVING COUNT(*) > 1"
    return tree.placed(
        f"SELECT unit, case_id, month, {k} AS k, {n} AS n FROM ({query}) AS parts SEMI JOIN ({several}) AS several"
        " USING (unit, case_id)",
        keep=keep,
    )
