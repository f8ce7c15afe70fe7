"""Measures that are read together: what each was, what it is, how it moved, and how much of it is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.maturity import mature_period, month_reached
from caselib.analysis.moves import move
from caselib.analysis.result import Result
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import PANELS, find
from caselib.measures.count import Source, count
from caselib.measures.counts import Counts
from caselib.measures.declare import Measure

__all__ = ["Panel", "panel"]

YEARS = 5
"""How many years back the months are counted from which one learns what usually moves."""


@dataclass(frozen=True)
class Panel(Result):
    """A linked panel. `frame`: one row a measure, with this period's numbers, and the same months before.

    Columns: measure, kind, period, numerator, denominator, open, value, low, high, mature, move, and the numbers with
    `_before` for the latest earlier period of the same months in which the cohort has matured. `move` compares the two,
    or, where this period is still open, that earlier period with the year before it.
    """

    name: str
    period: Period


def panel(book: Source, name: str | Sequence[str], *, period: str | Period, within: str | None = None) -> Panel:
    """Count a panel (or measures named one by one) in a period and in the same months before.

    A cohort measure whose period has not matured is given with its open share, and beside it stands the latest
    year whose cohorts have had their time.

    >>> look = cl.panel(book, "arrest", period="2026Q1-Q3")
    >>> row = look.frame.set_index("measure").loc["refused"]
    >>> int(row["numerator"]), int(row["denominator"]), row["period_before"]
    (459, 1544, '2025Q1-Q3')
    """
    measures = [find(measure) for measure in _names(name)]
    span, names = as_period(period), [measure.name for measure in measures]
    before = {measure.name: _before(measure, span, book) for measure in measures}
    spans = {str(span): span, **{str(earlier): earlier for earlier in before.values()}}
    counted = {text: count(book, names, period=each, within=within) for text, each in spans.items()}
    months = count(book, names, period=span.history(YEARS), by=["month"], within=within).frame
    rows = [_row(measure, counted, months, span, before[measure.name], book) for measure in measures]
    rule = say(
        book.about.reader.language,
        "95 % intervals: Wilson for shares, exact order statistics for medians. A change of a share is given with the "
        "95 % interval of the difference (Newcombe), widened where months differ by more than chance (Laney's σz); a "
        "change of a volume with the range of such changes in earlier years.",
    )
    title = name if isinstance(name, str) else ""
    return Panel(counts=counted[str(span)], frame=pd.DataFrame(rows), rule=rule, name=title, period=span)


def _names(name: str | Sequence[str]) -> Sequence[str]:
    if isinstance(name, str) and name not in PANELS:
        raise ParameterError("no such panel", got=name, advice=nearest(name, PANELS))
    return PANELS[name] if isinstance(name, str) else list(name)


def _before(measure: Measure, span: Period, book: Source) -> Period:
    return mature_period(measure, span.year_before(), data_date=book.about.data_date)


def _row(
    measure: Measure, counted: dict[str, Counts], months: pd.DataFrame, span: Period, before: Period, book: Source
) -> dict[str, object]:
    mature = measure.matured(span, month_reached(book.about.data_date))
    now = _numbers(counted[str(span)], measure)
    then = {f"{key}_before": value for key, value in _numbers(counted[str(before)], measure).items()}
    own = months[months["measure"] == measure.name]
    compared = (span, before) if mature else (before, before.year_before())
    moved = move(measure, own, *compared)
    return {"measure": measure.name, "kind": _kind(measure), **now, **then, "mature": mature, "move": moved}


def _kind(measure: Measure) -> str:
    return type(measure).__name__.lower()


def _numbers(counts: Counts, measure: Measure) -> dict[str, object]:
    row = counts.frame[counts.frame["measure"] == measure.name].iloc[0]
    return {key: row[key] for key in ("period", "numerator", "denominator", "open", "value", "low", "high")}
