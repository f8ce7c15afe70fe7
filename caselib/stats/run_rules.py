"""Runs: a process may move without any single point leaving its limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Runs", "longest_run", "shift", "trend", "unusual_runs"]


@dataclass(frozen=True)
class Runs:
    """Runs about a centre. `useful` points are off the centre; a limit of them follows from their number."""

    useful: int
    longest: int
    longest_limit: int
    crossings: int
    crossings_limit: int
    rule: str

    @property
    def unusual(self) -> bool:
        """Whether the longest run is longer, or the crossings fewer, than chance would have them."""
        return self.longest > self.longest_limit or self.crossings < self.crossings_limit


def unusual_runs(values: ArrayLike, *, centre: float | None = None) -> Runs:
    """The two Anhøj rules: longest run above round(log2 n + 3), crossings below the 5 % point of Bin(n - 1, 1/2).

    `centre` is the median unless given; points on it are left out. Anhøj and Olesen (2014), PLoS ONE 9(11), e113825.

    >>> look = unusual_runs([3, 5, 3, 5, 4, 5, 3, 5, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], centre=4)
    >>> look.longest, look.longest_limit, look.unusual
    (11, 7, True)
    """
    from scipy.stats import binom

    given = np.asarray(values, dtype=float)
    given = given[np.isfinite(given)]
    middle = float(np.median(given)) if centre is None and len(given) else float(centre or 0.0)
    side = np.sign(given - middle)
    side = side[side != 0]
    n = len(side)
    longest_limit = int(np.round(np.log2(n) + 3)) if n else 0
    crossings_limit = int(binom.ppf(0.05, n - 1, 0.5)) if n > 1 else 0
    crossings = int((np.diff(side) != 0).sum())
    rule = (
        f"Longest run on one side of the centre: at most {longest_limit} of {n} points by chance; "
        f"crossings: at least {crossings_limit} (Anhøj and Olesen 2014)."
    )
    return Runs(n, longest_run(side), longest_limit, crossings, crossings_limit, rule)


def longest_run(side: ArrayLike) -> int:
    """Count the longest run of equal, non-zero signs.

    >>> longest_run([1, 1, -1, 0, 1, 1, 1])
    3
    """
    return max((int(length) for sign, length in _runs(np.sign(np.asarray(side, dtype=float))) if sign), default=0)


def shift(values: ArrayLike, centre: float, *, length: int = 8) -> NDArray[np.bool_]:
    """Mark the points of runs of `length` or more on one side of the centre; points on it neither make nor break.

    >>> shift([1, 2, 0, 3, -1], 0, length=3).tolist()
    [True, True, False, True, False]
    """
    given = np.asarray(values, dtype=float)
    side = np.nan_to_num(np.sign(given - centre))
    return _marked(side, length)


def trend(values: ArrayLike, *, length: int = 6) -> NDArray[np.bool_]:
    """Mark the last points of `length` or more in a row that rise, or fall; ties neither make nor break.

    >>> trend([1, 2, 3, 4, 2], length=4).tolist()
    [False, True, True, True, False]
    """
    given = np.asarray(values, dtype=float)
    steps = np.concatenate([[0.0], np.nan_to_num(np.sign(np.diff(given)))])
    return _marked(steps, length - 1)


def _marked(side: NDArray[np.float64], length: int) -> NDArray[np.bool_]:
    places = np.flatnonzero(side)
    marked = np.zeros(len(side), dtype=bool)
    start = 0
    for sign, size in _runs(side[places]):
        if sign and size >= length:
            marked[places[start : start + size]] = True
        start += size
    return marked


def _runs(side: NDArray[np.float64]) -> list[tuple[float, int]]:
    edges = np.flatnonzero(np.diff(side)) + 1
    parts = np.split(side, edges) if len(side) else []
    return [(float(part[0]), len(part)) for part in parts]
