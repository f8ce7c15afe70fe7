"""Every mistake that a person can put right says what to do; where it does not, the reason stands here."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from caselib import errors

PACKAGE = Path(errors.__file__).parent
FAMILY = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and name.endswith("Error")}
WITHOUT = {
    "DeclarationError": "said at import, to whoever writes the declaration: the sentence is the rule",
    "StatisticsError": "pure functions know no case: the sentence is what must hold, and `got` is what broke it",
    "drilldown/looks.py": "said on the page in the reader's language, and the page stays where it was",
}
"""A family, or a file: why its mistakes may end without a next step."""


@cache
def told() -> tuple[tuple[str, str, ast.Call], ...]:
    """Each place where a mistake of the family is made: file, family, call."""
    return tuple(
        (path.relative_to(PACKAGE).as_posix(), node.func.id, node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FAMILY
    )


def advised(family: str, call: ast.Call) -> bool:
    said = [word.value for word in call.keywords if word.arg == "advice"]
    empty = not said or (isinstance(said[0], ast.Constant) and not said[0].value)
    return bool(FAMILY[family].usual) or not empty


def test_each_mistake_says_what_to_do() -> None:
    silent = [
        f"caselib/{file}:{call.lineno}: {ast.unparse(call.args[0])}"
        for file, family, call in told()
        if not advised(family, call) and not {file, family} & set(WITHOUT)
    ]
    assert silent == []


@pytest.mark.parametrize("reason", WITHOUT)
def test_each_reason_is_still_needed(reason: str) -> None:
    assert any(reason in (file, family) and not advised(family, call) for file, family, call in told())


def test_all_places_are_found() -> None:
    assert len(told()) > 300
    assert {"SourceError", "MappingError", "GateError"} <= {family for _, family, _ in told()}


def test_what_is_usual_gives_way_to_what_is_said() -> None:
    assert errors.GateError("a", advice="b").advice == "b"
    assert str(errors.GateError("a")).endswith(f"; do: {errors.GateError.usual}")
    assert str(errors.SourceError("a")) == "a"
