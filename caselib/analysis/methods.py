"""What the methods do where the truth is known: coverage, false alarms, power."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.label import Language

__all__ = ["Calibration", "calibrate"]


@dataclass(frozen=True)
class Calibration(Shown):
    """Rows of a calibration: group, method, setting, nominal, observed, low, high (of the simulation), draws."""

    frame: pd.DataFrame
    seed: int
    language: Language = "en"


def calibrate(part: str, *, draws: int | None = None, seed: int = 7, language: Language = "en") -> Calibration:
    """Simulate one part: "shares", "differences", "counts", "incidence", "comparisons", "charts", "changes", "screens".

    `low` and `high` are the 95 % interval of what was observed, given the number of draws.

    >>> look = cl.calibrate("shares", draws=50, seed=7)
    >>> sorted(look.frame.columns)
    ['draws', 'group', 'high', 'low', 'method', 'nominal', 'observed', 'setting']
    """
    from caselib.errors import ParameterError, nearest
    from caselib.stats import calibration
    from caselib.stats.intervals import wilson

    if part not in calibration.__all__:
        raise ParameterError("no such part", got=part, advice=nearest(part, calibration.__all__))
    made: Callable[..., pd.DataFrame] = getattr(calibration, part)
    rows = made(seed=seed) if draws is None else made(draws=draws, seed=seed)
    low, high = wilson((rows["observed"] * rows["draws"]).round(), rows["draws"])
    return Calibration(rows.assign(low=low, high=high), seed, language)
