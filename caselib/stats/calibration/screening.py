"""False alarms of screens on what is as it should be, and how often they see what was moved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.stats.calibration.rows import frame
from caselib.stats.screens import bunching, exactly_all, heaping, substitution, surge, variance_collapse

__all__ = ["power", "screens"]

LEVEL = 0.01
LIMIT = 30
DRAWS = 499


def screens(draws: int = 200, seed: int = 7) -> pd.DataFrame:
    """How often each screen asks (p at most 1 in 100) where nothing was worked for.

    Days are gamma or lognormal, months differ more than counting has it, units differ as they ordinarily do.
    """
    rng = np.random.default_rng(seed)
    months, closing = np.full(24, 21), np.arange(24) % 3 == 2
    made = {
        ("bunching", "gamma days, n = 2,000"): lambda: bunching(_days(rng, 0.0), LIMIT, draws=DRAWS).p,
        ("bunching", "lognormal days, n = 2,000"): lambda: bunching(_days(rng, 0.0, heavy=True), LIMIT, draws=DRAWS).p,
        ("surge", "24 months, variance twice the mean"): lambda: (
            surge(rng.negative_binomial(40, 0.5, 24), months, closing=closing, draws=DRAWS).p
        ),
        ("heaping", "2,000 gamma days, on 10"): lambda: heaping(rng.gamma(4, 8, 2000).astype(int), on=10).p,
        ("exactly 100 %", "60 units, shares near 97 %"): lambda: exactly_all(*_near_all(rng), draws=DRAWS).p,
        ("variance collapse", "60 units, the same spread after"): lambda: (
            variance_collapse(_spread(rng, 60, 8.0), _spread(rng, 60, 8.0), draws=DRAWS)[1].p
        ),
        ("substitution", "two steady channels, 16 periods"): lambda: (
            substitution(
                rng.binomial(200, 0.1, 16), rng.binomial(200, 0.05, 16), np.full(16, 200), at=8, draws=DRAWS
            ).shift.p
        ),
    }
    rows = []
    for (name, setting), ask in made.items():
        asked = np.mean([ask() <= LEVEL for _ in range(draws)])
        rows.append(("screens that ask where nothing was worked for", name, setting, LEVEL, float(asked), draws))
    return frame(rows)


def power(draws: int = 100, seed: int = 7) -> pd.DataFrame:
    """How often bunching and surge are seen (p at most 1 in 100), by how much was moved; nominal: nine in ten."""
    rng = np.random.default_rng(seed)
    rows = []
    for share in (0.02, 0.03, 0.05):
        for heavy in (False, True):
            found = np.mean(
                [bunching(_days(rng, share, heavy=heavy), LIMIT, draws=DRAWS).p <= LEVEL for _ in range(draws)]
            )
            setting = f"{100 * share:g} % of 2,000 cases moved, {'lognormal' if heavy else 'gamma'} days"
            rows.append(("screens that see what was moved", "bunching", setting, 0.9, float(found), draws))
    closing = np.arange(24) % 3 == 2
    for more in (0.2, 0.4):
        mean = 100 * (1 + more * closing)
        found = np.mean(
            [surge(rng.poisson(mean), np.full(24, 21), closing=closing, draws=DRAWS).p <= LEVEL for _ in range(draws)]
        )
        setting = f"{100 * more:g} % more in closing months"
        rows.append(("screens that see what was moved", "surge", setting, 0.9, float(found), draws))
    return frame(rows)


def _days(rng: np.random.Generator, moved: float, *, heavy: bool = False, n: int = 2000) -> np.ndarray:
    """A histogram of days; the share `moved` of all cases is taken from the days after the limit to its last two."""
    days = np.floor(rng.lognormal(3.2, 0.5, n) if heavy else rng.gamma(5, 5.5, n)).astype(int)
    late = np.flatnonzero((days > LIMIT) & (days <= LIMIT + 15))
    taken = rng.choice(late, min(len(late), round(moved * n)), replace=False)
    days[taken] = LIMIT - rng.integers(0, 2, len(taken))
    return np.bincount(days.clip(max=120))


def _near_all(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    n = rng.integers(20, 200, 60)
    return rng.binomial(n, rng.beta(97, 3, 60)), n


def _spread(rng: np.random.Generator, units: int, alike: float) -> tuple[np.ndarray, np.ndarray]:
    n = rng.integers(50, 200, units)
    return rng.binomial(n, rng.beta(0.3 * alike * 5, 0.7 * alike * 5, units)), n
