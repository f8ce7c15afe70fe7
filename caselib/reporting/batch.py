"""Run notebooks for units and a period; each becomes a page, and a failure becomes a page that says so."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from caselib.domain.periods import as_period
from caselib.domain.shipped import shipped
from caselib.errors import GateError, ParameterError, nearest
from caselib.reporting.execute import because, execute
from caselib.reporting.files import clear_partials, hash_of, one_writer, write_whole
from caselib.reporting.gate import check_page
from caselib.reporting.index import write_index
from caselib.reporting.inputs import inputs_of, still_good
from caselib.reporting.manifest import add_to_manifest, casebook_facts, read_manifest, versions, written
from caselib.reporting.page import failure_page, report_page
from caselib.reporting.parameters import ReportParameters, check_audience, check_notebook, parameters

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["Batch", "Made", "report", "report_name"]

Status = Literal["made", "unchanged", "failed"]


@dataclass(frozen=True)
class Made:
    """One report: made, left as it was because nothing under it has changed, or failed with its reason.

    `path` is its page in every case.
    """

    unit: str
    notebook: str
    status: Status
    path: Path
    seconds: float
    reason: str = ""


@dataclass(frozen=True)
class Batch:
    """All reports of one call, and where their index stands."""

    results: tuple[Made, ...]
    index: Path

    @property
    def failed(self) -> tuple[Made, ...]:
        """Those that failed."""
        return tuple(result for result in self.results if result.status == "failed")


def report(
    casebook: str | Path,
    period: str,
    *,
    units: Sequence[str] | None = None,
    notebooks: Sequence[str] | None = None,
    folder: str | Path | None = None,
    audience: str = "internal",
    language: str = "en",
    out: str | Path = "reports",
    workers: int | None = None,
    fresh: bool = False,
    progress: Callable[[int, int, str], Any] | None = None,
) -> Batch:
    """Make reports for units (default: the top unit) from notebooks (default: all that are numbered).

    Writes OUT/PERIOD/UNIT/name.html, the executed notebook beside it, manifest.json, and OUT/index.html. What is
    asked wrongly is refused before anything runs; a notebook that fails leaves a page with the cell and the
    reason, and the others go on. `workers` notebooks run at once (default: one for each processor), each in a process
    of its own that is forked from one with the libraries loaded. What was made from the same notebook, parameters,
    casebook, definitions and versions is left as it is, unless `fresh`: a batch that was killed goes on where it was.
    """
    from caselib.casebook.store import open_casebook

    book = open_casebook(casebook)
    chosen = _notebooks(Path(folder) if folder else shipped("notebooks"), notebooks)
    place, span = str(Path(casebook).resolve()), str(as_period(period))
    jobs = []
    for unit in units or [book.units.top if len(book.units.roots) == 1 else ""]:
        said = {"casebook": place, "period": span, "unit": unit, "audience": audience, "language": language}
        asked = parameters(said)
        check_audience(asked, book)
        jobs += [(asked, path) for path in chosen]
    clear_partials(Path(out))
    results = _all(jobs, book, Path(out), workers or os.cpu_count() or 1, fresh, progress)
    try:
        return Batch(results, write_index(Path(out)))
    except OSError as error:
        raise ParameterError(f"the reports can't be written ({error.strerror})", where=str(out)) from error


def _all(
    jobs: list[tuple[ReportParameters, Path]],
    book: Book,
    out: Path,
    workers: int,
    fresh: bool,
    progress: Callable[[int, int, str], Any] | None,
) -> tuple[Made, ...]:
    """Run the jobs side by side, each in a process of its own; results come in the order of the jobs."""
    from jupyter_core.utils import ensure_event_loop

    from caselib.reporting.warm import supported

    done = 0

    def one(job: tuple[ReportParameters, Path]) -> Made:
        nonlocal done
        made = _one_written(*job, book, out, fresh)
        # The loop that the notebook's client made for this thread is nobody else's.
        ensure_event_loop().close()
        done += 1
        if progress:
            progress(done, len(jobs), f"{made.unit} {made.notebook}")
        return made

    # Where a system can't fork, kernels take ports that two of them could race for: one after the other.
    with ThreadPoolExecutor(max_workers=min(workers, len(jobs)) if supported() else 1) as pool:
        return tuple(pool.map(one, jobs))


def report_name(path: Path) -> str:
    """Name the report of a notebook.

    >>> report_name(Path("10_arrest_standards.ipynb"))
    'arrest_standards'
    """
    return path.stem.partition("_")[2] if path.stem[:1].isdigit() else path.stem


def _notebooks(folder: Path, names: Sequence[str] | None) -> list[Path]:
    found = {report_name(path): path for path in sorted(folder.glob("[0-9]*.ipynb"))}
    for name in names or []:
        if name not in found:
            raise ParameterError("no such notebook", got=name, advice=nearest(name, found))
    chosen = [found[name] for name in (names or found)]
    if not chosen:
        raise ParameterError("there are no notebooks to run", where=str(folder))
    for path in chosen:
        check_notebook(path)
    return chosen


def _one_written(asked: ReportParameters, path: Path, book: Book, out: Path, fresh: bool) -> Made:
    """Make one report; where the disk is full or may not be written, say so and let the others try."""
    try:
        return _one(asked, path, book, out, fresh)
    except OSError as error:
        name, reason = report_name(path), f"the report can't be written ({error.strerror or error})"
        return Made(asked.unit, name, "failed", _place(asked, out) / f"{name}.html", 0.0, reason)


def _place(asked: ReportParameters, out: Path) -> Path:
    return out / asked.period / (asked.unit or "all")


def _one(asked: ReportParameters, path: Path, book: Book, out: Path, fresh: bool) -> Made:
    """Make one report, or say why not; what was made from the same inputs is left as it is."""
    name, started = report_name(path), time.monotonic()
    place, inputs = _place(asked, out), inputs_of(asked, path, book)
    page = place / f"{name}.html"
    if not fresh and still_good(place, read_manifest(place).get("reports", {}).get(name), inputs):
        return Made(asked.unit, name, "unchanged", page, 0.0)
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    facts = {"asked": asked, "casebook": casebook_facts(book), "unit": _unit(asked, book), "made": made}
    notebook, problem = execute(asked, path)
    status: Status = "made" if problem is None else "failed"
    if problem is None:
        try:
            text = report_page(notebook, **facts)
            check_page(text, where=page.name)
        except GateError as error:
            status, problem = "failed", because(str(error))
    if problem is not None:
        text = failure_page(title=name.replace("_", " ").capitalize(), **problem, **facts)
    reason, seconds = "" if problem is None else problem["reason"], round(time.monotonic() - started, 2)
    entry = {"status": status, "reason": reason, "made": made, "seconds": seconds, "parameters": asked.model_dump()}
    entry |= {"inputs": inputs, "casebook": facts["casebook"], "versions": versions()}
    entry |= {"notebook": {"name": path.name, "sha256": hash_of(path)}}
    with one_writer(place):
        _publish(text, notebook, page)
        entry["files"] = written(page, page.with_suffix(".ipynb"))
        add_to_manifest(place, name, entry, book=book, asked=asked)
    return Made(asked.unit, name, status, page, seconds, reason)


def _unit(asked: ReportParameters, book: Book) -> dict[str, str]:
    if not asked.unit:
        return {"name": "All units", "path": ""}
    names = [book.units.name(unit, asked.language) for unit in book.units.path(asked.unit)]
    return {"name": names[-1], "path": " › ".join(names[:-1])}


def _publish(text: str, notebook: Any, page: Path) -> None:
    import nbformat

    write_whole(page.with_suffix(".ipynb"), nbformat.writes(notebook) + "\n")
    write_whole(page, text)
