"""The doors of the package: cheap to open, each leading somewhere."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import caselib
import caselib.published as published
import caselib.review as review
from caselib.drilldown.explorer import Explorer
from caselib.figures.picture import Picture

HEAVY = (
    "pandas",
    "numpy",
    "duckdb",
    "matplotlib",
    "seaborn",
    "statsmodels",
    "scipy",
    "sqlglot",
    "papermill",
    "pyarrow",
)


def test_import_loads_no_heavy_library() -> None:
    code = "import sys, json, caselib; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert not set(HEAVY) & set(loaded)


@pytest.mark.parametrize("door", [name for name in caselib.__all__ if name != "__version__"])
def test_every_door_opens_and_says_what_it_is(door: str) -> None:
    found = getattr(caselib, door)
    assert found is not None
    if callable(found):
        # Run as a doctest, with `book` the invented casebook.
        assert ">>> " in (found.__doc__ or ""), "a public name shows how it is used"


@pytest.mark.parametrize("door", review.__all__)
def test_every_door_of_review_shows_how_it_is_used(door: str) -> None:
    assert ">>> " in (getattr(review, door).__doc__ or "")


def named(said: object, place: str) -> Iterator[type]:
    """The classes of the package that an annotation of a module names."""
    for word in re.findall(r"[A-Za-z_]\w*", str(said)):
        found = vars(sys.modules[place]).get(word)
        if inspect.isclass(found):
            yield found


def functions(kind: type) -> Iterator[tuple[str, Any]]:
    """The public methods that a class itself declares."""
    for name, found in vars(kind).items():
        plain = found.__func__ if isinstance(found, (classmethod, staticmethod)) else found
        if inspect.isfunction(plain) and not name.startswith("_"):
            yield name, plain


@cache
def classes() -> tuple[type, ...]:
    """The classes that public names are or give, and those that these hold or give; a notebook meets no others."""
    # Pictures are named for types alone, so that nothing draws before it is asked to.
    waiting = [getattr(room, name) for room in (caselib, review, published) for name in room.__all__] + [Picture]
    found: dict[type, None] = {}
    while waiting:
        one = waiting.pop()
        if inspect.isfunction(one):
            waiting += named(one.__annotations__.get("return"), one.__module__)
        elif inspect.isclass(one) and one not in found and met(one):
            found[one] = None
            waiting += one.__bases__
            waiting += [function for _, function in functions(one)]
            waiting += [kind for said in inspect.get_annotations(one).values() for kind in named(said, one.__module__)]
    return tuple(sorted(found, key=lambda kind: (kind.__module__, kind.__name__)))


def met(kind: type) -> bool:
    """Whether a person meets a class: not what the explorer sends to the browser, nor what is only a type."""
    inside = kind.__module__.startswith("caselib.drilldown.") and kind is not Explorer
    return kind.__module__.startswith("caselib.") and not inside and not getattr(kind, "_is_protocol", False)


def methods() -> Iterator[tuple[str, str]]:
    """Each public method behind a public name, with what it says of itself."""
    for kind in classes():
        for name, found in functions(kind):
            yield f"{kind.__name__}.{name}", found.__doc__ or ""


def test_the_methods_of_public_classes_are_looked_at() -> None:
    found = dict(methods())
    assert {"Book.count", "Counts.only", "Counts.from_totals", "Period.parse", "Course.label"} <= set(found)
    assert {"Signal.cases", "Picture.save", "Sample.estimates", "Plan.open", "Coverage.size"} <= set(found)
    assert {"Checked.only", "Interval.gap", "Bases.plot", "Quarters.plot"} <= set(found)


@pytest.mark.parametrize(("method", "said"), [pytest.param(*each, id=each[0]) for each in methods()])
def test_each_public_method_shows_how_it_is_used(method: str, said: str) -> None:
    assert ">>> " in said, method


@pytest.mark.parametrize("name", published.__all__)
def test_each_name_of_the_published_figures_shows_how_it_is_used(name: str) -> None:
    found = getattr(published, name)
    assert not callable(found) or ">>> " in (found.__doc__ or ""), name


@pytest.mark.parametrize("room", [caselib, published])
def test_what_is_no_function_is_explained_by_its_room(room: ModuleType) -> None:
    """A dictionary has no text of its own: who asks for help on the room reads what it holds."""
    values = {name for name in room.__all__ if not callable(getattr(room, name)) and not name.startswith("_")}
    values = {name for name in values if not isinstance(getattr(room, name), ModuleType)}
    assert values >= {"caselib": {"MEASURES", "PANELS"}, "caselib.published": {"COLUMNS"}}[room.__name__]
    assert {name for name in values if f"`{name}`" not in (room.__doc__ or "")} == set()


def test_no_example_is_shown_and_left_out() -> None:
    skipped = [path for path in Path(caselib.__file__).parent.rglob("*.py") if "+SKIP" in path.read_text("utf-8")]
    assert skipped == []


def test_a_wrong_door_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="funel"):
        _ = caselib.funel
