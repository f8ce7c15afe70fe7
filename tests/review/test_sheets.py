"""Sheets: what a reviewer gets is readable, blind, locked where nothing is typed, and survives other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from caselib.errors import ParameterError
from caselib.review.schemes import grades, scheme_on
from caselib.review.sheets import write_sheets
from tests.review.cases import FROM, assigned, needs_office, office, rows_of, tab_of


def test_one_workbook_a_reviewer_one_tab_a_case(tmp_path: Path) -> None:
    reviews, facts = assigned(5)
    paths = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    assert [path.name for path in paths] == ["review-V01.xlsx", "review-V02.xlsx"]
    for path, mine in zip(paths, (reviews.iloc[::2], reviews.iloc[1::2]), strict=True):
        tabs = [tab.title for tab in load_workbook(path).worksheets]
        assert tabs == ["目录", *(f"{i:02d} {key}" for i, key in enumerate(mine["review_id"], 1)), "代码表", "_form"]


def test_why_a_case_was_drawn_is_nowhere_in_the_file(tmp_path: Path) -> None:
    reviews, facts = assigned()
    for path in write_sheets(reviews, facts, tmp_path, reviewed_from=FROM):
        said = {str(cell.value) for tab in load_workbook(path) for row in tab.iter_rows() for cell in row}
        assert not said & {"key refusals", "key", "P1", "C0", "C1"}


def test_text_stays_text(tmp_path: Path) -> None:
    reviews, facts = assigned(1)
    for place, value in enumerate(["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "\t=1", "bell\x07", "12345678901234567890"]):
        facts.loc[len(facts)] = [reviews["review_id"][0], 50 + place, "case", f"f{place}", f"=f{place}", value]
    (path,) = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    tab = load_workbook(path).worksheets[1]
    left = [cell for row in tab.iter_rows(min_row=5, min_col=2, max_col=3) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in left} == {"s"}
    by_text = {cell.value: cell.quotePrefix for cell in left}
    assert all(by_text[text] for text in ("=1+1", "+1", "-1", "@SUM(A1)", "=f0 f0"))
    assert not by_text["12345678901234567890"]
    assert "bell" in by_text


def test_what_is_typed_is_open_and_all_else_locked(tmp_path: Path) -> None:
    reviews, facts = assigned(1)
    (path,) = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    book = load_workbook(path)
    assert all(tab.protection.sheet for tab in book.worksheets)
    assert book.security.lockStructure
    tab = book.worksheets[1]
    row = rows_of(tab)
    typed = {(cell.row, cell.coordinate[0]) for line in tab.iter_rows() for cell in line if not cell.protection.locked}
    asked = {(row["reviewed_on"], "F"), (row["grade"], "F"), *((row["remark"], column) for column in "EFGHI")}
    asked |= {(n, c) for key, n in row.items() if key.startswith("dimension:") for c in "GHI"}
    asked |= {(n, c) for key, n in row.items() if key.startswith("finding:") for c in "EFGHI"}
    assert typed == asked
    assert len([key for key in row if key.startswith("dimension:")]) == 9


def test_a_page_is_a4_one_wide_with_its_heads(tmp_path: Path) -> None:
    reviews, facts = assigned(1)
    (path,) = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    tab = load_workbook(path).worksheets[1]
    setup = tab.page_setup
    assert (str(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("9", 1, 0)
    assert tab.print_title_rows == "$1:$4"
    assert tab.column_dimensions["A"].hidden


def test_one_language_where_one_is_asked_for(tmp_path: Path) -> None:
    reviews, facts = assigned(1)
    (english,) = write_sheets(reviews, facts, tmp_path / "en", reviewed_from=FROM, language="en")
    (chinese,) = write_sheets(reviews, facts, tmp_path / "zh", reviewed_from=FROM, language="zh")
    assert load_workbook(english).worksheets[1]["B1"].value == "Case review"
    assert load_workbook(chinese).worksheets[1]["B1"].value == "案件质量评查表"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda a, f: (a.drop(columns="due_on"), f), "a column is missing"),
        (lambda a, f: (a.assign(review_id="R-1"), f), "one key and one reviewer"),
        (lambda a, f: (a.assign(reviewer=None), f), "one key and one reviewer"),
        (lambda a, f: (a.iloc[1:], f), "belongs to no review"),
    ],
)
def test_what_cannot_be_written_is_said(change: object, what: str, tmp_path: Path) -> None:
    reviews, facts = change(*assigned())  # type: ignore[operator]
    with pytest.raises(ParameterError, match=what):
        write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)


def test_keys_that_differ_in_a_slash_do_not_share_a_file(tmp_path: Path) -> None:
    reviews, facts = assigned(2)
    reviews["reviewer"] = ["a/b", "a_b"]
    assert len({path.name for path in write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)}) == 2


def test_grades_are_those_of_their_scheme() -> None:
    assert [code.value for code in grades("2018")] == ["excellent", "qualified", "defective", "unqualified"]
    assert [code.value for code in grades("2026")] == ["excellent", "qualified", "basically_qualified", "unqualified"]
    with pytest.raises(ParameterError):
        grades("2018", date(2026, 2, 1))
    with pytest.raises(ParameterError):
        scheme_on(date(2017, 12, 31))


@needs_office
@pytest.mark.slow
def test_another_program_keeps_lists_locks_and_words(tmp_path: Path) -> None:
    reviews, facts = assigned(2, 1)
    (path,) = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    before, after = load_workbook(path), load_workbook(office("xlsx", path, tmp_path / "again"))
    assert after.sheetnames == before.sheetnames
    for key in reviews["review_id"]:
        old, new = tab_of(before, key), tab_of(after, key)
        for row in old.iter_rows():
            for cell in row:
                other = new[cell.coordinate]
                same = other.data_type == "f" if cell.data_type == "f" else (other.value or "") == (cell.value or "")
                assert same, f"{cell.coordinate}: {cell.value!r} became {other.value!r}"
                assert other.protection.locked == cell.protection.locked
        assert new.protection.sheet
        assert new.column_dimensions["A"].hidden
        assert _lists(new) == _lists(old)
    assert after[before.sheetnames[-1]].sheet_state != "visible"


def _lists(tab: object) -> list[tuple[str, str]]:
    """The cells that have a check, and of which kind."""
    found = tab.data_validations.dataValidation  # type: ignore[attr-defined]
    return sorted((cell, rule.type) for rule in found for area in rule.sqref.ranges for cell in [area.coord])


@needs_office
@pytest.mark.slow
def test_formulas_say_the_scheme_and_that_a_problem_is_missing(tmp_path: Path) -> None:
    from tests.review.cases import DAY, LIMIT, fill

    reviews, facts = assigned(3, 1)
    (path,) = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    one, two, three = (key.replace("-", "_") for key in reviews["review_id"])
    old = date(2026, 1, 31)
    filled = fill(
        path,
        tmp_path / "filled.xlsx",
        **{
            one: {"reviewed_on": DAY, "grade": "不合格 unqualified"},
            two: {"reviewed_on": DAY, "grade": "不合格 unqualified", "findings": [LIMIT]},
            three: {"reviewed_on": old, "grade": "合格 qualified"},
        },
    )
    asked = load_workbook(filled)
    for key in reviews["review_id"]:
        tab = tab_of(asked, key)
        rules = {str(rule.sqref): rule.formula1 for rule in tab.data_validations.dataValidation}
        row = rows_of(tab)["finding:1"]
        own = next(formula for cells, formula in rules.items() if cells.startswith(f"F{row}:"))
        tab["K1"], tab["K2"] = f"=INDEX({rules['F6']},3)", f"=INDEX({own},2)"
    asked.save(filled)
    book = load_workbook(office("xlsx", filled, tmp_path / "again"), data_only=True)
    first, second, third = (tab_of(book, key) for key in reviews["review_id"])
    assert "至少填写一个问题" in first["E7"].value
    assert not second["E7"].value
    assert [str(tab["G6"].value)[:4] for tab in (first, second, third)] == ["2026", "2026", "2018"]
    # The third grade offered, and the second problem: of the line's dimension, or of all where none is chosen.
    assert [tab["K1"].value[:2] for tab in (first, second, third)] == ["基本", "基本", "瑕疵"]
    assert second["K2"].value.startswith("超过办案期限")
    assert first["K2"].value.startswith("证据来源")
    assert [book["目录"][f"E{row}"].value for row in (5, 6, 7)] == ["☑"] * 3


@needs_office
@pytest.mark.slow
def test_a_case_is_printed_on_one_page(tmp_path: Path) -> None:
    from pypdf import PdfReader

    reviews, facts = assigned(2, 1)
    (path,) = write_sheets(reviews, facts, tmp_path, reviewed_from=FROM)
    pages = PdfReader(office("pdf", path, tmp_path / "print")).pages
    assert len(pages) == 4
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(842, 595)}
    for key, page in zip(reviews["review_id"], pages[1:3], strict=True):
        text = page.extract_text()
        assert key in text
        # In Latin letters: a machine without a Chinese font prints signs that cannot be read back.
        assert "Signature and date" in text
