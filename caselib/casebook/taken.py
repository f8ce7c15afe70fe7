"""Tables that are no files, taken down as text: read from there as files are.

Rows of a database have no order: they are put into that of their text, so that the same rows give the same id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from caselib.casebook.mapping import Mapping
from caselib.casebook.publish import workshop
from caselib.domain.tables import TABLES
from caselib.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Tables", "is_database", "taken_down", "write_texts"]

_GROUP = 100_000
"""Rows of a group in a file."""


class Tables(Protocol):
    """The tables and views of a database while it is read."""

    def names(self) -> list[str]:
        """What there is, in order."""

    def write(self, name: str, file: Path, work: Path) -> None:
        """Write a table as text, in the order of its text; every row, or a `SourceError`. `work`: for what is large."""


class Database(Protocol):
    """What a connection string names; `shown` is how it is called where others can read it."""

    @property
    def kind(self) -> str:
        """Its scheme."""

    @property
    def shown(self) -> str:
        """Where it is, without who reads it or with what password."""

    def opened(self) -> AbstractContextManager[Tables]:
        """Open it for reading."""


def is_database(source: str | Path) -> bool:
    """Whether a source is a connection string.

    >>> is_database("postgresql://reader@db.office/anjian"), is_database("exports/2026Q3")
    (True, False)
    """
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", str(source)) is not None


@contextmanager
def taken_down(url: str, casebook: Path, mapping: Mapping) -> Iterator[tuple[Path, Mapping]]:
    """A folder with the tables of a database that the mapping names, one file each, and the mapping to these files.

    Without a mapping: those that are called like a declared table. Raises `SourceError` in one line.
    """
    database = _database(url)
    files = {name: tuple(f"{_stem(said)}.parquet" for said in mapping.table(name).files) for name in TABLES}
    patterns = sorted({pattern for said in files.values() for pattern in said})
    with workshop(casebook, database.kind) as work:
        folder = work / "tables"
        folder.mkdir()
        with database.opened() as tables:
            there = tables.names()
            chosen = [name for name in there if any(fnmatchcase(_file(name), pattern) for pattern in patterns)]
            if not chosen:
                advice = "name tables or views like ours (arrest_reviews), or give a mapping"
                raise SourceError("there is nothing to load", where=database.shown, got=there[:8], advice=advice)
            for name in chosen:
                tables.write(name, folder / _file(name), work)
        said = {name: replace(table, files=files[name]) for name, table in mapping.tables.items()}
        yield folder, replace(mapping, tables=said)


def _database(url: str) -> Database:
    # Either knows this module.
    if url.lower().startswith("hive://"):
        from caselib.casebook.catalog import Catalog

        return Catalog.of(url)
    from caselib.casebook import databases

    return databases.Database.of(url)


def write_texts(batches: pa.RecordBatchReader, file: Path) -> int:
    """Write what comes as Parquet, and give its number of rows; the same rows are the same bytes, whoever sends."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number, held = 0, batches.schema.empty_table()
    with pq.ParquetWriter(file, batches.schema) as out:
        for batch in batches:
            number += batch.num_rows
            held = pa.concat_tables([held, pa.Table.from_batches([batch])])
            while held.num_rows >= _GROUP:
                out.write_table(held.slice(0, _GROUP).combine_chunks())
                held = held.slice(_GROUP)
        out.write_table(held.combine_chunks())
    return number


def _stem(pattern: str) -> str:
    return pattern.removesuffix(".parquet").removesuffix(".*")


def _file(table: str) -> str:
    return table.replace("/", "_").replace("\\", "_") + ".parquet"
