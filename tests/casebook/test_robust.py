"""Files as they come from offices, and files made to do harm: a load with quarantine, or one clear line."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.casebook.summary import lines
from caselib.errors import SourceError

pytestmark = pytest.mark.slow

HEAD = ["case_id", "person_id", "unit", "accepted_on", "decided_on", "decision", "sentence_months"]
GOOD = ["c1", "p1", "11", "2026-01-01", "2026-01-05", "approved", "12"]
TOTAL = ["合计", None, None, None, None, None, 12]


def workbook(folder: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    folder.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(folder / "arrest_reviews.xlsx")
    return folder


def text(folder: Path, *lines: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "arrest_reviews.csv").write_text("\n".join([",".join(HEAD), *lines]) + "\n", encoding="utf-8")
    return folder


def rows_of(source: Path, book: Path) -> tuple[int, int, int]:
    table = load(source, book)["arrest_reviews"]
    assert table.rows_in == table.accepted + table.quarantined
    return table.rows_in, table.accepted, table.quarantined


def test_a_title_and_merged_heads_stand_above_the_heading(tmp_path: Path) -> None:
    titled = [["审查逮捕案件表", *[None] * 6], HEAD, GOOD]
    assert rows_of(workbook(tmp_path / "a", titled, ("A1:G1",)), tmp_path / "a_book") == (1, 1, 0)
    double = [["案件", None, None, "日期", None, "结果", None], HEAD, GOOD, [*GOOD[:3], "2026-02-30", *GOOD[4:]]]
    assert rows_of(workbook(tmp_path / "b", double, ("A1:C1", "D1:E1")), tmp_path / "b_book") == (2, 1, 1)
    assert open_casebook(tmp_path / "b_book").quarantine()["line"].tolist() == [4]


def test_a_trailing_totals_row_is_no_case(tmp_path: Path) -> None:
    assert rows_of(workbook(tmp_path / "x", [HEAD, GOOD, TOTAL]), tmp_path / "x_book") == (2, 1, 1)
    assert rows_of(text(tmp_path / "c", ",".join(GOOD), "合计：1件,,,,,,"), tmp_path / "c_book") == (2, 1, 1)
    assert set(open_casebook(tmp_path / "c_book").quarantine()["rule"]) == {"missing"}


def test_full_width_digits_separators_and_dates_in_other_forms(tmp_path: Path) -> None:
    wide = 'c1,p1,11,２０２６-０１-０１,2026/01/05,approved,"１,２００"'
    source = text(tmp_path / "in", wide, "c2,p1,11,2026年1月1日,20260105,批准,12")
    loaded = load(source, tmp_path / "book")["arrest_reviews"]
    book = open_casebook(tmp_path / "book")
    kept = book.sql("SELECT * FROM arrest_reviews")
    aside = book.quarantine()
    assert loaded.rows_in == len(kept) + len(set(aside["row"]))
    first = kept[kept["case_id"] == "c1"].iloc[0]
    assert (str(first["accepted_on"].date()), first["sentence_months"]) == ("2026-01-01", 1200)


def test_a_formula_is_the_value_last_shown_and_never_run(tmp_path: Path) -> None:
    """Written without a value: the cell is empty, so that what must be there is missing."""
    rows = [HEAD, [*GOOD[:6], "=1+1"], ['=HYPERLINK("http://x")', *GOOD[1:]]]
    assert rows_of(workbook(tmp_path / "in", rows), tmp_path / "book") == (2, 1, 1)
    assert open_casebook(tmp_path / "book").sql("SELECT sentence_months AS m FROM arrest_reviews")["m"].isna().all()


def test_macros_are_carried_and_never_run(tmp_path: Path) -> None:
    """An .xlsm is read as the sheets in it; its macros are bytes that nobody looks at."""
    source = workbook(tmp_path / "in", [HEAD, GOOD])
    with zipfile.ZipFile(source / "arrest_reviews.xlsx", "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    (source / "arrest_reviews.xlsx").rename(source / "arrest_reviews.xlsm")
    assert rows_of(source, tmp_path / "book") == (1, 1, 0)


@pytest.mark.slow
def test_a_packed_text_that_grows_beyond_measure(tmp_path: Path) -> None:
    folder = text(tmp_path / "in", ",".join(GOOD))
    (folder / "arrest_reviews.csv").unlink()
    with gzip.open(folder / "arrest_reviews.csv.gz", "wb", compresslevel=9) as out:
        out.write((",".join(HEAD) + "\n").encode())
        for _ in range(600):
            out.write(b"\n" * 1_000_000)
    with pytest.raises(SourceError, match="grows beyond measure"):
        load(folder, tmp_path / "book")


@pytest.mark.slow
def test_a_workbook_that_grows_beyond_measure(tmp_path: Path) -> None:
    folder = workbook(tmp_path / "in", [HEAD, GOOD])
    with (
        zipfile.ZipFile(folder / "arrest_reviews.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=9) as parts,
        parts.open("xl/more.xml", "w", force_zip64=True) as out,
    ):
        for _ in range(600):
            out.write(b" " * 1_000_000)
    with pytest.raises(SourceError, match="grows beyond measure"):
        load(folder, tmp_path / "book")


def test_names_of_columns_that_try_sql_are_names(tmp_path: Path) -> None:
    evil = '"x"" FROM units; DROP TABLE staged; --"'
    source = text(tmp_path / "in", ",".join([*GOOD, "1"]))
    file = source / "arrest_reviews.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(HEAD[-1], HEAD[-1] + "," + evil, 1), encoding="utf-8")
    assert rows_of(source, tmp_path / "book") == (1, 1, 0)


@pytest.mark.parametrize("said", ["2026/1/5 0:00", "2026/1/5 13:45:09", "2026-01-05 00:00:00", "2026年1月5日 9:30"])
def test_a_day_with_its_time_is_the_day(tmp_path: Path, said: str) -> None:
    assert rows_of(text(tmp_path, f"1,p,1,{said},,,"), tmp_path / "book") == (1, 1, 0)
    found = open_casebook(tmp_path / "book").sql("SELECT CAST(accepted_on AS VARCHAR) AS d FROM arrest_reviews")
    assert found["d"].tolist() == ["2026-01-05"]


@pytest.mark.parametrize("said", ["2026/1/5 25", "2026/1/5 noon", "2026/13/5 0:00"])
def test_what_only_looks_like_a_day_with_its_time_is_set_aside(tmp_path: Path, said: str) -> None:
    assert rows_of(text(tmp_path, f"1,p,1,{said},,,", "2,p,1,2026-01-05,,,"), tmp_path / "book") == (2, 1, 1)


def test_a_number_that_excel_has_rounded_is_refused(tmp_path: Path) -> None:
    """Eighteen digits typed as a number: the last three are gone, and two cases would become one."""
    rows = [["case_id", "person_id", "unit", "accepted_on", "note"], [420102202600012345, "p", "1", "2026-01-05", ""]]
    with pytest.raises(SourceError, match=r"row 2, case_id; got: '42010220260001\d+'; do: in the export, make the col"):
        load(workbook(tmp_path, rows), tmp_path / "book")


def test_a_rounded_number_that_nobody_reads_is_no_matter(tmp_path: Path) -> None:
    rows = [["case_id", "person_id", "unit", "accepted_on", "note"], ["1", "p", "1", "2026-01-05", 420102202600012345]]
    assert rows_of(workbook(tmp_path, rows), tmp_path / "book") == (1, 1, 0)


def test_a_sheet_that_is_not_read_is_named(tmp_path: Path) -> None:
    source = workbook(tmp_path, [["case_id", "person_id", "unit", "accepted_on"], ["1", "p", "1", "2026-01-05"]])
    (path,) = source.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("February").append(["case_id", "person_id"])
    book.create_sheet("Empty")
    book.save(path)
    said = lines(load(source, tmp_path / "book"))
    assert [line for line in said if "not: February." in line], said
    assert not [line for line in said if "Empty" in line]


def test_a_load_of_which_nothing_was_accepted_says_so(tmp_path: Path) -> None:
    said = lines(load(text(tmp_path, "1,p,1,tomorrow,,,"), tmp_path / "book"))
    assert said[-1].endswith("no row was accepted; the quarantine says why.")
    assert "1900" not in said[-1]
