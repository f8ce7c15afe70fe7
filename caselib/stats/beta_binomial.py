"""Limits for units of few cases that differ from each other: the beta-binomial, exact in the small."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["BetaBinomial", "beta_binomial_limits", "beta_binomial_p", "fit"]

Floats = NDArray[np.float64]


class BetaBinomial(NamedTuple):
    """A mean share, and how alike the cases of one unit are: `rho` is 0 for chance alone and 1 for all or none."""

    mean: float
    rho: float


def fit(numerator: ArrayLike, denominator: ArrayLike) -> BetaBinomial:
    """Fit by maximum likelihood; units without a case say nothing.

    The shares of units follow a beta distribution with a + b = (1 - rho)/rho. Where units differ by no more than
    chance, rho is 0. Williams (1975), Biometrics 31, 949; by scipy's `betabinom` and a bounded search.

    >>> look = fit([0, 0, 5, 5, 0, 5, 0, 5], [5] * 8)
    >>> round(look.mean, 2), look.rho > 0.9
    (0.5, True)
    """
    from scipy.optimize import minimize
    from scipy.stats import betabinom, binom

    k, n = _checked(numerator, denominator)
    k, n = k[n > 0], n[n > 0]
    if not len(n):
        return BetaBinomial(float("nan"), float("nan"))
    share = float(k.sum() / n.sum())
    if not 0 < share < 1:
        return BetaBinomial(share, 0.0)

    def loss(given: Floats) -> float:
        mean, rho = 1 / (1 + np.exp(-given[0])), 1 / (1 + np.exp(-given[1]))
        spare = (1 - rho) / rho
        return -float(betabinom.logpmf(k, n, mean * spare, (1 - mean) * spare).sum())

    start = np.array([np.log(share / (1 - share)), -3.0])
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(-12, 12), (-9, 6)])
    alone = -float(binom.logpmf(k, n, share).sum())
    # Half a unit of likelihood is less than the one further parameter brings by chance.
    if alone <= found.fun + 0.5:
        return BetaBinomial(share, 0.0)
    mean, rho = 1 / (1 + np.exp(-found.x))
    return BetaBinomial(float(mean), float(rho))


def beta_binomial_limits(
    denominator: ArrayLike, shape: BetaBinomial, *, levels: tuple[float, float] = (0.95, 0.998)
) -> pd.DataFrame:
    """Limits of the share: low_inner, high_inner, low_outer, high_outer, from exact quantiles; NaN for size zero.

    >>> beta_binomial_limits([20], BetaBinomial(0.1, 0.0)).round(2).values.tolist()
    [[0.0, 0.25, 0.0, 0.35]]
    """
    n = np.atleast_1d(np.asarray(denominator, dtype=float))
    size = np.where(n > 0, n, 1)
    ends: dict[str, Floats] = {}
    for name, level in zip(("inner", "outer"), levels, strict=True):
        beyond = (1 - level) / 2
        ends |= {f"low_{name}": _quantile(beyond, size, shape) / size}
        ends |= {f"high_{name}": _quantile(1 - beyond, size, shape) / size}
    return pd.DataFrame(ends).where(pd.Series(n > 0), np.nan)


def beta_binomial_p(numerator: ArrayLike, denominator: ArrayLike, shape: BetaBinomial) -> Floats:
    """Two-sided mid-p value of each unit: twice the smaller tail, half of what was seen counted in."""
    k, n = _checked(numerator, denominator)
    size = np.where(n > 0, n, 1)
    point = _cdf(k, size, shape) - _cdf(k - 1, size, shape)
    low = _cdf(k, size, shape) - point / 2
    return np.where(n > 0, np.minimum(1.0, 2 * np.minimum(low, 1 - low)), np.nan)


def _quantile(level: float, n: Floats, shape: BetaBinomial) -> Floats:
    from scipy.stats import betabinom, binom

    if shape.rho <= 0:
        return np.asarray(binom.ppf(level, n, shape.mean))
    spare = (1 - shape.rho) / shape.rho
    return np.asarray(betabinom.ppf(level, n, shape.mean * spare, (1 - shape.mean) * spare))


def _cdf(k: Floats, n: Floats, shape: BetaBinomial) -> Floats:
    from scipy.stats import betabinom, binom

    if shape.rho <= 0:
        return np.asarray(binom.cdf(k, n, shape.mean))
    spare = (1 - shape.rho) / shape.rho
    return np.asarray(betabinom.cdf(k, n, shape.mean * spare, (1 - shape.mean) * spare))


def _checked(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    k, n = (np.asarray(given, dtype=float) for given in np.broadcast_arrays(numerator, denominator))
    if bool(np.any((k < 0) | (k > n))):
        raise StatisticsError("a part lies between nothing and its whole")
    return k, n
