"""What a report rests on, as one number: where it is the same, the report would be the same."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib.domain.shipped import shipped
from caselib.reporting.files import hash_of
from caselib.reporting.manifest import versions
from caselib.reporting.parameters import ReportParameters

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["inputs_of", "still_good"]


def inputs_of(asked: ReportParameters, path: Path, book: Book) -> str:
    """Hash the notebook, the parameters, the casebook and its plans, the definitions and the versions of what computes.

    Where the casebook lies is no input: a copy of it gives the same report.
    """
    parts = {
        "notebook": hash_of(path),
        "parameters": asked.model_dump() | {"casebook": book.id},
        "beside": _beside(book.path),
        "definitions": _definitions(),
        "versions": versions() | {"caselib source": _source()},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _beside(casebook: Path) -> str:
    """What lies beside the tables: plans, what was collected under them, and the history of loads."""
    files = [path for folder in ("plans", "loads") for path in (casebook / folder).rglob("*") if path.is_file()]
    told = sorted(f"{path.relative_to(casebook).as_posix()} {hash_of(path)}" for path in files)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def still_good(folder: Path, entry: dict[str, Any] | None, inputs: str) -> bool:
    """Say whether a report was made from these inputs, and its files are there as they were written."""
    if not entry or entry["status"] != "made" or entry.get("inputs") != inputs:
        return False
    return all((folder / name).is_file() and hash_of(folder / name) == said for name, said in entry["files"].items())


def _definitions() -> str:
    from caselib.measures.catalogue import MEASURES

    return hashlib.sha256(repr(sorted(MEASURES.items())).encode()).hexdigest()


@cache
def _source() -> str:
    """Hash the package and its data as they stand: a version number does not change with every change."""
    total = hashlib.sha256()
    for root in (Path(__file__).parents[1], shipped("data")):
        for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            total.update(f"{path.relative_to(root).as_posix()}\0{hash_of(path)}\n".encode())
    return total.hexdigest()
