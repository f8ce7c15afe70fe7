"""What a worker of Spark does with a part of a table: the statements of a load at home, on an engine of its own.

Nothing here knows of Spark: record batches come and go.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa

from caselib.casebook.judge import judge
from caselib.casebook.judged import open_staged, set_aside
from caselib.casebook.sql import literal
from caselib.casebook.workbench import workbench
from caselib.domain.tables import Table

__all__ = ["Job", "judge_part", "stage_part"]

SHARE = "2GB"
"""Memory of the engine in a worker; beyond it, it spills to the worker's disk."""
BATCH = 25_000
"""Rows that go back at a time."""
Batches = Iterator[pa.RecordBatch]


@dataclass(frozen=True)
class Job:
    """What a worker has to know to judge a part of a table: statements, and files that every worker can read."""

    table: Table
    problems: tuple[str, ...]
    misshapen: tuple[Path, ...]
    accepted: Mapping[str, Path]


def stage_part(batches: Batches, *, sql: str) -> Batches:
    """In a worker: type and judge rows as they come."""
    with _arrived(batches, ()) as (engine, some):
        if some:
            yield from _answered(engine, sql)


def judge_part(batches: Batches, *, job: Job) -> Batches:
    """In a worker: judge rows of one key by each other and by the tables beside."""
    files = [*job.misshapen, *job.accepted.values()]
    with _arrived(batches, files) as (engine, some):
        if not some:
            return
        open_staged(engine, job.table, placed=True)
        engine.execute("INSERT INTO staged SELECT * FROM arriving")
        for statement in job.problems:
            engine.execute(f"INSERT INTO problems {statement}")
        for path in job.misshapen:
            theirs = f"SELECT * FROM {_read(path)} WHERE place IN (SELECT rowid FROM staged)"
            engine.execute(f"CREATE OR REPLACE TEMP TABLE misshapen AS {theirs}")
            set_aside(engine)
        for name, path in job.accepted.items():
            engine.execute(f"CREATE VIEW {name}_accepted AS SELECT * FROM {_read(path)}")
        judge(engine, job.table, beside=job.accepted)
        broken = (
            "SELECT place, list({rule: rule, severity: severity, col: col, value: value}) AS _problems FROM problems"
        )
        yield from _answered(
            engine,
            "SELECT s.* EXCLUDE (_noted, _texts), p._problems FROM staged s"
            f" LEFT JOIN ({broken} GROUP BY place) p ON s.rowid = p.place",
        )


@contextmanager
def _arrived(batches: Batches, files: Sequence[Path]) -> Iterator[tuple[duckdb.DuckDBPyConnection, bool]]:
    """An engine of this worker alone, with the rows that arrive as `arriving`; and whether there are any."""
    first = next(batches, None)
    with tempfile.TemporaryDirectory() as work, workbench(Path(work), files, share=SHARE) as engine:
        if first is not None:
            engine.register("arriving", pa.RecordBatchReader.from_batches(first.schema, chain([first], batches)))
        yield engine, first is not None


def _answered(engine: duckdb.DuckDBPyConnection, sql: str) -> Batches:
    yield from engine.sql(sql).to_arrow_reader(BATCH)


def _read(path: Path) -> str:
    return f"read_parquet({literal(str(path.resolve()))})"
