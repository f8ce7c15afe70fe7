"""What becomes of invented findings: answered, decided, put right, checked, and now and then seen again.

Nobody is referred to the inspection department here: only a person ever does that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from caselib.review.ledger import Event

__all__ = ["BY", "followed_up"]

BY = "虚构评查组 invented panel"
"""Who takes every step of a rehearsal."""


def followed_up(findings: pd.DataFrame, *, until: date, seed: int = 7) -> list[Event]:
    """Invent the steps after some findings (finding_id, found_on), in the order of their numbers and days.

    Most are answered and decided, seven in ten of the decided put right, most of these checked, and one in eight of the
    checked seen again. What would come after `until` has not happened yet; findings without a day wait.

    >>> found = pd.DataFrame({"finding_id": ["F-1"], "found_on": [pd.Timestamp("2026-10-12")]})
    >>> [event.event for event in followed_up(found, until=date(2027, 3, 1), seed=2)]
    ['answer', 'decide', 'rectify', 'verify']
    """
    rows = findings.dropna(subset="found_on").sort_values("finding_id")
    rng = np.random.default_rng(seed)
    events = [
        event
        for number, day in zip(rows["finding_id"], pd.to_datetime(rows["found_on"]), strict=True)
        for event in _of_one(str(number), day.date(), rng)
    ]
    return [event for event in events if event.on <= until]


def _of_one(number: str, day: date, rng: np.random.Generator) -> Iterator[Event]:
    """The steps of one finding; all chances are thrown, so that one finding moves no other."""
    chance = rng.random(6)
    days = [int(days) for days in rng.integers((3, 4, 8, 5, 15), (13, 16, 45, 35, 60))]
    if chance[0] < 0.7:
        day += timedelta(days=days[0])
        yield Event(number, "answer", day, BY)
    if chance[1] > 0.85:
        return
    objection = "none" if chance[0] >= 0.7 or chance[2] < 0.75 else "dismissed" if chance[2] < 0.9 else "upheld"
    day += timedelta(days=days[1])
    yield Event(number, "decide", day, BY, objection=objection)
    for step, place, likely in (("rectify", 2, 0.7), ("verify", 3, 0.75), ("recur", 4, 0.12)):
        if objection == "upheld" or chance[place + 1] > likely:
            return
        day += timedelta(days=days[place])
        yield Event(number, step, day, BY)
