"""What still waits at the data date, by how long: the cases that no share of concluded ones shows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.domain.periods import Period, years
from caselib.domain.phrases import say
from caselib.measures.catalogue import MEASURES
from caselib.measures.count import Source, count, course
from caselib.measures.declare import Duration
from caselib.stats.competing_risks import OPEN

__all__ = ["BANDS", "STEPS", "Waiting", "waiting"]

BANDS = (91, 182, 365)
"""Ends of the bands in days: up to three months, to six, to a year, and over a year."""
STEPS: tuple[str, ...] = tuple(
    name for name, measure in MEASURES.items() if isinstance(measure, Duration) and measure.open
)


@dataclass(frozen=True)
class Waiting(Result):
    """One row a step. `frame`: measure, started, waiting, and how many wait in each band (band_0 ... band_3)."""


def waiting(
    book: Source, *, until: str | Period, steps: Sequence[str] = STEPS, over: int = 5, within: str | None = None
) -> Waiting:
    """Count what has begun in the last years up to the end of a period and has not come to its end by the data date.

    >>> look = cl.waiting(book, until="2026Q1-Q3")
    >>> list(look.frame.columns)
    ['measure', 'started', 'waiting', 'band_0', 'band_1', 'band_2', 'band_3']
    """
    span = years(until, over)
    counts = count(book, list(steps), period=span, within=within)
    shown = [name for name in steps if name not in counts.absent]
    rows = [_row(name, course(book, name, period=span, within=within)) for name in shown]
    rule = say(book.about.reader.language, "Whole days waited by the data date, since the first date of the step.")
    return Waiting(counts, pd.DataFrame(rows, columns=["measure", "started", "waiting", *_names()]), rule)


def _names() -> list[str]:
    return [f"band_{place}" for place in range(len(BANDS) + 1)]


def _row(name: str, rows: pd.DataFrame) -> dict[str, object]:
    open_ = rows[rows["cause"] == OPEN]
    edges = (-1, *BANDS, 10**9)
    bands = [
        int(open_.loc[(open_["days"] > low) & (open_["days"] <= high), "n"].sum())
        for low, high in itertools.pairwise(edges)
    ]
    started, still = int(rows["n"].sum()), int(open_["n"].sum())
    return {"measure": name, "started": started, "waiting": still, **dict(zip(_names(), bands, strict=True))}
