"""Restart and run all: every notebook runs from notebooks/ as it is, on the casebook that `make report` leaves."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


@pytest.fixture
def folder(rehearsed_casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree as after `make report`: notebooks/, and build/casebook beside it with a rehearsed review."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "casebook").symlink_to(rehearsed_casebook)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    shutil.copytree(NOTEBOOKS, tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return tmp_path / "notebooks"


def run(path: Path, made: Path) -> tuple[list[Any], float]:
    """Execute without a word of parameters; give the outputs, and the seconds that the processors worked for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    papermill.execute_notebook(str(path), str(made), kernel_name="python3", cwd=str(path.parent), progress_bar=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cells = nbformat.read(made, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return outputs, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_runs_as_it_is_within_a_minute(name: str, folder: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    outputs, seconds = run(folder / f"{name}.ipynb", tmp_path / "made.ipynb")
    assert outputs
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    # The processors' time, since a busy machine makes a clock say what it likes.
    assert 0 < seconds < 60
    assert sorted(path.name for path in folder.iterdir()) == before
