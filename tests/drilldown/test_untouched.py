"""Who looks changes nothing: the explorer reads a casebook as it is, and keeps its counts beside it, where it may."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from caselib.casebook.store import open_casebook
from caselib.drilldown.explorer import explore
from caselib.drilldown.state import State
from tests.drilldown.tab import PERIOD

pytestmark = pytest.mark.slow


@pytest.fixture
def own(casebook: Path, tmp_path: Path) -> Path:
    """A casebook as it was loaded, of which nothing was counted yet."""
    return Path(shutil.copytree(casebook, tmp_path / "own", ignore=shutil.ignore_patterns("counts", "*.partial")))


def files(casebook: Path) -> dict[str, str]:
    """What each file of a casebook holds, but for what was counted."""
    found = [path for path in sorted(casebook.rglob("*")) if path.is_file()]
    names = {path.relative_to(casebook).as_posix(): path for path in found}
    read = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in names.items()}
    return {name: told for name, told in read.items() if not name.startswith("counts/")}


def walk(casebook: Path) -> list[int]:
    """Go through every view, down to the course of a case, and put a page of cases into the plan."""
    explorer = explore(open_casebook(casebook, unit="100000"), period=PERIOD)
    seen = []
    for unit in ("100000", "420000", "420202"):
        for view in State("refused", PERIOD, unit).views:
            explorer.restore(str(State("refused", PERIOD, unit).to(view=view)))
            seen.append(len(explorer.numbers().rows))
    explorer.restore(str(State("refused", PERIOD, "420202", "cases", only=(("offence", "theft"),))))
    explorer.add()
    explorer.change(case=str(explorer.plan["case_id"].iloc[0]))
    explorer.cube.shelved()
    return [*seen, len(explorer.numbers().rows)]


def test_a_walk_through_the_explorer_leaves_every_file_as_it_was(own: Path) -> None:
    before = files(own)
    assert any(name.startswith("versions/") for name in before)
    walk(own)
    assert files(own) == before
    assert any((own / "counts").rglob("*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_casebook_that_may_not_be_written_is_gone_through_all_the_same(own: Path) -> None:
    seen = walk(own)
    shutil.rmtree(own / "counts")
    every = [own, *own.rglob("*")]
    for path in every:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        before = files(own)
        assert walk(own) == seen
        assert files(own) == before
    finally:
        for path in every:
            path.chmod(path.stat().st_mode | 0o200)
