"""The explorer in a real browser, as a page of its own; with the network cut."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from caselib.casebook.store import Book
from caselib.drilldown.serve import PLOTLY, served
from caselib.drilldown.state import State
from tests.drilldown.tab import DRAWN, GO, PERIOD, Page, draw_over

pytestmark = pytest.mark.slow


def test_down_four_levels_by_mark_name_and_keyboard(page: Page, book: Book) -> None:
    drawn = page.tab.locator(".cl-chart .scatterlayer .trace path.point")
    assert drawn.count() >= 30
    page.tab.locator(GO, has_text="Hubei People").click()
    page.stands(unit="420000")
    page.tab.locator(GO, has_text="Huangshi").focus()
    page.tab.keyboard.press("Enter")
    page.stands(unit="420200")
    # The keyboard goes on where it is: in the table of what has come.
    page.tab.locator(GO, has_text=book.units.name("420202")).wait_for()
    assert page.tab.evaluate("document.activeElement === document.querySelector('.cl-rows .cl-go')")
    told = page.tab.get_attribute(".cl-chart", "aria-label")
    assert book.units.name("420200") in told and PERIOD in told
    page.tab.get_by_label("Go down").select_option(label=f"{book.units.name('420202')} 420202")
    page.stands(unit="420202")
    page.view("Cases")
    page.stands(view="cases")
    cases = book.cases("refused", period=PERIOD, within="420202")
    page.tab.wait_for_function("document.querySelectorAll('.cl-act').length == 12")
    assert f"{len(cases):,} behind the numerator" in page.table(1)
    assert [line.split()[0] for line in page.table(1).splitlines()[-12:]] == cases["case_id"].head(12).tolist()


def test_a_point_of_the_funnel_leads_down(page: Page) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, '420000')}'")
    page.stands(unit="420000", view="units")
    # A trace without a point keeps an empty one in the page; those that are seen can be clicked.
    page.tab.wait_for_timeout(300)
    box = page.tab.locator(".cl-chart .scatterlayer .trace path.point:visible").last.bounding_box()
    page.tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.tab.wait_for_function("!location.hash.includes('unit=420000')")


def test_a_bar_of_the_stages_leads_to_its_cases(page: Page, book: Book) -> None:
    page.tab.evaluate(f"location.hash = '{State('pil_replied_in_time', PERIOD, '420000', 'stages')}'")
    page.stands(measure="pil_replied_in_time", view="stages")
    page.tab.wait_for_timeout(300)
    box = page.tab.locator(".cl-chart .barlayer .trace .point path").nth(1).bounding_box()
    page.tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.stands(view="cases", measure="pil_recommended")
    count = len(book.cases("pil_recommended", period=PERIOD, within="420000"))
    page.tab.get_by_text(f"{count:,} behind the numerator").wait_for()


def test_a_filter_keeps_what_a_plain_query_keeps_and_is_taken_back(page: Page, book: Book) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, '420000')}'")
    page.stands(unit="420000", view="units", measure="refused")
    page.tab.get_by_label("Offence").select_option(label="theft")
    page.stands(**{"only-offence": "theft"})
    plain = book.sql(
        "SELECT count(*) FILTER (WHERE decision = 'refused') AS k, count(*) AS n FROM arrest_reviews"
        " WHERE offence = 'theft' AND unit LIKE '4201%' AND decided_on BETWEEN '2026-01-01' AND '2026-09-30'"
    ).iloc[0]
    page.tab.get_by_text(f"{plain['k']:,} of {plain['n']:,}").first.wait_for()
    page.tab.get_by_label("Offence").select_option(label="all")
    page.tab.wait_for_function("!location.hash.includes('only-')")


def test_a_circulated_page_names_no_peer(browser: Any, casebook: Path, book: Book, tmp_path: Path) -> None:
    peers = [book.units.name(unit) for unit in book.units.children("420000") if unit != "420200"]
    with served(casebook, tmp_path, audience="circulated", unit="420200") as where:
        page = Page(browser, where)
        told: list[str] = []
        views = page.tab.locator(".widget-toggle-button")
        for place in range(views.count()):
            views.nth(place).click()
            page.tab.wait_for_timeout(500)
            told.append(page.tab.content() + page.tab.evaluate(DRAWN))
        assert len(told) >= 4
        assert "Huangshi" in told[0]
        assert not [name for name in peers if any(name in text for text in told)]
        # Nor is a peer in anything that the kernel sent, drawn before somebody asks or not.
        page.tab.wait_for_timeout(2500)
        sent = "".join(page.received)
        assert '\\"layout\\"' in sent
        assert '"ahead"' in sent
        assert not [name for name in peers if name in sent]
        assert page.wrong == []
        page.tab.close()


def test_a_range_is_drawn_over_a_history(page: Page) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, '420000', 'history')}'")
    page.stands(unit="420000", view="history")
    page.tab.wait_for_timeout(300)
    draw_over(page.tab)
    page.stands(period="2023-01..2023")


def test_a_figure_that_comes_back_is_the_one_that_was_drawn_as_wide_as_the_page_is_by_then(page: Page) -> None:
    """Figures drawn lately wait outside the page; what was drawn over or pointed at is not marked when they return."""
    history = f"location.hash = '{State('refused', PERIOD, '420000', 'history')}'"
    page.tab.evaluate(history)
    page.stands(unit="420000", view="history", period=PERIOD)
    page.tab.wait_for_timeout(300)
    svg = page.tab.locator(".cl-chart .main-svg").first
    drawn, wide = lines(page), svg.bounding_box()["width"]
    draw_over(page.tab)
    page.stands(period="2023-01..2023")
    page.view("Where from")
    page.stands(view="division")
    page.tab.set_viewport_size({"width": 1000, "height": 720})
    page.tab.evaluate(history)
    page.stands(view="history", period=PERIOD)
    page.tab.wait_for_timeout(300)
    assert page.tab.locator(".cl-chart .js-plotly-plot").count() == 1
    assert page.tab.locator(".cl-chart .cl-band, .cl-chart .hoverlayer .hovertext").count() == 0
    assert svg.bounding_box()["width"] < wide - 100
    page.view("Where from")
    page.stands(view="division")
    page.tab.set_viewport_size({"width": 1280, "height": 720})
    page.view("History")
    page.stands(view="history")
    page.tab.wait_for_timeout(300)
    assert svg.bounding_box()["width"] == wide
    assert lines(page) == drawn


def lines(page: Page) -> list[str]:
    """The shapes of a figure's lines."""
    paths = page.tab.locator(".cl-chart .scatterlayer path.js-line, .cl-chart .scatterlayer path.js-fill")
    return [str(paths.nth(place).get_attribute("d")) for place in range(paths.count())]


def test_a_state_is_put_back_from_its_text_and_the_browser_goes_back(page: Page, book: Book) -> None:
    state = State("refused", PERIOD, "420000", "division", only=(("detained", "yes"),))
    page.tab.fill(".cl-state", str(State("refused", PERIOD, "420000")))
    page.tab.press(".cl-state", "Enter")
    page.stands(unit="420000", view="units")
    page.tab.fill(".cl-state", str(state))
    page.tab.press(".cl-state", "Enter")
    page.stands(view="division")
    assert page.tab.input_value(".cl-code").startswith('book.count("refused", period="2026Q1-Q3", within="420000"')
    page.tab.go_back()
    page.stands(view="units")
    page.tab.wait_for_function("document.querySelector('.cl-state').value.includes('view=units')")
    page.tab.go_forward()
    page.tab.wait_for_function("document.querySelector('.cl-state').value.includes('view=division')")
    # What was mistyped is said, stays where it can be put right, and not in the address bar.
    page.tab.evaluate("location.hash = 'measure=refusd&period=2026&unit=420000'")
    page.tab.get_by_text("did you mean 'refused'").wait_for()
    page.tab.wait_for_function("location.hash.includes('measure=refused') && location.hash.includes('view=division')")


@pytest.mark.parametrize("unit", ["100000", "420000", "420200"])
def test_the_numbers_are_those_of_count(page: Page, book: Book, unit: str) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, unit)}'")
    page.tab.wait_for_function(f"document.querySelector('.cl-code').value.includes('within=\"{unit}\"')")
    counted = book.count("refused", period=PERIOD, by=["unit"], within=unit).frame
    page.tab.wait_for_function(f"document.querySelector('.cl-rows tbody').rows.length == {len(counted)}")
    shown = page.table()
    for row in counted.itertuples():
        assert f"{row.numerator:,} of {row.denominator:,}" in shown


def test_cases_are_put_into_a_plan_and_drawn_for_review(page: Page, casebook: Path, tmp_path: Path) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, '420202', 'cases')}'")
    page.tab.wait_for_selector(".cl-act")
    page.tab.locator(".cl-act").nth(2).click()
    page.tab.get_by_text("Review plan: 1 cases").wait_for()
    assert page.tab.evaluate("[...document.querySelectorAll('.cl-act')].indexOf(document.activeElement)") == 2
    page.tab.get_by_role("button", name="Add this page to the review plan").click()
    page.tab.get_by_text("in the plan").nth(11).wait_for()
    # The tab keeps the plan: reading the page anew does not lose it.
    said = page.tab.locator(".cl-plan").inner_text()
    page.tab.reload()
    page.tab.wait_for_selector(".cl-act", timeout=90_000)
    page.tab.wait_for_function("said => document.querySelector('.cl-plan').innerText === said", arg=said)
    with page.tab.expect_download() as taken:
        page.tab.get_by_text("Download the plan").click()
    taken.value.save_as(tmp_path / "plan.csv")
    lines = (tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "table,case_id,unit,stratum,reason"
    assert lines[1].startswith("arrest_reviews,INV420202-")
    people = "reviewer,unit\nA,420100\nB,420300\nC,420500\n"
    (tmp_path / "reviewers.csv").write_text(people, encoding="utf-8")
    own = shutil.copytree(casebook, tmp_path / "casebook")
    words = ["review", "draw", str(own), "--period", PERIOD, "--unit", "420000", "--random", "10", "--out", "sheets"]
    words += ["--reviewers", "reviewers.csv", "--cases", "plan.csv"]
    drawn = subprocess.run([sys.executable, "-m", "caselib.cli", *words], cwd=tmp_path, capture_output=True, text=True)
    assert drawn.returncode == 0, drawn.stderr
    assert f"certain/named: {len(lines) - 1} of {len(lines) - 1}" in drawn.stdout
    assert list((tmp_path / "sheets").glob("*.xlsx"))
    page.tab.locator(GO, has_text="INV420202").first.click()
    page.stands(case="INV420202")
    page.tab.get_by_text("Last day of the term: Decided on").first.wait_for()


def test_one_switch_changes_the_language(page: Page) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, '420000')}'")
    page.stands(unit="420000")
    page.tab.get_by_role("button", name="中文").click()
    page.tab.get_by_role("button", name="下级单位").click()
    page.tab.get_by_text("不捕率").first.wait_for(state="attached")
    assert page.tab.evaluate("document.documentElement.lang") == "zh-CN"
    page.tab.get_by_role("button", name="English").click()
    page.tab.get_by_role("button", name="Units below").wait_for()


# The switch, what the computer reads itself, and the names of those whose methods are used.
NAMES = {"English", "Python", "INV", "Laney", "Wilson", "Spiegelhalter"}


def test_opened_in_chinese_every_view_is_chinese(browser: Any, casebook: Path, tmp_path: Path) -> None:
    """No word is left in English but the switch and what the computer reads itself."""
    with served(casebook, tmp_path, language="zh", unit="420000") as where:
        page = Page(browser, where)
        views = page.tab.locator(".widget-toggle-button")
        for place in range(views.count()):
            views.nth(place).click()
            page.tab.wait_for_timeout(600)
            seen = page.tab.inner_text("body") + " " + (page.tab.get_attribute(".cl-chart", "aria-label") or "")
            seen += " " + page.tab.evaluate(DRAWN)
            words = set(re.findall(r"[A-Za-z]{2,}", seen)) - NAMES
            assert words == set(), (place, words)
        assert views.count() == 6
        page.tab.close()


def test_everything_is_reached_by_keyboard_and_has_a_name(page: Page) -> None:
    page.tab.evaluate(f"location.hash = '{State('refused', PERIOD, '420000')}'")
    page.stands(view="units")
    page.tab.evaluate("document.activeElement.blur()")
    reached: list[str] = []
    for _ in range(60):
        page.tab.keyboard.press("Tab")
        reached.append(page.tab.evaluate("document.activeElement.tagName + ' ' + document.activeElement.className"))
    for part in ("SELECT", "cl-go", "toggle-button", "cl-state"):
        assert any(part in name for name in reached), part
    assert page.tab.get_attribute(".cl-chart", "aria-label")
    assert page.tab.locator(".cl-rows th[scope=col]").count() >= 5


def test_a_link_says_where_the_page_opens(browser: Any, address: str) -> None:
    page = Page(browser, f"{address}#{State('refused', PERIOD, '420202', 'history')}")
    page.tab.wait_for_function("document.querySelector('.cl-code').value.includes('within=\"420202\"')")
    # Nothing lies before it: back leads to no state that nobody chose.
    page.tab.wait_for_function("document.querySelectorAll('button.cl-narrow')[1].disabled")
    page.tab.close()


SEEN = [State("refused", PERIOD, "420000").to(view=view) for view in State("refused", PERIOD, "420000").views]
SEEN += [State("pil_replied_in_time", PERIOD, "420000", "stages")]
SEEN += [State("decided_late", PERIOD, "420202", "history", only=(("offence", "theft"),))]
PLACE = """(() => {
    const { right, bottom } = document.querySelector('.cl-chart').getBoundingClientRect();
    return [document.documentElement.scrollWidth, right, bottom + scrollY];
})()"""


@pytest.mark.parametrize("language", ["English", "中文"])
def test_no_view_overflows_also_at_125_percent(page: Page, language: str) -> None:
    """1024 × 576 is what a page of 1280 × 720 has at 125 %. No figure's foot is further than 720 down in either."""
    other = page.tab.get_by_role("button", name=language, exact=True)
    if other.count():
        other.click()
    for state in SEEN:
        page.at(state)
        for width, height in ((1280, 720), (1024, 576)):
            page.tab.set_viewport_size({"width": width, "height": height})
            page.tab.wait_for_timeout(250)
            wide, right, bottom = page.tab.evaluate(PLACE)
            assert (wide, right <= width, bottom <= 720) == (width, True, True), (state, bottom)
    page.tab.set_viewport_size({"width": 1280, "height": 720})
    back = page.tab.get_by_role("button", name="English", exact=True)
    if back.count():
        back.click()


def test_no_name_leads_anywhere(browser: Any, address: str) -> None:
    """Not even this machine's own: what the page may ask for stands at its number."""
    tab = browser.new_page()
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        tab.goto(address.replace("127.0.0.1", "localhost"))
    tab.close()


def test_without_the_token_nothing_is_told(address: str) -> None:
    for path in ("", "api/kernels", "voila/kernels"):
        try:
            answer = urllib.request.urlopen(address.split("?")[0] + path).read().decode()
        except urllib.error.HTTPError as error:
            assert error.code in (403, 404)
        else:
            assert "Procuratorate" not in answer
            assert "cl-explorer" not in answer


def test_of_the_folder_beside_the_page_only_the_script_that_draws_is_given_out(page: Page, address: str) -> None:
    files = address.split("?")[0] + "voila/files/"
    assert len(urllib.request.urlopen(files + PLOTLY).read()) > 1_000_000
    for other in ("explore.ipynb", "server.log", "../" + PLOTLY):
        with pytest.raises(urllib.error.HTTPError, match=r"403|404"):
            urllib.request.urlopen(files + other)
    assert {url for url in page.asked if "plotly" in url} == {files + PLOTLY}
