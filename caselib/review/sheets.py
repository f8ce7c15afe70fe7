"""Sheets that go out: one Excel workbook for each reviewer, one tab for each case, printable on A4.

The stratum and the mode of the draw are not on them: a reviewer does not know why a case was drawn.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from caselib.domain.vocabulary import DIMENSION, FUNCTION, PROBLEMS_OF, SCHEME
from caselib.errors import CasebookError, ParameterError, nearest
from caselib.review.codes_tab import FORM_TAB, add_checks, add_codes
from caselib.review.layout import GROUPS, UNTICKED, WORDS, Shown, shown
from caselib.review.paper import print_on_a4, protect, put, set_heights, style
from caselib.review.schemes import NEW_SCHEME_FROM, scheme_on

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["ASSIGNMENT_COLUMNS", "FACT_COLUMNS", "write_sheets"]

ASSIGNMENT_COLUMNS = (
    "review_id", "plan_id", "case_id", "function", "table", "unit", "stratum", "mode", "reviewer", "reviewer_unit",
    "due_on",
)  # fmt: skip
FACT_COLUMNS = ("review_id", "place", "label_en", "label_zh", "value", "group")
LINES = 8
"""Lines for problems; more are had by inserting rows."""
_WIDTHS = {"A": 4, "B": 20, "C": 32, "D": 1.5, "E": 29, "F": 38, "G": 15, "H": 15, "I": 40}
_FIRST, _DATE, _GRADE = 5, "$F$5", "$F$6"


def write_sheets(
    assignments: pd.DataFrame,
    facts: pd.DataFrame,
    folder: str | Path,
    *,
    reviewed_from: date,
    language: Shown = "both",
) -> list[Path]:
    """Write one workbook for each reviewer, in the order of the reviewers' keys; what is there is written over.

    `assignments`: a row for each review (`ASSIGNMENT_COLUMNS`); `facts`: a row for each fact shown (`FACT_COLUMNS`).
    `reviewed_from`: the day on which reviewing begins; grades are those of the scheme valid on the day of the review.
    Raises `ParameterError` where columns are missing, a review stands twice, or a fact belongs to no review.
    """
    _check(assignments, facts, language)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    scheme_on(reviewed_from)
    return [
        _save(_workbook(str(reviewer), mine, facts, reviewed_from, language), place / _file_name(str(reviewer)))
        for reviewer, mine in assignments.groupby("reviewer", sort=True)
    ]


def _check(assignments: pd.DataFrame, facts: pd.DataFrame, language: str) -> None:
    if language not in ("both", "en", "zh"):
        raise ParameterError("a sheet is in both languages or in one", got=language, advice="both, en or zh")
    for name, frame, columns in (("assignments", assignments, ASSIGNMENT_COLUMNS), ("facts", facts, FACT_COLUMNS)):
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            raise ParameterError("a column is missing", where=name, got=missing[0], advice=nearest(missing[0], frame))
    ids = assignments["review_id"]
    if ids.isna().any() or ids.duplicated().any() or assignments["reviewer"].isna().any():
        twice = ids[ids.isna() | ids.duplicated() | assignments["reviewer"].isna()].iloc[0]
        raise ParameterError("each review has one key and one reviewer", where="assignments", got=twice)
    strangers = set(facts["review_id"]) - set(ids)
    if strangers:
        raise ParameterError("a fact belongs to no review", where="facts", got=min(map(str, strangers)))


def _file_name(reviewer: str) -> str:
    plain = re.sub(r"[^\w-]+", "_", reviewer)
    # Two keys that differ in a slash alone must not share a file.
    mark = "" if plain == reviewer else "-" + hashlib.sha256(reviewer.encode()).hexdigest()[:6]
    return f"review-{plain}{mark}.xlsx"


def _save(book: Workbook, path: Path) -> Path:
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".partial", dir=path.parent)
    os.close(descriptor)
    try:
        book.save(partial)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except OSError as error:
        raise CasebookError(f"the sheet can't be written ({error.strerror})", where=str(path)) from error
    finally:
        Path(partial).unlink(missing_ok=True)
    return path


def _workbook(reviewer: str, mine: pd.DataFrame, facts: pd.DataFrame, first_day: date, language: Shown) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    contents, known = book.active, book.create_sheet(FORM_TAB)
    known.append(["tab", "review_id", "row", "column", "text", reviewer])
    add_codes(book, language)
    by_review = dict(list(facts.sort_values("place", kind="stable").groupby("review_id")))
    tabs = []
    for number, review in enumerate(mine.to_dict("records"), 1):
        tab = book.create_sheet(_tab_name(number, str(review["review_id"])))
        _case_tab(tab, review, by_review.get(review["review_id"], facts.iloc[:0]), first_day, language)
        _remember(known, tab, str(review["review_id"]))
        tabs.append((tab.title, review))
    _contents(contents, tabs, reviewer, language)
    book.move_sheet(WORDS["codes"].zh, len(tabs) + 1)
    book.move_sheet(FORM_TAB, len(tabs) + 1)
    known.sheet_state = "veryHidden"
    known.protection.sheet = book.security.lockStructure = True
    return book


def _tab_name(number: int, review_id: str) -> str:
    return f"{number:02d} " + re.sub(r"[\[\]:*?/\\']", "_", review_id)[:27]


def _case_tab(tab: Worksheet, review: dict[str, Any], facts: pd.DataFrame, first_day: date, language: Shown) -> None:
    for column, width in _WIDTHS.items():
        tab.column_dimensions[column].width = width
    _heads(tab, review, language)
    left = _facts(tab, facts, language)
    right = _opinion(tab, first_day, language)
    for row in range(1, max(left, right) + 1):
        key = tab.cell(row, 1)
        put(key, str(key.value or f"row:{row}"), "small")
    tab.column_dimensions["A"].hidden = True
    set_heights(tab, _FIRST)
    tab.freeze_panes = "B5"
    print_on_a4(tab, f"B1:I{max(left, right)}", "1:4", footer=f"{review['review_id']}")
    protect(tab)


def _heads(tab: Worksheet, review: dict[str, Any], language: Shown) -> None:
    put(tab["B1"], shown(WORDS["title"], language), "title")
    put(tab["I1"], str(review["review_id"]), "id")
    name = FUNCTION.label(str(review["function"]), "en")
    both = f"{FUNCTION.label(str(review['function']), 'zh')} {name}"
    said = both if language == "both" else FUNCTION.label(str(review["function"]), language)
    put(tab["B2"], said, "small")
    put(tab["E2"], f"{shown(WORDS['reviewer'], language)}: {review['reviewer']}", "small")
    put(tab["I2"], f"{shown(WORDS['due'], language)}: {_text(review['due_on'])}", "due")
    put(tab["B3"], shown(WORDS["fill"], language), "small")
    for column, word in zip("BCEFGHI", ("facts", "", "opinion", "", "", "", ""), strict=True):
        put(tab[f"{column}4"], shown(WORDS[word], language) if word else "", "band")
    for row, height in ((1, 26), (2, 15), (3, 15), (4, 18)):
        tab.row_dimensions[row].height = height


def _facts(tab: Worksheet, facts: pd.DataFrame, language: Shown) -> int:
    """Write the facts on the left, a head for each group; gives the last row."""
    row, group = _FIRST, None
    for fact in facts.to_dict("records"):
        if fact["group"] != group:
            group = fact["group"]
            put(tab.cell(row, 2), _group(_text(group), language), "group")
            put(tab.cell(row, 3), "", "group")
            row += 1
        put(tab.cell(row, 2), _both(fact["label_en"], fact["label_zh"], language), "label")
        put(tab.cell(row, 3), _text(fact["value"]), "value")
        row += 1
    return row - 1


def _group(group: str, language: Shown) -> str:
    return shown(GROUPS[group], language) if group in GROUPS else group


def _opinion(tab: Worksheet, first_day: date, language: Shown) -> int:
    """Write the form on the right; gives the last row."""
    for row, name in ((5, "reviewed_on"), (6, "grade")):
        _line(tab, row, name, [(shown(WORDS[name], language), "label"), ("", "input")])
    tab["F5"].number_format = "yyyy-mm-dd"
    before = f'IF({_DATE}="",DATE({first_day:%Y,%-m,%-d}),{_DATE})<DATE({NEW_SCHEME_FROM:%Y,%-m,%-d})'
    old, new = (_both(code.label.en, code.label.zh, language) for code in SCHEME.codes)
    _formula(tab, "G6", f'=IF({before},"{old}","{new}")', "small")
    row = _dimensions(tab, 8, language)
    first = row + 2
    row = _findings(tab, row, language)
    strict = "".join(f'+ISNUMBER(SEARCH("{word}",{_GRADE}))' for word in ("瑕疵", "不合格", "defective", "unqualified"))
    warning = shown(WORDS["needs_finding"], language)
    empty = f"COUNTA($E${first}:$F${row - 1})=0"
    _formula(tab, "E7", f'=IF(AND((0{strict})>0,{empty}),"{warning}","")', "warning")
    add_checks(tab, before, first, row - 1, first_day)
    return _close(tab, row + 1, language)


def _dimensions(tab: Worksheet, row: int, language: Shown) -> int:
    heads = ("dimension", "examples", "in_order", "has_problem", "remark")
    _line(tab, row, "", [(shown(WORDS[word], language), "head") for word in heads])
    for number, code in enumerate(DIMENSION.codes, 1):
        some = [problem.label for problem in PROBLEMS_OF[code.value][:2]]
        hint = ";".join(label.text("en" if language == "en" else "zh") for label in some)
        named = f"{number}. {shown(code.label, language)}"
        ticks = [(UNTICKED, "tick"), (UNTICKED, "tick"), ("", "input")]
        _line(tab, row + number, f"dimension:{code.value}", [(named, "value"), (hint, "hint"), *ticks])
    return row + len(DIMENSION.codes) + 1


def _findings(tab: Worksheet, row: int, language: Shown) -> int:
    """Write the lines for problems; gives the row of the line that ends them."""
    _line(tab, row, "", [(shown(WORDS["findings"], language), "group"), *[("", "group")] * 4])
    heads = ("dimension", "problem", "severity", "stage", "note")
    _line(tab, row + 1, "", [(shown(WORDS[word], language), "head") for word in heads])
    for number in range(1, LINES + 1):
        _line(tab, row + 1 + number, f"finding:{number}", [("", "input")] * 5)
        tab.row_dimensions[row + 1 + number].height = 24
    end = row + 2 + LINES
    _line(tab, end, "findings_end", [(shown(WORDS["more"], language), "small")])
    return end


def _close(tab: Worksheet, row: int, language: Shown) -> int:
    _line(tab, row, "", [(shown(WORDS["overall"], language), "group"), *[("", "group")] * 4])
    _line(tab, row + 1, "remark", [("", "input")] * 5)
    tab.merge_cells(f"E{row + 1}:I{row + 1}")
    tab.row_dimensions[row + 1].height = 70
    _line(tab, row + 2, "", [("", "blank")] * 3 + [(shown(WORDS["signed"], language), "small"), ("", "blank")])
    tab.row_dimensions[row + 2].height = 26
    return row + 2


def _line(tab: Worksheet, row: int, key: str, cells: Sequence[tuple[str, str]]) -> None:
    if key:
        tab.cell(row, 1).value = key
    for column, (text, look) in zip("EFGHI", cells, strict=False):
        put(tab[f"{column}{row}"], text, look)


def _formula(tab: Worksheet, place: str, formula: str, look: str) -> None:
    style(tab[place], look)
    tab[place].value = formula


def _remember(known: Worksheet, tab: Worksheet, review_id: str) -> None:
    start = known.max_row + 1
    locked = [cell for row in tab.iter_rows(min_col=2, max_col=9) for cell in row if cell.protection.locked]
    for number, cell in enumerate((cell for cell in locked if cell.value), start):
        # A spreadsheet may write a formula in its own way: that it is one is all there is to compare.
        text = "=" if cell.data_type == "f" else str(cell.value)
        said = (tab.title, review_id, str(tab.cell(cell.row, 1).value), cell.column_letter, text)
        for column, value in enumerate(said, 1):
            place = known.cell(number, column, value)
            place.data_type = "s"


def _contents(tab: Worksheet, tabs: Sequence[tuple[str, dict[str, Any]]], reviewer: str, language: Shown) -> None:
    tab.title = WORDS["contents"].zh
    for column, width in zip("ABCDE", (6, 26, 26, 16, 12), strict=True):
        tab.column_dimensions[column].width = width
    put(tab["A1"], f"{shown(WORDS['title'], language)} · {reviewer}", "title")
    put(tab["A2"], shown(WORDS["fill"], language), "small")
    heads = ("№", *(shown(WORDS[word], language) for word in ("review", "function", "due", "state")))
    for column, text in zip("ABCDE", heads, strict=True):
        put(tab[f"{column}4"], text, "head")
    for number, (title, review) in enumerate(tabs, 1):
        row = number + 4
        name = next((code.label for code in FUNCTION.codes if code.value == review["function"]), None)
        said = shown(name, language) if name else _text(review["function"])
        for column, text in zip(
            "ABCD", (str(number), str(review["review_id"]), said, _text(review["due_on"])), strict=True
        ):
            put(tab[f"{column}{row}"], text, "value")
        tab[f"B{row}"].hyperlink = f"#'{title}'!F5"
        _formula(tab, f"E{row}", f'=IF(\'{title}\'!{_GRADE}="","☐","☑")', "value")
    set_heights(tab, 4)
    print_on_a4(tab, f"A1:E{len(tabs) + 4}", "1:4", footer=reviewer)
    protect(tab)


def _both(english: Any, chinese: Any, language: Shown) -> str:
    return (
        f"{_text(chinese)} {_text(english)}" if language == "both" else _text(chinese if language == "zh" else english)
    )


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)
