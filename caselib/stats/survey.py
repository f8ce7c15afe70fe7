"""What a stratified random sample tells of all cases: totals, means, ratios and rare faults, with their errors.

A sample is a frame, one row a sampled case: the values, `stratum`, and either `population` (cases in the stratum) or
`probability` (the chance the case had of being drawn). Every row drawn stays in it: a part of the cases is asked for
by `within`, never by leaving rows out, because how many fall in the part is chance as well. A stratum of which nothing
was drawn is not in the frame, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.errors import StatisticsError

__all__ = ["Estimate", "mean", "post_stratified_mean", "rare_share", "ratio", "total"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """An estimate, its standard error, its interval, and on how many sampled cases it rests; NaN for none."""

    value: float
    se: float
    low: float
    high: float
    n: int


def total(sample: pd.DataFrame, value: str, *, within: str | None = None, confidence: float = 0.95) -> Estimate:
    """Estimate the sum over all cases: Σ y/π, each sampled value as often as the cases it stands for.

    Horvitz and Thompson (1952), JASA 47, 663. `within`: a column of true and false, the part of the cases asked for.

    >>> sample = pd.DataFrame({"pages": [10, 14, 90], "stratum": ["a", "a", "b"], "population": [20, 20, 1]})
    >>> found = total(sample, "pages")
    >>> found.value, round(found.se, 4)
    (330.0, 37.9473)
    """
    chance, inside = _chances(sample), _inside(sample, within)
    y = _values(sample, value, inside)
    return _estimate(sample, float((y / chance).sum()), y, int(inside.sum()), confidence)


def mean(sample: pd.DataFrame, value: str, *, within: str | None = None, confidence: float = 0.95) -> Estimate:
    """Estimate the mean of all cases, or of those `within`: a total over the number of cases it is of.

    That number is estimated too, and its error counts: Cochran (1977), Sampling Techniques, section 5A.14.

    >>> sample = pd.DataFrame({"pages": [10, 14, 90], "stratum": ["a", "a", "b"], "population": [20, 20, 1]})
    >>> round(mean(sample, "pages").value, 4)
    15.7143
    """
    return ratio(sample.assign(_one=1.0), value, denominator="_one", within=within, confidence=confidence)


def ratio(
    sample: pd.DataFrame, numerator: str, *, denominator: str, within: str | None = None, confidence: float = 0.95
) -> Estimate:
    """Estimate one total over another, R = Y/X; NaN where X is zero.

    Its error is that of the total of (y - R·x)/X: Taylor linearisation, Woodruff (1971), JASA 66, 411.

    >>> sample = pd.DataFrame({"faults": [1, 0, 2, 3], "pages": [10, 5, 20, 15], "stratum": "a", "population": 100})
    >>> found = ratio(sample, "faults", denominator="pages")
    >>> round(found.value, 4), round(found.se, 4)
    (0.12, 0.032)
    """
    chance, inside = _chances(sample), _inside(sample, within)
    y, x = (_values(sample, name, inside) for name in (numerator, denominator))
    whole = float((x / chance).sum())
    if not whole:
        return _nothing(int(inside.sum()))
    share = float((y / chance).sum()) / whole
    return _estimate(sample, share, (y - share * x) / whole, int(inside.sum()), confidence)


def post_stratified_mean(
    sample: pd.DataFrame, value: str, *, by: str, sizes: Mapping[object, float], confidence: float = 0.95
) -> Estimate:
    """Estimate the mean of all cases, with the groups of `by` in their true `sizes`, which the sample met by chance.

    Σ N(g)·mean(g)/N; its error is that of residuals from the group means, each weighed N(g)/estimated N(g). Holt and
    Smith (1979), JRSS A 142, 33; Särndal, Swensson and Wretman (1992), section 7.6.

    >>> sample = pd.DataFrame({"y": [0, 1, 1, 1], "sex": list("ffmm"), "stratum": "a", "population": 100})
    >>> post_stratified_mean(sample, "y", by="sex", sizes={"f": 80, "m": 20}).value
    0.6
    """
    weight = 1 / _chances(sample)
    y = _values(sample, value, np.ones(len(sample), dtype=bool))
    if set(sample[by]) != set(sizes):
        unlike = sorted(str(name) for name in set(sample[by]) ^ set(sizes))
        raise StatisticsError("groups of the sample and of `sizes` differ", got=unlike, advice="join small groups")
    groups = pd.DataFrame({"seen": weight, "sum": weight * y}).groupby(sample[by].to_numpy()).transform("sum")
    seen, means = groups["seen"].to_numpy(), (groups["sum"] / groups["seen"]).to_numpy()
    whole = float(sum(sizes.values()))
    scale = sample[by].map(dict(sizes)).to_numpy(dtype=float) / seen / whole
    return _estimate(sample, float((weight * scale * y).sum()), scale * (y - means), len(sample), confidence)


def rare_share(sample: pd.DataFrame, fault: str, *, within: str | None = None, confidence: float = 0.95) -> Estimate:
    """Estimate a share near none or all, with the exact interval of as many cases as the sample is worth.

    Clopper and Pearson's interval of n* = p(1-p)/v cases, v the variance of the share, times the squared ratio of the
    t quantiles of n - 1 and of the sample's degrees of freedom, and at most n. Korn and Graubard (1998), Survey
    Methodology 24, 193. Without a fault (or with nothing but) v is zero and n* is Kish's (Σw)²/Σw².

    >>> sample = pd.DataFrame({"fault": [0] * 59, "stratum": "a", "population": 6000})
    >>> found = rare_share(sample, "fault")
    >>> found.value, round(found.high, 4)
    (0.0, 0.0606)
    """
    from scipy.stats import t

    from caselib.stats.intervals import clopper_pearson

    plain = mean(sample, fault, within=within, confidence=confidence)
    inside = _inside(sample, within)
    weight, n, freedom = 1 / _chances(sample)[inside], plain.n, _freedom(sample)
    if not n or not freedom:
        return plain
    if not np.isin(_values(sample, fault, inside), (0, 1)).all():
        raise StatisticsError("a fault is there or not", got=fault, advice="give true and false, or one and zero")
    p, beyond = plain.value, (1 - confidence) / 2
    worth = p * (1 - p) / plain.se**2 if plain.se > 0 else weight.sum() ** 2 / (weight**2).sum()
    worth = min(n, worth * (t.isf(beyond, max(n - 1, 1)) / t.isf(beyond, freedom)) ** 2)
    low, high = clopper_pearson(p * worth, worth, confidence=confidence)
    return Estimate(p, plain.se, float(low), float(high), n)


def _chances(sample: pd.DataFrame) -> Floats:
    """The chance that each case had of being drawn."""
    if "probability" in sample:
        chance = sample["probability"].to_numpy(dtype=float)
    elif {"stratum", "population"} <= set(sample):
        strata = sample.groupby("stratum", dropna=False)["population"]
        if bool((strata.transform("nunique", dropna=False) != 1).any()):
            raise StatisticsError("a stratum has one population size", advice="give `probability` where chances differ")
        drawn = strata.transform("size").to_numpy(dtype=float)
        chance = drawn / sample["population"].to_numpy(dtype=float)
    else:
        raise StatisticsError("a sample has `stratum` and `population` or `probability`", got=list(sample))
    if not bool(((chance > 0) & (chance <= 1)).all()):
        raise StatisticsError("no more cases are drawn than there are, and each had a chance", got=float(chance.max()))
    return chance


def _inside(sample: pd.DataFrame, within: str | None) -> NDArray[np.bool_]:
    return np.ones(len(sample), dtype=bool) if within is None else sample[within].to_numpy(dtype=bool)


def _values(sample: pd.DataFrame, name: str, inside: NDArray[np.bool_]) -> Floats:
    """The values, and zero outside the part asked for."""
    given = sample[name].to_numpy(dtype=float)
    if bool(np.isnan(given[inside]).any()):
        raise StatisticsError("a sampled case has no value", where=name, advice="use `within` for those that have one")
    return np.where(inside, given, 0.0)


def _freedom(sample: pd.DataFrame) -> int:
    """Sampled cases less strata, both without those that were certain to be drawn."""
    drawn = sample[_chances(sample) < 1]
    return len(drawn) - drawn["stratum"].nunique(dropna=False)


def _variance(sample: pd.DataFrame, u: Floats) -> float:
    """The variance of the total of u: in each stratum m/(m-1)·Σ a·(u/π - A)², a = 1 - π, A the mean weighed by a.

    With equal chances this is N²(1 - n/N)s²/n (Cochran 1977, section 5.4); with unequal ones Hájek's approximation
    (1964, Annals of Mathematical Statistics 35, 1491). Cases certain to be drawn add nothing.
    """
    chance = _chances(sample)
    a, z = 1 - chance, u / chance
    rows = pd.DataFrame({"stratum": sample["stratum"].to_numpy(), "a": a, "z": z, "az": a * z})[chance < 1]
    strata = rows.groupby("stratum", dropna=False)
    m = strata["a"].transform("size")
    if bool((m == 1).any()):
        alone = rows.loc[m == 1, "stratum"].iloc[0]
        advice = "draw a second case of it, or join it with a stratum that is alike"
        raise StatisticsError("one case of many tells no spread", where=f"stratum {alone}", advice=advice)
    centre = strata["az"].transform("sum") / strata["a"].transform("sum")
    return float((m / (m - 1) * rows["a"] * (rows["z"] - centre) ** 2).sum())


def _nothing(n: int) -> Estimate:
    nan = float("nan")
    return Estimate(nan, nan, nan, nan, n)


def _estimate(sample: pd.DataFrame, value: float, u: Floats, n: int, confidence: float) -> Estimate:
    """The estimate whose error is that of the total of u, with the interval of Student's t."""
    from scipy.stats import t

    if not n:
        return _nothing(0)
    error, freedom = np.sqrt(_variance(sample, u)), _freedom(sample)
    reach = float(t.isf((1 - confidence) / 2, freedom) * error) if freedom else 0.0
    return Estimate(value, float(error), value - reach, value + reach, n)
