"""The form in the notebook: what is saved is what collecting gives, and changing one's mind is no conflict."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caselib.errors import ParameterError
from caselib.review.collecting import Collected, collect, collected_so_far
from caselib.review.form import ReviewForm, review_form
from caselib.review.sheets import write_sheets
from tests.review.cases import DAY, FROM, LIMIT, TODAY, assigned, fill

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def opened(store: Path) -> ReviewForm:
    return review_form(*assigned(), store, reviewer="V01", today=TODAY)


def state(store: Path) -> Collected:
    return collected_so_far(store, assigned()[0])


def filled(form: ReviewForm) -> ReviewForm:
    form.reviewed_on.value, form.grade.value = date(2026, 3, 9), "unqualified"
    form.dimensions["procedure"][1].value = True
    line = form.add_line({})
    line["dimension"].value, line["problem"].value, line["severity"].value = "procedure", "procedure_limit", "defect"
    line["stage"].value, line["note"].value = "decision", "卷一第3页"
    return form


def test_a_saved_form_is_what_a_collected_sheet_is(store: Path, tmp_path: Path) -> None:
    filled(opened(store)).save()
    mine = state(store)
    reviews, facts = assigned()
    path, _ = write_sheets(reviews, facts, tmp_path / "out", reviewed_from=FROM)
    said = {"reviewed_on": DAY, "grade": "不合格 unqualified", "procedure.problem": "☑", "findings": [LIMIT]}
    fill(path, tmp_path / "in" / path.name, **{reviews["review_id"][0].replace("-", "_"): said})
    theirs = collect(tmp_path / "in", reviews, tmp_path / "other", collected_on=TODAY)
    for frame in ("reviews", "findings"):
        one, other = (getattr(both, frame).drop(columns=["source_file", "source_cell"]) for both in (mine, theirs))
        assert one.to_dict("records") == other.to_dict("records")
    assert mine.findings["source_file"].str.startswith("form-").all()
    assert not len(mine.problems)


def test_what_was_saved_is_shown_again(store: Path) -> None:
    filled(opened(store)).save()
    again = opened(store)
    once, ((number, line),) = again.answers()
    assert once == {"reviewed_on": "2026-03-09", "grade": "unqualified", "procedure.problem": "yes"}
    assert number.startswith("F-") and line["problem"] == "procedure_limit" and line["note"] == "卷一第3页"
    again.save()
    assert "nothing new" not in again.message.value  # the line has its number now, which is new
    again.save()
    assert "nothing new" in again.message.value
    assert len(state(store).findings) == 1


def test_changing_ones_mind_is_no_conflict(store: Path) -> None:
    filled(opened(store)).save()
    form = opened(store)
    form.dimensions["procedure"][0].value, form.dimensions["procedure"][1].value = True, False
    form.grade.value = "basically_qualified"
    form.lines[0][1]["severity"].value = "flaw"
    form.save()
    got = state(store)
    assert not len(got.conflicts)
    assert got.reviews["grade"].tolist() == ["basically_qualified"]
    assert got.findings["severity"].tolist() == ["flaw"]
    once, _ = opened(store).answers()
    assert "procedure.problem" not in once and once["procedure.in_order"] == "yes"
    form = opened(store)
    form.grade.value = "unqualified"
    form.save()
    assert state(store).reviews["grade"].tolist() == ["unqualified"] and not len(state(store).conflicts)


def test_a_line_emptied_is_dropped_and_another_problem_is_another_finding(store: Path) -> None:
    filled(opened(store)).save()
    form = opened(store)
    for box in form.lines[0][1].values():
        box.value = ""
    line = form.add_line({})
    line["problem"].value, line["severity"].value = "law_ground", "error"
    form.save()
    got = state(store)
    assert got.findings["problem"].tolist() == ["law_ground"] and not len(got.conflicts)
    assert "procedure_limit" in got.answers["value"].tolist(), "what was said before is still in the store"


def test_a_sheet_that_differs_from_the_form_is_a_conflict(store: Path, tmp_path: Path) -> None:
    filled(opened(store)).save()
    reviews, facts = assigned()
    path, _ = write_sheets(reviews, facts, tmp_path / "out", reviewed_from=FROM)
    key = reviews["review_id"][0].replace("-", "_")
    fill(path, tmp_path / "in" / "a.xlsx", **{key: {"grade": "合格", "findings": [LIMIT]}})
    assert collect(tmp_path / "in", reviews, store, collected_on=TODAY).conflicts["field"].tolist() == ["grade"]


def test_grades_and_problems_follow_what_is_chosen(store: Path) -> None:
    form = opened(store)
    form.reviewed_on.value = date(2026, 1, 31)
    assert [code for _, code in form.grade.options] == ["", "excellent", "qualified", "defective", "unqualified"]
    form.reviewed_on.value = date(2026, 2, 1)
    assert "basically_qualified" in [code for _, code in form.grade.options]
    line = form.add_line({})
    line["dimension"].value = "law"
    assert all(code == "" or code.startswith("law_") for _, code in line["problem"].options)


def test_what_cannot_be_saved_is_said(store: Path) -> None:
    form = opened(store)
    form.grade.value = "unqualified"
    form.save()
    assert "at least one coded problem" in form.message.value
    form.grade.value, form.reviewed_on.value = "qualified", date(2026, 3, 21)
    form.save()
    assert "not come yet" in form.message.value
    assert not store.exists()


def test_facts_are_shown_as_text_and_no_reason_of_the_draw(store: Path) -> None:
    reviews, facts = assigned()
    facts.loc[0, "value"] = "<script>alert(1)</script>"
    form = review_form(reviews, facts, store, reviewer="V01", today=TODAY)
    assert "<script>" not in form.facts.value and "&lt;script&gt;" in form.facts.value
    assert "key refusals" not in form.facts.value


def test_going_to_another_case_shows_that_case(store: Path) -> None:
    form = filled(opened(store))
    form.save()
    form.review.value = form.review.options[1]
    assert form.answers() == ({}, [])
    form.review.value = form.review.options[0]
    assert form.answers()[0]["grade"] == "unqualified"


def test_nobody_reviews_what_is_not_theirs(store: Path) -> None:
    with pytest.raises(ParameterError):
        review_form(*assigned(), store, reviewer="V09", today=TODAY)
