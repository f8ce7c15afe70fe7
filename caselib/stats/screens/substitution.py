"""One channel falls while another rises on the same date: the sum stays, and what it is made of shifts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from caselib.errors import StatisticsError
from caselib.stats.screens.evidence import Evidence, Floats, asked, counts, nothing, simulated_p

__all__ = ["Substitution", "substitution"]

SHIFT = "of what the falling channel lost, the share that the rising one won (1: all of it)"
MOVES = "correlation of the two channels' changes from period to period, the change at the date left out"
LEAST = 4
"""Periods on each side needed to see whether channels move against each other."""
INNOCENT = (
    "a rule or a form changed, and the same cases now have another name",
    "another kind of case came in from that date",
    "the two channels answer the same need, and one became easier to use",
)


class Substitution(NamedTuple):
    """Did one channel take the other's cases at the date (`shift`), and do they move against each other (`moves`)."""

    shift: Evidence
    moves: Evidence


def substitution(
    a: ArrayLike, b: ArrayLike, n: ArrayLike, *, at: int, draws: int = 9999, seed: int = 7
) -> Substitution:
    """Ask whether `b` rose from period `at` on because `a` fell: counts and bases `n`, one value a period each.

    `shift`: exact tests of Fisher (scipy), one-sided, before and after: a of n fell, b of n rose, a of a + b fell. All
    three must hold, so p is the largest of them (intersection-union: Berger 1982, Technometrics 24, 295); it is one
    where b's gain isn't between half and twice a's loss, for then the sum didn't stay. Counts are first divided by the
    dispersion of periods on either side (Pearson's χ² by its degrees of freedom, the larger of a's and b's, at least
    1). Statistic: the odds ratio of a against b, before to after. `moves`: Pearson's correlation of the first
    differences of a/n and b/(n - a) (b/n where cases can be of both) but for that at the date; p: b's periods permuted
    within before and within after.

    >>> look = substitution([20, 22, 19, 21, 9, 8, 10, 9], [10, 8, 11, 9, 21, 22, 20, 21], [100] * 8, at=4)
    >>> look.shift.p < 0.001, look.shift.effect, round(look.moves.statistic, 2)
    (True, 1.0, -0.99)
    """
    rows = np.vstack([counts(given, "counts and bases") for given in np.broadcast_arrays(a, b, n)])
    if bool((rows[:2] > rows[2]).any()) or not 0 < at < rows.shape[1]:
        raise StatisticsError("a part lies between nothing and its whole, and the date between periods", got=at)
    at, rows = int((rows[2, :at] > 0).sum()), rows[:, rows[2] > 0]
    return Substitution(_shift(rows, at), _moves(rows, at, np.random.default_rng(seed), draws))


def _shift(rows: Floats, at: int) -> Evidence:
    before, after = rows[:, :at].sum(axis=1), rows[:, at:].sum(axis=1)
    if not (before[2] and after[2] and rows[:2].sum()):
        return nothing("substitution", why="No cases before or after", meaning=SHIFT, innocent=INNOCENT)
    lost, won = before[0] / before[2] - after[0] / after[2], after[1] / after[2] - before[1] / before[2]
    returned = float(won / lost) if lost > 0 else float("nan")
    p, odds = _exact(np.round(before / _dispersion(rows, at)), np.round(after / _dispersion(rows, at)))
    p = p if 0.5 <= returned <= 2 else 1.0
    shares = [100 * part / whole[2] for whole in (before, after) for part in (whole[0], whole[1], whole[0] + whole[1])]
    fact = "One channel went from {0:.1f} to {3:.1f} % and the other from {1:.1f} to {4:.1f} % at one date, both "
    fact = (fact + "together from {2:.1f} to {5:.1f} %").format(*shares)
    return asked("substitution", fact=fact, statistic=odds, p=p, effect=returned, meaning=SHIFT, innocent=INNOCENT)


def _exact(before: Floats, after: Floats) -> tuple[float, float]:
    """The largest of three one-sided p-values, and the odds ratio of a against b."""
    from scipy.stats import fisher_exact

    (a0, b0, n0), (a1, b1, n1) = before, after
    share = fisher_exact([[a0, b0], [a1, b1]], alternative="greater")
    fell = fisher_exact([[a0, max(n0 - a0, 0)], [a1, max(n1 - a1, 0)]], alternative="greater")
    rose = fisher_exact([[b1, max(n1 - b1, 0)], [b0, max(n0 - b0, 0)]], alternative="greater")
    return max(float(look.pvalue) for look in (share, fell, rose)), float(share.statistic)


def _dispersion(rows: Floats, at: int) -> float:
    """How much more than by counting the periods of one side differ; at least 1."""
    found = [1.0]
    for channel in rows[:2]:
        sides = [_chi2(channel[part], rows[2, part]) for part in (slice(0, at), slice(at, None))]
        freedom = rows.shape[1] - 2
        found += [sum(sides) / freedom] if freedom > 0 else []
    return max(found)


def _chi2(k: Floats, n: Floats) -> float:
    share = k.sum() / n.sum() if n.sum() else 0.0
    return float(((k - n * share) ** 2 / (n * share * (1 - share))).sum()) if 0 < share < 1 else 0.0


def _moves(rows: Floats, at: int, rng: np.random.Generator, draws: int) -> Evidence:
    name, a = "substitution_moves", rows[0] / rows[2]
    # What a takes of n is no longer there for b: of parts of one whole b's share of the rest is what moves freely.
    b = rows[1] / (np.maximum(rows[2] - rows[0], 1) if (rows[0] + rows[1] <= rows[2]).all() else rows[2])
    kept = np.delete(np.arange(max(len(a) - 1, 0)), [at - 1] if 0 < at < len(a) else [])
    if min(at, len(a) - at) < LEAST or not np.ptp(np.diff(a)[kept]) * np.ptp(np.diff(b)[kept]):
        return nothing(name, why="Too few periods that differ", meaning=MOVES, innocent=INNOCENT)
    # Permuted differences would be less alike than those of permuted periods, and the test too keen.
    sides = [rng.permuted(np.tile(side, (draws, 1)), axis=1) for side in (b[:at], b[at:])]
    series = np.vstack([b, np.hstack(sides)])
    moves, own = np.diff(series, axis=1)[:, kept], np.diff(a)[kept]
    moves, own = moves - moves.mean(axis=1, keepdims=True), own - own.mean()
    size = np.sqrt((moves**2).sum(axis=1) * (own**2).sum())
    r = (moves @ own) / np.where(size > 0, size, 1)
    fact = f"From period to period the two channels' changes correlate at {r[0]:.2f}"
    p = simulated_p(-r[1:], -float(r[0]))
    return asked(name, fact=fact, statistic=r[0], p=p, effect=r[0], meaning=MOVES, innocent=INNOCENT)
