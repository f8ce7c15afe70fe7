"""Run notebooks for units and a period; each becomes a page, and a failure becomes a page that says so."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args

from caselib.domain.periods import as_period
from caselib.domain.reader import Audience
from caselib.domain.shipped import shipped
from caselib.errors import ParameterError, nearest
from caselib.reporting.claims import claimed
from caselib.reporting.execute import TIME_LIMIT, Limits
from caselib.reporting.files import clear_partials
from caselib.reporting.index import write_index
from caselib.reporting.make import Made, make, report_name
from caselib.reporting.parameters import ReportParameters, audiences, check_audience, check_notebook, parameters
from caselib.reporting.word import check_word

__all__ = ["Batch", "Made", "report", "report_name"]


@dataclass(frozen=True)
class Batch:
    """All reports of one call, and where their index stands."""

    results: tuple[Made, ...]
    index: Path

    @property
    def failed(self) -> tuple[Made, ...]:
        """Those that failed, or that the gate refused."""
        return tuple(result for result in self.results if result.status in ("failed", "refused"))


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
    word: bool = False,
    time_limit: float = TIME_LIMIT,
    memory: float = 0,
    progress: Callable[[int, int, str], Any] | None = None,
) -> Batch:
    """Make reports for units (default: the top unit) from notebooks (default: all that are numbered).

    Writes OUT/PERIOD/UNIT/name.html, the executed notebook beside it, manifest.json, and OUT/index.html. What is
    asked wrongly is refused before anything runs; a notebook that fails leaves a page with the cell and the
    reason, and the others go on. `workers` notebooks run at once (default: one for each processor), each in a process
    of its own that is forked from one with the libraries loaded. What was made from the same notebook, parameters,
    casebook, definitions and versions is left as it is, unless `fresh`: a batch that was killed goes on where it was.
    `word` writes each report as a .docx too. A notebook that takes longer than `time_limit` seconds, or more
    than `memory` GiB (0: what CASELIB_NOTEBOOK_MEMORY says in bytes, else 4), or puts out more than 16 MiB, is ended
    with all that it started. A folder is for one audience, and at one time for one language.

    >>> out = own.path / "reports"
    >>> made = cl.report(book.path, "2026Q1-Q3", notebooks=["published_figures"], language="zh", out=out)
    >>> [result.status for result in made.results]
    ['made']
    """
    from caselib.casebook.store import open_casebook
    from caselib.reporting.warm import begin

    limits, book = Limits(time_limit, memory), open_casebook(casebook)
    if audience not in get_args(Audience):
        raise ParameterError("no such audience", got=audience, advice=nearest(audience, get_args(Audience)))
    if as_period(period).last_day > book.data_date:
        # Nine months beside twelve would be a change that is none.
        advice = f"a period that ends by {book.data_date}"
        raise ParameterError("the data do not reach the end of this period", got=period, advice=advice)
    begin()
    chosen = _notebooks(Path(folder) if folder else shipped("notebooks"), notebooks, audience)
    place, span = str(Path(casebook).resolve()), str(as_period(period))
    jobs = []
    for unit in units or [book.units.top if len(book.units.roots) == 1 else ""]:
        said = {"casebook": place, "period": span, "unit": unit, "audience": audience, "language": language}
        asked = parameters(said)
        check_audience(asked, book)
        jobs += [(asked, path) for path in chosen]
    if word:
        check_word()
    folder_of = Path(out)
    how = partial(make, book=book, out=folder_of, fresh=fresh, word=word, limits=limits)
    try:
        with claimed(folder_of, audience=audience, language=language):
            clear_partials(folder_of)
            clear_partials(book.shelf)
            asked = jobs[0][0]
            index = partial(write_index, folder_of, units=book.units, audience=asked.audience, language=asked.language)
            # Where this batch is killed, the index says that it is older than what was made.
            index(begun=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"))
            return Batch(_all(jobs, how, workers or processors(), progress), index())
    except OSError as error:
        raise ParameterError(
            f"the reports can't be written ({error.strerror})",
            where=str(out),
            advice="make room, or name another folder with --out",
        ) from error


def processors() -> int:
    """The processors that this process may use, which may be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _all(
    jobs: list[tuple[ReportParameters, Path]],
    how: Callable[[ReportParameters, Path], Made],
    workers: int,
    progress: Callable[[int, int, str], Any] | None,
) -> tuple[Made, ...]:
    """Run the jobs side by side, each in a process of its own; results come in the order of the jobs."""
    from caselib.reporting.warm import supported

    done = 0

    def one(job: tuple[ReportParameters, Path]) -> Made:
        nonlocal done
        try:
            made = how(*job)
        finally:
            _close_loop()
        done += 1
        if progress:
            progress(done, len(jobs), f"{made.unit} {made.notebook}")
        return made

    # Where a system can't fork, kernels take ports that two of them could race for: one after the other.
    with ThreadPoolExecutor(max_workers=min(workers, len(jobs)) if supported() else 1) as pool:
        return tuple(pool.map(one, jobs))


def _close_loop() -> None:
    """Close the loop that a notebook's client made for this thread, with what still waits on it."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


def _notebooks(folder: Path, names: Sequence[str] | None, audience: str) -> list[Path]:
    found = {report_name(path): path for path in sorted(folder.glob("[0-9]*.ipynb"))}
    # The name of the file is as good as the name of its report.
    asked = [report_name(Path(name)) for name in names or []]
    for name in asked:
        if name not in found:
            raise ParameterError("no such notebook", got=name, advice=nearest(name, found))
    meant = [name for name, path in found.items() if audience in audiences(path)]
    chosen = [found[name] for name in (asked or meant)]
    if not chosen:
        raise ParameterError(
            "there are no notebooks to run",
            where=str(folder),
            advice="name a folder with numbered notebooks for this audience",
        )
    for path in chosen:
        check_notebook(path)
    return chosen
