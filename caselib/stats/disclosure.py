"""What a table gives away although cells are left blank: the range each blank can have, given the margins."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["given_away", "possible"]

Floats = NDArray[np.float64]


def possible(table: ArrayLike, *, rows: ArrayLike, columns: ArrayLike) -> pd.DataFrame:
    """Give the least and the largest count that each blank cell (NaN) can have, if rows and columns add up as printed.

    One row a blank: row, column, low, high; a margin that is NaN was not printed. Two linear programs a cell (Fischetti
    and Salazar 2000, JASA 95, 916), by scipy's `linprog`. Raises `StatisticsError` where the margins can't hold.

    >>> possible([[float("nan"), 5], [3, 4]], rows=[6, 7], columns=[4, 9])[["low", "high"]].values.tolist()
    [[1.0, 1.0]]
    """
    from scipy.optimize import linprog

    cells = np.asarray(table, dtype=float)
    blanks = np.argwhere(np.isnan(cells))
    equations, totals = _equations(cells, blanks, np.asarray(rows, dtype=float), np.asarray(columns, dtype=float))
    found = []
    for place, (row, column) in enumerate(blanks):
        goal = np.zeros(len(blanks))
        goal[place] = 1
        ends = []
        for sign in (1, -1):
            look = linprog(sign * goal, A_eq=equations, b_eq=totals, bounds=(0, None), method="highs")
            # 2: no count fits the margins; 3: nothing printed bounds it from above.
            if look.status == 2:
                raise StatisticsError("the printed margins can't be those of this table", got=(int(row), int(column)))
            ends.append(np.inf if look.status == 3 else sign * look.fun)
        found.append((int(row), int(column), round(float(ends[0]), 6), round(float(ends[1]), 6)))
    return pd.DataFrame(found, columns=["row", "column", "low", "high"])


def given_away(table: ArrayLike, *, rows: ArrayLike, columns: ArrayLike, width: float = 0) -> pd.DataFrame:
    """Give the blanks whose range is no wider than `width`: with 0, those that follow exactly.

    That two cells or more are blank in each row and each column is not enough: see the tests.
    """
    look = possible(table, rows=rows, columns=columns)
    return look[look["high"] - look["low"] <= width].reset_index(drop=True)


def _equations(cells: Floats, blanks: NDArray[np.int64], rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """One equation a printed margin that has blanks: they add up to what the printed cells leave of it."""
    if rows.shape != cells.shape[:1] or columns.shape != cells.shape[1:]:
        raise StatisticsError("one total for each row and each column", got=(rows.shape, columns.shape))
    lines, left = [], []
    for axis, totals in ((0, rows), (1, columns)):
        printed = np.nansum(cells, axis=1 - axis)
        for place, total in enumerate(totals):
            inside = blanks[:, axis] == place
            if inside.any() and not np.isnan(total):
                lines.append(inside.astype(float))
                left.append(total - printed[place])
    return np.array(lines).reshape(-1, len(blanks)), np.array(left)
