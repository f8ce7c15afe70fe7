"""What is held in memory is what the casebook counts: every measure, every level, every division."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from caselib.analysis.comparisons import funnel
from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.drilldown.cube import Cube
from caselib.drilldown.foresight import foreseen
from caselib.drilldown.state import State, values_of
from caselib.errors import ParameterError
from caselib.measures.catalogue import MEASURES, find
from caselib.measures.clusters import design_effect
from caselib.measures.counts import Counts
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


def test_a_changed_definition_is_counted_alone(casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts"))

    def made() -> tuple[Cube, dict[str, int]]:
        cube = Cube(open_casebook(path, unit="100000"))
        cube.prepare().result()
        cube.shelved()
        return cube, {file.name: file.stat().st_mtime_ns for file in cube.book.shelf.glob("rows.*_*")}

    _, before = made()
    assert {name.split(".")[1] for name in before} >= {"refused_no_necessity", "pil_filed"}
    monkeypatch.setitem(MEASURES, "pil_filed", replace(MEASURES["pil_filed"], among="kind = 'civil'"))
    cube, after = made()
    assert {name: after[name] for name in before} == before
    assert [name.split(".")[1] for name in after.keys() - before.keys()] == ["pil_filed"]
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
