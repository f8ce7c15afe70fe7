"""A module imports only from floors below its own; the house is as design says it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "caselib"

# Lower floors first. Rooms of one floor stand in the order in which they may use each other:
# a casebook can count, so it stands on measures.
FLOORS = [
    "errors",
    "stats",
    "domain",
    "measures",
    "casebook",
    "analysis",
    "review",
    "figures",
    "reporting",
    "drilldown",
    "synthetic",
    "published",
    "cli_review",
    "doctor",
    "cli",
]
# Readers ask a result to be drawn; it hands itself to the figures, late and in this one place.
UPWARD = {("analysis/result.py", "figures")}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported_rooms(path: Path) -> set[str]:
    """Rooms that a module imports from, at whatever place in it."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "caselib":
            parts = node.module.split(".")
            rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("caselib.")}
    return rooms & set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_from_below(path: Path) -> None:
    inside = path.relative_to(PACKAGE)
    room = inside.parts[0].removesuffix(".py")
    if room == "__init__":
        return
    assert room in FLOORS, "a room that is not in the house"
    above = {other for other in imported_rooms(path) if other != room and FLOORS.index(other) > FLOORS.index(room)}
    assert not {other for other in above if (str(inside), other) not in UPWARD}, f"{inside} reaches up to {above}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 340, "a module to be divided"
    assert path.stem not in {"utils", "helpers", "common", "misc", "manager"}
    assert ast.get_docstring(ast.parse(text)), "a module says in a sentence what it is"


def test_a_reach_upwards_is_found(tmp_path: Path) -> None:
    module = tmp_path / "sample.py"
    module.write_text("def f():\n    from caselib.reporting.batch import report\n    import caselib.figures.style\n")
    assert imported_rooms(module) == {"reporting", "figures"}


def test_contributing_names_every_room_in_its_table_and_its_figure() -> None:
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)
    assert {name.strip("`/") for cell in table for name in cell.split(", ")} == set(FLOORS)
    figure = text[text.index("```text") : text.index("## Add a measure")]
    assert all(re.search(rf"\b{room}\b", figure) for room in FLOORS)
