"""A public page holds what `release` writes and nothing beside it, wherever a count could hide."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest

from caselib.analysis.release import RULE
from caselib.errors import GateError
from caselib.reporting.public import check_public

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
