"""What a reviewer is shown of a case: the record, as the casebook has it, without why the case was drawn."""

from __future__ import annotations

import pandas as pd

from caselib.casebook.sql import listed, named
from caselib.domain.tables import TABLES, Column
from caselib.domain.vocabulary.declare import CodeList
from caselib.measures.count import Source
from caselib.review.plan import Plan

__all__ = ["FACTS", "facts"]

GROUPS = ("case", "dates", "outcome")
FACTS = ["review_id", "place", "group", "label_en", "label_zh", "value"]
# The campaign and its tag may be why a case was chosen by somebody; the handler is known from the file.
_HIDDEN = frozenset({"person_id", "handler", "campaign_tagged_on"})


def facts(book: Source, plan: Plan) -> pd.DataFrame:
    """Set out the record of every assigned case, one line a value: `FACTS`, by group in the order of the columns.

    `group`: case (what it is), dates, outcome (what was decided). Of a case with several persons each has their lines,
    numbered. What is empty is left out.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> cl.review.facts(reviewed, one.plan)["group"].iloc[0]
    'case'
    """
    parts = [_of_table(book, str(table), rows) for table, rows in plan.assignments.groupby("table")]
    if not parts:
        return pd.DataFrame(columns=FACTS)
    return pd.concat(parts, ignore_index=True).sort_values(["review_id", "place"], ignore_index=True)[FACTS]


def _of_table(book: Source, name: str, assigned: pd.DataFrame) -> pd.DataFrame:
    table = TABLES[name]
    order = ", ".join(named(part) for part in table.key)
    shown = [column for column in table.columns if column.name not in _HIDDEN]
    columns = ", ".join(named(column.name) for column in shown)
    cases = listed(sorted(set(assigned["case_id"])))
    rows = book.sql(f"SELECT {columns} FROM {name} WHERE case_id IN ({cases}) ORDER BY {order}")
    persons = rows.groupby("case_id")["case_id"].transform("size")
    number = rows.groupby("case_id").cumcount() + 1
    lines = []
    for person, of, row in zip(number, persons, rows.to_dict("records"), strict=True):
        for place, column in enumerate(shown):
            if not pd.isna(row[column.name]) and (column.name != "case_id" or person == 1):
                line = _line(column, row[column.name], person, of)
                lines.append((row["case_id"], person * 1000 + GROUPS.index(line[0]) * 100 + place, *line))
    made = pd.DataFrame(lines, columns=["case_id", *FACTS[1:]])
    return assigned[["review_id", "case_id"]].merge(made, on="case_id")


def _line(column: Column, value: object, person: int, of: int) -> tuple[str, str, str, str]:
    group = "dates" if column.type == "date" else "outcome" if column.codes is not None else "case"
    en, zh = (f"Person {person}: ", f"第{person}人：") if of > 1 and column.name != "case_id" else ("", "")
    return group, en + column.label.en, zh + column.label.zh, _text(column, value)


def _text(column: Column, value: object) -> str:
    """A value as a person reads it: a day, yes or no, a code with its Chinese label."""
    if column.type == "date":
        return str(pd.Timestamp(value).date())  # type: ignore[arg-type]
    if column.sql_type == "BOOLEAN":
        return "是 yes" if value else "否 no"
    if column.codes is not None:
        return _label(column.codes, str(value))
    return str(int(value)) if column.sql_type == "BIGINT" else str(value)  # type: ignore[call-overload]


def _label(codes: CodeList, value: str) -> str:
    label = next((code.label for code in codes.codes if code.value == value), None)
    return value if label is None else f"{label.zh} {label.en}"
