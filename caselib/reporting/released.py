"""Released tables, read back from a finished page: each alone is what `release` writes, and gives nothing away."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from caselib.analysis.release import BASE, SMALL, WIDTH
from caselib.domain.label import Language
from caselib.domain.periods import Period
from caselib.domain.units import Units
from caselib.errors import CaselibError, GateError, StatisticsError
from caselib.reporting.keys import check_rows
from caselib.reporting.written import BLANK, check_written, language_of
from caselib.stats.disclosure import given_away

__all__ = ["Table", "check_table", "released"]

Table = dict[str, Any]
"""A released table: figure, period, and rows of key, cells with both totals (None: left out), share.

Nothing in it follows the language of the page: a release in Chinese is held against an earlier one in English.
"""


def released(
    page: str, units: Units | None = None, *, where: str = "page", language: Language | None = None
) -> list[Table]:
    """Read the released tables of a page back.

    What they name is held against the table of units, and their language against that of the page, where these are
    given.
    """
    from bs4 import BeautifulSoup

    return [_table(each, units, language, where) for each in BeautifulSoup(page, "html.parser").find_all("table")]


def check_table(table: Table, *, where: str) -> None:
    """Raise `GateError` for a small or unrounded count, a share that does not follow, or a blank that does."""
    for row in table["rows"]:
        for count in row["cells"]:
            if count is not None and (count % BASE or 0 < count < SMALL):
                raise GateError("a count is small or not rounded", where=f"{where}, {row['key']}", got=count)
        which, _, whole = row["cells"]
        expected = "–" if None in row["cells"] or not whole else f"{100 * which / whole:.1f} %"
        if row["share"] != expected:
            raise GateError("a share does not follow from rounded counts", where=where, got=row["share"])
    numbers = np.array([[np.nan if n is None else n for n in row["cells"]] for row in table["rows"]], dtype=float)
    body, last = numbers[:-1], numbers[-1]
    if not np.isnan(body[:, :2]).any():
        return
    try:
        open_to_sight = given_away(body[:, :2], rows=body[:, 2], columns=last[:2], width=WIDTH)
    except StatisticsError as error:
        raise GateError("the table does not add up", where=where) from error
    if len(open_to_sight):
        key = table["rows"][int(open_to_sight.loc[0, "row"])]["key"]
        raise GateError("a count that was left out follows from the margins", where=f"{where}, {key}")


def _table(table: Any, units: Units | None, of_page: Language | None, where: str) -> Table:
    if not table.get("data-figure"):
        raise GateError("a public page holds no table that was not made by `release`", where=where)
    language = language_of(table, where=where)
    if of_page not in (None, language):
        raise GateError("a released table is in another language than its page", where=where, got=language)
    body = table.tbody.find_all("tr") if table.tbody else []
    read = [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in body]
    if not read or any(len(row) != 5 for row in read):
        raise GateError("a released table has five columns", where=where)
    if any(row.get("data-key") is None for row in body):
        raise GateError("a row of a released table bears its code", where=where)
    names = [name for name, *_ in read]
    rows = [
        {"key": row["data-key"], "cells": [_count(cell, where) for cell in cells], "share": _share(share)}
        for row, (_, *cells, share) in zip(body, read, strict=True)
    ]
    found = {"figure": table["data-figure"], "period": _period(table, where), "rows": rows}
    named = [(row["key"], name) for row, name in zip(rows, names, strict=True)]
    check_rows(found["figure"], named, units, language, where=where)
    check_written(table, found, names, language, where=where)
    return found


def _period(table: Any, where: str) -> str:
    text = str(table.get("data-period", ""))
    try:
        Period.parse(text)
    except CaselibError as error:
        raise GateError("a released table names its period", where=where, got=text) from error
    return text


def _count(cell: str, where: str) -> int | None:
    text = cell.replace(",", "")
    if cell != BLANK and not text.isdigit():
        raise GateError("a released count is a whole number or a dot", where=where, got=cell)
    return None if cell == BLANK else int(text)


def _share(cell: str) -> str:
    """Write a share as English does: in Chinese no space stands before the sign."""
    return re.sub(r"(?<=\d)%", " %", cell)
