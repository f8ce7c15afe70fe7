"""Intervals of shares: how far chance alone may have moved them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["Interval", "clopper_pearson", "difference", "jeffreys", "wilson"]

Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """Lower and upper ends, in the shape of what was given."""

    low: Floats
    high: Floats


def wilson(k: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of k of n; NaN where n is zero.

    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), z the normal quantile: the shares from which p is less than
    z standard errors away. It stays within [0, 1] and holds its level on average, also near the ends.
    Wilson (1927), JASA 22, 209; computed by `statsmodels.stats.proportion.proportion_confint`.

    >>> low, high = wilson(81, 263)
    >>> print(f"{low:.4f} {high:.4f}")
    0.2553 0.3662
    """
    return _share_interval(k, n, confidence, "wilson")


def clopper_pearson(k: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """The exact interval of Clopper and Pearson: never below its level, hence wide; NaN where n is zero.

    Its ends are the shares at which k or more, and k or fewer, would have probability (1 - confidence)/2.
    Clopper and Pearson (1934), Biometrika 26, 404; by statsmodels ("beta").

    >>> low, high = clopper_pearson(0, 20)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0000 0.1684
    """
    return _share_interval(k, n, confidence, "beta")


def jeffreys(k: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """The equal-tailed interval from Jeffreys' prior, Beta(k + 1/2, n - k + 1/2); NaN where n is zero.

    Brown, Cai and DasGupta (2001), Statistical Science 16, 101; by statsmodels ("jeffreys").

    >>> low, high = jeffreys(15, 148)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0604 0.1576
    """
    return _share_interval(k, n, confidence, "jeffreys")


def difference(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Newcombe's interval of the difference of two independent shares, k1/n1 - k2/n2; NaN where either n is zero.

    The ends combine the distances of the two Wilson intervals from their shares by the root of the sum of squares.
    Newcombe (1998), Statistics in Medicine 17, 873, method 10.

    >>> low, high = difference(56, 70, 48, 80)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0524 0.3339
    """
    first, second = wilson(k1, n1, confidence=confidence), wilson(k2, n2, confidence=confidence)
    p1, p2 = (_divide(np.asarray(k, float), np.asarray(n, float)) for k, n in ((k1, n1), (k2, n2)))
    gap = p1 - p2
    return Interval(
        gap - np.hypot(p1 - first.low, second.high - p2),
        gap + np.hypot(first.high - p1, p2 - second.low),
    )


def _share_interval(k: ArrayLike, n: ArrayLike, confidence: float, method: str) -> Interval:
    from statsmodels.stats.proportion import proportion_confint

    counts, sizes = _checked(k, n, confidence)
    low, high = np.full(sizes.shape, np.nan), np.full(sizes.shape, np.nan)
    some = sizes > 0
    ends = proportion_confint(counts[some], sizes[some], alpha=1 - confidence, method=method)
    low[some], high[some] = (np.clip(end, 0.0, 1.0) for end in ends)
    # Rounding leaves 1e-17 where the interval touches its end: none of none and all of all are exact there.
    low[some & (counts == 0)], high[some & (counts == sizes)] = 0.0, 1.0
    return Interval(low, high)


def _checked(k: ArrayLike, n: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    counts, sizes = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if not 0 < confidence < 1:
        raise StatisticsError("a confidence lies between 0 and 1", got=confidence)
    if bool(np.any((counts < 0) | (counts > sizes))):
        place = int(np.flatnonzero((counts < 0) | (counts > sizes))[0])
        got = (float(counts.flat[place]), float(sizes.flat[place]))
        raise StatisticsError("a part lies between nothing and its whole", where=f"place {place}", got=got)
    return counts, sizes


def _divide(k: Floats, n: Floats) -> Floats:
    return np.divide(k, n, out=np.full(np.broadcast(k, n).shape, np.nan), where=n > 0)
