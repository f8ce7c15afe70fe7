"""A round on the invented nation: drawn, inspected, reviewed, loaded, and read back by the notebooks' doors."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.errors import CasebookError, ParameterError
from caselib.review.calibration import Calibrated, calibrate
from caselib.review.case_facts import facts
from caselib.review.desk import signals_of
from caselib.review.estimates import FAULTY, _would_do, estimate
from caselib.review.following import digest, follow
from caselib.review.ledger import Event
from caselib.review.loop import back_test
from caselib.review.plan import Plan
from caselib.review.reviewers import Strictness, mutual
from caselib.review.round import found_behind, latest_round, open_round, plans_of, rounds, sample
from caselib.review.sampling import draw
from caselib.synthetic.rehearsal import Truth, findings_of, inspections_of, invented_reviewers, reviews_of, truth

pytestmark = pytest.mark.slow

PERIOD = "2026Q1-Q3"
MILD = "V004"


@dataclass(frozen=True)
class Rehearsed:
    book: Book
    plan: Plan
    true: Truth


class NoInspections:
    """A book of the same cases, none of which was inspected."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __getattr__(self, name: str) -> Any:
        return getattr(self.book, name)

    def sql(self, query: str) -> pd.DataFrame:
        return self.book.sql(query.replace("WHERE grade IS NOT NULL AND scheme", "WHERE 1 = 0 AND scheme"))


@pytest.fixture(scope="module")
def rehearsed(nation: Path, casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """Files of the nation with inspections, reviews and findings beside them, loaded again; the plan in its folder."""
    book = open_casebook(casebook, unit="420000")
    true = truth(book, period=PERIOD)
    plan = draw(book, period=PERIOD, random=300, reviewers=invented_reviewers(book), twice=0.2)
    reviews = reviews_of(plan, true, strict={MILD: -1.5})
    folder = tmp_path_factory.mktemp("round")
    shutil.copytree(nation, folder / "in")
    for name, rows in {
        "inspections": inspections_of(true, period=PERIOD),
        "reviews": reviews,
        "findings": findings_of(reviews),
    }.items():
        # Whatever the nation itself holds of these tables makes way.
        for old in (folder / "in").glob(f"{name}.*"):
            old.unlink()
        rows.to_csv(folder / "in" / f"{name}.csv", index=False)
    loaded = load(folder / "in", folder / "book")
    assert sum(table.quarantined for table in loaded.tables) == 0
    plan.save(plans_of(folder / "book"))
    return Rehearsed(open_casebook(folder / "book", unit="420000"), plan, true)


def test_a_round_is_found_by_its_period(rehearsed: Rehearsed) -> None:
    one = latest_round(rehearsed.book, period=PERIOD)
    assert one is not None
    assert (one.plan.id, one.period, one.schemes) == (rehearsed.plan.id, PERIOD, ("2026",))
    assert len(one.reviews) == len(rehearsed.plan.assignments)
    assert latest_round(rehearsed.book, period="2025") is None
    assert [each.plan.id for each in rounds(rehearsed.book)] == [rehearsed.plan.id]
    with pytest.raises(CasebookError, match="no such plan"):
        open_round(rehearsed.book, "2026Q1-Q3-00000000")


def test_a_round_is_shown_to_the_unit_for_which_it_was_drawn_alone(rehearsed: Rehearsed) -> None:
    """Another province, an office below and the nation above see no numbers under their own name."""
    for unit in ("330000", "420100", ""):
        other = open_casebook(rehearsed.book.path, unit=unit)
        assert latest_round(other, period=PERIOD) is None
        assert "No review has been drawn" in sample(other, period=PERIOD)._repr_html_()
        assert found_behind(other, ["refused"], period="2026Q4").frame.empty


def test_the_next_period_quotes_what_review_found_behind_the_signals_of_this_one(rehearsed_casebook: Path) -> None:
    """The lines of the round's own back-test, of the measures that are asked for alone."""
    book = open_casebook(rehearsed_casebook, unit="420000")
    one = latest_round(book, period=PERIOD)
    assert one is not None
    whole = back_test(one.plan, one.reviews, scheme="2026", about=book.about).frame
    name = whole["signal"].iloc[0]
    look = found_behind(book, [name], period="2026Q4").frame
    assert look.to_dict("records") == whole[whole["signal"] == name].to_dict("records")
    assert look["reviewed"].iloc[0] > 0
    assert found_behind(book, [name], period=PERIOD).frame.empty, "its signals are not of a period before"


def test_cells_of_another_chance_are_never_pooled(rehearsed: Rehearsed) -> None:
    """All but one of the reviews of one stratum are lost: the estimate is less sure, and not another."""
    one = open_round(rehearsed.book, rehearsed.plan.id)
    fair = one.reviews[one.reviews["reviewer"] != MILD]
    whole = calibrate(rehearsed.book, one.plan, fair, scheme="2026")
    strata = rehearsed.plan.drawn[rehearsed.plan.drawn["mode"] == "random"].groupby("stratum").size()
    small = str(strata.index[strata.argmin()])
    of_it = rehearsed.plan.drawn.loc[rehearsed.plan.drawn["stratum"] == small, "case_id"]
    lost = fair["case_id"].isin(of_it) & (fair["case_id"] != fair.loc[fair["case_id"].isin(of_it), "case_id"].iloc[0])
    less = calibrate(rehearsed.book, one.plan, fair[~lost], scheme="2026")
    assert less.cells["cases"].sum() == whole.cells["cases"].sum()
    assert abs(less.found.rate.value - whole.found.rate.value) < 0.02
    kinds = less.cells["part"].str.split("/").str[0]
    assert set(kinds) <= {"certain", "signal", "random"}
    drawn = rehearsed.plan.drawn[rehearsed.plan.drawn["in_population"]]
    assert less.cells.loc[kinds == "certain", "cases"].sum() == drawn["stratum"].str.startswith("certain").sum()


def test_it_says_how_many_were_reviewed_and_not_what_they_are_worth(rehearsed: Rehearsed) -> None:
    """A page counts cases: as many as the estimate of the review alone, whatever cells had to be joined."""
    one = open_round(rehearsed.book, rehearsed.plan.id)
    plain = estimate(one.plan, one.reviews, scheme="2026", about=rehearsed.book.about, by=(), widest=1.0).frame
    look = calibrate(rehearsed.book, one.plan, one.reviews, scheme="2026")
    assert look.found.rate.n == look.cells["reviewed"].sum() == plain["n"].iloc[0]
    assert look.added
    few = one.reviews.groupby("mode").head(20)
    alone = calibrate(rehearsed.book, one.plan, few, scheme="2026")
    few_plain = estimate(one.plan, few, scheme="2026", about=rehearsed.book.about, by=(), widest=1.0).frame
    assert alone.found.rate.n == alone.cells["reviewed"].sum() == few_plain["n"].iloc[0]


def test_where_all_grades_were_joined_it_is_the_review_alone(rehearsed: Rehearsed) -> None:
    """No case was inspected: the two phases are one, and the page says so."""
    one = open_round(rehearsed.book, rehearsed.plan.id)
    look = calibrate(NoInspections(rehearsed.book), one.plan, one.reviews, scheme="2026")
    plain = estimate(one.plan, one.reviews, scheme="2026", about=rehearsed.book.about, by=(), widest=1.0).frame
    assert not look.added
    assert "it is the review alone" in look.rule
    assert look.found.rate.value == pytest.approx(plain.set_index("what").loc["faulty", "value"])
    assert look.found.rate.n == plain["n"].iloc[0]


def test_what_nobody_inspected_was_not_passed_by_the_inspection(rehearsed: Rehearsed) -> None:
    one = open_round(rehearsed.book, rehearsed.plan.id)
    look = calibrate(rehearsed.book, one.plan, one.reviews, scheme="2026")
    grades = rehearsed.book.sql("SELECT case_id, grade FROM inspections WHERE grade IS NOT NULL AND scheme = '2026'")
    mine = grades[grades["case_id"].isin(set(rehearsed.true.cases["case_id"]))]
    assert look.found.naive == pytest.approx(mine["grade"].isin(FAULTY["2026"]).mean())


def test_the_calibrated_share_is_nearer_the_truth_than_inspection(rehearsed: Rehearsed) -> None:
    one = open_round(rehearsed.book, rehearsed.plan.id)
    fair = one.reviews[one.reviews["reviewer"] != MILD]
    look = calibrate(rehearsed.book, one.plan, fair, scheme="2026")
    share = rehearsed.true.share
    assert look.cells["cases"].sum() == len(rehearsed.true.cases)
    assert look.found.rate.low <= share <= look.found.rate.high
    assert abs(look.found.rate.value - share) < abs(look.found.naive - share)
    assert look.found.missed_share.value > 0.3


def test_the_page_shows_all_of_it(rehearsed: Rehearsed) -> None:
    look = sample(rehearsed.book, period=PERIOD)
    assert isinstance(look.calibrated(), Calibrated)
    for shown in (look, look.estimates(), look.calibrated(), look.agreements(), look.strictness(), look.mutual()):
        page = shown._repr_html_()
        assert "nan" not in page.replace("finance", "")
    assert MILD in look.strictness()._repr_html_()
    assert "<svg" in look.estimates().plot()._repr_html_()


def test_how_many_would_do_is_what_would_do() -> None:
    """No fault among 22 reaches 15.4 points, among 23 it reaches 14.8 (Clopper and Pearson): 23 would do."""
    assert _would_do(20, 0.0, 100_000, 0.15, None) == 23
    assert _would_do(20, 0.0, 21, 0.15, None) == 21


def test_a_page_without_a_round_says_so(casebook: Path) -> None:
    look = sample(open_casebook(casebook, unit="420000"), period=PERIOD)
    assert "No review has been drawn" in look._repr_html_()
    assert "Nothing has come back" in look.estimates()._repr_html_()
    assert found_behind(open_casebook(casebook), ["refused"], period=PERIOD).frame.empty


def test_findings_are_followed_up(rehearsed: Rehearsed) -> None:
    look = follow(rehearsed.book, until=PERIOD)
    found = len(findings_of(open_round(rehearsed.book, rehearsed.plan.id).reviews))
    assert look.frame["findings"].sum() == found
    assert look.frame["state"].tolist() == ["found"]
    assert len(look.late) == look.frame["overdue"].sum() == found, "twenty days after ten were given"
    one = look.late["finding_id"].iloc[0]
    events = [Event(one, step, date(2026, 9, day), by="panel") for step, day in (("decide", 12), ("rectify", 22))]
    moved = follow(rehearsed.book, until=PERIOD, events=events)
    assert moved.frame.set_index("state").loc["rectified", "findings"] == 1
    assert moved.curves["days"].tolist() == [10.0]
    assert "<svg" in moved.plot()._repr_html_()


def test_the_meeting_pack_names_no_office_person_or_case(rehearsed: Rehearsed) -> None:
    look = digest(rehearsed.book, period=PERIOD)
    assert set(look.frame["function"]) >= {"criminal"}
    page = look._repr_html_()
    assert "INV4" not in page
    assert MILD not in page
    criminal = look.frame[look.frame["function"] == "criminal"]
    assert criminal["findings"].is_monotonic_decreasing or len(criminal) > 1
    assert (criminal["share"] <= 1).all()


def test_facts_show_the_record_and_not_why_the_case_was_drawn(rehearsed: Rehearsed) -> None:
    lines = facts(rehearsed.book, rehearsed.plan)
    assert set(lines["review_id"]) == set(rehearsed.plan.assignments["review_id"])
    assert not {"Handler", "Person"} & set(lines["label_en"])
    assert not lines["value"].str.contains("random/|certain|signal/").any()
    one = rehearsed.plan.assignments[rehearsed.plan.assignments["table"] == "civil_supervision"].iloc[0]
    kept = rehearsed.book.sql(f"SELECT accepted_on FROM civil_supervision WHERE case_id = '{one['case_id']}'")
    shown = lines[(lines["review_id"] == one["review_id"]) & (lines["label_en"] == "Accepted on")]
    assert shown["value"].tolist() == [str(kept["accepted_on"].iloc[0].date())]


def test_a_case_of_several_persons_shows_them_all(rehearsed: Rehearsed) -> None:
    lines = facts(rehearsed.book, rehearsed.plan)
    several = lines[lines["label_en"].str.startswith("Person 2: ")]["review_id"].unique()
    assert len(several)
    first = lines[lines["review_id"] == several[0]]
    assert (first["label_en"].str.startswith("Person 1: ")).any()
    assert pd.Series(first["place"]).is_monotonic_increasing


def test_only_invented_cases_have_an_invented_truth(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "arrest_reviews.csv").write_text(
        "case_id,person_id,unit,accepted_on\nc,p,1,2026-01-01\n", encoding="utf-8"
    )
    load(tmp_path / "in", tmp_path / "book")
    with pytest.raises(ParameterError, match="only invented cases"):
        truth(open_casebook(tmp_path / "book"), period="2026")


def test_a_planted_mild_reviewer_is_found_on_the_nation(rehearsed: Rehearsed) -> None:
    """Through the page's own door: the one whose interval lies wholly below zero is the planted one."""
    found = sample(rehearsed.book, period=PERIOD).strictness()
    assert isinstance(found, Strictness)
    assert found.frame.loc[found.frame["high"] < 0, "reviewer"].tolist() == [MILD]


def test_a_planted_pair_is_asked_about_on_the_nation(rehearsed: Rehearsed) -> None:
    """Two offices of four spare each other; theirs is the only pair that is asked about."""
    book, people = rehearsed.book, invented_reviewers(rehearsed.book, 4)
    plan = draw(book, period=PERIOD, random=900, certain=[], reviewers=people)
    pair = (str(people["unit"].iloc[0]), str(people["unit"].iloc[1]))
    reviews = reviews_of(plan, rehearsed.true, mild=[pair])
    assert mutual(reviews, scheme="2026", about=book.about).asked[["unit", "other"]].to_numpy().tolist() == [list(pair)]


def test_a_useless_signal_is_retired_on_the_nation(rehearsed: Rehearsed) -> None:
    """Refusals say nothing of an invented case's quality: read in number, the back-test retires such a signal."""
    book, people = rehearsed.book, invented_reviewers(rehearsed.book)
    some = signals_of(book, ["arrest"], period=PERIOD)[0]
    useless = replace(some, measure="refused", unit="420000", period=PERIOD)
    plan = draw(book, period=PERIOD, random=900, signals=[useless], per_signal=600, reviewers=people)
    look = back_test(plan, reviews_of(plan, rehearsed.true), scheme="2026", about=book.about)
    assert look.frame["verdict"].tolist() == ["retire"], look.frame.T


def test_cases_of_before_behind_a_signal_are_no_worse_for_being_old(rehearsed: Rehearsed) -> None:
    """Nothing was planted behind signals of older cohorts: their invented reviews don't make them worth keeping."""
    book, people = rehearsed.book, invented_reviewers(rehearsed.book)
    signals = [each for each in signals_of(book, ["arrest"], period=PERIOD) if each.period.startswith("2025")]
    plan = draw(book, period=PERIOD, random=300, signals=signals, per_signal=60, certain=[], reviewers=people)
    tested = back_test(plan, reviews_of(plan, rehearsed.true), scheme="2026", about=book.about).frame
    assert (tested["earlier"] > 0).any()
    assert "keep" not in set(tested.loc[tested["earlier"] > 0, "verdict"])
