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
from caselib.errors import ParameterError
from caselib.review.collecting import collect, decide
from caselib.review.desk import chosen, signals_of, start, take_in
from caselib.review.estimates import estimate
from caselib.review.following import follow
from caselib.review.ledger import Event, record
from caselib.review.round import COLLECTED, open_round, plans_of
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


def test_a_second_round_verifies_what_the_first_found(walked: Walked) -> None:
    """The panel decides, the department puts right, and the next round's reviewers check and see one again."""
    one = chosen(walked.book)
    numbers = one.findings["finding_id"].tolist()[:4]
    steps = [("decide", 5), ("rectify", 20), ("verify", 30)]
    events = [
        Event(number, step, TAKEN + timedelta(days=days), by="panel 1") for number in numbers for step, days in steps
    ]
    events.append(Event(numbers[0], "recur", TAKEN + timedelta(days=60), by="reviewer V001"))
    assert record(plans_of(walked.book.path), events) == len(events)
    look = follow(walked.book, until=PERIOD)
    found = look.frame.set_index("state")["findings"]
    assert (found["verified"], found["recurred"]) == (3, 1)
    curve = look.curves[look.curves["name"] == "rectified"]
    assert curve["days"].tolist() == [15.0]
    assert curve["value"].tolist() == [1.0]
    people = invented_reviewers(walked.book, 4)
    plan, sheets = start(
        walked.book, period="2026Q3", reviewers=people, out=walked.book.path.parent / "second", random=10,
        certain=["refusal_changed"], seed=8,
    )  # fmt: skip
    assert len(sheets) <= 4
    assert plan.id != walked.plan
    assert {each.name for each in plans_of(walked.book.path).iterdir()} >= {plan.id, walked.plan}


def test_only_an_invented_casebook_can_be_rehearsed(tmp_path: Path) -> None:
    from caselib.casebook.load import load

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "arrest_reviews.csv").write_text("case_id,person_id,unit,accepted_on\nc,p,1,2026-01-01\n")
    load(tmp_path / "in", tmp_path / "book")
    with pytest.raises(ParameterError, match="only invented cases"):
        rehearse(open_casebook(tmp_path / "book"), period="2026", out=tmp_path / "out")
