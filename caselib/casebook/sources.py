"""Which files make up which table, and the identity that follows from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from caselib import __version__
from caselib.casebook.csv_source import csv_source
from caselib.casebook.files import find_files, kind_of, sha256
from caselib.casebook.ledger import LEDGER
from caselib.casebook.mapping import Mapping, TableSource
from caselib.casebook.other_sources import excel_source, mapped_rows, parquet_source
from caselib.casebook.raw import Raw
from caselib.casebook.rules import BUILT_IN, RULES
from caselib.domain.tables import TABLES, Table
from caselib.domain.vocabulary import CODE_LISTS
from caselib.errors import MappingError, SourceError, nearest

__all__ = ["SourceFile", "find_sources", "identity_of", "open_sources"]


@dataclass(frozen=True)
class SourceFile:
    """A file of a table: its name within the source, and the hash of its bytes."""

    path: Path
    name: str
    sha256: str = field(repr=False)


def find_sources(origin: Path, mapping: Mapping) -> dict[str, list[SourceFile]]:
    """Find the files of each table, in order of name. Raises `SourceError` where a table that is named has none."""
    if not origin.exists():
        raise SourceError(
            "there is no such file or folder",
            got=str(origin),
            advice="look at the folder and the name; `caselib synthesize FOLDER` invents one to try",
        )
    found = {name: find_files(origin, mapping.table(name).files) for name in TABLES if mapping.table(name).files}
    for name, said in mapping.tables.items():
        if said.files and not found[name]:
            raise SourceError(
                f"no file for table {name}",
                where=str(origin),
                got=list(said.files),
                advice="put the file there, or put `files` of the mapping right",
            )
    if origin.is_file() and not any(found.values()):
        advice = f"name the file after a table, or give a mapping; {nearest(origin.name.split('.')[0], TABLES)}"
        raise MappingError("which table is this file", got=origin.name, advice=advice)
    if not any(found.values()) and not any(said.rows for said in mapping.tables.values()):
        advice = "name files after tables (arrest_reviews.csv), or give a mapping"
        raise SourceError("there is nothing to load", where=str(origin), advice=advice)
    return {name: [_source_file(path, origin) for path in paths] for name, paths in found.items() if paths}


def identity_of(files: Sequence[SourceFile], mapping: Mapping) -> str:
    """Sixteen digits that follow from the files' bytes, the mapping and the definitions, and from nothing else."""
    hashes = sorted({(file.name, file.sha256) for file in files})
    declared = [repr(list(TABLES.values())), repr(CODE_LISTS), repr(RULES), repr(BUILT_IN), LEDGER]
    parts = [hashes, mapping.fingerprint(), declared, __version__]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def open_sources(table: Table, files: Sequence[SourceFile], said: TableSource, work: Path) -> list[Raw]:
    """Make the files of a table readable by the engine, and the rows that the mapping gives."""
    raws = [_opened(table, file, said, work) for file in files]
    return [*raws, mapped_rows(said.rows, work)] if said.rows else raws


def _opened(table: Table, file: SourceFile, said: TableSource, work: Path) -> Raw:
    kind = kind_of(file.path)
    if kind == "excel":
        theirs = {column.column for column in said.columns.values() if column.column}
        return excel_source(
            file.path, work, file=file.name, table=table.name, sheet=said.sheet, known={*table.names, *theirs}
        )
    if said.sheet is not None:
        raise MappingError(
            "only a workbook has sheets",
            where=file.name,
            got=said.sheet,
            advice="take `sheet` out of the mapping, or name an Excel file",
        )
    return (
        parquet_source(file.path, file=file.name) if kind == "parquet" else csv_source(file.path, work, file=file.name)
    )


def _source_file(path: Path, origin: Path) -> SourceFile:
    name = path.name if origin.is_file() else path.relative_to(origin).as_posix()
    return SourceFile(path, name, sha256(path))
