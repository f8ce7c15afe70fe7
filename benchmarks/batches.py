"""Reports of many units: ours, with pages and gate, against papermill's own engine in as many processes, without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat

from benchmarks.side_by_side import Line, in_turn
from caselib.casebook.store import open_casebook
from caselib.domain.shipped import shipped
from caselib.reporting.batch import report

PERIOD, MANY = "2026Q1-Q3", 60
SHORT = """import caselib as cl

book = cl.open(casebook, unit=unit or None, audience=audience, language=language)
book.count("refused", period=period, by=["unit"]).frame"""
PLAIN = """
import sys, papermill
path, out, casebook, period, *units = sys.argv[1:]
for unit in units:
    said = {"casebook": casebook, "period": period, "unit": unit, "audience": "internal", "language": "en"}
    papermill.execute_notebook(
        path, f"{out}/{unit}.ipynb", parameters=said, kernel_name="python3", progress_bar=False, log_output=False
    )
"""


def short(folder: Path) -> Path:
    """Write a notebook of one count, which imports what every notebook imports."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = nbformat.v4.new_notebook(metadata=kernel)
    said = 'casebook = ""\nperiod = ""\nunit = ""\naudience = "internal"\nlanguage = "en"'
    given = nbformat.v4.new_code_cell(said, metadata={"tags": ["parameters"]})
    heavy = nbformat.v4.new_code_cell("import seaborn\nimport statsmodels.api")
    made.cells = [nbformat.v4.new_markdown_cell("# One count"), given, heavy, nbformat.v4.new_code_cell(SHORT)]
    folder.mkdir()
    nbformat.write(made, folder / "01_one_count.ipynb")
    return folder


def plain(path: Path, out: Path, casebook: Path, units: list[str], processes: int) -> None:
    """Run a notebook for units through papermill's own engine, in so many processes side by side."""
    out.mkdir(exist_ok=True)
    shares = [units[place::processes] for place in range(processes)]
    run = [
        subprocess.Popen([sys.executable, "-c", PLAIN, str(path), str(out), str(casebook), PERIOD, *share])
        for share in shares
        if share
    ]
    if any(one.wait() for one in run):
        raise RuntimeError("papermill failed")


def lines(work: Path, casebook: Path) -> list[Line]:
    """The rows of the table."""
    overview = next(path for path in sorted(shipped("notebooks").glob("*overview.ipynb")))
    one = short(work / "short") / "01_one_count.ipynb"
    return [_compared(work, casebook, path, what) for path, what in ((one, "one count"), (overview, "overview"))]


def _compared(work: Path, casebook: Path, path: Path, what: str) -> Line:
    book, workers, name = open_casebook(casebook), os.cpu_count() or 1, path.stem.partition("_")[2]
    units = [unit for unit in sorted(book.units.frame.index) if unit != book.units.top][:MANY]

    def ours() -> None:
        made = report(
            casebook, PERIOD, units=units, notebooks=[name], folder=path.parent, out=work / "ours", workers=workers,
            fresh=True,
        )  # fmt: skip
        if made.failed:
            raise RuntimeError(made.failed[0])

    # The start of the process that has the libraries loaded is in it.
    times = in_turn(ours, lambda: plain(path, work / f"plain {what}", casebook, units, workers), rounds=1)
    mine = [_told(work / "ours" / PERIOD / unit / f"{name}.ipynb") for unit in units]
    theirs = [_told(work / f"plain {what}" / f"{unit}.ipynb") for unit in units]
    same = len(units) == MANY and all(mine) and mine == theirs
    said = f"{MANY} reports ({what}) in {workers} processes, with pages / papermill, without"
    return Line.of(said, times, same=same, most=0.1)


def _told(made: Path) -> list[str]:
    """What a notebook that was run shows as pages do, without its drawings, whose parts have other names in each run.

    Its plain text is cut to the width of a terminal, which two kernels may take to be different.
    """
    cells = nbformat.read(made, as_version=4).cells
    shown = (output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    return [re.sub(r"<svg.*?</svg>", "", data["text/html"], flags=re.DOTALL) for data in shown if "text/html" in data]
