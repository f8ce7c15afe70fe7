"""One table of a load: staged file by file, judged, and written as accepted, quarantined and flagged rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from caselib.casebook.expression import expression_columns
from caselib.casebook.findings import Finding, findings, labels
from caselib.casebook.judge import judge_keys, judge_offices, judge_reviews, judge_units
from caselib.casebook.ledger import note_broken, number_problems, write_rows
from caselib.casebook.loaded import LoadedTable
from caselib.casebook.mapping import ColumnSource, TableSource
from caselib.casebook.raw import Raw
from caselib.casebook.sql import literal, named
from caselib.casebook.stage import columns_used, problem_sql, staging_sql
from caselib.casebook.workbench import in_order
from caselib.domain.tables import TABLES, Table
from caselib.errors import CasebookError, MappingError, SourceError

__all__ = ["Staging", "build_table", "derive_units", "latest_day"]

Engine = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Staging:
    """A table being loaded: where it comes from, and the days that bound its events."""

    table: Table
    source: TableSource
    data_date: date | None

    def findings(self, raw: Raw) -> list[Finding]:
        """What is asked of each row of a file."""
        used = columns_used(self.table, self.source, raw)
        return findings(self.table, self.source, used, data_date=self.data_date, today=datetime.now(UTC).date())


def build_table(
    engine: Engine, staging: Staging, raws: Sequence[Raw], book: Path, *, units: bool, reviews: bool = False
) -> tuple[LoadedTable, list[Raw]]:
    """Read the files of a table, judge each row, and write what was accepted and what was not.

    Gives what became of the table, and each file as it was read in the end. `units`: the table of units has been
    loaded, and every unit must stand in it; `reviews`: so has that of reviews.
    """
    table = staging.table
    names = ", ".join(f"{named(column.name)} {column.sql_type}" for column in table.columns)
    engine.execute(
        f"CREATE OR REPLACE TABLE staged (_file SMALLINT, {names}, _bad BOOLEAN, _noted BOOLEAN, _texts VARCHAR[])"
    )
    engine.execute(
        "CREATE OR REPLACE TABLE problems (place BIGINT, rule VARCHAR, severity VARCHAR, col VARCHAR, value VARCHAR)"
    )
    read = [_stage(engine, staging, raw, file) for file, raw in enumerate(raws)]
    if units:
        judge_units(engine, table)
    if reviews:
        judge_reviews(engine, table)
    judge_offices(engine, table)
    judge_keys(engine, table)
    number_problems(engine, table, read)
    write_rows(engine, table, book)
    broken = note_broken(engine, table, labels(table, staging.source))
    return _counted(engine, staging, read, book, broken), read


def _stage(engine: Engine, staging: Staging, raw: Raw, file: int) -> Raw:
    """Stage a file; where the engine does not find every record, as it is read the harder way."""
    found = staging.findings(raw)
    sql = staging_sql(staging.table, staging.source, raw, file=file, found=found)
    engine.execute("BEGIN")
    try:
        (number,) = engine.execute(f"INSERT INTO staged {in_order(engine, sql)}").fetchone() or (0,)
    except duckdb.Error as error:
        engine.execute("ROLLBACK")
        return _again(engine, staging, raw, file, error)
    if number != raw.records:
        engine.execute("ROLLBACK")
        return _again(engine, staging, raw, file, f"{number} records found of {raw.records}")
    engine.execute("COMMIT")
    engine.execute(f"INSERT INTO problems {problem_sql(staging.table, staging.source, raw, file=file, found=found)}")
    _set_aside(engine, raw, _number(engine, "SELECT count(*) FROM staged") - raw.records)
    return raw


def _again(engine: Engine, staging: Staging, raw: Raw, file: int, why: object) -> Raw:
    if isinstance(why, duckdb.ConversionException | duckdb.BinderException | duckdb.OutOfRangeException):
        raise MappingError(f"an expression fails ({_first(why)})", where=f"{raw.file}, {staging.table.name}") from why
    # Beyond some size the engine does not say "invalid" of an open quote, but that it can't read on.
    if isinstance(why, duckdb.Error) and not isinstance(
        why, duckdb.InvalidInputException | duckdb.NotImplementedException
    ):
        raise CasebookError(f"the engine fails ({_first(why)})", where=raw.file) from why
    if raw.harder is None:
        raise SourceError(f"the file can't be read ({_first(why)})", where=raw.file)
    return _stage(engine, staging, raw.harder(), file)


def _first(error: object) -> str:
    return str(error).splitlines()[0]


def _set_aside(engine: Engine, raw: Raw, before: int) -> None:
    """Records of another width: that is all that can be said of them, whatever their stand-in looks like."""
    if not raw.misshapen:
        return
    records = pa.table(
        {"record": list(raw.misshapen), "text": [text[:LONGEST_SHOWN] for text in raw.misshapen.values()]}
    )
    engine.register("misshapen", records)
    engine.execute(f"DELETE FROM problems WHERE place IN (SELECT {before} + record - 1 FROM misshapen)")
    engine.execute(
        f"INSERT INTO problems SELECT {before} + record - 1, 'row_shape', 'quarantine', '', text FROM misshapen"
    )
    engine.unregister("misshapen")


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


LONGEST_SHOWN = 1_000
"""Characters of a misshapen record that are kept to be shown."""


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
