"""What became of single cases: every date that they have, and the last day of each legal term that ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pandas as pd

from caselib.domain.tables import TABLES
from caselib.errors import ParameterError, nearest
from caselib.measures.count import Source
from caselib.measures.query import Scope
from caselib.measures.terms import TERMS, terms_query

__all__ = ["Courses", "course_of", "courses"]


class Asked(Source, Protocol):
    """What is needed of a casebook."""

    def sql(self, query: str, parameters: Sequence[Any] | None = None) -> pd.DataFrame:
        """Run a query over the tables."""


@dataclass(frozen=True)
class Courses:
    """`events`: case_id, unit, who, column, on; `limits`: case_id, unit, who, term (its place), due, late."""

    events: pd.DataFrame
    limits: pd.DataFrame

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return int(self.events.memory_usage().sum() + self.limits.memory_usage().sum())


def course_of(book: Asked, table: str, case: str, *, within: str | None = None) -> pd.DataFrame:
    """Set out the course of one case in the order of its days: who, on, column, term, late.

    A row without `term` is a date of the record; one with it is the last day of that term, which ends with what
    `column` records, and `late` says whether it was not met. `within`: the unit that has the case, or one above it.
    """
    known = [name for name, each in TABLES.items() if "case_id" in each.names]
    if table not in known:
        raise ParameterError("no such table of cases", got=table, advice=nearest(table, known))
    # No day bounds a course; a scope has some.
    scope = Scope(date.min, date.max, book.about.data_date)
    found = courses(book, table, [case], scope=scope)
    ends = found.limits["term"].map(lambda place: TERMS[place].end)
    said = found.limits["term"].map(lambda place: TERMS[place].said.text(book.about.reader.language))
    limits = found.limits.rename(columns={"due": "on"}).assign(column=ends, term=said)
    rows = pd.concat([found.events.assign(term="", late=False), limits], ignore_index=True)
    top = within or book.about.reader.unit
    inside = rows["unit"].isin(book.units.below(top)) if top else slice(None)
    columns = ["who", "on", "column", "term", "late"]
    return rows.loc[inside, columns].sort_values(["who", "on"], kind="stable", ignore_index=True)


def courses(book: Asked, table: str, cases: Sequence[str], *, scope: Scope) -> Courses:
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
