"""The engine on which a load works: it may read the source files and its own folder, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from caselib.casebook.csv_source import quoted

__all__ = ["locked", "workbench"]


@contextmanager
def workbench(scratch: Path, files: Sequence[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a scratch database that spills to disk and is locked before any expression of a mapping runs."""
    with duckdb.connect(str(scratch / "scratch.duckdb")) as engine:
        engine.execute("SET preserve_insertion_order = true")
        locked(engine, [scratch.parent], [path for path in files if path.exists()])
        yield engine


def locked(engine: duckdb.DuckDBPyConnection, folders: Sequence[Path], files: Sequence[Path] = ()) -> None:
    """Let an engine read these folders and files and nothing else: no network, no extension, no further setting."""
    engine.execute(f"SET temp_directory = {quoted(str(folders[0].resolve()))}") if folders else None
    engine.execute(f"SET allowed_directories = [{', '.join(quoted(f'{path.resolve()}/') for path in folders)}]")
    engine.execute(f"SET allowed_paths = [{', '.join(quoted(str(path.resolve())) for path in files)}]")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_external_access"):
        engine.execute(f"SET {setting} = false")
    engine.execute("SET lock_configuration = true")
