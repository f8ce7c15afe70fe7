"""A funnel of observed against expected counts, each unit with its own expectation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError, nearest

__all__ = ["RatioFunnel", "Spread", "ratio_funnel"]

Floats = NDArray[np.float64]
Spread = Literal["none", "additive"]


@dataclass(frozen=True)
class RatioFunnel:
    """Ratios of observed to expected around one. `points`: observed, expected, ratio, limits, outside, side."""

    points: pd.DataFrame
    tau2: float
    levels: tuple[float, float]
    rule: str

    def limits_at(self, expected: ArrayLike) -> pd.DataFrame:
        """Limits of the ratio where so much is expected: low_inner, high_inner, low_outer, high_outer.

        Exact Poisson: χ²(α/2; 2E)/2E and χ²(1-α/2; 2E+2)/2E; with a spread between units, exp(± z·sqrt(1/E + τ²)).
        Spiegelhalter (2005), Statistics in Medicine 24, 1185; NHS Digital, SHMI methodology.
        """
        size = np.atleast_1d(np.asarray(expected, dtype=float))
        ends: dict[str, Floats] = {}
        for name, level in zip(("inner", "outer"), self.levels, strict=True):
            low, high = self._exact(size, level) if self.tau2 == 0 else self._spread(size, level)
            ends |= {f"low_{name}": low, f"high_{name}": high}
        return pd.DataFrame(ends).where(pd.Series(size > 0), np.nan)

    def _exact(self, size: Floats, level: float) -> tuple[Floats, Floats]:
        from scipy.stats import chi2

        some, beyond = np.where(size > 0, size, 1), (1 - level) / 2
        return chi2.ppf(beyond, 2 * some) / (2 * some), chi2.isf(beyond, 2 * some + 2) / (2 * some)

    def _spread(self, size: Floats, level: float) -> tuple[Floats, Floats]:
        from scipy.stats import norm

        error = norm.isf((1 - level) / 2) * np.sqrt(1 / np.where(size > 0, size, 1) + self.tau2)
        return np.exp(-error), np.exp(error)


def ratio_funnel(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    overdispersion: Spread = "none",
    trim: float = 0.1,
    levels: tuple[float, float] = (0.95, 0.998),
) -> RatioFunnel:
    """Set observed counts against what was expected of each unit.

    `overdispersion="additive"` adds the variance between units, by moments from the logarithms of the ratios after
    leaving out those beyond the `trim` quantile at each end (SHMI).

    >>> look = ratio_funnel([10, 50], [12.0, 20.0])
    >>> list(look.points["outside"])
    ['', 'outer']
    """
    counts, size = (np.asarray(given, dtype=float) for given in np.broadcast_arrays(observed, expected))
    if overdispersion not in get_args(Spread):
        raise StatisticsError(
            "no such over-dispersion", got=overdispersion, advice=nearest(overdispersion, get_args(Spread))
        )
    if bool(np.any(counts < 0) or np.any(size < 0)):
        raise StatisticsError("counts and expectations are not below zero")
    tau2 = _between(counts, size, trim) if overdispersion == "additive" else 0.0
    spread = f", widened for the spread between units (τ² = {tau2:.4f})" if tau2 else ""
    rule = f"Limits: {100 * levels[0]:g} % and {100 * levels[1]:g} % of a Poisson count around one{spread}."
    bare = RatioFunnel(pd.DataFrame(), tau2, levels, rule)
    return RatioFunnel(_points(bare, counts, size), tau2, levels, rule)


def _between(observed: Floats, expected: Floats, trim: float) -> float:
    """DerSimonian and Laird's variance of the log ratios, without the outermost; half a case stands for none."""
    some = expected > 0
    y, weight = np.log(np.maximum(observed[some], 0.5) / expected[some]), expected[some]
    z = y * np.sqrt(weight)
    kept = (z >= np.quantile(z, trim)) & (z <= np.quantile(z, 1 - trim))
    size, weight = int(kept.sum()), weight[kept]
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return float(max(0.0, ((z[kept] ** 2).sum() - (size - 1)) / spare)) if spare > 0 else 0.0


def _points(look: RatioFunnel, observed: Floats, expected: Floats) -> pd.DataFrame:
    ratio = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
    points = pd.DataFrame({"observed": observed, "expected": expected, "ratio": ratio}).join(look.limits_at(expected))
    beyond = {name: (ratio < points[f"low_{name}"]) | (ratio > points[f"high_{name}"]) for name in ("inner", "outer")}
    outside = np.where(beyond["outer"], "outer", np.where(beyond["inner"], "inner", ""))
    return points.assign(outside=outside, side=np.nan_to_num(np.sign(ratio - 1)).astype(int))
