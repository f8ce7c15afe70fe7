"""The catalog of Spark as a source: tables and views of Hive, or whatever Spark calls by name there.

`hive://anjian` is the database `anjian`. Parquet files of a cluster are a table, too:
`CREATE TABLE anjian.arrest_reviews USING parquet LOCATION '...'`. A catalog knows no moment at which all its tables
stood as they are read: load when nobody writes to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import duckdb

from caselib.casebook.session import quoted, said_in_a_line, spark_session
from caselib.casebook.sql import listed
from caselib.casebook.taken import Tables, write_texts
from caselib.casebook.workbench import locked
from caselib.errors import SourceError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Catalog"]


@dataclass(frozen=True)
class Catalog:
    """A database of the catalog, by its name."""

    name: str
    kind: str = "hive"

    @classmethod
    def of(cls, url: str) -> Catalog:
        """Read `hive://DATABASE`; without a name, `default`."""
        return cls(unquote(urlsplit(url).netloc) or "default")

    @property
    def shown(self) -> str:
        """How it is called."""
        return f"hive://{self.name}"

    @contextmanager
    def opened(self) -> Iterator[Tables]:
        """Open it. Raises `CasebookError` where there is no Spark, `SourceError` where it has no such database."""
        session = spark_session(hive=True)
        with said_in_a_line(self.shown):
            if not session.catalog.databaseExists(self.name):
                there = sorted(found.name for found in session.catalog.listDatabases())
                raise SourceError("there is no such database", where=self.shown, got=self.name, advice=f"{there[:8]}")
            yield _Opened(self, session)


@dataclass(frozen=True)
class _Opened:
    catalog: Catalog
    session: SparkSession

    def names(self) -> list[str]:
        found = self.session.catalog.listTables(self.catalog.name)
        return sorted(table.name for table in found if not table.isTemporary)

    def write(self, name: str, file: Path, work: Path) -> None:
        """Spark puts the rows in order, and they are put together here: never a whole table in this process."""
        from pyspark.sql import functions as f

        frame = self.session.table(".".join(map(quoted, (*self.catalog.name.split("."), name))))
        texts = frame.select(*(frame[quoted(column)].cast("string").alias(column) for column in frame.columns))
        parts = work / f"{file.stem}.parts"
        order = [f.col(quoted(column)).asc_nulls_last() for column in frame.columns]
        texts.orderBy(*order).write.parquet(parts.resolve().as_uri())
        there = sorted(parts.glob("*.parquet"))
        with duckdb.connect() as engine:
            locked(engine, [work])
            read = f"read_parquet([{listed(str(path.resolve()) for path in there)}])"
            write_texts(engine.sql(f"FROM {read}").to_arrow_reader(), file)
