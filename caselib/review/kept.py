"""Collections, one after another, in a folder that only grows: what came, byte for byte, and what was read from it.

    STORE/collections/0001-2026-11-23/manifest.json, answers.parquet, problems.parquet, assignments.parquet, files/
    STORE/decisions/0001.json

A collection appears whole or not at all, and none is ever changed; the state of a review follows from all of them.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from caselib.errors import CasebookError
from caselib.review.returned import Answer, Problem

__all__ = [
    "Decision",
    "add_collection",
    "add_decision",
    "known_hashes",
    "read_collections",
    "read_decisions",
    "reviewed_from",
]

Decision = dict[str, Any]


def known_hashes(store: Path) -> set[str]:
    """Give the hash of every file that was ever collected."""
    manifests = (json.loads((place / "manifest.json").read_text(encoding="utf-8")) for place in _places(store))
    return {file["sha256"] for manifest in manifests for file in manifest["files"]}


def add_collection(
    store: Path,
    files: Sequence[tuple[Path, str, str]],
    answers: Sequence[Answer],
    problems: Sequence[Problem],
    assignments: pd.DataFrame,
    *,
    collected_on: date,
    begun: date | None = None,
) -> Path:
    """Keep a collection: `files` as (path, name, hash). Raises `CasebookError` where it can't be written.

    `begun`: the first day on which a review of the round can have been made.
    """
    with _workshop(store / "collections") as work:
        (work / "files").mkdir()
        for path, _, digest in files:
            shutil.copyfile(path, work / "files" / f"{digest}{path.suffix.lower()}")
        _frame(answers, Answer._fields).to_parquet(work / "answers.parquet")
        _frame(problems, Problem._fields).to_parquet(work / "problems.parquet")
        assignments.astype(object).where(assignments.notna(), None).map(_text).to_parquet(work / "assignments.parquet")
        said = {
            "collected_on": collected_on.isoformat(),
            "files": [{"name": name, "sha256": digest} for _, name, digest in files],
            **({"reviewed_from": begun.isoformat()} if begun else {}),
        }
        (work / "manifest.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
        return _publish(work, store / "collections", lambda number: f"{number:04d}-{collected_on.isoformat()}")


def read_collections(store: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give answers, problems and assignments of all collections, oldest first, with `collection` and `collected_on`."""
    answers, problems, assigned = [], [], []
    for place in _places(store):
        said = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
        about = {"collection": place.name, "collected_on": said["collected_on"]}
        answers.append(pd.read_parquet(place / "answers.parquet").assign(**about))
        problems.append(pd.read_parquet(place / "problems.parquet").assign(**about))
        assigned.append(pd.read_parquet(place / "assignments.parquet"))
    about_columns = ("collection", "collected_on")
    return (
        _together(answers, (*Answer._fields, *about_columns)),
        _together(problems, (*Problem._fields, *about_columns)),
        _together(assigned, ("review_id",)),
    )


def reviewed_from(store: Path) -> str:
    """Give the first day on which a review can have been made, as the latest collection has it; "" where none says."""
    manifests = (json.loads((place / "manifest.json").read_text(encoding="utf-8")) for place in _places(store))
    return next((said["reviewed_from"] for said in reversed(list(manifests)) if "reviewed_from" in said), "")


def add_decision(store: Path, decision: Decision) -> Path:
    """Keep what a person decided; a later decision on the same field counts instead of an earlier one."""
    with _workshop(store / "decisions") as work:
        (work / "decision.json").write_text(json.dumps(decision, ensure_ascii=False, indent=1), encoding="utf-8")
        return _publish(work, store / "decisions", lambda number: f"{number:04d}")


def read_decisions(store: Path) -> list[Decision]:
    """Give all decisions, oldest first."""
    places = sorted((store / "decisions").glob("[0-9]*")) if store.is_dir() else []
    return [json.loads((place / "decision.json").read_text(encoding="utf-8")) for place in places]


def _places(store: Path) -> list[Path]:
    return sorted((store / "collections").glob("[0-9]*")) if store.is_dir() else []


@contextmanager
def _workshop(room: Path) -> Iterator[Path]:
    try:
        room.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".", suffix=".partial", dir=room))
    except OSError as error:
        raise CasebookError(
            f"the store can't be written ({error.strerror})", where=str(room), advice="name a folder of your own"
        ) from error
    try:
        yield work
    except OSError as error:
        raise CasebookError(
            f"the store could not be written ({error.strerror})",
            where=str(room),
            advice="make room on the disk, then do it again; what was there before is as it was",
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _publish(work: Path, room: Path, name: Callable[[int], str]) -> Path:
    """Put a finished folder in its place, under the next number; another collection may take it first."""
    for number in range(len(list(room.glob("[0-9]*"))) + 1, 10_000):
        taken = list(room.glob(f"{number:04d}*"))
        if not taken:
            place = room / name(number)
            try:
                work.rename(place)
            except OSError:
                continue
            place.chmod(0o755)
            return place
    raise CasebookError("the store is full", where=str(room), advice="begin a new one")


def _frame(rows: Sequence[tuple[str, ...]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def _together(frames: list[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else _frame([], columns)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:10] if isinstance(value, date) else str(value)
