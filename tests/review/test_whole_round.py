"""A whole round as people go it: drawn, filled in by hurried people, collected, estimated, followed up, and again."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.store import Book, open_casebook
from caselib.domain.vocabulary import PROBLEMS_OF
from caselib.errors import ParameterError
from caselib.review.collecting import collect, decide
from caselib.review.desk import chosen, signals_of, start, take_in
from caselib.review.estimates import estimate
from caselib.review.following import digest, follow
from caselib.review.ledger import Event, record
from caselib.review.plan import Plan
from caselib.review.rechecked import Rechecked, recheck, to_check
from caselib.review.round import COLLECTED, Round, open_round, plans_of
from caselib.synthetic.filling import Filled, fill_sheets
from caselib.synthetic.rehearsal import Truth, findings_of, invented_reviewers, rehearse, reviews_of, truth

PERIOD = "2026Q1-Q3"
BEGUN = date(2026, 10, 10)
TAKEN = date(2026, 11, 1)


@dataclass(frozen=True)
class Walked:
    book: Book
    plan: str
    true: Truth
    reviews: pd.DataFrame
    findings: pd.DataFrame
    filled: Filled
    said: list[str]


def by_libreoffice(files: list[Path], out: Path) -> list[Path]:
    """Open and save each file with LibreOffice, where it is installed; else leave it as it is."""
    office = shutil.which("soffice")
    if office is None:
        return files
    profile = f"-env:UserInstallation=file://{out.parent / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [out / file.name for file in files]


@pytest.fixture(scope="module")
def walked(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Round one on a copy of the casebook; the workbooks pass through LibreOffice before and after they are filled."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copytree(casebook, folder / "book")
    book = open_casebook(folder / "book", unit="420000")
    signals = signals_of(book, ["arrest"], period=PERIOD)
    people = invented_reviewers(book, 4)
    plan, sheets = start(
        book,
        period=PERIOD,
        reviewers=people,
        out=folder / "out",
        signals=signals,
        random=40,
        certain=["refusal_changed"],
    )
    true = truth(book, period=PERIOD)
    reviews = reviews_of(plan, true)
    findings = findings_of(reviews)
    opened = by_libreoffice(sheets, folder / "opened")
    filled = fill_sheets(opened, reviews, findings, folder / "filled", reviewed_on=BEGUN)
    by_libreoffice(list(filled.files), folder / "saved")
    back = folder / "saved" if (folder / "saved").is_dir() else folder / "filled"
    return Walked(book, plan.id, true, reviews, findings, filled, take_in(book, back, on=TAKEN))


pytestmark = pytest.mark.slow


def test_what_was_typed_is_what_was_collected(walked: Walked) -> None:
    one = open_round(walked.book, walked.plan)
    told = walked.reviews.set_index("review_id")["grade"]
    back = one.reviews.set_index("review_id")["grade"].dropna()
    graded = set(walked.filled.graded) - set(walked.filled.twice)
    assert graded <= set(back.index)
    assert back[list(graded)].to_dict() == told[list(graded)].to_dict()
    assert set(walked.filled.left).isdisjoint(back.index)


def test_findings_come_back_with_their_codes(walked: Walked) -> None:
    one = open_round(walked.book, walked.plan)
    graded = sorted(set(walked.filled.graded) - set(walked.filled.twice))
    keys = ["review_id", "dimension", "problem", "severity", "stage"]
    want = walked.findings[walked.findings["review_id"].isin(graded)][keys]
    got = one.findings[one.findings["review_id"].isin(graded)][keys]
    assert sorted(map(tuple, want.to_numpy())) == sorted(map(tuple, got.to_numpy()))
    assert (one.findings["source_cell"] != "").all()


def test_a_case_graded_twice_differently_waits_for_a_person(walked: Walked, tmp_path: Path) -> None:
    (number,) = walked.filled.twice
    conflict = [line for line in walked.said if line.startswith(f"conflict, {number}, grade")]
    assert len(conflict) == 1
    assert "xlsx" in conflict[0]
    store = plans_of(walked.book.path) / walked.plan / COLLECTED
    shutil.copytree(store, tmp_path / "store")
    plan = open_round(walked.book, walked.plan).plan
    before = collect(walked.filled.files[0].parent / "..", plan.assignments, tmp_path / "store", collected_on=TAKEN)
    values = before.conflicts.set_index("review_id").loc[number, "values"].split(" | ")
    decide(tmp_path / "store", number, "grade", values[0], decided_by="panel", decided_on=TAKEN)
    after = collect(walked.filled.files[0].parent, plan.assignments, tmp_path / "store", collected_on=TAKEN)
    assert number not in set(after.conflicts["review_id"])
    assert after.reviews.set_index("review_id").loc[number, "grade"] == values[0]


def test_taking_in_again_changes_nothing(walked: Walked) -> None:
    again = take_in(walked.book, walked.filled.files[0].parent, on=TAKEN)
    one = open_round(walked.book, walked.plan)
    assert again[0].startswith(f"Plan {walked.plan}: ")
    graded = set(walked.filled.graded) - set(walked.filled.twice)
    assert graded <= set(one.reviews.dropna(subset="grade")["review_id"])


def test_the_estimate_speaks_of_all_cases(walked: Walked) -> None:
    one = chosen(walked.book)
    look = estimate(one.plan, one.reviews, one.findings, scheme="2026", about=walked.book.about, by=(), widest=0.5)
    line = look.frame.set_index("what").loc["faulty"]
    inside = one.plan.drawn[one.plan.drawn["in_population"]].drop_duplicates("stratum")["population"].sum()
    assert line["population"] == pytest.approx(inside, abs=1)
    assert line["low"] <= walked.true.share <= line["high"]


@dataclass(frozen=True)
class Again:
    """Round two: the findings that were put right, which of them came back in truth, and what was graded."""

    plan: Plan
    numbers: list[str]
    came_back: set[str]
    other: str
    graded: set[str]
    look: Rechecked


@pytest.fixture(scope="module")
def again(walked: Walked, tmp_path_factory: pytest.TempPathFactory) -> Again:
    """The panel decides, the department puts right; the cases go through a second round as through the first."""
    folder, one = tmp_path_factory.mktemp("again"), chosen(walked.book, walked.plan)
    numbers = put_right(one)
    events = [Event(n, step, TAKEN + timedelta(days=d), by="panel 1") for n in numbers for step, d in PUT_RIGHT]
    assert record(plans_of(walked.book.path), events) == len(events)
    plan, sheets = start(
        walked.book, period="2026Q3", reviewers=invented_reviewers(walked.book, 3), out=folder / "out", random=8,
        certain=[], named=to_check(walked.book, until=PERIOD), seed=8,
    )  # fmt: skip
    reviews, findings = second_look(plan, one, walked.true, numbers)
    opened = by_libreoffice(sheets, folder / "opened")
    filled = fill_sheets(opened, reviews, findings, folder / "filled", reviewed_on=SECOND, seed=8)
    by_libreoffice(list(filled.files), folder / "saved")
    back = folder / "saved" if (folder / "saved").is_dir() else folder / "filled"
    take_in(walked.book, back, plan=plan.id, on=SECOND + timedelta(days=20))
    known = open_round(walked.book, plan.id).reviews.dropna(subset="grade")
    look = recheck(walked.book, until=PERIOD)
    return Again(plan, numbers, set(numbers[::2]), numbers[1], set(known["case_id"]), look)


SECOND = date(2026, 12, 5)
PUT_RIGHT = (("decide", 5), ("rectify", 20))


def put_right(one: Round) -> list[str]:
    """Eight findings of as many cases, each the only one of its case."""
    rows = one.findings.merge(one.reviews[["review_id", "case_id"]], on="review_id").dropna(subset="problem")
    alone = rows[~rows["case_id"].duplicated(keep=False)]
    return sorted(alone["finding_id"])[:8]


def second_look(plan: Plan, one: Round, true: Truth, numbers: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What round two sees: every other problem is still there; the second is gone, and another of its kind is there."""
    reviews = reviews_of(plan, true)
    first = one.findings.merge(one.reviews[["review_id", "case_id"]], on="review_id").set_index("finding_id")
    first = first.loc[numbers]
    reviews.loc[reviews["case_id"].isin(first["case_id"]), "grade"] = "qualified"
    lines = []
    for number in [*numbers[::2], numbers[1]]:
        said = first.loc[number]
        of = [code.value for code in PROBLEMS_OF[said["dimension"]] if code.value != said["problem"]]
        problem = said["problem"] if number != numbers[1] else of[0]
        here = reviews["case_id"] == said["case_id"]
        reviews.loc[here, "grade"] = "basically_qualified"
        codes = {"dimension": said["dimension"], "problem": problem, "severity": "flaw", "stage": "decision"}
        lines += [{"review_id": review, **codes} for review in reviews.loc[here, "review_id"]]
    return reviews, pd.DataFrame(lines)


def test_the_second_round_looks_at_what_was_put_right(walked: Walked, again: Again) -> None:
    """They stand for themselves alone, and nothing that goes out says why they were drawn."""
    one = open_round(walked.book, walked.plan)
    cases = one.findings.merge(one.reviews, on="review_id").set_index("finding_id").loc[again.numbers, "case_id"]
    drawn = again.plan.drawn.set_index("case_id").loc[cases]
    assert len(again.numbers) == 8
    assert set(drawn["stratum"]) <= {"certain/named", "certain/earlier"}
    assert (drawn["probability"] == 1).all()
    assert "cause" not in again.plan.assignments


def test_a_second_round_says_what_holds_and_what_came_back(walked: Walked, again: Again) -> None:
    """Each proposal follows from what was typed into the second workbooks, and nothing else."""
    rows = again.look.frame.set_index("finding_id")
    assert list(rows.index) == again.numbers
    told = {number for number in again.numbers if rows.loc[number, "case_id"] in again.graded}
    assert len(told) >= 6, "hurried people leave some empty, not most"
    for number in again.numbers:
        back = "recur" if number in again.came_back else "" if number == again.other else "verify"
        assert rows.loc[number, "proposal"] == (back if number in told else ""), number
    assert (rows.loc[sorted(told), "checked_on"] >= pd.Timestamp(SECOND)).all()
    assert "<table" in again.look._repr_html_()


def test_a_person_confirms_and_only_then_a_finding_moves(walked: Walked, again: Again) -> None:
    before = follow(walked.book, until=PERIOD).frame.set_index("state")["findings"]
    assert before["rectified"] == len(again.numbers)
    assert not {"verified", "recurred"} & set(before.index)
    events = again.look.events(by="panel 1")
    assert {event.by for event in events} == {"panel 1"}
    record(plans_of(walked.book.path), events)
    after = follow(walked.book, until=PERIOD)
    found = after.frame.set_index("state")["findings"]
    steps = [event.event for event in events]
    assert (found["verified"], found["recurred"]) == (steps.count("verify"), steps.count("recur"))
    assert found["verified"] >= 2 and found["recurred"] >= 2
    seen = after.curves[after.curves["name"] == "recurred"]
    assert seen["at_risk"].iloc[0] == len(events), "those looked at again, and no other"
    assert seen["value"].iloc[-1] == pytest.approx(steps.count("recur") / len(events), abs=0.2)
    assert not recheck(walked.book, until=PERIOD).events(by="panel 1")
    with pytest.raises(ParameterError, match="nothing is proposed"):
        again.look.events(by="panel 1", only=[again.other])


def test_what_the_panel_dismissed_is_no_typical_problem(walked: Walked, again: Again) -> None:
    """An objection that was upheld takes its finding out of the pack for the meeting."""
    free = open_round(walked.book, walked.plan).findings
    before = digest(walked.book, period=PERIOD, most=99).frame["findings"].sum()
    number = free.loc[~free["finding_id"].isin(again.numbers), "finding_id"].iloc[0]
    record(plans_of(walked.book.path), [Event(number, "decide", SECOND, by="panel 1", objection="upheld")])
    assert digest(walked.book, period=PERIOD, most=99).frame["findings"].sum() == before - 1


def test_only_an_invented_casebook_can_be_rehearsed(tmp_path: Path) -> None:
    from caselib.casebook.load import load

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "arrest_reviews.csv").write_text("case_id,person_id,unit,accepted_on\nc,p,1,2026-01-01\n")
    load(tmp_path / "in", tmp_path / "book")
    with pytest.raises(ParameterError, match="only invented cases"):
        rehearse(open_casebook(tmp_path / "book"), period="2026", out=tmp_path / "out")
