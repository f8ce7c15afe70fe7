"""Run notebooks for units and a period; each becomes a page, and a failure becomes a page that says so."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from caselib.domain.periods import as_period
from caselib.domain.phrases import say
from caselib.domain.shipped import shipped
from caselib.errors import CaselibError, GateError, ParameterError, nearest
from caselib.reporting.files import hash_of, write_whole
from caselib.reporting.gate import check_page
from caselib.reporting.index import write_index
from caselib.reporting.manifest import add_to_manifest, casebook_facts, versions, written
from caselib.reporting.page import failure_page, report_page
from caselib.reporting.parameters import ReportParameters, check_audience, check_notebook, parameters

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["Batch", "Made", "report", "report_name"]

# Sockets in a folder of this user alone: no ports that two kernels could race for, nothing on the network.
_TRANSPORT = {"KernelManager": {"transport": "ipc"}}
_writing = threading.Lock()
TIME_LIMIT = 600
"""Seconds that one cell may take."""


@dataclass(frozen=True)
class Made:
    """One report: made, or failed with its reason; `path` is its page in either case."""

    unit: str
    notebook: str
    status: Literal["made", "failed"]
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
    progress: Callable[[int, int, str], Any] | None = None,
) -> Batch:
    """Make reports for units (default: the top unit) from notebooks (default: all that are numbered).

    Writes OUT/PERIOD/UNIT/name.html, the executed notebook beside it, manifest.json, and OUT/index.html. What is
    asked wrongly is refused before anything runs; a notebook that fails leaves a page with the cell and the
    reason, and the others go on. `workers` notebooks run at once (default: one for each processor), each in a process
    of its own that is forked from one with the libraries loaded.

    >>> cl.report("casebook", "2026Q1-Q3", units=["420000"], language="zh")  # doctest: +SKIP
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
    return Batch(_all(jobs, book, Path(out), workers or os.cpu_count() or 1, progress), write_index(Path(out)))


def _all(
    jobs: list[tuple[ReportParameters, Path]],
    book: Book,
    out: Path,
    workers: int,
    progress: Callable[[int, int, str], Any] | None,
) -> tuple[Made, ...]:
    """Run the jobs side by side, each in a process of its own; results come in the order of the jobs."""
    from jupyter_core.utils import ensure_event_loop

    from caselib.reporting.warm import supported

    done = 0

    def one(job: tuple[ReportParameters, Path]) -> Made:
        nonlocal done
        made = _one(*job, book, out)
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
    # The name of the file is as good as the name of its report.
    asked = [report_name(Path(name)) for name in names or []]
    for name in asked:
        if name not in found:
            raise ParameterError("no such notebook", got=name, advice=nearest(name, found))
    chosen = [found[name] for name in (asked or found)]
    if not chosen:
        raise ParameterError("there are no notebooks to run", where=str(folder))
    for path in chosen:
        check_notebook(path)
    return chosen


def _one(asked: ReportParameters, path: Path, book: Book, out: Path) -> Made:
    """Run one notebook and publish its page."""
    name, started, made = report_name(path), time.monotonic(), datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    place = out / asked.period / (asked.unit or "all")
    page, kept = place / f"{name}.html", place / f"{name}.ipynb"
    facts = {"asked": asked, "casebook": casebook_facts(book), "unit": _unit(asked, book), "made": made}
    notebook, problem = _execute(asked, path, place)
    if problem is None:
        try:
            text = report_page(notebook, **facts)
            check_page(text, where=page.name)
        except GateError as error:
            problem = {"reason": str(error), "cell": None, "source": "", "traceback": ""}
    if problem is not None:
        text = failure_page(title=name.replace("_", " ").capitalize(), **problem, **facts)
    _publish(text, notebook, page, kept)
    seconds = round(time.monotonic() - started, 2)
    status: Literal["made", "failed"] = "made" if problem is None else "failed"
    reason = "" if problem is None else problem["reason"]
    entry = {"status": status, "reason": reason, "made": made, "seconds": seconds, "parameters": asked.model_dump()}
    entry |= {"casebook": facts["casebook"], "versions": versions()}
    entry |= {"notebook": {"name": path.name, "sha256": hash_of(path)}, "files": written(page, kept)}
    with _writing:
        add_to_manifest(place, name, entry, book=book, asked=asked)
    return Made(asked.unit, name, status, page, seconds, reason)


def _unit(asked: ReportParameters, book: Book) -> dict[str, str]:
    if not asked.unit:
        return {"name": say(asked.language, "All units"), "path": ""}
    names = [book.units.name(unit, asked.language) for unit in book.units.path(asked.unit)]
    return {"name": names[-1], "path": " › ".join(names[:-1])}


def _execute(asked: ReportParameters, path: Path, place: Path) -> tuple[Any, dict[str, Any] | None]:
    """Run a notebook through papermill; give it as far as it came, and what went wrong."""
    import tempfile

    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from caselib.reporting.warm import register

    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        output = Path(work) / path.name
        try:
            # Papermill's own `cwd` changes the folder of this whole process; the kernel's is set by `resources` alone.
            papermill.execute_notebook(
                str(path), str(output), parameters=asked.model_dump(), kernel_name="python3", progress_bar=False,
                engine_name=register(), resources={"metadata": {"path": work}}, execution_timeout=TIME_LIMIT,
                log_output=False, config=Config(_TRANSPORT),
            )  # fmt: skip
            problem = None
        except PapermillExecutionError as error:
            problem = _problem(error)
        except Exception as error:  # A kernel that dies or hangs ends this report, never the batch.
            problem = {"reason": f"{type(error).__name__}: {error}", "cell": None, "source": "", "traceback": ""}
        read = output if output.is_file() else path
        return nbformat.read(str(read), as_version=4), problem


def _problem(error: Any) -> dict[str, Any]:
    known = {kind.__name__ for kind in _family(CaselibError)}
    reason = error.evalue if error.ename in known else f"{error.ename}: {error.evalue}"
    return {"reason": reason, "cell": error.exec_count, "source": error.source, "traceback": "\n".join(error.traceback)}


def _family(kind: type) -> list[type]:
    return [kind, *(each for child in kind.__subclasses__() for each in _family(child))]


def _publish(text: str, notebook: Any, page: Path, kept: Path) -> None:
    import nbformat

    write_whole(kept, nbformat.writes(notebook) + "\n")
    write_whole(page, text)
