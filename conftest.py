"""A small invented nation, made and loaded once: for tests with a real casebook, and examples that say `book`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import caselib
from caselib.casebook.load import load
from caselib.synthetic.nation import synthesize
from caselib.synthetic.rehearsal import rehearse


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented nation of the README: scale 0.01, seed 7."""
    return synthesize(tmp_path_factory.mktemp("nation") / "nation", scale=0.01, seed=7).path


@pytest.fixture(scope="session")
def casebook(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its casebook."""
    path = tmp_path_factory.mktemp("casebook") / "casebook"
    load(nation, path)
    return path


@pytest.fixture(scope="session")
def rehearsed_casebook(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a rehearsed round of review of the province."""
    folder = tmp_path_factory.mktemp("rehearsed")
    copied = shutil.copytree(casebook, folder / "casebook")
    rehearse(caselib.open(copied, unit="420000"), period="2026Q1-Q3", out=folder / "sheets", random=60)
    return copied


@pytest.fixture(autouse=True)
def names_of_examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, Any]) -> None:
    """Give examples what every reader has: `cl`, `book`, the invented casebook opened for a province, and `reviewed`.

    The latter is the same casebook after a rehearsed round of review, with its findings followed up.
    """
    if isinstance(request.node, pytest.DoctestItem):
        doctest_namespace["cl"] = caselib
        said = "".join(example.source for example in request.node.dtest.examples)
        if "book" in said:
            doctest_namespace["book"] = caselib.open(request.getfixturevalue("casebook"), unit="420000")
        if re.search(r"\breviewed[.,)]", said):
            doctest_namespace["reviewed"] = caselib.open(request.getfixturevalue("rehearsed_casebook"), unit="420000")
