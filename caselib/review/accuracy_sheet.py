"""The sheet on which records are compared with the paper file: one tab for each record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from caselib.domain.tables import TABLES, Column, Table
from caselib.review.layout import TICKED, UNTICKED, WORDS, Shown, shown
from caselib.review.paper import put
from caselib.review.tabs import (
    WIDTHS,
    file_name,
    finish_book,
    finish_tab,
    line,
    list_tabs,
    new_book,
    room_for,
    save,
    tab_name,
    text,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from caselib.review.accuracy import AccuracySample

__all__ = ["write_accuracy_sheet"]


def write_accuracy_sheet(
    sample: AccuracySample, folder: str | Path, *, checker: str = "all", language: Shown = "both"
) -> Path:
    """Write the workbook with which the sample is compared with the paper files: one tab for each record.

    >>> import tempfile
    >>> sample = cl.review.accuracy_sample(book, "arrest_reviews", size=2, seed=1, period="2026Q1-Q3")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cl.review.write_accuracy_sheet(sample, folder).suffix
    '.xlsx'
    """
    book, known = new_book(checker)
    by_check = dict(list(sample.values.groupby("check_id")))
    listed = []
    for number, record in enumerate(sample.records.to_dict("records"), 1):
        tab = book.create_sheet(tab_name(number, record["check_id"]))
        rows = _record_tab(tab, record, by_check[record["check_id"]], TABLES[sample.table], language)
        finish_tab(tab, known, record["check_id"], rows)
        begun = f"COUNTIF('{tab.title}'!$G$6:$H${rows},\"{TICKED}\")"
        listed.append(
            (
                tab.title,
                record["check_id"],
                text(record["case_id"]),
                text(record["unit"]),
                f'=IF({begun}>0,"{TICKED}","{UNTICKED}")',
            )
        )
    columns = {column.name: column.label for column in TABLES[sample.table].columns}
    heads = [shown(label, language) for label in (WORDS["record"], columns["case_id"], columns["unit"], WORDS["done"])]
    list_tabs(book.worksheets[0], listed, heads, f"{shown(WORDS['accuracy'], language)} · {checker}", language)
    finish_book(book, known)
    place = room_for(Path(folder))
    return save(book, place / file_name("accuracy", checker))


def _record_tab(tab: Worksheet, record: dict[str, Any], values: pd.DataFrame, table: Table, language: Shown) -> int:
    for letter, width in (WIDTHS | {"C": 26, "F": 34}).items():
        tab.column_dimensions[letter].width = width
    put(tab["B1"], shown(WORDS["accuracy"], language), "title")
    put(tab["I1"], str(record["check_id"]), "id")
    put(tab["B2"], shown(table.label, language), "small")
    put(tab["B3"], shown(WORDS["tick"], language), "small")
    for letter, word in zip("BCEFGHI", ("find", "", "field", "recorded", "agrees", "differs", "on_paper"), strict=True):
        put(tab[f"{letter}4"], shown(WORDS[word], language) if word else "", "band")
    line(tab, 5, "reviewed_on", [(shown(WORDS["checked_on"], language), "label"), ("", "input")])
    tab["F5"].number_format = "yyyy-mm-dd"
    for row, name in enumerate(("case_id", "unit"), 5):
        put(tab.cell(row, 2), shown(table[name].label, language), "label")
        put(tab.cell(row, 3), text(record[name]), "value")
    for row, value in enumerate(values.to_dict("records"), 6):
        column = table[value["field"]]
        label, recorded = shown(column.label, language), _recorded(column, value["recorded"], language)
        cells = [(label, "label"), (recorded, "value"), (UNTICKED, "tick"), (UNTICKED, "tick"), ("", "input")]
        line(tab, row, f"item:{column.name}", cells)
    last = 5 + len(values)
    _add_ticks(tab, f"G6:H{last}")
    return last


def _recorded(column: Column, value: str, language: Shown) -> str:
    if not value:
        return shown(WORDS["empty"], language)
    if column.type == "boolean":
        return shown(WORDS["yes" if value == "true" else "no"], language)
    code = next((code for code in column.codes.codes if code.value == value), None) if column.codes else None
    return shown(code.label, language) if code else value


def _add_ticks(tab: Worksheet, cells: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=f'"{UNTICKED},{TICKED}"', allow_blank=True, showErrorMessage=True)
    rule.add(cells)
    tab.add_data_validation(rule)
