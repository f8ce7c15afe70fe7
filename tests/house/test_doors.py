"""The doors of the package: cheap to open, each leading somewhere."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

import caselib
import caselib.published as published
import caselib.review as review

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
        assert (found.__doc__ or "").strip()
        # Run as a doctest, with `book` the invented casebook; opening a page or a batch is shown and left out.
        assert ">>> " in found.__doc__, "a public name shows how it is used"


@pytest.mark.parametrize("door", review.__all__)
def test_every_door_of_review_shows_how_it_is_used(door: str) -> None:
    assert ">>> " in (getattr(review, door).__doc__ or "")


def classes() -> Iterator[type]:
    """The classes that are public names, and those that public functions say they give."""
    for name in caselib.__all__:
        found = getattr(caselib, name)
        if inspect.isfunction(found):
            found = found.__globals__.get(str(found.__annotations__.get("return")))
        if inspect.isclass(found) and found.__module__.startswith("caselib."):
            yield found


def methods() -> Iterator[tuple[str, str]]:
    """Each public method behind a public name, with what it says of itself."""
    for kind in dict.fromkeys(classes()):
        for name, found in vars(kind).items():
            plain = found.__func__ if isinstance(found, (classmethod, staticmethod)) else found
            if inspect.isfunction(plain) and not name.startswith("_"):
                yield f"{kind.__name__}.{name}", plain.__doc__ or ""


def test_the_methods_of_public_classes_are_looked_at() -> None:
    found = dict(methods())
    assert {"Book.count", "Counts.only", "Counts.from_totals", "Period.parse", "Course.label"} <= set(found)


@pytest.mark.parametrize(("method", "said"), [pytest.param(*each, id=each[0]) for each in methods()])
def test_each_public_method_shows_how_it_is_used(method: str, said: str) -> None:
    assert ">>> " in said, method


@pytest.mark.parametrize("name", published.__all__)
def test_each_name_of_the_published_figures_shows_how_it_is_used(name: str) -> None:
    found = getattr(published, name)
    assert not callable(found) or ">>> " in (found.__doc__ or ""), name


def test_a_wrong_door_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="funel"):
        _ = caselib.funel
