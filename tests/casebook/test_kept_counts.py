"""Counts that are kept are those of the cases, to the last bit; the second time no case is read."""

from __future__ import annotations

import os
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.domain.tables import TABLES
from caselib.errors import CasebookError
from caselib.measures.beforehand import count_beforehand
from caselib.measures.catalogue import MEASURES
from caselib.measures.count import count, course
from caselib.measures.counts import Counts
from caselib.measures.declare import Duration
from caselib.synthetic.nation import synthesize

pytestmark = pytest.mark.slow

HERE: dict[str, Any] = {"period": "2026Q1-Q3", "within": "420100"}
WAYS: list[dict[str, Any]] = [
    HERE,
    HERE | {"by": ["unit"]},
    HERE | {"by": ["unit", "quarter"], "level": "lowest", "period": "2025..2026-08"},
    {"period": "2024..2026Q3", "by": ["month"]},
]


class Straight(Book):
    """The same casebook, keeping nothing."""

    shelf = None  # type: ignore[assignment]


def straight(book: Book) -> Straight:
    return Straight(book.path, book.place, book.manifest, book.reader)


@pytest.fixture
def own(casebook: Path, tmp_path: Path) -> Path:
    """A copy whose shelf is empty."""
    return Path(shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts")))


def same(one: Counts, other: Counts) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame, check_exact=True)
    assert one.clusters == other.clusters
    assert (one.days is None) == (other.days is None)
    if one.days is not None and other.days is not None:
        keys = [name for name in one.days if name != "n"]
        left, right = (days.sort_values(keys, ignore_index=True)[[*keys, "n"]] for days in (one.days, other.days))
        pd.testing.assert_frame_equal(left, right, check_exact=True, check_dtype=False)


@pytest.mark.slow
def test_every_measure_is_the_same_with_and_without_what_is_kept(own: Path) -> None:
    kept = open_casebook(own)
    cases = straight(kept)
    for table in {measure.table for measure in MEASURES.values()}:
        names = [name for name, measure in MEASURES.items() if measure.table == table]
        for asked in [*WAYS, *(HERE | {"by": [stratum]} for stratum in TABLES[table].strata)]:
            expected = count(cases, names, **asked)
            for _ in ("made", "read"):
                same(count(kept, names, **asked), expected)
    assert len(list(kept.shelf.glob("*.parquet"))) > len(MEASURES)


def test_what_is_followed_from_its_start_is_the_same(own: Path) -> None:
    kept = open_casebook(own)
    cases = straight(kept)
    followed = [m.name for m in MEASURES.values() if isinstance(m, Duration) and m.open]
    assert followed
    for name in followed:
        expected = course(cases, name, period="2024..2026Q3", within="420000")
        for _ in ("made", "read"):
            found = course(kept, name, period="2024..2026Q3", within="420000")
            pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_the_second_time_no_case_is_read(own: Path) -> None:
    asked: dict[str, Any] = {"period": "2026Q1-Q3", "by": ["unit"], "within": "420000"}
    names = ["refused", "withdrawn_after_arrest", "days_to_decision"]
    first = count(open_casebook(own), names, **asked)
    book = open_casebook(own)
    (book.place / "tables" / "arrest_reviews.parquet").unlink()
    same(count(book, names, **asked), first)
    assert count(book, "refused", period="2019..2025", by=["month"], within="420100").frame["denominator"].sum() > 0


@pytest.mark.slow
def test_what_was_counted_beforehand_is_all_that_is_asked(own: Path) -> None:
    book, cases = open_casebook(own), straight(open_casebook(own))
    steps: list[tuple[int, int, str]] = []
    number = count_beforehand(book, progress=lambda *said: steps.append(said))
    assert steps[-1][0] == steps[-1][1] - 1
    expected = {}
    for table in {measure.table for measure in MEASURES.values()} & set(book.tables):
        names = [name for name, measure in MEASURES.items() if measure.table == table]
        for by in (["quarter"], ["unit"], *([stratum] for stratum in TABLES[table].strata)):
            expected[tuple(names), tuple(by)] = count(cases, names, **HERE | {"by": by})
    assert number == len(list(book.shelf.glob("*.parquet")))
    again = open_casebook(own)
    for table in set(book.tables) - {"units"}:
        (book.place / "tables" / f"{table}.parquet").unlink()
    for (names, by), counts in expected.items():
        same(count(again, list(names), **HERE | {"by": list(by)}), counts)
    assert count_beforehand(again) == number


@pytest.mark.parametrize(("by", "anew"), [([], {"refused"}), (["unit"], {"refused", "refused-cases"})])
def test_a_changed_definition_recounts_only_itself(
    own: Path, monkeypatch: pytest.MonkeyPatch, by: list[str], anew: set[str]
) -> None:
    book, names = open_casebook(own), ["refused", "requested", "refused_no_necessity"]
    count(book, names, period="2026Q1", by=by)
    before = {file.name: file.stat().st_mtime_ns for file in book.shelf.iterdir()}
    changed = replace(MEASURES["refused"], of_which="decision = 'refused' AND detained")
    monkeypatch.setitem(MEASURES, "refused", changed)
    found = count(book, names, period="2026Q1", by=by)
    same(found, count(straight(book), names, period="2026Q1", by=by))
    after = {file.name: file.stat().st_mtime_ns for file in book.shelf.iterdir()}
    assert {name: after[name] for name in before} == before
    assert {name.split(".")[0] for name in after.keys() - before.keys()} == anew


def test_a_file_that_was_spoilt_is_not_believed(own: Path) -> None:
    book = open_casebook(own)
    first = count(book, "refused", period="2026Q1", by=["month"])
    for file in book.shelf.iterdir():
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    same(count(book, "refused", period="2026Q1", by=["month"]), first)


def test_where_nothing_can_be_written_nothing_is_kept(own: Path) -> None:
    book = open_casebook(own)
    (own / "counts").write_text("a file where the folder would be", encoding="utf-8")
    asked: dict[str, Any] = {"period": "2026Q1", "by": ["unit"]}
    same(
        count(book, ["refused", "days_to_decision"], **asked),
        count(straight(book), ["refused", "days_to_decision"], **asked),
    )


def test_who_counts_beforehand_is_told_that_nothing_can_be_kept(own: Path) -> None:
    (own / "counts").write_text("a file where the folder would be", encoding="utf-8")
    with pytest.raises(CasebookError, match=r"counts can't be kept; where: .*counts.*; got: '.+'; do: make room"):
        count_beforehand(open_casebook(own))


def _count(path: Path) -> tuple[int, pd.DataFrame]:
    names = [name for name, measure in MEASURES.items() if measure.table == "arrest_reviews"][:8]
    return os.getpid(), count(open_casebook(path), names, period="2026Q1-Q3", by=["unit"]).frame


class Told(Book):
    """The same casebook, writing down what the cases are asked."""

    def sql(self, query: str, parameters: Any = None) -> pd.DataFrame:
        with (self.path / f"asked.{os.getpid()}").open("a", encoding="utf-8") as told:
            told.write(query + "\n")
        # Whoever does not wait for the other has time enough to ask as well.
        time.sleep(0.5)
        return super().sql(query, parameters)


def _told(path: Path) -> pd.DataFrame:
    book = open_casebook(path)
    told = Told(book.path, book.place, book.manifest, book.reader)
    return count(told, ["refused", "decided_late"], period="2026Q1-Q3", by=["unit"]).frame


@pytest.mark.skipif(sys.platform == "win32", reason="two may count the same there")
def test_what_two_processes_miss_together_is_counted_once(own: Path) -> None:
    with ProcessPoolExecutor(2) as pool:
        first, second = pool.map(_told, [own, own])
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    asked = [query for file in own.glob("asked.*") for query in file.read_text(encoding="utf-8").splitlines()]
    assert len(asked) == len(set(asked)) == 2, "the counts and the sums over cases, each asked by one of the two"


def test_two_processes_at_once_keep_the_same(own: Path) -> None:
    with ProcessPoolExecutor(2) as pool:
        (_, first), (_, second) = pool.map(_count, [own, own])
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    pd.testing.assert_frame_equal(first, _count(own)[1], check_exact=True)
    assert not list(own.rglob("*.partial"))


def test_a_casebook_that_was_loaded_anew_keeps_counts_of_its_own(tmp_path: Path) -> None:
    """One row less in the export: the same folder, another casebook, and not a number of the one before."""
    source, place = synthesize(tmp_path / "nation", scale=0.002, seed=1, faults=False).path, tmp_path / "book"
    load(source, place)
    before = open_casebook(place)
    many = int(before.count("refused", period="2026Q1-Q3").frame["denominator"].iloc[0])
    count_beforehand(before)
    file = source / "arrest_reviews.parquet"
    rows = pd.read_parquet(file)
    days = pd.to_datetime(rows["decided_on"])
    decided = rows[days.between("2026-01-01", "2026-09-30") & rows["decision"].isin(["approved", "refused"])]
    rows.drop(decided.index[0]).to_parquet(file, index=False)
    load(source, place)
    after = open_casebook(place)
    assert after.shelf != before.shelf
    assert int(after.count("refused", period="2026Q1-Q3").frame["denominator"].iloc[0]) == many - 1
