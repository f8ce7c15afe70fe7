"""What is held in memory is what the casebook counts: every measure, every level, every division."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from benchmarks.counting import straight
from caselib.analysis.comparisons import funnel
from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.drilldown.cube import Cube, explore_beforehand
from caselib.drilldown.foresight import foreseen
from caselib.drilldown.grid import divided, grid
from caselib.drilldown.keyed import keyed
from caselib.drilldown.state import State, values_of
from caselib.drilldown.tree import Tree, held_from
from caselib.errors import ParameterError
from caselib.measures import kept
from caselib.measures.beforehand import count_beforehand
from caselib.measures.catalogue import MEASURES, find
from caselib.measures.clusters import design_effect
from caselib.measures.counts import Counts
from caselib.measures.declare import Amount, Measure
from caselib.measures.kept import keep_days, keep_tallies
from caselib.measures.query import cluster_query

pytestmark = pytest.mark.slow
PERIOD = "2026Q1-Q3"


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit="100000")


@pytest.fixture(scope="module")
def cube(book: Book) -> Cube:
    made = Cube(book)
    made.prepare().result()
    return made


def held(cube: Cube, measures: str | list[str], **asked: object) -> Counts:
    """Ask twice, and wait between: the first answer may come from the casebook, the second may not."""
    cube.count(measures, **asked)  # type: ignore[arg-type]
    cube.prepare().result()
    waited: list[str] = []
    cube.waiting = lambda: waited.append("waited")
    counts = cube.count(measures, **asked)  # type: ignore[arg-type]
    assert waited == []
    return counts


def same(ours: Counts, theirs: Counts) -> None:
    # Values of a stratum come in the order in which they were met, which says nothing.
    keys = ["measure", "unit", "period", *ours.strata]
    frames = [part.sort_values(keys, ignore_index=True) if ours.strata else part for part in (ours.frame, theirs.frame)]
    assert_frame_equal(*frames)
    assert (ours.by, ours.within, ours.period, ours.absent) == (theirs.by, theirs.within, theirs.period, theirs.absent)
    assert dict(ours.clusters) == pytest.approx(dict(theirs.clusters))
    if theirs.days is not None:
        assert ours.days is not None
        columns = list(ours.days.columns)
        ordered = [part[columns].sort_values(columns, ignore_index=True) for part in (ours.days, theirs.days)]
        assert_frame_equal(*ordered, check_dtype=False)


@pytest.mark.parametrize("within", ["100000", "420000", "420200", "420202"])
@pytest.mark.parametrize("by", [[], ["unit"], ["quarter"]])
def test_every_measure_at_every_level(cube: Cube, book: Book, within: str, by: list[str]) -> None:
    names = [name for name, measure in MEASURES.items() if measure.table in book.tables]
    same(held(cube, names, period=PERIOD, by=by, within=within), book.count(names, period=PERIOD, by=by, within=within))


@pytest.mark.parametrize("measure", ["refused", "days_to_decision", "retrial_ordered_of_issued", "pil_replied_in_time"])
@pytest.mark.parametrize("period", ["2026-02", "2023..2026Q3", "2026", "2024H2"])
def test_strata_and_months(cube: Cube, book: Book, measure: str, period: str) -> None:
    stratum = MEASURES[measure].declared_in.strata[0]
    for by in ([stratum], ["month"], ["unit", stratum], [stratum, "quarter"]):
        asked = {"period": period, "by": by, "within": "420000"}
        same(held(cube, measure, **asked), book.count(measure, **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize("only", [("offence", "fraud"), ("detained", "no"), ("campaign", ""), ("decision", "refused")])
def test_what_is_kept_is_what_a_plain_filter_keeps(cube: Cube, book: Book, only: tuple[str, str]) -> None:
    ours = cube.count("refused", period=PERIOD, by=["unit"], within="420000", only=(only,)).frame
    theirs = book.count("refused", period=PERIOD, by=["unit", only[0]], within="420000").frame
    theirs = theirs[theirs[only[0]] == only[1]].set_index("unit").loc[ours["unit"]]
    assert ours["numerator"].tolist() == theirs["numerator"].tolist()
    assert ours["denominator"].tolist() == theirs["denominator"].tolist()
    assert ours["denominator"].sum() > 0


@pytest.mark.parametrize("measure", ["refused", "pretrial_detention", "days_to_decision", "pil_replied_in_time"])
def test_a_filter_that_was_foreseen_is_the_one_that_is_counted(book: Book, measure: str) -> None:
    """A slice of what was divided by a stratum, with the limits that follow, against the rows themselves."""
    state = State(measure, PERIOD, "420000")
    foresighted, plain = Cube(book), Cube(book)
    foresighted.foresee(foreseen(state))
    foresighted.shelved()
    waited: list[str] = []
    foresighted.waiting = lambda: waited.append("waited")
    for name in state.filters:
        for value in values_of(MEASURES[measure].declared_in[name]):
            asked = {"period": PERIOD, "by": ["unit"], "within": "420000", "only": ((name, value),)}
            ours, theirs = foresighted.count(measure, **asked), plain.count(measure, **asked)  # type: ignore[arg-type]
            same(ours, theirs)
            for share, effect in ours.clusters.items():
                scope = foresighted.scope(PERIOD, "420000", ((name, value),))
                by_hand = design_effect(book.sql(cluster_query([find(share)], scope=scope)).sort_values("unit"), 0)  # type: ignore[list-item]
                assert effect == pytest.approx(by_hand)
    assert waited == []


def test_two_filters_are_a_slice_of_what_one_filter_divides(book: Book) -> None:
    only = (("campaign", ""), ("offence", "theft"))
    cube = Cube(book)
    cube.foresee(foreseen(State("refused", PERIOD, "420000", only=only[1:])))
    cube.shelved()
    waited: list[str] = []
    cube.waiting = lambda: waited.append("waited")
    asked = {"period": PERIOD, "by": ["unit"], "within": "420000", "only": only}
    ours = cube.count("refused", **asked)  # type: ignore[arg-type]
    assert waited == []
    same(ours, Cube(book).count("refused", **asked))  # type: ignore[arg-type]
    assert ours.frame["denominator"].sum() > 0


def test_a_filter_is_a_value_and_a_name_that_was_declared(cube: Cube) -> None:
    asked = {"period": PERIOD, "within": "420000"}
    nothing = cube.count("refused", only=(("offence", "x' OR '1'='1"),), **asked)  # type: ignore[arg-type]
    assert nothing.frame["denominator"].sum() == 0
    for wrong in ("handler", "1=1 OR offence", "decided_on"):
        with pytest.raises(ParameterError):
            cube.count("refused", only=((wrong, "x"),), **asked)  # type: ignore[arg-type]
        with pytest.raises(ParameterError):
            cube.count("refused", by=[wrong], **asked)  # type: ignore[arg-type]


def test_an_earlier_year_is_brought_in(book: Book) -> None:
    cube = Cube(book, years=1)
    asked = {"period": "2020", "by": ["month"], "within": "420000"}
    same(held(cube, "refused", **asked), book.count("refused", **asked))  # type: ignore[arg-type]


def test_the_explorer_reads_what_was_counted_for_reports(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After `caselib count` nothing is counted again (of one function here, which is quicker)."""
    path = shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts"))
    monkeypatch.setattr(Book, "tables", ("public_interest",))
    count_beforehand(open_casebook(path))
    explore_beforehand(open_casebook(path))
    asked: list[str] = []
    run = Book.sql
    monkeypatch.setattr(Book, "sql", lambda book, query, *more: (asked.append(query), run(book, query, *more))[1])
    cube = Cube(open_casebook(path, unit="100000"))
    cube.prepare().result()
    for measure in ("pil_replied_in_time", "days_to_rectification"):
        cube.foresee(foreseen(State(measure, PERIOD, "100000")))
        cube.shelved()
    assert [query for query in asked if "COUNT(" in query] == []
    assert cube.count("pil_replied_in_time", period=PERIOD).frame["denominator"].sum() > 0


def parts(tree: Tree, measure: Measure, stratum: str) -> list[Any]:
    """All that the explorer holds of a measure by a stratum, in an order that does not hang on what was met first."""
    found = divided(tree, measure, stratum)
    order = sorted(range(len(found.keys)), key=lambda place: found.keys[place])
    told = [sorted(found.keys), found.all[:, :, order], found.own[:, :, order]]
    if isinstance(measure, Amount):
        days = keyed(tree, measure, [stratum])
        order = sorted(range(len(days.keys)), key=lambda place: days.keys[place])
        unit = np.repeat(np.arange(len(tree.units)), np.diff(days.starts["all"]))
        rows = np.column_stack([unit, days.all[:, 0], np.argsort(order)[days.all[:, 1]], days.all[:, 2]])
        told += [sorted(days.keys), rows[np.lexsort(rows.T[::-1])]]
    return told


@pytest.mark.parametrize(
    ("table", "strata"),
    [
        ("arrest_reviews", ["detained", "campaign"]),
        ("civil_supervision", ["cause"]),
        ("administrative_supervision", ["kind"]),
        ("public_interest", ["field"]),
    ],
)
def test_what_is_read_is_what_is_counted_anew(casebook: Path, table: str, strata: list[str]) -> None:
    book = open_casebook(casebook)
    measures = [measure for measure in MEASURES.values() if measure.table == table]
    for keys in ([], *([stratum] for stratum in strata)):
        keep_tallies(book, measures, keys, data_date=book.data_date)
        for measure in measures:
            if isinstance(measure, Amount):
                keep_days(book, measure, keys, data_date=book.data_date)
    read = held_from(book, 2022)
    anew = held_from(straight(casebook), 2022)
    for clock in dict.fromkeys(measure.clock for measure in measures):
        ours, theirs = (grid(tree, [m for m in measures if m.clock == clock]) for tree in (read, anew))
        assert ours.places == theirs.places
        np.testing.assert_array_equal(ours.all, theirs.all)
    for measure in measures:
        for stratum in strata:
            for mine, other in zip(*(parts(tree, measure, stratum) for tree in (read, anew)), strict=True):
                np.testing.assert_array_equal(mine, other)
    assert read.fresh == []
    assert anew.fresh


def test_a_kept_count_that_was_spoilt_is_counted_anew_once(casebook: Path, tmp_path: Path) -> None:
    path = shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts"))
    book = open_casebook(path)
    keep_tallies(book, [find("pil_filed")], [], data_date=book.data_date)
    (file,) = book.shelf.glob("pil_filed.*")
    whole = file.read_bytes()
    file.write_bytes(whole[:200])
    asked = {"period": PERIOD, "within": "420000"}
    cube = Cube(open_casebook(path))
    cube.prepare().result()
    same(held(cube, "pil_filed", **asked), book.count("pil_filed", **asked))  # type: ignore[arg-type]
    cube.shelved()
    assert file.read_bytes() == whole


def test_who_looks_waits_for_nobody_who_counts_behind(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept in quiet times is counted without the lock that whoever looks may need."""
    path = shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts"))
    cube = Cube(open_casebook(path))
    cube.prepare().result()
    held_up, go_on, tallied = Event(), Event(), kept._tallied

    def slow(*asked: Any) -> Any:
        if current_thread().name.startswith("caselib-behind"):
            held_up.set()
            assert go_on.wait(30)
        return tallied(*asked)

    monkeypatch.setattr(kept, "_tallied", slow)
    Thread(target=cube.shelved).start()
    assert held_up.wait(30)
    counts = cube.count("refused", period=PERIOD, by=["offence"])
    assert not go_on.is_set()
    go_on.set()
    cube.shelved()
    same(counts, open_casebook(path).count("refused", period=PERIOD, by=["offence"]))


def test_a_changed_definition_is_counted_alone(casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts"))

    def made() -> tuple[Cube, dict[str, int]]:
        cube = Cube(open_casebook(path, unit="100000"))
        cube.prepare().result()
        cube.shelved()
        return cube, {file.name: file.stat().st_mtime_ns for file in cube.book.shelf.glob("*_*.parquet")}

    _, before = made()
    assert {name.split(".")[0] for name in before} >= {"refused_no_necessity", "pil_filed"}
    monkeypatch.setitem(MEASURES, "pil_filed", replace(MEASURES["pil_filed"], among="kind = 'civil'"))
    cube, after = made()
    assert {name: after[name] for name in before} == before
    assert [name.split(".")[0] for name in after.keys() - before.keys()] == ["pil_filed"]
    asked = {"period": PERIOD, "within": "420000"}
    ours = held(cube, ["pil_filed", "pil_replied"], **asked)  # type: ignore[arg-type]
    same(ours, cube.book.count(["pil_filed", "pil_replied"], **asked))  # type: ignore[arg-type]


def test_persons_of_one_case_in_several_months(tmp_path: Path, nation: Path) -> None:
    """A case whose persons were decided on in two months is one case in a period that holds both."""
    rows = pd.read_parquet(nation / "arrest_reviews.parquet")
    rows["decided_on"] = pd.to_datetime(rows["decided_on"])
    several = rows["case_id"].duplicated() & (rows["decided_on"] < "2026-07-01") & rows["charge_decided_on"].isna()
    rows.loc[several, "decided_on"] += pd.Timedelta(days=25)
    (tmp_path / "in").mkdir()
    rows.to_parquet(tmp_path / "in" / "arrest_reviews.parquet")
    shutil.copy(nation / "units.csv", tmp_path / "in")
    load(tmp_path / "in", tmp_path / "book")
    book = open_casebook(tmp_path / "book", unit="100000")
    cube = Cube(book)
    for period in ("2026-03", "2026Q1-Q2"):
        ours, theirs = (
            held(cube, "refused", period=period, by=["unit"]),
            book.count("refused", period=period, by=["unit"]),
        )
        same(ours, theirs)
        assert_frame_equal(funnel(ours).frame, funnel(theirs).frame)
    assert len(cube.held(("alike", "refused", "", ())).split)
