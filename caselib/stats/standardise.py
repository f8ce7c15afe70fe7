"""Like with like: what would be expected of a unit's mix of cases, and rates as if all had one mix."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from caselib.errors import StatisticsError
from caselib.stats.intervals import Interval

__all__ = ["byar", "direct", "exact_poisson", "indirect"]


def byar(observed: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Byar's interval of a Poisson count.

    O(1 - 1/9O - z/3√O)³ and (O+1)(1 - 1/9(O+1) + z/3√(O+1))³. Breslow and Day (1987), volume II, p. 69.

    >>> low, high = byar(20)
    >>> print(f"{low:.2f} {high:.2f}")
    12.21 30.89
    """
    from scipy.stats import norm

    count = np.asarray(observed, dtype=float)
    _check(count)
    z, more = norm.isf((1 - confidence) / 2), count + 1
    some = np.where(count > 0, count, 1)
    low = np.where(count > 0, some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3, 0.0)
    return Interval(np.maximum(low, 0.0), more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3)


def exact_poisson(observed: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """The exact interval of a Poisson count: χ²(α/2; 2O)/2 and χ²(1-α/2; 2O+2)/2. Garwood (1936), Biometrika 28, 437.

    >>> low, high = exact_poisson(20)
    >>> print(f"{low:.2f} {high:.2f}")
    12.22 30.89
    """
    from scipy.stats import chi2

    count, beyond = np.asarray(observed, dtype=float), (1 - confidence) / 2
    _check(count)
    some = np.where(count > 0, count, 1)
    return Interval(np.where(count > 0, chi2.ppf(beyond, 2 * some) / 2, 0.0), chi2.isf(beyond, 2 * count + 2) / 2)


def indirect(
    frame: pd.DataFrame,
    *,
    unit: str,
    stratum: str,
    numerator: str = "numerator",
    denominator: str = "denominator",
    interval: Literal["byar", "exact"] = "byar",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Observed against expected: each unit's cases at the rates that all units together have in each stratum.

    One row a unit, in order of its code: unit, observed, expected, ratio, low, high. The expected counts of all
    units add up to what was observed. Breslow and Day (1987), volume II, chapter 2.

    >>> cases = pd.DataFrame({"unit": ["A", "A", "B", "B"], "offence": ["x", "y"] * 2,
    ...     "numerator": [10, 5, 30, 5], "denominator": [100, 10, 100, 40]})
    >>> indirect(cases, unit="unit", stratum="offence")[["observed", "expected"]].round(2).values.tolist()
    [[15.0, 22.0], [35.0, 28.0]]
    """
    rates = frame.groupby(stratum)[[numerator, denominator]].sum()
    rate = (rates[numerator] / rates[denominator].where(rates[denominator] > 0)).fillna(0.0)
    expected = frame[denominator] * frame[stratum].map(rate).astype(float)
    found = pd.DataFrame({"unit": frame[unit], "observed": frame[numerator], "expected": expected})
    found = found.groupby("unit", sort=True).sum().reset_index()
    ends = (byar if interval == "byar" else exact_poisson)(found["observed"], confidence=confidence)
    some = found["expected"].where(found["expected"] > 0)
    return found.assign(ratio=found["observed"] / some, low=ends.low / some, high=ends.high / some)


def direct(
    numerator: ArrayLike, denominator: ArrayLike, *, weight: ArrayLike, confidence: float = 0.95
) -> tuple[float, Interval]:
    """The rate of one unit as if it had the standard's mix, with Dobson's interval.

    DSR = Σ w·O/n / Σ w; interval DSR + sqrt(Var(DSR)/Var(O))·(Byar limit - O). `weight`: the standard's size in each
    stratum. Dobson and others (1991), Statistics in Medicine 10, 457.

    >>> rate, interval = direct([10, 5], [100, 50], weight=[3, 1])
    >>> round(rate, 3), round(float(interval.low), 4), round(float(interval.high), 4)
    (0.1, 0.0552, 0.166)
    """
    count, size, mass = (np.asarray(given, dtype=float) for given in (numerator, denominator, weight))
    _check(count)
    if bool(np.any((size <= 0) & (mass > 0))) or mass.sum() <= 0:
        raise StatisticsError(
            "every stratum of the standard needs cases here", advice="join strata, or compare indirectly"
        )
    share, total = mass / mass.sum(), count.sum()
    rate = float((share * count / size).sum())
    ends = byar(total, confidence=confidence)
    scale = np.sqrt((share**2 * count / size**2).sum() / total) if total else 0.0
    return rate, Interval(rate + scale * (ends.low - total), rate + scale * (ends.high - total))


def _check(count: np.ndarray) -> None:
    if bool(np.any(count < 0)):
        raise StatisticsError("counts are not below zero")
