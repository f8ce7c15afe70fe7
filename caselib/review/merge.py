"""From everything that was ever typed to one state: what agrees is taken, what differs waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from caselib.review.kept import Decision
from caselib.review.layout import FINDING_FIELDS
from caselib.review.lines import Found, Line, match_lines

__all__ = ["Conflict", "Merged", "Said", "merge"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a field holds in the end, and where that was typed; empty where it waits for a decision."""

    value: str
    file: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Conflict:
    """A field for which more than one thing was said: the values, and where each stands."""

    review_id: str
    field: str
    values: tuple[str, ...]
    files: tuple[str, ...]
    cells: tuple[str, ...]
    considered: tuple[str, ...]


@dataclass
class Merged:
    """One review: what was said once for all, its problems, and what waits for a decision."""

    review_id: str
    said: dict[str, Said] = field(default_factory=dict)
    findings: list[tuple[Found, dict[str, Said]]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def merge(answers: pd.DataFrame, decisions: Sequence[Decision]) -> list[Merged]:
    """Merge all answers, review by review in the order of their keys."""
    settled = {(one["review_id"], one["field"]): one for one in decisions}
    groups = answers.groupby("review_id", sort=True)
    return [_one(str(review_id), rows.to_dict("records"), settled) for review_id, rows in groups]


def _one(review_id: str, rows: list[Row], settled: dict[tuple[str, str], Decision]) -> Merged:
    merged = Merged(review_id)
    asked_once = [row for row in rows if not row["line"]]
    for name in dict.fromkeys(row["field"] for row in asked_once):
        places = [(row["value"], row["file"], row["cell"]) for row in asked_once if row["field"] == name]
        merged.said[name] = _settle(merged, name, places, settled)
    graded = {_source(row) for row in rows if row["field"] == "grade"}
    for found in match_lines(review_id, _lines(rows)):
        said = {
            name: _settle(merged, f"{found.number}.{name}", _places(found, name), settled) for name in FINDING_FIELDS
        }
        if not _dropped(merged, found, graded, settled):
            merged.findings.append((found, said))
    return merged


def _lines(rows: list[Row]) -> Iterator[Line]:
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["line"]:
            lines.setdefault((_source(row), row["line"]), []).append(row)
    for (source, _), cells in lines.items():
        yield Line(source, cells[0]["file"], cells[0]["cell"], {cell["field"]: cell["value"] for cell in cells})


def _source(row: Row) -> str:
    """Tell copies of a sheet apart: by the collection, the file, and the tab."""
    return "\x1f".join((row["collection"], row["file"], row["cell"].rpartition("!")[0]))


def _collection(source: str) -> str:
    return source.partition("\x1f")[0]


def _places(found: Found, name: str) -> list[tuple[str, str, str]]:
    return [(line.said[name], line.file, line.cell) for line in found.lines if name in line.said]


def _settle(
    merged: Merged, name: str, places: list[tuple[str, str, str]], settled: dict[tuple[str, str], Decision]
) -> Said:
    """Take what all agree on; free text that another continues is that other; else a decision, else nothing yet."""
    values = tuple(dict.fromkeys(value for value, _, _ in places))
    if name.endswith(("remark", "note")):
        values = tuple(value for value in values if not any(value != other and value in other for other in values))
    if not values:
        return Said("")
    if len(values) == 1:
        return next(Said(*place) for place in places if place[0] == values[0])
    decision = settled.get((merged.review_id, name))
    if decision and set(values) <= set(decision["considered"]):
        return next((Said(*place) for place in places if place[0] == decision["value"]), Said(decision["value"]))
    first = [next(place for place in places if place[0] == value) for value in values]
    files, cells = (tuple(place[part] for place in first) for part in (1, 2))
    merged.conflicts.append(Conflict(merged.review_id, name, values, files, cells, values))
    return Said("")


def _dropped(merged: Merged, found: Found, graded: set[str], settled: dict[tuple[str, str], Decision]) -> bool:
    """A problem that a graded copy lacks, of the same collection or a later, may have been withdrawn.

    It stays until a person says so.
    """
    latest = max(_collection(line.source) for line in found.lines)
    lacking = {copy for copy in graded if _collection(copy) >= latest} - {line.source for line in found.lines}
    if not lacking:
        return False
    decision = settled.get((merged.review_id, found.number))
    if decision and lacking <= set(decision["considered"]):
        return bool(decision["value"] == "drop")
    _, *without = sorted(lacking)[0].split("\x1f")
    first = found.lines[0]
    places = (first.file, without[0]), (first.cell, without[1] + "!E")
    merged.conflicts.append(Conflict(merged.review_id, found.number, ("keep", "drop"), *places, tuple(sorted(lacking))))
    return False
