"""What may be wrong with one row, as SQL: what follows from the declared columns, the rules, an office's checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caselib.casebook.mapping import ColumnSource, TableSource
from caselib.casebook.rules import BUILT_IN, Severity, rules_of
from caselib.casebook.sql import listed, literal, named
from caselib.domain.label import Label
from caselib.domain.tables import Column, Table
from caselib.measures.predicate import columns

__all__ = ["Finding", "findings", "labels"]


@dataclass(frozen=True)
class Finding:
    """One thing that may be wrong: `bad` is true on a bad row; `value` is what is shown of it (SQL, too)."""

    rule: str
    severity: Severity
    column: str
    bad: str
    value: str


def findings(
    table: Table, source: TableSource, used: Mapping[str, ColumnSource], *, data_date: date | None, today: date
) -> list[Finding]:
    """List everything that is asked of a row of this file.

    A value is looked for under its column's name, its text under `x_` and the column's place; a check's answer
    and the value that it shows under `c_` and `v_` and the check's place.
    """
    found = [finding for place, column in enumerate(table.columns) for finding in _of_column(column, place, table)]
    found += [
        _late(column, place, data_date, today) for place, column in enumerate(table.columns) if _is_event(column, table)
    ]
    found += [
        Finding("not_computed", "quarantine", column.name, f"e_{place}", "NULL")
        for place, column in enumerate(table.columns)
        if column.name in used and used[column.name].sql is not None
    ]
    found += [
        Finding(check.name, check.severity, check.column, f"c_{place}", f"v_{place}")
        for place, check in enumerate(source.checks)
    ]
    return found + list(_of_rules(table, used))


def labels(table: Table, source: TableSource) -> dict[str, Label]:
    """Name every rule that a row of the table may break."""
    named_rules = {name: rule.label for name, rule in BUILT_IN.items()} | {
        rule.name: rule.label for rule in rules_of(table.name)
    }
    return named_rules | {check.name: Label(check.why, check.why) for check in source.checks}


def _of_column(column: Column, place: int, table: Table) -> Iterator[Finding]:
    name, text = named(column.name), f"x_{place}"
    if column.required:
        yield Finding(
            "missing",
            "quarantine",
            column.name,
            f"(CASE WHEN {name} IS NULL THEN coalesce(trim({text}), '') = '' ELSE false END)",
            "NULL",
        )
    if column.sql_type != "VARCHAR":
        yield Finding("type", "quarantine", column.name, _unreadable(column, place), text)
    if column.codes is not None and not column.codes.open:
        bad = f"{name} NOT IN ({listed(column.codes.values)})"
        yield Finding("code", "quarantine", column.name, " OR ".join([bad, *_outdated(column, table)]), text)


def _unreadable(column: Column, place: int) -> str:
    return (
        f"(CASE WHEN {named(column.name)} IS NULL AND x_{place} IS NOT NULL THEN trim(x_{place}) <> '' ELSE false END)"
    )


def _outdated(column: Column, table: Table) -> Iterator[str]:
    """A code used on a day on which it was not valid; the day is that of the table's first event."""
    event = next((named(other.name) for other in table.columns if other.type == "date"), None)
    for code in column.codes.codes if column.codes and event else ():
        bounds = [f"{event} < DATE '{code.valid_from}'"] if code.valid_from else []
        bounds += [f"{event} > DATE '{code.valid_to}'"] if code.valid_to else []
        if bounds:
            yield f"{named(column.name)} = {literal(code.value)} AND ({' OR '.join(bounds)})"


def _is_event(column: Column, table: Table) -> bool:
    return column.type == "date" and table.name != "units"


def _late(column: Column, place: int, data_date: date | None, today: date) -> Finding:
    """An event after the day up to which the data reach can't have been recorded.

    Where that day is not said, the day of loading stands for it; a clock may be wrong, so it only flags.
    """
    name = named(column.name)
    if data_date is not None:
        return Finding("after_data_date", "quarantine", column.name, f"{name} > DATE '{data_date}'", f"x_{place}")
    return Finding("after_today", "flag", column.name, f"{name} > DATE '{today}'", f"x_{place}")


def _of_rules(table: Table, used: Mapping[str, ColumnSource]) -> Iterator[Finding]:
    places = {column.name: place for place, column in enumerate(table.columns)}
    for rule in rules_of(table.name):
        # A column that the source does not have is said once for the file, not once for each row.
        if rule.kind == "completeness" and rule.column not in used:
            continue
        # What can't be read is said to be unreadable; it does not also contradict something.
        unread = [
            f"NOT {_unreadable(table[name], places[name])}"
            for name in columns(rule.bad)
            if table[name].sql_type != "VARCHAR"
        ]
        bad = " AND ".join([f"({rule.bad})", *unread])
        yield Finding(rule.name, rule.severity, rule.column, bad, f"x_{places[rule.column]}")
