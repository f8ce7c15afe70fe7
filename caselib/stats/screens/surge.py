"""More decisions in closing months than working days explain: the end of a quarter, a half-year, a year."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.screens.evidence import Evidence, Floats, asked, counts, nothing, simulated_p

__all__ = ["surge"]

Mask = NDArray[np.bool_]
LEAST = 4
"""Other months needed to see how much months differ anyway."""
MEANING = "decisions a working day in closing months, as a share above those of the other months (0.2: a fifth more)"
INNOCENT = (
    "cases came in earlier in the period, and fall due at its end",
    "leave is taken in other months, and working days don't show it",
    "partners outside close their periods then, and send or return cases",
    "a holiday moved work from the month before",
)


def surge(
    monthly: ArrayLike, working_days: ArrayLike, *, closing: ArrayLike, draws: int = 9999, seed: int = 7
) -> Evidence:
    """Ask about `closing` months (true for each) of an office, against its own other months.

    Given all N decisions, those of closing months are Binomial(N, π) where the rate a working day is one and the same;
    π is their share of working days. Conditioning so makes the test of two Poisson rates exact: Przyborowski and
    Wilenski (1940), Biometrika 31, 313. Months differ more than that, by φ = χ²/(months - 1) of the other months, at
    least 1; statistic: z = (C - Nπ)/sqrt(φNπ(1-π)). p: months drawn with one rate and that φ (negative binomial), φ
    and z of each found anew; the doubt of φ counts too: φ·(months - 1)/χ² for each draw. One value a month each. With
    three decisions a month, and φ of 10, p is below 0.01 in 4 of 100 offices without a surge; else in 1 to 2.

    >>> look = surge([40, 42, 75, 39, 44, 80], [20, 21, 20, 20, 22, 20], closing=[0, 0, 1, 0, 0, 1])
    >>> round(look.effect, 2), look.p < 0.01
    (0.95, True)
    """
    n, e, last = counts(monthly, "counts a month"), np.asarray(working_days, dtype=float), np.asarray(closing, bool)
    if n.shape != e.shape or n.shape != last.shape or not (e >= 0).all() or bool((n[e == 0] > 0).any()):
        raise StatisticsError("one count, some working days and one mark for each month", got=(n.size, e.size))
    n, e, last = n[e > 0], e[e > 0], last[e > 0]
    if not n.sum() or not last.any() or (~last).sum() < LEAST or not n[~last].sum():
        return nothing("surge", why="Too few months to compare", meaning=MEANING, innocent=INNOCENT)
    z, phi = (float(value[0]) for value in _z(n[None, :], e, last))
    chance, _ = _z(_alike(n, e, phi, int((~last).sum()) - 1, np.random.default_rng(seed), draws), e, last)
    more = (n[last].sum() / e[last].sum()) / (n[~last].sum() / e[~last].sum()) - 1
    fact = f"In {last.sum()} closing months {n[last].sum():.0f} decisions were made, {100 * abs(more):.0f} % "
    fact += f"{'more' if more >= 0 else 'fewer'} a working day than in the office's {(~last).sum()} other months"
    p = simulated_p(chance, z)
    return asked("surge", fact=fact, statistic=z, p=p, effect=more, meaning=MEANING, innocent=INNOCENT)


def _alike(n: Floats, e: Floats, phi: float, freedom: int, rng: np.random.Generator, draws: int) -> Floats:
    """Months of one rate a working day, with variance φ times the mean."""
    means = np.broadcast_to(n.sum() * e / e.sum(), (draws, len(e)))
    # At 1.01 the gamma's shape is so large that the counts are Poisson's.
    spread = np.maximum(phi * freedom / rng.chisquare(freedom, (draws, 1)), 1.01)
    return rng.poisson(rng.gamma(means / (spread - 1), spread - 1)).astype(float)


def _z(n: Floats, e: Floats, last: Mask) -> tuple[Floats, Floats]:
    """The statistic, and φ of the other months, of each row."""
    expected = n[:, ~last].sum(axis=1, keepdims=True) * e[~last] / e[~last].sum()
    chi2 = ((n[:, ~last] - expected) ** 2 / np.maximum(expected, 1e-9)).sum(axis=1)
    phi = np.maximum(1.0, chi2 / ((~last).sum() - 1))
    share, total = e[last].sum() / e.sum(), n.sum(axis=1)
    error = np.sqrt(phi * np.maximum(total, 1e-9) * share * (1 - share))
    return (n[:, last].sum(axis=1) - total * share) / error, phi
