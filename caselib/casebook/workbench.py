"""The engine on which a load works: it may read the source files and its own folder, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from caselib.casebook.sql import listed, literal

__all__ = ["locked", "workbench"]


@contextmanager
def workbench(work: Path, files: Sequence[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine that holds its tables in memory, spills to `work`, and is locked before a mapping's SQL runs."""
    with duckdb.connect() as engine:
        engine.execute(f"SET temp_directory = {literal(str((work / 'spill').resolve()))}")
        locked(engine, [work], files)
        yield engine


def locked(engine: duckdb.DuckDBPyConnection, folders: Sequence[Path], files: Sequence[Path] = ()) -> None:
    """Let an engine use these folders and files and nothing else: no network, no extension, no further setting."""
    # It would print into whatever the caller prints.
    engine.execute("SET enable_progress_bar = false")
    engine.execute(f"SET allowed_directories = [{listed(f'{path.resolve()}/' for path in folders)}]")
    engine.execute(f"SET allowed_paths = [{listed(str(path.resolve()) for path in files)}]")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_external_access"):
        engine.execute(f"SET {setting} = false")
    engine.execute("SET lock_configuration = true")
