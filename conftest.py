"""A small invented nation, made and loaded once: for tests with a real casebook, and examples that say `book`."""

from __future__ import annotations

import fcntl
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import caselib
from caselib.casebook.load import load
from caselib.synthetic.nation import synthesize
from caselib.synthetic.rehearsal import rehearse

ROOT = Path(__file__).parent


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Make a folder once for all processes of a run: the first makes it, the others wait for it and read the same."""
    base = factory.getbasetemp()
    # A worker of pytest-xdist has a folder of its own within that of the run.
    path = (base.parent if base.name.startswith("popen-") else base) / name / name
    path.parent.mkdir(exist_ok=True)
    with (path.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (path.parent / "made").exists():
            make(path)
            (path.parent / "made").touch()
    return path


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented nation of the README: scale 0.01, seed 7."""
    return once(tmp_path_factory, "nation", lambda path: synthesize(path, scale=0.01, seed=7))


@pytest.fixture(scope="session")
def casebook(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its casebook; nobody writes into it but what is counted, once."""
    return once(tmp_path_factory, "casebook", lambda path: load(nation, path))


@pytest.fixture(scope="session")
def rehearsed_casebook(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a rehearsed round of review of the province."""

    def rehearsed(path: Path) -> None:
        shutil.copytree(casebook, path, ignore=shutil.ignore_patterns("*.partial"))
        rehearse(caselib.open(path, unit="420000"), period="2026Q1-Q3", out=path.parent / "sheets", random=60)

    return once(tmp_path_factory, "rehearsed", rehearsed)


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook with a row for every rule that can be broken, so that every rule is said."""

    def made(path: Path) -> None:
        load(synthesize(path.parent / "nation", scale=0.01, seed=7, faults=True).path, path)

    return once(tmp_path_factory, "faulty", made)


@pytest.fixture(scope="session")
def made_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make report` leaves, its recipe gone through line by line as make would, in a folder of its own."""

    def made(path: Path) -> None:
        path.mkdir()
        told = subprocess.run(["make", "-n", "report"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        lines = [line.split()[1:] for line in told.splitlines() if line.startswith(".venv/bin/caselib ")]
        assert [line[0] for line in lines] == ["synthesize", "load", "review", "report"]
        for words in lines:
            ran = [sys.executable, "-m", "caselib.cli", *words]
            done = subprocess.run(ran, cwd=path, capture_output=True, text=True)
            assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
            (path / f"{words[0]}.txt").write_text(done.stdout, encoding="utf-8")

    return once(tmp_path_factory, "made-report", made)


@pytest.fixture(scope="session")
def chinese(faulty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every report on a province in Chinese, of a casebook in which every rule is broken: the folder of its period."""
    from caselib.reporting.batch import report

    def made(path: Path) -> None:
        assert not report(faulty, "2026Q1-Q3", units=["420000"], language="zh", out=path).failed

    return once(tmp_path_factory, "chinese", made) / "2026Q1-Q3"


@pytest.fixture(autouse=True)
def names_of_examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, Any]) -> None:
    """Give examples what every reader has: `cl`, `book` (the invented casebook, of a province), `explorer`, `reviewed`.

    The latter is the same casebook after a rehearsed round of review, with its findings followed up; `form` is the form
    of its first reviewer. `own` is `book`, but plans of review are kept in a folder of its own.
    """
    if isinstance(request.node, pytest.DoctestItem):
        doctest_namespace["cl"] = caselib
        said = "".join(example.source for example in request.node.dtest.examples)
        if "book" in said:
            doctest_namespace["book"] = caselib.open(request.getfixturevalue("casebook"), unit="420000")
        if "explorer." in said:
            opened = caselib.open(request.getfixturevalue("casebook"), unit="420000")
            doctest_namespace["explorer"] = caselib.explore(opened, period="2026Q1-Q3")
        if re.search(r"\breviewed[.,)]", said):
            doctest_namespace["reviewed"] = caselib.open(request.getfixturevalue("rehearsed_casebook"), unit="420000")
        if re.search(r"\bown[.,)]", said):
            read = caselib.open(request.getfixturevalue("casebook"), unit="420000")
            doctest_namespace["own"] = replace(read, path=request.getfixturevalue("tmp_path"))
        if re.search(r"^form\.|= form\.", said, re.MULTILINE):
            kept = caselib.open(request.getfixturevalue("rehearsed_casebook"), unit="420000")
            doctest_namespace["form"] = opened_form(kept, request.getfixturevalue("tmp_path"))


def opened_form(book: Any, store: Path) -> Any:
    """The form of the first reviewer, with nothing said in it yet."""
    plan = caselib.review.latest_round(book, period="2026Q1-Q3").plan
    first, told = plan.assignments["reviewer"].min(), caselib.review.facts(book, plan)
    return caselib.review.review_form(plan.assignments, told, store, reviewer=first, today=date(2026, 10, 9))
