"""Shares that look smoother than chance lets them be: too many at exactly 100 %, or too little variance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.screens.evidence import Evidence, Floats, asked, counts, nothing, simulated_p

__all__ = ["Collapse", "exactly_all", "variance_collapse"]

Shares = tuple[ArrayLike, ArrayLike]
LEAST = 5
"""Units short of 100 % that a spread can be read from."""
SPIKE = "units at exactly 100 % beyond those expected"
SPIKE_INNOCENT = (
    "the system doesn't let a case go on without it, so that all have it",
    "cases without it are sent elsewhere before they are counted",
    "units at 100 % have simpler cases",
)
ALONE = "variance of the shares as a part of what counting alone gives (1: just that)"
COMPARED = "dispersion of the shares after as a part of that before (1: no change)"
COLLAPSE_INNOCENT = (
    "a quota or a fixed roster gives each period the same share",
    "cases of one batch are counted in several periods",
    "work was evened out between periods, or a wait list feeds them evenly",
)


class Collapse(NamedTuple):
    """Is the variance after a date less than counting `alone` allows, and less `compared` with that before."""

    alone: Evidence
    compared: Evidence


def exactly_all(numerators: ArrayLike, denominators: ArrayLike, *, draws: int = 9999, seed: int = 7) -> Evidence:
    """Ask about units (or periods) at exactly 100 %, against what the spread of the other units leads to expect.

    Shares below 1 follow a beta-binomial, k < n given: log B(k+a, n-k+b) - log B(a, b), less log(1 - P(n)). p: (a, b)
    drawn from its likelihood over a grid of mean and a + b, then units at 100 % drawn with P(n). So units at 100 %
    don't explain themselves, and few other units make p large. Skellam (1948), JRSS B 10, 257, has the distribution.
    Grid: mean 0.05 to 0.9999, weighted after Jeffreys, a + b from 1 to 10,000, even in logs. Statistic: units at 100 %.

    >>> look = exactly_all([20] * 8 + [14, 15, 13, 16, 15, 14, 12, 17, 15, 14], [20] * 18)
    >>> look.statistic, look.p < 0.01, round(look.effect, 1)
    (8.0, True, 7.9)
    """
    k, n = _some((numerators, denominators))
    full = k == n
    if (~full).sum() < LEAST:
        why = f"Fewer than {LEAST} units are short of 100 %"
        return nothing("exactly_all", why=why, meaning=SPIKE, innocent=SPIKE_INNOCENT)
    chance, weight = _at_all(k, n, full)
    rng = np.random.default_rng(seed)
    drawn = chance[rng.choice(len(weight), size=draws, p=weight)]
    units = (rng.random(drawn.shape) < drawn).sum(axis=1)
    expected, p = float(drawn.sum(axis=1).mean()), simulated_p(units, float(full.sum()))
    fact = f"{full.sum()} of {len(n)} units are at exactly 100 %, where the others lead to expect {expected:.1f}"
    name, effect, seen = "exactly_all", full.sum() - expected, float(full.sum())
    return asked(name, fact=fact, statistic=seen, p=p, effect=effect, meaning=SPIKE, innocent=SPIKE_INNOCENT)


def _at_all(k: Floats, n: Floats, full: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """For each point of the grid the chance of each unit to be at 100 %, and the point's weight."""
    from scipy.special import betaln, expit, logit

    mean, size = np.meshgrid(expit(np.linspace(logit(0.05), logit(0.9999), 45)), np.logspace(0, 4, 33))
    a, b = (mean * size).ravel()[:, None], ((1 - mean) * size).ravel()[:, None]
    # Many units share one size, and betaln is what takes the time.
    sizes, place = np.unique(n, return_inverse=True)
    chance = np.exp(np.minimum(betaln(a + sizes, b) - betaln(a, b), -1e-12))[:, place]
    pairs, times = np.unique(np.column_stack([k, n])[~full], axis=0, return_counts=True)
    like = (betaln(a + pairs[:, 0], b + pairs[:, 1] - pairs[:, 0]) - betaln(a, b)) @ times
    like -= np.log1p(-chance[:, ~full]).sum(axis=1)
    weight = np.exp(like - like.max()) * np.sqrt(mean * (1 - mean)).ravel()
    return chance, weight / weight.sum()


def variance_collapse(before: Shares, after: Shares, *, draws: int = 9999, seed: int = 7) -> Collapse:
    """Ask about shares (k, n) of periods or units that vary less than counting alone allows, or than they did before.

    `alone`: Pearson's X² = Σ (k - n·p̄)²/(n·p̄(1-p̄)) after, lower tail; p: with all totals given, k is multivariate
    hypergeometric, and drawn from it, so that p̄ needs no guess. Cochran (1954), Biometrics 10, 417, for the test.
    `compared`: the ratio of X²/(m-1) after to before; p: standardised residuals, each about its own mean, permuted
    between before and after. It wants bases of about one size, as dispersion grows with the base.

    >>> look = variance_collapse(([12, 30, 18, 25], [50] * 4), ([20, 20, 21, 20, 20, 20, 20, 21], [50] * 8))
    >>> look.alone.p < 0.01, look.alone.effect < 0.05, look.compared.p < 0.05
    (True, True, True)
    """
    rng, pairs = np.random.default_rng(seed), [_some(part) for part in (before, after)]
    return Collapse(_alone(*pairs[1], rng, draws), _compared(pairs, rng, draws))


def _alone(k: Floats, n: Floats, rng: np.random.Generator, draws: int) -> Evidence:
    if len(n) < 3 or not 0 < k.sum() < n.sum():
        return nothing("variance_collapse", why="No shares that vary", meaning=ALONE, innocent=COLLAPSE_INNOCENT)
    drawn = rng.multivariate_hypergeometric(n.astype(int), int(k.sum()), size=draws, method="marginals").astype(float)
    seen, chance = float((_residuals(k, n) ** 2).sum()), (_residuals(drawn, n) ** 2).sum(axis=1)
    fact = f"Shares of {len(n)} periods vary {seen / (len(n) - 1):.2f} times as much as counting alone makes them"
    p, effect = simulated_p(-chance, -seen), seen / float(chance.mean())
    return asked(
        "variance_collapse", fact=fact, statistic=seen, p=p, effect=effect, meaning=ALONE, innocent=COLLAPSE_INNOCENT
    )


def _compared(pairs: list[tuple[Floats, Floats]], rng: np.random.Generator, draws: int) -> Evidence:
    name = "variance_collapse_compared"
    if any(len(n) < 3 or not 0 < k.sum() < n.sum() for k, n in pairs):
        return nothing(name, why="No shares that vary, before or after", meaning=COMPARED, innocent=COLLAPSE_INNOCENT)
    parts = [_residuals(k, n) * np.sqrt(len(n) / (len(n) - 1)) for k, n in pairs]
    first, pooled = len(parts[0]), np.concatenate(parts)
    drawn = np.vstack([pooled, rng.permuted(np.tile(pooled, (draws, 1)), axis=1)]) ** 2
    tiny = 1e-12
    ratio = (drawn[:, first:].mean(axis=1) + tiny) / (drawn[:, :first].mean(axis=1) + tiny)
    fact = f"Shares vary {ratio[0]:.2f} times as much as before, in {len(parts[1])} periods against {first}"
    statistic, p = float(np.log(ratio[0])), simulated_p(-np.log(ratio[1:]), -float(np.log(ratio[0])))
    return asked(
        name, fact=fact, statistic=statistic, p=p, effect=ratio[0], meaning=COMPARED, innocent=COLLAPSE_INNOCENT
    )


def _residuals(k: Floats, n: Floats) -> Floats:
    """Standardised distances from the common share; of each row where there are several."""
    share = k.sum(axis=-1, keepdims=True) / n.sum()
    return np.asarray((k - n * share) / np.sqrt(n * share * (1 - share)))


def _some(given: Shares) -> tuple[Floats, Floats]:
    """Check numerators and denominators, and leave out those without a base."""
    k, n = counts(given[0], "numerators"), counts(given[1], "denominators")
    if k.shape != n.shape or bool((k > n).any()):
        raise StatisticsError("a part lies between nothing and its whole", got=(k.size, n.size))
    return k[n > 0], n[n > 0]
