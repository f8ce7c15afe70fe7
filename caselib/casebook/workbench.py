"""The engine on which a load works: it may read the source files and its own folder, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from caselib.casebook.sql import listed, literal
from caselib.errors import CasebookError

__all__ = ["in_order", "locked", "workbench"]

_ORDERLY = {"PROJECTION", "FILTER", "STREAMING_WINDOW", "READ_CSV", "READ_PARQUET", "SEQ_SCAN", "EMPTY_RESULT"}
"""Steps of a plan that give rows on in the order in which they come."""


@contextmanager
def workbench(work: Path, files: Sequence[Path], *, share: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine that holds its tables in memory, spills to `work`, and is locked before a mapping's SQL runs.

    `share`: the memory that it may take ("2GB") where others work beside it; then it has one thread, too.
    """
    with duckdb.connect(config={"threads": 1, "memory_limit": share} if share else {}) as engine:
        # Lists of values would become joins, and a join gives rows in the order in which it finishes with them.
        engine.execute("SET disabled_optimizers = 'in_clause'")
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


def in_order(engine: duckdb.DuckDBPyConnection, query: str) -> str:
    """Give a query back if its rows come in the order of their source, whatever threads do.

    Lines of quarantined rows rest on it. The engine keeps the order through some steps and not through others,
    and says in its plan which it takes. Raises `CasebookError` where the plan holds another.
    """
    plan = json.loads(engine.execute(f"EXPLAIN (FORMAT JSON) {query}").fetchall()[0][1])
    strange = {step for root in plan for step in _steps(root)} - _ORDERLY
    if strange:
        raise CasebookError("the engine would not keep rows in order", got=sorted(strange), advice="report this")
    return query


def _steps(node: dict[str, Any]) -> Iterator[str]:
    yield str(node["name"]).strip()
    for child in node.get("children", []):
        yield from _steps(child)
