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
SEPARATOR = "\x1f"


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
    """One review: what was said once for all, its problems, and what waits for a decision.

    `heard`: everything that was ever said of a field.
    """

    review_id: str
    heard: dict[str, tuple[str, ...]] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    findings: list[tuple[Found, dict[str, Said]]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def merge(answers: pd.DataFrame, decisions: Sequence[Decision], *, begun: str = "") -> list[Merged]:
    """Merge all answers, review by review in the order of their keys.

    `begun`: the first day on which a review can have been made (ISO); an earlier one waits for a person, because
    another year may mean another scheme of grades.
    """
    settled = {(one["review_id"], one["field"]): one for one in decisions}
    groups = answers.groupby("review_id", sort=True)
    merged = [_one(str(review_id), rows.to_dict("records"), settled) for review_id, rows in groups]
    for one in merged:
        _hold(one, begun, settled)
    return merged


def _hold(merged: Merged, begun: str, settled: dict[tuple[str, str], Decision]) -> None:
    """Let a day of before the round wait until a person says that it is right."""
    said = merged.said.get("reviewed_on", Said(""))
    if said.value and said.value < begun and (merged.review_id, "reviewed_on") not in settled:
        values = (said.value,)
        merged.conflicts.append(
            Conflict(merged.review_id, "reviewed_on", values, (said.file,), (said.cell,), merged.heard["reviewed_on"])
        )
        merged.said["reviewed_on"] = Said("", said.file, said.cell)


def _one(review_id: str, rows: list[Row], settled: dict[tuple[str, str], Decision]) -> Merged:
    merged = Merged(review_id)
    asked_once = [row for row in rows if not row["line"]]
    for name in dict.fromkeys(row["field"] for row in asked_once):
        places = [(row["value"], row["file"], row["cell"]) for row in asked_once if row["field"] == name]
        merged.heard[name] = tuple(dict.fromkeys(value for value, _, _ in places))
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
    for (source, line), cells in lines.items():
        said = {cell["field"]: cell["value"] for cell in cells}
        # A form knows the problem of which it speaks; a line of a sheet only where it stands.
        yield Line(source, cells[0]["file"], cells[0]["cell"], said, line if line.startswith("F-") else "")


def _source(row: Row) -> str:
    """Tell copies of a sheet apart: by the collection, the file, and the tab."""
    return SEPARATOR.join((row["collection"], row["file"], row["cell"].rpartition("!")[0]))


def _collection(source: str) -> str:
    return source.partition(SEPARATOR)[0]


def _places(found: Found, name: str) -> list[tuple[str, str, str]]:
    return [(line.said[name], line.file, line.cell) for line in found.lines if name in line.said]


def _settle(
    merged: Merged, name: str, places: list[tuple[str, str, str]], settled: dict[tuple[str, str], Decision]
) -> Said:
    """Take what was decided; else what all agree on (free text that another continues is that other); else nothing."""
    values = tuple(dict.fromkeys(value for value, _, _ in places))
    decision = settled.get((merged.review_id, name))
    if decision and set(values) <= set(decision["considered"]):
        return next((Said(*place) for place in places if place[0] == decision["value"]), Said(""))
    if name.endswith(("remark", "note")):
        values = tuple(value for value in values if not any(value != other and value in other for other in values))
    if len(values) < 2:
        return next((Said(*place) for place in places if place[0] in values), Said(""))
    first = [next(place for place in places if place[0] == value) for value in values]
    files, cells = (tuple(place[part] for place in first) for part in (1, 2))
    considered = tuple(dict.fromkeys(value for value, _, _ in places))
    merged.conflicts.append(Conflict(merged.review_id, name, values, files, cells, considered))
    return Said("")


def _dropped(merged: Merged, found: Found, graded: set[str], settled: dict[tuple[str, str], Decision]) -> bool:
    """A problem that a graded copy lacks, of the same collection or a later, may have been withdrawn.

    It stays until a person says so; what was decided holds until another copy says otherwise.
    """
    saying = {line.source for line in found.lines}
    latest = max(_collection(source) for source in saying)
    lacking = {copy for copy in graded if _collection(copy) >= latest} - saying
    decision = settled.get((merged.review_id, found.number))
    if decision and (saying if decision["value"] == "drop" else lacking) <= set(decision["considered"]):
        return bool(decision["value"] == "drop")
    if lacking:
        _, file, tab = sorted(lacking)[0].split(SEPARATOR)
        files, cells = (found.lines[0].file, file), (found.lines[0].cell, f"{tab}!E")
        considered = tuple(sorted(lacking | saying))
        merged.conflicts.append(Conflict(merged.review_id, found.number, ("keep", "drop"), files, cells, considered))
    return False
