"""Individuals and moving ranges: limits for single measured values, such as a median of days by month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError
from caselib.stats.control_chart import TRIAL, Chart, Phase, chart_rule, phase_numbers

__all__ = ["xmr"]

Floats = NDArray[np.float64]
WIDTH = 2.66
"""Three sigma in mean moving ranges, 3/1.128, as it is rounded in the tables."""
UPPER_RANGE = 3.267
"""A moving range above so many times the mean range is a special cause (Montgomery, table VI: D4 for two)."""


def xmr(values: ArrayLike, *, screened: bool = False, phases: Sequence[Phase] = ()) -> Chart:
    """The XmR chart: mean ± 2.66·(mean moving range), phase by phase.

    `screened` leaves out moving ranges above 3.267 times their mean, once, and takes the mean of the others: a single
    step or outlier then does not widen the limits (Nelson 1982, Journal of Quality Technology 14, 172). Points that are
    NaN are passed over. The columns are those of every chart, with `moving_range` beside them.

    >>> chart = xmr([10, 12, 11, 13])
    >>> chart.points["low"].round(2).tolist()[0], chart.points["high"].round(2).tolist()[0]
    (7.07, 15.93)
    """
    given = np.asarray(values, dtype=float)
    if given.ndim != 1:
        raise StatisticsError("values stand in one row, in order of time", got=given.shape)
    numbers = phase_numbers(len(given), phases)
    parts = [_phase(given[numbers == phase], screened) for phase in np.unique(numbers)]
    points = pd.concat(parts, ignore_index=True) if parts else _phase(given, screened)
    points["phase"] = numbers
    usable = points.groupby("phase")["value"].count()
    trial = tuple(bool(number < TRIAL) for number in usable)
    how = " (moving ranges screened)" if screened else ""
    return Chart(
        points, tuple(phases), trial, chart_rule(f"XmR chart{how}, mean ± 2.66 mean moving ranges", phases, trial)
    )


def _phase(values: Floats, screened: bool) -> pd.DataFrame:
    known = values[np.isfinite(values)]
    centre = float(known.mean()) if len(known) else float("nan")
    moving = np.full(len(values), np.nan)
    moving[np.flatnonzero(np.isfinite(values))[1:]] = np.abs(np.diff(known))
    spread = WIDTH * _mean_range(np.abs(np.diff(known)), screened)
    low, high = centre - spread, centre + spread
    side = np.nan_to_num(np.sign(values - centre)).astype(int)
    frame = {"value": values, "centre": centre, "low": low, "high": high, "sigma_z": 1.0}
    outside = (values < low) | (values > high)
    return pd.DataFrame(frame | {"outside": outside, "side": side, "moving_range": moving})


def _mean_range(moving: Floats, screened: bool) -> float:
    if not len(moving):
        return float("nan")
    mean = float(moving.mean())
    return float(moving[moving <= UPPER_RANGE * mean].mean()) if screened and mean > 0 else mean
