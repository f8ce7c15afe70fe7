"""Funnel limits: where shares of alike units fall by chance, and by the spread that units ordinarily have.

One function, `Funnel.limits_at`, gives both the line that is drawn and the limit by which a unit is flagged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError, nearest

__all__ = ["Funnel", "Method", "Overdispersion", "funnel", "placed"]

Floats = NDArray[np.float64]
_EXPECTED = "the share expected of each unit's own mix of cases"
FEW = 10
"""With fewer units the spread between them can't be told from chance, and none is estimated."""
Overdispersion = Literal["none", "additive", "multiplicative"]
Method = Literal["exact", "score"]


@dataclass(frozen=True)
class Funnel:
    """Units against the limits of a funnel.

    `points` (one row a unit, in the order given): numerator, denominator, value, low_inner, high_inner, low_outer,
    high_outer, z, p, outside ("", "inner", "outer") and side (-1, 0, 1). `phi` is the dispersion found, `tau2`
    the variance between units on the arcsine scale, `rule` the sentence to print under the figure.
    """

    points: pd.DataFrame
    target: float | Floats
    phi: float
    tau2: float
    levels: tuple[float, float]
    overdispersion: Overdispersion
    rule: str
    method: Method = "exact"
    design_effect: float = 1.0

    def limits_at(self, denominator: ArrayLike) -> pd.DataFrame:
        """Limits for units of these sizes: low_inner, high_inner, low_outer, high_outer; NaN for size zero.

        Without over-dispersion: method "exact" gives the binomial quantiles divided by n, so that a unit alike the
        others lies beyond each with probability (1 - level)/2 at most (Spiegelhalter 2005, Statistics in Medicine 24,
        1185); "score" gives target ± z·sqrt(target(1-target)/n), the values whose Wilson interval just touches the
        target (UK Health Security Agency, Fingertips). Additive: sin²(arcsin√p ± z·sqrt(1/4n + τ²)); multiplicative:
        the same with sqrt(φ/4n) (Spiegelhalter and others 2012, JRSS A 175, 1), never narrower than those of chance.

        >>> drawn = funnel([12, 8, 30], [100, 100, 300])
        >>> ends = drawn.limits_at([100, 10_000])
        >>> list(ends["high_outer"].gt(ends["high_inner"]))
        [True, True]
        """
        # Persons who share their case's fate are worth fewer than as many strangers; whole ones, for exact limits.
        given = np.atleast_1d(np.asarray(denominator, dtype=float))
        n = np.where(given > 0, np.maximum(1, np.round(given / self.design_effect)), 0)
        ends: dict[str, Floats] = {}
        for name, level in zip(("inner", "outer"), self.levels, strict=True):
            low, high = self._exact(n, level) if self.overdispersion == "none" else self._spread(n, level)
            ends |= {f"low_{name}": low, f"high_{name}": high}
        limits = pd.DataFrame(ends)
        return limits.where(pd.Series(n > 0), np.nan)

    def _exact(self, n: Floats, level: float) -> tuple[Floats, Floats]:
        from scipy.stats import binom, norm

        size, beyond = np.where(n > 0, n, 1), (1 - level) / 2
        if self.method == "score":
            step = norm.isf(beyond) * np.sqrt(self.target * (1 - self.target) / size)
            return np.clip(self.target - step, 0, 1), np.clip(self.target + step, 0, 1)
        return binom.ppf(beyond, size, self.target) / size, binom.ppf(1 - beyond, size, self.target) / size

    def _spread(self, n: Floats, level: float) -> tuple[Floats, Floats]:
        from scipy.stats import norm

        size = np.where(n > 0, n, 1)
        error = norm.ppf((1 + level) / 2) * self._error(size)
        centre = np.arcsin(np.sqrt(self.target))
        low, high = (np.sin(np.clip(centre + step, 0, np.pi / 2)) ** 2 for step in (-error, error))
        # With few cases the arcsine flags none of 23 at 12 %, which chance brings once in twenty: the limits that
        # allow for spread are never narrower than those of chance alone.
        exact_low, exact_high = self._exact(n, level)
        return np.minimum(low, exact_low), np.maximum(high, exact_high)

    def _error(self, n: Floats) -> Floats:
        return (
            np.sqrt(self.phi / (4 * n)) if self.overdispersion == "multiplicative" else np.sqrt(1 / (4 * n) + self.tau2)
        )


def funnel(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    target: ArrayLike | None = None,
    design_effect: float = 1.0,
    consistent: bool = False,
    method: Method = "exact",
    overdispersion: Overdispersion = "none",
    trim: float = 0.1,
    levels: tuple[float, float] = (0.95, 0.998),
) -> Funnel:
    """Set shares against funnel limits around `target` (by default the share of all together).

    `target` may be one share for each unit: what was expected of its own mix of cases. Cases of unlike chances vary
    less than the binomial of their average, so the limits are then a little too wide, never too narrow.

    `method`: "exact" binomial quantiles, or "score". `overdispersion`: "none" for chance alone; "additive" or
    "multiplicative" widens for the spread between units, estimated from z-scores of which the share `trim` at each
    end is winsorised. `levels`: inner and outer. `design_effect`: by how much counts vary more than those of
    independent cases, because some stand and fall together; limits are those of so many fewer cases. `consistent`
    takes the z-scores of φ from exact mid-p values, and divides φ by what winsorising takes from normal scores (0.68 is
    left at 10 %). Without it φ and the limits are those published: too wide where few cases are expected, and too
    narrow elsewhere, where some 1 in 100 units that differ as units ordinarily do lies outside 99.8 %.

    >>> look = funnel([10, 12, 40], [100, 100, 100])
    >>> list(look.points["outside"]), list(look.points["side"])
    (['inner', 'inner', 'outer'], [-1, -1, 1])
    """
    k, n = (np.asarray(given, dtype=float) for given in np.broadcast_arrays(numerator, denominator))
    if overdispersion not in get_args(Overdispersion):
        raise StatisticsError(
            "no such over-dispersion", got=overdispersion, advice=nearest(overdispersion, get_args(Overdispersion))
        )
    if bool(np.any((k < 0) | (k > n))):
        raise StatisticsError("a part lies between nothing and its whole")
    share = _target(k, n, target)
    if design_effect < 1:
        raise StatisticsError("a design effect is one or more", got=design_effect)
    phi, tau2 = _dispersion(k / design_effect, n / design_effect, share, trim, consistent)
    added = tau2 if overdispersion == "additive" else 0.0
    bare = Funnel(pd.DataFrame(), share, phi, added, levels, overdispersion, "", method, design_effect)
    if overdispersion == "multiplicative":
        bare = replace(bare, phi=float(np.nanmax([1.0, phi])))
    return replace(bare, points=placed(bare, k, n), rule=_rule(bare, trim) + _alike(bare))


def _target(k: Floats, n: Floats, target: ArrayLike | None) -> float | Floats:
    if target is None:
        return float(k.sum() / n.sum()) if n.sum() else float("nan")
    given = np.asarray(target, dtype=float)
    if given.ndim and given.shape != n.shape:
        raise StatisticsError("one target for all, or one for each unit", got=given.shape)
    return given if given.ndim else float(given)


def _dispersion(k: Floats, n: Floats, target: float | Floats, trim: float, consistent: bool) -> tuple[float, float]:
    """The dispersion φ of winsorised z-scores, and the additive variance τ² by moments."""
    # The arcsine of none of one and of one of one says nothing of spread: units need a case or so of variance.
    some = n * target * (1 - target) >= 1
    if some.sum() < FEW:
        return float("nan"), 0.0
    z = (_scores if consistent else _z)(k[some], n[some], np.broadcast_to(target, n.shape)[some])
    kept = np.clip(z, *np.quantile(z, [trim, 1 - trim]))
    phi, size, weight = float(np.mean(kept**2)), len(z), 4 * n[some]
    phi = phi / _kept(trim) if consistent else phi
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    # DerSimonian and Laird with I·φ for Q, as Spiegelhalter (2012), appendix A.2.
    tau2 = (size * phi - (size - 1)) / spare if size * phi > size - 1 and spare > 0 else 0.0
    return phi, float(tau2)


def _scores(k: Floats, n: Floats, target: Floats) -> Floats:
    """Normal scores of exact mid-p values; the arcsine of none is far too far out where one or two are expected."""
    from scipy.stats import binom, norm

    cases, size = np.round(k), np.maximum(np.round(n), np.round(k))
    middle = binom.cdf(cases - 1, size, target) + binom.pmf(cases, size, target) / 2
    return np.asarray(norm.ppf(np.clip(middle, 1e-12, 1 - 1e-12)))


def _kept(trim: float) -> float:
    """The mean square that is left of standard normal scores when the share `trim` at each end is winsorised."""
    from scipy.stats import norm

    edge = norm.isf(trim) if trim > 0 else np.inf
    return 1.0 if np.isinf(edge) else float(1 - 2 * trim - 2 * edge * norm.pdf(edge) + 2 * trim * edge**2)


def _z(k: Floats, n: Floats, target: Floats) -> Floats:
    """Distance from the target in standard errors, on the arcsine scale."""
    return 2 * np.sqrt(n) * (np.arcsin(np.sqrt(k / n)) - np.arcsin(np.sqrt(target)))


def placed(look: Funnel, k: Floats, n: Floats) -> pd.DataFrame:
    """Place units against the limits of a funnel; the columns are those of `points`.

    >>> look = funnel([10, 12, 40], [100, 100, 100])
    >>> placed(look, np.array([40.0]), np.array([100.0]))["outside"].tolist()
    ['outer']
    """
    from scipy.stats import norm

    value = np.divide(k, n, out=np.full(n.shape, np.nan), where=n > 0)
    points = pd.DataFrame({"numerator": k, "denominator": n, "value": value}).join(look.limits_at(n))
    size = np.where(n > 0, n, 1)
    with np.errstate(invalid="ignore"):
        z = (np.arcsin(np.sqrt(value)) - np.arcsin(np.sqrt(look.target))) / look._error(size / look.design_effect)
    beyond = {name: (value < points[f"low_{name}"]) | (value > points[f"high_{name}"]) for name in ("inner", "outer")}
    outside = np.where(beyond["outer"], "outer", np.where(beyond["inner"], "inner", ""))
    side = np.nan_to_num(np.sign(value - look.target)).astype(int)
    return points.assign(z=z, p=2 * norm.sf(np.abs(z)), outside=outside, side=side)


def _rule(look: Funnel, trim: float) -> str:
    inner, outer = (f"{100 * level:g} %" for level in look.levels)
    if np.isnan(look.target).all():
        return "No cases, hence no limits."
    whole = f"the share of all together ({100 * look.target:.1f} %)" if np.ndim(look.target) == 0 else _EXPECTED
    if look.overdispersion == "none":
        kind = "exact binomial" if look.method == "exact" else "score (Wilson)"
        return f"Limits: {kind}, {inner} and {outer}, around {whole}."
    if np.isnan(look.phi):
        few = "too few units of some size to tell their spread"
        return f"Limits: exact binomial, {inner} and {outer}, around {whole}; {few}."
    found = f"φ = {look.phi:.2f} of z-scores winsorised at {100 * trim:g} %"
    spread = (
        f"τ = {100 * np.sqrt(look.tau2):.2f} points of arcsine added"
        if look.overdispersion == "additive"
        else "variance times φ"
    )
    return (
        f"Limits: {inner} and {outer} around {whole}, widened for the "
        f"spread between units ({found}; {spread}; Spiegelhalter 2012)."
    )


def _alike(look: Funnel) -> str:
    if look.design_effect == 1:
        return ""
    return f" Persons of one case fare alike: they count as {look.design_effect:.2f} times fewer (design effect)."
