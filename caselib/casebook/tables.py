"""One table of a load: judged, and written as accepted, quarantined and flagged rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from caselib.casebook.expression import expression_columns
from caselib.casebook.findings import labels
from caselib.casebook.judged import Judge, Staging, judge_here
from caselib.casebook.ledger import note_broken, number_problems, write_rows
from caselib.casebook.loaded import LoadedTable
from caselib.casebook.mapping import ColumnSource, TableSource
from caselib.casebook.raw import Raw
from caselib.casebook.sql import literal, named
from caselib.casebook.stage import columns_used
from caselib.domain.tables import TABLES, Table

__all__ = ["build_table", "derive_units", "latest_day"]

Engine = duckdb.DuckDBPyConnection


def build_table(
    engine: Engine, staging: Staging, raws: Sequence[Raw], work: Path, *, judged: Judge = judge_here
) -> tuple[LoadedTable, list[Raw]]:
    """Read the files of a table, judge each row, and write to `work / "book"` what was accepted and what was not.

    `judged`: who does the first two. Gives what became of the table, and each file as it was read in the end.
    """
    table, book = staging.table, work / "book"
    read = judged(engine, staging, raws, work)
    number_problems(engine, table, read)
    write_rows(engine, table, book)
    broken = note_broken(engine, table, labels(table, staging.source))
    return _counted(engine, staging, read, book, broken), read


def _counted(
    engine: Engine, staging: Staging, raws: Sequence[Raw], book: Path, broken: Mapping[str, Mapping[str, int]]
) -> LoadedTable:
    table, source = staging.table, staging.source
    used = [columns_used(table, source, raw) for raw in raws]
    absent = tuple(name for name in table.names if not any(name in each for each in used))
    spare = {name for raw, each in zip(raws, used, strict=True) for name in set(raw.names) - _spoken_of(each, source)}
    # Rows are counted in what was written, against what the files were found to hold.
    accepted, quarantined = (
        pq.read_metadata(book / folder / f"{table.name}.parquet").num_rows for folder in ("tables", "quarantined")
    )
    return LoadedTable(
        table.name,
        sum(raw.records for raw in raws),
        accepted,
        quarantined,
        _number(engine, "SELECT count(*) FROM found WHERE NOT bad"),
        broken["quarantine"],
        broken["flag"],
        absent,
        tuple(sorted(spare)),
    )


def _spoken_of(used: Mapping[str, ColumnSource], source: TableSource) -> set[str]:
    spoken = {said.column for said in used.values() if said.column is not None}
    for sql in [said.sql for said in used.values() if said.sql] + [check.bad for check in source.checks]:
        spoken |= expression_columns(sql)
    return spoken | {check.column for check in source.checks}


def _number(engine: Engine, sql: str) -> int:
    return int(engine.execute(sql).fetchall()[0][0])


def derive_units(engine: Engine, tables: Sequence[Table], book: Path) -> None:
    """Make a flat tree of every unit seen, where no table of units was given."""
    seen = " UNION ALL ".join(f"SELECT unit FROM {table.name}_accepted" for table in tables if "unit" in table.names)
    seen = seen or "SELECT CAST(NULL AS VARCHAR) AS unit WHERE false"
    derived = {"unit": "unit", "parent": "parent"}
    columns = ", ".join(
        f"{derived.get(column.name, f'CAST(NULL AS {column.sql_type})')} AS {column.name}"
        for column in TABLES["units"].columns
    )
    sql = (
        f"SELECT {columns} FROM (SELECT 'ALL' AS unit, CAST(NULL AS VARCHAR) AS parent UNION ALL"
        f" SELECT DISTINCT unit, 'ALL' FROM ({seen}) WHERE unit <> 'ALL') ORDER BY parent NULLS FIRST, unit"
    )
    path = literal(str((book / "tables" / "units.parquet").resolve()))
    engine.execute(f"COPY ({sql}) TO {path} (FORMAT parquet)")


def latest_day(engine: Engine, tables: Sequence[Table]) -> date:
    """Find the latest date of any event that is not after today: up to there the data reach."""
    today = datetime.now(UTC).date()
    days = [date(1900, 1, 1)]
    for table in tables:
        events = [named(column.name) for column in table.columns if column.type == "date" and table.name != "units"]
        if events:
            latest = ", ".join(f"max({name}) FILTER (WHERE {name} <= DATE '{today}')" for name in events)
            days += [day for day in engine.execute(f"SELECT {latest} FROM {table.name}_accepted").fetchall()[0] if day]
    return max(days)
