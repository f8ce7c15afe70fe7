"""Spark gives the same integers as the embedded engine: every measure, by unit, time and stratum; every course."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from caselib.casebook.spark import SparkBook
from caselib.casebook.store import Book, open_casebook
from caselib.cli import app
from caselib.drilldown.cube import Cube
from caselib.errors import CasebookError
from caselib.measures.catalogue import MEASURES
from caselib.measures.count import course
from caselib.measures.declare import Duration

pytestmark = [
    pytest.mark.slow,
    # pyspark's own words about the pandas that it meets, and sockets that it leaves to the collector.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
PERIOD = "2025..2026Q3"
FOLLOWED = [name for name, measure in MEASURES.items() if isinstance(measure, Duration) and measure.open]


class Plain(Book):
    """A casebook that keeps no counts: what is counted is counted now, by this engine."""

    shelf = None  # type: ignore[assignment]


class Sparkling(SparkBook):
    """The same on Spark."""

    shelf = None  # type: ignore[assignment]


@pytest.fixture(scope="module")
def both(casebook: Path, spark: Any) -> tuple[Book, Book]:
    book = open_casebook(casebook, unit="420000")
    parts = (book.path, book.place, book.manifest, book.reader)
    return Plain(*parts), Sparkling(*parts)


@pytest.mark.parametrize("by", [["unit"], ["month"], ["unit", "quarter"]])
def test_every_count_of_every_measure(both: tuple[Book, Book], by: list[str]) -> None:
    ours, theirs = (book.count(list(MEASURES), period=PERIOD, by=by) for book in both)
    pd.testing.assert_frame_equal(ours.frame, theirs.frame, check_exact=True)
    assert ours.clusters == theirs.clusters
    assert ours.days is not None
    assert theirs.days is not None
    order = [column for column in ours.days.columns if column != "n"]
    days = [counts.days.sort_values(order, ignore_index=True) for counts in (ours, theirs)]  # type: ignore[union-attr]
    pd.testing.assert_frame_equal(days[0], days[1], check_exact=True, check_dtype=False)


@pytest.mark.parametrize(("table", "stratum"), [("arrest_reviews", "detained"), ("public_interest", "field")])
def test_strata_of_a_unit(both: tuple[Book, Book], table: str, stratum: str) -> None:
    """All strata of all tables are held against each other below, in what is kept."""
    names = [name for name, measure in MEASURES.items() if measure.table == table]
    ours, theirs = (book.count(names, period=PERIOD, by=[stratum]).frame for book in both)
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True)


@pytest.mark.parametrize("measure", FOLLOWED)
def test_every_course(both: tuple[Book, Book], measure: str) -> None:
    rows = [course(book, measure, period=PERIOD).sort_values(["cause", "days"], ignore_index=True) for book in both]
    pd.testing.assert_frame_equal(rows[0], rows[1], check_exact=True, check_dtype=False)


def test_what_spark_counted_beforehand_is_what_we_would_have_kept(
    casebook: Path, tmp_path: Path, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {}
    for engine in ("duckdb", "spark"):
        made = shutil.copytree(casebook, tmp_path / engine, ignore=shutil.ignore_patterns("counts"))
        done = CliRunner().invoke(app, ["count", str(made), "--engine", engine])
        shelf = open_casebook(made).shelf
        kept[engine] = {file.name: pd.read_parquet(file) for file in shelf.glob("*.parquet")}
        assert done.output.strip().endswith(f"{len(kept[engine])} tables of counts are kept.")
    # Beside them, at home, the rows that an explorer needs.
    kept["duckdb"] = {name: ours for name, ours in kept["duckdb"].items() if not name.startswith("rows.")}
    assert kept["spark"].keys() == kept["duckdb"].keys()
    for name, ours in kept["duckdb"].items():
        keys = [key for key in ours if key not in ("numerator", "denominator", "open", "n")]
        one, other = (
            frame.sort_values(keys, ignore_index=True).astype(object) for frame in (ours, kept["spark"][name])
        )
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    # An explorer that is opened where Spark has counted counts nothing.
    asked: list[str] = []
    run = Book.sql
    monkeypatch.setattr(Book, "sql", lambda book, query, *more: (asked.append(query), run(book, query, *more))[1])
    cube = Cube(open_casebook(tmp_path / "spark", unit="100000"))
    cube.prepare().result()
    assert cube.count("refused", period=PERIOD).frame["denominator"].sum() > 0
    assert [query for query in asked if "COUNT(" in query] == []


def test_the_files_behind_a_number(both: tuple[Book, Book]) -> None:
    ours, theirs = (book.cases("refused", period="2026Q1") for book in both)
    assert len(ours)
    pd.testing.assert_frame_equal(ours, theirs)


def test_what_spark_cannot_run_is_one_line(both: tuple[Book, Book]) -> None:
    with pytest.raises(CasebookError, match="nowhere"):
        both[1].sql("SELECT * FROM nowhere")
    with pytest.raises(CasebookError, match="embedded engine"):
        both[1].sql("SELECT 1 WHERE 1 = ?", [1])
