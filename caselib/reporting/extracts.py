"""What other pages and other programs take from a finished page: its tables, its signals, whether it has any case."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from functools import lru_cache
from typing import Any

__all__ = ["as_csv", "as_excel", "is_empty", "signals_of", "tables_of"]

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Also as full-width letters (＝＋－＠), which some programs take for these."""
_AFTER_A_MARK = re.compile(r"([;|\t]\s*)(?=[=+@\-＝＋－＠﹢﹣﹦﹫])")
Table = tuple[str, list[list[str]]]


def tables_of(page: str) -> list[Table]:
    """Read the tables of a page: the heading above, and the rows as text, the heads first."""
    found = []
    for table in _read(page).find_all("table", class_="cl"):
        above = table.find_previous(["h1", "h2", "h3"])
        title = above.get_text(" ", strip=True) if above else "–"
        rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
        found.append((title, rows))
    return found


def as_csv(tables: list[Table]) -> bytes:
    """Write tables one under the other, so that Excel reads Chinese and takes no cell for a formula."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for title, rows in tables:
        out.writerow([_safe(title)])
        out.writerows([_safe(cell) for cell in row] for row in rows)
        out.writerow([])
    return text.getvalue().encode("utf-8-sig")


def as_excel(tables: list[Table]) -> bytes:
    """Write a sheet for each table; whole numbers as numbers, all else as text that is never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for number, (title, rows) in enumerate(tables or [("–", [])], start=1):
        name = re.sub(r"[^\w ]", "", title)
        sheet = book.create_sheet(f"{number} {name}"[:31].strip())
        for row, cells in enumerate([[title], *rows], start=1):
            for column, cell in enumerate(cells, start=1):
                _put(sheet.cell(row, column), cell)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def signals_of(page: str) -> list[dict[str, str]]:
    """Read the signals of a page: a key that stays while numbers and language change, a short name, what is asked."""
    # The same office and measure in two periods, or in two languages, is the same signal; its numbers are not.
    asked = [(each, each.get_text(" ", strip=True)) for each in _read(page).find_all(class_="cl-question")]
    return [
        {"key": str(each.get("data-signal", text)), "name": str(each.get("data-name", text)), "text": text}
        for each, text in asked
    ]


def is_empty(page: str) -> bool:
    """Whether no table and no picture of a page shows a number other than zero."""
    return not re.search(r'<td class="num">[<+−]?[0., ]*[1-9]', page)


@lru_cache(maxsize=2)
def _read(page: str) -> Any:
    """A page as a tree; a batch asks it for signals and then for tables."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(re.sub(r"<svg\b.*?</svg>", "", page, flags=re.DOTALL), "html.parser")


def _safe(cell: str) -> str:
    # Quotes keep only the first cell of a line together where another mark than the comma stands between cells.
    cell = _AFTER_A_MARK.sub(r"\1'", cell)
    return f"'{cell}" if _starts_formula(cell) else cell


def _starts_formula(cell: str) -> bool:
    return unicodedata.normalize("NFKC", cell[:1]).startswith(_STARTS_FORMULA)


def _put(place: Any, cell: str) -> None:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|0|[1-9]\d{0,14}", cell):
        place.value = int(cell.replace(",", ""))
        return
    place.value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell)
    place.data_type = "s"
    # Excel then takes it for text also when somebody edits it.
    place.quotePrefix = _starts_formula(cell)
