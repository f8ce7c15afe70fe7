"""What a screen hands back: a number, how often chance brings it, a question, and innocent answers to it.

A screen looks at counts and knows no intent. Many screens over many offices bring small p-values by chance: use
`multiplicity` before anyone is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["Evidence", "asked", "counts", "nothing", "simulated_p"]

Floats = NDArray[np.float64]
ORDINARY = 0.05
"""Above this p-value the sentence says that chance alone does it."""


@dataclass(frozen=True)
class Evidence:
    """One screen of one office. `p` is exact or simulated, NaN without data; `meaning` has the unit of `effect`."""

    name: str
    statistic: float
    p: float
    effect: float
    meaning: str
    sentence: str
    innocent: tuple[str, ...]


def asked(
    name: str, *, fact: str, statistic: float, p: float, effect: float, meaning: str, innocent: tuple[str, ...]
) -> Evidence:
    """Make a question of a fact, or of its being as chance has it.

    >>> asked("x", fact="Six of six fell on Friday", statistic=1, p=0.001, effect=1, meaning="", innocent=()).sentence
    'Six of six fell on Friday (p = 0.001). What explains it?'
    """
    shown = f"p = {p:.2g}" if p >= 0.001 else "p < 0.001"
    tail = ". What explains it?" if p <= ORDINARY else ", which chance alone may bring. Is anything else known?"
    return Evidence(name, float(statistic), float(p), float(effect), meaning, f"{fact} ({shown}){tail}", innocent)


def nothing(name: str, *, why: str, meaning: str, innocent: tuple[str, ...]) -> Evidence:
    """Say that there is too little to ask anything of: statistic, p and effect are NaN."""
    nan = float("nan")
    return Evidence(name, nan, nan, nan, meaning, f"{why}; is more known?", innocent)


def simulated_p(simulated: ArrayLike, seen: float) -> float:
    """(1 + exceed)/(1 + draws), exceed the draws at or above what was seen; never zero.

    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 4.2.

    >>> simulated_p([0.0, 1.0, 2.0], 2.0)
    0.5
    """
    drawn = np.asarray(simulated, dtype=float)
    # Sums in another order differ in the last digit, and a tie counts as reached.
    return float((1 + (drawn >= seen - 1e-9 * max(1.0, abs(seen))).sum()) / (1 + len(drawn)))


def counts(given: ArrayLike, what: str) -> Floats:
    """Give whole numbers, none below zero, as a vector; raise for anything else."""
    values = np.atleast_1d(np.asarray(given, dtype=float))
    if values.ndim != 1 or not np.isfinite(values).all() or bool((values < 0).any() or (values % 1 != 0).any()):
        raise StatisticsError(f"{what}: whole numbers, none below zero", advice="leave gaps out, and count cases")
    return values
