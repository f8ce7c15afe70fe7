"""How often a 95 % interval holds the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.stats.calibration.rows import frame
from caselib.stats.competing_risks import OPEN, cumulative_incidence
from caselib.stats.intervals import clopper_pearson, difference, jeffreys, wilson
from caselib.stats.standardise import byar, exact_poisson

__all__ = ["counts", "differences", "incidence", "shares"]

GROUP = "coverage of 95 % intervals"


def shares(draws: int = 4000, seed: int = 7) -> pd.DataFrame:
    """Intervals of a share, averaged over truths from 1 to 50 %: the share of the truths that lie inside.

    A single truth makes any exact count's coverage jump; over a range of them a method shows what it does.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for n in (20, 100, 1000):
        truth = rng.uniform(0.01, 0.5, draws)
        k = rng.binomial(n, truth)
        methods = {"Wald": _wald, "Wilson": wilson, "Jeffreys": jeffreys, "Clopper-Pearson (exact)": clopper_pearson}
        for name, method in methods.items():
            low, high = method(k, np.full(draws, n))
            rows.append((GROUP, name, f"share, n = {n}", 0.95, float(np.mean((low <= truth) & (truth <= high))), draws))
    return frame(rows)


def _wald(k: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The textbook's interval, for comparison only."""
    p = k / n
    error = 1.959964 * np.sqrt(p * (1 - p) / n)
    return p - error, p + error


def differences(draws: int = 4000, seed: int = 7) -> pd.DataFrame:
    """Newcombe's interval of a difference of two shares."""
    rng = np.random.default_rng(seed)
    rows = []
    for n1, n2 in ((30, 30), (200, 60)):
        p1, p2 = rng.uniform(0.02, 0.5, (2, draws))
        low, high = difference(rng.binomial(n1, p1), np.full(draws, n1), rng.binomial(n2, p2), np.full(draws, n2))
        inside = float(np.mean((low <= p1 - p2) & (p1 - p2 <= high)))
        rows.append((GROUP, "Newcombe (difference)", f"{n1} and {n2} cases", 0.95, inside, draws))
    return frame(rows)


def counts(draws: int = 4000, seed: int = 7) -> pd.DataFrame:
    """Intervals of a Poisson count, over means from 1 to 40."""
    rng = np.random.default_rng(seed)
    mean = rng.uniform(1, 40, draws)
    seen = rng.poisson(mean)
    rows = []
    for name, method in {"Byar": byar, "Garwood (exact)": exact_poisson}.items():
        low, high = method(seen)
        rows.append((GROUP, name, "count, mean 1 to 40", 0.95, float(np.mean((low <= mean) & (mean <= high))), draws))
    return frame(rows)


def incidence(draws: int = 400, seed: int = 7, n: int = 200) -> pd.DataFrame:
    """Aalen-Johansen at 100 days, where a quarter to a half still waits; beside it the share of those ended so far."""
    rng = np.random.default_rng(seed)
    inside = naive = 0
    truth = 0.8 * (1 - np.exp(-100 / 60))
    for _ in range(draws):
        adopted = rng.random(n) < 0.8
        taken = np.ceil(np.where(adopted, rng.exponential(60, n), 60 + rng.exponential(120, n))).astype(int)
        seen = rng.integers(20, 300, n)
        cause = np.where(taken > seen, OPEN, np.where(adopted, "adopted", "refused"))
        look = cumulative_incidence(np.minimum(taken, seen), cause).query("cause == 'adopted' and days <= 100")
        last = look.iloc[-1]
        inside += bool(last["low"] <= truth <= last["high"])
        ended = cause != OPEN
        low, high = wilson((cause[ended] == "adopted").sum(), ended.sum())
        naive += bool(low <= 0.8 <= high)
    return frame(
        [
            (GROUP, "Aalen-Johansen", f"{n} cases, many open", 0.95, inside / draws, draws),
            (GROUP, "share of those ended so far", f"{n} cases, many open", 0.95, naive / draws, draws),
        ]
    )
