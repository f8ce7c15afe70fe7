"""Small changes that last: what a chart of single points misses adds up here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from caselib.errors import StatisticsError

__all__ = ["Cusum", "cusum", "rate_cusum"]


@dataclass(frozen=True)
class Cusum:
    """`points`: upper, lower, signal; `first` is the place of the first signal, or None; `rule` to print."""

    points: pd.DataFrame
    first: int | None
    rule: str


def cusum(z: ArrayLike, *, slack: float = 0.5, limit: float = 5.0) -> Cusum:
    """Add up standard scores beyond a slack, up and down: S = max(0, S + z - slack), signal where S > limit.

    With slack 0.5 and limit 5 a false alarm comes once in 465 points on average, and a lasting change of one standard
    error is seen after about ten. Montgomery, section 9.1. NaN adds nothing.

    >>> cusum([0.0] * 5 + [2.0] * 6).first
    8
    """
    given = np.nan_to_num(np.asarray(z, dtype=float))
    if slack < 0 or limit <= 0:
        raise StatisticsError("a slack is not below zero, a limit above it", got=(slack, limit))
    upper, lower = _sums(given - slack), _sums(-given - slack)
    return _look(upper, lower, limit, f"CUSUM of standard scores: slack {slack:g}, limit {limit:g}.")


def rate_cusum(k: ArrayLike, n: ArrayLike, *, rate: float, odds: float = 2.0, limit: float = 4.5) -> Cusum:
    """Add up the log-likelihood ratio of odds that are `odds` times (and 1/odds times) those of `rate`.

    Each point adds k·ln R - n·ln(1 - p + R·p), never falling below zero (Steiner and others 2000, Biostatistics 1, 441,
    without risk adjustment). The limit 4.5 makes one false alarm in some hundred points of 100 cases; set it by
    simulation for other bases.

    >>> rate_cusum([5] * 4 + [14] * 4, [50] * 8, rate=0.1, odds=2).first
    4
    """
    counts, sizes = (np.asarray(given, dtype=float) for given in np.broadcast_arrays(k, n))
    if not 0 < rate < 1 or odds <= 1 or bool(np.any((counts < 0) | (counts > sizes))):
        raise StatisticsError("a rate between 0 and 1, odds above 1, parts within their wholes", got=(rate, odds))
    weights = [counts * np.log(r) - sizes * np.log(1 - rate + r * rate) for r in (odds, 1 / odds)]
    rule = f"CUSUM of log-likelihood: odds times {odds:g} either way, from {100 * rate:.1f} %; limit {limit:g}."
    return _look(_sums(weights[0]), _sums(weights[1]), limit, rule)


def _sums(steps: np.ndarray) -> np.ndarray:
    """Running sums that never fall below zero: the sum less its lowest value so far."""
    total = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray((total - np.minimum.accumulate(total))[1:])


def _look(upper: np.ndarray, lower: np.ndarray, limit: float, rule: str) -> Cusum:
    signal = (upper > limit) | (lower > limit)
    first = int(np.argmax(signal)) if signal.any() else None
    return Cusum(pd.DataFrame({"upper": upper, "lower": lower, "signal": signal}), first, rule)
