"""What stands behind a page: the casebook, the parameters, the versions, and the hashes of what was written."""

from __future__ import annotations

import json
import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caselib import __version__
from caselib.errors import SourceError
from caselib.reporting.files import hash_of, write_whole
from caselib.reporting.parameters import ReportParameters

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["MANIFEST", "add_to_manifest", "casebook_facts", "read_manifest", "versions"]

MANIFEST = "manifest.json"
_FACTS = {"unit", "unit_name", "unit_path", "period", "reports"}
_TOLD = {"status", "reason", "made", "casebook", "parameters", "files", "notebook"}
_DOORS = {"jupyterlab", "rich", "typer"}
"""What only stands between a person and the package: no report is another for it."""
_UNDER = ("nbclient", "ipykernel")
"""What runs the cells; papermill brings it."""


@cache
def versions() -> dict[str, str]:
    """The versions of what the numbers and the pages were made with: all that the package asks for, Word too."""
    asked = [line for line in requires("caselib") or [] if ";" not in line or "extra == 'word'" in line]
    names = {re.split(r"[^\w.-]", line)[0] for line in asked} - _DOORS
    found = {name: number for name in sorted({*names, *_UNDER}) if (number := _version(name))}
    return {"caselib": __version__, "python": platform.python_version()} | found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def casebook_facts(book: Book, audience: str = "internal") -> dict[str, Any]:
    """What a page says of the casebook behind it; to the public it gives no exact number of rows."""
    return {
        "id": book.id,
        "name": book.name,
        "invented": book.invented,
        "data_date": str(book.data_date),
        "rows": {
            table["name"]: {key: table[key] for key in ("rows_in", "accepted", "quarantined", "flagged")}
            for table in (book.manifest["tables"] if audience != "public" else [])
        },
    }


def add_to_manifest(folder: Path, name: str, entry: dict[str, Any], *, book: Book, asked: ReportParameters) -> None:
    """Write the entry of one report into its folder's manifest; the entries of others are kept."""
    manifest = read_manifest(folder)
    reports = manifest.get("reports", {}) | {name: entry}
    facts = {
        "unit": asked.unit,
        "unit_name": {language: book.units.name(asked.unit, language) for language in ("en", "zh")}
        if asked.unit
        else {},
        "unit_path": book.units.path(asked.unit) if asked.unit else [],
        "period": asked.period,
        "reports": dict(sorted(reports.items())),
    }
    write_whole(folder / MANIFEST, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a folder, empty where there is none; raise `SourceError` where it is none of ours."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        complete = not _FACTS - found.keys() and not any(_TOLD - entry.keys() for entry in found["reports"].values())
    except (ValueError, AttributeError, TypeError, KeyError):
        complete = False
    if not complete:
        where = "/".join(path.parts[-3:])
        advice = "put it back from a copy, or take this folder away and make its reports again"
        raise SourceError("the manifest can't be read", where=where, advice=advice)
    return found


def written(*paths: Path) -> dict[str, str]:
    """Name and hash of each file written."""
    return {path.name: hash_of(path) for path in paths}
