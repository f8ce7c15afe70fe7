"""Screens of days and months of arrest decisions: the last legal day, and the end of a quarter."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import numpy as np
import pandas as pd

from caselib.analysis.screens.declare import COLUMNS, LEAST, Span, row
from caselib.measures import shelf
from caselib.measures.count import Source
from caselib.stats.screens import bunching, surge

__all__ = ["LIMIT", "last_day_files", "last_days", "quarter_ends", "quarter_files"]

LIMIT = 7
"""Days for the decision on a detained suspect (CR 282)."""
AROUND = 5
_DETAINED = "detained AND decided_on >= accepted_on"
_TAKEN = "date_diff('day', accepted_on, decided_on)"


def last_days(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """Decisions by whole days taken, an office against all others: seven days are too few for a curve of its own."""
    days = shelf.rows(
        book,
        "screens",
        f"SELECT unit, LEAST({_TAKEN}, 60) AS days, COUNT(*) AS n FROM arrest_reviews"
        f" WHERE {span.holds('decided_on')} AND {_DETAINED} GROUP BY 1, 2 ORDER BY 1, 2",
    )
    wide = days.pivot(index="unit", columns="days", values="n").reindex(columns=range(61)).fillna(0).astype(int)
    rows = []
    for unit in [unit for unit in wide.index if unit in set(units) and wide.loc[unit].sum() >= LEAST]:
        own = wide.loc[unit].to_numpy()
        look = bunching(own, LIMIT, others=wide.sum().to_numpy() - own, before=1, after=AROUND)
        rows.append(row(str(unit), int(own.sum()), look))
    return pd.DataFrame(rows, columns=COLUMNS)


def last_day_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases decided on the last legal day."""
    return book.sql(
        f"SELECT case_id, decided_on AS day FROM arrest_reviews WHERE unit = '{unit}'"
        f" AND {span.holds('decided_on')} AND {_DETAINED} AND {_TAKEN} = {LIMIT} ORDER BY 2, 1"
    )


def quarter_ends(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """Decisions by month, closing months of quarters against the office's other ones; part months are left out."""
    months = _months(span)
    if not months:
        return pd.DataFrame(columns=COLUMNS)
    counted = shelf.rows(
        book,
        "screens",
        "SELECT unit, strftime(decided_on, '%Y-%m') AS month, COUNT(*) AS n FROM arrest_reviews"
        f" WHERE {span.holds('decided_on')} GROUP BY 1, 2 ORDER BY 1, 2",
    )
    wide = counted.pivot(index="unit", columns="month", values="n").reindex(columns=months).fillna(0).astype(int)
    exposure = [_working(month) for month in months]
    closing = [int(month[5:]) % 3 == 0 for month in months]
    rows = [
        row(str(unit), int(wide.loc[unit].sum()), surge(wide.loc[unit].to_numpy(), exposure, closing=closing))
        for unit in wide.index
        if unit in set(units) and wide.loc[unit].sum() >= LEAST
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def quarter_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases decided in the closing months of quarters."""
    months = ", ".join(f"'{month}'" for month in _months(span) if int(month[5:]) % 3 == 0)
    return book.sql(
        f"SELECT case_id, decided_on AS day FROM arrest_reviews WHERE unit = '{unit}'"
        f" AND {span.holds('decided_on')} AND strftime(decided_on, '%Y-%m') IN ({months}) ORDER BY 2, 1"
    )


def _months(span: Span) -> list[str]:
    """Whole months within the days."""
    starts = pd.date_range(span.first, span.last + timedelta(days=1), freq="MS")
    return [f"{start:%Y-%m}" for start in starts[:-1]]


@cache
def _working(month: str) -> int:
    """Working days by the calendar of the State Council, with days moved to and from weekends."""
    import holidays

    calendar = holidays.country_holidays("CN", years=int(month[:4]))
    start = np.datetime64(month, "M")
    days = pd.date_range(start.astype("datetime64[D]"), (start + 1).astype("datetime64[D]"), inclusive="left")
    return sum(calendar.is_working_day(day.date()) for day in days)
