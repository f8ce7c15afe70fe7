"""How often intervals from samples of cases hold the truth of all cases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.stats.calibration.rows import frame
from caselib.stats.intervals import wilson
from caselib.stats.survey import mean, rare_share
from caselib.stats.time_to_event import median
from caselib.stats.two_phase import by_grade, two_phase

__all__ = ["medians", "samples"]

GROUP = "coverage of 95 % intervals from samples"


def samples(draws: int = 300, seed: int = 7) -> pd.DataFrame:
    """Stratified samples (weighted, and the naive share), rare faults, and self-inspection calibrated by review."""
    rng = np.random.default_rng(seed)
    inside = dict.fromkeys(
        ("stratified mean", "naive share of the sample", "rare faults", "two-phase", "self-inspection"), 0
    )
    for _ in range(draws):
        cases = _cases(rng)
        drawn, truth = _drawn(cases, rng), float(cases["fault"].mean())
        look, rare = mean(drawn, "fault"), rare_share(drawn, "rare")
        inside["stratified mean"] += look.low <= truth <= look.high
        low, high = wilson(drawn["fault"].sum(), len(drawn))
        inside["naive share of the sample"] += bool(low <= truth <= high)
        inside["rare faults"] += rare.low <= float(cases["rare"].mean()) <= rare.high
        seen = cases["fault"].where(rng.random(len(cases)) < 0.08).astype(object)
        both = two_phase(by_grade(cases["self"], seen.where(seen.notna(), None)), faulty={1}).rate
        inside["two-phase"] += both.low <= truth <= both.high
        low, high = wilson(cases["self"].sum(), len(cases))
        inside["self-inspection"] += bool(low <= truth <= high)
    rows = [(GROUP, name, "3,000 cases, 330 reviewed", 0.95, hits / draws, draws) for name, hits in inside.items()]
    return frame(rows)


def _cases(rng: np.random.Generator) -> pd.DataFrame:
    """Cases of two offices; one in eight is faulty in the first, one in three in the second; half are self-reported."""
    stratum = np.repeat(["a", "b"], [2500, 500])
    fault = rng.random(3000) < np.where(stratum == "a", 0.12, 0.35)
    own = np.where(fault, rng.random(3000) < 0.5, rng.random(3000) < 0.03).astype(int)
    rare = (rng.random(3000) < 0.02).astype(int)
    return pd.DataFrame({"stratum": stratum, "fault": fault.astype(int), "self": own, "rare": rare})


def _drawn(cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    sizes = {"a": 180, "b": 150}
    parts = []
    for stratum, part in cases.groupby("stratum"):
        rows = part.iloc[rng.choice(len(part), sizes[str(stratum)], replace=False)]
        parts.append(rows.assign(population=len(part)))
    return pd.concat(parts, ignore_index=True)


def medians(draws: int = 300, seed: int = 7) -> pd.DataFrame:
    """The median of days of which many have not ended, from Kaplan and Meier; beside it that of the ended ones."""
    rng = np.random.default_rng(seed)
    truth, inside, naive = 60 * np.log(2), 0, 0
    for _ in range(draws):
        taken, seen = rng.exponential(60, 200), rng.uniform(10, 150, 200)
        event, days = taken <= seen, np.minimum(taken, seen)
        look = median(days, event)
        inside += bool(look.low <= truth <= look.high)
        ended = np.sort(days[event])
        low, high = (int(place) for place in len(ended) / 2 + np.array([-0.98, 0.98]) * np.sqrt(len(ended)))
        naive += bool(ended[max(low, 0)] <= truth <= ended[min(high, len(ended) - 1)])
    setting = "200 cases, a third to a half open"
    return frame(
        [
            (GROUP, "Kaplan-Meier median", setting, 0.95, inside / draws, draws),
            (GROUP, "median of those that have ended", setting, 0.95, naive / draws, draws),
        ]
    )
