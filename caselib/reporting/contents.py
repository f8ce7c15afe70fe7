"""The contents page of the notebooks, from what each says of itself in its first cells: `make docs` writes it."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

from caselib.domain.label import LANGUAGES, Language
from caselib.domain.phrases import say
from caselib.domain.shipped import shipped

__all__ = ["contents"]

_HEAD = """# Notebooks

Written by `make docs` from the first cells of the notebooks. Open them with `make lab`. *Run → Restart Kernel and
Run All Cells* works from this folder once `make report` has made `build/casebook`; the tutorial and `methods` need
nothing. Begin with the [tutorial](tutorial.ipynb). Text stands in English and Chinese; a report shows the language
that it is asked in.
"""


def contents(folder: Path) -> str:
    """Write the page: question, what you see, parameters and run time of each notebook, the tutorial first."""
    paths = sorted(folder.glob("*.ipynb"), key=lambda path: (path.stem != "tutorial", path.name))
    return _HEAD + "".join(_entry(path) for path in paths)


def _entry(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    spoken = {language: _texts(cells, language) for language in LANGUAGES}
    titles = [_first(r"^# ([^\n]+)", spoken[language]) for language in LANGUAGES]
    questions = [_first(r"\*\*(.+?)\*\*", spoken[language]) for language in LANGUAGES]
    seen = [_seen(spoken[language], language) for language in LANGUAGES]
    seconds = cells[0]["metadata"].get("seconds")
    lines = [
        f"\n## [{path.name}]({path.name}): {' · '.join(filter(None, titles))}\n",
        "  \n".join(filter(None, questions)) + "\n",
        *seen,
        f"- **Parameters**: {', '.join(f'`{name} = {value!r}`' for name, value in _parameters(cells))}",
        f"- **Run time**: about {seconds} seconds on the invented nation" if seconds else "",
    ]
    return "\n".join(line for line in lines if line) + "\n"


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
    sys.stdout.write(contents(shipped("notebooks")))
