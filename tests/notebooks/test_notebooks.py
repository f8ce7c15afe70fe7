"""Notebooks are thin, clean, and open with their question."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import nbformat
import pytest

PATHS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
WORDS = ("def ", "class ", "plt.", "read_csv", "groupby(", "sort_values", "nlargest", ".rank(", "import pandas", "for ")


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def cells(request: pytest.FixtureRequest) -> list[Any]:
    return list(nbformat.read(request.param, as_version=4).cells)


def code(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell.cell_type == "code"]


def size(cell: Any) -> int:
    return len([line for line in cell.source.splitlines() if line.strip()])


def test_committed_without_outputs(cells: list[Any]) -> None:
    assert not any(cell.outputs or cell.execution_count for cell in code(cells))


def test_opens_with_title_question_and_parameters(cells: list[Any]) -> None:
    assert cells[0].source.startswith("# ")
    assert "?" in cells[0].source
    assert code(cells)[0].metadata.get("tags") == ["parameters"]
    assert all(cell.cell_type == "markdown" for cell in cells[: cells.index(code(cells)[0])])


def test_is_thin(cells: list[Any]) -> None:
    sizes = [size(cell) for cell in code(cells)]
    assert sum(sizes) <= 60
    assert max(sizes) <= 12


def test_imports_once_and_from_the_door(cells: list[Any]) -> None:
    importing = [cell.source for cell in code(cells) if "import " in cell.source]
    assert len(importing) == 1
    assert "import caselib as cl" in importing[0].splitlines()


@pytest.mark.parametrize("word", WORDS)
def test_leaves_the_work_to_the_package(cells: list[Any], word: str) -> None:
    assert not any(word in cell.source for cell in code(cells))


def test_says_how_to_read_before_each_result(cells: list[Any]) -> None:
    for before, cell in itertools.pairwise(cells[cells.index(code(cells)[1]) :]):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown"


@pytest.mark.parametrize("name", ["70_public_figures", "methods", "tutorial"])
def test_ends_with_what_to_do_next(name: str) -> None:
    (path,) = [path for path in PATHS if path.stem == name]
    last = [cell.source for cell in nbformat.read(path, as_version=4).cells[-2:]]
    assert [text.splitlines()[0] for text in last] == ["## What to do next", "## 下一步做什么"]
