"""Notebooks are thin, clean, and open with their question."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

import caselib as cl

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
    """In both languages, and with more than a heading; what stands before the imports says it of the first result."""
    for result in code(cells)[2:]:
        place = cells.index(result)
        english, chinese = cells[place - 2], cells[place - 1]
        assert english.metadata["tags"] == ["lang-en"]
        assert chinese.metadata["tags"] == ["lang-zh"]
        assert all(re.sub(r"(?m)^#.*$", "", cell.source).strip() for cell in (english, chinese)), result.source


def test_ends_with_what_to_do_next(cells: list[Any]) -> None:
    last = [cell.source for cell in cells[-2:]]
    assert [text.splitlines()[0] for text in last] == ["## What to do next", "## 下一步做什么"]
    assert all(len(text.splitlines()) > 2 for text in last)


@pytest.mark.parametrize("path", [path for path in PATHS if path.stem[:1] in "0123456"], ids=lambda path: path.stem)
def test_says_what_cannot_be_said(path: Path) -> None:
    """The last words of a report on an office name what its data leave open, in both languages."""
    english, chinese = [cell.source for cell in nbformat.read(path, as_version=4).cells[-2:]]
    assert "cannot be said" in english
    assert "不能说明" in chinese


def links(text: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_each_link_leads_somewhere(cells: list[Any]) -> None:
    for link in links("\n".join(cell.source for cell in cells if cell.cell_type == "markdown")):
        file, _, head = link.partition("#")
        path = PATHS[0].parent / file
        assert path.exists(), link
        assert not head or head in anchors(path), link


def test_the_tutorial_links_to_the_next_steps_in_both_languages() -> None:
    (path,) = [path for path in PATHS if path.stem == "tutorial"]
    last = [cell.source for cell in nbformat.read(path, as_version=4).cells[-2:]]
    assert [link.partition("#")[0] for text in last for link in links(text)] == [
        "../README.md", "README.md", "../README.zh.md", "README.md",
    ]  # fmt: skip


@pytest.mark.parametrize("period", ["2024", "2026Q1-Q3", "2027Q2"])
def test_since_2019_begins_in_2019_whatever_the_period(period: str) -> None:
    (path,) = [path for path in PATHS if path.stem == "50_substandard_since_2019"]
    lines = [line for cell in code(nbformat.read(path, as_version=4).cells) for line in cell.source.splitlines()]
    (said,) = [line.removeprefix("span = ") for line in lines if line.startswith("span = ")]
    span = cl.Period.parse(eval(said, {"cl": cl, "period": period}))
    assert (str(span.first), span.last) == ("2019-01", cl.Period.parse(period).last)


def test_no_chinese_paragraph_breaks_its_line(cells: list[Any]) -> None:
    """A page turns a break into a space, and Chinese sets none between its words."""
    for cell in cells:
        assert not re.search("[\u4e00-\u9fff，。；：、]\n[\u4e00-\u9fff`]", cell.source), cell.source
