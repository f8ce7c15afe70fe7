"""Load: files into a casebook, whole or not at all; rows in = rows accepted + rows quarantined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import duckdb

from caselib import __version__
from caselib.casebook.judged import Judge, Staging, judge_here
from caselib.casebook.ledger import open_ledgers, write_ledgers
from caselib.casebook.loaded import Loaded, LoadedTable
from caselib.casebook.mapping import Mapping
from caselib.casebook.publish import publish, workshop
from caselib.casebook.raw import Raw
from caselib.casebook.sources import SourceFile, find_sources, identity_of, open_sources
from caselib.casebook.tables import build_table, derive_units, latest_day
from caselib.casebook.taken import is_database, taken_down
from caselib.casebook.workbench import workbench
from caselib.domain.tables import TABLES, Table
from caselib.domain.units import Units
from caselib.errors import CasebookError

__all__ = ["Loaded", "LoadedTable", "load"]

Progress = Callable[[int, int, str], Any]
Sources = dict[str, list[SourceFile]]


def load(
    source: str | Path,
    casebook: str | Path,
    *,
    mapping: str | Path | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
    progress: Progress | None = None,
) -> Loaded:
    """Load a folder, a file or a database into a casebook; bad rows go to quarantine with the rule and the value.

    Without a mapping, files are named after tables and columns as declared; a `mapping.toml` in the folder is
    used. A database is a connection string (`postgresql://`, `mysql://`, `sqlite:///`, `hive://`): its tables and views
    are read by the same names, as they stood at one moment. The same files, mapping and definitions give the same id.
    `engine`: who judges the rows, this machine or Spark (`casebook.spread`); both make the same casebook. `progress` is
    called with steps done, steps in all, and what is done next. Raises `SourceError`, `MappingError` or `CasebookError`
    in one line; then the casebook is as it was.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = cl.synthesize(f"{folder}/export", scale=0.002, format="csv")
    ...     print(str(cl.load(made.path, f"{folder}/casebook")).splitlines()[0])
    units: 238 rows in = 238 accepted + 0 quarantined
    """
    target = Path(casebook)
    with _opened(source, target, mapping) as (origin, said):
        # A catalog of Hive has opened Spark in its own way by now.
        judged = _judge(engine)
        found = find_sources(origin, said)
        identity = identity_of(list(chain(*found.values())), said)
        with workshop(target, identity) as work:
            manifest = _build(work, found, said, judged, progress or (lambda *_: None))
            publish(target, work, {"id": identity, **manifest})
    return Loaded.of({"id": identity, **manifest}, target)


@contextmanager
def _opened(source: str | Path, target: Path, mapping: str | Path | None) -> Iterator[tuple[Path, Mapping]]:
    """Where the files are, and the mapping to them; of a database, where its tables were taken down."""
    if is_database(source):
        said = Mapping.read(Path(mapping)) if mapping is not None else Mapping()
        with taken_down(str(source), target, said) as found:
            yield found
    else:
        yield Path(source), _mapping(Path(source), mapping)


def _mapping(origin: Path, mapping: str | Path | None) -> Mapping:
    if mapping is not None:
        return Mapping.read(Path(mapping))
    inside = origin / "mapping.toml"
    return Mapping.read(inside) if inside.is_file() else Mapping()


def _judge(engine: str) -> Judge:
    if engine == "spark":
        from caselib.casebook.spread import judge_spread

        return judge_spread()
    if engine != "duckdb":
        raise CasebookError("no such engine", got=engine, advice="duckdb, spark")
    return judge_here


def _build(work: Path, found: Sources, mapping: Mapping, judged: Judge, progress: Progress) -> dict[str, Any]:
    """Make the version in `work / "book"`, and say what it is."""
    scratch, book = work / "scratch", work / "book"
    for folder in (scratch, book / "tables", book / "quarantined"):
        folder.mkdir(parents=True)
    here = [table for name, table in TABLES.items() if name in found or mapping.table(name).rows]
    made: list[LoadedTable] = []
    read: list[dict[str, Any]] = []
    beside = frozenset(table.name for table in here)
    with workbench(work, [file.path for file in chain(*found.values())]) as engine:
        open_ledgers(engine)
        for step, table in enumerate(here):
            progress(step, len(here), table.label.en)
            raws = open_sources(table, found.get(table.name, []), mapping.table(table.name), scratch)
            staging = Staging(table, mapping.table(table.name), mapping.data_date, beside)
            done, raws = build_table(engine, staging, raws, work, judged=judged)
            made.append(done)
            read += [_file(table, raw, found.get(table.name, [])) for raw in raws]
        write_ledgers(engine, book)
        manifest = _manifest(engine, here, mapping, book)
    progress(len(here), len(here), "written")
    return {**manifest, "tables": [asdict(table) for table in made], "files": read}


def _manifest(engine: duckdb.DuckDBPyConnection, here: list[Table], mapping: Mapping, book: Path) -> dict[str, Any]:
    derived = TABLES["units"] not in here
    if derived:
        derive_units(engine, here, book)
    else:
        # A tree that is none (a unit below itself) is refused now, not when somebody reads it.
        Units(engine.execute("SELECT * FROM units_accepted").df())
    return {
        "name": mapping.name,
        "invented": mapping.invented or _marked_invented(engine, here),
        "data_date": str(mapping.data_date or latest_day(engine, here)),
        "units_derived": derived,
        "caselib": __version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _file(table: Table, raw: Raw, files: list[SourceFile]) -> dict[str, Any]:
    hashed = {file.name: file.sha256 for file in files}
    read = {"rows": raw.records, "read_as": raw.read_as}
    return {"table": table.name, "name": raw.file, "sha256": hashed.get(raw.file, ""), **read}


def _marked_invented(engine: duckdb.DuckDBPyConnection, tables: list[Table]) -> bool:
    """Invented cases carry their mark in the number, so that it outlives a lost mapping."""
    return any(
        engine.execute(f"SELECT 1 FROM {table.name}_accepted WHERE starts_with(case_id, 'INV') LIMIT 1").fetchall()
        for table in tables
        if "case_id" in table.names
    )
