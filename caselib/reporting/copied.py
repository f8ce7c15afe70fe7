"""Whether a finished public notebook is the shipped one with its parameters: no count stands in code or metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from caselib.errors import GateError
from caselib.reporting.parameters import ReportParameters

__all__ = ["as_shipped", "check_copy", "restated"]

_GIVEN = "injected-parameters"
# What papermill and its client write of how long a cell ran and when; the cells have no part in it.
_OF_THE_RUN = ("execution", "papermill", "language_info")


def as_shipped(notebook: Any) -> Any:
    """Take away what a run leaves of itself beside the cells: times, the machine's folders, the order of running."""
    for key in _OF_THE_RUN:
        notebook.metadata.pop(key, None)
    for cell in notebook.cells:
        for key in _OF_THE_RUN:
            cell.metadata.pop(key, None)
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return notebook


def restated(notebook: Any, given: ReportParameters, shown: ReportParameters) -> Any:
    """Write other parameters into the cell that holds those which were given; a cell that holds others stays."""
    for cell in notebook.cells:
        if _GIVEN in cell.metadata.get("tags", []) and cell.source == _parameters(given)["source"]:
            cell.source = _parameters(shown)["source"]
    return notebook


def check_copy(notebook: Any, path: Path, asked: ReportParameters) -> None:
    """Raise `GateError` where a notebook is not its source letter by letter, but for outputs and parameters."""
    import nbformat

    source = as_shipped(nbformat.read(str(path), as_version=4))
    if _plain(notebook.metadata) != _plain(source.metadata):
        raise GateError("the metadata of a public notebook are not those of its source", where=path.name)
    cells = [cell for cell in notebook.cells if _GIVEN not in cell.metadata.get("tags", [])]
    given = [cell for cell in notebook.cells if _GIVEN in cell.metadata.get("tags", [])]
    if [_cell(cell) for cell in given] != [_parameters(asked)] or len(cells) != len(source.cells):
        raise GateError("a public notebook holds cells that its source does not", where=path.name)
    for number, (cell, shipped) in enumerate(zip(cells, source.cells, strict=True), start=1):
        if _cell(cell) != _cell(shipped):
            raise GateError("a cell of a public notebook is not as its source has it", where=f"{path.name}, {number}")


def _cell(cell: Any) -> dict[str, Any]:
    """All of a cell but what it put out; its id is papermill's where the source has none."""
    kept = {key: value for key, value in _plain(cell).items() if key not in ("outputs", "id")}
    # Papermill gives every cell a list of tags.
    return kept | {"metadata": {"tags": [], **kept["metadata"]}}


def _parameters(asked: ReportParameters) -> dict[str, Any]:
    from papermill.translators import translate_parameters

    code = translate_parameters("python3", "python", asked.model_dump(), "Parameters")
    return {"cell_type": "code", "execution_count": None, "metadata": {"tags": [_GIVEN]}, "source": code}


def _plain(node: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(node))
    return plain
