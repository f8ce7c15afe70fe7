"""The files of a table staged and judged on Spark, by the same statements as at home, run on each part of the table.

Spark reads, hands out and gathers; in each worker the embedded engine runs the very statements that it runs alone, for
typing (dates, full-width digits, codes) is not the same in any other dialect. First each row by itself, in the parts in
which Spark reads it; then rows of the same first key together, for whatever no single row shows is among those. A row's
place in the source goes with it, and orders the result.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from caselib.casebook.judged import Judge, Staging, harder, misshapen_of, open_staged
from caselib.casebook.other_sources import as_texts
from caselib.casebook.raw import Raw
from caselib.casebook.session import quoted, said_in_a_line, spark_session
from caselib.casebook.sql import listed, literal, named
from caselib.casebook.workbench import in_order
from caselib.casebook.worker import Job, judge_part, stage_part
from caselib.domain.tables import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["judge_spread"]

ROWS = 250_000
"""Rows of a part: small enough for a worker's share of memory, large enough for a statement to be worth planning."""
_TYPES = {"VARCHAR": "STRING"}
_PLAIN = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_boolean, pa.types.is_signed_integer, pa.types.is_floating,
    pa.types.is_decimal128, pa.types.is_date32,
)  # fmt: skip


def judge_spread() -> Judge:
    """Judge tables on Spark: the session of the usual configuration. Raises `CasebookError` where there is none."""
    return partial(_judge_spread, spark_session())


def _judge_spread(
    session: SparkSession, engine: duckdb.DuckDBPyConnection, staging: Staging, raws: Sequence[Raw], work: Path
) -> list[Raw]:
    """Leave `staged` and `problems` in the engine: the one as a view of what workers wrote, the other as a table."""
    folder = Path(tempfile.mkdtemp(prefix=f"{staging.table.name}.", dir=work))
    read: list[Raw] = []
    frames, problems = [], []
    for file, raw in enumerate(raws):
        _computable(engine, staging, raw, file)
        here, frame = _readable(session, engine, raw, staging.table, folder / f"{file}.parquet")
        statement, asked = staging.statements(here, file=file)
        frames.append(_staged(frame, statement, staging.table, sum(one.records for one in read)))
        read.append(replace(here, record=""))
        problems.append(asked)
    accepted = {name: work / "book" / "tables" / f"{name}.parquet" for name in staging.beside & {"units", "reviews"}}
    there = {name: path for name, path in accepted.items() if path.exists()}
    job = Job(staging.table, tuple(problems), tuple(_misshapen(read, folder)), there)
    with said_in_a_line(staging.table.name):
        _gather(frames, job, sum(raw.records for raw in read), folder / "judged")
    _open_judged(engine, staging.table, folder / "judged")
    return read


def _computable(engine: duckdb.DuckDBPyConnection, staging: Staging, raw: Raw, file: int) -> None:
    """Refuse here what could be computed in no worker."""
    try:
        engine.execute(f"EXPLAIN {staging.statements(raw, file=file)[0]}")
    except duckdb.BinderException as error:
        harder(raw, error, staging.table)


def _readable(
    session: SparkSession, engine: duckdb.DuckDBPyConnection, raw: Raw, table: Table, scratch: Path
) -> tuple[Raw, DataFrame]:
    """A file as Spark reads it, its records numbered, and the same as the engine in a worker will find it."""
    record = next(name for name in (f"{'_' * n}record" for n in range(1, 99)) if name not in raw.names)
    columns = ", ".join(named(name) for name in raw.names)
    if raw.parquet is not None and _plain(raw):
        path, texts = raw.parquet, as_texts(raw.names)
    else:
        raw = _written(engine, raw, table, scratch)
        path, texts = scratch, columns
    frame = session.read.parquet(path.resolve().as_uri())
    numbered = (frame.metadataColumn("_metadata").getField("row_index") + 1).alias(record)
    here = replace(raw, sql=f"(SELECT {texts}, {named(record)} FROM arriving)", record=record)
    return here, frame.select(*(frame[quoted(name)] for name in raw.names), numbered)


def _plain(raw: Raw) -> bool:
    """Whether Spark gives every value of a Parquet file on as it stands: no local times, nothing nested."""
    assert raw.parquet is not None
    schema = pq.read_schema(raw.parquet)
    return all(any(plain(field.type) for plain in _PLAIN) for field in schema)


def _written(engine: duckdb.DuckDBPyConnection, raw: Raw, table: Table, scratch: Path) -> Raw:
    """Write a file that only the embedded engine reads as Parquet: every record of it, in order."""
    columns = ", ".join(named(name) for name in raw.names)
    why: object
    try:
        query = in_order(engine, f"SELECT {columns} FROM {raw.sql}")
        (number,) = engine.execute(f"COPY ({query}) TO {literal(str(scratch))} (FORMAT parquet)").fetchone() or (0,)
        why = f"{number} records found of {raw.records}"
    except duckdb.Error as error:
        number, why = None, error
    return raw if number == raw.records else _written(engine, harder(raw, why, table), table, scratch)


def _staged(frame: DataFrame, statement: str, table: Table, before: int) -> DataFrame:
    """Each row of a file typed, judged by itself, and with its place among the rows of the table."""
    sql = f"SELECT _record + {before} - 1 AS rowid, * EXCLUDE (_record) FROM ({statement})"
    ending = "_bad BOOLEAN, _noted BOOLEAN, _texts ARRAY<STRING>"
    return frame.mapInArrow(partial(stage_part, sql=sql), f"{_columns(table)}, {ending}")


def _columns(table: Table) -> str:
    names = (f"`{column.name}` {_TYPES.get(column.sql_type, column.sql_type)}" for column in table.columns)
    return f"rowid BIGINT, _file SMALLINT, {', '.join(names)}"


def _misshapen(raws: Sequence[Raw], folder: Path) -> Iterator[Path]:
    before = 0
    for file, raw in enumerate(raws):
        if raw.misshapen:
            path = folder / f"{file}.misshapen.parquet"
            pq.write_table(misshapen_of(raw, before=before), path)
            yield path
        before += raw.records


def _gather(frames: Sequence[DataFrame], job: Job, rows: int, out: Path) -> None:
    """Judge rows of one key together, and write all in slices of their order."""
    from pyspark.sql import functions as f

    if not rows:
        return
    parts = 1 + rows // ROWS
    staged = frames[0]
    for frame in frames[1:]:
        staged = staged.unionAll(frame)
    broken = "ARRAY<STRUCT<rule: STRING, severity: STRING, col: STRING, value: STRING>>"
    judged = staged.repartition(parts, f.col(quoted(job.table.key[0]))).mapInArrow(
        partial(judge_part, job=job), f"{_columns(job.table)}, _bad BOOLEAN, _problems {broken}"
    )
    sliced = judged.withColumn("slice", f.floor(f.col("rowid") / ROWS)).repartition(parts, "slice")
    sliced.sortWithinPartitions("slice", "rowid").write.partitionBy("slice").parquet(out.resolve().as_uri())


def _open_judged(engine: duckdb.DuckDBPyConnection, table: Table, out: Path) -> None:
    """Show the engine what the workers wrote, in the order of the source."""
    files = sorted(out.glob("slice=*/*.parquet"), key=lambda path: (int(path.parent.name.partition("=")[2]), path.name))
    engine.execute("DROP VIEW IF EXISTS staged")
    open_staged(engine, table, placed=True)
    # A file without rows says of which types the columns are, even where there is no other.
    nothing, broken = out.with_suffix(".none"), "STRUCT(rule VARCHAR, severity VARCHAR, col VARCHAR, value VARCHAR)[]"
    empty = f"SELECT * EXCLUDE (_noted, _texts), CAST(NULL AS {broken}) AS _problems FROM staged"
    engine.execute(f"COPY ({empty}) TO {literal(str(nothing.resolve()))} (FORMAT parquet)")
    engine.execute("DROP TABLE staged")
    read = f"read_parquet([{listed(str(path.resolve()) for path in (nothing, *files))}], hive_partitioning=false)"
    engine.execute(f"CREATE VIEW staged AS SELECT * EXCLUDE (_problems) FROM {read}")
    engine.execute(
        "INSERT INTO problems SELECT rowid, p.rule, p.severity, p.col, p.value"
        f" FROM (SELECT rowid, unnest(_problems) AS p FROM {read} WHERE _problems IS NOT NULL)"
    )
