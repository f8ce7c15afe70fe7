"""Agreement with its interval: from cases drawn again and again with replacement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from caselib.errors import StatisticsError
from caselib.stats.agreement import fleiss_kappa, gwet_ac1, krippendorff_alpha, raw_agreement

__all__ = ["Agreement", "agreement", "by_category", "cohen_kappa", "gwet_ac2"]

DRAWS = 500
Weights = Literal["none", "linear", "quadratic"]


@dataclass(frozen=True)
class Agreement:
    """A measure of agreement with its 95 % interval, and the number of cases that were reviewed twice or more."""

    measure: str
    value: float
    low: float
    high: float
    cases: int


def agreement(
    ratings: pd.DataFrame,
    measure: Callable[[pd.DataFrame], float] | str = "gwet_ac1",
    *,
    seed: int = 7,
    confidence: float = 0.95,
) -> Agreement:
    """Give a measure of agreement with a percentile bootstrap interval over cases.

    `measure`: "raw", "gwet_ac1", "krippendorff_alpha", "fleiss_kappa", or a function of the ratings (one row a case,
    one column a reviewer). Cases are drawn, not ratings: another review would have other cases.

    >>> grades = pd.DataFrame({"a": [1, 1, 2, 2] * 10, "b": [1, 1, 2, 1] * 10})
    >>> look = agreement(grades, "raw")
    >>> look.value, 0.5 < look.low < 0.75 < look.high < 0.95
    (0.75, True)
    """
    named = {"raw": raw_agreement, "gwet_ac1": gwet_ac1, "krippendorff_alpha": krippendorff_alpha}
    named |= {"fleiss_kappa": fleiss_kappa}
    made = named[measure] if isinstance(measure, str) else measure
    name = measure if isinstance(measure, str) else measure.__name__
    pairs = ratings[ratings.notna().sum(axis=1) >= 2].reset_index(drop=True)
    value, rng = float(made(pairs)), np.random.default_rng(seed)
    drawn = [_again(made, pairs.iloc[rng.integers(0, len(pairs), len(pairs))]) for _ in range(DRAWS)]
    beyond = (1 - confidence) / 2
    low, high = np.nanquantile(drawn, [beyond, 1 - beyond])
    return Agreement(name, value, float(low), float(high), len(pairs))


def _again(made: Callable[[pd.DataFrame], float], ratings: pd.DataFrame) -> float:
    """The measure of one draw; a draw that holds one grade alone says nothing of a measure beyond chance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(made(ratings.reset_index(drop=True)))


def cohen_kappa(first: pd.Series, second: pd.Series, *, weights: Weights = "none") -> Agreement:
    """Cohen's kappa of two reviewers, unweighted or weighted for the distance of grades in their order.

    Values are taken in their sorted order; give an ordered categorical where the order is another. The interval is the
    analytic one (Fleiss, Cohen and Everitt 1969), by `statsmodels.stats.inter_rater.cohens_kappa`.

    >>> look = cohen_kappa(pd.Series([1, 1, 2, 2, 3, 3]), pd.Series([1, 1, 2, 3, 3, 3]), weights="linear")
    >>> round(look.value, 3)
    0.824
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    both = pd.DataFrame({"first": first.to_numpy(), "second": second.to_numpy()}).dropna()
    if len(both) < 2:
        raise StatisticsError(
            "two cases reviewed by both are needed", got=len(both), advice="draw more cases for two reviewers: `twice`"
        )
    values = sorted(set(both["first"]) | set(both["second"]))
    table = pd.crosstab(both["first"], both["second"]).reindex(index=values, columns=values, fill_value=0)
    kind = {"none": None, "linear": "linear", "quadratic": "quadratic"}[weights]
    if len(values) == 1:
        return Agreement("cohen_kappa", 1.0, 1.0, 1.0, len(both))
    found = cohens_kappa(table.to_numpy(), wt=kind)
    name = "cohen_kappa" if weights == "none" else f"cohen_kappa ({weights})"
    return Agreement(name, float(found.kappa), float(found.kappa_low), min(1.0, float(found.kappa_upp)), len(both))


def gwet_ac2(ratings: pd.DataFrame, *, weights: Weights = "quadratic") -> float:
    """Gwet's AC2: AC1 with partial credit for grades that are near; gaps allowed.

    p_a is the mean over cases of the weighted pairs that agree; chance is Σw·Σ π(1-π)/(q(q-1)). Gwet (2014),
    Handbook of Inter-Rater Reliability, 4th edition, chapter 5. With weights "none" it is AC1.

    >>> grades = pd.DataFrame({"a": [1, 2, 3, 3], "b": [1, 2, 3, 2]})
    >>> round(gwet_ac2(grades, weights="none"), 4) == round(gwet_ac1(grades), 4)
    True
    """
    values = np.sort(pd.unique(ratings.to_numpy().ravel()[pd.notna(ratings.to_numpy().ravel())]))
    table = np.column_stack([(ratings == value).sum(axis=1) for value in values]).astype(float)
    size, q = table.sum(axis=1), len(values)
    if q < 2:
        return 1.0
    credit = _credit(q, weights)
    shares = (table[size > 0] / size[size > 0, None]).mean(axis=0)
    paired, n = table[size >= 2], size[size >= 2]
    seen = float(((paired * (paired @ credit - 1)).sum(axis=1) / (n * (n - 1))).mean())
    chance = float(credit.sum() * (shares * (1 - shares)).sum() / (q * (q - 1)))
    return (seen - chance) / (1 - chance)


def _credit(grades: int, weights: Weights) -> np.ndarray:
    apart = np.abs(np.subtract.outer(np.arange(grades), np.arange(grades))) / (grades - 1)
    return {"none": (apart == 0).astype(float), "linear": 1 - apart, "quadratic": 1 - apart**2}[weights]


def by_category(ratings: pd.DataFrame) -> pd.DataFrame:
    """Give for each grade the share of agreement on it: of ratings with it, how many of the case's others have it too.

    One row a grade: category, agreement, ratings. Fleiss (1971). A grade that is seldom given and seldom shared
    shows here, and hides in the whole.

    >>> by_category(pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 2]}))["agreement"].round(3).tolist()
    [0.667, 0.667]
    """
    values = np.sort(pd.unique(ratings.to_numpy().ravel()[pd.notna(ratings.to_numpy().ravel())]))
    size = ratings.notna().sum(axis=1).to_numpy(dtype=float)
    rows = []
    for value in values:
        given = (ratings == value).sum(axis=1).to_numpy(dtype=float)
        others, pairs = (given * (given - 1)).sum(), (given * (size - 1)).sum()
        rows.append((value, others / pairs if pairs else float("nan"), int(given.sum())))
    return pd.DataFrame(rows, columns=["category", "agreement", "ratings"])
