"""What is clicked, drawn over, copied and pressed in the figures and beside them, in a real browser."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from caselib.casebook.store import Book
from caselib.drilldown.state import State
from tests.drilldown.tab import FIGURE, GO, PERIOD, Page, click_at, numbers

pytestmark = pytest.mark.slow
UNIT = "420000"
HISTORY = State("refused", PERIOD, UNIT, "history")


def leading(page: Page, place: int, *, mode: str = "") -> tuple[dict[str, Any], dict[str, str]]:
    """A mark of the figure that leads somewhere: its axes and place, and the change that it makes."""
    found = page.tab.evaluate(
        f"""() => {{
        const part = {FIGURE}.data.find(each => each.customdata && (each.mode || "").includes("{mode}"));
        const {{ x, y, customdata: key, xaxis = "x", yaxis = "y" }} = part;
        return [{{ x: x[{place}], y: y[{place}], across: "xaxis" + xaxis.slice(1), up: "yaxis" + yaxis.slice(1) }},
          JSON.parse(key[{place}])];
    }}"""
    )
    return tuple(found)


def test_a_point_of_a_history_leads_to_its_period(page: Page) -> None:
    page.at(HISTORY)
    where, change = leading(page, 7)
    click_at(page.tab, **where)
    page.stands(**change)
    assert change["period"] != PERIOD


@pytest.mark.parametrize("place", [0, 1])
def test_the_band_of_a_phase_chooses_the_phase(page: Page, place: int) -> None:
    page.at(HISTORY)
    bands, x, y = page.tab.evaluate(f"(({{ meta, x, y }}) => [meta, x, y])({FIGURE}.data[0])")
    assert len(bands) == 2
    # Between two months, where no point is near; the band is wide enough there to be met above all of them.
    across = bands[place]["to"] - 4
    ends = [value for at, value in zip(x, y, strict=True) if at == across]
    click_at(page.tab, across, max(ends) - 0.05 * (max(ends) - min(ends)))
    page.stands(view="history", **json.loads(bands[place]["go"]))
    assert page.tab.locator(".cl-chart .shapelayer path").count() > 0


def test_a_range_is_shaded_while_it_is_drawn_over_and_what_it_ends_on_is_not_clicked(page: Page) -> None:
    page.at(HISTORY)
    page.tab.locator(".cl-chart").scroll_into_view_if_needed()
    marks = page.tab.locator(".cl-chart .points path")
    first, last = (marks.nth(place).bounding_box() for place in (2, 6))
    page.tab.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    page.tab.mouse.down()
    page.tab.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=6)
    band = page.tab.locator(".cl-chart .cl-band").bounding_box()
    assert band["x"] == pytest.approx(first["x"] + first["width"] / 2, abs=2)
    assert band["width"] == pytest.approx(last["x"] - first["x"], abs=4)
    page.tab.mouse.up()
    page.stands(view="history", period="2023-03..2023-07")
    assert page.tab.locator(".cl-chart .cl-band").count() == 0
    page.tab.wait_for_timeout(500)
    page.stands(period="2023-03..2023-07")


def test_beside_the_band_a_click_leads_nowhere(page: Page) -> None:
    page.at(HISTORY)
    top = page.tab.evaluate(f"{FIGURE}._fullLayout.yaxis.range[1]")
    click_at(page.tab, 30, 0.99 * top)
    page.tab.wait_for_timeout(500)
    page.stands(view="history", period=PERIOD)


@pytest.mark.parametrize("state", [
    State("refused", PERIOD, UNIT, "division", stratum="detained"),
    State("days_to_decision", PERIOD, UNIT, "durations"),
], ids=lambda state: state.view)  # fmt: skip
def test_a_mark_of_a_group_keeps_the_group(page: Page, state: State) -> None:
    page.at(state)
    where, change = leading(page, 6 if state.view == "durations" else 0)
    click_at(page.tab, **where)
    name, _, value = change["keep"].partition("=")
    page.stands(**{f"only-{name}": value})


def test_of_those_read_together_a_click_leads_to_one_by_its_line_and_by_its_band(page: Page) -> None:
    together = State("refused", PERIOD, UNIT, "linked")
    page.at(together)
    where, change = leading(page, 5, mode="lines")
    click_at(page.tab, **where)
    page.stands(**change)
    page.at(together)
    last = page.tab.evaluate(f"{FIGURE}.data.filter(each => each.meta?.length).at(-1)")
    go = json.loads(last["meta"][0]["go"])
    assert go["measure"] == together.linked[-1]
    ends = [y for x, y in zip(last["x"], last["y"], strict=True) if x == 2.5]
    axes = {"across": f"xaxis{last['xaxis'][1:]}", "up": f"yaxis{last['yaxis'][1:]}"}
    click_at(page.tab, 2.5, max(ends) - 0.05 * (max(ends) - min(ends)), **axes)
    page.stands(**go)


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("field", ["state", "code"])
def test_what_is_copied_is_what_stands_there(page: Page, field: str, allowed: bool) -> None:
    page.at(HISTORY)
    page.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.tab.evaluate("navigator.clipboard.writeText('nothing yet')")
    if not allowed:
        # An address that is not this machine's own has no clipboard of this kind.
        page.tab.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')))")
    page.tab.locator(f".cl-copy-{field}").focus()
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_function(f"document.querySelector('.cl-copy-{field}').textContent === 'Copied'")
    assert page.tab.evaluate("navigator.clipboard.readText()") == page.tab.input_value(f".cl-{field}")
    page.tab.evaluate("delete navigator.clipboard.writeText")


def test_each_button_of_a_list_says_its_case_and_works_by_keyboard(page: Page, book: Book) -> None:
    page.at(State("refused", PERIOD, "420202", "cases"))
    page.tab.wait_for_function("document.querySelectorAll('.cl-act').length === 12")
    cases = book.cases("refused", period=PERIOD, within="420202")["case_id"].head(12)
    button = page.tab.get_by_role("button", name=f"Add to plan: {cases[3]}", exact=True).first
    button.focus()
    page.tab.keyboard.press("Enter")
    page.tab.wait_for_function("document.activeElement.ariaLabel.startsWith('in the plan')")
    assert page.tab.evaluate("document.activeElement.ariaLabel").endswith(f": {cases[3]}")
    names = page.tab.evaluate("[...document.querySelectorAll('.cl-act')].map(each => each.ariaLabel)")
    assert [name.split(": ")[-1] for name in names] == cases.tolist()
    page.tab.get_by_role("button", name="Empty the plan").click()


def test_every_table_says_what_it_holds(page: Page) -> None:
    for view in ("units", "history", "division", "linked"):
        page.at(State("refused", PERIOD, UNIT, view))  # type: ignore[arg-type]
        assert page.tab.locator(".cl-rows caption").first.inner_text() == "The numbers behind it"


def test_the_buttons_and_the_browser_go_back_through_the_same_states(page: Page) -> None:
    # What leads to the state before is a step back as well: none of those that follow was there just before.
    page.at(State("refused", PERIOD, "420200"))
    page.at(HISTORY)
    page.view("Where from")
    page.stands(view="division")
    page.view("Units below")
    page.stands(view="units")
    entries = page.tab.evaluate("history.length")
    back = page.tab.get_by_role("button", name="Back", exact=True)
    back.focus()
    page.tab.keyboard.press("Enter")
    page.stands(view="division")
    page.tab.go_back()
    page.tab.wait_for_function(f"document.querySelector('.cl-state').value === '{HISTORY}'")
    page.tab.get_by_role("button", name="Forward", exact=True).click()
    page.stands(view="division")
    page.tab.go_forward()
    page.stands(view="units")
    page.tab.wait_for_function("document.querySelector('.cl-state').value.includes('view=units')")
    # Twice at once is two steps, and none of them is an entry more.
    back.click()
    back.click()
    page.stands(view="history")
    page.tab.wait_for_timeout(500)
    assert page.tab.evaluate("[history.length, location.hash]") == [entries, f"#{HISTORY}"]
    page.view("Read together")
    page.stands(view="linked")
    page.tab.go_back()
    page.stands(view="history")


def test_the_language_is_switched_by_keyboard_and_the_focus_is_seen(page: Page) -> None:
    page.at(State("refused", PERIOD, UNIT))
    switch = page.tab.get_by_role("button", name="中文")
    # Where the focus is, is shown to who came by keyboard.
    page.tab.locator(GO).first.focus()
    page.tab.keyboard.press("Shift+Tab")
    for part in (page.tab.locator("select").first, page.tab.locator(".cl-state"), page.tab.locator(GO).first, switch):
        part.focus()
        assert page.tab.evaluate("getComputedStyle(document.activeElement).outline").endswith("solid 3px")
    page.tab.keyboard.press("Enter")
    page.tab.get_by_role("button", name="English").wait_for()
    assert page.tab.evaluate("document.activeElement.textContent") == "English"
    page.tab.keyboard.press("Enter")
    switch.wait_for()


KINDS = [
    State("refused", PERIOD, UNIT, "history"),
    State("refused", PERIOD, UNIT, "division", stratum="offence"),
    State("refused", PERIOD, UNIT, "units", only=(("detained", "yes"),)),
    State("refused", PERIOD, UNIT, "linked"),
    State("days_to_decision", PERIOD, UNIT),
    State("days_to_decision", PERIOD, UNIT, "history"),
    State("days_to_decision", PERIOD, UNIT, "durations"),
    State("pil_recommended", PERIOD, UNIT),
    State("pil_recommended", PERIOD, UNIT, "history"),
    State("pil_replied_in_time", PERIOD, UNIT, "stages"),
]


@pytest.mark.parametrize("state", KINDS, ids=lambda state: f"{state.measure}-{state.view}")
def test_the_columns_are_those_of_count(page: Page, book: Book, state: State) -> None:
    """Every number that the line of Python counts stands in the table, and no other does."""
    page.at(state)
    counted = eval(page.tab.input_value(".cl-code"), {"book": book})
    rows = list((counted if state.only else counted.frame).itertuples())
    # Under the groups of a duration stands how many took how many days.
    days = [] if state.view != "durations" else counted.days.query("n > 0")
    shown = numbers(page.tab, len(rows) + len(days))
    assert sorted(int(cells[1]) for cells in shown[len(rows) :]) == sorted(days["n"] if len(days) else [])
    shown = shown[: len(rows)]
    assert sorted(cells[1] for cells in shown) == sorted(said(row, state) for row in rows)
    if state.view != "stages" and not state.counted:
        values = [row.value for row in rows if not math.isnan(row.value)]
        told = [float(cells[2].split()[0]) for cells in shown if cells[2] != "–"]
        scale = 1 if state.timed else 100
        assert sorted(told) == pytest.approx(sorted(scale * value for value in values), abs=0.051)


def said(row: Any, state: State) -> str:
    """What a row counts, as the table says it."""
    if state.timed:
        return f"{row.denominator:,}"
    return (
        f"{row.numerator:,}" if state.counted or state.view == "stages" else f"{row.numerator:,} of {row.denominator:,}"
    )


COUNTED = """() => {
    const react = Plotly.react;
    window.drawn = 0;
    window.restored = () => { Plotly.react = react; };
    Plotly.react = (...all) => { window.drawn += 1; return react(...all); };
}"""
STILL = """async () => {
    for (let before = -1; before !== window.drawn; await new Promise((done) => setTimeout(done, 1500)))
        before = window.drawn;
    return window.drawn;
}"""


@pytest.fixture
def drawing(page: Page) -> Iterator[Callable[[], int]]:
    """How many figures were drawn since, once no more are."""
    page.tab.evaluate(COUNTED)
    yield lambda: int(page.tab.evaluate(STILL))
    page.tab.evaluate("window.restored()")


def test_what_may_be_asked_for_next_is_drawn_before_and_shown_without_drawing(
    page: Page, book: Book, drawing: Callable[[], int]
) -> None:
    page.at(State("pretrial_detention", PERIOD, "420100", "units"))
    before = drawing()
    assert before >= 5, "its own figure and the four other views"
    assert page.tab.locator(".cl-chart .js-plotly-plot").count() == 1
    page.view("History")
    page.stands(view="history", unit="420100")
    page.tab.wait_for_timeout(100)
    assert page.tab.evaluate("window.drawn") == before
    shown = page.tab.evaluate(f"{FIGURE}.data.at(-1).y.filter(value => value !== null)")
    counted = book.history("pretrial_detention", until=PERIOD, within="420100").frame["value"]
    assert sorted(shown) == sorted(counted.dropna())
    # What was drawn where nobody saw it answers as any figure does.
    where, change = leading(page, 3)
    click_at(page.tab, **where)
    page.stands(**change)


def test_the_other_views_of_a_page_that_was_opened_are_drawn_before_anybody_clicks(browser: Any, address: str) -> None:
    """What is made ready before the page stands is sent once more when it does."""
    opened = Page(browser, address)
    places = "[...document.querySelectorAll('body > [aria-hidden]')].map(each => each.shadowRoot).filter(Boolean)"
    opened.tab.wait_for_function(f"{places}.some(root => root.querySelector('.js-plotly-plot'))", timeout=30_000)
    opened.tab.evaluate(COUNTED)
    before = opened.tab.evaluate(STILL)
    opened.view("History")
    opened.stands(view="history")
    opened.tab.wait_for_timeout(100)
    assert opened.tab.evaluate("window.drawn") == before
    assert opened.wrong == []
    opened.tab.close()


def test_in_a_list_of_cases_which_has_no_figure_the_other_views_are_drawn_too(
    page: Page, drawing: Callable[[], int]
) -> None:
    page.at(State("refused", PERIOD, "420202", "cases"))
    before = drawing()
    assert before >= 2
    page.view("History")
    page.stands(view="history", unit="420202")
    page.tab.wait_for_timeout(100)
    assert page.tab.evaluate("window.drawn") == before


def test_digits_stand_under_one_another_and_their_head_over_them(page: Page) -> None:
    page.at(State("refused", PERIOD, UNIT, "units"))
    cells = page.tab.evaluate(
        """() => {
        const { tHead, tBodies } = document.querySelector('.cl-rows');
        const set = (cell) => [cell.className, getComputedStyle(cell).textAlign];
        return [...tBodies[0].rows[0].cells].map((cell, place) => [set(cell), set(tHead.rows[0].cells[place])]);
    }"""
    )
    numbers = [cell for cell, head in cells if head == ["num", "right"]]
    assert len(numbers) >= 3
    assert all(cell == ["num", "right"] for cell in numbers)
    assert cells[0] == [["", "left"], ["", "left"]]
