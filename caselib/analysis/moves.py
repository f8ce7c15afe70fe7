"""What moved, and how sure that is: a change against chance, and against what months usually do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from caselib.domain.periods import Period
from caselib.measures.declare import Count, Measure, Rate

__all__ = ["Move", "move", "widened"]


@dataclass(frozen=True)
class Move:
    """A change between two periods. `kind` says what `low` and `high` are.

    "points": the ends of the interval of a difference of shares, widened by `spread`, the short-term spread between
    months (1 is chance alone). "percent": the smallest and largest change of the same months in earlier years, for a
    volume, beside `change`. "": nothing can be said.
    """

    kind: str = ""
    change: float = math.nan
    low: float = math.nan
    high: float = math.nan
    spread: float = math.nan

    @property
    def beyond(self) -> bool:
        """Whether the change is larger than chance and usual movement explain."""
        if self.kind == "points":
            return self.low > 0 or self.high < 0
        return self.kind == "percent" and not self.low <= self.change <= self.high


def move(measure: Measure, monthly: pd.DataFrame, now: Period, before: Period) -> Move:
    """Compare two periods of one measure, from its months: period, numerator, denominator.

    The interval of a difference is Newcombe's, widened by Laney's σz of the months where that exceeds one.
    """
    if isinstance(measure, Rate):
        return _points(monthly, now, before)
    return _percent(monthly, now) if isinstance(measure, Count) else Move()


def _points(monthly: pd.DataFrame, now: Period, before: Period) -> Move:
    from caselib.stats.control_chart import p_prime

    (k1, n1), (k2, n2) = _sum(monthly, now), _sum(monthly, before)
    if not n1 or not n2:
        return Move()
    months = monthly[(monthly["period"] <= str(now.last)) & (monthly["denominator"] > 0)]
    sigma = float(p_prime(months["numerator"], months["denominator"]).points["sigma_z"].iloc[0])
    spread = max(1.0, sigma) if math.isfinite(sigma) else 1.0
    return Move("points", k1 / n1 - k2 / n2, *widened(k1, n1, k2, n2, spread=spread), spread)


def widened(k1: int, n1: int, k2: int, n2: int, *, spread: float) -> tuple[float, float]:
    """Give Newcombe's 95 % interval of a difference of shares, stretched about the difference by `spread`."""
    from caselib.stats.intervals import difference

    change, interval = k1 / n1 - k2 / n2, difference(k1, n1, k2, n2)
    low, high = (change + spread * (float(end) - change) for end in interval)
    return low, high


def _percent(monthly: pd.DataFrame, now: Period) -> Move:
    changes = []
    span = now
    while span.first >= _first(monthly).plus(12):
        (this, _), (last, _) = _sum(monthly, span), _sum(monthly, span.year_before())
        changes.append(this / last - 1 if last else math.nan)
        span = span.year_before()
    known = np.array(changes[1:])[np.isfinite(changes[1:])] if changes else np.array([])
    # With fewer than three earlier changes there is no telling what is usual.
    if len(known) < 3 or not math.isfinite(changes[0]):
        return Move("percent", changes[0]) if changes and math.isfinite(changes[0]) else Move()
    return Move("percent", changes[0], float(known.min()), float(known.max()))


def _first(monthly: pd.DataFrame):  # type: ignore[no-untyped-def]
    """The first month with a case."""
    seen = monthly.loc[monthly["numerator"] > 0, "period"]
    return Period.parse(seen.min()).first if len(seen) else Period.parse("9999-01").first


def _sum(monthly: pd.DataFrame, span: Period) -> tuple[int, int]:
    inside = monthly[(monthly["period"] >= str(span.first)) & (monthly["period"] <= str(span.last))]
    return int(inside["numerator"].sum()), int(inside["denominator"].sum())
