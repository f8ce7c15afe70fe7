"""Sheets taken back, in any order and as often as they come: merged without loss, and every conflict for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from caselib.domain.tables import TABLES
from caselib.errors import CasebookError, ParameterError, SourceError, nearest
from caselib.review.kept import (
    add_collection,
    add_decision,
    known_hashes,
    read_collections,
    read_decisions,
    reviewed_from,
)
from caselib.review.layout import read_answer
from caselib.review.merge import Conflict, Merged, Said, merge
from caselib.review.merged_checks import graded, problems_of
from caselib.review.returned import Answer, Problem, read_returned

__all__ = ["Collected", "collect", "collected_so_far", "conflicts_of", "decide", "decide_from", "take_back"]

FINDING_COLUMNS = (
    "finding_id", "review_id", "dimension", "problem", "severity", "stage", "note", "found_on", "source_file",
    "source_cell",
)  # fmt: skip
CONFLICT_COLUMNS = ("review_id", "field", "values", "files", "cells", "decision")
PROBLEM_COLUMNS = ("file", "cell", "review_id", "what", "got", "advice", "collected_on")


@dataclass(frozen=True)
class Collected:
    """Where the reviews stand after all collections.

    `reviews`, `findings`: as the tables of that name, with the file and cell they come from. `conflicts`: fields for
    which more than one thing was said; they are empty until a person decides. `problems`: what else is to be looked
    at. `outstanding`: reviews not graded yet. `answers`: everything that was typed, cell by cell. `new`: the files
    that this collection added, by name; `seen`: those that had come before and changed nothing.
    """

    reviews: pd.DataFrame = field(repr=False)
    findings: pd.DataFrame = field(repr=False)
    conflicts: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)
    outstanding: pd.DataFrame = field(repr=False)
    answers: pd.DataFrame = field(repr=False)
    new: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{len(self.new)} new files, {len(self.seen)} seen before: {len(self.reviews)} reviews begun, "
            f"{len(self.outstanding)} not graded yet, {len(self.findings)} findings, {len(self.conflicts)} conflicts, "
            f"{len(self.problems)} problems"
        )


def collect(
    folder: str | Path,
    assignments: pd.DataFrame,
    store: str | Path,
    *,
    collected_on: date,
    begun: date | None = None,
) -> Collected:
    """Take back what lies in a folder (below it too), keep it in the store, and say where the reviews stand.

    `begun`: the first day on which a review can have been made; an earlier one is a conflict, for a mistyped year would
    else put a case under another scheme of grades.

    A file that came before, under whatever name, changes nothing; one that can't be read is kept and listed.
    Raises `SourceError` where there is no such folder, `CasebookError` where the store can't be written; what was
    collected before stays as it is.

    >>> import tempfile
    >>> from datetime import date
    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> some = one.plan.assignments.head(2)
    >>> told = cl.review.facts(reviewed, one.plan.with_assignments(some))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = cl.review.write_sheets(some, told, f"{folder}/out", reviewed_from=date(2026, 10, 8))
    ...     back = cl.review.collect(f"{folder}/out", some, f"{folder}/store", collected_on=date(2026, 10, 20))
    >>> len(back.reviews), len(back.outstanding)  # nobody has filled them in yet
    (0, 2)
    """
    new, seen = take_back(folder, assignments, store, collected_on=collected_on, begun=begun)
    return collected_so_far(store, assignments, on=collected_on, new=new, seen=seen)


def take_back(
    folder: str | Path, assignments: pd.DataFrame, store: str | Path, *, collected_on: date, begun: date | None = None
) -> tuple[list[str], list[str]]:
    """Read a folder of sheets into the store; gives the names of the new files, and of those that came before."""
    source, place = Path(folder), Path(store)
    if not source.is_dir():
        raise SourceError(
            "there is no such folder", got=str(folder), advice="name the folder with the workbooks that came back"
        )
    given = _assigned(place, assignments)
    known, files, seen = known_hashes(place), [], []
    for path in _files(source):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        name = path.relative_to(source).as_posix()
        (seen if digest in known else files).append((path, name, digest))
        known.add(digest)
    if files:
        answers, problems = _read(files, set(given["review_id"]))
        add_collection(place, files, answers, problems, assignments, collected_on=collected_on, begun=begun)
    return [name for _, name, _ in files], [name for _, name, _ in seen]


def collected_so_far(
    store: str | Path,
    assignments: pd.DataFrame | None = None,
    *,
    on: date | None = None,
    new: Sequence[str] = (),
    seen: Sequence[str] = (),
) -> Collected:
    """Say where the reviews stand, from all collections and decisions in the store; nothing is written."""
    place = Path(store)
    answers, problems, _ = read_collections(place)
    given = _assigned(place, assignments)
    merged = merge(answers, read_decisions(place), begun=reviewed_from(place))
    about = given.set_index("review_id").to_dict("index")
    later = [(*problem, "") for one in merged for problem in problems_of(one, on)]
    listed = [tuple(row[name] for name in PROBLEM_COLUMNS) for row in problems.to_dict("records")]
    return Collected(
        _reviews(merged, about),
        _findings(merged),
        conflicts_of(merged),
        pd.DataFrame([*listed, *later], columns=list(PROBLEM_COLUMNS)),
        _outstanding(given, merged),
        answers,
        tuple(new),
        tuple(seen),
    )


def decide(
    store: str | Path, review_id: str, field: str, value: str, *, decided_by: str, decided_on: date, reason: str = ""
) -> None:
    """Settle a conflict by one of its values, or by an empty one; it holds until something new is said of that field.

    Raises `ParameterError` where there is no such conflict, or the value is none of those said.

    >>> from datetime import date
    >>> said = {"decided_by": "panel 1", "decided_on": date(2026, 10, 20)}
    >>> cl.review.decide("store", "R-00001", "grade", "qualified", **said)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    caselib.errors.ParameterError: ...
    """
    found = {(one.review_id, one.field): one for one in _open_conflicts(Path(store))}
    conflict = found.get((review_id, field))
    if conflict is None:
        listed = [f"{key} {name}" for key, name in found]
        advice = nearest(f"{review_id} {field}", listed)
        raise ParameterError("there is no such conflict to decide", got=f"{review_id} {field}", advice=advice)
    if value and value not in conflict.values:
        raise ParameterError(
            "nobody said that", where=f"{review_id} {field}", got=value, advice=" | ".join(conflict.values)
        )
    decision = {
        "review_id": review_id, "field": field, "value": value, "considered": list(conflict.considered),
        "decided_by": decided_by, "decided_on": decided_on.isoformat(), "reason": reason,
    }  # fmt: skip
    add_decision(Path(store), decision)


def decide_from(path: str | Path, store: str | Path, *, decided_by: str, decided_on: date) -> int:
    """Settle the conflicts of a list that came back with its column `decision` filled in; gives how many were.

    The list is `Collected.conflicts`, as CSV or Excel; rows without a decision, and those settled so before, are left.
    A decision may be written as it was typed or as the form words it, in either language. Raises `SourceError` where
    the list can't be read, `ParameterError` for a decision that nobody said; those of lines above it hold.
    """
    source = Path(path)
    listed = _decided(source)
    if missing := [name for name in ("review_id", "field", "decision") if name not in listed]:
        raise SourceError("a column is missing", where=str(source), got=missing[0], advice=nearest(missing[0], listed))
    waiting = {(one.review_id, one.field): one for one in _open_conflicts(Path(store))}
    done = 0
    for row in listed.to_dict("records"):
        conflict = waiting.get((row["review_id"], row["field"]))
        if row["decision"].strip() and conflict:
            value = _meant(conflict, row["decision"].strip())
            decide(store, row["review_id"], row["field"], value, decided_by=decided_by, decided_on=decided_on)
            done += 1
    return done


def _meant(conflict: Conflict, text: str) -> str:
    """The value that a person means: as it stands in the list, or as the form words it."""
    name = conflict.field.rpartition(".")[2] if conflict.field.startswith("F-") else conflict.field
    return text if text in conflict.values else read_answer(name, text)[0] or text


def _decided(source: Path) -> pd.DataFrame:
    """Read a list of decisions as Excel or a person saved it: CSV in UTF-8 or the Chinese code page, or a workbook."""
    try:
        if source.suffix.lower() != ".csv":
            return pd.read_excel(source, dtype=str, keep_default_na=False)
        try:
            return pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except UnicodeDecodeError:
            return pd.read_csv(source, dtype=str, keep_default_na=False, encoding="gb18030")
    except (OSError, ValueError) as error:
        advice = "the list that was written, with its column `decision` filled in"
        raise SourceError("the list of decisions can't be read", got=str(source), advice=advice) from error


def _open_conflicts(store: Path) -> list[Conflict]:
    answers, _, _ = read_collections(store)
    merged = merge(answers, read_decisions(store), begun=reviewed_from(store))
    return [conflict for one in merged for conflict in one.conflicts]


def _files(source: Path) -> Iterator[Path]:
    for path in sorted(source.rglob("*")):
        # Excel leaves a lock beside an open workbook, and desktops their own hidden files.
        if path.is_file() and not path.name.startswith(("~$", ".")):
            yield path


def _read(files: Sequence[tuple[Path, str, str]], reviews: set[str]) -> tuple[list[Answer], list[Problem]]:
    answers: list[Answer] = []
    problems: list[Problem] = []
    for path, name, _ in files:
        try:
            got, wrong = read_returned(path, name, reviews)
        except SourceError as error:
            got, wrong = [], [Problem(name, "", "", error.what, str(error.got or ""), error.advice)]
        answers, problems = answers + got, problems + wrong
    return answers, problems


def _assigned(store: Path, assignments: pd.DataFrame | None) -> pd.DataFrame:
    """Give all assignments there ever were; what is given now counts before what was kept."""
    _, _, kept = read_collections(store)
    if assignments is None:
        return kept.drop_duplicates("review_id", keep="last").reset_index(drop=True)
    now = assignments.astype(object).where(assignments.notna(), None)
    both = kept.merge(now, on="review_id", suffixes=("_kept", "")) if len(kept) else now.iloc[:0]
    if len(both):
        other = both[both["case_id_kept"] != both["case_id"].map(str)]
        if len(other):
            what, advice = "a review's number stands for two cases", "use a store of its own for each plan"
            raise CasebookError(what, where=str(store), got=other["review_id"].iloc[0], advice=advice)
    together = pd.concat([kept, now], ignore_index=True) if len(kept) else now
    return together.drop_duplicates("review_id", keep="last").reset_index(drop=True)


def _reviews(merged: Sequence[Merged], about: dict[str, dict[str, object]]) -> pd.DataFrame:
    names = (*TABLES["reviews"].names, "source_file", "source_cell")
    rows = []
    for one in merged:
        scheme, grade = graded(one)
        source = next((one.said[name] for name in ("grade", "reviewed_on") if name in one.said), Said(""))
        drawn = {name: value for name, value in about.get(one.review_id, {}).items() if name in names}
        day = one.said.get("reviewed_on", Said("")).value or None
        typed = {"review_id": one.review_id, "reviewed_on": day, "scheme": scheme, "grade": grade}
        rows.append(drawn | typed | {"source_file": source.file, "source_cell": source.cell})
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    return frame.assign(reviewed_on=pd.to_datetime(frame["reviewed_on"]))


def _findings(merged: Sequence[Merged]) -> pd.DataFrame:
    rows = []
    for one in merged:
        day = one.said.get("reviewed_on", Said("")).value or None
        for found, said in one.findings:
            first = found.lines[0]
            typed = {name: value.value or None for name, value in said.items()}
            place = {"found_on": day, "source_file": first.file, "source_cell": first.cell}
            rows.append({"finding_id": found.number, "review_id": one.review_id} | typed | place)
    frame = pd.DataFrame(rows, columns=list(FINDING_COLUMNS), dtype=object)
    return frame.assign(found_on=pd.to_datetime(frame["found_on"]))


def conflicts_of(merged: Sequence[Merged]) -> pd.DataFrame:
    """List what waits for a person, with an empty column for the decision."""
    rows = [
        (one.review_id, one.field, " | ".join(one.values), " | ".join(one.files), " | ".join(one.cells), "")
        for each in merged
        for one in each.conflicts
    ]
    return pd.DataFrame(rows, columns=list(CONFLICT_COLUMNS))


def _outstanding(given: pd.DataFrame, merged: Sequence[Merged]) -> pd.DataFrame:
    """List the reviews that have no valid grade yet, in the order assigned."""
    done = {one.review_id for one in merged if graded(one)[1]}
    columns = [name for name in ("review_id", "reviewer", "due_on") if name in given.columns]
    return given.loc[~given["review_id"].isin(done), columns].reset_index(drop=True)
