"""One notebook run through papermill: as far as it came, and what went wrong."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from caselib.errors import CaselibError
from caselib.reporting.parameters import ReportParameters

__all__ = ["TIME_LIMIT", "Problem", "because", "execute", "guarded", "without_outputs"]

# Sockets in a folder of this user alone: no ports that two kernels could race for, nothing on the network.
_TRANSPORT = {"KernelManager": {"transport": "ipc"}}
TIME_LIMIT = 600
"""Seconds that one cell may take."""
Problem = dict[str, Any]
"""Why a report could not be made: reason, cell, source, traceback."""


def execute(asked: ReportParameters, path: Path) -> tuple[Any, Problem | None]:
    """Run a notebook through papermill; give it as far as it came, and what went wrong."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from caselib.reporting.warm import register

    with tempfile.TemporaryDirectory() as work:
        output = Path(work) / path.name
        try:
            # Papermill's own `cwd` changes the folder of this whole process; the kernel's is set by `resources` alone.
            papermill.execute_notebook(
                str(path), str(output), parameters=asked.model_dump(), kernel_name="python3", progress_bar=False,
                engine_name=register(), resources={"metadata": {"path": work}}, execution_timeout=TIME_LIMIT,
                log_output=False, autosave_cell_every=0, config=Config(_TRANSPORT), shutdown_kernel="immediate",
            )  # fmt: skip
            problem = None
        except PapermillExecutionError as error:
            problem = _problem(error)
        except Exception as error:  # A kernel that dies or hangs ends this report, never the batch.
            problem = because(f"{type(error).__name__}: {error}")
        # A full disk may have left half of it.
        read = output if _whole(output) else path
        return _shown(nbformat.read(str(read), as_version=4)), problem


def _shown(notebook: Any) -> Any:
    """Leave out the plain form of what has a shown one: it holds frames of numbers that no page shows."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"].pop("text/plain", None)
    return notebook


def because(reason: str) -> Problem:
    """Name a reason that no cell gave."""
    return {"reason": reason, "cell": None, "source": "", "traceback": ""}


def guarded(problem: Problem, *, refused: bool) -> Problem:
    """Leave of a problem what no cell can have put there: the kind of the error, or the gate's rule, and which cell.

    >>> guarded(because("ValueError: 7 persons at 330101"), refused=False)["reason"]
    'ValueError; whoever ran the batch has seen its words'
    >>> guarded(because("a rank; where: overview.html; got: 'rank 3'"), refused=True)["reason"]
    'a rank; where: overview.html'
    """
    kind = re.match(r"[A-Za-z_.]+(?=: )", problem["reason"])
    failed = f"{kind[0] if kind else 'the notebook failed'}; whoever ran the batch has seen its words"
    reason = problem["reason"].split("; got:")[0] if refused else failed
    return {"reason": reason, "cell": problem["cell"], "source": "", "traceback": ""}


def without_outputs(notebook: Any) -> Any:
    """Take away what a notebook put out, and leave what it asked."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


def _whole(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False


def _problem(error: Any) -> Problem:
    known = {kind.__name__ for kind in _family(CaselibError)}
    reason = error.evalue if error.ename in known else f"{error.ename}: {error.evalue}"
    return {"reason": reason, "cell": error.exec_count, "source": error.source, "traceback": "\n".join(error.traceback)}


def _family(kind: type) -> list[type]:
    return [kind, *(each for child in kind.__subclasses__() for each in _family(child))]
