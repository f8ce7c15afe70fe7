"""The explorer without a browser: states, going down and back, filters, plan, and what an audience may see."""

from __future__ import annotations

import asyncio
import html
import json
import re
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import papermill
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caselib.analysis.linked import Linked
from caselib.casebook.store import Book, open_casebook
from caselib.domain.label import LANGUAGES
from caselib.domain.periods import Period
from caselib.domain.tables import TABLES
from caselib.drilldown import views
from caselib.drilldown.afterwards import QUIET
from caselib.drilldown.charts import chart
from caselib.drilldown.cube import Cube
from caselib.drilldown.explorer import Explorer, explore
from caselib.drilldown.foresight import foreseen
from caselib.drilldown.looks import PEERS, look
from caselib.drilldown.serve import HERE, command, prepare
from caselib.drilldown.state import _ONLY, VIEWS, State, offered, values_of
from caselib.drilldown.words import WORDS
from caselib.errors import CaselibError, ParameterError, PeriodError, UnitError
from caselib.figures.picture import invented_mark
from caselib.measures.catalogue import CHAINS, MEASURES
from caselib.measures.declare import Duration, Mean, Rate

pytestmark = pytest.mark.slow

PERIOD = "2026Q1-Q3"


def rows(explorer: Explorer) -> list[list[str]]:
    return list(explorer.controls.numbers.table["rows"])


STATES = [
    State("refused", PERIOD, "420000"),
    State("refused", PERIOD, "420000", "history"),
    State("refused", "2025", "420200", "division", stratum="detained", only=(("offence", "fraud"),)),
    State("days_to_decision", PERIOD, "100000", "durations"),
    State("pil_replied_in_time", PERIOD, "420000", "stages"),
    State("not_prosecuted_after_arrest", "2024H1", "420000", "linked"),
    State("refused", PERIOD, "420202", "cases", case="INV420202-2026-10000005"),
    State("refused", PERIOD, "420000", "units", only=(("campaign", ""), ("offence", "theft"))),
]


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.view)
def test_a_state_survives_as_text_and_as_python(book: Book, state: State) -> None:
    assert State.parse(str(state)) == State.parse(f"#{state}") == state
    assert len(eval(look(Cube(book), state).code, {"book": book}).__dir__()) > 0


@pytest.mark.slow
@pytest.mark.parametrize("state", [state for state in STATES if state.view != "cases"], ids=lambda state: state.view)
def test_the_python_line_gives_the_numbers_on_the_page(book: Book, state: State) -> None:
    explorer = explore(book, period=PERIOD)
    explorer.state = state
    made = eval(explorer.shown.code, {"book": book})
    shown = " ".join(cell for row in rows(explorer) for cell in row)
    frame = made.frame if hasattr(made, "frame") else made
    frame = frame[frame["denominator"] > 0]
    assert len(frame)
    timed = state.timed or state.view == "stages"
    for row in frame.itertuples():
        assert (f"{row.denominator:,}" if timed else f"{row.numerator:,} of {row.denominator:,}") in shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "measure=refused",
        "measure=refussed&period=2026&unit=1",
        "measure=refused&period=2026&unit=1&rank=1",
        "measure=refused&period=2026&unit=1&only-offence=nothing' OR 1=1 --&stratum=sex",
        "measure=refused&period=2026&unit=1&only-handler=H1",
        "measure=refused&period=2026&unit=1&view=league",
        "function=public_interest&measure=refused&period=2026&unit=1",
    ],
)
def test_what_is_not_a_state_is_said(text: str) -> None:
    with pytest.raises(CaselibError):
        State.parse(text)


def test_a_change_drops_what_it_can_not_keep() -> None:
    state = State("refused", PERIOD, "420000", "division", stratum="detained", only=(("offence", "fraud"),))
    civil = state.to(function="civil_supervision")
    assert (civil.function, civil.only, civil.stratum) == ("civil_supervision", (), "cause")
    assert civil.to(view="stages").view == "units"
    timed = state.to(view="durations")
    assert timed.timed
    assert timed.to(measure="refused").view == "units"
    assert State("refused", PERIOD, "42", case="x").to(unit="43").case == ""


@pytest.mark.slow
def test_down_four_levels_to_the_cases_and_back(explorer: Explorer, book: Book) -> None:
    for unit in ("420000", "420200", "420202"):
        explorer.controls.below.value = unit
        assert explorer.state.unit == unit
    explorer.controls.measure.value = "decided_on_last_day"
    explorer.controls.view.value = "cases"
    cases = book.cases("decided_on_last_day", period=PERIOD, within="420202")
    listed = explorer.controls.cases.table
    assert f"{len(cases):,}" in listed["caption"]
    assert [row[0] for row in listed["rows"]] == cases["case_id"].head(len(listed["rows"])).tolist()
    explorer.controls.buttons["later"].click()
    second = [row[0] for row in explorer.controls.cases.table["rows"]]
    assert second == cases["case_id"].iloc[12:24].tolist()
    explorer.controls.buttons["back"].click()
    assert [row[0] for row in explorer.controls.cases.table["rows"]] == cases["case_id"].head(12).tolist()
    for _ in range(5):
        explorer.controls.buttons["back"].click()
    assert explorer.state == State("refused", PERIOD, "100000")
    assert explorer.controls.buttons["back"].disabled
    explorer.controls.buttons["forward"].click()
    assert explorer.state.unit == "420000"


@pytest.mark.slow
def test_a_mark_leads_where_it_says(explorer: Explorer) -> None:
    marks = [mark for mark in explorer.controls.chart.figure["data"] if "customdata" in mark]
    keys = [json.loads(key) for mark in marks for key in mark["customdata"]]
    assert {"unit": "420000"} in keys
    explorer.change(view="history")
    explorer.brush([-0.4, 2.3])
    assert explorer.state.period == "2023-01..2023-03"
    explorer.change(view="division")
    explorer.change(keep="offence=theft")
    assert explorer.state.only == (("offence", "theft"),)
    assert explorer.controls.filters[0].value == "theft"
    explorer.controls.filters[0].value = "*"
    assert explorer.state.only == ()


@pytest.mark.slow
def test_a_state_is_restored_from_its_text(explorer: Explorer) -> None:
    explorer.restore("measure=decided_late&period=2025&unit=420000&view=history")
    controls = explorer.controls
    assert (controls.measure.value, controls.period.value, controls.view.value) == ("decided_late", "2025", "history")
    explorer.restore("measure=decided_late&period=2025&unit=999999&view=history")
    assert "no such unit" in controls.empty.value
    assert explorer.state.unit == "420000"


@pytest.mark.slow
def test_what_is_wrong_or_empty_is_said_kindly(explorer: Explorer) -> None:
    explorer.controls.period.value = "2026Q9"
    assert "not a period" in explorer.controls.empty.value
    assert explorer.controls.period.value == PERIOD
    explorer.change(unit="420202", view="division", period="2026-02", keep="offence=corruption")
    assert "There are no cases here" in explorer.controls.empty.value
    assert explorer.controls.chart.figure == {}


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_every_function_in_both_languages(book: Book, view: str) -> None:
    explorer = explore(book, period=PERIOD)
    explorer.change(unit="420000")
    for function in ("arrest_reviews", "civil_supervision", "public_interest"):
        explorer.change(function=function, view="units")
        if view not in explorer.state.views:
            continue
        explorer.change(view=view)
        for language in LANGUAGES[::-1]:
            explorer.speak(language)
            assert explorer.state.view == view
            assert rows(explorer) or explorer.controls.cases.table["rows"]
            if view != "cases":
                drawn = str(explorer.controls.chart.figure)
                assert invented_mark(language) in drawn
                assert ("invented data" in drawn) == (language == "en")
    assert explorer.controls.buttons["up"].description == "Up"


@pytest.mark.slow
def test_what_takes_longer_says_so_while_it_lasts(explorer: Explorer) -> None:
    said: list[str] = []
    explorer.controls.reads.observe(lambda change: said.append(change["new"]), "value")
    explorer.change(unit="420000", keep="offence=fraud")
    assert "Counting" in said[0]
    assert "Counting" not in said[-1]
    said.clear()
    explorer.change(unit="420200")
    explorer.change(unit="420000")
    assert not any("Counting" in text for text in said), "what is held is shown at once"


@pytest.mark.slow
def test_a_list_that_was_counted_leaves_no_word_of_counting(book: Book) -> None:
    explorer = explore(book, period=PERIOD)
    explorer.restore(str(State("refused", PERIOD, "420200", "cases", only=(("offence", "fraud"),))))
    assert explorer.controls.cases.table["rows"]
    assert "Counting" not in explorer.controls.reads.value


@pytest.mark.slow
def test_at_the_lowest_level_the_cases_are_listed_under_every_view(explorer: Explorer) -> None:
    explorer.change(unit="420202", view="history")
    assert explorer.controls.cases.table["rows"]
    explorer.change(unit="420200")
    assert not explorer.controls.cases.table


@pytest.mark.slow
def test_a_plan_that_the_tab_kept_is_taken_up_and_nothing_is_looked_up(casebook: Path) -> None:
    row = {"table": "arrest_reviews", "case_id": "INV1", "unit": "420000", "stratum": "named", "reason": "asked"}
    own = circulated(casebook, "420000")
    own.take_up([row, row | {"unit": "430000"}, {"case_id": "INV2"}, row | {"reason": 7}])  # type: ignore[list-item]
    assert own.plan.to_dict("records") == [row]
    own.take_up([row | {"case_id": "INV3"}])
    assert list(own.plan["case_id"]) == ["INV1"], "what the page has by now is not replaced"
    own.clear()
    assert own.controls.address.plan == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measure=refusd&period=2026&unit=420000", "没有这个指标；收到：'refusd'；是否指'refused'"),
        ("measure=refused&period=2026Q7&unit=420000", "时段写法有误；收到：'2026Q7'"),
        ("measure=refused&period=2026..2025&unit=420000", "时段的结束早于开始"),
        ("measure=refused&period=2026&unit=999999", "没有这个单位；收到：'999999'"),
        ("measure=refused&period=2026", "状态文本不完整"),
        ("measure=refused&period=2026&unit=420000&colour=red", "状态文本中有无法识别的部分；收到：'colour'"),
        ("measure=refused&period=2026&unit=420000&stratum=field", "该指标不能这样分组或筛选；收到：'field'"),
        ("measure=refused&period=2026&unit=420000&view=stages", "该指标没有这种视图；收到：'stages'"),
        ("measure=refused&period=2026&unit=420000&view=x", "该指标没有这种视图；收到：'x'"),
        ("measure=refused&period=2026&unit=420000&only-detained=maybe", "没有这个分类值；收到：'maybe'"),
        ("function=public_interest&measure=refused&period=2026&unit=420000", "该指标属于另一业务条线"),
        ("function=arrests&measure=refused&period=2026&unit=420000", "没有这个业务条线"),
    ],
)
def test_a_mistake_is_told_in_chinese_and_the_state_stays(book: Book, text: str, said: str) -> None:
    explorer = explore(book, period=PERIOD)
    explorer.speak("zh")
    before = explorer.state
    explorer.restore(text)
    assert explorer.state == before
    shown = html.unescape(explorer.controls.empty.value)
    assert said in shown
    assert not re.search(r"[a-z]{4,} [a-z]{2,}", re.sub(r"<[^>]*>|'[^']*'", "", shown).split("可选：")[0]), shown
    assert explorer.controls.address.wrong
    explorer.change(view="history")
    assert not explorer.controls.address.wrong


@pytest.mark.parametrize(
    ("measure", "period"), [("refused", "2026Q1-Q3"), ("refused", "2026-03"), ("days_to_decision", "2025")]
)
def test_what_is_chosen_is_shaded_in_a_history(book: Book, measure: str, period: str) -> None:
    explorer = explore(book, period=period)
    explorer.restore(f"measure={measure}&period={period}&unit=420000&view=history")
    assert explorer.shown.result is not None
    listed = list(dict.fromkeys(explorer.shown.result.counts.frame["period"]))
    months = set(Period.parse(period).months())
    inside = [place for place, each in enumerate(listed) if set(Period.parse(each).months()) <= months]
    shade = [shape for shape in explorer.controls.chart.figure["layout"]["shapes"] if shape.get("name") == "chosen"]
    assert [(shape["x0"], shape["x1"]) for shape in shade] == [(inside[0] - 0.5, inside[-1] + 0.5)]


def test_cases_go_into_a_plan_once(explorer: Explorer, book: Book) -> None:
    explorer.restore(f"measure=refused&period={PERIOD}&unit=420202&view=cases")
    cases = book.cases("refused", period=PERIOD, within="420202")["case_id"]
    explorer.add(cases.iloc[0])
    explorer.add()
    assert list(explorer.plan.columns) == ["table", "case_id", "unit", "stratum", "reason"]
    assert explorer.plan["case_id"].is_unique
    assert set(explorer.plan["case_id"]) == set(cases.head(12))
    assert set(explorer.plan["stratum"]) == {"named"}
    assert set(explorer.plan["unit"]) == {"420202"}
    assert "download=" in explorer.controls.plan.value
    # A number that was guessed is not told to be a case.
    elsewhere = book.cases("refused", period=PERIOD, within="130105")["case_id"].iloc[0]
    explorer.add(elsewhere)
    assert elsewhere not in set(explorer.plan["case_id"])
    explorer.clear()
    assert explorer.plan.empty


@pytest.mark.slow
def test_the_course_of_a_case_has_its_legal_limits(explorer: Explorer, book: Book) -> None:
    rows_of = book.sql("SELECT case_id, accepted_on FROM arrest_reviews WHERE unit = '420202' AND detained LIMIT 1")
    case, accepted = rows_of["case_id"].iloc[0], rows_of["accepted_on"].iloc[0]
    explorer.restore(f"measure=refused&period={PERIOD}&unit=420202&view=cases&case={case}")
    last = str((accepted + pd.Timedelta(days=7)).date())
    assert [last, "Last day of the term: Decided on"] in [[row[0], row[2]] for row in rows(explorer)]
    assert len(explorer.controls.chart.figure["data"]) >= 2
    explorer.restore(f"measure=refused&period={PERIOD}&unit=110000&view=cases&case={case}")
    assert explorer.course is None, "a case of another unit is not shown"


def circulated(casebook: Path, unit: str) -> Explorer:
    return explore(open_casebook(casebook, unit=unit, audience="circulated"), period=PERIOD)


@pytest.mark.slow
def test_a_circulated_reader_stays_at_the_own_unit(casebook: Path) -> None:
    explorer = circulated(casebook, "420000")
    assert [value for _, value in explorer.controls.below.options] == [""]
    explorer.restore(f"measure=refused&period={PERIOD}&unit=420100")
    assert explorer.state.unit == "420000"
    explorer.up()
    assert explorer.state.unit == "420000"
    explorer.change(view="cases")
    assert explorer.state.view == "units", "cases of units below would name them"
    with pytest.raises(ParameterError):
        explore(open_casebook(casebook, unit="420000", audience="public"), period=PERIOD)


@pytest.mark.slow
def test_a_circulated_page_holds_no_number_of_a_peer(casebook: Path, book: Book) -> None:
    """Whatever is chosen: what goes to the browser names no peer, and holds no peer's base or share."""
    explorer = circulated(casebook, "420000")
    peers = book.count("refused", period=PERIOD, by=["unit"], within="100000").frame
    peers = peers[(peers["unit"] != "420000") & (peers["unit"] != "100000") & (peers["denominator"] > 0)]
    for view in explorer.state.views:
        explorer.change(view=view)
        sent = json.dumps([explorer.controls.chart.figure, explorer.controls.numbers.table])
        for row in peers.itertuples():
            assert f'"{row.unit}"' not in sent
            assert book.units.name(row.unit) not in sent
            assert f"{row.numerator:,} of {row.denominator:,}" not in sent
    explorer.change(measure="refused", view="units")
    assert len(rows(explorer)) == 1
    whole = book.count("refused", period=PERIOD, within="100000").frame["value"].iloc[0]
    assert f"{whole!r}"[:6] not in json.dumps(explorer.controls.chart.figure), "the exact share adds peers up"


@pytest.mark.slow
def test_no_filter_narrows_what_peers_share(casebook: Path) -> None:
    """One more condition would leave few peers, and two such pictures differ by one of them."""
    explorer = circulated(casebook, "420000")
    explorer.change(keep="offence=corruption")
    assert explorer.controls.chart.figure == {}
    explorer.controls.filters[0].value = "*"
    assert explorer.controls.chart.figure["data"]
    explorer.controls.period.value = "2026-09"
    assert explorer.controls.chart.figure == {}
    lone = circulated(casebook, "420202")
    counts = lone.cube.count("refused", period=PERIOD, by=["unit"], within="420200").frame
    others = (counts["unit"] != "420202") & (counts["denominator"] > 0)
    assert bool(lone.controls.chart.figure) == bool(others.sum() >= PEERS)


def test_every_word_is_said_in_both_languages() -> None:
    for label in WORDS.values():
        assert label.en.count("{") == label.zh.count("{")
    for word in ("best", "worst", "rank", "score", "blame", "fault"):
        assert not any(word in label.en.lower().split() for label in WORDS.values())


def test_only_shares_and_durations_are_offered() -> None:
    assert {type(measure).__name__ for measure in offered("arrest_reviews")} == {"Rate", "Duration"}


@pytest.mark.slow
def test_units_stand_in_code_order(explorer: Explorer) -> None:
    explorer.change(measure="days_to_decision")
    marks = next(mark for mark in explorer.controls.chart.figure["data"] if "customdata" in mark)
    units = [json.loads(key)["unit"] for key in marks["customdata"]]
    assert units == sorted(units)
    assert explorer.shown.result is not None
    assert chart(explorer.shown.result, "en")["data"][0]["x"] == list(range(len(units)))


@pytest.mark.slow
def test_the_notebook_runs(casebook: Path, tmp_path: Path) -> None:
    notebook = prepare(casebook, tmp_path, unit="420000")
    papermill.execute_notebook(notebook, tmp_path / "done.ipynb", kernel_name="python3", progress_bar=False)
    done = nbformat.read(tmp_path / "done.ipynb", as_version=4)
    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in shown)


def test_a_wrong_unit_or_audience_is_said_before_anything_opens(casebook: Path, tmp_path: Path) -> None:
    with pytest.raises(UnitError):
        prepare(casebook, tmp_path, unit="42")
    with pytest.raises(ParameterError, match="not for the public"):
        prepare(casebook, tmp_path, audience="public")


def test_the_server_listens_on_this_machine_with_a_token(tmp_path: Path) -> None:
    line = command(tmp_path / "explore.ipynb")
    assert "--Voila.ip=127.0.0.1" in line
    assert "--Voila.auto_token=True" in line


PERIODS = (PERIOD, "2026", "2026Q1", "2026Q2-Q3", "2026-09", "2025", "2024H2", "2019..2026Q3")
WALKS = st.tuples(
    st.sampled_from(sorted(name for name, measure in MEASURES.items() if isinstance(measure, Rate | Duration))),
    st.sampled_from(PERIODS),
    st.sampled_from(["420000", "420100", "420102", "330000", "100000", "999999", "420001", "33000"]),
    st.sampled_from(["units", "history", "division", "durations", "stages", "linked", "cases"]),
    st.lists(st.tuples(st.sampled_from(["offence", "detained", "kind", "decision"]), st.integers(0, 6)), max_size=2),
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(walk=st.lists(WALKS, min_size=1, max_size=4))
def test_no_way_through_the_states_of_a_circulated_page_names_a_peer(
    walk: list[tuple[Any, ...]], casebook: Path, book: Book
) -> None:
    """Whatever is asked, in whatever order: the unit stays the own, and nobody else's code or name is sent."""
    if not CIRCULATED:
        CIRCULATED["420000"] = circulated(casebook, "420000")
    explorer = CIRCULATED["420000"]
    own = {*book.units.path("420000")}
    others = [unit for unit in book.units.frame.index if unit not in own]
    # A code stands by itself; its digits may well be among those of a number.
    codes = re.compile(rf"(?<![\d.])({'|'.join(others)})(?!\d)")
    hidden = {book.units.name(unit) for unit in others}
    hidden |= {book.units.name(unit, "zh") for unit in others}
    for name, period, unit, view, kept in walk:
        strata = MEASURES[name].declared_in
        only = [(part, values_of(strata[part])) for part, _ in kept if part in strata.strata]
        text = f"measure={name}&period={period}&unit={unit}&view={view}"
        text += "".join(f"&{_ONLY}{part}={values[0]}" for part, values in only if values)
        explorer.restore(text)
        assert explorer.state.unit == "420000"
        controls = explorer.controls
        sent = json.dumps(
            [controls.chart.figure, controls.numbers.table, controls.cases.table, controls.where.value,
             controls.empty.value, controls.reads.value, controls.rule.value, controls.address.code,
             list(controls.below.options)],
            ensure_ascii=False,
        )  # fmt: skip
        assert not [word for word in hidden if word in sent], (text, [word for word in hidden if word in sent][:3])
        assert not codes.search(sent), (text, codes.search(sent))
        assert 'by=["unit"]' not in controls.address.code, "a line that counts the peers"


CIRCULATED: dict[str, Explorer] = {}


@pytest.mark.slow
@pytest.mark.parametrize("measure", [name for part in CHAINS["public_interest"] for name in part])
def test_a_plain_number_is_no_days_and_no_share(explorer: Explorer, book: Book, measure: str) -> None:
    offered_views = State(measure, PERIOD, "420000").views
    assert "division" not in offered_views
    for view in [view for view in offered_views if view != "durations"]:
        explorer.restore(str(State(measure, PERIOD, "420000", view)))
        assert explorer.state.view == view
        seen = json.dumps(
            [explorer.controls.chart.figure, explorer.controls.numbers.table, explorer.controls.empty.value]
        )
        assert not re.search(r"\bdays\b", seen)
        assert "not a duration" not in seen
        assert view == "stages" or "limits" not in explorer.controls.reads.value
    explorer.change(view="durations")
    assert explorer.state.timed, "the view of days leads to a measure that has days"
    with pytest.raises(ParameterError, match="no such view"):
        State(measure, PERIOD, "420000", "durations")
    explorer.restore(str(State(measure, PERIOD, "420000")))
    counted = book.count(measure, period=PERIOD, by=["unit"], within="420000").frame
    assert [row[1] for row in rows(explorer)] == [f"{one:,}" for one in counted["numerator"]]


@pytest.mark.slow
def test_an_average_is_no_days(explorer: Explorer) -> None:
    for measure in [name for name, one in MEASURES.items() if isinstance(one, Mean)]:
        assert "division" not in State(measure, PERIOD, "420000").views
        for view in ("units", "history"):
            explorer.restore(str(State(measure, PERIOD, "420000", view)))
            seen = json.dumps([explorer.controls.chart.figure, explorer.controls.numbers.table])
            assert explorer.state.measure == measure
            assert "on average" in seen
            assert not re.search(r"\bdays\b", seen)
            assert "imits" not in explorer.controls.reads.value
            assert "standard errors" in explorer.controls.rule.value


@pytest.mark.slow
def test_a_median_is_read_without_limits(explorer: Explorer) -> None:
    for view in ("units", "history", "division"):
        explorer.restore(str(State("days_to_decision", PERIOD, "420000", view)))
        assert "band" not in explorer.controls.reads.value
        assert "Shares" not in explorer.controls.reads.value
        assert "Medians" in explorer.controls.rule.value


def test_a_measure_stands_with_those_that_it_is_read_with() -> None:
    for name, measure in MEASURES.items():
        if isinstance(measure, Rate):
            linked = State(name, PERIOD, "420000").linked
            assert linked[0] == name and len(linked) <= 4
    assert "not_prosecuted_after_arrest" in State("refused", PERIOD, "420000").linked
    assert not {name for name in State("refused", PERIOD, "420000").linked if name.startswith("refused_")}
    assert State("decided_late", PERIOD, "420000").linked == ("decided_late", "decided_extended")
    assert len(State("filing_served_late", PERIOD, "420000").linked) == 4, "it declares none: its neighbours"
    for name, measure in MEASURES.items():
        declared = {name, *measure.read_with}
        shares = [one for one in declared if isinstance(MEASURES[one], Rate)]
        assert len(shares) < 2 or set(State(name, PERIOD, "420000").linked) <= declared


@pytest.mark.slow
@pytest.mark.parametrize("kept", [("detained", "yes"), ("minor", "no"), ("refusal_ground", "no_necessity")])
def test_what_is_kept_is_seen_and_can_be_taken_back(explorer: Explorer, kept: tuple[str, str]) -> None:
    explorer.restore(str(State("refused", PERIOD, "420000", only=(kept,))))
    label = MEASURES["refused"].declared_in[kept[0]].label.en
    assert f"{label}:" in explorer.controls.where.value
    box = next(box for box in explorer.controls.filters if box.description == label and box.layout.display != "none")
    assert box.value == kept[1]
    box.value = box.options[0][1]
    assert explorer.state.only == ()


@pytest.mark.slow
def test_the_line_of_a_list_of_cases_lists_them(explorer: Explorer, book: Book) -> None:
    explorer.restore(str(State("refused", PERIOD, "420000", "cases", only=(("detained", "yes"), ("offence", "fraud")))))
    made = eval(explorer.shown.code, {"book": book})
    assert 0 < len(made) < len(book.cases("refused", period=PERIOD, within="420000"))
    assert f"{len(made):,} behind" in explorer.controls.cases.table["caption"]
    with pytest.raises(ParameterError, match="kept by strata"):
        book.cases("refused", period=PERIOD, only={"handler": "H1"})


def test_a_wrong_period_is_said_before_anything_opens(casebook: Path, tmp_path: Path) -> None:
    with pytest.raises(PeriodError, match="2026Q9"):
        prepare(casebook, tmp_path, period="2026Q9")


def test_a_wrong_period_ends_the_command_with_one_line(casebook: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "caselib.cli", "explore", str(casebook), "--period", "2026Q9", "--no-browser"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "2026Q9" in done.stderr
    assert len((done.stdout + done.stderr).strip().splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["999999", "420001", "42", "33000", "330000", "100000", "420100"])
def test_another_unit_is_refused_in_one_sentence(casebook: Path, unit: str) -> None:
    if not CIRCULATED:
        CIRCULATED["420000"] = circulated(casebook, "420000")
    explorer = CIRCULATED["420000"]
    explorer.restore(f"measure=refused&period={PERIOD}&unit={unit}")
    said = re.sub("<[^>]*>", "", explorer.controls.empty.value)
    assert said == WORDS["only own"].en, "no advice, and the same whether there is such a unit or not"


@pytest.mark.slow
def test_the_line_of_a_circulated_page_makes_the_own_row(casebook: Path) -> None:
    own = open_casebook(casebook, unit="420000", audience="circulated")
    if not CIRCULATED:
        CIRCULATED["420000"] = circulated(casebook, "420000")
    explorer = CIRCULATED["420000"]
    for measure in ("refused", "days_to_decision"):
        explorer.restore(str(State(measure, PERIOD, "420000")))
        assert set(eval(explorer.shown.code, {"book": own}).frame["unit"]) == {"420000"}


@pytest.mark.slow
def test_at_the_lowest_level_the_own_point_stands_out_beside_others(explorer: Explorer) -> None:
    for measure in ("refused", "days_to_decision"):
        explorer.restore(str(State(measure, PERIOD, "420202")))
        marks = next(mark for mark in explorer.controls.chart.figure["data"] if "customdata" in mark)
        units = [json.loads(key)["unit"] for key in marks["customdata"]]
        squares = [unit for unit, mark in zip(units, marks["marker"]["symbol"], strict=True) if mark == "square"]
        assert squares == ["420202"]
        assert len(units) > 1
        assert len([row for row in rows(explorer) if "this office" in row[0]]) == 1
        assert dict(map(reversed, explorer.controls.view.options))["units"] == "Beside others"
        assert "The square is this office" in explorer.controls.reads.value
        assert "go down" not in explorer.controls.reads.value
    explorer.speak("zh")
    assert dict(map(reversed, explorer.controls.view.options))["units"] == "与同级比较"
    explorer.speak("en")
    explorer.change(unit="420200")
    assert dict(map(reversed, explorer.controls.view.options))["units"] == "Units below"
    assert "square" not in explorer.controls.reads.value


@pytest.mark.slow
def test_the_rule_of_limits_and_the_caution_stand_under_the_figure(explorer: Explorer, casebook: Path) -> None:
    for view in ("units", "history", "division", "linked"):
        explorer.restore(str(State("refused", PERIOD, "420000", view)))
        assert explorer.shown.result is not None
        said = re.sub("<[^>]*>", "", html.unescape(explorer.controls.rule.value))
        assert explorer.shown.result.rule.strip() in said
        assert MEASURES["refused"].caution in said
    explorer.speak("zh")
    explorer.change(view="division")
    assert "竖线" not in explorer.controls.rule.value, "a report draws lying what stands here"
    assert not re.search("[a-z]{2,}", re.sub("<[^>]*>|Laney|Spiegelhalter|Wilson", "", explorer.controls.rule.value))
    explorer.change(unit="420202", view="division", period="2026-02", keep="offence=corruption")
    assert explorer.controls.rule.value == "", "nothing drawn has no limits"
    own = CIRCULATED.setdefault("420000", circulated(casebook, "420000"))
    own.restore(str(State("refused", PERIOD, "420000")))
    assert "rounded" in own.controls.rule.value
    assert not re.search(r"\d\.\d+ ?%", own.controls.rule.value.replace("99.8", "")), "the exact share adds peers up"


@pytest.mark.slow
def test_what_is_kept_is_quoted_in_the_line(book: Book) -> None:
    """A value is a value in Python as well: whoever pastes the line runs nothing else."""
    told = "x') or __import__('os').abort() or ('\""
    column = next(c for t in TABLES.values() for c in t.columns if c.name in t.strata and c.codes and c.codes.open)
    table = next(t for t in TABLES.values() if column in t.columns)
    state = State(offered(table.name)[0].name, PERIOD, "420000", "history", only=((column.name, told),))
    assert len(eval(state.code(), {"book": book})) == 0


def test_idle_kernels_without_a_page_are_ended(tmp_path: Path) -> None:
    line = command(tmp_path / "explore.ipynb")
    assert "--MappingKernelManager.cull_connected=False" in line
    seconds = [int(part.split("=")[1]) for part in line if re.search("cull_(idle_timeout|interval)=", part)]
    assert len(seconds) == 2
    assert all(second > 0 for second in seconds)


@pytest.mark.slow
def test_what_ends_the_command_ends_its_server(casebook: Path) -> None:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "caselib.cli", "explore", str(casebook), "--no-browser", "--port", str(port)]
    run = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: listens(port))
        assert heard_at(port) == {HERE}
        # Whoever has no token is asked for it, and told nothing: neither what is shown nor what runs.
        for path in ("/", "/api/kernels", "/voila/render/explore.ipynb"):
            answer = urllib.request.urlopen(f"http://{HERE}:{port}{path}", timeout=60)
            assert answer.url.split("?")[0] == f"http://{HERE}:{port}/login"
            told = answer.read().decode()
            assert not [word for word in ("caselib", "Procuratorate", "execution_state") if word in told]
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 128 + signal.SIGTERM
        assert not listens(port)
    finally:
        run.kill()


def heard_at(port: int) -> set[str]:
    """The addresses at which the machine listens on a port, as its own list of doors has them."""
    found = set()
    for family, name in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6")):
        for line in Path("/proc/net", name).read_text(encoding="ascii").splitlines()[1:]:
            place, state = line.split()[1], line.split()[3]
            address, _, door = place.partition(":")
            if state == "0A" and int(door, 16) == port:
                # Four bytes at a time are written as the number that this machine reads in them.
                words = [int(address[at : at + 8], 16) for at in range(0, len(address), 8)]
                found.add(socket.inet_ntop(family, struct.pack(f"={len(words)}I", *words)))
    return found


def listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex((HERE, port)) == 0


def until(true: Callable[[], bool], seconds: int = 60) -> bool:
    """Wait until something is true, and say whether it became so."""
    for _ in range(10 * seconds):
        if true():
            return True
        time.sleep(0.1)
    return False


def test_what_may_come_next_is_made_once_nobody_clicks(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[Any]] = []
    monkeypatch.setattr(explorer.cube, "foresee", lambda keys: asked.append(list(keys)))

    async def clicks() -> None:
        explorer.change(unit="420000")
        explorer.change(view="history")
        await asyncio.sleep(QUIET / 2)
        assert not any(asked), "between two clicks nothing is made that would take the browser's time"
        explorer.change(view="division")
        await asyncio.sleep(2 * QUIET)

    asyncio.run(clicks())
    assert [keys for keys in asked if keys] == [list(foreseen(explorer.state))]
    # The controls follow too.
    assert explorer.controls.view.value == "division"


def test_every_value_read_together_is_seen_by_a_line_or_a_mark(book: Book) -> None:
    cube, seen = Cube(book), 0
    for unit in ["420000", "420200", *book.units.children("420200")]:
        shown = look(cube, State("refused", PERIOD, unit, "linked")).result
        assert isinstance(shown, Linked)
        drawn = chart(shown, "en")["data"]
        for place, part in enumerate(shown.trends):
            own = [each for each in drawn if each["yaxis"] == f"y{place + 1 if place else ''}" and "customdata" in each]
            (lined,), marks = ([each for each in own if each["mode"] == mode] for mode in ("lines", "markers"))
            pairs = list(zip(lined["x"], lined["y"], strict=True))
            joined = {
                end
                for first, second in pairwise(pairs)
                if first[1] is not None and second[1] is not None
                for end in (first, second)
            }
            joined |= {pair for each in marks for pair in zip(each["x"], each["y"], strict=True)}
            values = part.frame["value"].dropna()
            assert {x for x, y in joined if y is not None} == set(values.index)
            seen += len(values)
    assert seen > 100


def test_what_stands_beside_a_view_is_made_while_nobody_clicks_and_never_what_takes_long(
    casebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "QUIET", 0.05)
    # Of a casebook of its own nothing is held but what this test sends for.
    explorer = explore(open_casebook(casebook, unit="420000"), period=PERIOD)
    explorer.cube.shelved()
    made: list[State] = []
    monkeypatch.setattr(views, "look", lambda cube, state: made.append(state) or look(cube, state))
    asked: list[Any] = []
    monkeypatch.setattr(Book, "count", lambda *told, **more: asked.append(more))

    async def clicks() -> None:
        explorer.change(measure="refused", unit="420100")
        explorer.views.clicked()
        await asyncio.sleep(0.2)
        assert {state.unit for state in made} == {"420100"}, "a click ends what is made ahead"
        explorer.change(unit="420200")
        await asyncio.sleep(2)
        made.clear()
        for unit in explorer.cube.units.children("420200"):
            explorer.change(unit=unit)
            explorer.back()
        explorer.change(view="history")
        assert made == [], "what is asked for next was there"

        # The history of a period of long ago begins before what is held: it is left to who asks for it.
        explorer.change(period="2024", view="units")
        held = explorer.cube.tree
        await asyncio.sleep(1)
        assert explorer.cube.tree is held

    asyncio.run(clicks())
    assert asked == [], "nothing is asked of the casebook"
