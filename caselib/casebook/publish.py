"""How a version of a casebook appears: whole, under its own name, and pointed to last."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from caselib.errors import CasebookError

__all__ = ["current_version", "publish", "versions_of"]


def versions_of(casebook: Path) -> Path:
    """The folder in which the versions stand; what stands there is never changed."""
    return casebook / "versions"


def publish(casebook: Path, identity: str, work: Path, manifest: dict[str, Any]) -> None:
    """Put a finished version in its place, then point to it; either step happens whole or not at all."""
    book = work / "book"
    _write_whole(book / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    place = versions_of(casebook) / identity
    for path in sorted(book.rglob("*.parquet")):
        _sync(path)
    if not (place / "manifest.json").is_file():
        try:
            book.rename(place)
        except OSError:
            # Another load of the same files came first: its version is the same.
            if not (place / "manifest.json").is_file():
                raise
    _write_whole(casebook / "current", f"{identity}\n")


def current_version(casebook: Path) -> Path:
    """The folder of the version that is current now."""
    pointer = casebook / "current"
    if not pointer.is_file():
        advice = "make one with `caselib load SOURCE CASEBOOK`"
        raise CasebookError("this is not a casebook", got=str(casebook), advice=advice)
    place = versions_of(casebook) / pointer.read_text(encoding="utf-8").strip()
    if not (place / "manifest.json").is_file():
        raise CasebookError(
            "the casebook points to a version that is not there", got=str(place), advice="load it again"
        )
    return place


def _write_whole(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
