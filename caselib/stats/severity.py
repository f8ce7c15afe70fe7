"""Are some reviewers stricter than others: an ordinal model with an effect of each reviewer and of each case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.errors import StatisticsError

__all__ = ["Severity", "severity"]

Floats = NDArray[np.float64]
PRIOR = (2.0, 1.5, 0.7)
"""Reviewers' effects are normal with the first as deviation (in log-odds); the spread of cases is log-normal about the
second, its logarithm with the third: weak, and enough to keep a reviewer who never finds a fault from infinity."""
POINTS = 21
"""Points of the Gauss-Hermite rule over the cases' unknown quality."""


@dataclass(frozen=True)
class Severity:
    """`reviewers`, by name: reviewer, severity (log-odds of a better grade taken away, mean 0), low, high, reviews.

    `spread` is the standard deviation of cases, `rule` what to print.
    """

    reviewers: pd.DataFrame
    spread: float
    rule: str


def severity(
    ratings: pd.DataFrame, *, case: str = "case", reviewer: str = "reviewer", grade: str = "grade"
) -> Severity:
    """Estimate how strict each reviewer is, with what differs between cases taken into account.

    logit P(grade > c) = case - reviewer - threshold(c), with normal cases: the mode of the marginal likelihood, by a
    Gauss-Hermite rule, times the weak priors of `PRIOR` (a graded-response form of the many-facet Rasch model; Linacre
    1989). `grade` is a whole number, better ones higher. Intervals are Wald's, from the curvature. Raises
    `StatisticsError` where no chain of common cases joins all reviewers: strictness can't be told from easy cases then.

    >>> rows = [(c, r, int(c % 3 > (r == "b"))) for c in range(60) for r in "ab"]
    >>> look = severity(pd.DataFrame(rows, columns=["case", "reviewer", "grade"]))
    >>> bool(look.reviewers["severity"].iloc[1] > look.reviewers["severity"].iloc[0])
    True
    """
    from scipy.optimize import minimize
    from statsmodels.tools.numdiff import approx_hess

    rows = ratings[[case, reviewer, grade]].dropna()
    names, who = np.unique(rows[reviewer].astype(str), return_inverse=True)
    _, which = np.unique(rows[case].astype(str), return_inverse=True)
    values, level = np.unique(rows[grade], return_inverse=True)
    _connected(names, who, which)
    if len(values) < 2:
        raise StatisticsError("all have one grade", advice="severity can be told only where grades differ")
    model = _Model(who, which, level, len(names), len(values))
    start = np.concatenate([np.zeros(len(names) - 1), model.start(), [0.0]])
    found = minimize(model.loss, start, method="BFGS", options={"gtol": 1e-4})
    effects, errors = model.reviewers(found.x, np.linalg.pinv(approx_hess(found.x, model.loss)))
    frame = pd.DataFrame({"reviewer": names, "severity": effects, "low": effects - 1.96 * errors})
    frame = frame.assign(high=effects + 1.96 * errors, reviews=np.bincount(who))
    rule = "Log-odds against a better grade, mean of reviewers 0; 95 % intervals; in the order of names alone."
    return Severity(frame, float(np.exp(found.x[-1])), rule)


class _Model:
    """The likelihood of grades, with cases integrated out."""

    def __init__(
        self, who: NDArray[np.int64], which: NDArray[np.int64], level: NDArray[np.int64], reviewers: int, grades: int
    ) -> None:
        self.who, self.which, self.level, self.grades, self.count = who, which, level, grades, reviewers
        nodes, weights = np.polynomial.hermite_e.hermegauss(POINTS)
        self.nodes, self.weights = nodes, weights / weights.sum()

    def start(self) -> Floats:
        """Thresholds at which the grades have the shares that were seen; distances between them as logarithms."""
        above = np.array([(self.level > place).mean() for place in range(self.grades - 1)]).clip(0.01, 0.99)
        cuts = -np.log(above / (1 - above))
        return np.concatenate([cuts[:1], np.log(np.diff(cuts).clip(0.05))])

    def loss(self, given: Floats) -> float:
        """The negative log-likelihood."""
        from scipy.special import expit

        strict = np.append(given[: self.count - 1], -given[: self.count - 1].sum())
        steps = given[self.count - 1 : -1]
        cuts = np.cumsum(np.concatenate([steps[:1], np.exp(steps[1:])]))
        quality = np.exp(given[-1]) * self.nodes
        ends = np.concatenate([[-np.inf], cuts, [np.inf]])
        at = quality[None, :] - strict[self.who][:, None]
        upper, lower = (expit(ends[self.level + shift][:, None] - at) for shift in (1, 0))
        logs = np.log(np.maximum(upper - lower, 1e-300))
        cases = np.zeros((int(self.which.max()) + 1, POINTS))
        np.add.at(cases, self.which, logs)
        top = cases.max(axis=1, keepdims=True)
        fit = float((top[:, 0] + np.log((np.exp(cases - top) * self.weights).sum(axis=1))).sum())
        apart, usual, about = PRIOR
        return float((strict**2).sum() / (2 * apart**2) + (given[-1] - np.log(usual)) ** 2 / (2 * about**2)) - fit

    def reviewers(self, found: Floats, covariance: Floats) -> tuple[Floats, Floats]:
        """Effects of all reviewers, which add up to nothing, and their errors."""
        free = self.count - 1
        turn = np.vstack([np.eye(free), -np.ones((1, free))]) if free else np.zeros((1, 0))
        effects = turn @ found[:free]
        return effects, np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", turn, covariance[:free, :free], turn), 0))


def _connected(names: NDArray[np.str_], who: NDArray[np.int64], which: NDArray[np.int64]) -> None:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = len(names) + int(which.max()) + 1 if len(which) else len(names)
    links = coo_matrix((np.ones(len(who)), (who, len(names) + which)), shape=(size, size))
    groups = connected_components(links, directed=False)[1][: len(names)]
    if len(set(groups)) > 1:
        parts = "; ".join(", ".join(names[groups == group]) for group in dict.fromkeys(groups.tolist()))
        advice = "have some cases reviewed by members of both groups"
        raise StatisticsError("reviewers of separate groups share no case", got=parts, advice=advice)
