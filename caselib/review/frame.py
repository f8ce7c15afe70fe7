"""The cases from which a review is drawn: those concluded in a period, and the adverse ones of before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from caselib.domain.periods import Period
from caselib.errors import ParameterError
from caselib.measures.catalogue import find
from caselib.measures.count import Source
from caselib.measures.declare import Rate
from caselib.measures.query import Scope, case_query

__all__ = ["CASE", "MUST_REVIEW", "REVIEWED", "Reviewed", "adverse", "concluded", "concluded_between"]

CASE = ["table", "case_id"]
"""What makes a row of the frame one case."""


@dataclass(frozen=True)
class Reviewed:
    """How the cases of a table are reviewed: for which function, concluded on which day, of which type."""

    table: str
    function: str
    concluded: str
    case_type: str


REVIEWED: dict[str, Reviewed] = {
    one.table: one
    for one in (
        Reviewed("arrest_reviews", "criminal", "decided_on", "offence"),
        Reviewed("civil_supervision", "civil", "concluded_on", "cause"),
        Reviewed("administrative_supervision", "administrative", "concluded_on", "kind"),
        Reviewed("reverse_linkage", "administrative", "opinion_on", "offence"),
        Reviewed("public_interest", "public_interest", "ended_on", "field"),
    )
}
"""Review is of concluded cases (domain 2.1); open ones belong to process monitoring."""
MUST_REVIEW: tuple[str, ...] = (
    "not_prosecuted_no_crime_after_arrest",
    "not_prosecuted_insufficient_after_arrest",
    "case_withdrawn_after_arrest",
    "withdrawn_after_arrest",
    "acquitted_after_arrest",
    "refusal_changed",
    "retrial_refused_of_issued",
    "administrative_retrial_refused_of_issued",
    "pil_rejected",
    "pil_relapsed",
    "pil_ended_against_record",
)
"""Measures whose cases *of which* every office must review (domain 2.3). The rule of 2026 was not found: give another
list where yours differs."""


def concluded(book: Source, period: Period, *, units: Sequence[str], tables: Sequence[str]) -> pd.DataFrame:
    """List the cases concluded in a period: table, function, case_id, unit, handler, case_type; a row each.

    A case of several persons is one case; its unit, handler and type are those of its first row in code order.
    """
    return concluded_between(book, period.first_day, period.last_day, units=units, tables=tables)


def concluded_between(
    book: Source, first_day: date, last_day: date, *, units: Sequence[str], tables: Sequence[str]
) -> pd.DataFrame:
    """List the cases concluded on or between two days, as `concluded` does."""
    scope = Scope(first_day, last_day, book.about.data_date, tuple(units))
    parts = [_of_table(book, REVIEWED[table], scope) for table in tables]
    columns = ["table", "function", "case_id", "unit", "handler", "case_type"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _of_table(book: Source, said: Reviewed, scope: Scope) -> pd.DataFrame:
    rows = book.sql(
        f"SELECT case_id, MIN(unit) AS unit, MIN(handler) AS handler, MIN({said.case_type}) AS case_type"
        f" FROM {said.table} WHERE {scope.where(said.concluded)} GROUP BY case_id ORDER BY case_id"
    )
    return rows.assign(table=said.table, function=said.function).fillna({"handler": "", "case_type": ""})


def adverse(
    book: Source, measures: Sequence[str], *, first_day: date, last_day: date, units: Sequence[str]
) -> pd.DataFrame:
    """List cases behind measures whose clock falls in the days: table, function, case_id, unit, handler, type, measure.

    Raises `ParameterError` for a measure that names no cases, or cases that are not reviewed here.
    """
    parts = []
    for name in measures:
        measure = find(name)
        if not isinstance(measure, Rate) or measure.table not in REVIEWED:
            raise ParameterError(
                "cases to review are those `of_which` of a share",
                got=name,
                advice="name a share, as refused; its table is one that is reviewed: " + ", ".join(REVIEWED),
            )
        said = REVIEWED[measure.table]
        scope = Scope(first_day, last_day, book.about.data_date, tuple(units))
        columns = ["case_id", "unit", "handler", said.case_type]
        rows = book.sql(case_query(measure, "numerator", scope=scope, columns=columns))
        rows = rows.rename(columns={said.case_type: "case_type"}).groupby("case_id", as_index=False).min()
        parts.append(rows.assign(table=said.table, function=said.function, measure=name))
    columns = ["table", "function", "case_id", "unit", "handler", "case_type", "measure"]
    kept = [part for part in parts if len(part)]
    return pd.concat(kept, ignore_index=True)[columns] if kept else pd.DataFrame(columns=columns)
