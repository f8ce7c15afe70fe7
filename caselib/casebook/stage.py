"""One file into one table of typed columns, each row with its record number and what is wrong with it.

Everything happens in one SQL statement a file, so that a nation's rows never pass through Python.
"""

from __future__ import annotations

from collections.abc import Sequence

from caselib.casebook.csv_source import quoted
from caselib.casebook.expression import checked_expression, expression_columns
from caselib.casebook.mapping import ColumnSource, TableSource
from caselib.casebook.raw import Raw
from caselib.casebook.rules import rules_of
from caselib.domain.tables import Column, Table
from caselib.errors import MappingError, nearest

__all__ = ["STAGED", "columns_used", "staging_sql"]

STAGED = "staged"
_TRUE = ("true", "t", "1", "1.0", "yes", "y", "是", "有")
_FALSE = ("false", "f", "0", "0.0", "no", "n", "否", "无")
_DAYS = "DATE '1900-01-01' AND DATE '2100-12-31'"
_PROBLEM = "STRUCT(rule VARCHAR, severity VARCHAR, col VARCHAR, value VARCHAR)"


def columns_used(table: Table, source: TableSource, raw: Raw) -> dict[str, ColumnSource]:
    """Say where each declared column comes from in this file; those it does not have are left out."""
    used = dict(source.columns)
    for name in table.names:
        if name not in used and name in raw.names:
            used[name] = ColumnSource(column=name)
    for name, said in used.items():
        if said.column is not None and said.column not in raw.names:
            where = f"{raw.path.name}, {table.name}.{name}"
            raise MappingError(
                "no such source column", where=where, got=said.column, advice=nearest(said.column, raw.names)
            )
    return used


def staging_sql(table: Table, source: TableSource, raw: Raw, *, file: int) -> str:
    """Write the statement that reads, types and checks one file.

    Result: `_file`, `_record`, the declared columns typed, `_problems` (a list, NULL where there is none) and `_bad`.
    """
    used = columns_used(table, source, raw)
    where = f"{raw.path.name}, {table.name}"
    texts = ", ".join(
        f"{_text(used.get(column.name), column, raw, where)} AS t_{i}" for i, column in enumerate(table.columns)
    )
    checks = "".join(
        f", TRY({checked_expression(check.bad, raw.names, where=f'{where}, {check.name}')}) AS c_{i},"
        f" {_shown(check.column, raw, where)} AS v_{i}"
        for i, check in enumerate(source.checks)
    )
    as_is = [_is_typed(used.get(column.name), column, raw) for column in table.columns]
    typed = ", ".join(
        f"{_typed(column, f't_{i}', source.date_formats, as_is=as_is[i])} AS {column.name}"
        for i, column in enumerate(table.columns)
    )
    problems = _problems(table, source)
    bad = "list_contains(list_transform(_problems, lambda p: p.severity), 'quarantine')"
    return (
        f"SELECT _file, _record, {', '.join(table.names)}, _problems, coalesce({bad}, false) AS _bad FROM ("
        f"SELECT *, {problems} AS _problems FROM ("
        f"SELECT *, {typed} FROM ("
        f"SELECT {file} AS _file, _record, {texts}{checks} FROM ("
        f"SELECT *, row_number() OVER () AS _record FROM {_base(used, source, raw)}))))"
    )


def _base(used: dict[str, ColumnSource], source: TableSource, raw: Raw) -> str:
    """The file with every column as text, but those that keep the type they have."""
    if not raw.types:
        return raw.sql
    spoken = {name for said in used.values() if said.sql for name in expression_columns(said.sql)}
    spoken |= {name for check in source.checks for name in (*expression_columns(check.bad), check.column) if name}
    spoken |= {said.column for said in used.values() if said.column and said.values}
    kept = [
        _name(name)
        if _keeps(name, used, raw) and name not in spoken
        else f"CAST({_name(name)} AS VARCHAR) AS {_name(name)}"
        for name in raw.names
    ]
    return f"(SELECT {', '.join(kept)} FROM {raw.sql})"


def _keeps(name: str, used: dict[str, ColumnSource], raw: Raw) -> bool:
    return bool(raw.types.get(name)) and any(said.column == name for said in used.values())


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(said: ColumnSource | None, column: Column, raw: Raw, where: str) -> str:
    """The value as text, translated; typed Parquet columns stay as they are."""
    if said is None:
        return "CAST(NULL AS VARCHAR)"
    if said.constant is not None:
        return quoted(said.constant)
    if said.record:
        return f"{quoted(raw.path.name.split('.')[0])} || ':' || CAST(_record AS VARCHAR)"
    if said.column is not None and _is_typed(said, column, raw):
        return _name(said.column)
    sql = (
        _name(said.column)
        if said.column
        else f"TRY({checked_expression(said.sql or '', raw.names, where=f'{where}.{column.name}')})"
    )
    text = f"nullif(trim(CAST({sql} AS VARCHAR)), '')"
    known = dict(_labels(column)) | dict(said.values)
    return _translated(text, known) if known else text


def _is_typed(said: ColumnSource | None, column: Column, raw: Raw) -> bool:
    """Whether the source column already has the declared type, so that nothing need be read from text."""
    if said is None or said.column is None or said.values or column.sql_type == "VARCHAR":
        return False
    return raw.types.get(said.column) == column.sql_type


def _labels(column: Column) -> list[tuple[str, str]]:
    """A code may also be written as its Chinese label."""
    return [(code.label.zh, code.value) for code in column.codes.codes] if column.codes else []


def _translated(text: str, values: dict[str, str]) -> str:
    whens = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in values.items())
    return f"nullif(CASE {text} {whens} ELSE {text} END, '')"


def _typed(column: Column, text: str, formats: Sequence[str], *, as_is: bool) -> str:
    """The value in its type, NULL where it can't be read."""
    if as_is:
        return text
    if column.sql_type == "DATE":
        listed = ", ".join(quoted(form) for form in formats)
        plain = f"CAST({text} AS VARCHAR)"
        # The plain ISO form is by far the commonest; the loose cast of the engine would take 05/01/20 for the year 5.
        return (
            f"CASE WHEN {plain} LIKE '____-__-__' THEN TRY_CAST({plain} AS DATE)"
            f" ELSE CAST(try_strptime({plain}, [{listed}]) AS DATE) END"
        )
    if column.sql_type == "BIGINT":
        plain = f"CAST({text} AS VARCHAR)"
        return f"CASE WHEN regexp_full_match({plain}, '[+-]?[0-9]+([.]0+)?') THEN TRY_CAST({plain} AS BIGINT) END"
    if column.sql_type == "BOOLEAN":
        true, false = (", ".join(quoted(word) for word in words) for words in (_TRUE, _FALSE))
        plain = f"lower(CAST({text} AS VARCHAR))"
        return f"CASE WHEN {plain} IN ({true}) THEN true WHEN {plain} IN ({false}) THEN false END"
    return f"CAST({text} AS VARCHAR)"


def _problems(table: Table, source: TableSource) -> str:
    """A list of what is wrong, NULL where nothing is: first asked as one question, since most rows are good."""
    found: list[tuple[str, str, str, str, str]] = []
    for i, column in enumerate(table.columns):
        if column.required:
            found.append((f"t_{i} IS NULL", "missing", "quarantine", column.name, "NULL"))
        if column.sql_type != "VARCHAR":
            far = f" OR {column.name} NOT BETWEEN {_DAYS}" if column.sql_type == "DATE" else ""
            unread = f"(t_{i} IS NOT NULL AND {column.name} IS NULL{far})"
            found.append((unread, "type", "quarantine", column.name, f"t_{i}"))
        if column.codes is not None and not column.codes.open:
            listed = ", ".join(quoted(value) for value in column.codes.values)
            found.append((f"{column.name} NOT IN ({listed})", "code", "quarantine", column.name, column.name))
    for i, check in enumerate(source.checks):
        found.append((f"c_{i}", check.name, check.severity, check.column, f"v_{i}"))
    for rule in rules_of(table.name):
        found.append((f"({rule.bad})", rule.name, rule.severity, rule.column, rule.column))
    if not found:
        return f"CAST(NULL AS {_PROBLEM}[])"
    anything = " OR ".join(f"coalesce({bad}, false)" for bad, *_ in found)
    listed = ", ".join(
        f"CASE WHEN {bad} THEN {{rule: {quoted(rule)}, severity: {quoted(severity)}, col: {quoted(col)},"
        f" value: CAST({value} AS VARCHAR)}} END"
        for bad, rule, severity, col, value in found
    )
    return f"CASE WHEN {anything} THEN list_filter([{listed}], lambda p: p IS NOT NULL) END"


def _shown(column: str, raw: Raw, where: str) -> str:
    if not column:
        return "NULL"
    if column not in raw.names:
        raise MappingError("no such source column", where=where, got=column, advice=nearest(column, raw.names))
    return f"CAST({_name(column)} AS VARCHAR)"
