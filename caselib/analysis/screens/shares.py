"""Screens of shares: more of an office's cases have the mark than the spread of other offices explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caselib.analysis.screens.declare import COLUMNS, Span
from caselib.measures import shelf
from caselib.measures.count import Source
from caselib.stats.beta_binomial import fit

__all__ = ["Marked", "against_others"]


@dataclass(frozen=True)
class Marked:
    """Cases `among` a table (or a query over one) by their `clock`, of which some have the mark `flagged`: in SQL.

    `listed`: what to show as the files behind it, where that is more than was counted.
    """

    table: str
    clock: str
    among: str
    flagged: str
    listed: str = ""

    def look(self, book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
        """Set each office against all others of the casebook."""
        return against_others(shelf.rows(book, "screens", self._counted(span)), units)

    def files(self, book: Source, span: Span, unit: str) -> pd.DataFrame:
        """List the cases with the mark."""
        where = f"{span.holds(self.clock)} AND ({self.among}) AND ({self.listed or self.flagged})"
        return book.sql(
            f"SELECT case_id, {self.clock} AS day FROM {self.table} AS t WHERE unit = '{unit}' AND {where} ORDER BY 2, 1"
        )

    def _counted(self, span: Span) -> str:
        return (
            f"SELECT unit, COUNT(*) AS n, COUNT(*) FILTER (WHERE {self.flagged}) AS k FROM {self.table} AS t"
            f" WHERE {span.holds(self.clock)} AND ({self.among}) GROUP BY unit ORDER BY unit"
        )


def against_others(totals: pd.DataFrame, units: tuple[str, ...]) -> pd.DataFrame:
    """Rows of `units` from unit, n, k of all offices; p: upper tail of the beta-binomial of all others.

    The office itself is left out of what it is compared with; where no other has the mark, half a case is added.
    """
    rows = [_one(totals, str(unit)) for unit in totals["unit"] if unit in set(units)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _one(totals: pd.DataFrame, unit: str) -> tuple[str, int, float, float, str]:
    own = totals["unit"] == unit
    k, n = (int(totals.loc[own, name].iloc[0]) for name in ("k", "n"))
    others = totals[~own]
    here = 100 * others["k"].sum() / max(int(others["n"].sum()), 1)
    p = _upper(k, n, others["k"].to_numpy(float), others["n"].to_numpy(float)) if len(others) else float("nan")
    return unit, n, k / n, p, f"{k:,} of {n:,} cases, {100 * k / n:.1f} %; elsewhere {here:.1f} %"


def _upper(k: int, n: int, others_k: np.ndarray, others_n: np.ndarray) -> float:
    from scipy.stats import betabinom, binom

    if not k:
        return 1.0
    shape = fit(others_k, others_n)
    mean = (others_k.sum() + 0.5) / (others_n.sum() + 1)
    if shape.rho == 0:
        return float(binom.sf(k - 1, n, mean))
    spare = (1 - shape.rho) / shape.rho
    return float(betabinom.sf(k - 1, n, shape.mean * spare, (1 - shape.mean) * spare))
