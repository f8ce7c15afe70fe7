"""Load: files into a casebook, whole or not at all; rows in = rows accepted + rows quarantined."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib import __version__
from caselib.casebook.files import find_files, kind_of, sha256
from caselib.casebook.mapping import Mapping, TableSource
from caselib.casebook.publish import publish, versions_of
from caselib.casebook.raw import Raw
from caselib.casebook.rules import RULES
from caselib.domain.tables import TABLES, Table
from caselib.domain.vocabulary import CODE_LISTS
from caselib.errors import CasebookError, MappingError, SourceError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

__all__ = ["Loaded", "LoadedTable", "load"]

Progress = Callable[[int, int, str], Any]


@dataclass(frozen=True)
class LoadedTable:
    """What became of one table. Rows in = accepted + quarantined, or it is not made."""

    name: str
    rows_in: int
    accepted: int
    quarantined: int
    flagged: int
    rules: dict[str, int] = field(default_factory=dict)
    columns_absent: tuple[str, ...] = ()
    columns_not_used: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_in != self.accepted + self.quarantined:
            got = f"{self.rows_in} in, {self.accepted} accepted, {self.quarantined} quarantined"
            raise CasebookError("rows are lost; nothing was loaded", where=self.name, got=got)


@dataclass(frozen=True)
class Loaded:
    """A finished load: the casebook's id and what became of each table."""

    id: str
    path: Path
    tables: tuple[LoadedTable, ...]
    invented: bool
    data_date: date
    units_derived: bool

    def __getitem__(self, name: str) -> LoadedTable:
        return next(table for table in self.tables if table.name == name)


def load(
    source: str | Path, casebook: str | Path, *, mapping: str | Path | None = None, progress: Progress | None = None
) -> Loaded:
    """Load a folder or a file into a casebook; bad rows go to quarantine with the rule, the value and the line.

    Without a mapping, files are named after tables and columns as declared; a `mapping.toml` in the folder is
    used. The same files, mapping and definitions give the same id. Raises `SourceError`, `MappingError` or
    `CasebookError` in one line; then the casebook is as it was.
    """
    origin, target = Path(source), Path(casebook)
    said = _mapping(origin, mapping)
    found = _sources(origin, said)
    identity = _identity(origin, found, said)
    with _workshop(target, identity) as work:
        manifest = _build(work, found, said, identity, progress or (lambda *_: None))
        publish(target, identity, work, manifest)
    tables = tuple(
        LoadedTable(
            **{key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}  # type: ignore[arg-type]
        )
        for table in manifest["tables"]
    )
    derived = manifest["units_derived"]
    return Loaded(identity, target, tables, manifest["invented"], date.fromisoformat(manifest["data_date"]), derived)


def _mapping(origin: Path, mapping: str | Path | None) -> Mapping:
    if mapping is not None:
        return Mapping.read(Path(mapping))
    inside = origin / "mapping.toml"
    return Mapping.read(inside) if inside.is_file() else Mapping()


def _sources(origin: Path, mapping: Mapping) -> dict[str, list[Path]]:
    """Which files each table is read from."""
    names = list(mapping.tables) if origin.is_file() and mapping.tables else list(TABLES)
    if origin.is_file() and not mapping.tables:
        stem = origin.name.split(".")[0]
        if stem not in TABLES:
            advice = f"name the file after a table, or give a mapping; {nearest(stem, TABLES)}"
            raise MappingError("which table is this file", got=origin.name, advice=advice)
        names = [stem]
    found = {name: find_files(origin, mapping.table(name).files) for name in names if mapping.table(name).files}
    for name, said in mapping.tables.items():
        if said.files and not found.get(name):
            raise SourceError(f"no file for table {name}", where=str(origin), got=list(said.files))
    if not any(found.values()) and not any(said.rows for said in mapping.tables.values()):
        raise SourceError(
            "there is nothing to load", where=str(origin), advice="name files after tables, or give a mapping"
        )
    return found


def _identity(origin: Path, found: dict[str, list[Path]], mapping: Mapping) -> str:
    """Sixteen digits that follow from the files' bytes, the mapping and the definitions, and from nothing else."""
    files = sorted({(_relative(path, origin), sha256(path)) for paths in found.values() for path in paths})
    parts = [files, mapping.fingerprint(), repr(list(TABLES.values())), repr(CODE_LISTS), repr(RULES), __version__]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _relative(path: Path, origin: Path) -> str:
    return path.name if origin.is_file() else path.relative_to(origin).as_posix()


@contextmanager
def _workshop(target: Path, identity: str) -> Iterator[Path]:
    """A folder of this load alone, gone when it ends."""
    if target.exists() and not target.is_dir():
        raise CasebookError("a casebook is a folder", got=str(target))
    work = versions_of(target) / f".{identity}.{os.getpid()}.partial"
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise CasebookError(f"the casebook can't be written ({error.strerror})", where=str(target)) from error
    try:
        yield work
    except OSError as error:
        raise CasebookError(f"the load could not be written ({error.strerror})", where=str(target)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build(
    work: Path, found: dict[str, list[Path]], mapping: Mapping, identity: str, progress: Progress
) -> dict[str, Any]:
    from caselib.casebook.tables import build_table, derive_units, latest_day
    from caselib.casebook.workbench import workbench

    scratch, book = work / "scratch", work / "book"
    (book / "tables").mkdir(parents=True)
    (book / "quarantined").mkdir()
    scratch.mkdir()
    here = [TABLES[name] for name in TABLES if found.get(name) or mapping.table(name).rows]
    raws = {table.name: _raws(table, found.get(table.name, []), mapping.table(table.name), scratch) for table in here}
    made: list[LoadedTable] = []
    with workbench(scratch, [raw.path for each in raws.values() for raw in each]) as engine:
        for step, table in enumerate(here):
            progress(step, len(here), table.label.en)
            made.append(build_table(engine, table, mapping.table(table.name), raws[table.name], book))
        derived = "units" not in raws
        if derived:
            derive_units(engine, here, book)
        day = mapping.data_date or latest_day(engine, here)
        invented = mapping.invented or _marked_invented(engine, here)
    progress(len(here), len(here), "done")
    return {
        "id": identity,
        "name": mapping.name,
        "invented": invented,
        "data_date": str(day),
        "units_derived": derived,
        "caselib": __version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "tables": [asdict(table) for table in made],
        "files": [
            {"table": table, "name": path.name, "sha256": sha256(path)}
            for table, paths in found.items()
            for path in paths
        ],
    }


def _raws(table: Table, paths: list[Path], said: TableSource, scratch: Path) -> list[Raw]:
    from caselib.casebook.csv_source import csv_source
    from caselib.casebook.other_sources import excel_source, mapped_rows, parquet_source

    raws = []
    for path in paths:
        kind = kind_of(path)
        if kind == "excel":
            raws.append(excel_source(path, scratch, sheet=said.sheet))
        else:
            raws.append(parquet_source(path) if kind == "parquet" else csv_source(path, scratch))
    if said.rows:
        raws.append(mapped_rows(said.rows, Path("mapping.toml"), scratch))
    return raws


def _marked_invented(engine: duckdb.DuckDBPyConnection, tables: list[Table]) -> bool:
    """Invented cases carry their mark in the number, so that it outlives a lost mapping."""
    named = [table.name for table in tables if "case_id" in table.names]
    return any(
        engine.execute(f"SELECT count(*) FROM {name}_accepted WHERE starts_with(case_id, 'INV')").fetchall()[0][0]
        for name in named
    )
