"""Tabs of workbooks that go out and come back: keyed rows, facts on the left, and a memory of what was locked."""

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

from caselib.errors import CasebookError
from caselib.review.codes_tab import FORM_TAB
from caselib.review.layout import GROUPS, LAST, WORDS, Shown, shown
from caselib.review.paper import print_on_a4, protect, put, set_heights, style

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "FIRST", "WIDTHS", "both", "facts_on_the_left", "file_name", "finish_book", "finish_tab", "formula", "line",
    "list_tabs", "new_book", "room_for", "save", "tab_name", "text",
]  # fmt: skip

WIDTHS = {"A": 4, "B": 20, "C": 32, "D": 1.5, "E": 29, "F": 38, "G": 15, "H": 15, "I": 40}
FIRST = 5
"""The first row under the heads."""


def new_book(person: str) -> tuple[Workbook, Worksheet]:
    """Begin a workbook; gives it and its hidden memory."""
    from openpyxl import Workbook

    book = Workbook()
    known = book.create_sheet(FORM_TAB)
    known.append(["tab", "review_id", "row", "column", "text", person])
    return book, known


def finish_book(book: Workbook, known: Worksheet) -> None:
    """Put the memory last and hide it; tabs are not to be moved or renamed."""
    book.move_sheet(known.title, len(book.sheetnames))
    known.sheet_state = "veryHidden"
    known.protection.sheet = book.security.lockStructure = True


def finish_tab(tab: Worksheet, known: Worksheet, key: str, rows: int) -> None:
    """Give every row its key, set heights, print and lock, and remember what is locked."""
    for row in range(1, rows + 1):
        place = tab.cell(row, 1)
        put(place, str(place.value or f"row:{row}"), "small")
    tab.column_dimensions["A"].hidden = True
    set_heights(tab, FIRST)
    tab.freeze_panes = f"B{FIRST}"
    print_on_a4(tab, f"B1:{LAST}{rows}", f"1:{FIRST - 1}", footer=key)
    protect(tab)
    _remember(known, tab, key)


def list_tabs(tab: Worksheet, rows: Sequence[Sequence[str]], heads: Sequence[str], title: str, language: Shown) -> None:
    """Write the contents: a line for each tab, as (title, key, what, when, formula of its state)."""
    tab.title = WORDS["contents"].zh
    for column, width in zip("ABCDE", (6, 26, 30, 18, 18), strict=True):
        tab.column_dimensions[column].width = width
    put(tab["A1"], title, "title")
    put(tab["A2"], shown(WORDS["fill"], language), "small")
    for column, said in zip("ABCDE", ("№", *heads), strict=True):
        put(tab[f"{column}4"], said, "head")
    for number, (to, *said, state) in enumerate(rows, 1):
        for column, cell in zip("ABCD", (str(number), *said), strict=True):
            put(tab[f"{column}{number + 4}"], cell, "value")
        tab[f"B{number + 4}"].hyperlink = f"#'{to}'!F5"
        formula(tab, f"E{number + 4}", state, "value")
    set_heights(tab, 4)
    print_on_a4(tab, f"A1:E{len(rows) + 4}", "1:4", footer=title)
    protect(tab)


def room_for(folder: Path) -> Path:
    """Make a folder for workbooks, if it is not there. Raises `CasebookError` where none can be written into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"workbooks can't be written there ({error.strerror})"
        raise CasebookError(what, where=str(folder), advice="name a folder of your own") from error
    return folder


def save(book: Workbook, path: Path) -> Path:
    """Write a workbook whole, or not at all. Raises `CasebookError` where it can't be written."""
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".partial", dir=path.parent)
    os.close(descriptor)
    try:
        book.save(partial)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except OSError as error:
        raise CasebookError(
            f"the sheet can't be written ({error.strerror})",
            where=str(path),
            advice="close it where it is open, or name another folder",
        ) from error
    finally:
        Path(partial).unlink(missing_ok=True)
    return path


def tab_name(number: int, review_id: str) -> str:
    """Name a tab as Excel allows it."""
    return f"{number:02d} " + re.sub(r"[\[\]:*?/\\']", "_", review_id)[:27]


def line(tab: Worksheet, row: int, key: str, cells: Sequence[tuple[str, str]]) -> None:
    """Write a row of the form, as (text, look), and the key by which it is known when it comes back."""
    if key:
        tab.cell(row, 1).value = key
    for column, (said, look) in zip("EFGHI", cells, strict=False):
        put(tab[f"{column}{row}"], said, look)


def formula(tab: Worksheet, place: str, said: str, look: str) -> None:
    """Write one of our own formulas."""
    style(tab[place], look)
    tab[place].value = said


def facts_on_the_left(tab: Worksheet, facts: pd.DataFrame, language: Shown) -> int:
    """Write the facts on the left, a head for each group; gives the last row."""
    row, group = FIRST, None
    for fact in facts.to_dict("records"):
        if fact["group"] != group:
            group = fact["group"]
            put(tab.cell(row, 2), _group(text(group), language), "group")
            put(tab.cell(row, 3), "", "group")
            row += 1
        put(tab.cell(row, 2), both(fact["label_en"], fact["label_zh"], language), "label")
        put(tab.cell(row, 3), text(fact["value"]), "value")
        row += 1
    return row - 1


def _group(group: str, language: Shown) -> str:
    return shown(GROUPS[group], language) if group in GROUPS else group


def _remember(known: Worksheet, tab: Worksheet, review_id: str) -> None:
    """Keep what the locked cells of a tab say."""
    start = known.max_row + 1
    locked = [cell for row in tab.iter_rows(min_col=2, max_col=9) for cell in row if cell.protection.locked]
    for number, cell in enumerate((cell for cell in locked if cell.value), start):
        # A spreadsheet may write a formula in its own way: that it is one is all there is to compare.
        what = "=" if cell.data_type == "f" else str(cell.value)
        said = (tab.title, review_id, str(tab.cell(cell.row, 1).value), cell.column_letter, what)
        for column, value in enumerate(said, 1):
            place = known.cell(number, column, value)
            place.data_type = "s"


def both(english: Any, chinese: Any, language: Shown) -> str:
    """Write two names in one language, or in both."""
    return f"{text(chinese)} {text(english)}" if language == "both" else text(chinese if language == "zh" else english)


def text(value: Any) -> str:
    """Write a value; nothing for what is missing."""
    if value is None or pd.isna(value):
        return ""
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)


def file_name(kind: str, person: str) -> str:
    """Name the workbook of a person."""
    plain = re.sub(r"[^\w-]+", "_", person)
    # Two keys that differ in a slash alone must not share a file.
    mark = "" if plain == person else "-" + hashlib.sha256(person.encode()).hexdigest()[:6]
    return f"{kind}-{plain}{mark}.xlsx"
