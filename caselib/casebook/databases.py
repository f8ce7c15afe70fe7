"""A database as a source: its tables as they stood at one moment.

PostgreSQL is read through ADBC, MySQL and MariaDB through PyMySQL, SQLite by Python itself (ADBC's SQLite guesses types
from the first rows, and fails where these hold nothing); each in one transaction that can only read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import duckdb

from caselib.casebook.sql import literal, named
from caselib.casebook.taken import Tables, write_texts
from caselib.casebook.workbench import locked
from caselib.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["DIALECTS", "Database"]

_BATCH = 50_000
"""Rows that are held at a time."""


@dataclass(frozen=True)
class Dialect:
    """How a kind of database is spoken to: opened as of one moment, asked for its tables, and for text."""

    label: str
    begin: tuple[str, ...]
    tables: str
    columns: str
    text: str
    quote: str = '"'

    def named(self, name: str) -> str:
        """Write a name, whatever stands in it."""
        return self.quote + name.replace(self.quote, 2 * self.quote) + self.quote

    def texts(self, columns: Sequence[str]) -> str:
        """Write every column as text."""
        return ", ".join(f"CAST({self.named(name)} AS {self.text}) AS {self.named(name)}" for name in columns)


_SCHEMA = "SELECT {what} FROM information_schema.{where} WHERE table_schema = {here}"
_ORDERED = " AND table_name = {table} ORDER BY ordinal_position"
DIALECTS = {
    "postgresql": Dialect(
        "PostgreSQL",
        # Its days are written as the server pleases, unless it is told.
        ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL datestyle = 'ISO, YMD'"),
        _SCHEMA.format(what="table_name", where="tables", here="current_schema()"),
        _SCHEMA.format(what="column_name", where="columns", here="current_schema()") + _ORDERED,
        "text",
    ),
    "mysql": Dialect(
        "MySQL",
        (
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        ),
        _SCHEMA.format(what="table_name", where="tables", here="database()"),
        _SCHEMA.format(what="column_name", where="columns", here="database()") + _ORDERED,
        "CHAR CHARACTER SET utf8mb4",
        "`",
    ),
    "sqlite": Dialect(
        "SQLite",
        ("BEGIN",),
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        "SELECT name FROM pragma_table_info({table}) ORDER BY cid",
        "TEXT",
    ),
}  # fmt: skip
_SAME = {"postgres": "postgresql", "mariadb": "mysql"}


@dataclass(frozen=True)
class Database:
    """A connection string, read: which kind of database, and how it is called where others can read it."""

    url: str
    dialect: Dialect
    kind: str

    @classmethod
    def of(cls, url: str) -> Database:
        """Read a connection string. Raises `SourceError` for a kind that is not read."""
        scheme = url.partition("://")[0].lower()
        kind = _SAME.get(scheme, scheme)
        if kind not in DIALECTS:
            advice = f"{', '.join(f'{name}://' for name in (*DIALECTS, 'hive'))}, or a folder of files"
            raise SourceError("such a database is not read", got=f"{scheme}://", advice=advice)
        return cls(url, DIALECTS[kind], kind)

    @property
    def shown(self) -> str:
        """Where it is, without who reads it or with what password."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{self.kind}://{parts.hostname or ''}{port}{parts.path}"

    @contextmanager
    def opened(self) -> Iterator[Tables]:
        """Open it for reading, as of one moment. Whatever fails is one line without a password."""
        try:
            connection = _OPENERS[self.kind](self.url)
        except ImportError as error:
            advice = "pip install 'caselib[databases]'"
            raise SourceError(f"{self.dialect.label} can't be read here", where=self.shown, advice=advice) from error
        except Exception as error:  # Each driver has its own; all of them mean that there is no connection.
            raise self._said("no connection", error, "is the server running, and may this user read there?") from None
        try:
            with closing(connection.cursor()) as cursor:
                for statement in self.dialect.begin:
                    cursor.execute(statement)
                yield _Opened(self, cursor)
        except SourceError:
            raise
        except _broken(self.kind) as error:
            raise self._said("the database can't be read", error, "nothing was loaded; try again") from None
        finally:
            connection.close()

    def _said(self, what: str, error: BaseException, advice: str) -> SourceError:
        """Say in a line what a driver said in several, without what must not be told."""
        line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        parts = urlsplit(self.url)
        for secret in filter(None, (self.url, parts.password, unquote(parts.password or ""))):
            line = line.replace(secret, "…")
        return SourceError(f"{what} ({line[:200]})", where=self.shown, advice=advice)


@dataclass(frozen=True)
class _Opened:
    """A database while it is read."""

    database: Database
    cursor: Any

    def names(self) -> list[str]:
        return sorted(str(name) for (name,) in _rows(self.cursor, self.database.dialect.tables))

    def write(self, name: str, file: Path, work: Path) -> None:
        database, dialect = self.database, self.database.dialect
        columns = [str(column) for (column,) in _rows(self.cursor, dialect.columns.format(table=literal(name)))]
        if not columns:
            raise SourceError(
                "a table has no columns that may be read",
                where=database.shown,
                got=name,
                advice="ask for the right to read it, or leave it out of the mapping",
            )
        ((expected,),) = _rows(self.cursor, f"SELECT count(*) FROM {dialect.named(name)}")
        self.cursor.execute(f"SELECT {dialect.texts(columns)} FROM {dialect.named(name)}")
        with duckdb.connect() as engine:
            engine.execute(f"SET temp_directory = {literal(str((work / 'spill').resolve()))}")
            locked(engine, [work])
            engine.register("arriving", _batches(self.cursor, columns))
            texts = ", ".join(f"CAST({named(column)} AS VARCHAR) AS {named(column)}" for column in columns)
            number = write_texts(engine.sql(f"SELECT {texts} FROM arriving ORDER BY ALL").to_arrow_reader(), file)
        if number != int(expected):
            got = f"{number} rows of {expected}"
            raise SourceError(
                "a table could not be read whole",
                where=f"{database.shown}, {name}",
                got=got,
                advice="load again; if it happens again, export the table to a file",
            )


def _rows(cursor: Any, sql: str) -> list[Any]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def _batches(cursor: Any, columns: Sequence[str]) -> pa.RecordBatchReader:
    """What a statement gives, batch by batch: never a whole table in this process."""
    import pyarrow as pa

    if hasattr(cursor, "fetch_record_batch"):
        return cursor.fetch_record_batch()
    schema = pa.schema([(column, pa.string()) for column in columns])

    def batches() -> Iterator[pa.RecordBatch]:
        while rows := cursor.fetchmany(_BATCH):
            yield pa.record_batch([pa.array(values, pa.string()) for values in zip(*rows, strict=True)], schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _open_postgresql(url: str) -> Any:
    from adbc_driver_postgresql import dbapi

    return dbapi.connect(re.sub(r"^\w+", "postgresql", url))


def _open_sqlite(url: str) -> Any:
    import sqlite3

    # Three strokes and a path from here, or four and one from the root; three and one from the root is meant as that.
    path = unquote(urlsplit(url).path)
    file = next((found for found in (Path(path[1:]), Path(path)) if found.is_file()), None)
    if file is None:
        raise FileNotFoundError("there is no such file")
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _open_mysql(url: str) -> Any:
    import pymysql

    parts = urlsplit(url)
    said = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return pymysql.connect(
        host=parts.hostname or "localhost", port=parts.port or 3306, user=unquote(parts.username or "") or None,
        password=unquote(parts.password or ""), database=unquote(parts.path.strip("/")),
        unix_socket=unquote(said["unix_socket"]) if "unix_socket" in said else None, charset="utf8mb4",
        cursorclass=pymysql.cursors.SSCursor, read_default_file=Path.home() / ".my.cnf",
    )  # fmt: skip


_OPENERS = {"postgresql": _open_postgresql, "mysql": _open_mysql, "sqlite": _open_sqlite}


def _broken(kind: str) -> tuple[type[BaseException], ...]:
    """What a driver raises, and the engine where the driver's stream breaks under it."""
    if kind == "mysql":
        import pymysql

        return (pymysql.MySQLError, duckdb.Error)
    if kind == "sqlite":
        import sqlite3

        return (sqlite3.Error, duckdb.Error)
    from adbc_driver_manager import Error

    return (Error, duckdb.Error)
