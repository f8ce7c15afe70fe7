"""What may be published: a page and its notebook hold released tables, plain words, and nothing beside them."""

from __future__ import annotations

import re
from typing import Any

from caselib.domain.label import Language
from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.reporting.ledger import LEDGER, check_ledger, read_ledger, write_ledger
from caselib.reporting.released import check_table, released
from caselib.reporting.written import check_outside, check_plain

__all__ = ["LEDGER", "check_ledger", "check_public", "check_table", "read_ledger", "released", "write_ledger"]


def check_public(
    page: str, notebook: Any, *, where: str, units: Units | None = None, language: Language | None = None
) -> None:
    """Raise `GateError` for anything in a page or its notebook that is not a released table without a hole.

    Rows of units are held against `units`, and tables against the language of the page, where these are given.
    """
    if re.search(r"<(?:svg|img|script|canvas|object|iframe)\b|data:[\w/+-]+[;,]", page, re.IGNORECASE):
        raise GateError("a public page holds no figure, script or embedded data", where=where)
    tables = released(page, where=where, units=units, language=language)
    periods = {table["period"] for table in tables}
    for table in tables:
        check_table(table, where=f"{where}, {table['figure']}")
    check_outside(page, periods, where=where)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            check_plain(cell.source, periods, where=f"cell {number}")
        for output in cell.get("outputs", []):
            _check_output(output, f"cell {number}", units, language)


def _check_output(output: Any, where: str, units: Units | None, language: Language | None) -> None:
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
    for table in released(data["text/html"], where=where, units=units, language=language):
        check_table(table, where=where)
