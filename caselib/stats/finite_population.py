"""Shares in a finite population: what a simple random sample of a small office says exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from caselib.errors import StatisticsError

__all__ = ["FiniteInterval", "hypergeometric_interval"]


class FiniteInterval(NamedTuple):
    """Lower and upper ends, as shares of the population."""

    low: float
    high: float


def hypergeometric_interval(k: int, n: int, population: int, *, confidence: float = 0.95) -> FiniteInterval:
    """The exact interval of a share of a finite population after k of n drawn without replacement.

    Clopper and Pearson's two tails with the hypergeometric in place of the binomial: the smallest and the largest
    number of faulty cases under which k or more, and k or fewer, have more than (1 - confidence)/2 probability. It is
    never below its level, and shrinks to the share itself when everything is drawn. Buonaccorsi (1987), The American
    Statistician 41, 215.

    >>> low, high = hypergeometric_interval(0, 45, 100, confidence=0.9)
    >>> low, high
    (0.0, 0.04)
    >>> hypergeometric_interval(3, 20, 20)
    FiniteInterval(low=0.15, high=0.15)
    """
    from scipy.stats import hypergeom

    if not 0 <= k <= n <= population or n < 1:
        raise StatisticsError("a part lies between nothing and its whole", got=(k, n, population))
    if not 0 < confidence < 1:
        raise StatisticsError("a confidence lies between 0 and 1", got=confidence)
    tail = (1 - confidence) / 2
    most = population - (n - k)

    def not_too_many(faulty: int) -> bool:
        # Equal to the tail counts as not beyond it, whatever the last digit of a float says.
        return bool(hypergeom.cdf(k, population, faulty, n) > tail * (1 + 1e-9))

    def enough(faulty: int) -> bool:
        return bool(hypergeom.sf(k - 1, population, faulty, n) > tail * (1 + 1e-9))

    low = _first(enough, k, most)
    high = _first(lambda faulty: not not_too_many(faulty), k, most + 1) - 1
    return FiniteInterval(low / population, high / population)


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first number at which something holds that holds ever after; `high` where nowhere before it."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
