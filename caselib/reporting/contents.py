"""The contents page of the notebooks, and their table in the READMEs, from what each says in its first cells."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

from caselib.domain.label import LANGUAGES, Language
from caselib.domain.marked import language_of, with_part
from caselib.domain.phrases import say
from caselib.domain.shipped import shipped

__all__ = ["contents", "notebooks_table", "with_notebooks"]

_HEAD = """# Notebooks · 笔记本

Written by `make docs` from the first cells of the notebooks. Open them with `make lab`. *Run → Restart Kernel and
Run All Cells* works from this folder once `make report` has made `build/casebook`; the tutorial, `methods` and
`90_published_figures` need nothing. Begin with the [tutorial](tutorial.ipynb). Text stands in English and Chinese; a
report shows the language that it is asked in, a notebook's tables and figures that of its parameter `language`. Run
times were [measured](../benchmarks/NOTEBOOKS.md): the seconds that a processor worked.

本页由`make docs`根据各笔记本开头的单元格生成。用`make lab`打开笔记本。先用`make report`生成`build/casebook`，
即可在本文件夹中使用“Run → Restart Kernel and Run All Cells”；入门、`methods`和`90_published_figures`无需任何准备。
请从[入门](tutorial.ipynb)开始。文字有英文和中文；报告只显示所要求的语言，笔记本中的表和图按参数`language`显示
（中文为`language = "zh"`）。运行时间为[实测](../benchmarks/NOTEBOOKS.md)（英文）的处理器秒数。
"""
_HEADS = {"en": "| notebook | question |\n| --- | --- |", "zh": "| 笔记本 | 问题 |\n| --- | --- |"}


def contents(folder: Path) -> str:
    """Write the page: question, what you see, parameters and run time of each notebook."""
    return _HEAD + "".join(_entry(path) for path in _in_order(folder))


def notebooks_table(folder: Path, language: Language = "en") -> str:
    """Write one line a notebook, as Markdown, with the question that it answers.

    >>> notebooks_table(shipped("notebooks")).splitlines()[0]
    '| notebook | question |'
    """
    lines = [
        f"| [`{path.stem}`](notebooks/{path.name}) | {_question(_texts(_cells(path), language))} |"
        for path in _in_order(folder)
    ]
    return "\n".join([_HEADS[language], *lines])


def with_notebooks(text: str, folder: Path, language: Language = "en") -> str:
    """Put the table between its two marks in a text."""
    return with_part(text, "notebooks", notebooks_table(folder, language))


def _in_order(folder: Path) -> list[Path]:
    """The tutorial first, then the reports by their numbers, then what is used by hand."""
    return sorted(folder.glob("*.ipynb"), key=lambda path: (path.stem != "tutorial", path.name))


def _entry(path: Path) -> str:
    cells = _cells(path)
    spoken = {language: _texts(cells, language) for language in LANGUAGES}
    titles = [_first(r"^# ([^\n]+)", spoken[language]) for language in LANGUAGES]
    lines = [
        f"\n## [{path.name}]({path.name}): {' · '.join(filter(None, titles))}\n",
        "  \n".join(filter(None, (_question(spoken[language]) for language in LANGUAGES))) + "\n",
        *(_seen(spoken[language], language) for language in LANGUAGES),
        f"- **Parameters · 参数**: {', '.join(f'`{name} = {value!r}`' for name, value in _parameters(cells))}",
        _time(cells[0]["metadata"].get("seconds")),
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _cells(path: Path) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def _question(text: str) -> str:
    return _first(r"\*\*(.+?)\*\*", text)


def _time(seconds: int | None) -> str:
    return f"- **Run time · 运行时间**: {seconds} s · {seconds}秒" if seconds else ""


def _texts(cells: list[dict[str, Any]], language: Language) -> str:
    """All that a notebook says in one language; a cell without a tag is in English."""
    said = [(cell["metadata"].get("tags") or ["lang-en"], cell) for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join("".join(cell["source"]) for tags, cell in said if f"lang-{language}" in tags)


def _seen(text: str, language: Language) -> str:
    """List the headings of a notebook in one language; its definitions stand in every report."""
    found = [one for one in re.findall(r"^## (.+)$", text, re.MULTILINE) if one != say(language, "Definitions")]
    colon, between, end = ("：", "；", "。") if language == "zh" else (": ", "; ", ".")
    return f"- **{say(language, 'You see')}**{colon}{between.join(found)}{end}" if found else ""


def _first(rule: str, text: str) -> str:
    found = re.search(rule, text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _parameters(cells: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    source = next("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return [
        (line.targets[0].id, ast.literal_eval(line.value))
        for line in ast.parse(source).body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
    ]


if __name__ == "__main__":
    notebooks = shipped("notebooks")
    for readme in map(Path, sys.argv[1:]):
        text = with_notebooks(readme.read_text(encoding="utf-8"), notebooks, language_of(readme))
        readme.write_text(text, encoding="utf-8")
    sys.stdout.write(contents(notebooks))
