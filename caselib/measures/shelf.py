"""The shelf of a casebook: tables of counts as files, each put there whole, by one process at a time."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

import pandas as pd

from caselib.errors import CasebookError

if TYPE_CHECKING:
    import pyarrow as pa

try:
    import fcntl
except ImportError:
    # Where there is none, two may count the same at once: slower, and never wrong.
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "Asked",
    "Files",
    "as_table",
    "keep_rows",
    "kept_rows",
    "nothing_lost",
    "once",
    "rows",
    "shelved",
    "taken",
]

_GROUPS = 50_000
"""Rows in a part of a file that can be passed over as a whole: files are in the order of units and months."""
_STRICT = ContextVar("strict", default=False)

Files = Mapping[str, Path | None]
"""Where things are kept, by their names; None in a casebook that keeps nothing."""


class Asked(Protocol):
    """What is needed of a casebook; one with a `shelf` (a folder, or None) keeps its counts there."""

    def sql(self, query: str) -> pd.DataFrame:
        """Run a query over the tables."""


def shelved(book: object, name: str, query: str) -> Path | None:
    """Name the file of what a query gives: another query is another file. None for a casebook that keeps nothing."""
    shelf: Path | None = getattr(book, "shelf", None)
    return shelf / f"{name}.{hashlib.sha256(query.encode()).hexdigest()[:16]}.parquet" if shelf else None


def once(
    name: str, files: Files, make: Callable[[Sequence[str]], Mapping[str, pa.Table]], *, waits: bool = True
) -> Files:
    """Make what is missing; who had to wait for another that counts finds it made.

    Without `waits` nobody is waited for, and nobody has to wait: two may count the same, slower and never wrong.
    """

    def missing() -> dict[str, Path]:
        return {key: file for key, file in files.items() if file and not file.is_file()}

    if first := missing():
        with _alone(next(iter(first.values())), name, waits=waits) as writable:
            here = missing() if writable else {}
            for key, table in (make(list(here)) if here else {}).items():
                _put(here[key], table)
    return files


def taken(file: Path | None, **how: Any) -> pa.Table | None:
    """Read a kept file; nothing where it is not there, or is not what was written (a disk may lie)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(file, **how) if file else None
    except (OSError, pa.ArrowInvalid) as error:
        # What is no file as it was written is made anew by whoever counts next. A file that only could not be opened
        # has a number for that.
        if file and getattr(error, "errno", None) is None:
            with suppress(OSError):
                file.unlink()
        return None


def rows(
    book: Asked, name: str, query: str, *, also: str = "", made: Callable[[], pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Give the rows of a query over all units, counted once; none of them may stand for a single case.

    `made` gives them where SQL alone does not; `also` then says by what else than the query they are what they are.
    """
    file, fresh = shelved(book, name, query + also), []

    def make() -> pd.DataFrame:
        fresh.append(made() if made else book.sql(query))
        return fresh[0]

    once(name, {name: file}, lambda _: {name: as_table(make())})
    found = taken(file)
    if found is not None:
        return found.to_pandas()
    return fresh[0] if fresh else make()


def kept_rows(book: Asked, query: str) -> pd.DataFrame | None:
    """Give the rows of a query that were kept; None where they were not."""
    found = taken(shelved(book, "rows", query))
    return None if found is None else found.to_pandas()


def keep_rows(book: Asked, query: str, rows: pd.DataFrame) -> None:
    """Keep the rows that a query gave, for every later opening of the same casebook."""
    if file := shelved(book, "rows", query):
        _put(file, as_table(rows))


@contextmanager
def nothing_lost() -> Iterator[None]:
    """Raise `CasebookError` for what can't be kept: whoever counts beforehand wants nothing else."""
    before = _STRICT.set(True)
    try:
        yield
    finally:
        _STRICT.reset(before)


def as_table(frame: pd.DataFrame) -> pa.Table:
    """Make what is kept of a frame."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False)


@contextmanager
def _alone(file: Path, name: str, *, waits: bool) -> Iterator[bool]:
    """Wait until nobody else makes counts of this name for the same shelf; say whether anything can be kept there."""
    lock = _lock(file.parent, name)
    with lock or nullcontext():
        if lock and fcntl and waits:
            # A disk of another machine may know no locks: two may then count the same at once.
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield lock is not None
        finally:
            if lock and fcntl and waits:
                # A process that was forked meanwhile has the lock too, and would keep it after this one closes it.
                with suppress(OSError):
                    fcntl.flock(lock, fcntl.LOCK_UN)


def _put(file: Path, table: pa.Table) -> None:
    """Put a file in its place whole, or not at all; where nothing can be written, nothing is kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # A column of nothing but blanks has no type of its own.
    text = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in table.schema]
    table = table.cast(pa.schema(text))
    partial = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}.partial")
    with _refused(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("wb") as out:
                pq.write_table(table, out, compression="zstd", row_group_size=_GROUPS)
                out.flush()
                os.fsync(out.fileno())
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def _refused(shelf: Path) -> Iterator[None]:
    """A count that can't be kept is a count all the same, unless keeping is what was asked for."""
    try:
        yield
    except OSError as error:
        if _STRICT.get():
            advice = "make room there, or let the folder be written"
            got = error.strerror or str(error)
            raise CasebookError("counts can't be kept", where=str(shelf), got=got, advice=advice) from error


def _lock(shelf: Path, name: str) -> TextIO | None:
    with _refused(shelf):
        shelf.mkdir(parents=True, exist_ok=True)
        return (shelf / f".{name}.lock").open("a", encoding="utf-8")
    return None
