"""Records beside the paper file: drawn at random, sheets taken back, wrong entries counted by field."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from caselib.casebook.store import Book, open_casebook
from caselib.errors import ParameterError, SourceError
from caselib.review.accuracy import (
    VERDICTS,
    Audit,
    accuracy_sample,
    collect_accuracy,
    error_rates,
    write_accuracy_sheet,
)
from caselib.review.targets import Precision

PERIOD = "2026Q1-Q3"
FIELDS = ("offence", "decided_on", "decision")


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit="420000")


@pytest.fixture(scope="module")
def audit(book: Book) -> Audit:
    return accuracy_sample(book, "arrest_reviews", period=PERIOD, size=40, fields=FIELDS)


def fill(path: Path, verdicts: dict[int, str], *, of: slice = slice(None)) -> None:
    """Fill lines by place (from 1): "same" unless said otherwise."""
    book = openpyxl.load_workbook(path)
    sheet = book["accuracy"]
    for place in list(range(1, sheet.max_row))[of]:
        sheet.cell(place + 1, 4).value = VERDICTS[verdicts.get(place, "same")]
    book.save(path)


def test_the_sample_is_random_rows_of_the_period(book: Book, audit: Audit) -> None:
    units = ", ".join(f"'{unit}'" for unit in book.units.below("420000"))
    plain = book.sql(
        "SELECT case_id || ' / ' || person_id || ' / ' || accepted_on AS key, offence FROM arrest_reviews WHERE unit IN"
        f" ({units}) AND accepted_on BETWEEN DATE '2026-01-01' AND DATE '2026-09-30'"
    )
    assert (audit.population, audit.size, len(audit.frame)) == (len(plain), 40, 120)
    shown = audit.frame[audit.frame["field"] == "offence"].set_index("key")["recorded"]
    assert shown.to_dict() == plain.set_index("key")["offence"].reindex(shown.index).fillna("").to_dict()


def test_the_same_seed_draws_the_same(book: Book, audit: Audit) -> None:
    again = accuracy_sample(book, "arrest_reviews", period=PERIOD, size=40, fields=FIELDS)
    pd.testing.assert_frame_equal(audit.frame, again.frame)
    other = accuracy_sample(book, "arrest_reviews", period=PERIOD, size=40, fields=FIELDS, seed=8)
    assert set(other.frame["key"]) != set(audit.frame["key"])
    whole = accuracy_sample(book, "arrest_reviews", period=PERIOD, size=Precision(0.05, expected=0.05))
    assert whole.size == Precision(0.05, expected=0.05).size(whole.population)


def test_wrong_entries_are_counted_by_field_and_by_record(audit: Audit, tmp_path: Path) -> None:
    """Lines 1, 2 and 4: two fields of the first record and one of the second are wrong."""
    path = write_accuracy_sheet(audit, tmp_path / "audit.xlsx")
    fill(path, {1: "differs", 2: "not_in_file", 4: "differs"})
    look = error_rates(audit, collect_accuracy(audit, path))
    found = look.frame.set_index("field")
    assert found["wrong"].to_dict() == {"offence": 2, "decided_on": 1, "decision": 0, "": 2}
    assert found["checked"].tolist() == [40] * 4
    assert found.loc["", "rate"] == pytest.approx(2 / 40)
    assert found.loc["decision", "rate"] == 0 < found.loc["decision", "high"] < 0.1
    assert "Whole record" in look._repr_html_()


def test_two_people_share_the_work_and_what_is_open_is_said(audit: Audit, tmp_path: Path) -> None:
    paths = [write_accuracy_sheet(audit, tmp_path / f"{place}.xlsx") for place in (1, 2)]
    fill(paths[0], {1: "differs"}, of=slice(0, 60))
    fill(paths[1], {}, of=slice(60, 90))
    look = error_rates(audit, collect_accuracy(audit, *paths)).frame.set_index("field")
    assert look["unfilled"].tolist() == [10, 10, 10, 10]
    assert look["checked"].tolist() == [30, 30, 30, 30]


def test_contradictions_and_strange_lines_are_for_a_person(audit: Audit, tmp_path: Path) -> None:
    one, two = (write_accuracy_sheet(audit, tmp_path / f"{place}.xlsx") for place in (1, 2))
    fill(one, {1: "differs"})
    fill(two, {})
    with pytest.raises(SourceError, match=r"two sheets say different things; where: 1.xlsx, row 2; 2.xlsx, row 2"):
        collect_accuracy(audit, one, two)
    changed = openpyxl.load_workbook(two)
    changed["accuracy"]["D5"].value = "perhaps"
    changed.save(two)
    with pytest.raises(SourceError, match="no such verdict"):
        collect_accuracy(audit, two)
    changed["accuracy"]["D5"].value = VERDICTS["same"]
    changed["accuracy"]["G5"].value = "another case|offence"
    changed.save(two)
    with pytest.raises(SourceError, match="not of this audit"):
        collect_accuracy(audit, two)
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    with pytest.raises(SourceError, match="not a sheet"):
        collect_accuracy(audit, tmp_path / "x.xlsx")


def test_the_sheet_is_locked_but_for_what_is_filled_in(audit: Audit, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_accuracy_sheet(audit, tmp_path / "a.xlsx"))["accuracy"]
    assert sheet.protection.sheet
    assert [sheet.cell(2, place).protection.locked for place in range(1, 8)] == [
        True,
        True,
        True,
        False,
        False,
        False,
        True,
    ]
    assert sheet.data_validations.dataValidation[0].sqref.ranges
    assert not list(tmp_path.glob(".*"))


def test_nothing_filled_gives_no_number(audit: Audit, tmp_path: Path) -> None:
    look = error_rates(audit, collect_accuracy(audit, write_accuracy_sheet(audit, tmp_path / "a.xlsx")))
    assert look.frame["rate"].isna().all()
    assert "nan" not in look._repr_html_()


def test_what_is_not_there_is_said(book: Book) -> None:
    with pytest.raises(ParameterError, match="no such table"):
        accuracy_sample(book, "arrests", period=PERIOD)
    with pytest.raises(Exception, match="did you mean 'offence'"):
        accuracy_sample(book, "arrest_reviews", period=PERIOD, fields=["offense"])
