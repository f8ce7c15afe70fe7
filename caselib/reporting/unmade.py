"""What stands where there is no report: a page and a notebook that the gate has passed, whatever the report held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from caselib.errors import GateError
from caselib.reporting.copied import check_copy
from caselib.reporting.execute import Problem, because, guarded, without_outputs
from caselib.reporting.gate import check_report
from caselib.reporting.page import failure_page
from caselib.reporting.parameters import ReportParameters

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["unmade"]

Kept = Literal["whole", "asked", "nothing"]


def unmade(
    problem: Problem, notebook: Any, path: Path, page: Path, facts: dict[str, Any], *, refused: bool, book: Book
) -> tuple[str, Any, str]:
    """Give the page, the notebook beside it, and the reason as page, index and manifest tell it.

    They are the fullest that the gate lets pass: what it refused in a report may stand in a cell, an attachment or the
    name of an error as well as in an output. The whole reason is for who runs the batch.
    """
    asked, title = facts["asked"], page.stem.replace("_", " ").capitalize()
    for told, beside, kept in _fullest_first(problem, notebook, asked, refused=refused):
        text = failure_page(title=title, refused=refused, kept=kept, **told, **facts)
        if _passes(text, beside, asked, path, page, book):
            return text, beside, told["reason"]
    advice = "give the notebook a name that says what it asks"
    raise GateError("not even a page without a report may stand here", where=page.name, advice=advice)


def _fullest_first(
    problem: Problem, notebook: Any, asked: ReportParameters, *, refused: bool
) -> Iterator[tuple[Problem, Any, Kept]]:
    import nbformat

    if not refused and asked.audience == "internal":
        yield problem, notebook, "whole"
        # A trace shows lines of the package, which may name units in any order.
        yield problem | {"traceback": ""}, without_outputs(notebook), "asked"
    told, empty = guarded(problem, refused=refused), nbformat.v4.new_notebook()
    if asked.audience == "public":
        # A page for the public holds no number beside its released tables, not even that of a cell.
        told["cell"] = None
    yield told, without_outputs(notebook), "asked"
    yield told, empty, "nothing"
    yield because("whoever ran the batch has seen the reason"), empty, "nothing"


def _passes(text: str, beside: Any, asked: ReportParameters, path: Path, page: Path, book: Book) -> bool:
    try:
        check_report(text, beside, asked=asked, units=book.units, where=page.name)
        if asked.audience == "public" and beside.cells:
            check_copy(beside, path, asked)
    except GateError:
        return False
    return True
