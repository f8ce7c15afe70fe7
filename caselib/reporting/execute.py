"""One notebook run through papermill: as far as it came, and what went wrong."""

from __future__ import annotations

import json
import logging
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caselib.errors import CaselibError, ParameterError
from caselib.reporting.collected import OutgrownError
from caselib.reporting.parameters import ReportParameters
from caselib.reporting.zygote import LEAST_MEMORY, memory_said

__all__ = ["TIME_LIMIT", "Limits", "Problem", "because", "execute", "guarded", "without_outputs"]

TIME_LIMIT = 900.0
"""Seconds that one notebook may take, where nothing else is said."""
_SHORTEST = 0.01
_LOST = "what a cell put out did not come in time; do: make the report again, with fewer --workers"
_QUIET = logging.NullHandler()
Problem = dict[str, Any]
"""Why a report could not be made: reason, cell, source, traceback."""


@dataclass(frozen=True)
class Limits:
    """What one notebook may take: seconds, and GiB of memory (0: as the environment says, else 4).

    >>> Limits(seconds=0)
    Traceback (most recent call last):
        ...
    caselib.errors.ParameterError: a notebook needs some time; where: --time-limit; got: 0; do: more than 0, as 900
    """

    seconds: float = TIME_LIMIT
    memory: float = 0

    def __post_init__(self) -> None:
        if not self.seconds > 0:
            advice = "more than 0, as 900"
            raise ParameterError("a notebook needs some time", where="--time-limit", got=self.seconds, advice=advice)
        if not self.memory:
            memory_said()
        elif not self.memory >= LEAST_MEMORY:
            advice = f"{LEAST_MEMORY} GiB or more: the libraries alone take 1.4"
            raise ParameterError("a notebook needs more memory", where="--memory", got=self.memory, advice=advice)


def execute(asked: ReportParameters, path: Path, limits: Limits) -> tuple[Any, Problem | None]:
    """Run a notebook through papermill; give it as far as it came, and what went wrong."""
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    from caselib.reporting.warm import register

    # Without any, Python would print what papermill logs; the reason stands in the report.
    logging.getLogger("papermill").addHandler(_QUIET)
    with tempfile.TemporaryDirectory() as work:
        output = Path(work) / path.name
        try:
            # Papermill's own `cwd` changes the folder of this whole process; the kernel's is set by `resources` alone.
            papermill.execute_notebook(
                str(path), str(output), parameters=asked.model_dump(), kernel_name="python3", progress_bar=False,
                engine_name=register(), resources={"metadata": {"path": work}}, log_output=False,
                autosave_cell_every=0, config=_config(limits), shutdown_kernel="immediate",
                timeout_func=_left(limits.seconds),
            )  # fmt: skip
            problem = None
        except PapermillExecutionError as error:
            problem = _problem(error)
        except CellTimeoutError as error:
            problem = because(_LOST if "IOPub" in str(error) else _too_long(limits))
        except OutgrownError as error:
            problem = because(str(error))
        except Exception as error:  # A kernel that dies or hangs ends this report, never the batch.
            problem = because(f"{type(error).__name__}: {error}")
        # A full disk may have left half of it.
        read = output if _whole(output) else path
        return _shown(nbformat.read(str(read), as_version=4)), problem


def _config(limits: Limits) -> Any:
    from traitlets.config import Config

    return Config({"WarmManager": {"memory": int(limits.memory * 2**30)}})


def _too_long(limits: Limits) -> str:
    return f"the notebook took longer than {limits.seconds:g} s, and was ended (--time-limit)"


def _left(seconds: float) -> Callable[[Any], float]:
    """Tell before each cell how much of the time is left to it; the clock starts with the first."""
    ends: list[float] = []

    def left(cell: Any) -> float:
        ends[:] = ends or [time.monotonic() + seconds]
        # Without any, it would wait for ever.
        return max(ends[0] - time.monotonic(), _SHORTEST)

    return left


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
