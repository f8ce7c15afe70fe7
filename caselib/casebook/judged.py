"""The files of a table, staged one after the other and judged, by the engine at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from caselib.casebook.findings import findings
from caselib.casebook.judge import judge
from caselib.casebook.mapping import TableSource
from caselib.casebook.raw import Raw
from caselib.casebook.sql import named
from caselib.casebook.stage import columns_used, problem_sql, staging_sql
from caselib.casebook.workbench import in_order
from caselib.domain.tables import Table
from caselib.errors import CasebookError, MappingError, SourceError

__all__ = ["Judge", "Staging", "harder", "judge_here", "misshapen_of", "open_staged", "set_aside"]

Engine = duckdb.DuckDBPyConnection
LONGEST_SHOWN = 1_000
"""Characters of a misshapen record that are kept to be shown."""


@dataclass(frozen=True)
class Staging:
    """A table being loaded: where it comes from, the days that bound its events, which tables are loaded beside it."""

    table: Table
    source: TableSource
    data_date: date | None
    beside: frozenset[str] = frozenset()

    def statements(self, raw: Raw, *, file: int) -> tuple[str, str]:
        """Write what reads, types and judges each row of a file by itself, and what says of the bad what is wrong."""
        used = columns_used(self.table, self.source, raw)
        found = findings(self.table, self.source, used, data_date=self.data_date, today=datetime.now(UTC).date())
        return (
            staging_sql(self.table, self.source, raw, file=file, found=found),
            problem_sql(self.table, self.source, raw, file=file, found=found),
        )


Judge = Callable[[Engine, Staging, Sequence[Raw], Path], list[Raw]]
"""Leaves `staged` and `problems` in the engine, every row judged; gives each file as it was read in the end."""


def judge_here(engine: Engine, staging: Staging, raws: Sequence[Raw], work: Path) -> list[Raw]:
    """Judge all rows of a table in this process; `work` is not needed."""
    open_staged(engine, staging.table)
    read = [_stage(engine, staging, raw, file) for file, raw in enumerate(raws)]
    judge(engine, staging.table, beside=staging.beside)
    return read


def open_staged(engine: Engine, table: Table, *, placed: bool = False) -> None:
    """Make the two tables, empty. `placed`: rows bring their place, as a column that goes before the engine's own."""
    names = ", ".join(f"{named(column.name)} {column.sql_type}" for column in table.columns)
    place = "rowid BIGINT, " if placed else ""
    engine.execute(
        f"CREATE OR REPLACE TABLE staged ({place}_file SMALLINT, {names}, _bad BOOLEAN, _noted BOOLEAN,"
        " _texts VARCHAR[])"
    )
    engine.execute(
        "CREATE OR REPLACE TABLE problems (place BIGINT, rule VARCHAR, severity VARCHAR, col VARCHAR, value VARCHAR)"
    )


def _stage(engine: Engine, staging: Staging, raw: Raw, file: int) -> Raw:
    """Stage a file; where the engine does not find every record, as it is read the harder way."""
    rows, problems = staging.statements(raw, file=file)
    why: object
    engine.execute("BEGIN")
    try:
        (number,) = engine.execute(f"INSERT INTO staged {in_order(engine, rows)}").fetchone() or (0,)
        why = f"{number} records found of {raw.records}"
    except duckdb.Error as error:
        number, why = None, error
    if number != raw.records:
        engine.execute("ROLLBACK")
        return _stage(engine, staging, harder(raw, why, staging.table), file)
    engine.execute("COMMIT")
    engine.execute(f"INSERT INTO problems {problems}")
    if raw.misshapen:
        ((staged,),) = engine.execute("SELECT count(*) FROM staged").fetchall()
        engine.register("misshapen", misshapen_of(raw, before=staged - raw.records))
        set_aside(engine)
        engine.unregister("misshapen")
    return raw


def harder(raw: Raw, why: object, table: Table) -> Raw:
    """Give a file as it is read the harder way, or say why it can't be read."""
    first = str(why).splitlines()[0]
    if isinstance(why, duckdb.ConversionException | duckdb.BinderException | duckdb.OutOfRangeException):
        raise MappingError(
            f"an expression fails ({first})",
            where=f"{raw.file}, {table.name}",
            advice="put the expression right in the mapping: `sql` of a column, or `bad` of a check",
        ) from why
    # Beyond some size the engine does not say "invalid" of an open quote, but that it can't read on.
    if isinstance(why, duckdb.Error) and not isinstance(
        why, duckdb.InvalidInputException | duckdb.NotImplementedException
    ):
        raise CasebookError(
            f"the engine fails ({first})",
            where=raw.file,
            advice="see `caselib doctor` for room on the disk and memory, then load again",
        ) from why
    if raw.harder is None:
        raise SourceError(
            f"the file can't be read ({first})",
            where=raw.file,
            advice="open it with the program that made it and export it again",
        )
    return raw.harder()


def misshapen_of(raw: Raw, *, before: int) -> pa.Table:
    """Records of another width, by their place: `place`, `text`."""
    texts = [text[:LONGEST_SHOWN] for text in raw.misshapen.values()]
    places = [before + record - 1 for record in raw.misshapen]
    return pa.table({"place": pa.array(places, pa.int64()), "text": pa.array(texts, pa.string())})


def set_aside(engine: Engine) -> None:
    """Say of the rows in `misshapen` that they are: no more can be said of them, whatever their stand-in looks like."""
    engine.execute("DELETE FROM problems WHERE place IN (SELECT place FROM misshapen)")
    engine.execute("INSERT INTO problems SELECT place, 'row_shape', 'quarantine', '', text FROM misshapen")
