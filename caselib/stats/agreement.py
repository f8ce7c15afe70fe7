"""How far reviewers agree, beyond what chance would bring: several measures, because each is blind to something.

When nearly all cases have one grade, kappa falls towards zero although reviewers almost always agree (Feinstein and
Cicchetti 1990); Gwet's AC1 does not. Read them together with the plain share of agreement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.errors import StatisticsError, nearest

__all__ = ["Level", "fleiss_kappa", "gwet_ac1", "krippendorff_alpha", "raw_agreement"]

Floats = NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]


def raw_agreement(ratings: pd.DataFrame) -> float:
    """The share of pairs of ratings of one case that are equal. One row a case, one column a reviewer, gaps allowed.

    >>> raw_agreement(pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 2]}))
    0.6666666666666666
    """
    table = _counts(ratings)
    size = table.sum(axis=1)
    return float((((table * (table - 1)).sum(axis=1)) / (size * (size - 1))).mean())


def fleiss_kappa(ratings: pd.DataFrame) -> float:
    """Fleiss' kappa: (observed - chance agreement)/(1 - chance); the same number of ratings for each case.

    Fleiss (1971), Psychological Bulletin 76, 378; by `statsmodels.stats.inter_rater.fleiss_kappa`. Where nine in ten
    cases have one grade and reviewers differ on the rest, it is near zero, though they agree on nine in ten:

    >>> grades = pd.DataFrame({"a": [1] * 18 + [2, 1], "b": [1] * 18 + [1, 2]})
    >>> round(raw_agreement(grades), 2), round(fleiss_kappa(grades), 2), round(gwet_ac1(grades), 2)
    (0.9, -0.05, 0.89)
    """
    from statsmodels.stats.inter_rater import fleiss_kappa as computed

    table = _counts(ratings)
    if len(set(table.sum(axis=1))) != 1:
        raise StatisticsError(
            "Fleiss' kappa needs the same number of ratings for each case", advice="use Krippendorff's alpha"
        )
    return float(computed(table))


def gwet_ac1(ratings: pd.DataFrame) -> float:
    """Gwet's AC1: chance agreement from how evenly the grades are used, Σ π(1-π)/(q-1); gaps allowed.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29.
    """
    table = _counts(ratings)
    shares = (table / table.sum(axis=1, keepdims=True)).mean(axis=0)
    grades = table.shape[1]
    if grades < 2:
        return 1.0
    chance = float((shares * (1 - shares)).sum() / (grades - 1))
    return (raw_agreement(ratings) - chance) / (1 - chance)


def krippendorff_alpha(ratings: pd.DataFrame, *, level: Level = "nominal") -> float:
    """Krippendorff's alpha: one less observed over expected disagreement, for any number of reviewers, with gaps.

    One row a case, one column a reviewer; values are numbers where the level is not nominal. Krippendorff (2011),
    Computing Krippendorff's Alpha-Reliability; `level` chooses the distance between two values.
    """
    if level not in _DISTANCES:
        raise StatisticsError("no such level of measurement", got=level, advice=nearest(level, _DISTANCES))
    table = _counts(ratings)
    values = np.sort(pd.unique(ratings.to_numpy().ravel()[pd.notna(ratings.to_numpy().ravel())]))
    size = table.sum(axis=1, keepdims=True)
    together = (table / (size - 1)).T @ table - np.diag((table / (size - 1)).sum(axis=0))
    total = together.sum(axis=1)
    distance = _DISTANCES[level](values, total)
    expected = float((np.outer(total, total) * distance).sum()) / (total.sum() - 1)
    return 1 - float((together * distance).sum()) / expected if expected else 1.0


def _counts(ratings: pd.DataFrame) -> Floats:
    """How often each value was given to each case; cases with fewer than two ratings say nothing of agreement."""
    values = np.sort(pd.unique(ratings.to_numpy().ravel()[pd.notna(ratings.to_numpy().ravel())]))
    table = np.column_stack([(ratings == value).sum(axis=1) for value in values]) if len(values) else np.zeros((0, 0))
    paired = table[table.sum(axis=1) >= 2].astype(float)
    if not len(paired):
        raise StatisticsError("no case has two ratings", advice="have a share of the cases reviewed twice")
    return paired


def _nominal(values: NDArray[np.generic], total: Floats) -> Floats:
    return 1.0 - np.eye(len(values))


def _ordinal(values: NDArray[np.generic], total: Floats) -> Floats:
    upto = np.cumsum(total) - total / 2
    return np.subtract.outer(upto, upto) ** 2


def _interval(values: NDArray[np.generic], total: Floats) -> Floats:
    return np.subtract.outer(values.astype(float), values.astype(float)) ** 2


def _ratio(values: NDArray[np.generic], total: Floats) -> Floats:
    numbers = values.astype(float)
    sums = np.add.outer(numbers, numbers)
    return (np.subtract.outer(numbers, numbers) / np.where(sums == 0, 1, sums)) ** 2


_DISTANCES: dict[str, Callable[[NDArray[np.generic], Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
