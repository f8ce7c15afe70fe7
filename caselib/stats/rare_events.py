"""Charts for what is rare: how many cases, or how many days, lie between one event and the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.xmr import xmr

__all__ = ["Rare", "g_chart", "t_chart"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rare:
    """Gaps between events. `points`: value, centre (the median), low, high, outside, side; `rule` to print.

    A gap above `high` says that events have become rarer, one below `low` that they come oftener.
    """

    points: pd.DataFrame
    rule: str


def g_chart(gaps: ArrayLike, *, level: float = 0.9973) -> Rare:
    """Cases between rare events: quantiles of the geometric distribution, whose chance is 1/(mean gap + 1).

    `gaps` are cases between one event and the next, without both. Benneyan (2001), Health Care Manag Sci 4, 305;
    probability limits, because mean ± 3 sigma has no lower limit at all.

    >>> g_chart([10, 12, 9, 11, 200]).points["outside"].tolist()
    [False, False, False, False, False]
    """
    from scipy.stats import nbinom

    given = _checked(gaps)
    chance = 1 / (given.mean() + 1) if len(given) else float("nan")
    beyond = (1 - level) / 2
    ends = nbinom.ppf([beyond, 0.5, 1 - beyond], 1, chance) if len(given) else np.full(3, np.nan)
    # The lower quantile is nearly always none: a gap of none is then within, and only its rarity could be said.
    rule = (
        f"g chart: geometric quantiles, {100 * level:g} %, mean gap {given.mean() if len(given) else np.nan:.1f} cases."
    )
    return Rare(_points(given, ends), rule)


def t_chart(gaps: ArrayLike, *, level: float = 0.9973) -> Rare:
    """Days between rare events: limits of y = t^(1/3.6), which is near to normal if t is exponential (Nelson 1994).

    The limits are those of an XmR chart of y at `level`, taken back to days. Journal of Quality Technology 26, 239.

    >>> look = t_chart([30, 25, 41, 33, 28, 36, 31, 29, 35, 30, 27, 34, 400])
    >>> look.points["outside"].tolist()[-1]
    True
    """
    from scipy.stats import norm

    given = _checked(gaps)
    chart = xmr(given ** (1 / 3.6)).points
    factor = norm.isf((1 - level) / 2) / 3
    centre = chart["centre"].to_numpy()
    low = np.maximum(centre - factor * (centre - chart["low"]), 0.0) ** 3.6
    high = (centre + factor * (chart["high"] - centre)) ** 3.6
    ends = [low[0], centre[0] ** 3.6, high[0]] if len(given) else np.full(3, np.nan)
    return Rare(
        _points(given, np.asarray(ends, dtype=float)), f"t chart: XmR of days^(1/3.6), {100 * level:g} % (Nelson 1994)."
    )


def _checked(gaps: ArrayLike) -> Floats:
    given = np.asarray(gaps, dtype=float)
    if bool(np.any(given < 0)):
        raise StatisticsError("a gap is not below zero", got=float(given.min()), advice="put events in order of time")
    return given


def _points(values: Floats, ends: Floats) -> pd.DataFrame:
    low, centre, high = (float(end) for end in ends)
    side = np.sign(values - centre).astype(int)
    frame = {"value": values, "centre": centre, "low": low, "high": high}
    return pd.DataFrame(frame | {"outside": (values < low) | (values > high), "side": side})
