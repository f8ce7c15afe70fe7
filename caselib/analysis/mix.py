"""Units side by side once more, with what their own mix of cases would make one expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caselib.analysis.limits import funnel_rule
from caselib.analysis.result import Result
from caselib.analysis.signals import Signal
from caselib.errors import ParameterError
from caselib.measures.counts import Counts
from caselib.stats.funnel import Funnel, Overdispersion, funnel
from caselib.stats.standardise import indirect

__all__ = ["Adjusted", "adjusted"]


@dataclass(frozen=True)
class Adjusted(Result):
    """Units against what their mix of cases would make one expect, in code order.

    `frame`: unit, numerator, denominator, value (as it is), expected (cases), expected_share, ratio, the limits of
    the share at that expectation, outside, side, and `unadjusted`: where the unit lies without regard to its mix.
    """

    stratum: str
    funnel: Funnel
    signals: tuple[Signal, ...] = ()


def adjusted(counts: Counts, *, overdispersion: Overdispersion = "additive") -> Adjusted:
    """Compare units after indirect standardisation by one stratum (offence, cause, field).

    Expected are a unit's cases at the rates that all units counted have together in each value of the stratum; the
    limits are those of a funnel around each unit's own expectation. What the stratum does not record stays unadjusted.

    >>> look = cl.adjusted(book.side_by_side("refused", period="2026Q1-Q3", by=["offence"]))
    >>> list(look.frame["unit"])[:2], int((look.frame["outside"] == "outer").sum())
    (['420000', '420100'], 0)
    """
    name = counts.one
    if len(counts.strata) != 1 or "unit" not in counts.by or counts.frame["period"].nunique() > 1:
        advice = 'count by=["unit", "offence"]'
        raise ParameterError("units are adjusted for one stratum", got=list(counts.by), advice=advice)
    stratum = counts.strata[0]
    whole = counts.frame.groupby("unit", as_index=False)[["numerator", "denominator", "open"]].sum()
    expected = indirect(counts.frame, unit="unit", stratum=stratum).set_index("unit")["expected"]
    frame = whole.assign(period=counts.period, expected=whole["unit"].map(expected).astype(float))
    frame["expected_share"] = frame["expected"] / frame["denominator"].where(frame["denominator"] > 0)
    alike = counts.clusters.get(name, 1.0)
    look = funnel(
        frame["numerator"],
        frame["denominator"],
        target=frame["expected_share"].fillna(0.5).clip(0, 1),
        overdispersion=overdispersion,
        design_effect=alike,
        consistent=True,
    )
    plain = funnel(
        frame["numerator"], frame["denominator"], overdispersion=overdispersion, design_effect=alike, consistent=True
    )
    crude = plain.points["outside"]
    points = look.points.drop(columns=["numerator", "denominator"]).reset_index(drop=True)
    frame = frame.join(points).assign(unadjusted=crude.to_numpy())
    frame["ratio"] = np.divide(frame["numerator"], frame["expected"].where(frame["expected"] > 0))
    signals = tuple(_signals(counts.only(name), frame))
    return Adjusted(counts, frame, funnel_rule(look, counts.about.reader.language), stratum, look, signals)


def _signals(counts: Counts, frame: pd.DataFrame) -> list[Signal]:
    flagged = frame[frame["outside"] == "outer"].to_dict("records")
    return [Signal.of_unit(counts, row, reference=float(row["expected_share"])) for row in flagged]
