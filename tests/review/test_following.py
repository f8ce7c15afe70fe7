"""What a meeting and a rehearsal show: steps that people take in order, and no free word that may hold a name."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import caselib as cl
from caselib.casebook.load import load
from caselib.domain.vocabulary import DIMENSION, PROBLEM, SEVERITY, STAGE
from caselib.review.following import OWN_WORDS, _curve, _in_codes
from caselib.review.ledger import follow_up, read_events, states
from caselib.review.round import plans_of
from caselib.synthetic.followed_up import BY, followed_up
from caselib.synthetic.nation import synthesize
from caselib.synthetic.rehearsal import rehearse

UNTIL = date(2027, 2, 1)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    numbers = [f"F-{place:04d}" for place in range(400)]
    rows = pd.DataFrame({"finding_id": numbers, "review_id": numbers, "found_on": pd.Timestamp("2026-10-12")})
    return rows.assign(dimension="law", problem="law_ground", objection=None)


def test_invented_steps_are_steps_that_the_ledger_takes(found: pd.DataFrame) -> None:
    """All states are there, and nobody is referred: only a person ever does that."""
    events = followed_up(found, until=UNTIL)
    stand = states(follow_up(found, events), today=UNTIL)["state"]
    assert set(stand) == {"found", "answered", "decided", "rectified", "verified", "dismissed", "recurred"}
    assert "refer" not in {event.event for event in events}
    assert {event.by for event in events} == {BY}
    assert max(event.on for event in events) <= UNTIL


def test_what_has_not_happened_yet_is_not_told(found: pd.DataFrame) -> None:
    early = followed_up(found, until=date(2026, 10, 20))
    assert {event.event for event in early} <= {"answer", "decide"}
    assert early == [event for event in followed_up(found, until=UNTIL) if event.on <= date(2026, 10, 20)]


def test_free_words_are_not_passed_on() -> None:
    """A problem, a stage and a severity that somebody typed: none of the words is left."""
    typed = {"dimension": "law", "problem": "张三未签名", "stage": "某某区院", "severity": "very bad by Li"}
    coded = {"dimension": DIMENSION.values[0], "problem": PROBLEM.values[0]}
    coded |= {"stage": STAGE.values[0], "severity": SEVERITY.values[0]}
    kept = _in_codes(pd.DataFrame([typed, coded, {**coded, "problem": ""}]))
    assert kept["problem"].tolist() == [OWN_WORDS, coded["problem"], ""]
    assert kept[["stage", "severity"]].isna().all(axis=1).tolist() == [True, False, False]
    assert kept.iloc[1].to_dict() == coded


def test_days_that_contradict_each_other_are_in_no_curve() -> None:
    """Of three findings looked at again one came back after ten days, one did not, and one before it was put right."""
    day = pd.Timestamp("2026-05-01")
    rows = pd.DataFrame({
        "rectified_on": [day] * 3, "verified_on": [None, day, day], "objection": None,
        "recurred_on": [day + pd.Timedelta(days=10), None, day - pd.Timedelta(days=1)],
    })  # fmt: skip
    curve = _curve(rows, "recurred", "rectified_on", "recurred_on", UNTIL)
    assert curve[["days", "value", "at_risk"]].to_numpy().tolist()[0] == [10.0, 0.5, 2.0]


def test_what_nobody_looked_at_again_is_not_among_those_that_could_come_back() -> None:
    """One came back after ten days, one was put right and never looked at: of one, one."""
    day = pd.Timestamp("2026-05-01")
    rows = pd.DataFrame({"rectified_on": [day, day], "verified_on": None, "objection": None})
    rows["recurred_on"] = [day + pd.Timedelta(days=10), pd.NaT]
    curve = _curve(rows, "recurred", "rectified_on", "recurred_on", UNTIL)
    assert curve[["days", "value", "at_risk"]].to_numpy().tolist() == [[10.0, 1.0, 1.0]]


@pytest.mark.slow
def test_pages_of_findings_open_on_findings_that_contradict_themselves(tmp_path: Path) -> None:
    """The nation with planted faults: checked and never put right, put right before it was decided, and others."""
    load(synthesize(tmp_path / "in", scale=0.001, seed=7, faults=True).path, tmp_path / "book")
    book = cl.open(tmp_path / "book")
    looks = (
        cl.review.follow(book, until="2026Q1-Q3"),
        cl.review.digest(book, period="2026Q1-Q3"),
        cl.review.recheck(book, until="2026Q1-Q3"),
    )
    assert all("cl" in look._repr_html_() for look in looks)
    assert looks[0].frame["findings"].sum() > 0


@pytest.mark.slow
def test_a_rehearsal_fills_the_pages_of_findings(casebook: Path, tmp_path: Path) -> None:
    """The ledger moves, curves rise, the pack has problems, and every step is of a finding of this round."""
    shutil.copytree(casebook, tmp_path / "book")
    book = cl.open(tmp_path / "book", unit="420000")
    how: dict[str, Any] = {"period": "2026-09", "random": 30, "panels": ()}
    said = rehearse(book, out=tmp_path / "out", **how)
    assert said[-1].endswith(f"steps after these findings recorded, in the name of {BY}")
    look = cl.review.follow(book, until="2026-09")
    mine = look.frame.set_index("state")["findings"]
    assert {"verified", "rectified"} <= set(mine.index)
    assert "rectified" in set(look.curves["name"])
    assert len(cl.review.digest(book, period="2026-09").frame)
    assert len(cl.review.to_check(book, until="2026-09"))
    (plan,) = cl.review.rounds(book)
    assert {event.finding_id for event in read_events(plans_of(book.path))} <= set(plan.findings["finding_id"])
