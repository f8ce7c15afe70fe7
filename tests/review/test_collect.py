"""Sheets come back in any order, twice, half filled and changed: nothing is lost, and what differs is for a person."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from caselib.domain.tables import TABLES
from caselib.errors import CasebookError, ParameterError, SourceError
from caselib.review import collecting
from caselib.review.collecting import Collected, collect, collected_so_far, decide, decide_from
from caselib.review.sheets import write_sheets
from tests.review.cases import DAY, FORM, FROM, LIMIT, TODAY, assigned, fill, needs_office, office, rows_of, tab_of

pytestmark = pytest.mark.slow

GOOD = {"reviewed_on": DAY, "grade": "合格 qualified", "law.in_order": "☑", "remark": "无"}
BAD = {"reviewed_on": DAY, "grade": "不合格 unqualified", "procedure.problem": "☑", "findings": [LIMIT, FORM]}
ONE, TWO, THREE, FOUR = (key.replace("-", "_") for key in assigned()[0]["review_id"])
ID, ID2 = ONE.replace("_", "-"), TWO.replace("_", "-")


class Desk:
    """One office: what went out, what came back, what is kept."""

    def __init__(self, place: Path, sheet: Path) -> None:
        self.reviews, self.sheet = assigned(reviewers=1)[0], sheet
        self.inbox, self.store = place / "in", place / "store"
        self.inbox.mkdir()

    def back(self, name: str, **typed: object) -> Path:
        return fill(self.sheet, self.inbox / name, **typed)

    def collect(self) -> Collected:
        return collect(self.inbox, self.reviews, self.store, collected_on=TODAY)

    def kept(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.store)): path.read_bytes() for path in self.store.rglob("*") if path.is_file()
        }


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = write_sheets(*assigned(reviewers=1), tmp_path_factory.mktemp("out"), reviewed_from=FROM)
    return path


@pytest.fixture
def desk(tmp_path: Path, sheet: Path) -> Desk:
    return Desk(tmp_path, sheet)


def test_a_filled_sheet_becomes_reviews_and_findings(desk: Desk) -> None:
    desk.back("a.xlsx", **{ONE: BAD, TWO: GOOD})
    got = desk.collect()
    assert tuple(got.reviews.columns) == (*TABLES["reviews"].names, "source_file", "source_cell")
    bad, good = (got.reviews.set_index("review_id").loc[key] for key in (ID, ID2))
    assert (bad["scheme"], bad["grade"], bad["mode"], bad["case_id"]) == ("2026", "unqualified", "key", "C0")
    assert (good["grade"], good["reviewed_on"]) == ("qualified", pd.Timestamp(DAY))
    assert list(zip(got.findings["dimension"], got.findings["problem"], got.findings["severity"], strict=True)) == [
        ("procedure", "procedure_limit", "defect"),
        ("evidence", "evidence_form", "flaw"),
    ]
    assert set(got.findings.columns) - {"note", "source_file", "source_cell"} <= set(TABLES["findings"].names)
    assert set(got.outstanding["review_id"]) == {key.replace("_", "-") for key in (THREE, FOUR)}
    assert not len(got.conflicts) and not len(got.problems)


def test_everything_is_traced_to_its_cell(desk: Desk) -> None:
    desk.back("deep/a.xlsx", **{ONE: BAD})
    got = desk.collect()
    book = load_workbook(desk.inbox / "deep/a.xlsx")
    for row in got.answers.to_dict("records"):
        tab, _, cell = row["cell"].rpartition("!")
        assert row["file"] == "deep/a.xlsx"
        assert book[tab][cell].value is not None
    place = got.findings["source_cell"].iloc[0].rpartition("!")
    assert book[place[0]][place[2]].value == LIMIT[0]


def test_a_file_that_came_before_changes_nothing(desk: Desk) -> None:
    desk.back("a.xlsx", **{ONE: BAD})
    first, kept = desk.collect(), desk.kept()
    shutil.copyfile(desk.inbox / "a.xlsx", desk.inbox / "copy of a.xlsx")
    again = desk.collect()
    assert again.new == () and again.seen == ("a.xlsx", "copy of a.xlsx")
    assert desk.kept() == kept
    pd.testing.assert_frame_equal(again.findings, first.findings)


def test_half_filled_sheets_complete_each_other(desk: Desk) -> None:
    half = (LIMIT[0], None, None, None, "卷一第3页")
    desk.back("1.xlsx", **{ONE: {"grade": "不合格", "findings": [half], "remark": "超期"}})
    first = desk.collect()
    assert {"a grade without the day of the review", "a finding without its problem"} <= set(first.problems["what"])
    desk.back("2.xlsx", **{ONE: {"reviewed_on": DAY, "findings": [LIMIT], "remark": "超期两日,见卷一"}})
    got = desk.collect()
    assert got.findings[["problem", "severity", "note"]].values.tolist() == [["procedure_limit", "defect", "卷一第3页"]]
    assert got.findings["finding_id"].tolist() == first.findings["finding_id"].tolist()
    assert got.reviews["grade"].tolist() == ["unqualified"]
    assert not len(got.conflicts) and not len(got.problems)


def test_what_differs_waits_for_a_person(desk: Desk) -> None:
    desk.back("1.xlsx", **{ONE: GOOD})
    desk.back("2.xlsx", **{ONE: GOOD | {"grade": "优质 excellent"}})
    got = desk.collect()
    assert got.reviews["grade"].isna().all()
    (conflict,) = got.conflicts.to_dict("records")
    assert (conflict["field"], conflict["values"]) == ("grade", "qualified | excellent")
    assert conflict["files"] == "1.xlsx | 2.xlsx"
    with pytest.raises(ParameterError, match="nobody said that"):
        decide(desk.store, ID, "grade", "unqualified", decided_by="H1", decided_on=TODAY)
    decide(desk.store, ID, "grade", "excellent", decided_by="H1", decided_on=TODAY, reason="later copy")
    after = collected_so_far(desk.store)
    assert after.reviews["grade"].tolist() == ["excellent"] and not len(after.conflicts)
    assert after.reviews["source_file"].tolist() == ["2.xlsx"]
    with pytest.raises(ParameterError, match="no such conflict"):
        decide(desk.store, ID, "grade", "qualified", decided_by="H1", decided_on=TODAY)


def test_a_decision_holds_until_something_new_is_said(desk: Desk) -> None:
    desk.back("1.xlsx", **{ONE: GOOD})
    desk.back("2.xlsx", **{ONE: GOOD | {"grade": "优质 excellent"}})
    desk.collect()
    decide(desk.store, ID, "grade", "excellent", decided_by="H1", decided_on=TODAY)
    desk.back("3.xlsx", **{ONE: GOOD | {"law.problem": "☑"}})
    assert desk.collect().reviews["grade"].tolist() == ["excellent"]
    desk.back("4.xlsx", **{ONE: GOOD | {"grade": "基本合格"}})
    assert desk.collect().conflicts["field"].tolist() == ["grade"]


def test_a_list_of_decisions_comes_back(desk: Desk, tmp_path: Path) -> None:
    desk.back("1.xlsx", **{ONE: GOOD, TWO: GOOD})
    desk.back("2.xlsx", **{ONE: GOOD | {"grade": "优质"}, TWO: GOOD | {"grade": "优质"}})
    listed = desk.collect().conflicts
    listed.loc[0, "decision"] = "qualified"
    listed.to_csv(tmp_path / "conflicts.csv", index=False)
    assert decide_from(tmp_path / "conflicts.csv", desk.store, decided_by="H1", decided_on=TODAY) == 1
    assert decide_from(tmp_path / "conflicts.csv", desk.store, decided_by="H1", decided_on=TODAY) == 0
    assert len(collected_so_far(desk.store).conflicts) == 1


def test_a_problem_that_a_later_copy_lacks_stays_until_a_person_drops_it(desk: Desk) -> None:
    desk.back("1.xlsx", **{ONE: BAD})
    desk.collect()
    desk.back("2.xlsx", **{ONE: BAD | {"findings": [LIMIT]}})
    got = desk.collect()
    assert len(got.findings) == 2
    (conflict,) = got.conflicts.to_dict("records")
    assert conflict["values"] == "keep | drop"
    decide(desk.store, ID, conflict["field"], "drop", decided_by="H1", decided_on=TODAY)
    assert collected_so_far(desk.store).findings["problem"].tolist() == ["procedure_limit"]


def test_the_same_problem_with_another_severity_is_one_problem_in_dispute(desk: Desk) -> None:
    desk.back("1.xlsx", **{ONE: BAD | {"findings": [LIMIT]}})
    desk.back("2.xlsx", **{ONE: BAD | {"findings": [(*LIMIT[:2], "错误问题 error", *LIMIT[3:])]}})
    got = desk.collect()
    assert len(got.findings) == 1 and got.findings["severity"].isna().all()
    assert got.conflicts["values"].tolist() == ["defect | error"]


def test_rows_put_between_and_rows_written_twice(desk: Desk) -> None:
    path = desk.back("a.xlsx", **{ONE: BAD})
    book = load_workbook(path)
    tab = tab_of(book, ID)
    row = rows_of(tab)["finding:2"]
    tab.insert_rows(row, amount=2)
    tab[f"F{row}"], tab[f"G{row}"] = "管辖错误 wrong jurisdiction", "错误问题 error"
    for column, text in zip("EFGHI", LIMIT, strict=True):
        tab[f"{column}{row + 1}"] = text
    book.save(path)
    got = desk.collect()
    assert sorted(got.findings["problem"]) == ["evidence_form", "procedure_jurisdiction", "procedure_limit"]
    assert got.findings.set_index("problem").loc["procedure_jurisdiction", "dimension"] == "procedure"
    assert got.problems["what"].tolist() == ["the same problem is written twice"]


def test_edited_locked_cells_are_listed_and_not_believed(desk: Desk) -> None:
    path = desk.back("a.xlsx", **{ONE: GOOD})
    book = load_workbook(path)
    tab = tab_of(book, ID)
    tab["I1"], tab["C6"], tab["G6"], tab["K9"], tab["C40"] = ID2, "another case", "typed over", "beside", "below"
    book.save(path)
    got = desk.collect()
    assert got.reviews["review_id"].tolist() == [ID]
    assert dict(zip(got.problems["got"], got.problems["what"], strict=True)) == {
        ID2: "the number of the review was changed",
        "another case": "a locked cell was changed",
        "typed over": "a locked cell was changed",
        "beside": "text outside the form",
        "below": "text outside the form",
    }


def test_a_copied_tab_a_renamed_one_and_a_strange_one(desk: Desk) -> None:
    path = desk.back("a.xlsx", **{ONE: GOOD, TWO: GOOD})
    book = load_workbook(path)
    copy = book.copy_worksheet(tab_of(book, ID))
    copy["F6"] = "优质 excellent"
    tab_of(book, ID2).title = "done"
    book.create_sheet("notes")["B2"] = "see me"
    book.save(path)
    got = desk.collect()
    assert got.conflicts["field"].tolist() == ["grade"]
    assert set(got.reviews["review_id"]) == {ID, ID2}
    assert "see me" in got.problems["got"].tolist()
    assert (got.problems["what"] == "a tab was copied or renamed").sum() == 2


def test_answers_that_mean_nothing_are_listed_with_their_cell(desk: Desk) -> None:
    odd = ("no such dimension", "own problem", "grave", "own stage", "=1+1")
    desk.back("a.xlsx", **{ONE: {"reviewed_on": "=TODAY()", "grade": "good", "law.problem": "?", "findings": [odd]}})
    desk.back("b.xlsx", **{TWO: {"reviewed_on": "2026.3.9", "grade": " 合格", "law.problem": "x"}})
    got = desk.collect()
    listed = set(got.problems["got"])
    assert {"=TODAY()", "good", "?", "no such dimension", "grave", "own problem", "own stage"} <= listed
    (finding,) = got.findings.to_dict("records")
    assert (finding["problem"], finding["stage"], finding["note"]) == ("own problem", "own stage", "=1+1")
    assert got.reviews.set_index("review_id").loc[ID2, "grade"] == "qualified"


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        (GOOD | {"grade": "瑕疵 defective"}, "a grade that the scheme of that day does not have"),
        (GOOD | {"grade": "不合格"}, "a grade that needs a finding, and none is coded"),
        (GOOD | {"reviewed_on": datetime(2026, 3, 21)}, "a day of review that can't be"),
        (GOOD | {"law.problem": "☑"}, "ticked both as in order and as a problem"),
        (GOOD | {"procedure.in_order": "☑", "findings": [LIMIT]}, "ticked as in order, and a problem is coded"),
        (GOOD | {"fact.problem": "☑"}, "ticked as a problem, and none is coded"),
        (GOOD | {"findings": [(FORM[0], *LIMIT[1:])]}, "a problem under a dimension that is not its own"),
    ],
)
def test_what_does_not_go_together(typed: dict[str, object], what: str, desk: Desk) -> None:
    desk.back("a.xlsx", **{ONE: typed})
    assert desk.collect().problems["what"].tolist() == [what]


def test_the_old_scheme_has_its_own_grades(desk: Desk) -> None:
    old = {"reviewed_on": datetime(2026, 1, 31), "grade": "瑕疵 defective", "findings": [LIMIT]}
    desk.back("a.xlsx", **{ONE: old})
    got = desk.collect()
    assert got.reviews[["scheme", "grade"]].values.tolist() == [["2018", "defective"]] and not len(got.problems)


def test_files_that_are_no_sheets_are_kept_and_listed(desk: Desk) -> None:
    desk.back("good.xlsx", **{ONE: GOOD})
    (desk.inbox / "broken.xlsx").write_bytes(b"PK\x03\x04 no zip")
    (desk.inbox / "letter.txt").write_text("dear all", encoding="utf-8")
    (desk.inbox / "~$good.xlsx").write_bytes(b"lock")
    pd.DataFrame({"a": [1]}).to_excel(desk.inbox / "other.xlsx")
    got = desk.collect()
    assert len(got.reviews) == 1
    assert set(got.problems["file"]) == {"broken.xlsx", "letter.txt", "other.xlsx"}
    assert len(list(desk.store.glob("collections/*/files/*"))) == 4


def test_a_collection_that_fails_leaves_what_was_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.back("1.xlsx", **{ONE: BAD})
    before, kept = desk.collect(), desk.kept()
    desk.back("2.xlsx", **{TWO: GOOD})

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(CasebookError, match="No space left"):
            desk.collect()
    assert desk.kept() == kept
    pd.testing.assert_frame_equal(collected_so_far(desk.store).findings, before.findings)
    after = desk.collect()
    assert after.new == ("2.xlsx",) and len(after.reviews) == 2


def test_collections_stay_byte_for_byte(desk: Desk) -> None:
    kept: dict[str, bytes] = {}
    for number, typed in enumerate([{ONE: GOOD}, {ONE: BAD}, {TWO: GOOD}]):
        desk.back(f"{number}.xlsx", **typed)
        desk.collect()
        now = desk.kept()
        assert kept.items() <= now.items()
        kept = now


def test_a_number_that_stands_for_two_cases_is_refused(desk: Desk) -> None:
    desk.back("1.xlsx", **{ONE: GOOD})
    desk.collect()
    desk.reviews["case_id"] = desk.reviews["case_id"] + "x"
    with pytest.raises(CasebookError, match="stands for two cases"):
        desk.collect()


def test_no_folder_is_said(desk: Desk) -> None:
    with pytest.raises(SourceError):
        collecting.collect(desk.inbox / "none", desk.reviews, desk.store, collected_on=date(2026, 3, 1))


@needs_office
@pytest.mark.slow
def test_a_sheet_saved_by_another_program_says_the_same(desk: Desk, tmp_path: Path) -> None:
    path = desk.back("a.xlsx", **{ONE: BAD, TWO: GOOD | {"remark": "=1+1 甲"}})
    first = desk.collect()
    office("xlsx", path, tmp_path / "again")
    again = collect(tmp_path / "again", desk.reviews, tmp_path / "other", collected_on=TODAY)
    assert not len(again.problems)
    pd.testing.assert_frame_equal(again.answers.drop(columns="collection"), first.answers.drop(columns="collection"))
    pd.testing.assert_frame_equal(again.reviews, first.reviews)
    pd.testing.assert_frame_equal(again.findings, first.findings)
    # And beside the first it is the same said again.
    shutil.copyfile(tmp_path / "again" / "a.xlsx", desk.inbox / "b.xlsx")
    both = desk.collect()
    assert both.new == ("b.xlsx",) and not len(both.conflicts)
    pd.testing.assert_frame_equal(both.findings, first.findings)
