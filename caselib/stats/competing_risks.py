"""In which way and when things end, while some have not ended yet: cumulative incidence of several causes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["OPEN", "cumulative_incidence", "restricted_mean_time"]

Floats = NDArray[np.float64]
_COLUMNS = ("cause", "days", "at_risk", "ended", "value", "se", "low", "high")
OPEN = ""
"""The cause of what has not ended by the data date: it has waited until then, and counts as at risk until then."""


def cumulative_incidence(
    days: ArrayLike, cause: ArrayLike, *, weight: ArrayLike | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Estimate what share has ended by each day, cause by cause (Aalen and Johansen 1978).

    F_j(t) = Σ_{s<=t} S(s-)·d_j(s)/n(s), where S is Kaplan-Meier's for all causes together. The variance is the delta
    method's (Gaynor and others 1993, JASA 88, 400), the interval that of log(-log F).
    `weight`: how many rows stand behind each value (a histogram). statsmodels' `CumIncidenceRight` gives the same
    numbers and errors (a test holds ours to it), but no errors for a histogram, and NaN with a warning on the day on
    which the last one ends; hence our own.

    One row a cause and day on which anything ends: cause, days, at_risk, ended, value, se, low, high.

    >>> look = cumulative_incidence([10, 20, 30, 40], ["a", "b", "a", ""])
    >>> look[look["cause"] == "a"]["value"].round(3).tolist()
    [0.25, 0.25, 0.5]
    """
    table = _table(days, cause, weight)
    at_risk = table.sum(axis=1)[::-1].cumsum()[::-1].to_numpy()
    causes = [name for name in table if name != OPEN]
    ended = table[causes].sum(axis=1).to_numpy()
    before = np.concatenate([[1.0], np.cumprod(1 - ended / at_risk)[:-1]])
    parts = [pd.DataFrame(columns=list(_COLUMNS))]
    for name in causes:
        events = table[name].to_numpy()
        share = np.cumsum(before * events / at_risk)
        error = np.sqrt(_variance(share, before, events, ended, at_risk))
        frame = pd.DataFrame({"cause": name, "days": table.index, "at_risk": at_risk, "ended": events, "value": share})
        parts.append(frame.assign(se=error, **_interval(share, error, confidence))[ended > 0])
    return pd.concat(parts[1:] or parts, ignore_index=True)


def restricted_mean_time(
    days: ArrayLike, cause: ArrayLike, *, until: float, weight: ArrayLike | None = None
) -> dict[str, float]:
    """Give the mean days, of the first `until`, spent waiting (key "") and in each end: areas under the curves.

    Together they make `until`. R's survival, vignette on competing risks, gives the same for `mgus2`. NaN for no
    cases. After the last day on which any was followed the curves are held level: choose `until` before it.

    >>> restricted_mean_time([10, 20, 30, 40], ["a", "b", "a", ""], until=40)
    {'': 25.0, 'a': 10.0, 'b': 5.0}
    """
    if not np.sum(np.ones(np.size(days)) if weight is None else weight):
        return {OPEN: float("nan")}
    look = cumulative_incidence(days, cause, weight=weight)
    areas = {}
    for name, part in look.groupby("cause"):
        ends = np.minimum(np.append(part["days"].to_numpy(dtype=float), until), until)
        areas[str(name)] = float((part["value"].to_numpy() * np.diff(ends)).sum())
    return {OPEN: until - sum(areas.values())} | areas


def _table(days: ArrayLike, cause: ArrayLike, weight: ArrayLike | None) -> pd.DataFrame:
    """Days in order, one column a cause: how many ended so, or were still open, after so many days."""
    time, names = np.asarray(days, dtype=float), np.asarray(cause, dtype=object)
    if bool(np.any(time < 0)):
        raise StatisticsError("days are not below zero", got=float(time.min()), advice="look at the order of the dates")
    n = np.ones(len(time)) if weight is None else np.asarray(weight, dtype=float)
    rows = pd.DataFrame({"days": time, "cause": names, "n": n})
    return rows.pivot_table(index="days", columns="cause", values="n", aggfunc="sum", fill_value=0.0)


def _variance(share: Floats, before: Floats, events: Floats, ended: Floats, at_risk: Floats) -> Floats:
    """The delta method's variance at each day, by running sums of its three terms."""
    left = at_risk - ended
    hazard = np.divide(ended, at_risk * left, out=np.zeros_like(share), where=left > 0)
    first = share**2 * np.cumsum(hazard) - 2 * share * np.cumsum(share * hazard) + np.cumsum(share**2 * hazard)
    second = np.cumsum(before**2 * (at_risk - events) * events / at_risk**3)
    step = before * events / at_risk**2
    third = share * np.cumsum(step) - np.cumsum(share * step)
    return np.maximum(first + second - 2 * third, 0.0)


def _interval(share: Floats, error: Floats, confidence: float) -> dict[str, Floats]:
    from scipy.stats import norm

    some = (share > 0) & (share < 1) & (error > 0)
    inside, spread = np.where(some, share, 0.5), np.where(some, error, 0.0)
    power = norm.isf((1 - confidence) / 2) * spread / (inside * np.log(inside))
    return {
        "low": np.where(some, inside ** np.exp(-power), share),
        "high": np.where(some, inside ** np.exp(power), share),
    }
