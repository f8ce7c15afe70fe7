"""The index: what was made and what was not, what changed, tables for other programs, and 20,000 reports."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from caselib.analysis.reading import reading_list, scan
from caselib.casebook.store import open_casebook
from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.measures.catalogue import PANELS
from caselib.reporting import index
from caselib.reporting.batch import report
from caselib.reporting.extracts import as_csv, as_excel, is_empty, signals_of, tables_of
from caselib.reporting.index import write_index
from caselib.reporting.page import render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PERIOD = "2026Q1-Q3"
UNITS = Units(
    pd.DataFrame({name: ["420000"] for name in ("unit", "name_en", "name_zh")} | {"parent": [""], "level": [""]})
)
NAMES = ("data_quality", "overview", "arrest_standards", "retrial", "supervision", "public_interest", "substandard")


def entry(place: int, name: str, **other: Any) -> dict[str, Any]:
    book = {"id": "0123456789abcdef", "invented": True, "rows": {"a": {"accepted": 1000, "quarantined": 25}}}
    files = {f"{name}.html": "x", f"{name}.csv": "x", f"{name}.xlsx": "x"}
    asked = {"parameters": {"audience": "internal"}}
    known = asked | {"status": "made", "reason": "", "made": "2026-11-23 10:00 UTC", "casebook": book, "files": files}
    return known | {"notebook": {"name": f"{place}0_{name}.ipynb"}, "signals": [], "empty": False} | other


def write(out: Path, period: str, unit: str, path: list[str], reports: dict[str, Any]) -> None:
    folder = out / period / unit
    folder.mkdir(parents=True)
    name = {"en": f"Office {unit}", "zh": f"第{unit}检察院"}
    said = {"period": period, "unit": unit, "unit_name": name, "unit_path": path, "reports": reports}
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")


def test_it_says_what_was_made_what_was_not_and_what_changed(tmp_path: Path) -> None:
    kept, new, gone = ({"key": f"Office: {word}", "text": word} for word in ("kept", "new", "gone"))
    write(tmp_path, "2026H1", "42", ["42"], {"a": entry(1, "a", signals=[kept, gone])})
    write(tmp_path, "2025", "42", ["42"], {"a": entry(1, "a", signals=[new])})
    now = {
        "a": entry(1, "a", signals=[kept, new]),
        "b": entry(2, "b", status="failed", reason="no such <column>"),
        "c": entry(3, "c", status="refused", reason="a rank"),
        "d": entry(4, "d", empty=True),
    }
    write(tmp_path, "2026Q1-Q3", "42", ["42"], now)
    page = write_index(tmp_path, units=UNITS).read_text(encoding="utf-8")
    newest = page[page.index("<h2>2026Q1-Q3") : page.index("<h2>2026H1")]
    assert "1 made, 1 no data, 1 failed, 1 refused" in newest
    assert "25 of 1,025 rows quarantined" in newest
    assert "no such &lt;column&gt;" in newest
    assert "since 2026H1: 1 reports" in newest
    assert "new: Office: new." in newest
    assert "gone: Office: gone." in newest
    assert "Office: kept" not in newest
    assert 'href="2026Q1-Q3/42/a.xlsx"' in newest


def test_a_report_is_held_against_the_last_that_was_made_of_its_own_unit(tmp_path: Path) -> None:
    """One unit has no report of the half-year, of another it failed: each is held against an earlier one of its own."""
    told = {"old": "2025", "failed": "2025", "both": "2026H1"}
    signal = {"key": "Office: new", "text": "new"}
    for unit in told:
        write(tmp_path, "2025", unit, ["42", unit], {"a": entry(1, "a")})
        write(tmp_path, "2026Q1-Q3", unit, ["42", unit], {"a": entry(1, "a", signals=[signal])})
    write(tmp_path, "2026H1", "failed", ["42", "failed"], {"a": entry(1, "a", status="failed", reason="x")})
    write(tmp_path, "2026H1", "both", ["42", "both"], {"a": entry(1, "a")})
    page = write_index(tmp_path, units=UNITS).read_text(encoding="utf-8")
    newest = page[page.index("<h2>2026Q1-Q3") : page.index("<h2>2026H1")]
    held = re.findall(r"since ([^:]+): (\d) reports(.*?)</details>", newest, re.DOTALL)
    assert [(since, int(many), set(re.findall(r"Office (\w+)", part))) for since, many, part in held] == [
        ("2026H1", 1, {"both"}),
        ("2025", 2, {"old", "failed"}),
    ]


def test_what_the_gate_refuses_of_signals_and_reasons_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "2026H1", "42", ["42"], {"a": entry(1, "a")})
    ranked = {"key": "x", "name": "Office: rank 3 of 17", "text": "x"}
    write(tmp_path, "2026Q1-Q3", "42", ["42"], {
        "a": entry(1, "a", signals=[ranked]),
        "b": entry(2, "b", status="refused", reason="a rank; got: 'ranked 2'"),
    })  # fmt: skip
    page = write_index(tmp_path, units=UNITS).read_text(encoding="utf-8")
    assert "rank" not in page.replace("never ranks", "")
    assert 'href="2026Q1-Q3/42/b.html" class="failed"' in page


def test_in_a_circulated_folder_it_names_the_units_that_have_reports_and_those_above(tmp_path: Path) -> None:
    named = {"unit": ["420000", "420100", "430000"], "name_en": ["Hubei Office", "Wuhan Office", "Hunan Office"]}
    levels = {"parent": ["", "420000", ""], "level": ["provincial", "city", "provincial"]}
    units = Units(pd.DataFrame(named | {"name_zh": ["湖北省院", "武汉市院", "湖南省院"]} | levels))
    write(tmp_path, "2026H1", "420100", ["420000", "420100"], {"a": entry(1, "a")})
    index = partial(write_index, tmp_path, units=units, audience="circulated")
    assert "420100" in index().read_text(encoding="utf-8")
    write(tmp_path, "2026Q1", "420100", ["420000", "420100"], {"a": entry(1, "Hunan Office")})
    with pytest.raises(GateError, match=r"may not see; where: index\.html; got: 'hunan office'"):
        index()


def test_rows_of_which_nothing_is_said_are_left_out(tmp_path: Path) -> None:
    book = {"id": "0123456789abcdef", "invented": True, "rows": {}}
    write(tmp_path, "2026H1", "42", ["42"], {"a": entry(1, "a", casebook=book)})
    page = write_index(tmp_path, units=UNITS, audience="public").read_text(encoding="utf-8")
    assert "quarantined" not in page
    assert "1 made." in page


@pytest.mark.slow
def test_signals_of_two_real_periods_are_new_or_gone(casebook: Path, tmp_path: Path) -> None:
    page = "420000/arrest_standards.html"
    for period in ("2026Q1", PERIOD):
        made = report(casebook, period, units=["420000"], notebooks=["arrest_standards"], out=tmp_path)
        assert not made.failed, made.failed
    now, then = (
        {each["key"]: each["name"] for each in signals_of((tmp_path / period / page).read_text(encoding="utf-8"))}
        for period in (PERIOD, "2026Q1")
    )
    told = re.search(r'<details class="changed">.*?</details>', made.index.read_text(encoding="utf-8"), re.DOTALL)
    assert told and now.keys() - then.keys(), "a quarter shows less than three"
    new, _, gone = html.unescape(told[0]).partition(" gone: ")
    for some, others, said in ((now, then, new), (then, now, gone)):
        names = [some[key] for key in sorted(some.keys() - others.keys())]
        assert "; ".join(names) in said


PAGE = """<h2>The panel</h2><table class="cl"><caption>x</caption><tr><th>Unit</th><th>Counted</th></tr>
<tr><td>=1+1</td><td class="num">1,547</td></tr><tr><td>@SUM(A1)</td><td>+9 %</td></tr>
<tr><td>武汉</td><td>12.5 %</td></tr>
</table><p class="cl-question" data-signal="420302|decided_late|units"
 data-name="Maojian, Shiyan City: Late">
<strong>Maojian, Shiyan City</strong>, 2026Q1-Q3. Late: 17.1 % (22 of 129). Why?</p>"""


def test_tables_are_taken_from_the_page_and_never_run_as_formulas() -> None:
    tables = tables_of(PAGE)
    assert tables[0][0] == "The panel"
    rows = list(csv.reader(io.StringIO(as_csv(tables).decode("utf-8-sig"))))
    assert rows[1:5] == [["Unit", "Counted"], ["'=1+1", "1,547"], ["'@SUM(A1)", "'+9 %"], ["武汉", "12.5 %"]]
    sheet = load_workbook(io.BytesIO(as_excel(tables))).worksheets[0]
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet["A3:B5"]]
    assert cells == [
        [("=1+1", "s"), (1547, "n")],
        [("@SUM(A1)", "s"), ("+9 %", "s")],
        [("武汉", "s"), ("12.5 %", "s")],
    ]


@pytest.mark.parametrize("mark", ",;\t|")
def test_no_mark_between_cells_makes_a_formula_of_what_follows_it(mark: str) -> None:
    text = as_csv([("Title", [[f"a{mark}=1+1", "b"], ["c", f"d{mark}@SUM(A1)"]])]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=mark) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]


@pytest.mark.parametrize("sign", "＝＋－＠﹢﹦")
def test_a_full_width_sign_begins_no_formula_either(sign: str) -> None:
    table = [("Title", [[f"{sign}1+1", "a＝1", "−3 %"]])]
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"))))
    assert rows[1] == [f"'{sign}1+1", "a＝1", "−3 %"]
    first, second, third = load_workbook(io.BytesIO(as_excel(table))).worksheets[0][2]
    assert [cell.quotePrefix for cell in (first, second, third)] == [True, False, False]


@pytest.mark.slow
def test_the_last_of_two_batches_writes_an_index_of_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "2026H1", "42", ["42"], {"a": entry(1, "a")})
    read, other = threading.Event(), threading.Event()

    def slowly(*template: Any, **facts: Any) -> str:
        if not read.is_set():
            read.set()
            other.wait(2)
        return render(*template, **facts)

    monkeypatch.setattr(index, "render", slowly)
    first = threading.Thread(target=write_index, args=(tmp_path,), kwargs={"units": UNITS})
    first.start()
    assert read.wait(10)
    write(tmp_path, "2026H1", "43", ["43"], {"b": entry(1, "b")})
    write_index(tmp_path, units=UNITS)
    other.set()
    first.join()
    assert "2026H1/43/b.html" in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.slow
@pytest.mark.parametrize(("language", "said"), [("zh", "找到1项"), ("en", "1 found")])
def test_the_index_says_in_its_language_how_many_it_found(tmp_path: Path, language: str, said: str) -> None:
    from playwright.sync_api import sync_playwright

    write(tmp_path, "2026H1", "42", ["42"], {"a": entry(1, "a", parameters={"language": language})})
    page = write_index(tmp_path, units=UNITS)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri())
        tab.fill("#find", "42")
        tab.wait_for_function("document.getElementById('found').textContent !== ''")
        assert tab.locator("#found").text_content() == said
        browser.close()


def test_a_signal_keeps_its_key_while_its_numbers_change() -> None:
    (now,) = signals_of(PAGE)
    (then,) = signals_of(PAGE.replace("2026Q1-Q3", "2025").replace("17.1 % (22 of 129)", "9 % (3 of 33)"))
    assert now["key"] == then["key"] == "420302|decided_late|units"
    assert now["name"] == "Maojian, Shiyan City: Late"
    assert now["text"] != then["text"]


@pytest.mark.slow
def test_a_signal_is_the_same_in_another_language(casebook: Path) -> None:
    """As a page has it, in English of one period and in Chinese of another."""

    def keys(language: Any, period: str) -> dict[str, str]:
        book = open_casebook(casebook, unit="100000", language=language)
        look = reading_list(book, scan(book, PANELS["arrest"], period=period))
        return {each["key"]: each["name"] for each in signals_of(look._repr_html_())}

    english, chinese = keys("en", PERIOD), keys("zh", PERIOD)
    assert english, "the invented nation has its planted signals"
    assert english.keys() == chinese.keys()
    assert all(re.search("[一-鿿]", name) for name in chinese.values())
    assert not any(re.search("[一-鿿]", name) for name in english.values())
    assert all(len(key.split("|")) == 3 for key in english)


def test_numbers_that_begin_with_a_zero_stay_as_they_are() -> None:
    sheet = load_workbook(io.BytesIO(as_excel([("Codes", [["012345", "0", "120"]])]))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["012345", 0, 120]


def test_a_page_of_zeros_has_no_data() -> None:
    assert is_empty('<td class="num">0 of 0</td><td class="num">–</td>')
    assert not is_empty(PAGE)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_twenty_thousand_reports_are_searched_from_disk(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    for number in range(2860):
        unit = f"{420000 + number}"
        reports = {name: entry(place, name) for place, name in enumerate(NAMES)}
        write(tmp_path, "2026Q1-Q3", unit, ["420000", unit], reports)
    page = write_index(tmp_path, units=UNITS)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri())
        assert tab.locator("main a:not(.other)").count() == 20020
        started = time.monotonic()
        tab.fill("#find", "office 421234")
        tab.wait_for_function("document.getElementById('found').textContent === '1 found'")
        print(f"searched in {time.monotonic() - started:.2f} s, {page.stat().st_size / 1e6:.1f} MB")
        assert tab.locator("tr[data-find]:visible").count() == 1
        tab.fill("#find", "第422859检察院")
        tab.wait_for_function("document.querySelectorAll('tr[data-find]:not([hidden])').length === 1")
        tab.fill("#find", "")
        tab.wait_for_function("document.querySelectorAll('tr[data-find]:not([hidden])').length === 2860")
        browser.close()
