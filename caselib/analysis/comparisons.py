"""Units side by side: does a unit differ from the whole by more than chance and ordinary spread explain."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.limits import funnel_rule
from caselib.analysis.result import Result
from caselib.analysis.signals import Signal
from caselib.errors import ParameterError
from caselib.measures.counts import Counts
from caselib.stats.funnel import Funnel, Overdispersion
from caselib.stats.funnel import funnel as limits

__all__ = ["Comparison", "funnel"]


@dataclass(frozen=True)
class Comparison(Result):
    """Units against the limits of a funnel, in code order. `frame`: unit, numbers, limits, outside, side."""

    funnel: Funnel
    signals: tuple[Signal, ...] = ()


def funnel(counts: Counts, *, overdispersion: Overdispersion = "additive") -> Comparison:
    """Set units side by side against exact binomial limits, widened for the spread that units ordinarily have.

    `overdispersion`: "additive" unless said otherwise; with too few units to tell their spread the limits are those
    of chance. Only units outside the outer limits (99.8 %) make a signal.

    >>> look = cl.funnel(book.side_by_side("not_prosecuted_after_arrest", period="2025Q1-Q3"))
    >>> [signal.unit for signal in look.signals]
    ['420100']
    """
    name = counts.one
    rows = counts.frame.reset_index(drop=True)
    if rows["unit"].nunique() != len(rows) or counts.strata:
        raise ParameterError("a comparison has one row a unit", got=list(counts.by), advice='count by=["unit"] alone')
    alike = counts.clusters.get(name, 1.0)
    drawn = limits(
        rows["numerator"], rows["denominator"], overdispersion=overdispersion, design_effect=alike, consistent=True
    )
    frame = rows.drop(columns=["value"]).join(drawn.points.drop(columns=["numerator", "denominator"]))
    flagged = frame[frame["outside"] == "outer"].to_dict("records")
    signals = tuple(Signal.of_unit(counts.only(name), row, reference=drawn.target) for row in flagged)
    return Comparison(
        counts=counts,
        frame=_in_code_order(frame),
        rule=funnel_rule(drawn, counts.about.reader.language),
        funnel=drawn,
        signals=signals,
    )


def _in_code_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("unit", kind="stable").reset_index(drop=True)
