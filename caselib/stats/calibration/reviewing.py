"""How often intervals of agreement, and of a reviewer's severity, hold the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.stats.agreement_intervals import agreement, cohen_kappa
from caselib.stats.calibration.rows import frame
from caselib.stats.severity import severity

__all__ = ["agreements", "severities"]

GROUP = "coverage of 95 % intervals from reviews"
STRICT = np.array([0.0, 0.3, -0.3, 0.2, -0.2, -1.2])


def agreements(draws: int = 100, seed: int = 7, cases: int = 150) -> pd.DataFrame:
    """Two reviewers, two grades equally often, and eight in ten cases on which they agree: kappa and AC1 are 0.6."""
    rng, inside = np.random.default_rng(seed), dict.fromkeys(("raw", "gwet_ac1", "cohen_kappa"), 0)
    for _ in range(draws):
        first = rng.integers(0, 2, cases)
        second = np.where(rng.random(cases) < 0.8, first, 1 - first)
        grades = pd.DataFrame({"a": first, "b": second})
        looks = (agreement(grades, "raw"), agreement(grades, "gwet_ac1"), cohen_kappa(grades["a"], grades["b"]))
        for look, truth in zip(looks, (0.8, 0.6, 0.6), strict=True):
            inside[look.measure] += bool(look.low <= truth <= look.high)
    return frame([(GROUP, name, f"{cases} cases", 0.95, hits / draws, draws) for name, hits in inside.items()])


def severities(draws: int = 40, seed: int = 7, cases: int = 200) -> pd.DataFrame:
    """Six reviewers, one of them lenient, two a case, four grades: all their intervals together."""
    rng, inside, strict = np.random.default_rng(seed), 0, STRICT - STRICT.mean()
    for _ in range(draws):
        look = severity(_reviews(rng, strict, cases)).reviewers
        inside += int(((look["low"] <= strict) & (strict <= look["high"])).sum())
    number = draws * len(strict)
    return frame([(GROUP, "severity", f"{cases} cases, two reviews each", 0.95, inside / number, number)])


def _reviews(rng: np.random.Generator, strict: np.ndarray, cases: int) -> pd.DataFrame:
    who = np.array([rng.choice(len(strict), 2, replace=False) for _ in range(cases)])
    felt = rng.normal(size=cases)[:, None] - strict[who] + rng.logistic(size=(cases, 2))
    grade = (felt[:, :, None] > np.array([-1.5, 0.0, 1.5])).sum(axis=2)
    rows = {"case": np.repeat(np.arange(cases), 2), "reviewer": who.ravel(), "grade": grade.ravel()}
    return pd.DataFrame(rows).assign(reviewer=lambda given: given["reviewer"].map(lambda place: "abcdef"[place]))
