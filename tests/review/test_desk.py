"""The desk: what is taken in of which plan, what waits for a person, and how a person's decisions come back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from caselib.errors import CaselibError, ParameterError
from caselib.review.desk import settle, take_in, write_conflicts
from caselib.review.frame import CASE
from caselib.review.plan import Plan
from caselib.review.round import open_round, plans_of
from caselib.review.sheets import write_sheets
from tests.review.cases import DAY, FROM, TODAY, assigned, fill

pytestmark = pytest.mark.slow

ONE, TWO = (key.replace("-", "_") for key in assigned(2)[0]["review_id"])
ID = ONE.replace("_", "-")
GOOD = {"reviewed_on": DAY, "grade": "合格 qualified", "law.in_order": "☑"}


class Office:
    """A casebook's folder with a plan or two, and the workbooks that went out; its tables are empty."""

    def __init__(self, place: Path) -> None:
        self.place, self.inbox = place, place / "in"
        nothing = pd.DataFrame(columns=["review_id", "finding_id", "grade", "scheme"])
        self.book: Any = SimpleNamespace(path=place / "book", sql=lambda query: nothing)
        self.inbox.mkdir()

    def drawn(self, plan: str, out: str, *, renamed: str = "") -> Path:
        reviews, facts = assigned(2, 1)
        keys = {key: f"{renamed}{key}" for key in reviews["review_id"]}
        reviews["review_id"], facts["review_id"] = (part["review_id"].map(keys) for part in (reviews, facts))
        cases = reviews[["table", "case_id", "function", "unit", "stratum", "mode"]].assign(in_population=True)
        settings = {"period": "2026Q1", "data_date": FROM.isoformat(), "units": ["420000", 1]}
        behind = pd.DataFrame(columns=[*CASE, "signal"])
        Plan(plan, settings, cases, behind, reviews.assign(plan_id=plan)).save(plans_of(self.book.path))
        (path,) = write_sheets(reviews, facts, self.place / out, reviewed_from=FROM)
        return path

    def files(self) -> Iterator[Path]:
        return plans_of(self.book.path).rglob("*.parquet")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "here").mkdir()
    return Office(tmp_path / "here")


def test_a_mistyped_year_waits_for_a_person_and_brings_no_other_scheme(office: Office) -> None:
    sheet = office.drawn("P1", "out")
    fill(sheet, office.inbox / "a.xlsx", **{ONE: GOOD | {"reviewed_on": datetime(2025, 3, 9)}, TWO: GOOD})
    said = take_in(office.book, office.inbox, on=TODAY)
    (waiting,) = [line for line in said if line.startswith("conflict")]
    assert waiting.startswith(f"conflict, {ID}, reviewed_on: 2025-03-09 (a.xlsx; 01 {ID}!F")
    one = open_round(office.book, "P1")
    assert one.schemes == ("2026",)
    assert pd.isna(one.reviews.set_index("review_id").loc[ID, "reviewed_on"])


def test_a_person_may_say_that_an_early_day_is_right(office: Office) -> None:
    sheet = office.drawn("P1", "out")
    fill(sheet, office.inbox / "a.xlsx", **{ONE: GOOD | {"reviewed_on": datetime(2026, 2, 27)}, TWO: GOOD})
    take_in(office.book, office.inbox, on=TODAY)
    listed = conflicts(office)
    listed.loc[0, "decision"] = "2026年2月27日"
    listed.to_csv(office.place / "conflicts.csv", index=False)
    said = settle(office.book, office.place / "conflicts.csv", by="panel 3", on=TODAY)
    assert said == ["Plan P1: 1 conflicts settled by panel 3, 0 left"]
    day = open_round(office.book, "P1").reviews.set_index("review_id").loc[ID, "reviewed_on"]
    assert str(day.date()) == "2026-02-27"


def test_a_new_sheet_with_the_right_day_is_decided_like_any_difference(office: Office) -> None:
    sheet = office.drawn("P1", "out")
    fill(sheet, office.inbox / "a.xlsx", **{ONE: GOOD | {"reviewed_on": datetime(2025, 3, 9)}})
    take_in(office.book, office.inbox, on=TODAY)
    fill(sheet, office.inbox / "b.xlsx", **{ONE: GOOD})
    take_in(office.book, office.inbox, on=TODAY)
    assert conflicts(office)["values"].tolist() == ["2025-03-09 | 2026-03-09"]


def conflicts(office: Office) -> pd.DataFrame:
    write_conflicts(office.book, office.place / "conflicts.csv")
    return pd.read_csv(office.place / "conflicts.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_conflicts_go_out_and_decisions_come_back_as_excel_saves_them(office: Office, encoding: str) -> None:
    """Decided in the words of the form; what is left is said, and what was decided holds when taken in again."""
    sheet = office.drawn("P1", "out")
    fill(sheet, office.inbox / "a.xlsx", **{ONE: GOOD | {"remark": "=1+1"}, TWO: GOOD})
    fill(sheet, office.inbox / "b.xlsx", **{ONE: GOOD | {"grade": "优质", "remark": "乙"}, TWO: GOOD})
    take_in(office.book, office.inbox, on=TODAY)
    listed = conflicts(office).set_index("field")
    assert sorted(listed.index) == ["grade", "remark"]
    assert listed.loc["remark", "values"].startswith("'="), "no formula runs when the list is opened"
    listed.loc["grade", "decision"] = "优质"
    listed.reset_index().to_csv(office.place / "conflicts.csv", index=False, encoding=encoding)
    said = settle(office.book, office.place / "conflicts.csv", by="评查组 3", on=TODAY)
    assert said[0] == "Plan P1: 1 conflicts settled by 评查组 3, 1 left"
    assert len(said) == 2 and said[1].startswith(f"conflict, {ID}, remark")
    take_in(office.book, office.inbox, on=TODAY)
    assert open_round(office.book, "P1").reviews.set_index("review_id").loc[ID, "grade"] == "excellent"


def test_a_decision_is_a_persons_and_one_of_those_said(office: Office) -> None:
    sheet = office.drawn("P1", "out")
    fill(sheet, office.inbox / "a.xlsx", **{ONE: GOOD})
    fill(sheet, office.inbox / "b.xlsx", **{ONE: GOOD | {"grade": "优质"}})
    take_in(office.book, office.inbox, on=TODAY)
    listed = conflicts(office)
    listed.loc[0, "decision"] = "不合格"
    listed.to_csv(office.place / "conflicts.csv", index=False)
    with pytest.raises(ParameterError, match="settled by a person"):
        settle(office.book, office.place / "conflicts.csv", by=" ")
    with pytest.raises(ParameterError, match="nobody said that"):
        settle(office.book, office.place / "conflicts.csv", by="panel 3")
    with pytest.raises(CaselibError, match="list of decisions can't be read"):
        settle(office.book, office.place / "nowhere.csv", by="panel 3")


def test_a_workbook_of_another_plan_is_one_line_and_nothing_of_it_is_read(office: Office) -> None:
    office.drawn("P1", "out")
    strange = office.drawn("P2", "other", renamed="Z")
    shutil.copyfile(strange, office.inbox / "theirs.xlsx")
    said = take_in(office.book, office.inbox, plan="P1", on=TODAY)
    assert said[1:] == [
        "theirs.xlsx: a workbook of another plan; got: '2 reviews'; do: nothing was read; collect it with its own plan"
    ]
    assert open_round(office.book, "P1").reviews.empty


def test_workbooks_of_no_plan_of_this_casebook_are_refused(office: Office, tmp_path: Path) -> None:
    office.drawn("P1", "out")
    office.drawn("P2", "other", renamed="Z")
    (tmp_path / "there").mkdir()
    sheet = Office(tmp_path / "there").drawn("P9", "out", renamed="Y")
    shutil.copyfile(sheet, office.inbox / "theirs.xlsx")
    before = sorted(office.files())
    with pytest.raises(ParameterError, match="of no plan of this casebook"):
        take_in(office.book, office.inbox, on=TODAY)
    assert sorted(office.files()) == before
