"""A casebook is the old one or the new one: killed, interrupted by another load, or asked while it changes."""

from __future__ import annotations

import json
import os
import pickle
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.errors import CasebookError
from tests.casebook.exports import export, good_rows

pytestmark = pytest.mark.slow

COUNT = "SELECT count(*) AS n FROM arrest_reviews"
LOAD = "import sys; from caselib.casebook.load import load; print('ready', flush=True); load(sys.argv[1], sys.argv[2])"


def rows_in(path: Path) -> int:
    return int(open_casebook(path).sql(COUNT)["n"].iat[0])


def test_the_same_load_again_changes_nothing(tmp_path: Path) -> None:
    source = export(tmp_path / "in", good_rows(20))
    first = load(source, tmp_path / "casebook")
    place = tmp_path / "casebook" / "versions" / first.id
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    assert load(source, tmp_path / "casebook").id == first.id
    assert before == {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    assert [path.name for path in place.parent.iterdir()] == [first.id]


def test_a_version_that_was_tampered_with_is_not_taken_for_the_load(tmp_path: Path) -> None:
    source = export(tmp_path / "in", good_rows(20))
    first = load(source, tmp_path / "casebook")
    manifest = tmp_path / "casebook" / "versions" / first.id / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["tables"][0]["accepted"] -= 1
    manifest.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(CasebookError, match="remove that folder"):
        load(source, tmp_path / "casebook")


def test_going_back_is_pointing_back(tmp_path: Path) -> None:
    old, new = export(tmp_path / "old", good_rows(20)), export(tmp_path / "new", good_rows(30))
    numbers = []
    for source in (old, new, old):
        load(source, tmp_path / "casebook")
        numbers.append(rows_in(tmp_path / "casebook"))
    assert numbers == [20, 30, 20]


def test_loads_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    sources = [export(tmp_path / f"in{number}", good_rows(number)) for number in (20, 20, 30, 40)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda source: load(source, tmp_path / "casebook"), sources))
    assert len({each.id for each in done}) == 3
    assert rows_in(tmp_path / "casebook") in (20, 30, 40)
    assert sorted(path.name for path in (tmp_path / "casebook" / "versions").iterdir()) == sorted({d.id for d in done})


def test_what_was_left_behind_long_ago_is_cleared(tmp_path: Path) -> None:
    left, fresh = (tmp_path / "casebook" / "versions" / name for name in (".old.1.partial", ".new.2.partial"))
    for path in (left, fresh):
        path.mkdir(parents=True)
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(left, (long_ago, long_ago))
    load(export(tmp_path / "in", good_rows(3)), tmp_path / "casebook")
    assert not left.exists()
    assert fresh.exists()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    load(export(tmp_path / "old", good_rows(20)), tmp_path / "casebook")
    new = export(tmp_path / "new", good_rows(60_000))
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(new), str(tmp_path / "casebook")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0, 0.9))
    process.kill()
    process.wait()
    process.stdout.close()
    assert rows_in(tmp_path / "casebook") in (20, 60_000)
    load(new, tmp_path / "casebook")
    assert rows_in(tmp_path / "casebook") == 60_000


def test_a_book_is_asked_from_several_threads(tmp_path: Path) -> None:
    load(export(tmp_path / "in", good_rows(200)), tmp_path / "casebook")
    book = open_casebook(tmp_path / "casebook")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda unit: book.sql(COUNT + " WHERE unit = ?", [unit])["n"].iat[0], ["420101"] * 40))
    assert found == [67] * 40


def test_a_book_goes_to_another_process(tmp_path: Path) -> None:
    load(export(tmp_path / "in", good_rows(20)), tmp_path / "casebook")
    book = open_casebook(tmp_path / "casebook")
    assert len(book.sql("SELECT * FROM arrest_reviews")) == 20
    again = pickle.loads(pickle.dumps(book))
    assert again.id == book.id
    assert len(again.sql("SELECT * FROM arrest_reviews")) == 20


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1) TO '{place}/tables/arrest_reviews.parquet'",
        "COPY (SELECT 1) TO '{place}/tables/other.parquet'",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW arrest_reviews",
        "SELECT 1; SELECT 2",
        "",
        "SELECT * FROM read_text('{place}/manifest.json')",
        "SELECT unti FROM arrest_reviews",
    ],
)
def test_a_book_answers_one_question_and_does_nothing_else(tmp_path: Path, query: str) -> None:
    load(export(tmp_path / "in", good_rows(20)), tmp_path / "casebook")
    book = open_casebook(tmp_path / "casebook")
    with pytest.raises(CasebookError):
        book.sql(query.replace("{place}", str(book.place)))
    assert len(book.sql("SELECT * FROM arrest_reviews")) == 20
