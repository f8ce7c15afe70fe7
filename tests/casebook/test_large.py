"""Files as large as an office has them; they take minutes and gigabytes, and run where CASELIB_LARGE is set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from caselib.casebook.load import load
from tests.casebook.exports import HEADING, good_rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("CASELIB_LARGE" not in os.environ, reason="takes minutes: set CASELIB_LARGE=1"),
]
BYTES, ROWS = 2 * 2**30, 1_000_000


def test_a_csv_of_two_gigabytes(tmp_path: Path) -> None:
    """Every row arrives, and the one that is wrong in the midst of them is set aside with its line."""
    (tmp_path / "in").mkdir()
    row = good_rows(1)[0]
    rest = ",".join(row[name] for name in HEADING if name != "case_id")
    length = len(f"C0000000000,{rest}\n")
    number = BYTES // length + 1
    with (tmp_path / "in" / "arrest_reviews.csv").open("w", encoding="utf-8") as out:
        out.write(",".join(HEADING) + "\n")
        for first in range(0, number, 100_000):
            out.writelines(f"C{place:010d},{rest}\n" for place in range(first, min(first + 100_000, number)))
            if first == 1_000_000:
                out.write(f"broken,{rest},and,more\n")
    assert (tmp_path / "in" / "arrest_reviews.csv").stat().st_size >= BYTES
    loaded = load(tmp_path / "in", tmp_path / "book")
    (table,) = loaded.tables
    assert (table.rows_in, table.accepted, table.quarantined) == (number + 1, number, 1)


def test_an_excel_sheet_of_a_million_rows(tmp_path: Path) -> None:
    from openpyxl import Workbook

    (tmp_path / "in").mkdir()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("arrest_reviews")
    row = good_rows(1)[0]
    sheet.append(HEADING)
    for place in range(ROWS):
        sheet.append([f"C{place:07d}", *(row[name] for name in HEADING if name != "case_id")])
    book.save(tmp_path / "in" / "arrest_reviews.xlsx")
    (table,) = load(tmp_path / "in", tmp_path / "book").tables
    assert (table.rows_in, table.accepted) == (ROWS, ROWS)
