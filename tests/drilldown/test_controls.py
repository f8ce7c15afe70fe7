"""What the page offers beside the figure: pages of the list, filters, the plan, the days behind a curve."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.domain.label import Language
from caselib.drilldown.cases import PAGE
from caselib.drilldown.explorer import Explorer, explore
from caselib.drilldown.state import State
from caselib.errors import ParameterError
from caselib.measures.catalogue import MEASURES

pytestmark = pytest.mark.slow
PERIOD = "2026Q1-Q3"
OFFICE = "420202"


def listed(explorer: Explorer) -> list[str]:
    return [row[0] for row in explorer.controls.cases.table["rows"]]


@pytest.mark.parametrize("view", ["cases", "history"])
def test_turning_a_page_says_that_it_counts_and_leaves_no_word_of_it(explorer: Explorer, view: str) -> None:
    explorer.restore(str(State("refused", PERIOD, OFFICE, view)))  # type: ignore[arg-type]
    told: list[tuple[str, list[str]]] = []
    explorer.controls.reads.observe(lambda change: told.append((change["new"], listed(explorer))), "value")
    before, reads = listed(explorer), explorer.controls.reads.value
    explorer.controls.buttons["later"].click()
    assert "Counting" in told[0][0]
    assert told[0][1] == before, "it is said before the list is there"
    assert told[-1] == (reads, listed(explorer))
    assert listed(explorer) != before


def test_a_page_of_the_list_is_part_of_the_state(explorer: Explorer, book: Book) -> None:
    cases = book.cases("refused", period=PERIOD, within=OFFICE)["case_id"].tolist()
    explorer.restore(str(State("refused", PERIOD, OFFICE, "history")))
    assert "page" not in str(explorer.state)
    explorer.turn(1)
    explorer.turn(1)
    assert listed(explorer) == cases[2 * PAGE : 3 * PAGE]
    # Choosing a case, and another view, leave the list where it is.
    explorer.change(view="cases", case=cases[2 * PAGE])
    assert explorer.course is not None
    assert listed(explorer) == cases[2 * PAGE : 3 * PAGE]
    opened = explore(book, period="2025")
    opened.restore(str(explorer.state))
    assert (listed(opened), opened.state.case) == (listed(explorer), cases[2 * PAGE])
    explorer.back()
    explorer.back()
    assert listed(explorer) == cases[PAGE : 2 * PAGE]
    explorer.change(keep="offence=theft")
    assert explorer.state.page == 0, "another list begins with its first page"


def test_of_a_page_that_the_list_does_not_have_its_last_is_shown(explorer: Explorer, book: Book) -> None:
    cases = book.cases("refused", period=PERIOD, within=OFFICE)["case_id"].tolist()
    explorer.restore(f"{State('refused', PERIOD, OFFICE, 'cases')}&page=999")
    last = (len(cases) - 1) // PAGE
    assert explorer.state.page == last
    assert explorer.controls.address.state == str(explorer.state)
    assert listed(explorer) == cases[last * PAGE :]
    assert explorer.controls.buttons["later"].disabled
    explorer.turn(1)
    assert explorer.state.page == last
    explorer.change(period="2026-02", keep="offence=corruption")
    explorer.restore(f"{explorer.state}&page=3")
    assert (explorer.state.page, listed(explorer)) == (0, [])


@pytest.mark.parametrize("page", ["-1", "1.5", "two", "1" * 5000])
def test_what_is_no_page_is_said(explorer: Explorer, page: str) -> None:
    before = explorer.state
    explorer.speak("zh")
    explorer.restore(f"{State('refused', PERIOD, OFFICE, 'cases')}&page={page}")
    assert explorer.state == before
    assert "页码写法有误" in explorer.controls.empty.value


@pytest.fixture(scope="module")
def campaigns(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two provinces have a campaign of their own that nobody has declared."""
    folder = tmp_path_factory.mktemp("campaigns")
    persons = pd.read_parquet(nation / "arrest_reviews.parquet")
    for start, name in (("42", "clear rivers"), ("33", "安宁行动")):
        late = pd.to_datetime(persons["accepted_on"]) >= "2026-01-01"
        persons.loc[persons["unit"].str.startswith(start) & persons["campaign"].isna() & late, "campaign"] = name
    (folder / "in").mkdir()
    persons.to_parquet(folder / "in" / "arrest_reviews.parquet")
    for name in ("units.csv", "mapping.toml"):
        shutil.copy(nation / name, folder / "in")
    load(folder / "in", folder / "book")
    return folder / "book"


def offered(explorer: Explorer) -> list[str]:
    label = MEASURES["refused"].declared_in["campaign"].label.text(explorer.language)
    box = next(box for box in explorer.controls.filters if box.description == label)
    return [value for _, value in box.options]


def test_an_offices_own_campaign_is_offered_and_can_be_kept(campaigns: Path) -> None:
    book = open_casebook(campaigns, unit="100000")
    explorer = explore(book, period="2023..2026Q3")
    assert {"clear rivers", "安宁行动", "enterprises"} <= set(offered(explorer))
    assert len(offered(explorer)) == len(set(offered(explorer)))
    label = MEASURES["refused"].declared_in["campaign"].label.en
    box = next(box for box in explorer.controls.filters if box.description == label)
    box.value = "clear rivers"
    assert explorer.state.only == (("campaign", "clear rivers"),)
    counted = book.count("refused", period="2023..2026Q3", by=["campaign"]).frame
    own = counted[counted["campaign"] == "clear rivers"].iloc[0]
    shown = [row[1] for row in explorer.controls.numbers.table["rows"]]
    assert f"{own['numerator']:,} of {own['denominator']:,}" in shown


def test_the_campaign_of_a_peer_is_not_offered(campaigns: Path) -> None:
    own = explore(open_casebook(campaigns, unit="420000", audience="circulated"), period=PERIOD)
    assert "clear rivers" in offered(own)
    assert "安宁行动" not in offered(own)
    sent = json.dumps([box.options for box in own.controls.filters], ensure_ascii=False)
    assert "安宁行动" not in sent


@pytest.mark.parametrize("view", ["history", "linked"])
def test_what_is_followed_leads_a_circulated_reader_nowhere_forbidden(casebook: Path, view: str) -> None:
    own = explore(open_casebook(casebook, unit="420000", audience="circulated"), period=PERIOD)
    start = State("refused", PERIOD, "420000", view)  # type: ignore[arg-type]
    own.restore(str(start))
    marks = [key for mark in own.controls.chart.figure["data"] for key in mark.get("customdata", ())]
    keys = dict.fromkeys(filter(None, [*marks, *own.controls.numbers.table["keys"]]))
    assert len(keys) > 30
    for key in list(keys)[:: max(1, len(keys) // 20)]:
        change = json.loads(key)
        own.restore(str(start))
        own.change(**change)
        assert own.state == start.to(**change)
        assert own.state.view == "history"
        assert own.controls.chart.figure
        assert own.controls.empty.value == ""


@pytest.mark.parametrize(
    ("measure", "column"), [("days_to_decision", "detained"), ("days_to_charge", ""), ("days_to_reply", "")]
)
def test_the_table_has_the_days_that_the_curve_is_drawn_from(explorer: Explorer, measure: str, column: str) -> None:
    explorer.restore(str(State(measure, PERIOD, "420000", "durations")))
    result = explorer.shown.result
    assert result is not None
    groups, shown = len(result.frame), explorer.controls.numbers.table["rows"]
    told = [(row[0], int(row[1].replace(",", ""))) for row in shown[groups:]]
    days = MEASURES[measure]
    counted = explorer.cube.book.sql(
        f"SELECT {f'{column}, ' if column else ''}date_diff('day', {days.start}, {days.end}) AS days, COUNT(*) AS n"  # type: ignore[attr-defined]
        f" FROM {days.table} WHERE ({days.among}) AND {days.start} IS NOT NULL AND {days.end} IS NOT NULL"  # type: ignore[attr-defined]
        f" AND unit LIKE '42%' AND {days.clock} BETWEEN '2026-01-01' AND '2026-09-30' GROUP BY ALL"
    )
    words = {True: "yes", False: "no"}
    plain = {
        (f"{words[row[column]] if column else 'all'}, {row['days']} days", int(row["n"]))
        for row in counted.to_dict("records")
    }
    assert set(told) == plain
    assert len(told) == len(plain) > 5
    for place in range(groups):
        name, base = shown[place][:2]
        assert sum(n for said, n in told if said.startswith(f"{name}, ")) == int(base.replace(",", ""))
    assert len(explorer.controls.numbers.table["keys"]) == len(shown)


@pytest.mark.parametrize(("language", "said"), [("en", "Offence: fraud"), ("zh", "罪名: 诈骗")])
def test_why_a_case_was_chosen_is_said_in_words(explorer: Explorer, language: Language, said: str) -> None:
    explorer.speak(language)
    explorer.restore(str(State("refused", PERIOD, "420200", "cases", only=(("offence", "fraud"),))))
    explorer.add()
    assert len(explorer.plan)
    assert {reason.rsplit(", ", 1)[1] for reason in explorer.plan["reason"]} == {said}
    assert not explorer.plan["reason"].str.contains('==|"|offence =').any()


def test_a_case_is_taken_out_of_the_plan_where_it_is_listed_and_by_its_name(explorer: Explorer) -> None:
    explorer.restore(str(State("refused", PERIOD, OFFICE, "cases")))
    first, second, *_ = listed(explorer)
    for case in (first, second, first):
        explorer.put(case)
    assert list(explorer.plan["case_id"]) == [second]
    assert explorer.controls.cases.done == [second]
    explorer.add()
    before = set(explorer.plan["case_id"])
    # From elsewhere, where the case is not listed.
    explorer.change(unit="100000", view="units")
    controls = explorer.controls
    assert controls.planned.layout.display is None
    controls.planned.value = (second, "arrest_reviews")
    controls.buttons["take_out"].click()
    assert set(explorer.plan["case_id"]) == before - {second}
    assert second not in controls.plan.value
    assert (second, "arrest_reviews") not in [value for _, value in controls.planned.options]
    assert second not in [row["case_id"] for row in controls.address.plan]
    explorer.clear()
    assert controls.planned.layout.display == controls.buttons["take_out"].layout.display == "none"


def test_a_case_of_another_table_is_not_the_one_that_is_planned(explorer: Explorer) -> None:
    explorer.restore(str(State("refused", PERIOD, OFFICE, "cases")))
    case = listed(explorer)[0]
    row = {"table": "public_interest", "case_id": case, "unit": OFFICE, "stratum": "named", "reason": "asked"}
    explorer.take_up([row])
    assert explorer.controls.cases.done == []
    explorer.put(case)
    assert list(explorer.plan["table"]) == ["public_interest", "arrest_reviews"]
    explorer.put(case)
    assert list(explorer.plan["table"]) == ["public_interest"]


@pytest.mark.parametrize(("measure", "unit"), [("refused", OFFICE), ("pil_replied_in_time", "420000")])
def test_the_line_of_a_chosen_case_gives_its_course(explorer: Explorer, book: Book, measure: str, unit: str) -> None:
    explorer.restore(str(State(measure, PERIOD, unit, "cases")))
    listing = explorer.shown.code
    for case in listed(explorer)[:3]:
        explorer.change(view="cases", case=case)
        made = eval(explorer.controls.address.code, {"book": book})
        shown = explorer.controls.numbers.table["rows"]
        columns = MEASURES[measure].declared_in
        plain = [(str(row.on), row.who, columns[row.column].label.en, row.term) for row in made.itertuples()]
        told = [
            (day, who, what.removeprefix("Last day of the term: "), term.split(";")[0])
            for day, who, what, term in shown
        ]
        assert sorted(plain) == sorted(told)
        assert len(made)
        assert [row.late for row in made.itertuples()].count(True) == sum(";" in row[3] for row in shown)
    explorer.change(case="")
    assert explorer.controls.address.code == listing


def test_a_case_of_another_unit_has_no_course_and_a_case_is_no_code(book: Book) -> None:
    elsewhere = book.cases("refused", period=PERIOD, within="130105")["case_id"].iloc[0]
    told = "\") or __import__('os').abort() or (\""
    for case in (elsewhere, told):
        state = State("refused", PERIOD, OFFICE, "cases", case=case)
        assert len(eval(state.code(), {"book": book})) == 0
    assert len(book.course_of("arrest_reviews", elsewhere))
    with pytest.raises(ParameterError, match="arrest_reviews"):
        book.course_of("arrest_review", elsewhere)
