"""True faults behind a cheap grade: every case has one (self-inspection), some of each grade are reviewed at random.

The share that the cheap grade calls faulty is not the true share: it misses faults, and calls sound cases faulty. The
reviewed cases of each grade tell how often, and the grades of all cases tell how to weigh them.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.survey import Estimate

__all__ = ["TwoPhase", "by_grade", "two_phase"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TwoPhase:
    """What the two phases tell together.

    `rate`: the true share of faulty cases. `missed`: how many of the graded cases are faulty though the cheap grade
    passed them. `missed_share`: their share of all true faults among the graded cases. `naive`: the share that the
    cheap grade calls faulty, for comparison. `n` counts reviewed cases.
    """

    rate: Estimate
    missed: Estimate
    missed_share: Estimate
    naive: float


def by_grade(grade: ArrayLike, fault: ArrayLike) -> pd.DataFrame:
    """Count cases by cheap grade: cases, reviewed, faults. `fault` is true, false, or missing where not reviewed.

    >>> by_grade(["good", "good", "bad"], [0, None, 1]).to_dict("index")
    {'bad': {'cases': 1, 'reviewed': 1, 'faults': 1}, 'good': {'cases': 2, 'reviewed': 1, 'faults': 0}}
    """
    found = pd.to_numeric(pd.Series(np.asarray(fault, dtype=object))).astype(float)
    if not bool((found.isna() | found.isin((0, 1))).all()):
        raise StatisticsError("a fault is true, false or missing")
    rows = pd.DataFrame({"grade": np.asarray(grade, dtype=object), "fault": found})
    table = rows.groupby("grade")["fault"].agg(cases="size", reviewed="count", faults="sum")
    return table.astype(int)


def two_phase(
    table: pd.DataFrame, *, faulty: Collection[object], population: float | None = None, confidence: float = 0.95
) -> TwoPhase:
    """Estimate true faults from all cheap grades and a review of some: double sampling for stratification.

    `table`: one row a grade, with cases N(h), reviewed n(h), faults (as `by_grade` gives). `faulty`: the grades that
    call a case faulty. rate = Σ w(h)·p(h), w = N(h)/N. Neyman (1938), JASA 33, 101; Cochran (1977), section 12.2.
    `population`: cases from which the graded ones were drawn at random, infinite for the process behind them; by
    default there are no others. The variance is Rao's (1973), Biometrika 60, 125:
    (M-1)/M·Σ [(N(h)-1)/(N-1) - (n(h)-1)/(M-1)]·w·s²/n(h) + (M-N)/(M(N-1))·Σ w·(p(h) - rate)², M the population.

    Faults are rare where the grade is good, so intervals do not come from it but from the Wilson interval of each
    grade, distances combined by root of sums of squares: Zou, Huang and Zhang (2009), CSDA 53, 1080.

    >>> table = pd.DataFrame({"cases": [900, 100], "reviewed": [90, 50], "faults": [9, 40]}, index=["good", "bad"])
    >>> found = two_phase(table, faulty=["bad"])
    >>> round(found.naive, 3), round(found.rate.value, 3), round(found.missed.value), round(found.missed_share.value, 3)
    (0.1, 0.17, 90, 0.529)
    """
    counts = _checked(table, faulty)
    called, size = counts.index.isin(list(faulty)), counts["cases"].to_numpy(dtype=float)
    graded = float(size.sum())
    if not graded:
        nothing = Estimate(math.nan, math.nan, math.nan, math.nan, 0)
        return TwoPhase(nothing, nothing, nothing, math.nan)
    chance = 0.0 if population is None else _first_phase(counts, population)
    rate = _weighed(counts, size / graded, confidence, chance)
    missed, caught = (_weighed(counts, np.where(part, size, 0.0), confidence) for part in (~called, called))
    return TwoPhase(rate, missed, _part(missed, caught), float(size[called].sum() / graded))


def _checked(table: pd.DataFrame, faulty: Collection[object]) -> pd.DataFrame:
    counts = table[["cases", "reviewed", "faults"]]
    cases, reviewed, faults = (counts[name] for name in counts)
    if bool(((faults < 0) | (faults > reviewed) | (reviewed > cases)).any()):
        raise StatisticsError("faults are some of the reviewed, and these some of all cases of the grade")
    if unknown := sorted(str(name) for name in set(faulty) - set(counts.index)):
        raise StatisticsError("a grade that calls a case faulty is not in the table", got=unknown)
    few = (reviewed < 2) & (reviewed < cases)
    if bool(few.any()):
        where = f"grade {counts.index[few.to_numpy()][0]}"
        advice = "review two or more of each grade, or join it with the grade next to it"
        raise StatisticsError("too few reviewed of a grade to tell its spread", where=where, advice=advice)
    return counts[cases > 0]


def _weighed(counts: pd.DataFrame, weight: Floats, confidence: float, chance: float = 0.0) -> Estimate:
    """The sum of weight·p(h), of which the variance `chance` is added to that of the review."""
    from scipy.stats import norm

    size, reviewed, faults = (counts[name].to_numpy(dtype=float) for name in ("cases", "reviewed", "faults"))
    p = faults / reviewed
    low, high = _ends(size, reviewed, faults, confidence)
    reach = chance * norm.isf((1 - confidence) / 2) ** 2
    below, above = (float(np.sqrt((weight**2 * (p - end) ** 2).sum() + reach)) for end in (low, high))
    value = float((weight * p).sum())
    error = float(np.sqrt((weight**2 * (1 - reviewed / size) * _spread(reviewed, p)).sum() + chance))
    limits = (max(0.0, value - below), min(float(weight.sum()), value + above))
    return Estimate(value, error, *limits, n=int(reviewed[weight > 0].sum()))


def _first_phase(counts: pd.DataFrame, population: float) -> float:
    """What Rao's variance adds because the graded cases are themselves some of more."""
    size, reviewed, faults = (counts[name].to_numpy(dtype=float) for name in ("cases", "reviewed", "faults"))
    graded, p = size.sum(), faults / reviewed
    if population < graded:
        raise StatisticsError("the population holds the graded cases", got=population, advice=f"{graded:g} are graded")
    w, others = size / graded, max(graded - 1, 1)
    of_more = 0.0 if math.isinf(population) else 1 / population
    first = ((size - 1) / others * (1 - of_more) - (reviewed - 1) * of_more) * w * _spread(reviewed, p)
    between = (1 - graded * of_more) / others * w * (p - (w * p).sum()) ** 2
    return max(0.0, float((first + between - w**2 * (1 - reviewed / size) * _spread(reviewed, p)).sum()))


def _spread(reviewed: Floats, p: Floats) -> Floats:
    """s²/n of each grade; none where its only case was reviewed."""
    return p * (1 - p) / np.maximum(reviewed - 1, 1)


def _ends(size: Floats, reviewed: Floats, faults: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Wilson limits of each grade, for as many cases as the review is worth when few are left out of it."""
    from caselib.stats.intervals import wilson

    left = size - reviewed
    worth = np.where(left > 0, reviewed * (size - 1) / np.maximum(left, 1), 1.0)
    p = faults / reviewed
    low, high = wilson(p * worth, worth, confidence=confidence)
    # The faults found are there, and the sound cases found are sound, whatever the rest.
    surely = np.where(left > 0, np.maximum(low, faults / size), p)
    possibly = np.where(left > 0, np.minimum(high, (faults + left) / size), p)
    return surely, possibly


def _part(missed: Estimate, caught: Estimate) -> Estimate:
    """The share t = M/(M + C), between those t at which the interval of (1 - t)·M - t·C just touches zero.

    Its ends come from those of M and C as in `_weighed`; for ratios: Donner and Zou (2012), Statistical Methods in
    Medical Research 21, 347.
    """
    from scipy.optimize import brentq

    (m, c), n = (missed.value, caught.value), missed.n + caught.n
    if not m + c:
        return Estimate(math.nan, math.nan, math.nan, math.nan, n)
    share, error = m / (m + c), math.hypot(c * missed.se, m * caught.se) / (m + c) ** 2

    def above(t: float) -> float:
        return (1 - t) * m - t * c - math.hypot((1 - t) * (m - missed.low), t * (caught.high - c))

    def below(t: float) -> float:
        return (1 - t) * m - t * c + math.hypot((1 - t) * (missed.high - m), t * (c - caught.low))

    low = brentq(above, 0.0, share) if above(0.0) > 0 > above(share) else (share if above(share) >= 0 else 0.0)
    high = brentq(below, share, 1.0) if below(share) > 0 > below(1.0) else (share if below(share) <= 0 else 1.0)
    return Estimate(share, error, float(low), float(high), n)
