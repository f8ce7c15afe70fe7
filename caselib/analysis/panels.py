"""Measures that are read together: what each was, what it is, and how much of it is still open."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.maturity import mature_period, month_reached
from caselib.analysis.result import Result
from caselib.domain.periods import Period, as_period
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import MEASURES, PANELS
from caselib.measures.count import Source, count
from caselib.measures.counts import Counts
from caselib.measures.declare import Measure, Rate

__all__ = ["Panel", "panel"]


@dataclass(frozen=True)
class Panel(Result):
    """A linked panel. `frame`: one row a measure, with this period's numbers, and the same months before.

    Columns: measure, kind, period, numerator, denominator, open, value, low, high, mature, and the same with
    `_before` for the latest earlier period of the same months in which the cohort has matured.
    """

    name: str
    period: Period


def panel(book: Source, name: str, *, period: str | Period, within: str | None = None) -> Panel:
    """Count a panel in a period and in the same months before, each measure beside those it is read with.

    A cohort measure whose period has not matured is given with its open share, and beside it stands the latest
    year whose cohorts have had their time.
    """
    if name not in PANELS:
        raise ParameterError("no such panel", got=name, advice=nearest(name, PANELS))
    span = as_period(period)
    measures = [MEASURES[measure] for measure in PANELS[name]]
    before = {measure.name: _before(measure, span, book) for measure in measures}
    spans = {str(span): span, **{str(earlier): earlier for earlier in before.values()}}
    counted = {text: count(book, list(PANELS[name]), period=each, within=within) for text, each in spans.items()}
    reached = month_reached(book.about.data_date)
    rows = [
        _row(measure, counted, span, before[measure.name]) | {"mature": measure.matured(span, reached)}
        for measure in measures
    ]
    counts = counted[str(span)]
    rule = "95 % intervals: Wilson for shares, exact order statistics for medians."
    return Panel(counts=counts, frame=pd.DataFrame(rows), rule=rule, name=name, period=span)


def _before(measure: Measure, span: Period, book: Source) -> Period:
    return mature_period(measure, span.year_before(), data_date=book.about.data_date)


def _row(measure: Measure, counted: dict[str, Counts], span: Period, before: Period) -> dict[str, object]:
    now = _numbers(counted[str(span)], measure)
    then = {f"{key}_before": value for key, value in _numbers(counted[str(before)], measure).items()}
    kind = "rate" if isinstance(measure, Rate) else type(measure).__name__.lower()
    return {"measure": measure.name, "kind": kind, **now, **then}


def _numbers(counts: Counts, measure: Measure) -> dict[str, object]:
    row = counts.frame[counts.frame["measure"] == measure.name].iloc[0]
    return {key: row[key] for key in ("period", "numerator", "denominator", "open", "value", "low", "high")}
