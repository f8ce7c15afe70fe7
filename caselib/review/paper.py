"""How a sheet looks, in Excel and printed on A4; and how text gets into a cell without ever becoming a formula."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["LOOKS", "Look", "print_on_a4", "protect", "put", "set_heights", "style", "width_of"]

FONT = "Microsoft YaHei"
INK, GREY, LINE = "23272E", "6B727C", "C9CED6"
BAND, GROUP, INPUT = "E4EBF3", "F4F6F9", "FFFBEA"
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_LINE_HEIGHT = 13.5
_FULL = 10.6
"""Size of the letters in which the width of a column is counted, less a little."""


class Look(NamedTuple):
    """How a cell is set: size, weight, colours, border, side, and whether something is to be typed in it."""

    size: float = 9
    bold: bool = False
    colour: str = INK
    fill: str = ""
    line: bool = True
    side: str = "left"
    typed: bool = False


LOOKS = {
    "title": Look(15, True, line=False),
    "small": Look(8, colour=GREY, line=False),
    "id": Look(11, True, line=False, side="right"),
    "due": Look(8, colour=GREY, line=False, side="right"),
    "head": Look(10, True, fill=BAND),
    "band": Look(10, True, fill=BAND, line=False),
    "group": Look(8.5, True, GREY, GROUP, line=False),
    "label": Look(9, colour=GREY),
    "value": Look(9),
    "hint": Look(8, colour=GREY),
    "warning": Look(8.5, True, "A8480C", line=False),
    "input": Look(9, fill=INPUT, typed=True),
    "tick": Look(12, fill=INPUT, typed=True, side="center"),
    "blank": Look(9, line=False),
}


def put(cell: Cell, text: str, look: str) -> None:
    """Write text as text, whatever it begins with, in one of the looks."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    style(cell, look)
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)
    if plain:
        cell.value = plain
        # openpyxl takes "=1+1" for a formula and "#N/A" for an error; here both are what somebody wrote.
        cell.data_type = "s"
        cell.quotePrefix = plain.startswith(_RISKY)


def style(cell: Cell, look: str) -> None:
    """Set how a cell looks, and lock it unless something is to be typed."""
    font, fill, border, alignment, protection = _parts(look)
    cell.font, cell.border, cell.alignment, cell.protection = font, border, alignment, protection
    if fill:
        cell.fill = fill


_PARTS: dict[str, tuple[Any, ...]] = {}


def _parts(look: str) -> tuple[Any, ...]:
    if look not in _PARTS:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        said = LOOKS[look]
        thin = Side("thin", LINE)
        _PARTS[look] = (
            Font(FONT, said.size, bold=said.bold, color=said.colour),
            PatternFill("solid", said.fill) if said.fill else None,
            Border(top=thin, bottom=thin, left=thin, right=thin) if said.line else Border(),
            Alignment(
                horizontal=said.side,
                vertical="center",
                wrap_text=said.line,
                indent=int(said.line and said.side == "left"),
            ),
            Protection(locked=not said.typed),
        )
    return _PARTS[look]


def width_of(text: str) -> int:
    """Count columns of print: a Chinese character is as wide as two letters.

    >>> width_of("等次 grade")
    10
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def set_heights(sheet: Worksheet, first: int, *, least: float = 20) -> None:
    """Make each row as high as its longest text needs; programs differ in whether they would do it themselves."""
    widths = {name: column.width for name, column in sheet.column_dimensions.items() if not column.hidden}
    for row in sheet.iter_rows(min_row=first):
        texts = [cell for cell in row if cell.value and cell.data_type != "f" and cell.alignment.wrap_text]
        lines = [
            _lines(str(cell.value), widths.get(cell.column_letter, 1000) * _FULL / cell.font.size) for cell in texts
        ]
        if sheet.row_dimensions[row[0].row].height is None:
            sheet.row_dimensions[row[0].row].height = max(least, _LINE_HEIGHT * max(lines, default=1) + 3.5)


def _lines(text: str, width: float) -> int:
    return sum(max(1, -(-width_of(part) // max(1, int(width - 1.5)))) for part in text.splitlines() or [""])


def print_on_a4(sheet: Worksheet, area: str, heads: str, *, footer: str) -> None:
    """One page wide, lying, heads on every page; the footer says which page of how many."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, sheet.ORIENTATION_LANDSCAPE
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_area, sheet.print_title_rows = area, heads
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.45, 0.6, 0.3
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be typed, without a password; rows may be inserted and made higher."""
    sheet.protection.sheet = True
    sheet.protection.insertRows = sheet.protection.formatRows = sheet.protection.formatColumns = False
