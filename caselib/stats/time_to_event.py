"""How long things take, when some have not ended yet: they have lasted until the data date, and are never left out.

Whole days repeat a lot: every function takes a histogram as well (`weights`, how many cases stand behind each row).
For several ways of ending see `competing_risks`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = [
    "Followed",
    "LogRank",
    "Median",
    "RestrictedMean",
    "follow",
    "kaplan_meier",
    "log_rank",
    "median",
    "restricted_mean",
    "right_truncated",
]

Floats = NDArray[np.float64]


class Followed(NamedTuple):
    """Whole days each case was followed, and whether it ended on the last of them."""

    days: NDArray[np.int64]
    event: NDArray[np.bool_]


class Median(NamedTuple):
    """The day by which half have ended, and its interval; infinite where it lies beyond what was followed."""

    value: float
    low: float
    high: float


class RestrictedMean(NamedTuple):
    """Mean days, of the first so many, until the end; and the standard error."""

    value: float
    se: float


class LogRank(NamedTuple):
    """The chi-square of the log-rank test and its p-value, on one degree of freedom less than there are groups."""

    chi2: float
    p: float


def follow(start: ArrayLike, end: ArrayLike, *, data_date: str | pd.Timestamp) -> Followed:
    """Turn dates into days and events: what has no end by the data date is censored there, not dropped.

    An end after the data date was not known on it, and counts as open. One place a case.

    >>> follow(["2025-01-01", "2025-01-11"], ["2025-01-31", None], data_date="2025-03-01")
    Followed(days=array([30, 49]), event=array([ True, False]))
    """
    began, ended = (pd.to_datetime(pd.Series(np.asarray(given))).dt.normalize() for given in (start, end))
    last = pd.Timestamp(data_date).normalize()
    if bool((began.isna() | (began > last)).any()):
        raise StatisticsError(
            "a case begins on or before the data date",
            got=int((~(began <= last)).sum()),
            advice="leave those cases out",
        )
    event = ended <= last
    days = (ended.where(event, last) - began).dt.days.to_numpy(dtype=np.int64)
    if bool((days < 0).any()):
        raise StatisticsError("a case ends before it begins", got=int((days < 0).sum()), advice="look at these dates")
    return Followed(days, event.to_numpy(dtype=bool))


def kaplan_meier(
    days: ArrayLike, event: ArrayLike, *, weights: ArrayLike | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Estimate what share lasts longer than each day: time, at_risk, events, survival, se, low, high.

    S(t) = Π_{s<=t} (1 - d(s)/n(s)), with d ended on day s of the n that had lasted until it; one row a day on which
    any ended. Kaplan and Meier (1958), JASA 53, 457; by statsmodels' `SurvfuncRight`. With weights that gives another
    standard error (Tsiatis', of log S), so Greenwood's S·sqrt(Σ d/(n(n-d))) is ours. Intervals are those of
    log(-log S): Kalbfleisch and Prentice (2002), section 1.4.

    >>> kaplan_meier([6, 6, 7, 9], [1, 1, 0, 1])[["time", "at_risk", "events", "survival"]].to_numpy().tolist()
    [[6.0, 4.0, 2.0, 0.5], [9.0, 1.0, 1.0, 0.0]]
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    time, ended, n = _checked(days, event, weights)
    if not len(time):
        return _frame(time, time, time, time, confidence)
    look = SurvfuncRight(time, ended, freq_weights=n)
    return _frame(look.surv_times, look.n_risk, look.n_events, look.surv_prob, confidence)


def median(days: ArrayLike, event: ArrayLike, *, weights: ArrayLike | None = None, confidence: float = 0.95) -> Median:
    """The day by which half have ended, with the interval of Brookmeyer and Crowley (1982), Biometrics 38, 29.

    The interval holds the days at which the log-log interval of survival holds one half. Where survival is one half
    between two days it is the middle of them, as for any median. NaN for no cases; the upper limit is infinite where
    too few cases set one, also when all have ended.

    >>> median([6, 7, 8, 9, 10], [1, 1, 0, 1, 1])
    Median(value=9.0, low=6.0, high=inf)
    """
    look = kaplan_meier(days, event, weights=weights, confidence=confidence)
    if not _checked(days, event, weights)[2].sum():
        return Median(*[float("nan")] * 3)
    return Median(*(_half(look["time"].to_numpy(), look[name].to_numpy()) for name in ("survival", "low", "high")))


def restricted_mean(
    days: ArrayLike, event: ArrayLike, *, until: float, weights: ArrayLike | None = None
) -> RestrictedMean:
    """Mean days, of the first `until`, that a case lasts: the area under the survival curve. NaN for no cases.

    Var = Σ A(t)²·d/(n(n-d)), A(t) the area between t and `until`. Klein and Moeschberger (2003), section 4.5. It is
    refused where nobody was followed so long: the rest of the curve would be invented.

    >>> restricted_mean([2, 4, 6, 8], [1, 1, 1, 1], until=6).value
    4.5
    """
    time, _, n = _checked(days, event, weights)
    look = kaplan_meier(days, event, weights=weights)
    if not n.sum():
        return RestrictedMean(float("nan"), float("nan"))
    longest = float(time[n > 0].max())
    if longest < until and not (look["survival"] == 0).any():
        raise StatisticsError("nobody was followed so long", got=until, advice=f"choose until at most {longest:g}")
    look = look[look["time"] <= until]
    steps = np.diff(np.concatenate([[0.0], look["time"].to_numpy(), [until]]))
    areas = steps * np.concatenate([[1.0], look["survival"].to_numpy()])
    rest = areas[::-1].cumsum()[::-1][1:]
    hazard = _greenwood(look["at_risk"].to_numpy(), look["events"].to_numpy())
    return RestrictedMean(float(areas.sum()), float(np.sqrt((rest**2 * hazard).sum())))


def log_rank(days: ArrayLike, event: ArrayLike, group: ArrayLike, *, weights: ArrayLike | None = None) -> LogRank:
    """Test whether groups take equally long: the log-rank test, by statsmodels' `survdiff`; NaN where none ended.

    It compares the ends in each group with those expected if all had the same chance each day. Mantel (1966), Cancer
    Chemotherapy Reports 50, 163. Weights are whole numbers.

    >>> round(log_rank([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1], list("aaabbb")).chi2, 3)
    5.052
    """
    from scipy.stats import chi2
    from statsmodels.duration.survfunc import survdiff

    given = _checked(days, event, weights)
    names = pd.factorize(np.asarray(group))[0]
    if len(names) != len(given[0]) or bool((names < 0).any()):
        raise StatisticsError("every case has a group", got=int((names < 0).sum()), advice="leave the others out")
    time, ended, names = (np.repeat(part, given[2].astype(np.int64)) for part in (*given[:2], names))
    groups = len(np.unique(names))
    try:
        found = float(survdiff(time, ended, names)[0]) if groups > 1 and ended.any() else float("nan")
    except np.linalg.LinAlgError:  # on no day with an end were cases of two groups still there to compare
        found = float("nan")
    # statsmodels' own p is one less a probability near one, and is zero where ours is small.
    return LogRank(found, float(chi2.sf(found, groups - 1)) if groups > 1 else found)


def right_truncated(
    days: ArrayLike,
    possible: ArrayLike,
    *,
    until: float = np.inf,
    weights: ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Estimate what share ends within each number of days when only ended cases are seen.

    `possible`: days from each start to the data date, the longest a case could have taken and be seen. Short ones are
    seen sooner, so their plain share is too large. In reversed time this is Kaplan-Meier with late entry: F(t) =
    Π_{s>t} (1 - d(s)/Y(s)), Y(s) the cases with days <= s <= possible. Lagakos, Barraj and De Gruttola (1988),
    Biometrika 75, 515; by `SurvfuncRight` with `entry`. It tells only the shares among those that end within `until`
    days (by default the largest of `possible`). Columns: time, at_risk, events, share, se, low, high.

    >>> right_truncated([1, 1, 3], [2, 5, 4])["share"].round(3).tolist()
    [0.5, 1.0]
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    time, room, n = _seen(days, possible, weights, until)
    if not len(time):
        return _frame(time, time, time, time, confidence).rename(columns={"survival": "share"})
    # Entry half a day early: what ends on the data date itself is still seen.
    look = SurvfuncRight(-time, np.ones(len(time)), entry=-room - 0.5, freq_weights=n)
    cut = (look.n_risk == look.n_events)[:-1]
    if bool(cut.any()):
        longest = float(-look.surv_times[:-1][cut].max())
        raise StatisticsError("too few old cases to tell the longest", got=longest, advice="give a smaller `until`")
    # In reversed time the curve after a day is the share that ends before that day: the share of the day next below.
    share = np.concatenate([[1.0], look.surv_prob[:-1]])
    spread = np.concatenate([[0.0], np.cumsum(_greenwood(look.n_risk, look.n_events))[:-1]])
    frame = _frame(-look.surv_times, look.n_risk, look.n_events, share, confidence, spread)
    return frame[::-1].reset_index(drop=True).rename(columns={"survival": "share"})


def _checked(days: ArrayLike, event: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    time, ended = (np.atleast_1d(np.asarray(given, dtype=float)) for given in (days, event))
    n = np.ones(time.shape) if weights is None else np.atleast_1d(np.asarray(weights, dtype=float))
    if not time.shape == ended.shape == n.shape:
        raise StatisticsError("days, events and weights are as many", got=(time.size, ended.size, n.size))
    if not bool(np.all((time >= 0) & np.isin(ended, (0, 1)) & (n >= 0))):
        raise StatisticsError("days and weights are not below zero or missing, and events are true or false")
    return time, ended, n


def _seen(days: ArrayLike, possible: ArrayLike, weights: ArrayLike | None, until: float) -> tuple[Floats, ...]:
    time, _, n = _checked(days, np.ones(np.size(days)), weights)
    room = np.broadcast_to(np.asarray(possible, dtype=float), time.shape)
    if not bool((time <= room).all()):
        raise StatisticsError("an end that is seen lies on or before the data date", got=int((~(time <= room)).sum()))
    kept = (n > 0) & (time <= until)
    return time[kept], room[kept], n[kept]


def _greenwood(at_risk: Floats, events: Floats) -> Floats:
    """Terms of the variance of log S; none on the day on which the last one ends, when S is zero."""
    left = at_risk * (at_risk - events)
    return np.divide(events, left, out=np.zeros(len(left)), where=left > 0)


def _frame(
    time: Floats, at_risk: Floats, events: Floats, survival: Floats, confidence: float, spread: Floats | None = None
) -> pd.DataFrame:
    """Set survival between its log-log limits: S to the power exp(±z·se(log S)/log S)."""
    from scipy.stats import norm

    error = np.sqrt(np.cumsum(_greenwood(at_risk, events)) if spread is None else spread)
    inside = (survival > 0) & (survival < 1)
    power = norm.isf((1 - confidence) / 2) * error / np.log(np.where(inside, survival, 0.5))
    ends = {"low": np.where(inside, survival ** np.exp(-power), survival)}
    ends["high"] = np.where(survival > 0, survival ** np.exp(power * inside), np.nan)
    frame = pd.DataFrame({"time": time, "at_risk": at_risk, "events": events, "survival": survival}, dtype=float)
    frame = frame.assign(se=np.where(survival > 0, error * survival, np.nan), **ends)
    # Once none is left no limit can be worked out; the last one holds on, for survival never rises.
    return frame.assign(high=frame["high"].ffill().fillna(1.0))


def _half(time: Floats, curve: Floats) -> float:
    """The first day on which the curve is at one half or below; the middle of the days on which it is at one half."""
    reached = np.flatnonzero(curve <= 0.5 + 1e-9)
    if not len(reached):
        return float("inf")
    first = int(reached[0])
    level = abs(curve[first] - 0.5) < 1e-9 and first + 1 < len(time)
    return float((time[first] + time[first + 1]) / 2 if level else time[first])
