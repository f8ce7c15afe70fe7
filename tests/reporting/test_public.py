"""A public page holds what `release` writes and nothing beside it, wherever a count could hide."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest

from caselib.analysis.release import RULE
from caselib.errors import GateError
from caselib.reporting.public import check_ledger, check_public

HEADS = "".join(f'<th scope="col">{head}</th>' for head in ("", "Of which", "Others", "All", "Share"))
NUMBERS = [("Theft", "60", "40", "100", "60.0 %"), ("Fraud", "1,030", "10", "1,040", "99.0 %")]
ROWS = [*NUMBERS, ("All", "1,090", "50", "1,140", "95.6 %")]
SOURCE = "Source: Invented nation (scale 0.005, seed 7); data up to 2026-09-30; casebook 0f1ef3fbfae222bc."


def table() -> str:
    rows = "".join(
        f"<tr><td>{key}</td>" + "".join(f'<td class="num">{cell}</td>' for cell in cells) + "</tr>"
        for key, *cells in ROWS
    )
    return (
        '<table class="cl" data-figure="refused|420000|offence" data-period="2026Q1"><caption>'
        f'Arrest refused, 2026Q1. {RULE}<br><span class="cl-source">{SOURCE} '
        '<span class="cl-invented">invented data</span></span></caption>'
        f"<thead><tr>{HEADS}</tr></thead><tbody>{rows}</tbody></table>"
    )


PAGE = (
    '<html><head><meta charset="utf-8"><title>Hubei, 2026Q1</title><style>p{margin:3px}</style></head><body>'
    f'<p>Made 2026-11-26 13:15 UTC; 数目取整到5。</p><div id="cell-id=87aa23d8">{table()}</div></body></html>'
)


def empty() -> Any:
    return nbformat.v4.new_notebook()


def test_a_page_as_it_is_written_passes() -> None:
    check_public(PAGE, empty(), where="page")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<td", "<td title='7 persons'"),
        ("<table", "<table data-true='7,8'"),
        ("</caption>", " 7 persons</caption>"),
        ("Arrest refused,", "Arrest refused of 7,"),
        ("Source: ", "Source: 7 persons; "),
        ('<span class="cl-source"', '<span class="cl-source" title="7"'),
        ("</thead>", "<tr><th>7</th></tr></thead>"),
        ("</tbody>", "</tbody><tfoot><tr><td>7</td></tr></tfoot>"),
        ("</tbody>", "</tbody><tbody><tr><td>x</td><td>7</td></tr></tbody>"),
        ("<td>Theft", "<td>7 of 9 Theft"),
        ("<td>Theft", "<td>Theft<!-- 7 -->"),
        ("</body>", "<!-- 7 persons --></body>"),
        ("</body>", "<p>7 persons of 1,547</p></body>"),
        ("</body>", "<p title='7'>x</p></body>"),
        ("</body>", "<p>1,2026Q1</p></body>"),
        ('data-period="2026Q1"', 'data-period="7 persons"'),
    ],
)
def test_a_count_beside_the_released_cells_is_refused(old: str, new: str) -> None:
    page = re.sub(re.escape(old), lambda _: new, PAGE, count=1)
    assert page != PAGE
    with pytest.raises(GateError):
        check_public(page, empty(), where="page")


@pytest.mark.parametrize("place", ["metadata", "markdown"])
def test_a_count_in_the_notebook_beside_the_page_is_refused(place: str) -> None:
    metadata = {"true": [7]} if place == "metadata" else {}
    output = nbformat.v4.new_output("display_data", data={"text/html": table()}, metadata=metadata)
    said = nbformat.v4.new_markdown_cell("7 persons" if place == "markdown" else "Refused in 2026Q1")
    notebook = nbformat.v4.new_notebook(cells=[said, nbformat.v4.new_code_cell("x", outputs=[output])])
    with pytest.raises(GateError):
        check_public(PAGE, notebook, where="page")


def look(period: str, small: int | None, large: int) -> dict[str, Any]:
    """Two rows and the whole; the first row is blank where `small` is None, its totals too."""
    one = [small, small, 2 * small] if small is not None else [None, None, None]
    whole = [small + large, small + large, 2 * (small + large)] if small is not None else [None, None, None]
    rows = [("a", one), ("b", [large, large, 2 * large]), ("All", whole)]
    return {
        "figure": "refused|420000|offence",
        "period": period,
        "rows": [{"key": key, "cells": cells, "share": "–"} for key, cells in rows],
    }


QUARTERS = [look("2026Q1", 0, 90), look("2026Q2", None, 90), look("2026Q3", 0, 90)]
MONTHS = [look(f"2026-{month:02}", None if month == 3 else 0, 90) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("new", "ledger"),
    [
        (look("2026Q1-Q3", 20, 270), QUARTERS),
        (QUARTERS[1], [look("2026Q1-Q3", 20, 270), QUARTERS[0], QUARTERS[2]]),
        (look("2026", 20, 1080), MONTHS),
        (look("2026Q1", 20, 270), MONTHS[:3]),
    ],
)
def test_many_releases_together_bound_no_blank(new: dict[str, Any], ledger: list[dict[str, Any]]) -> None:
    with pytest.raises(GateError, match="together"):
        check_ledger([new], ledger, where="page")


def test_releases_that_leave_room_are_lawful_together() -> None:
    check_ledger([look("2026H1", 60, 180)], [look("2026Q1", None, 90)], where="page")
    check_ledger([look("2026", None, 1080)], MONTHS, where="page")
    coarse = [look(f"2026-{month:02}", None if month == 3 else 20, 90) for month in range(1, 13)]
    check_ledger([look("2026", 240, 1080)], coarse, where="page")


def test_releases_that_no_counts_fit_are_refused() -> None:
    with pytest.raises(GateError, match="contradict"):
        check_ledger([look("2026H1", 60, 90)], [look("2026Q1", None, 200)], where="page")
