"""What a state shows: the months that are followed, what peers share, and what is said where nothing can be shown."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caselib.analysis.comparisons import Comparison
from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.domain.label import Language
from caselib.domain.reader import Audience
from caselib.drilldown.charts import chart
from caselib.drilldown.cube import Cube
from caselib.drilldown.explorer import Explorer
from caselib.drilldown.looks import PEERS, Look, look
from caselib.drilldown.rows import rows
from caselib.drilldown.state import State
from caselib.drilldown.words import say
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Rate
from caselib.stats.funnel import Funnel

pytestmark = pytest.mark.slow
PERIOD = "2026Q1-Q3"
OWN = "420000"


def axis(explorer: Explorer) -> list[str]:
    return list(explorer.controls.chart.figure["layout"]["xaxis"]["ticktext"])


def shaded(explorer: Explorer) -> list[tuple[float, float]]:
    shapes = explorer.controls.chart.figure["layout"]["shapes"]
    return [(shape["x0"], shape["x1"]) for shape in shapes if shape.get("name") == "chosen"]


@pytest.mark.parametrize("measure", ["refused", "days_to_decision"])
def test_who_chooses_an_early_run_of_a_history_still_sees_the_later_ones(explorer: Explorer, measure: str) -> None:
    explorer.restore(str(State(measure, PERIOD, OWN, "history")))
    seen, tree, numbers = axis(explorer), explorer.cube.tree, explorer.controls.numbers.table["rows"]
    explorer.brush([0, 2.4])
    assert explorer.state.period == "2023-01..2023-03"
    assert (axis(explorer), shaded(explorer)) == (seen, [(-0.5, 2.5)])
    assert explorer.controls.numbers.table["rows"] == numbers
    explorer.brush([36, 44.2])
    assert explorer.state.period == "2026-01..2026-09"
    assert (axis(explorer), shaded(explorer)) == (seen, [(35.5, 44.5)])
    assert explorer.cube.tree is tree, "what is held was not let go"


@pytest.mark.parametrize("view", ["history", "linked"])
@pytest.mark.parametrize(
    ("period", "first"), [("2024", "2023"), ("2023-02", "2023"), ("2021Q2", "2021"), ("2027", "2023")]
)
def test_what_is_followed_ends_with_the_data_and_begins_earlier_only_where_the_period_does(
    book: Book, view: str, period: str, first: str
) -> None:
    seen = look(Cube(book), State("refused", period, OWN, view))  # type: ignore[arg-type]
    assert seen.result is not None
    assert seen.result.counts.period == f"{first}..2026-09"
    made = eval(seen.code, {"book": book})
    columns = ["measure", "period", "numerator", "denominator", "open"]
    assert made.frame[columns].to_dict("list") == seen.result.counts.frame[columns].to_dict("list")


def test_in_what_is_read_together_each_chart_shades_what_is_chosen(explorer: Explorer) -> None:
    explorer.restore(str(State("refused", "2024Q2-Q3", OWN, "linked")))
    assert explorer.shown.result is not None
    charts = len(explorer.shown.result.counts.labels)
    assert shaded(explorer) == [(4.5, 6.5)] * charts
    shapes = [shape for shape in explorer.controls.chart.figure["layout"]["shapes"] if shape.get("name") == "chosen"]
    assert len({shape["yref"] for shape in shapes}) == charts


def test_who_comes_back_from_long_ago_finds_what_was_held(book: Book) -> None:
    cube = Cube(book)
    recent = State("refused", PERIOD, OWN)
    cube.prepare().result()
    look(cube, recent)
    tree = cube.tree
    look(cube, replace(recent, period="2020"))
    cube.prepare().result()
    assert cube.tree is not tree
    waited: list[str] = []
    cube.waiting = lambda: waited.append("waited")
    for period in (PERIOD, "2020", "2021Q3", "2025", PERIOD):
        seen = look(cube, replace(recent, period=period)).result
        assert seen is not None
        theirs = book.count("refused", period=period, by=["unit"], within=OWN).frame
        assert seen.counts.frame["numerator"].tolist() == theirs["numerator"].tolist()
    assert waited == []
    assert cube.tree is tree


SHARES = sorted(name for name, measure in MEASURES.items() if isinstance(measure, Rate))
QUARTERS = [f"{year}Q{quarter}" for year in range(2022, 2026) for quarter in range(1, 5)] + ["2026Q1", "2026Q2", PERIOD]


@pytest.fixture(scope="module")
def circulated(casebook: Path) -> Cube:
    cube = Cube(open_casebook(casebook, unit=OWN, audience="circulated"))
    cube.prepare().result()
    return cube


def sent(seen: Look, language: Language = "en") -> str:
    """What goes to the browser."""
    assert seen.result is not None
    return json.dumps([chart(seen.result, language, own=OWN), rows(seen.result, language, own=OWN).sent(), seen.code])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(measure=st.sampled_from(SHARES), period=st.sampled_from(QUARTERS))
def test_what_is_sent_of_peers_follows_from_two_digits_of_what_they_share(
    measure: str, period: str, circulated: Cube
) -> None:
    """The own numbers, and two digits each of the share of all, of the spread and of the design effect: no more."""
    seen = look(circulated, State(measure, period, OWN))
    if seen.result is None:
        assert seen.said
        return
    assert isinstance(seen.result, Comparison)
    drawn, own = seen.result.funnel, seen.result.frame.iloc[0]
    three = [float(f"{each:.2g}") for each in (drawn.target, drawn.tau2, drawn.design_effect)]
    target, tau2, alike = three
    bare = Funnel(pd.DataFrame(), target, float("nan"), tau2, drawn.levels, "additive", "", "exact", alike)
    k, n = int(own["numerator"]), int(own["denominator"])
    ends = bare.limits_at([n]).iloc[0]
    beyond = {name: not ends[f"low_{name}"] <= k / n <= ends[f"high_{name}"] for name in ("inner", "outer")}
    outside = "outer" if beyond["outer"] else "inner" if beyond["inner"] else ""
    assert own["outside"] == outside, "the word and the limits that are printed say the same"
    counts = replace(seen.result.counts, frame=seen.result.counts.frame.iloc[:1], clusters={})
    mine = counts.frame.drop(columns="value").assign(value=k / n, outside=outside, side=int(np.sign(k / n - target)))
    again = Comparison(counts, mine.assign(**ends), say("rule peers", "en"), bare)
    assert sent(seen) == sent(replace(seen, result=again))
    assert seen.result.rule == again.rule
    assert seen.result.funnel.points.empty


def test_no_word_by_exact_limits_stands_beside_rounded_ones(circulated: Cube) -> None:
    """Every share in every quarter: some lie between the exact limits and those of the rounded share."""
    shown = 0
    for measure in SHARES:
        for period in QUARTERS:
            seen = look(circulated, State(measure, period, OWN)).result
            if isinstance(seen, Comparison):
                row, shown = seen.frame.iloc[0], shown + 1
                assert (row["outside"] == "outer") == (not row["low_outer"] <= row["value"] <= row["high_outer"])
                assert (row["outside"] == "") == (row["low_inner"] <= row["value"] <= row["high_inner"])
    assert shown > 200


@pytest.fixture(scope="module")
def sparse(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One province has no persons, another none whose charge is decided, and nobody recorded grounds of refusal."""
    folder = tmp_path_factory.mktemp("sparse")
    persons = pd.read_parquet(nation / "arrest_reviews.parquet").drop(columns="refusal_ground")
    persons = persons[~persons["unit"].str.startswith("42")]
    later = [name for name in persons if name.startswith(("charge", "judg", "sentence"))]
    persons.loc[persons["unit"].str.startswith("33"), later] = None
    (folder / "in").mkdir()
    persons.to_parquet(folder / "in" / "arrest_reviews.parquet")
    shutil.copy(nation / "units.csv", folder / "in")
    shutil.copy(nation / "mapping.toml", folder / "in")
    load(folder / "in", folder / "book")
    return folder / "book"


@pytest.mark.parametrize("audience", ["internal", "circulated"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("measure", "unit", "said"),
    [
        ("refused", "420000", "nothing"),
        ("not_prosecuted_after_arrest", "330000", "all open"),
        ("refused_no_crime", "420000", "not recorded"),
        ("refused_no_crime", "330000", "not recorded"),
    ],
)
def test_where_nothing_can_be_shown_is_said_why(
    sparse: Path, audience: Audience, language: Language, measure: str, unit: str, said: str
) -> None:
    book = open_casebook(sparse, unit=unit, audience=audience, language=language)
    around = book.count("refused", period=PERIOD, by=["unit"], within="100000").frame
    assert (around["denominator"] > 0).sum() > PEERS, "it is not for want of peers"
    cube = Cube(book)
    for view in ("units", "history", "division"):
        seen = look(cube, State(measure, PERIOD, unit, view))  # type: ignore[arg-type]
        assert (view, seen.result, seen.said) == (view, None, say(said, language))
