"""How a version of a casebook appears: whole, under its own name, and pointed to last."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from caselib.casebook.history import record_load
from caselib.errors import CasebookError

__all__ = ["current_version", "publish", "versions_of", "workshop"]

_ABANDONED = 24 * 3600
"""Seconds after which what an interrupted load left behind is cleared away."""


def versions_of(casebook: Path) -> Path:
    """The folder in which the versions stand; what stands there is never changed."""
    return casebook / "versions"


@contextmanager
def workshop(casebook: Path, identity: str) -> Iterator[Path]:
    """A folder of one load alone, gone when it ends. Raises `CasebookError` where nothing can be written."""
    if casebook.exists() and not casebook.is_dir():
        raise CasebookError("a casebook is a folder", got=str(casebook), advice="name a folder, new or a casebook's")
    try:
        versions_of(casebook).mkdir(parents=True, exist_ok=True)
        _clear_abandoned(casebook)
        prefix = f".{identity}.{os.getpid()}."
        work = Path(tempfile.mkdtemp(prefix=prefix, suffix=".partial", dir=versions_of(casebook)))
    except OSError as error:
        raise CasebookError(
            f"the casebook can't be written ({error.strerror})", where=str(casebook), advice="name a folder of your own"
        ) from error
    try:
        yield work
    except OSError as error:
        raise CasebookError(
            f"the load could not be written ({error.strerror})",
            where=str(casebook),
            advice="make room on the disk, then load again; what was there before is as it was",
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def publish(casebook: Path, work: Path, manifest: dict[str, Any]) -> None:
    """Put a finished version in its place, then point to it; either step happens whole or not at all.

    Where the version is there already, it stays as it is, and must say what the new one says.
    """
    book, identity = work / "book", manifest["id"]
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    _write_whole(book / "manifest.json", text)
    for path in sorted(book.rglob("*")):
        _sync(path)
    place = versions_of(casebook) / identity
    try:
        book.rename(place)
    except OSError:
        # Versions are never written over: what is there is the same, loaded before or by another load just now.
        _compare(place, json.loads(text))
    _sync(versions_of(casebook))
    _write_whole(casebook / "current", f"{identity}\n")
    record_load(casebook, place)
    _sync(casebook)


def current_version(casebook: Path) -> Path:
    """The folder of the version that is current now. Raises `CasebookError` where there is none."""
    pointer = casebook / "current"
    if not pointer.is_file():
        advice = "make one: `make report` in a clone (invented data), or `caselib load SOURCE CASEBOOK`"
        raise CasebookError("this is not a casebook", got=str(casebook), advice=advice)
    place = versions_of(casebook) / pointer.read_text(encoding="utf-8").strip()
    if not (place / "manifest.json").is_file():
        what = "the casebook points to a version that is not there"
        raise CasebookError(what, got=str(place), advice="load it again")
    return place


def _compare(place: Path, manifest: dict[str, Any]) -> None:
    """A version of this id must hold what its manifest says, and that must be what was loaded now."""
    try:
        there = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(place) from error
    files = [place / "quarantine.parquet", place / "flags.parquet"]
    files += [place / folder / f"{table['name']}.parquet" for table in manifest["tables"] for folder in _FOLDERS]
    same = {**there, "created": ""} == {**manifest, "created": ""}
    if not same or not all(path.is_file() for path in files):
        raise _damaged(place)


_FOLDERS = ("tables", "quarantined")


def _damaged(place: Path) -> CasebookError:
    what = "a version of this id is there and does not hold what was loaded"
    return CasebookError(what, where=str(place), advice="remove that folder and load again")


def _clear_abandoned(casebook: Path) -> None:
    for left in versions_of(casebook).glob(".*.partial"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _write_whole(path: Path, text: str) -> None:
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    Path(partial).replace(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
