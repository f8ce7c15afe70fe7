"""Round values that come more often than their neighbours: a week, a decade, a dozen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from caselib.errors import StatisticsError
from caselib.stats.screens.evidence import Evidence, asked, counts, nothing

__all__ = ["heaping"]

MEANING = "share of the values looked at that are round beyond what their neighbours suggest"
INNOCENT = (
    "steps with a fixed length by law or by rule end on round days",
    "multiples of seven are the same weekday again: meetings or deliveries on a fixed day",
    "values are estimates where nothing exact can be known, and are rounded",
    "packages or tariffs come in round sizes",
)


def heaping(values: ArrayLike, *, on: int, reach: int = 1) -> Evidence:
    """Ask about whole `values` (days, sizes) at multiples of `on`, against those up to `reach` beside them.

    Along a smooth curve a value in the middle of 2·reach + 1 neighbours holds 1/(2·reach + 1) of them, less where the
    curve is hollow. p: exact binomial (`scipy.stats.binomtest`), one-sided, of all multiples together. Zero is left
    out: it has no neighbour below. A wider reach sees more, but takes the top of a steep hill for a heap. The usual
    measure of age heaping, Whipple's index, is the same ratio: United Nations (1955), Manual II, Methods of Appraisal
    of Quality of Basic Data.

    >>> heaping([9, 10, 10, 10, 10, 11, 20, 20], on=10).statistic
    0.75
    """
    if on < 2 * reach + 1 or reach < 1:
        raise StatisticsError("neighbours of one multiple are not those of the next", got=(on, reach))
    given = counts(values, "values") if np.size(values) else np.empty(0)
    off = (given + reach) % on - reach
    near = (given >= on - reach) & (off <= reach)
    total, round_ones = int(near.sum()), int((near & (off == 0)).sum())
    if not total:
        return nothing("heaping", why=f"No values near multiples of {on}", meaning=MEANING, innocent=INNOCENT)
    return _asked(round_ones, total, 1 / (2 * reach + 1), on)


def _asked(round_ones: int, total: int, share: float, on: int) -> Evidence:
    from scipy.stats import binomtest

    p = binomtest(round_ones, total, share, alternative="greater").pvalue
    # Values that were moved left their neighbours' places, so that each heaped one counts fully.
    effect = (round_ones / total - share) / (1 - share)
    fact = (
        f"{round_ones} of {total} values at or beside multiples of {on} are multiples, where a smooth curve has about "
    )
    fact += f"{share * total:.0f}"
    statistic = round_ones / total
    return asked("heaping", fact=fact, statistic=statistic, p=p, effect=effect, meaning=MEANING, innocent=INNOCENT)
