"""Many looks at once: how many flags chance alone would bring, and which stand when that is allowed for."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["expected_false", "false_discovery"]


def false_discovery(
    p: ArrayLike, *, rate: float = 0.1, method: Literal["bh", "by"] = "bh"
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Say which of many p-values stand when the expected share of false ones among them is held at `rate`.

    Benjamini and Hochberg (1995), JRSS B 57, 289 ("bh": independent or positively dependent looks); Benjamini and
    Yekutieli (2001), Annals of Statistics 29, 1165 ("by": any dependence). Gives the verdicts and the adjusted
    p-values, in the order given; a missing p-value never stands and does not count as a look. By statsmodels.

    >>> stands, adjusted = false_discovery([0.001, 0.2, 0.012, 0.9], rate=0.05)
    >>> stands.tolist(), adjusted.round(3).tolist()
    ([True, False, True, False], [0.004, 0.267, 0.024, 0.9])
    """
    from statsmodels.stats.multitest import multipletests

    given = np.asarray(p, dtype=float)
    if bool(np.any((given < 0) | (given > 1))) or not 0 < rate < 1:
        raise StatisticsError("p-values and the rate lie between 0 and 1", got=rate)
    stands, adjusted = np.zeros(given.shape, dtype=bool), np.full(given.shape, np.nan)
    known = ~np.isnan(given)
    if known.any():
        stands[known], adjusted[known], _, _ = multipletests(given[known], alpha=rate, method=f"fdr_{method}")
    return stands, adjusted


def expected_false(looks: int, level: float) -> float:
    """How many of so many looks lie beyond limits of this level if nothing but chance is at work.

    >>> round(expected_false(3600 * 30, 0.998), 1)
    216.0
    """
    if looks < 0 or not 0 < level < 1:
        raise StatisticsError("looks are counted, and a level lies between 0 and 1", got=(looks, level))
    return looks * (1 - level)
