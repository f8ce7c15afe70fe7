"""Findings followed from clue to verified repair: states, who must act next and by when, and what came back.

A flag, a signal or a program moves no finding. Every step is an event that a named person records; a referral to the
inspection department is one of them, and nothing here ever proposes it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from caselib.errors import CasebookError, ParameterError, nearest

__all__ = ["EVENTS", "STATES", "Event", "Step", "follow_up", "overdue", "read_events", "record", "states"]


@dataclass(frozen=True)
class Step:
    """A state of a finding: the date that ends it, who acts next, and within how many days (0: no term)."""

    state: str
    ends_with: str
    role: str
    days: int
    source: str


STEPS: tuple[Step, ...] = (
    Step("found", "answered_on", "handler", 10, "10 days, as for notices of process monitoring (CV 112, AD 118)"),
    Step("answered", "decided_on", "panel", 15, "ours; no rule names a number"),
    Step("decided", "rectified_on", "department", 30, "ours; no rule names a number"),
    Step("rectified", "verified_on", "case_management", 30, "ours; no rule names a number"),
    Step("verified", "", "", 0, ""),
)
STATES: tuple[str, ...] = ("clue", *(step.state for step in STEPS), "dismissed", "referred", "recurred")
EVENTS: dict[str, str] = {
    "answer": "answered_on",
    "decide": "decided_on",
    "rectify": "rectified_on",
    "verify": "verified_on",
    "recur": "recurred_on",
    "refer": "referred_on",
}
"""Each event sets one date of the table of findings."""
AGAIN = {"rectify": "rectified_again_on", "verify": "verified_again_on"}
"""What is done once more after a finding has come back."""


@dataclass(frozen=True)
class Event:
    """One step, taken by a person on a day. `objection` goes with "decide": none, dismissed or upheld.

    >>> from datetime import date
    >>> cl.review.Event("F1", "answer", date(2026, 3, 5), by="department 2").objection
    ''
    """

    finding_id: str
    event: str
    on: date
    by: str
    objection: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.event not in EVENTS:
            raise ParameterError("no such step", got=self.event, advice=nearest(self.event, EVENTS))
        if not self.by.strip():
            raise ParameterError("a step is taken by a person", where=self.finding_id, advice="say who with `by`")
        if self.objection not in ("", "none", "dismissed", "upheld"):
            raise ParameterError(
                "an objection is none, dismissed or upheld",
                got=self.objection,
                advice='objection="none", "dismissed" or "upheld"',
            )


def record(store: str | Path, events: Iterable[Event]) -> int:
    """Add events to a ledger, as one file that appears whole; nothing that is there is ever changed. Gives how many.

    >>> import tempfile
    >>> from datetime import date
    >>> step = cl.review.Event("F1", "answer", date(2026, 3, 5), by="department 2")
    >>> with tempfile.TemporaryDirectory() as store:
    ...     cl.review.record(store, [step]), cl.review.read_events(store) == [step]
    (1, True)
    """
    folder = Path(store) / "events"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({**asdict(event), "on": str(event.on)}, ensure_ascii=False) for event in events]
    if not lines:
        return 0
    descriptor, partial = tempfile.mkstemp(prefix=".", suffix=".partial", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    number = len(list(folder.glob("*.jsonl")))
    while True:
        # Two writers can't take one number: a link to a name that is there fails.
        try:
            os.link(partial, folder / f"{number:08d}.jsonl")
            break
        except FileExistsError:
            number += 1
    Path(partial).unlink()
    return len(lines)


def read_events(store: str | Path) -> list[Event]:
    """Read all events, in the order in which they were recorded.

    >>> cl.review.read_events(cl.review.plans_of(reviewed.path))[:0]
    []
    """
    events = []
    for file in sorted((Path(store) / "events").glob("*.jsonl")):
        for place, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                said = json.loads(line)
                events.append(Event(**{**said, "on": date.fromisoformat(said["on"])}))
            except (ValueError, TypeError, KeyError) as error:
                raise CasebookError(
                    "this event can't be read",
                    where=f"{file.name}, line {place}",
                    got=line[:80],
                    advice="bring the file back from a copy; lines are added to it, never changed",
                ) from error
    return events


def follow_up(findings: pd.DataFrame, events: Sequence[Event]) -> pd.DataFrame:
    """Put events onto findings: the table of findings with their dates, one row a finding, in the order of its numbers.

    The first event of a kind counts, but for "recur", of which the last does; what is put right and verified after that
    closes it again. Raises `ParameterError` for a finding
    that is not there, and for a step before the one that it follows.

    >>> import pandas as pd
    >>> from datetime import date
    >>> found = {"finding_id": ["F1"], "review_id": ["R1"], "severity": "flaw", "found_on": pd.Timestamp(2026, 3, 2)}
    >>> step = cl.review.Event("F1", "answer", date(2026, 3, 5), by="department 2")
    >>> str(cl.review.follow_up(pd.DataFrame(found), [step])["answered_on"].iloc[0])[:10]
    '2026-03-05'
    """
    table = findings.set_index("finding_id", drop=False).sort_index()
    table.index.name = None
    for column in (*EVENTS.values(), "found_on"):
        table[column] = pd.to_datetime(table[column]) if column in table else pd.NaT
    for column in AGAIN.values():
        table[column] = pd.NaT
    table["objection"] = table["objection"].astype(object) if "objection" in table else None
    for event in events:
        if event.finding_id not in table.index:
            raise ParameterError(
                "an event of no finding",
                got=event.finding_id,
                advice="give findings that hold it, or put its finding_id right",
            )
        _put(table, event)
    return table.reset_index(drop=True)


def _put(table: pd.DataFrame, event: Event) -> None:
    column, day = EVENTS[event.event], pd.Timestamp(event.on)
    before = table.at[event.finding_id, _FOLLOWS[event.event]]
    if pd.isna(before) or day < before:
        raise ParameterError(
            f"{event.event} follows {_FOLLOWS[event.event]}", where=event.finding_id, got=str(event.on),
            advice="record the earlier step first",
        )  # fmt: skip
    if event.event in AGAIN and day >= table.at[event.finding_id, "recurred_on"]:
        # Put right a second time: the first dates stay, the follow-up of all findings rests on them.
        table.at[event.finding_id, AGAIN[event.event]] = day
    elif event.event == "recur" or pd.isna(table.at[event.finding_id, column]):
        table.at[event.finding_id, column] = day
    if event.objection:
        table.at[event.finding_id, "objection"] = event.objection


# Answering is a right, not a duty that stops the panel: a finding may be decided without it.
_FOLLOWS = {
    "answer": "found_on",
    "decide": "found_on",
    "rectify": "decided_on",
    "verify": "rectified_on",
    # Whether or not somebody checked it in between: what was put right and is seen again has come back.
    "recur": "rectified_on",
    "refer": "decided_on",
}


def states(findings: pd.DataFrame, *, today: date) -> pd.DataFrame:
    """Say of each finding where it stands: finding_id, review_id, state, role (who acts next), due_on, overdue (days).

    A finding whose objection was upheld is dismissed; one that recurred begins again with the department. `findings` as
    `follow_up` gives them.

    >>> import pandas as pd
    >>> from datetime import date
    >>> found = {"finding_id": ["F1"], "review_id": ["R1"], "severity": "flaw", "found_on": pd.Timestamp(2026, 3, 2)}
    >>> step = cl.review.Event("F1", "answer", date(2026, 3, 5), by="department 2")
    >>> now = cl.review.states(cl.review.follow_up(pd.DataFrame(found), [step]), today=date(2026, 3, 6))
    >>> now[["state", "role"]].to_numpy().tolist()
    [['answered', 'panel']]
    """
    rows = [_state(row, today) for row in findings.to_dict("records")]
    return pd.DataFrame(rows, columns=["finding_id", "review_id", "state", "role", "due_on", "overdue"])


def _state(row: dict[str, object], today: date) -> tuple[object, ...]:
    said = (row["finding_id"], row["review_id"])
    if row.get("objection") == "upheld":
        return *said, "dismissed", "", None, 0
    if pd.notna(row.get("recurred_on")):
        return *said, *_again(row, today)
    began = row["found_on"]
    if pd.isna(began):
        return *said, "clue", "reviewer", None, 0
    # A finding decided without an answer waits for no answer any more.
    reached = [step for step in STEPS if step.state == "found" or pd.notna(row.get(f"{step.state}_on"))][-1]
    since = row[f"{reached.state}_on"]
    if reached.state == "decided" and pd.notna(row.get("referred_on")):
        # The referral changes who looks at it, and not that it must be put right.
        return *said, "referred", reached.role, *_due(since, reached.days, today)
    return *said, reached.state, reached.role, *(_due(since, reached.days, today) if reached.days else (None, 0))


def _again(row: dict[str, object], today: date) -> tuple[object, ...]:
    """Where a finding stands that came back: what was done before it did counts no more."""
    back = pd.Timestamp(row["recurred_on"])  # type: ignore[arg-type]
    rectified, verified = (pd.Timestamp(row.get(column)) for column in AGAIN.values())  # type: ignore[arg-type]
    if pd.notna(verified) and verified >= back:
        return "verified", "", None, 0
    if pd.notna(rectified) and rectified >= back:
        return "rectified", STEPS[3].role, *_due(rectified, STEPS[3].days, today)
    return "recurred", "department", *_due(back, STEPS[2].days, today)


def _due(since: object, days: int, today: date) -> tuple[date, int]:
    due = pd.Timestamp(since).date() + timedelta(days=days)  # type: ignore[arg-type]
    return due, max((today - due).days, 0)


def overdue(findings: pd.DataFrame, *, today: date) -> pd.DataFrame:
    """List what is overdue, in the order of reviews and findings, whatever the delay.

    >>> import pandas as pd
    >>> from datetime import date
    >>> found = {"finding_id": ["F1"], "review_id": ["R1"], "severity": "flaw", "found_on": pd.Timestamp(2026, 3, 2)}
    >>> cl.review.overdue(cl.review.follow_up(pd.DataFrame(found), []), today=date(2026, 6, 1))["role"].tolist()
    ['handler']
    """
    late = states(findings, today=today)
    return late[late["overdue"] > 0].sort_values(["review_id", "finding_id"], ignore_index=True)
