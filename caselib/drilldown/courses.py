"""What became of single cases: every date that they have, and the last day of each legal term that ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from caselib.domain.tables import TABLES
from caselib.measures.query import Scope
from caselib.measures.terms import TERMS, terms_query

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["Courses", "courses"]


@dataclass(frozen=True)
class Courses:
    """`events`: case_id, unit, who, column, on; `limits`: case_id, unit, who, term (its place), due, late."""

    events: pd.DataFrame
    limits: pd.DataFrame

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return int(self.events.memory_usage().sum() + self.limits.memory_usage().sum())


def courses(book: Book, table: str, cases: Sequence[str], *, scope: Scope) -> Courses:
    """Follow cases through their table, all in two readings of it."""
    asked = ", ".join("?" * len(cases))
    rows = book.sql(f"SELECT * FROM {table} WHERE case_id IN ({asked}) ORDER BY ALL", list(cases))
    events = rows.assign(who=rows.get("person_id", "")).melt(
        ["case_id", "unit", "who"],
        [column.name for column in TABLES[table].columns if column.type == "date" and column.name in rows],
        var_name="column",
        value_name="on",
    )
    events = events[events["on"].notna()].assign(on=lambda left: pd.to_datetime(left["on"]).dt.date)
    events = events.drop_duplicates().sort_values(["who", "on"], kind="stable", ignore_index=True)
    terms = [
        place
        for place, term in enumerate(TERMS)
        if term.table == table and not book.absent[table] & {term.start, term.end}
    ]
    if not terms:
        return Courses(events, pd.DataFrame(columns=["case_id", "unit", "who", "term", "due", "late"]))
    limits = book.sql(terms_query(terms, scope, cases=len(cases)), list(cases))
    return Courses(events, limits.assign(due=pd.to_datetime(limits["due"]).dt.date, late=limits["late"].astype(bool)))
