"""When did a share or a rate change, and did level or slope change at a known date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.segmented import ASSUMPTIONS, segmented

__all__ = ["ChangePoint", "SegmentedRegression", "change_point", "segmented_regression"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ChangePoint:
    """One change: `at` is the first period after it, low to high its interval; `before` and `after` the levels.

    `dispersion`: how much more than by counting the periods of either side differ (1: not at all).
    """

    at: int | None
    low: int | None
    high: int | None
    before: float
    after: float
    statistic: float
    p: float
    dispersion: float
    sentence: str


@dataclass(frozen=True)
class SegmentedRegression:
    """Change of level and of slope (a period) at a date, with intervals; `p`: that neither changed."""

    level: float
    level_low: float
    level_high: float
    level_p: float
    slope: float
    slope_low: float
    slope_high: float
    slope_p: float
    p: float
    lags: int
    assumptions: tuple[str, ...]
    sentence: str


def change_point(
    k: ArrayLike,
    n: ArrayLike | None = None,
    *,
    exposure: ArrayLike | None = None,
    least: int = 2,
    design_effect: float = 1.0,
    confidence: float = 0.95,
    draws: int = 1999,
    seed: int = 7,
) -> ChangePoint:
    """Find the one date at which a share k/n changed; without `n` the rate of counts (by `exposure`, or a period).

    Statistic: 2·(max over t of l(t) - l(none)), l(t) the binomial (or Poisson) log likelihood with one level before
    period t and one from t on, at least `least` periods each. Hinkley and Hinkley (1970), Biometrika 57, 477.
    p: the same in series without a change and with the totals seen (hypergeometric or multinomial, hence exact but for
    drawing). Interval: the dates with 2·(l(at) - l(t)) at most what `confidence` of series drawn with this change reach
    at their true date (Hinkley 1970, Biometrika 57, 1; Siegmund 1988, International Statistical Review 56, 31); from
    the first such date to the last. Where periods differ more than by counting p is too small: pass their dispersion
    as `design_effect`, by which counts are divided.

    >>> look = change_point([5, 6, 4, 5, 15, 14, 16, 15], [50] * 8)
    >>> look.at, look.low, look.high, look.before, look.after, look.p < 0.01
    (4, 4, 4, 0.1, 0.3, True)
    """
    counts, base = _checked(k, n, exposure, design_effect)
    if len(counts) < 2 * least or least < 1:
        raise StatisticsError(
            f"{least} periods are needed on each side",
            got=len(counts),
            advice="take a longer history, or shorter periods",
        )
    whole, rng = n is not None, np.random.default_rng(seed)
    gain = _gain(counts[None, :], base, least, whole)[0]
    if not counts.sum() > 0 or (whole and counts.sum() >= base.sum()) or gain.max() < 0:
        return _unchanged(float(counts.sum() / base.sum()) if base.sum() else float("nan"))
    at, seen = least + int(gain.argmax()), float(gain.max())
    chance = _gain(_alike(counts, base, whole, rng, draws), base, least, whole).max(axis=1)
    levels = (counts[:at].sum() / base[:at].sum(), counts[at:].sum() / base[at:].sum())
    drawn = _gain(_changed(base, at, levels, whole, rng, draws), base, least, whole)
    reach = float(np.quantile(drawn.max(axis=1) - drawn[:, at - least], confidence))
    held = least + np.flatnonzero(gain >= seen - reach - 1e-9)
    p = float((1 + (chance >= seen - 1e-9).sum()) / (1 + draws))
    spread = _dispersion(counts, base, at, levels, whole)
    return _found(at, int(held[0]), int(held[-1]), levels, seen, p, spread)


def _checked(
    k: ArrayLike, n: ArrayLike | None, exposure: ArrayLike | None, design_effect: float
) -> tuple[Floats, Floats]:
    counts = np.asarray(k, dtype=float)
    given = n if n is not None else exposure
    base = np.ones(counts.shape) if given is None else np.asarray(given, dtype=float)
    if counts.ndim != 1 or counts.shape != base.shape or not np.isfinite(counts + base).all() or design_effect < 1:
        raise StatisticsError("one count and one base for each period, a design effect of one or more")
    wrong = (counts < 0) | (base < 0) | ((counts > base) if n is not None else (counts > 0) & (base == 0))
    if n is not None and exposure is not None:
        raise StatisticsError("a base or an exposure, not both", advice="n makes shares, exposure makes rates")
    if wrong.any() or bool((counts % 1 != 0).any()):
        raise StatisticsError("a part lies between nothing and its whole, in whole numbers", got=int(wrong.sum()))
    if n is not None:
        base = np.round(base / design_effect)
        return np.minimum(np.round(counts / design_effect), base), base
    return np.round(counts / design_effect), base / design_effect


def _gain(k: Floats, n: Floats, least: int, whole: bool) -> Floats:
    """Twice the gain in log likelihood of a change at each period from `least` on; one row a series."""
    from scipy.special import xlogy

    def likelihood(ones: Floats, of: Floats) -> Floats:
        safe = np.where(of > 0, of, 1)
        found = xlogy(ones, ones / safe)
        return found + xlogy(of - ones, np.maximum(1 - ones / safe, 0)) if whole else found

    until, base = k.cumsum(axis=1), n.cumsum()
    inside = slice(least - 1, len(n) - least)
    before, total = until[:, inside], until[:, -1:]
    apart = likelihood(before, base[inside]) + likelihood(total - before, base[-1] - base[inside])
    # A side without a base has no level, and there is no date there.
    two_sided = (base[inside] > 0) & (base[inside] < base[-1])
    return np.where(two_sided, 2 * np.maximum(apart - likelihood(total, base[-1:]), 0), -1.0)


def _alike(k: Floats, n: Floats, whole: bool, rng: np.random.Generator, draws: int) -> Floats:
    """Series without a change, of the total that was seen."""
    if whole:
        return rng.multivariate_hypergeometric(n.astype(int), int(k.sum()), size=draws, method="marginals").astype(
            float
        )
    return rng.multinomial(int(k.sum()), n / n.sum(), size=draws).astype(float)


def _changed(
    n: Floats, at: int, levels: tuple[float, float], whole: bool, rng: np.random.Generator, draws: int
) -> Floats:
    """Series with the change that was found."""
    level = np.where(np.arange(len(n)) < at, *levels)
    shape = (draws, len(n))
    return (rng.binomial(n.astype(int), level, shape) if whole else rng.poisson(n * level, shape)).astype(float)


def _dispersion(k: Floats, n: Floats, at: int, levels: tuple[float, float], whole: bool) -> float:
    level = np.where(np.arange(len(n)) < at, *levels)
    variance = n * level * (1 - level if whole else 1)
    some = variance > 0
    freedom = int(some.sum()) - 2
    return float((((k - n * level)[some]) ** 2 / variance[some]).sum() / freedom) if freedom > 0 else float("nan")


def _found(
    at: int, low: int, high: int, levels: tuple[float, float], seen: float, p: float, spread: float
) -> ChangePoint:
    chance = " Chance alone may bring as much." if p > 0.05 else ""
    more = " Periods differ more than by counting, so p is too small: pass a design effect." if spread > 1.5 else ""
    sentence = f"The likeliest change is at period {at} ({low} to {high}), from {levels[0]:.4g} to {levels[1]:.4g}"
    sentence += f" (p = {p:.2g}).{chance}{more} What happened then?"
    return ChangePoint(at, low, high, float(levels[0]), float(levels[1]), seen, p, spread, sentence)


def _unchanged(level: float) -> ChangePoint:
    """No case, or nothing but: there is no change to look for."""
    nan = float("nan")
    return ChangePoint(None, None, None, level, level, nan, nan, nan, "There is nothing that could have changed.")


def segmented_regression(
    y: ArrayLike, at: int, *, seasonal: int | None = None, confidence: float = 0.95, seed: int = 7
) -> SegmentedRegression:
    """Fit y = a + b·t + level·[t >= at] + slope·(t - at)·[t >= at], with a wave of `seasonal` periods if given.

    Least squares of statsmodels with errors of Newey and West (1987), cov_type "HAC", maxlags floor(4·(n/100)^(2/9));
    intervals and p-values from the t that autocorrelated noise reaches, as in `segmented`, which does the work:
    the normal ones alone cry wolf in 14 to 27 of 100 such series. `p` is the smaller p-value doubled (Bonferroni).

    >>> look = segmented_regression([0.2, 0.21, 0.19] * 4 + [0.3, 0.31, 0.29] * 4, 12)
    >>> round(look.level, 2), look.level_low > 0, look.slope_low < 0 < look.slope_high
    (0.1, True, True)
    """
    look = segmented(y, at, period=seasonal, confidence=confidence, seed=seed)
    level, slope = look.level, look.slope
    p = min(1.0, 2 * min(level.p, slope.p))
    said = f"At period {at} the level changed by {level.value:.3g} ({level.low:.3g} to {level.high:.3g}) and the slope "
    said += f"by {slope.value:.3g} a period ({slope.low:.3g} to {slope.high:.3g}), p = {p:.2g}."
    said += " Chance alone may bring as much." if p > 0.05 else " What else happened then?"
    effects = (*(level.value, level.low, level.high, level.p), *(slope.value, slope.low, slope.high, slope.p))
    return SegmentedRegression(*effects, p=p, lags=look.lags, assumptions=ASSUMPTIONS, sentence=said)
