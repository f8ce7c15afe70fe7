"""Working days, and how long the steps of a case take."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["DATA_DATE", "FIRST_DAY", "NEVER", "after", "day_of", "decision_days", "working_days"]

Days = NDArray[np.int64]
FIRST_DAY = date(2019, 1, 1)
DATA_DATE = date(2026, 9, 30)
NEVER = 10**6
# First days of the Spring Festival, from the calendar; a week of rest follows each.
_SPRING = (
    "2019-02-05",
    "2020-01-25",
    "2021-02-12",
    "2022-02-01",
    "2023-01-22",
    "2024-02-10",
    "2025-01-29",
    "2026-02-17",
)
# Shares of whole days from receipt to decision; our assumption: most use the term, few exceed it.
_DETAINED = {1: 2, 2: 4, 3: 7, 4: 12, 5: 20, 6: 28, 7: 26.9, 8: 0.06, 9: 0.03, 11: 0.01}
_FREE = {3: 2, 5: 4, 7: 8, 8: 8, 9: 9, 10: 10, 11: 10, 12: 11, 13: 11, 14: 12, 15: 12, 17: 1.2, 19: 1, 20: 0.6, 22: 0.2}


def day_of(text: str) -> int:
    """Give a date as days since 2019-01-01.

    >>> day_of("2019-01-02")
    1
    """
    return (date.fromisoformat(text) - FIRST_DAY).days


def _rests(day: date) -> bool:
    spring = (date.fromisoformat(first) for first in _SPRING)
    if any(timedelta(0) <= day - first < timedelta(7) for first in spring):
        return True
    return day.weekday() >= 5 or ((day.month, day.day) >= (10, 1) and (day.month, day.day) <= (10, 7))


@cache
def working_days(year: int, quarter: int) -> tuple[int, ...]:
    """Working days of a quarter, as days since 2019-01-01."""
    day, found = date(year, 3 * quarter - 2, 1), []
    while (day.year, (day.month + 2) // 3) == (year, quarter):
        if not _rests(day):
            found.append((day - FIRST_DAY).days)
        day += timedelta(1)
    return tuple(found)


def decision_days(rng: np.random.Generator, detained: NDArray[np.bool_]) -> Days:
    """Days from receipt to decision, by whether the suspect is detained."""
    taken = np.empty(len(detained), dtype=np.int64)
    for shares, where in ((_DETAINED, detained), (_FREE, ~detained)):
        weights = np.array(list(shares.values()))
        taken[where] = rng.choice(np.array(list(shares)), int(where.sum()), p=weights / weights.sum())
    return taken


def after(rng: np.random.Generator, days: Days, *, mean: float, least: int, shape: float = 4.0) -> Days:
    """Days some time later: at least `least`, gamma-distributed with this mean."""
    return days + least + rng.gamma(shape, (mean - least) / shape, len(days)).astype(np.int64)
