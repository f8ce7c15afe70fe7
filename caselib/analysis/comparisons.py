"""Units side by side: does a unit differ from the whole by more than chance and ordinary spread explain."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.analysis.signals import Signal
from caselib.errors import ParameterError
from caselib.measures.counts import Counts
from caselib.stats.funnel import Funnel
from caselib.stats.funnel import funnel as limits

__all__ = ["Comparison", "funnel"]

FEW = 10
"""Below so many units the spread between them can't be told from chance, so none is estimated."""


@dataclass(frozen=True)
class Comparison(Result):
    """Units against the limits of a funnel, in code order. `frame`: unit, numbers, limits, outside, side."""

    funnel: Funnel
    signals: tuple[Signal, ...] = ()


def funnel(counts: Counts, *, overdispersion: str | None = None) -> Comparison:
    """Set units side by side against exact binomial limits, widened for the spread that units ordinarily have.

    `overdispersion`: "none", "additive" or "multiplicative"; by default additive where there are ten units or
    more. Only units outside the outer limits (99.8 %) make a signal.
    """
    name = counts.one
    rows = counts.frame.reset_index(drop=True)
    if rows["unit"].nunique() != len(rows) or counts.strata:
        raise ParameterError("a comparison has one row a unit", got=list(counts.by), advice='count by=["unit"] alone')
    compared = int((rows["denominator"] > 0).sum())
    spread = overdispersion or ("additive" if compared >= FEW else "none")
    drawn = limits(rows["numerator"], rows["denominator"], overdispersion=spread)
    frame = rows.drop(columns=["value"]).join(drawn.points.drop(columns=["numerator", "denominator"]))
    flagged = frame[frame["outside"] == "outer"].to_dict("records")
    signals = tuple(Signal.of_unit(counts.only(name), row, reference=drawn.target) for row in flagged)
    return Comparison(counts=counts, frame=_in_code_order(frame), rule=drawn.rule, funnel=drawn, signals=signals)


def _in_code_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("unit", kind="stable").reset_index(drop=True)
