"""How long each notebook takes: `python -m benchmarks.notebooks`, on the invented nation that `make report` makes.

Each runs as "Run All Cells" runs it: in its folder, with the parameters that stand in it, on a casebook that keeps its
counts. What its kernel asked of the processors says more than the clock where a machine has other work: it is written
into the first cell of each notebook, where `make docs` finds it for the contents page.
"""

from __future__ import annotations

import json
import math
import os
import platform
import resource
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.drilldown.cube import explore_beforehand
from caselib.measures.beforehand import count_beforehand
from caselib.synthetic.nation import synthesize
from caselib.synthetic.rehearsal import rehearse

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
RESULTS = Path(__file__).parent / "NOTEBOOKS.md"


def main() -> None:
    """Measure, print, write NOTEBOOKS.md, and tell the notebooks."""
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder))
    note = (
        "Restart and run all cells, on the invented nation of `make report`, counted beforehand; "
        f"{platform.machine()}, {os.cpu_count()} cores, load before {load_before:.1f}; {date.today()}."
    )
    head = ["| notebook | seconds of a processor | seconds by the clock |", "| --- | --- | --- |"]
    lines = [*head, *(f"| {name} | {busy:.1f} | {passed:.1f} |" for name, (busy, passed) in found.items())]
    said = f"# How long the notebooks take\n\n{note}\n\n" + "\n".join(lines) + "\n"
    RESULTS.write_text(said, encoding="utf-8")
    print(said)
    for name, (busy, _) in found.items():
        tell(NOTEBOOKS / f"{name}.ipynb", math.ceil(busy))


def measured(work: Path) -> dict[str, tuple[float, float]]:
    """Run copies of all notebooks beside a casebook in `build`."""
    casebook = work / "build" / "casebook"
    load(synthesize(work / "nation", scale=0.01, seed=7, faults=True).path, casebook)
    rehearse(open_casebook(casebook, unit="420000"), period="2026Q1-Q3", out=work / "sheets", random=60)
    explore_beforehand(open_casebook(casebook))
    count_beforehand(open_casebook(casebook))
    copies = shutil.copytree(NOTEBOOKS, work / "notebooks")
    return {path.stem: seconds(path) for path in sorted(copies.glob("*.ipynb"))}


def seconds(path: Path) -> tuple[float, float]:
    """Run a notebook from its folder; what its kernel used of the processors, and what passed on the clock."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
    before, start = used(), time.perf_counter()
    client.execute()
    return used() - before, time.perf_counter() - start


def used() -> float:
    """What processes that this one started, and that have ended, had of the processors."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def tell(path: Path, taken: int) -> None:
    """Write the seconds into the first cell of a notebook, and nothing else."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["metadata"]["seconds"] = taken
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
