"""Findings from clue to verified repair: who must act next, and nothing that a program decides."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from caselib.errors import CasebookError, ParameterError
from caselib.review import ledger
from caselib.review.ledger import Event, follow_up, overdue, read_events, record, states

TODAY = date(2026, 11, 1)


def findings(*found: str) -> pd.DataFrame:
    rows = [
        {"finding_id": f"F{place}", "review_id": f"R{place}", "found_on": day} for place, day in enumerate(found, 1)
    ]
    return pd.DataFrame(rows).assign(dimension="evidence", severity="flaw", objection=None)


def step(event: str, day: str, finding: str = "F1", **more: str) -> Event:
    return Event(finding, event, date.fromisoformat(day), by="panel 3", **more)


def standing(events: list[Event]) -> tuple[str, str, object, int]:
    row = states(follow_up(findings("2026-10-01"), events), today=TODAY).iloc[0]
    return row["state"], row["role"], row["due_on"], row["overdue"]


CHAIN = [
    step("answer", "2026-10-09"),
    step("decide", "2026-10-12", objection="dismissed"),
    step("rectify", "2026-10-20"),
    step("verify", "2026-10-30"),
]


def test_the_chain_and_who_acts_next() -> None:
    """Ten days to answer, fifteen to decide, thirty to put right, thirty to check: counted by hand from each step."""
    assert standing([]) == ("found", "handler", date(2026, 10, 11), 21)
    assert standing(CHAIN[:1]) == ("answered", "panel", date(2026, 10, 24), 8)
    assert standing(CHAIN[:2]) == ("decided", "department", date(2026, 11, 11), 0)
    assert standing(CHAIN[:3]) == ("rectified", "case_management", date(2026, 11, 19), 0)
    assert standing(CHAIN) == ("verified", "", None, 0)


def test_an_upheld_objection_ends_the_finding() -> None:
    assert standing([step("decide", "2026-10-12", objection="upheld")])[0] == "dismissed"


def test_what_recurs_begins_again_with_the_department() -> None:
    assert standing([*CHAIN, step("recur", "2026-10-31")]) == ("recurred", "department", date(2026, 11, 30), 0)


def test_what_recurred_can_be_put_right_once_more() -> None:
    """Back on the 31st; put right and checked again it is closed, and what was done before it came back is not."""
    back = [*CHAIN, step("recur", "2026-10-31")]
    again = step("rectify", "2026-11-05")
    assert standing([*back, again]) == ("rectified", "case_management", date(2026, 12, 5), 0)
    assert standing([*back, again, step("verify", "2026-11-06")]) == ("verified", "", None, 0)
    twice = [*back, again, step("verify", "2026-11-06"), step("recur", "2026-11-20")]
    assert standing(twice) == ("recurred", "department", date(2026, 12, 20), 0)
    rows = follow_up(findings("2026-10-01"), [*back, again])
    assert str(rows.loc[0, "rectified_on"].date()) == "2026-10-20"


def test_what_is_seen_again_before_anybody_checked_it_has_come_back() -> None:
    """Put right on the 20th, seen again on the 25th; put right and checked once more, it is closed."""
    back = [*CHAIN[:3], step("recur", "2026-10-25")]
    assert standing(back) == ("recurred", "department", date(2026, 11, 24), 0)
    again = [*back, step("rectify", "2026-10-28")]
    assert standing(again)[0] == "rectified"
    assert standing([*again, step("verify", "2026-10-30")])[0] == "verified"


def test_a_finding_that_was_referred_says_so_until_it_is_put_right() -> None:
    referred = [*CHAIN[:2], step("refer", "2026-10-13")]
    assert standing(referred) == ("referred", "department", date(2026, 11, 11), 0)
    assert standing([*referred, CHAIN[2]])[0] == "rectified"


def test_a_finding_may_be_decided_without_an_answer() -> None:
    assert standing([step("decide", "2026-10-20")])[0] == "decided"


def test_a_clue_has_no_date_of_finding() -> None:
    clue = findings("2026-10-01").assign(found_on=None)
    assert states(follow_up(clue, []), today=TODAY)["state"].tolist() == ["clue"]


@pytest.mark.parametrize("event", ["rectify", "verify", "recur", "refer"])
def test_no_step_comes_before_the_one_that_it_follows(event: str) -> None:
    with pytest.raises(ParameterError, match="follows"):
        follow_up(findings("2026-10-01"), [step(event, "2026-10-20")])
    with pytest.raises(ParameterError, match="follows"):
        follow_up(findings("2026-10-01"), [step("answer", "2026-09-30")])


def test_overdue_findings_stand_in_case_order_whatever_the_delay() -> None:
    late = overdue(follow_up(findings("2026-10-05", "2026-01-05", "2026-10-31"), []), today=TODAY)
    assert late["finding_id"].tolist() == ["F1", "F2"]


def test_a_referral_is_recorded_by_a_person_and_by_nothing_else() -> None:
    """No function of the room sets a referral but the one that records what a person did, and it needs their key."""
    with pytest.raises(ParameterError, match="taken by a person"):
        Event("F1", "refer", TODAY, by=" ")
    moved = follow_up(findings("2026-10-01"), [*CHAIN[:2], step("refer", "2026-10-13")])
    assert moved.loc[0, "referred_on"] == pd.Timestamp("2026-10-13")
    assert inspect.getsource(ledger).count('"refer"') == 2


def test_events_are_added_and_never_changed(tmp_path: Path) -> None:
    assert record(tmp_path, CHAIN[:1]) == 1
    before = (tmp_path / "events" / "00000000.jsonl").read_bytes()
    assert record(tmp_path, []) == 0
    record(tmp_path, CHAIN[1:])
    assert (tmp_path / "events" / "00000000.jsonl").read_bytes() == before
    assert read_events(tmp_path) == CHAIN


def test_people_who_record_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda place: record(tmp_path, [step("answer", "2026-10-09", f"F{place}")]), range(40)))
    assert {event.finding_id for event in read_events(tmp_path)} == {f"F{place}" for place in range(40)}
    assert not list((tmp_path / "events").glob(".*"))


def test_a_damaged_line_is_said(tmp_path: Path) -> None:
    record(tmp_path, CHAIN[:1])
    with (tmp_path / "events" / "00000000.jsonl").open("a", encoding="utf-8") as out:
        out.write('{"finding_id": "F1"}\n')
    with pytest.raises(CasebookError, match="line 2"):
        read_events(tmp_path)


def test_an_event_of_no_finding_is_said() -> None:
    with pytest.raises(ParameterError, match="no finding"):
        follow_up(findings("2026-10-01"), [step("answer", "2026-10-09", "F9")])


def test_nothing_lists_persons_by_faults() -> None:
    moved = states(follow_up(findings("2026-10-01"), CHAIN), today=TODAY)
    assert not {"handler", "reviewer", "person", "faults"} & set(moved.columns)
