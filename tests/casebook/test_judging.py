"""What becomes of a row: which rules are said of it, which are not, and which rows are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.casebook.load import Loaded, load
from caselib.casebook.store import Book, open_casebook
from caselib.casebook.summary import lines
from caselib.errors import MappingError, UnitError
from tests.casebook.exports import HEADING, as_csv, export, good_rows, raw_export

pytestmark = pytest.mark.slow

Rows = list[dict[str, str]]


def judged(folder: Path, rows: Rows, mapping: str = "", more: tuple[str, ...] = ()) -> tuple[Loaded, Book]:
    source = raw_export(folder / "in", as_csv(rows, (*HEADING, *more)))
    if mapping:
        (source / "mapping.toml").write_text(mapping, encoding="utf-8")
    return load(source, folder / "casebook"), open_casebook(folder / "casebook")


def broken(book: Book) -> list[tuple[int, str, str]]:
    found = book.quarantine()
    return [tuple(row) for row in found[["line", "rule", "column"]].itertuples(index=False)]


def test_what_cannot_be_read_does_not_also_contradict(tmp_path: Path) -> None:
    rows = good_rows(2)
    rows[0]["decided_on"] = "soon"
    _, book = judged(tmp_path, rows)
    assert broken(book) == [(2, "type", "decided_on")]
    assert book.quarantine()["value"].iat[0] == "soon"


def test_several_faults_are_all_said_and_the_row_counts_once(tmp_path: Path) -> None:
    rows = good_rows(3)
    rows[1] |= {"case_id": " ", "decided_on": "2025-12-31", "decision": "maybe"}
    done, book = judged(tmp_path, rows)
    assert done["arrest_reviews"].quarantined == 1
    assert {rule for _, rule, _ in broken(book)} == {"missing", "code", "decided_before_accepted"}
    assert set(book.quarantine()["row"]) == {1}
    assert set(book.quarantine()["label_zh"]) >= {"必填项缺失"}


@pytest.mark.parametrize("width", ["", "　"])
def test_full_width_digits_blanks_and_thousands_are_read(tmp_path: Path, width: str) -> None:
    rows = good_rows(1)
    rows[0] |= {"accepted_on": f"２０２６－０１－０２{width}", "unit": " 420101 ", "extra_steps": f"1,200{width}"}
    _, book = judged(tmp_path, rows, more=("extra_steps",))
    kept = book.sql("SELECT CAST(accepted_on AS VARCHAR) AS day, unit, extra_steps FROM arrest_reviews")
    assert kept.to_numpy().tolist() == [["2026-01-02", "420101", 1200]]


@pytest.mark.parametrize("months", ["12.5", "1e5", "12,00", "twelve", "99999999999999999999"])
def test_numbers_that_are_not_whole_are_not_rounded(tmp_path: Path, months: str) -> None:
    _, book = judged(tmp_path, [{**good_rows(1)[0], "extra_steps": months}], more=("extra_steps",))
    assert broken(book) == [(2, "type", "extra_steps")]


@pytest.mark.parametrize("day", ["2026-02-30", "05/01/2026", "0001-01-01", "9999-12-31", "26-01-05", "２０２６"])
def test_days_that_could_be_two_days_are_no_days(tmp_path: Path, day: str) -> None:
    _, book = judged(tmp_path, [{**good_rows(1)[0], "accepted_on": day}])
    assert broken(book) == [(2, "type", "accepted_on")]


def test_copies_and_contradictions(tmp_path: Path) -> None:
    a, b, c, d = good_rows(4)
    said_otherwise = {**b, "decision": "refused"}
    _, book = judged(tmp_path, [a, b, c, a, said_otherwise, a, b, d])
    # The first of the copies of `a` stays; of `b`, of which two things are said, nobody knows which is right.
    assert broken(book) == [
        (3, "key_conflict", "case_id"),
        (5, "duplicate", "case_id"),
        (6, "key_conflict", "case_id"),
        (7, "duplicate", "case_id"),
        (8, "key_conflict", "case_id"),
    ]
    assert list(book.sql("SELECT case_id FROM arrest_reviews")["case_id"]) == ["C00001", "C00003", "C00004"]


def test_a_bad_row_does_not_make_its_contradiction_right(tmp_path: Path) -> None:
    good = good_rows(1)[0]
    _, book = judged(tmp_path, [good, {**good, "decision": "maybe"}])
    assert broken(book) == [(2, "key_conflict", "case_id"), (3, "code", "decision"), (3, "key_conflict", "case_id")]


def test_quarantined_rows_are_kept_as_far_as_they_could_be_read(tmp_path: Path) -> None:
    rows = good_rows(4)
    rows[1]["decided_on"] = "soon"
    rows[3]["decision"] = "maybe"
    _, book = judged(tmp_path, rows)
    import pandas as pd

    kept = pd.read_parquet(book.place / "quarantined" / "arrest_reviews.parquet")
    assert kept[["row", "line", "case_id"]].to_numpy().tolist() == [[1, 3, "C00002"], [2, 5, "C00004"]]
    assert set(book.quarantine()["row"]) == set(kept["row"])
    assert kept["decided_on"].isna().tolist() == [True, False]


def test_a_flagged_row_stays_and_is_listed(tmp_path: Path) -> None:
    rows = [{**row, "charge_decision": "prosecuted", "charge_decided_on": ""} for row in good_rows(2)]
    rows[0]["charge_decided_on"] = "2026-03-01"
    done, book = judged(tmp_path, rows, more=("charge_decision", "charge_decided_on"))
    assert (done["arrest_reviews"].accepted, done["arrest_reviews"].flagged) == (2, 1)
    assert done["arrest_reviews"].flags == {"charge_without_date": 1}
    assert book.flags()[["line", "case_id", "rule"]].to_numpy().tolist() == [[3, "C00002", "charge_without_date"]]
    assert "  flagged, charge_without_date: 1" in lines(done)


def test_a_column_that_is_not_there_is_said_once_and_not_in_each_row(tmp_path: Path) -> None:
    rows = [{**row, "charge_decision": "prosecuted"} for row in good_rows(5)]
    done, book = judged(tmp_path, rows, more=("charge_decision",))
    assert done["arrest_reviews"].flagged == 0
    assert "charge_decided_on" in done["arrest_reviews"].columns_absent
    assert book.sql("SELECT count(charge_decided_on) AS n FROM arrest_reviews")["n"].iat[0] == 0
    assert str(book.sql("SELECT charge_decided_on FROM arrest_reviews").dtypes.iloc[0]).startswith("datetime64")


def test_an_event_after_the_data_is_no_event(tmp_path: Path) -> None:
    done, book = judged(tmp_path, good_rows(20), "[source]\ndata_date = 2026-01-20\n")
    assert set(book.quarantine()["rule"]) == {"after_data_date"}
    assert done["arrest_reviews"].accepted == 16
    assert str(book.data_date) == "2026-01-20"


def test_an_event_after_today_is_only_flagged(tmp_path: Path) -> None:
    rows = good_rows(3)
    rows[1]["decided_on"] = "2150-01-01"
    done, book = judged(tmp_path, rows)
    assert (done["arrest_reviews"].accepted, done["arrest_reviews"].flags) == (3, {"after_today": 1})
    assert book.data_date.year == 2026


def test_an_expression_that_fails_on_a_row_sets_it_aside(tmp_path: Path) -> None:
    rows = [{**row, "steps": steps} for row, steps in zip(good_rows(3), ("1", "many", ""), strict=True)]
    mapping = '[tables.arrest_reviews.columns]\nextra_steps = { sql = "CAST(steps AS INTEGER) + 1" }\n'
    done, book = judged(tmp_path, rows, mapping, more=("steps",))
    assert broken(book) == [(3, "not_computed", "extra_steps")]
    assert done["arrest_reviews"].columns_not_used == ()
    assert book.sql("SELECT extra_steps FROM arrest_reviews")["extra_steps"].iat[0] == 2


def test_an_expression_that_can_never_be_computed_is_the_mapping_s_fault(tmp_path: Path) -> None:
    mapping = "[tables.arrest_reviews.columns]\nextra_steps = { sql = \"date_diff('day', unit, 3)\" }\n"
    with pytest.raises(MappingError, match="an expression fails"):
        judged(tmp_path, good_rows(2), mapping)


def test_values_are_translated_and_what_becomes_nothing_is_nothing(tmp_path: Path) -> None:
    rows = good_rows(3)
    for row, decision in zip(rows, ("捕", "不捕", "未定"), strict=True):
        row["decision"] = decision
    rows[2]["decided_on"] = ""
    mapping = (
        "[tables.arrest_reviews.columns]\n"
        'decision = { column = "decision", values = { "捕" = "approved", "不捕" = "refused", "未定" = "" } }\n'
    )
    done, book = judged(tmp_path, rows, mapping)
    assert done["arrest_reviews"].accepted == 3
    assert list(book.sql("SELECT decision FROM arrest_reviews")["decision"].fillna("")) == ["approved", "refused", ""]


def test_units_are_looked_up_where_there_is_a_table_of_them(tmp_path: Path) -> None:
    mapping = "".join(f'[[tables.units.rows]]\nunit = "{unit}"\n' for unit in ("420100", "420101"))
    done, book = judged(tmp_path, good_rows(9), mapping)
    assert not done.units_derived
    assert done["arrest_reviews"].rules == {"unit": 3}
    assert set(book.quarantine()["value"]) == {"420102"}


def test_without_a_table_of_units_each_unit_seen_stands_once_below_all(tmp_path: Path) -> None:
    done, book = judged(tmp_path, good_rows(30))
    assert done.units_derived
    assert book.units.roots == ["ALL"]
    assert book.units.children("ALL") == ["420100", "420101", "420102"]
    assert book.count("arrested", period="2026Q1", by=["unit"]).frame["numerator"].sum() == 30


def test_a_unit_below_itself_is_refused_and_nothing_is_published(tmp_path: Path) -> None:
    mapping = '[[tables.units.rows]]\nunit = "1"\nparent = "2"\n[[tables.units.rows]]\nunit = "2"\nparent = "1"\n'
    with pytest.raises(UnitError, match="below itself"):
        judged(tmp_path, good_rows(1), mapping)
    assert not (tmp_path / "casebook" / "current").exists()


def test_a_grade_outside_the_scheme_of_its_day(tmp_path: Path) -> None:
    text = (
        "review_id,case_id,unit,reviewed_on,scheme,grade\n"
        "1,a,420102,2025-12-31,2018,defective\n2,a,420102,2026-03-01,2018,qualified\n3,a,420102,2026-03-01,2026,defective\n"
        "4,a,420102,2026-03-01,2026,基本合格\n5,a,420102,,2018,瑕疵\n"
    )
    load(raw_export(tmp_path / "in", text, "reviews.csv"), tmp_path / "casebook")
    book = open_casebook(tmp_path / "casebook")
    both = "review_defective_in_new_scheme"
    assert broken(book) == [(3, "code", "scheme"), (4, "code", "grade"), (4, both, "grade")]


def test_a_file_stands_for_the_table_that_it_is_named_after(tmp_path: Path) -> None:
    source = export(tmp_path / "in", good_rows(4)) / "arrest_reviews.csv"
    assert load(source, tmp_path / "casebook")["arrest_reviews"].accepted == 4
    other = source.rename(source.with_name("arrest_review.csv"))
    with pytest.raises(MappingError, match="did you mean 'arrest_reviews'"):
        load(other, tmp_path / "casebook")
