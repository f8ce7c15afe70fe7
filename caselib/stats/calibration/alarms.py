"""How often something is flagged where nothing is the matter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.stats.calibration.rows import frame
from caselib.stats.control_chart import p_chart, p_prime, u_prime
from caselib.stats.funnel import funnel
from caselib.stats.rare_events import g_chart, t_chart
from caselib.stats.run_rules import unusual_runs
from caselib.stats.segmented import segmented
from caselib.stats.xmr import xmr

__all__ = ["changes", "charts", "comparisons"]

GROUP = "units outside 99.8 % limits, none being odd"


def comparisons(draws: int = 60, seed: int = 7, units: int = 300) -> pd.DataFrame:
    """Units that differ by chance, by an ordinary spread, and by suspects who share their case's fate.

    Beside our limits stand the exact ones without spread, and those published with winsorised φ.
    """
    rows = []
    for place, (setting, spread, pairs) in enumerate(
        (
            ("chance alone", 0.0, 1),
            ("a spread of 0.25 in log-odds", 0.25, 1),
            ("spread, and suspects in pairs", 0.25, 2),
        )
    ):
        rng = np.random.default_rng([seed, place])
        flagged = np.array([_flagged(rng, units, spread, pairs) for _ in range(draws)]).mean(axis=0)
        names = ("exact, no spread", "winsorised φ as published", "ours")
        rows += [
            (GROUP, name, setting, 0.002, float(share), draws * units)
            for name, share in zip(names, flagged, strict=True)
        ]
    return frame(rows)


def _flagged(rng: np.random.Generator, units: int, spread: float, pairs: int) -> list[float]:
    """The share outside, by three kinds of limits."""
    cases = np.ceil(rng.lognormal(4.0, 0.8, units) / pairs).astype(int)
    rate = 1 / (1 + np.exp(-(np.log(0.3 / 0.7) + spread * rng.normal(size=units))))
    k, n = pairs * rng.binomial(cases, rate), pairs * cases
    looks = (
        funnel(k, n),
        funnel(k, n, overdispersion="additive"),
        funnel(k, n, overdispersion="additive", consistent=True, design_effect=float(pairs)),
    )
    return [float((look.points["outside"] == "outer").mean()) for look in looks]


def charts(draws: int = 200, seed: int = 7) -> pd.DataFrame:
    """Points outside three-sigma limits in series where nothing changes; runs by the Anhøj rules."""
    rng = np.random.default_rng(seed)
    months, group = 36, "points outside three-sigma limits, nothing having changed"
    rows = []
    for setting, drift in (("shares, chance alone", 0.0), ("shares, months differ a little more", 0.12)):
        seen = np.zeros(2)
        for _ in range(draws):
            n = rng.integers(300, 600, months)
            p = 1 / (1 + np.exp(-(np.log(0.3 / 0.7) + drift * rng.normal(size=months))))
            k = rng.binomial(n, p)
            seen += [chart(k, n).points["outside"].mean() for chart in (p_chart, p_prime)]
        rows += [
            (group, name, setting, 0.0027, float(share), draws * months)
            for name, share in zip(("p chart", "Laney's p′"), seen / draws, strict=True)
        ]
    singles = {
        "u′ chart": ("counts", lambda: u_prime(rng.poisson(rng.gamma(400, 0.1, months)), np.ones(months)).points),
        "XmR": ("normal values", lambda: xmr(rng.normal(size=months)).points),
        "XmR, screened": ("normal values", lambda: xmr(rng.normal(size=months), screened=True).points),
        "g chart": ("one in fifty", lambda: g_chart(rng.geometric(0.02, months) - 1).points),
        "t chart": ("thirty days apart", lambda: t_chart(rng.exponential(30, months)).points),
    }
    for name, (setting, made) in singles.items():
        share = float(np.mean([made()["outside"].mean() for _ in range(draws)]))
        rows.append((group, name, setting, 0.0027, share, draws * months))
    runs = float(np.mean([unusual_runs(rng.normal(size=24)).unusual for _ in range(5 * draws)]))
    rows.append(("series flagged by runs", "Anhøj rules", "24 normal values", 0.05, runs, 5 * draws))
    return frame(rows)


def changes(draws: int = 200, seed: int = 7) -> pd.DataFrame:
    """Segmented regression on series without any change: ours, and Newey-West errors with Student's t."""
    rng = np.random.default_rng(seed)
    rows = []
    for length, at, rho in ((44, 21, 0.0), (44, 21, 0.3), (22, 15, 0.3)):
        period, found = 12 if length > 30 else 4, np.zeros(2)
        for _ in range(draws):
            y = rng.normal(size=length)
            for place in range(1, length):
                y[place] += rho * y[place - 1]
            look = segmented(y, at, period=period)
            found += [not look.level.low <= 0 <= look.level.high, _newey_west_alone(y, at, period)]
        setting = f"{length} points, autocorrelation {rho:g}"
        rows += [
            ("changes of level found where there is none", name, setting, 0.05, float(share), draws)
            for name, share in zip(("ours", "Newey-West errors alone"), found / draws, strict=True)
        ]
    return frame(rows)


def _newey_west_alone(y: np.ndarray, at: int, period: int) -> bool:
    from statsmodels.regression.linear_model import OLS

    from caselib.stats.segmented import design_of

    design = design_of(len(y), at, period)
    lags = int(np.floor(4 * (len(y) / 100) ** (2 / 9)))
    fit = OLS(y, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True)
    return bool(fit.pvalues[2] < 0.05)
