"""What may be published: released tables, read back from the finished page, alone and beside what is out already."""

from __future__ import annotations

import json
import re
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from caselib.analysis.release import BASE, SMALL, WIDTH
from caselib.domain.periods import Period
from caselib.errors import CaselibError, GateError, StatisticsError
from caselib.reporting.files import write_whole
from caselib.reporting.together import check_together
from caselib.reporting.written import BLANK, check_outside, check_plain, check_written
from caselib.stats.disclosure import given_away

__all__ = ["LEDGER", "check_ledger", "check_public", "check_table", "read_ledger", "released", "write_ledger"]

LEDGER = "released.json"
Table = dict[str, Any]


def check_public(page: str, notebook: Any, *, where: str) -> None:
    """Raise `GateError` for anything in a page or its notebook that is not a released table without a hole."""
    if re.search(r"<(?:svg|img|script|canvas|object|iframe)\b|data:[\w/+-]+[;,]", page, re.IGNORECASE):
        raise GateError("a public page holds no figure, script or embedded data", where=where)
    tables = _tables(page, where)
    periods = {table["period"] for table in tables}
    for table in tables:
        check_table(table, where=f"{where}, {table['figure']}")
    check_outside(page, periods, where=where)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            check_plain(cell.source, periods, where=f"cell {number}")
        for output in cell.get("outputs", []):
            _check_output(output, f"cell {number}")


def released(page: str) -> list[Table]:
    """Read the released tables of a page back: figure, period, keys, cells with both totals (None: left out)."""
    return _tables(page, "page")


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


def check_ledger(tables: list[Table], ledger: list[Table], *, where: str) -> None:
    """Raise `GateError` where a release and earlier ones of the same figures give away what one of them left out.

    The same figure and period: what one leaves out, the other may not print. Periods that add up to another (a first
    half and its quarters): a cell that only one of the three leaves out follows from the two others.
    """
    for table in tables:
        known = [old for old in ledger if old["figure"] == table["figure"]]
        for old in known:
            if old["period"] == table["period"] and _blanks(old) ^ _blanks(table):
                key = sorted(_blanks(old) ^ _blanks(table))[0]
                raise GateError("an earlier release and this one fill each other's blanks", where=where, got=key)
        for whole, one, two in permutations([table, *(old for old in known if old["period"] != table["period"])], 3):
            if table in (whole, one, two) and _add_up(whole, one, two):
                blanks = [_blanks(each) for each in (whole, one, two)]
                alone = [key for key in set().union(*blanks) if sum(key in each for each in blanks) == 1]
                if alone:
                    periods = ", ".join(each["period"] for each in (whole, one, two))
                    what = f"what one of {periods} leaves out follows from the two others"
                    raise GateError(what, where=where, got=sorted(alone)[0])
        check_together([*(old for old in known if old != table), table], where=where)


def write_ledger(out: Path, tables: list[Table]) -> None:
    """Add released tables to the ledger of a folder; the same figure and period stands there once for each content."""
    ledger = read_ledger(out)
    fresh = [table for table in tables if table not in ledger]
    write_whole(out / LEDGER, json.dumps([*ledger, *fresh], ensure_ascii=False, indent=1) + "\n")


def read_ledger(out: Path) -> list[Table]:
    """Read what a folder has released."""
    path = out / LEDGER
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else []


def _tables(page: str, where: str) -> list[Table]:
    from bs4 import BeautifulSoup

    return [_table(each, where) for each in BeautifulSoup(page, "html.parser").find_all("table")]


def _table(table: Any, where: str) -> Table:
    if not table.get("data-figure"):
        raise GateError("a public page holds no table that was not made by `release`", where=where)
    body = table.tbody.find_all("tr") if table.tbody else []
    rows = [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in body]
    if not rows or any(len(row) != 5 for row in rows):
        raise GateError("a released table has five columns", where=where)
    read = [
        {"key": key, "cells": [_count(cell, where) for cell in cells], "share": share} for key, *cells, share in rows
    ]
    found = {"figure": table["data-figure"], "period": _period(table, where), "rows": read}
    check_written(table, found, where=where)
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


def _check_output(output: Any, where: str) -> None:
    """An output is nothing but released tables; other kinds of it would be data that no page shows."""
    data = output.get("data", {})
    extra = set(data) - {"text/html", "text/plain"}
    if output["output_type"] not in ("execute_result", "display_data") or extra or "text/html" not in data:
        raise GateError("a public notebook puts out nothing but released tables", where=where)
    if output.get("metadata"):
        raise GateError("an output of a public notebook holds nothing beside its table", where=where)
    if re.search(r"\d", re.sub(r"0x[0-9a-f]+", "", data.get("text/plain", ""))):
        raise GateError("a public notebook holds numbers that its page does not show", where=where)
    outside = re.sub(r"<table\b.*?</table>", "", data["text/html"], flags=re.DOTALL)
    if re.search(r"\d", outside) or "<!--" in data["text/html"]:
        raise GateError("a public page holds numbers outside its released tables", where=where)
    for table in _tables(data["text/html"], where):
        check_table(table, where=where)


def _blanks(table: Table) -> set[tuple[str, int]]:
    return {(row["key"], place) for row in table["rows"] for place, count in enumerate(row["cells"]) if count is None}


def _add_up(whole: Table, one: Table, two: Table) -> bool:
    months = [set(Period.parse(each["period"]).months()) for each in (whole, one, two)]
    return months[0] == months[1] | months[2] and not months[1] & months[2]
