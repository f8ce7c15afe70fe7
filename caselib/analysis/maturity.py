"""Which period of a cohort measure has had its time."""

from __future__ import annotations

from datetime import date, timedelta

from caselib.domain.periods import Month, Period, as_period
from caselib.measures.catalogue import find
from caselib.measures.declare import Measure

__all__ = ["mature_period", "month_reached"]


def month_reached(data_date: date) -> Month:
    """Give the last month that the data hold to its end.

    >>> str(month_reached(date(2026, 9, 30))), str(month_reached(date(2026, 9, 29)))
    ('2026-09', '2026-08')
    """
    month = Month(data_date.year, data_date.month)
    return month if (data_date + timedelta(days=1)).day == 1 else month.plus(-1)


def mature_period(measure: str | Measure, period: str | Period, *, data_date: date) -> Period:
    """Give the latest period of the same months, this year or earlier, whose cohorts have all matured.

    >>> str(mature_period("not_prosecuted_after_arrest", "2026Q1-Q3", data_date=date(2026, 9, 30)))
    '2025Q1-Q3'
    """
    declared = find(measure) if isinstance(measure, str) else measure
    span, reached = as_period(period), month_reached(data_date)
    while not declared.matured(span, reached) and span.first.year > 1990:
        span = span.year_before()
    return span
