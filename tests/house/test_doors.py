"""The doors of the package: cheap to open, each leading somewhere."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import caselib

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


def test_a_wrong_door_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="funel"):
        _ = caselib.funel
