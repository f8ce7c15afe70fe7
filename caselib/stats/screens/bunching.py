"""Decisions that fall just before a legal limit: too many on its last days, too few on the days after it."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.screens.evidence import Evidence, Floats, asked, counts, nothing, simulated_p

__all__ = ["bunching"]

Mask = NDArray[np.bool_]
LEAST = 8
"""Days outside the window that a smooth curve needs; with fewer, compare with other offices."""
FEW = 10
"""With fewer cases later than the window there is no curve after the limit, and none is missed there."""
TERMS = 5
MEANING = "cases more than expected on the last days up to the limit"
INNOCENT = (
    "the limit is known, and work is planned so as to keep it",
    "a notice or an expert's report is due at about that day by law",
    "the limit falls on a working day more often than the days around it",
    "the last days hold cases of another kind, with a course of their own",
)


def bunching(
    days_histogram: ArrayLike,
    limit: int,
    *,
    others: ArrayLike | None = None,
    before: int = 2,
    after: int = 5,
    draws: int = 9999,
    seed: int = 7,
) -> Evidence:
    """Ask about cases decided on the last `before` days up to `limit`, against the office's own days around.

    `days_histogram[d]`: cases that took d whole days; `limit`: the last day allowed. The counterfactual is the smooth
    curve exp(b0 + b1·t + b2·u + b3·u² + b4·u³), u = log(t + 1/2), fitted by statsmodels' Poisson GLM to the days
    outside the window of `before` days up to and `after` days past the limit; every gamma and lognormal curve is of
    that form. Kleven (2016), Annual Review of Economics 8, 435, has the method with polynomials in t.

    Statistic: (excess before)/sd + (missing after)/sd. p: counts of the window drawn anew, with the doubt of the curve
    and the dispersion (at least 1) of the days outside. Where fewer than ten cases lie later than the window, as with a
    limit nobody may pass, the curve comes from the earlier days and only the excess counts. `others`: the histogram
    of like offices; then the exact test of Fisher, window or days around it, this office or others.

    >>> days = np.arange(90)
    >>> smooth = np.round(0.03 * days**3 * np.exp(-days / 8))
    >>> moved = smooth + 40 * (days == 30) - 8 * ((days > 30) & (days <= 35))
    >>> bunching(smooth, 30).p > 0.2, bunching(moved, 30).p < 0.01, round(bunching(moved, 30).effect)
    (True, True, 39)
    """
    h = counts(days_histogram, "a histogram of days")
    if min(limit, before, after) < 1:
        raise StatisticsError("limit and windows are whole days, at least one", got=(limit, before, after))
    days = np.arange(max(len(h), limit + after + 1))
    h = np.pad(h, (0, len(days) - len(h)))
    early, late = (days > limit - before) & (days <= limit), (days > limit) & (days <= limit + after)
    if not h[early | late].any():
        return nothing("bunching", why="No cases around the limit", meaning=MEANING, innocent=INNOCENT)
    if others is not None:
        return _against(h, counts(others, "a histogram of days"), early, late, limit)
    return _own(h, early, late, limit, np.random.default_rng(seed), draws)


def _against(h: Floats, others: Floats, early: Mask, late: Mask, limit: int) -> Evidence:
    """Fisher's exact test: the last days against as many around, this office against others."""
    from scipy.stats import fisher_exact

    theirs = np.pad(others, (0, max(0, len(h) - len(others))))[: len(h)]
    days, last = np.arange(len(h)), early | late
    near = late | ((days > limit - int(last.sum())) & (days <= limit - int(early.sum())))
    table = [[part[early].sum(), part[near].sum()] for part in (h, theirs)]
    (own, around), (win, rest) = table
    if not (own + around and win + rest):
        return nothing("bunching", why="No cases around the limit to compare", meaning=MEANING, innocent=INNOCENT)
    expected = (own + around) * win / (win + rest)
    look = fisher_exact(table, alternative="greater")
    fact = f"{own:.0f} cases ended on {_days(int(early.sum()), limit)}, where others' have {expected:.0f}"
    effect, odds = own - expected, float(look.statistic)
    return asked(
        "bunching", fact=fact, statistic=odds, p=look.pvalue, effect=effect, meaning=MEANING, innocent=INNOCENT
    )


def _own(h: Floats, early: Mask, late: Mask, limit: int, rng: np.random.Generator, draws: int) -> Evidence:
    days, some = np.arange(len(h)), np.flatnonzero(h)
    beyond = days > days[late][-1]
    open_ended = bool(h[beyond].sum() >= FEW)
    # A few very long cases lie far from the limit and would bend the curve there.
    last = min(some[-1], 4 * limit + 20) if len(some) else 0
    outside = (days >= (some[0] if len(some) else 0)) & (days <= last) & ~early & ~late & (open_ended | ~beyond)
    if outside.sum() < LEAST or (h[outside] > 0).sum() < LEAST:
        return nothing("bunching", why="Too few days for a curve around the limit", meaning=MEANING, innocent=INNOCENT)
    window = (early | late) if open_ended else early
    mean, drawn = _drawn(h, outside, window, rng, draws)
    if mean.sum() > h.sum():
        return nothing("bunching", why="The curve runs away before the limit", meaning=MEANING, innocent=INNOCENT)
    sign = np.where(early[window], 1.0, -1.0)
    groups = [sign == side for side in (1.0, -1.0) if (sign == side).any()]
    scores = [side * _score(h[window], drawn, mean, part) for side, part in zip((1, -1), groups, strict=False)]
    seen, chance = sum(score[0] for score in scores), sum(score[1:] for score in scores)
    fact = _fact(h, mean, early, late, limit, open_ended)
    effect = float((h[window] - mean)[sign > 0].sum())
    p = simulated_p(chance, float(seen))
    return asked("bunching", fact=fact, statistic=seen, p=p, effect=effect, meaning=MEANING, innocent=INNOCENT)


def _score(seen: Floats, drawn: Floats, mean: Floats, part: Mask) -> Floats:
    """How far the seen count, then each drawn one, lies above the curve, in standard deviations."""
    totals = np.concatenate([[seen[part].sum()], drawn[:, part].sum(axis=1)])
    return np.asarray((totals - mean[part].sum()) / max(float(totals[1:].std()), 0.5))


def _drawn(h: Floats, outside: Mask, window: Mask, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """The curve in the window, and counts drawn about it, with the doubt of the curve and the spread of days."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    design = _curve(len(h), outside)
    with warnings.catch_warnings():
        # Where nearly all days are empty some terms can't be told apart; the curve itself is as good.
        warnings.simplefilter("ignore")
        fit = GLM(h[outside], design[outside], family=Poisson()).fit()
    curve = fit.fittedvalues
    full = curve >= 1  # one case where a hundredth is expected would alone make the dispersion
    freedom = int(full.sum()) - design.shape[1]
    phi = max(1.0, ((h[outside] - curve)[full] ** 2 / curve[full]).sum() / freedom) if freedom > 0 else 1.0
    coefficients = rng.multivariate_normal(fit.params, phi * fit.cov_params(), size=draws)
    means = np.exp(np.clip(coefficients @ design[window].T, -30, 14))
    # Below 1.01 the gamma's shape is so large that Poisson counts are the same.
    counts_ = rng.poisson(means) if phi < 1.01 else rng.poisson(rng.gamma(means / (phi - 1), phi - 1))
    return np.exp(np.clip(design[window] @ fit.params, -30, 14)), counts_.astype(float)


def _curve(length: int, outside: Mask) -> Floats:
    """Columns 1, t, u, u², u³ made orthogonal over the days that are fitted; fewer terms for few days."""
    t = np.arange(length, dtype=float)
    u = np.log(t + 0.5)
    columns = np.column_stack([np.ones(length), u, t, u**2, u**3])[:, : min(TERMS, int(outside.sum()) // 3)]
    columns = columns / np.abs(columns[outside]).max(axis=0)
    _, upper = np.linalg.qr(columns[outside])
    return np.asarray(np.linalg.solve(upper.T, columns.T).T * np.sqrt(outside.sum()))


def _days(many: int, limit: int) -> str:
    return f"day {limit}" if many == 1 else f"the last {many} days up to day {limit}"


def _fact(h: Floats, mean: Floats, early: Mask, late: Mask, limit: int, open_ended: bool) -> str:
    last, soon = int(early.sum()), int(late.sum())
    said = f"{h[early].sum():.0f} cases ended on {_days(last, limit)}, "
    said += f"where the days around suggest {mean[:last].sum():.0f}"
    missing = f", and {h[late].sum():.0f} on the {soon} days after, where they suggest {mean[last:].sum():.0f}"
    return said + missing if open_ended else said
