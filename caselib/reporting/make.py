"""One report: run, rendered, held against the gate, and put in its place with its manifest."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from caselib.domain.phrases import say
from caselib.errors import CaselibError, GateError
from caselib.reporting.claims import check_neighbours
from caselib.reporting.copied import as_shipped, check_copy, restated
from caselib.reporting.execute import Limits, because, execute
from caselib.reporting.extracts import as_csv, as_excel, is_empty, signals_of, tables_of
from caselib.reporting.files import hash_of, one_writer, write_whole
from caselib.reporting.gate import check_report
from caselib.reporting.inputs import inputs_of, still_good
from caselib.reporting.manifest import add_to_manifest, casebook_facts, read_manifest, versions, written
from caselib.reporting.page import report_page
from caselib.reporting.parameters import ReportParameters
from caselib.reporting.public import check_ledger, read_ledger, released, write_ledger
from caselib.reporting.unmade import unmade
from caselib.reporting.word import as_word

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["Made", "make", "report_name"]

Status = Literal["made", "unchanged", "failed", "refused"]


@dataclass(frozen=True)
class Made:
    """One report: made, left as it was because nothing under it has changed, failed, or refused by the gate.

    `path` is its page in every case; `reason` says why there is no report on it.
    """

    unit: str
    notebook: str
    status: Status
    path: Path
    seconds: float
    reason: str = ""


def make(
    asked: ReportParameters,
    path: Path,
    *,
    book: Book,
    out: Path,
    fresh: bool,
    word: bool,
    limits: Limits,
) -> Made:
    """Make one report; where the disk is full or may not be written, say so and let the others try."""
    name = report_name(path)
    page = out / asked.period / (asked.unit or "all") / f"{name}.html"
    try:
        inputs = inputs_of(asked, path, book) + ("+word" if word else "")
        if not fresh and still_good(page.parent, read_manifest(page.parent).get("reports", {}).get(name), inputs):
            return Made(asked.unit, name, "unchanged", page, 0.0)
        return _make(asked, path, book, page, out, inputs, limits)
    except CaselibError as error:
        return Made(asked.unit, name, "failed", page, 0.0, str(error))
    except OSError as error:
        return Made(asked.unit, name, "failed", page, 0.0, f"the report can't be written ({error.strerror or error})")
    except Exception as error:  # Whatever it is, it ends this report and none of the others.
        return Made(asked.unit, name, "failed", page, 0.0, f"{type(error).__name__}: {error}")


def report_name(path: Path) -> str:
    """Name the report of a notebook.

    >>> report_name(Path("10_arrest_standards.ipynb"))
    'arrest_standards'
    """
    return path.stem.partition("_")[2] if path.stem[:1].isdigit() else path.stem


def _make(asked: ReportParameters, path: Path, book: Book, page: Path, out: Path, inputs: str, limits: Limits) -> Made:
    started, made = time.monotonic(), datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    facts = {"asked": asked, "casebook": casebook_facts(book, asked.audience), "unit": _unit(asked, book), "made": made}
    notebook, problem = execute(asked, path, limits)
    if asked.audience == "public":
        # Where the casebook lies on this machine is nothing for the public.
        shown = asked.model_copy(update={"casebook": book.id})
        notebook, asked = restated(as_shipped(notebook), asked, shown), shown
        facts["asked"] = asked
    status: Status = "made" if problem is None else "failed"
    # What goes to the public is held against what is out already: one at a time.
    with one_writer(out) if asked.audience == "public" else nullcontext():
        text = ""
        if problem is None:
            try:
                text = _passed(notebook, asked, path, book, page, out, facts)
            except GateError as error:
                status, problem = "refused", because(str(error))
            except Exception as error:  # What can't be read through is no report.
                status, problem = "failed", because(f"{type(error).__name__}: {error}")
        told = ""
        if problem is not None:
            refused = status == "refused"
            text, notebook, told = unmade(problem, notebook, path, page, facts, refused=refused, book=book)
        reason, seconds = problem["reason"] if problem else "", round(time.monotonic() - started, 2)
        entry = {"status": status, "reason": told, "made": made, "seconds": seconds, "inputs": inputs}
        entry |= {"parameters": asked.model_dump(), "casebook": facts["casebook"], "versions": versions()}
        if problem is None:
            entry |= {"signals": signals_of(text), "empty": is_empty(text)}
        entry |= {"notebook": {"name": path.name, "sha256": hash_of(path)}}
        _put(text, notebook, page, entry, book=book, asked=asked)
    return Made(asked.unit, page.stem, status, page, seconds, reason)


def _passed(
    notebook: Any, asked: ReportParameters, path: Path, book: Book, page: Path, out: Path, facts: dict[str, Any]
) -> str:
    """Render a notebook and hold it against the gate; what goes to the public enters the ledger before it appears."""
    text = report_page(notebook, **facts)
    check_report(text, notebook, asked=asked, units=book.units, where=page.name)
    if asked.audience == "public":
        check_copy(notebook, path, asked)
        tables, ledger = released(text, book.units, where=page.name), read_ledger(out, book.units)
        check_ledger(tables, ledger, where=page.name)
        write_ledger(out, ledger, tables)
    return text


def _put(text: str, notebook: Any, page: Path, entry: dict[str, Any], *, book: Book, asked: ReportParameters) -> None:
    """Put page, notebook and manifest in their place, so that they speak of the same report."""
    import nbformat

    # Made before anything is written: what fails here leaves the earlier report as it stands.
    forms = {".ipynb": nbformat.writes(notebook) + "\n", ".html": text, **_forms(text, entry)}
    with one_writer(page.parent):
        check_neighbours(page.parent, asked)
        for kind, content in forms.items():
            write_whole(page.with_suffix(kind), content)
        for kind in {".csv", ".xlsx", ".docx"} - forms.keys():
            page.with_suffix(kind).unlink(missing_ok=True)
        files = written(*(page.with_suffix(kind) for kind in forms))
        add_to_manifest(page.parent, page.stem, entry | {"files": files}, book=book, asked=asked)


def _forms(text: str, entry: dict[str, Any]) -> dict[str, bytes]:
    """Give other forms of a report: tables as CSV and for Excel, Word if asked; where there is none, nothing."""
    if entry["reason"]:
        return {}
    tables = tables_of(text)
    word = {".docx": as_word(text)} if entry["inputs"].endswith("+word") else {}
    return {".csv": as_csv(tables), ".xlsx": as_excel(tables), **word}


def _unit(asked: ReportParameters, book: Book) -> dict[str, str]:
    if not asked.unit:
        return {"name": say(asked.language, "All units"), "path": ""}
    names = [book.units.name(unit, asked.language) for unit in book.units.path(asked.unit)]
    return {"name": names[-1], "path": " › ".join(names[:-1])}
