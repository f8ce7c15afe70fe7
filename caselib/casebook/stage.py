"""One file into typed columns, each row with whether anything is wrong with it; and then what.

The first statement goes over every row, so that a nation's rows never pass through Python; the second only over
those in which something was found.
"""

from __future__ import annotations

from collections.abc import Sequence

from caselib.casebook.expression import checked_expression
from caselib.casebook.findings import Finding
from caselib.casebook.mapping import Check, ColumnSource, TableSource
from caselib.casebook.raw import Raw
from caselib.casebook.sql import literal, named
from caselib.casebook.typed import translated, typed
from caselib.domain.tables import Column, Table
from caselib.errors import MappingError, nearest

__all__ = ["columns_used", "problem_sql", "staging_sql"]

_NOTHING = "chr(1)"
"""Stands for "the expression gives nothing", so that NULL can stand for "it could not be computed"."""


def columns_used(table: Table, source: TableSource, raw: Raw) -> dict[str, ColumnSource]:
    """Say where each declared column comes from in this file; those it does not have are left out."""
    used = dict(source.columns)
    used |= {name: ColumnSource(column=name) for name in table.names if name not in used and name in raw.names}
    for name, said in used.items():
        if said.column is not None:
            _known(said.column, raw, f"{table.name}.{name}")
    return used


def staging_sql(table: Table, source: TableSource, raw: Raw, *, file: int, found: Sequence[Finding]) -> str:
    """Write the statement that reads, types and judges one file.

    Result: `_file`, the declared columns, `_bad`, `_noted`, and `_texts`: what the second statement needs of a
    row that is bad or noted, NULL for every other; and `_record` before them, where the file has it numbered.
    """
    used = columns_used(table, source, raw)
    read = [*_texts(table, used, raw), *_checks(source.checks, raw, table.name)]
    if raw.record or any(said.record for said in used.values()):
        read.append(f"{named(raw.record) if raw.record else 'row_number() OVER ()'} AS r")
    computed = [f"nullif(y_{i}, {_NOTHING}) AS x_{i}, y_{i} IS NULL AS e_{i}" for i in _expressions(table, used)]
    values = [
        f"{typed(column, f'x_{i}', source.date_formats)} AS {named(column.name)}"
        for i, column in enumerate(table.columns)
    ]
    bad, noted = (_any(found, severity) for severity in ("quarantine", "flag"))
    kept = [f"x_{i}" for i in range(len(table.columns))] + [
        f"CAST({name} AS VARCHAR)" for name in _marks(table, source, used)
    ]
    names = ", ".join(named(name) for name in table.names)
    return (
        f"SELECT {'r AS _record, ' if raw.record else ''}CAST({file} AS SMALLINT) AS _file, {names}, _bad, _noted,"
        f" CASE WHEN _bad OR _noted THEN [{', '.join(kept)}] END AS _texts FROM ("
        f"SELECT *, {bad} AS _bad, {noted} AS _noted FROM ("
        f"SELECT *, {', '.join(values)} FROM ("
        f"SELECT {', '.join(['*', *computed, *_recorded(table, used, raw)])} FROM ("
        f"SELECT {', '.join(read)} FROM {raw.sql}))))"
    )


def problem_sql(table: Table, source: TableSource, raw: Raw, *, file: int, found: Sequence[Finding]) -> str:
    """Write the statement that says of each bad or noted row what is wrong: place, rule, severity, col, value."""
    used = columns_used(table, source, raw)
    texts = [f"_texts[{i + 1}] AS x_{i}" for i in range(len(table.columns))]
    texts += [
        f"{_back(name, f'_texts[{len(table.columns) + 1 + i}]')} AS {name}"
        for i, name in enumerate(_marks(table, source, used))
    ]
    asked = ", ".join(
        f"CASE WHEN {one.bad} THEN {{rule: {literal(one.rule)}, severity: {literal(one.severity)},"
        f" col: {literal(one.column)}, value: CAST({one.value} AS VARCHAR)}} END"
        for one in found
    )
    return (
        "SELECT place, p.rule, p.severity, p.col, p.value FROM ("
        f"SELECT place, unnest([{asked}]) AS p FROM (SELECT rowid AS place, *, {', '.join(texts)} FROM staged"
        f" WHERE _file = {file} AND (_bad OR _noted))) WHERE p IS NOT NULL"
    )


def _known(name: str, raw: Raw, where: str) -> str:
    if name not in raw.names:
        raise MappingError(
            "no such source column", where=f"{raw.file}, {where}", got=name, advice=nearest(name, raw.names)
        )
    return named(name)


def _texts(table: Table, used: dict[str, ColumnSource], raw: Raw) -> list[str]:
    """Every declared column's text: `x_`, or `y_` for what an expression gives."""
    texts = []
    for i, column in enumerate(table.columns):
        said = used.get(column.name)
        if said is None:
            texts.append(f"CAST(NULL AS VARCHAR) AS x_{i}")
        elif said.sql is not None:
            texts.append(f"{_computed(said, column, raw, table.name)} AS y_{i}")
        elif said.constant is not None:
            texts.append(f"{literal(said.constant)} AS x_{i}")
        elif said.column is not None:
            text = _known(said.column, raw, column.name)
            texts.append(f"{translated(text, said.values)} AS x_{i}")
    return texts


def _computed(said: ColumnSource, column: Column, raw: Raw, table: str) -> str:
    sql = checked_expression(said.sql or "", raw.names, where=f"{raw.file}, {table}.{column.name}")
    text = translated(f"CAST({sql} AS VARCHAR)", said.values)
    return f"TRY(coalesce({text}, {_NOTHING}))"


def _recorded(table: Table, used: dict[str, ColumnSource], raw: Raw) -> list[str]:
    """The file and the number of the record, for a source that has no other name for a case."""
    stem = literal(f"{raw.file.split('.')[0]}:")
    return [
        f"{stem} || r AS x_{i}"
        for i, column in enumerate(table.columns)
        if column.name in used and used[column.name].record
    ]


def _expressions(table: Table, used: dict[str, ColumnSource]) -> list[int]:
    return [i for i, column in enumerate(table.columns) if column.name in used and used[column.name].sql is not None]


def _checks(checks: Sequence[Check], raw: Raw, table: str) -> list[str]:
    """An office's own checks; one that can't be computed is not passed."""
    said = []
    for i, check in enumerate(checks):
        bad = checked_expression(check.bad, raw.names, where=f"{raw.file}, {table}, {check.name}")
        said.append(f"coalesce(TRY(coalesce(CAST({bad} AS BOOLEAN), false)), true) AS c_{i}")
        said.append(f"{_known(check.column, raw, check.name) if check.column else 'CAST(NULL AS VARCHAR)'} AS v_{i}")
    return said


def _marks(table: Table, source: TableSource, used: dict[str, ColumnSource]) -> list[str]:
    checks = [name for i in range(len(source.checks)) for name in (f"c_{i}", f"v_{i}")]
    return [f"e_{i}" for i in _expressions(table, used)] + checks


def _back(name: str, text: str) -> str:
    return text if name.startswith("v_") else f"CAST({text} AS BOOLEAN)"


def _any(found: Sequence[Finding], severity: str) -> str:
    return " OR ".join(f"coalesce({one.bad}, false)" for one in found if one.severity == severity) or "false"
