"""Quantiles of whole days, exact from a histogram."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from caselib.errors import StatisticsError
from caselib.stats.intervals import Interval

__all__ = ["median_interval", "quantile_from_histogram"]


def quantile_from_histogram(days: ArrayLike, counts: ArrayLike, q: float) -> float:
    """The q-quantile of the values `days`, each there `counts` times; NaN for none.

    Linear between neighbouring values in order, as numpy's default and Excel's QUARTILE.INC (Hyndman and Fan 1996,
    type 7), without writing the values out.

    >>> quantile_from_histogram([4, 7, 10], [1, 2, 1], 0.5)
    7.0
    """
    values, upto = _ordered(days, counts)
    if not len(upto):
        return float("nan")
    place = q * (int(upto[-1]) - 1)
    low, high = (int(values[np.searchsorted(upto, step, side="right")]) for step in (np.floor(place), np.ceil(place)))
    return float(low + (high - low) * (place - np.floor(place)))


def median_interval(days: ArrayLike, counts: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """The distribution-free interval of the median from order statistics; NaN where too few values allow one.

    The number of values below the median is binomial (n, 1/2); the interval runs from the l-th smallest to the
    l-th largest, l the largest number with 2·P(X < l) at most 1 - confidence. Conover (1999), section 3.2.

    >>> interval = median_interval(range(1, 16), [1] * 15)
    >>> float(interval.low), float(interval.high)
    (4.0, 12.0)
    """
    from scipy.stats import binom

    values, upto = _ordered(days, counts)
    n = int(upto[-1]) if len(upto) else 0
    rank = int(binom.ppf((1 - confidence) / 2, n, 0.5)) if n else 0
    if rank < 1:
        return Interval(np.float64("nan"), np.float64("nan"))  # type: ignore[arg-type]
    low, high = (values[np.searchsorted(upto, place, side="right")] for place in (rank - 1, n - rank))
    return Interval(np.float64(low), np.float64(high))  # type: ignore[arg-type]


def _ordered(days: ArrayLike, counts: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    values, numbers = np.asarray(days), np.asarray(counts, dtype=np.int64)
    if values.shape != numbers.shape or bool((numbers < 0).any()):
        raise StatisticsError("a histogram has one count, not below zero, for each value")
    order = np.argsort(values, kind="stable")
    kept = order[numbers[order] > 0]
    return values[kept], np.cumsum(numbers[kept])
