"""How many files to read: for a rate that may be tolerated, in a population that may be small."""

from __future__ import annotations

import math
from fractions import Fraction

from caselib.errors import StatisticsError

__all__ = ["attribute_size", "discovery_size", "upper_limit"]


def attribute_size(tolerable: float | str, *, expected: float | str = 0, confidence: float = 0.95) -> int:
    """The smallest sample that shows a rate below `tolerable` if it holds no more faults than `expected` of it.

    The smallest n with P(X <= ceil(n·expected)) <= 1 - confidence where X is binomial (n, tolerable). Rates are best
    given as text ("0.015"): ceil(n·0.01) in floats is one too many where n·0.01 is whole. AICPA Audit Guide, Audit
    Sampling (2017), appendix A, table A-1.

    >>> attribute_size("0.05"), attribute_size("0.05", expected="0.01")
    (59, 93)
    """
    from scipy.stats import binom

    most, part = _rate(tolerable), _rate(expected)
    if not 0 <= part < most < 1 or not 0 < confidence < 1:
        raise StatisticsError(
            "the expected rate lies below the tolerable one",
            got=(expected, tolerable),
            advice="give the lower of the two as the expected one",
        )
    for n in range(1, 100_000):
        if binom.cdf(math.ceil(n * part), n, float(most)) <= 1 - confidence:
            return n
    raise StatisticsError(
        "no sample below 100,000 files would do",
        got=(expected, tolerable),
        advice="let the tolerable rate lie further above the expected one",
    )


def upper_limit(n: int, faults: int, *, confidence: float = 0.95) -> float:
    """The one-sided upper limit of the rate after so many faults in n files (Clopper and Pearson).

    The rate at which so few faults would have probability 1 - confidence. AICPA (2017), table A-3.

    >>> round(100 * upper_limit(60, 1), 1)
    7.7
    """
    from scipy.stats import beta

    if not 0 <= faults <= n or n < 1:
        raise StatisticsError("faults lie between none and all files", got=(faults, n))
    return 1.0 if faults == n else float(beta.ppf(confidence, faults + 1, n - faults))


def discovery_size(population: int, rate: float | str, *, confidence: float = 0.95) -> int:
    """The smallest sample of a finite population that finds at least one fault if `rate` of it (or more) is faulty.

    The smallest n with C(N-K, n)/C(N, n) <= 1 - confidence, K = ceil(N·rate) faulty files: hypergeometric, so that a
    small office reads no more than it must.

    >>> discovery_size(100, "0.05", confidence=0.9), discovery_size(100, "0.05"), discovery_size(100, "0.01")
    (37, 45, 95)
    """
    from scipy.stats import hypergeom

    faulty = math.ceil(population * _rate(rate))
    if population < 1 or not 0 < faulty <= population:
        raise StatisticsError("a population of one or more, and a rate above zero", got=(population, rate))
    low, high = 1, population
    while low < high:
        middle = (low + high) // 2
        missed = hypergeom.pmf(0, population, faulty, middle)
        low, high = (low, middle) if missed <= 1 - confidence + 1e-12 else (middle + 1, high)
    return low


def _rate(rate: float | str) -> Fraction:
    """A rate as the decimal that was written, not as the float beside it."""
    return Fraction(str(rate))
