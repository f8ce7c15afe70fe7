"""Excel and Parquet: the same rows give the same casebook as from CSV."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.errors import SourceError
from tests.casebook.exports import HEADING, export, good_rows, raw_export

pytestmark = pytest.mark.slow


def workbook(folder: Path, rows: list[list[object]], sheet: str = "Sheet1", name: str = "arrest_reviews.xlsx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.active.title = "notes"
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    if sheet == "Sheet1":
        del book["notes"]
    book.save(folder / name)
    return folder


def typed_rows(number: int) -> list[list[object]]:
    rows = [[row[name] for name in HEADING] for row in good_rows(number)]
    for row in rows:
        row[3:5] = [datetime.fromisoformat(row[3]), date.fromisoformat(row[4])]  # type: ignore[list-item]
        row[2] = int(row[2])  # type: ignore[call-overload]
    return [list(HEADING), *rows]  # type: ignore[list-item]


@pytest.mark.parametrize("sheet", ["Sheet1", "arrest_reviews"])
def test_excel_gives_what_csv_gives(tmp_path: Path, sheet: str) -> None:
    load(workbook(tmp_path / "xlsx", typed_rows(30), sheet), tmp_path / "a")
    load(export(tmp_path / "csv", good_rows(30)), tmp_path / "b")
    query = "SELECT * FROM arrest_reviews"
    pd.testing.assert_frame_equal(open_casebook(tmp_path / "a").sql(query), open_casebook(tmp_path / "b").sql(query))


def test_excel_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows = typed_rows(4)
    rows[2][5] = "maybe"
    rows[4] += ["", "beyond the heading"]
    rows[3][4] = 12.5
    rows.insert(2, [None] * 7)
    done = load(workbook(tmp_path / "in", rows), tmp_path / "casebook")
    assert (done["arrest_reviews"].rows_in, done["arrest_reviews"].accepted) == (4, 1)
    found = open_casebook(tmp_path / "casebook").quarantine()
    assert dict(zip(found["line"], found["rule"], strict=True)) == {4: "code", 5: "type", 6: "row_shape"}
    assert "beyond the heading" in found["value"].iat[2]


def test_a_table_may_begin_anywhere_on_the_sheet(tmp_path: Path) -> None:
    rows = typed_rows(3)
    rows[2][5] = "maybe"
    moved: list[list[object]] = [[], [], [], *([None, None, *row] for row in rows)]
    done = load(workbook(tmp_path / "in", moved), tmp_path / "casebook")
    assert done["arrest_reviews"].rows_in == 3
    assert list(open_casebook(tmp_path / "casebook").quarantine()["line"]) == [6]


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    source = workbook(tmp_path / "in", typed_rows(2))
    (source / "mapping.toml").write_text('[tables.arrest_reviews]\nfiles = ["*.xlsx"]\nsheet = "Sheet2"\n')
    with pytest.raises(SourceError, match="did you mean 'Sheet1'"):
        load(source, tmp_path / "casebook")


@pytest.mark.parametrize("content", [b"", b"no workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_workbooks_that_are_none(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"workbook.*arrest_reviews\.xlsx"):
        load(raw_export(tmp_path / "in", content, "arrest_reviews.xlsx"), tmp_path / "casebook")


def test_an_empty_sheet_and_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no heading"):
        load(workbook(tmp_path / "empty", []), tmp_path / "casebook")
    (tmp_path / "zip").mkdir()
    with zipfile.ZipFile(tmp_path / "zip" / "arrest_reviews.xlsx", "w") as packed:
        packed.writestr("a.txt", "a")
    with pytest.raises(SourceError, match="workbook"):
        load(tmp_path / "zip", tmp_path / "casebook")


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    frame = pd.DataFrame(good_rows(30))
    frame["accepted_on"] = pd.to_datetime(frame["accepted_on"])
    frame["decided_on"] = pd.to_datetime(frame["decided_on"]).dt.date
    frame["detained"] = True
    frame["sentence_months"] = 12.0
    (tmp_path / "in").mkdir()
    frame.to_parquet(tmp_path / "in" / "arrest_reviews.parquet")
    done = load(tmp_path / "in", tmp_path / "casebook")
    assert done["arrest_reviews"].accepted == 30
    kept = open_casebook(tmp_path / "casebook").sql("SELECT DISTINCT detained, sentence_months FROM arrest_reviews")
    assert kept.to_numpy().tolist() == [[True, 12]]


def test_parquet_quarantine_names_the_record(tmp_path: Path) -> None:
    rows = good_rows(5)
    rows[3]["decision"] = "maybe"
    (tmp_path / "in").mkdir()
    pd.DataFrame(rows).to_parquet(tmp_path / "in" / "arrest_reviews.parquet")
    load(tmp_path / "in", tmp_path / "casebook")
    assert list(open_casebook(tmp_path / "casebook").quarantine()["line"]) == [4]


def test_parquet_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a Parquet file"):
        load(raw_export(tmp_path / "in", b"PAR1 no", "arrest_reviews.parquet"), tmp_path / "casebook")


def test_several_files_of_a_table(tmp_path: Path) -> None:
    rows = good_rows(9)
    rows[4]["decision"] = "maybe"
    rows[8]["decision"] = "maybe"
    (tmp_path / "in" / "2026").mkdir(parents=True)
    export(tmp_path / "in" / "2026", rows[:6], "a.csv")
    export(tmp_path / "in" / "2026", rows[6:], "b.csv", encoding="utf-16")
    (tmp_path / "in" / "mapping.toml").write_text('[tables.arrest_reviews]\nfiles = ["2026/*.csv"]\n')
    done = load(tmp_path / "in", tmp_path / "casebook")
    assert (done["arrest_reviews"].rows_in, done["arrest_reviews"].quarantined) == (9, 2)
    found = open_casebook(tmp_path / "casebook").quarantine()
    assert list(zip(found["file"], found["line"], strict=True)) == [("2026/a.csv", 6), ("2026/b.csv", 4)]
