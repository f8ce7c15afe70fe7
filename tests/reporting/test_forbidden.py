"""The gate: each forbidden thing put into a real page is refused, with its place; every real page passes."""

from __future__ import annotations

import base64
import copy
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from caselib.analysis.release import protected, release
from caselib.casebook.store import Book, open_casebook
from caselib.errors import GateError, ParameterError
from caselib.reporting.batch import Batch, report
from caselib.reporting.gate import check_report
from caselib.reporting.parameters import parameters
from caselib.reporting.public import check_ledger, check_table, released
from caselib.stats.disclosure import given_away, possible

pytestmark = pytest.mark.slow

PERIOD, UNIT = "2026Q1-Q3", "420000"
FILE = Path(__file__).parents[2].parent / "shared" / "reference" / "disclosure" / "sdcTable_attackable_4x4.csv"


def asked(audience: str = "internal", unit: str = UNIT) -> Any:
    said = {"casebook": "here", "period": PERIOD, "unit": unit, "audience": audience, "language": "en"}
    return parameters(said)


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit=UNIT)


def passes(book: Book, page: str, *, notebook: Any = None, audience: str = "internal") -> None:
    empty = nbformat.v4.new_notebook()
    check_report(page, notebook or empty, asked=asked(audience), units=book.units, where="page.html")


def embedded(text: str) -> str:
    return f'<a href="data:text/csv;base64,{base64.b64encode(text.encode()).decode()}">table</a>'


UNITS = ["420100", "420200", "420300", "420500"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("<p>Wuhan is ranked third.</p>", "a rank"),
        ("<p>Wuhan: rank 3</p>", "a rank"),
        ("<p>It is the 3rd of 17 offices.</p>", "a rank"),
        ("<p>The best office refused most.</p>", "a rank"),
        ("<p>The bottom five are listed.</p>", "a rank"),
        ("<p>武汉市检察院排名第3位</p>", "a rank"),
        ("<p>全省倒数第二</p>", "a rank"),
        ("<table><tr><th>Rank</th></tr></table>", "heading"),
        ("<table><tr><th>名次</th></tr></table>", "heading"),
        ("<table><tr><th>Target</th></tr></table>", "heading"),
        ('<td data-rank="3">x</td>', "a rank"),
        ("<svg><!-- rank 1 --></svg>", "a rank"),
        ("<p>The target is 95 %.</p>", "a target"),
        ("<p>Three offices are below the target.</p>", "a target"),
        ("<p>目标值 95%</p>", "a target"),
        ("<p>Overall score 87</p>", "a composite"),
        ("<p>综合得分：87</p>", "a composite"),
        ('<script type="application/json">{"score": 3.2}</script>', "key"),
        ('<div data-x="{&quot;percentile&quot;: 3}"></div>', "a rank"),
        (embedded("unit,rank 1\n"), "a rank"),
        (f'<script type="application/json">{json.dumps([{"unit": u} for u in UNITS[::-1]])}</script>', "order"),
        (f"<script>var units = {json.dumps(UNITS[::-1])}</script>", "order"),
        ("<ul>" + "".join(f"<li>{u}</li>" for u in [*UNITS[1:], UNITS[0]]) + "</ul>", "order"),
        ("<table>" + "".join(f"<tr><td>{u}</td></tr>" for u in UNITS[::-1]) + "</table>", "order"),
        ("<p>stands first among provinces</p>", "a rank"),
        ("<p>No. 1 in the province</p>", "a rank"),
        ("<p>#1 of 17</p>", "a rank"),
        ("<p>Position 3 of 17</p>", "a rank"),
        ("<p>Rank <b>3</b></p>", "a rank"),
        ("<p>goal: 95 %</p>", "a target"),
        ("<p>KPI 95 %</p>", "a target"),
        ("<p>combined index 0.87</p>", "a composite"),
        ("<p>全省第一</p>", "a rank"),
        ("<p>位居第一</p>", "a rank"),
        ("<p>名次3</p>", "a rank"),
        ("<p>目标：95%</p>", "a target"),
        ("<p>目标为95%</p>", "a target"),
        ("<p>考核指标 95%</p>", "a target"),
        ("<p>考核分 87</p>", "a composite"),
        ("<p>得 87 分</p>", "a composite"),
        ('<script src="https://a.example/x.js"></script>', "elsewhere"),
    ],
)
def test_what_nobody_may_read_is_refused(book: Book, wrong: str, said: str) -> None:
    page = "<html><p>Refusals by office, in code order.</p>{}</html>"
    passes(book, page.format(""))
    with pytest.raises(GateError, match=said):
        passes(book, page.format(wrong))
    if "elsewhere" not in said:
        output = nbformat.v4.new_output("display_data", data={"text/html": wrong})
        hidden = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
        with pytest.raises(GateError, match="cell 1"):
            passes(book, page.format(""), notebook=hidden)


@pytest.mark.parametrize(
    "lawful",
    [
        "<p>No unit is placed above another; rankings were abolished in 2024.</p>",
        "<p>Nothing here is a target.</p>",
        "<p>Scores of z were winsorised; no office gets a score here.</p>",
        "<table>" + "".join(f"<tr><td>{u}</td></tr>" for u in UNITS) + "</table>",
        "<p>The last legal day, the first quarter, 17 of 42.</p>",
    ],
)
def test_what_may_be_said_passes(book: Book, lawful: str) -> None:
    passes(book, f"<html>{lawful}</html>")


def test_units_in_the_order_of_an_outcome_are_refused_by_name(book: Book) -> None:
    frame = book.count("refused", period=PERIOD, by=["unit"]).frame.sort_values("value", ascending=False)
    rows = "".join(
        f"<tr><td>{book.units.name(u)}</td><td>{v:.3f}</td></tr>"
        for u, v in zip(frame["unit"], frame["value"], strict=True)
    )
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, f"<table>{rows}</table>")


def test_a_peer_is_not_named_in_a_picture_or_by_escapes(book: Book) -> None:
    peer, chinese = book.units.name("330000"), book.units.name("330000", "zh")
    picture = base64.b64encode(f"<svg><text>{peer}</text></svg>".encode()).decode()
    hidden = [f'<img src="data:image/svg+xml;base64,{picture}">', f"<script>{json.dumps(chinese)}</script>"]
    hidden += [f"<p>{chinese[:2]}<b></b>{chinese[2:]}</p>", peer.replace(" ", "\u00a0"), peer.replace(" ", "\n")]
    for page in hidden:
        with pytest.raises(GateError, match="may not see"):
            passes(book, page, audience="circulated")


def held(names: list[str]) -> list[str]:
    script = "<script>var d = {}</script>"
    data: list[Any] = [[{"y": names}], [{"name": n} for n in names], [[n, 0.5] for n in names], dict.fromkeys(names, 1)]
    pages = [script.format(json.dumps(each)) for each in data]
    pages += ["<ol>" + "".join(f"<li>{n} 12 %</li>" for n in names) + "</ol>"]
    pages += ["<table>" + "".join(f"<tr><td>9</td><td>{n} (x)</td></tr>" for n in names) + "</table>"]
    pages += ["<table><tr>" + "".join(f"<th>{n}</th>" for n in names) + "</tr></table>"]
    return [*pages, json.dumps({"data": [{"y": names}]})]


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_in_data_lists_and_tables_stand_in_code_order(book: Book, place: int, language: Any) -> None:
    names = [book.units.name(unit, language) for unit in UNITS]
    passes(book, held(names)[place])
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, held(names[::-1])[place])


def test_codes_as_numbers_stand_in_code_order(book: Book) -> None:
    with pytest.raises(GateError, match="order of their codes"):
        passes(book, f"<script>var d = {[int(unit) for unit in UNITS[::-1]]}</script>")


def test_a_peer_is_not_named_to_those_among_whom_a_page_circulates(book: Book) -> None:
    own, peer = book.units.name(UNIT), book.units.name("330000")
    passes(book, f"<p>{own}</p>", audience="circulated")
    passes(book, f"<p>{own}, {peer}</p>")
    for named in (peer, book.units.name("330000", "zh"), "330000", f"<svg><!-- {peer} --></svg>"):
        with pytest.raises(GateError, match="may not see"):
            passes(book, f"<p>{own}</p><p>{named}</p>", audience="circulated")


@pytest.fixture(scope="module")
def published(book: Book) -> str:
    return str(release(book, "refused", period=PERIOD, by="offence")._repr_html_())


def test_a_release_passes_and_its_numbers_are_those_of_the_cases_rounded(book: Book, published: str) -> None:
    passes(book, published, audience="public")
    (table,) = released(published)
    frame = book.count("refused", period=PERIOD, by=["offence"]).frame.set_index("offence")
    look = release(book, "refused", period=PERIOD, by="offence").frame.iloc[:-1]
    blank = look["which"].isna()
    small = frame.loc[look["key"], "numerator"].between(1, 9).to_numpy()
    assert blank[small].all()
    true = frame.loc[look["key"][~blank], "numerator"].to_numpy()
    assert (abs(look["which"][~blank] - true) <= 2.5).all()
    assert len(table["rows"]) == len(look) + 1


def mutated(published: str, change: str) -> str:
    (table,) = released(published)
    shown = next(row["cells"][0] for row in table["rows"] if row["cells"][0])
    cell = f'<td class="num">{shown:,}</td>'
    assert cell in published
    return {
        "small": published.replace(cell, '<td class="num">5</td>', 1),
        "unrounded": published.replace(cell, f'<td class="num">{shown + 1:,}</td>', 1),
        "share": re.sub(r"\d %</td>", "x %</td>", published, count=1),
        "other table": published + "<table><tr><td>Hubei</td><td>3</td></tr></table>",
        "figure": published + '<svg role="img"></svg>',
        "embedded": published + embedded("12"),
        "filled": published.replace('<td class="num">·</td>', '<td class="num">10</td>', 1),
        "office": published + "<p>武汉市江岸区人民检察院 420102</p>",
    }[change]


@pytest.mark.parametrize(
    "change", ["small", "unrounded", "share", "other table", "figure", "embedded", "filled", "office"]
)
def test_a_public_page_that_was_changed_is_refused(book: Book, published: str, change: str) -> None:
    page = mutated(published, change)
    assert page != published
    with pytest.raises(GateError):
        passes(book, page, audience="public")


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "text/html"])
def test_a_public_notebook_holds_nothing_that_its_page_does_not_show(book: Book, published: str, kind: str) -> None:
    good = nbformat.v4.new_output("display_data", data={"text/html": published})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[good])])
    passes(book, published, notebook=notebook, audience="public")
    wrong = copy.deepcopy(notebook)
    wrong.cells[0].outputs[0]["data"][kind] = {"text/html": published + "<p>7 persons</p>"}.get(kind, "1547 persons")
    with pytest.raises(GateError):
        passes(book, published, notebook=wrong, audience="public")


@pytest.mark.slow
def test_every_release_can_be_attacked_and_gives_nothing_away(book: Book) -> None:
    nation = open_casebook(book.path)
    blanks = 0
    for measure in ("refused", "refusal_changed", "pil_replied_in_time", "retrial_ordered_of_issued"):
        for where in (book, nation):
            look = release(where, measure, period=PERIOD)
            body, last = look.frame.iloc[:-1], look.frame.iloc[-1]
            cells = body[["which", "others"]].to_numpy(dtype=float)
            if pd.isna(cells).any():
                blanks += 1
                ends = possible(cells, rows=body["all"], columns=last[["which", "others"]].astype(float))
                assert (ends["high"] - ends["low"] > 10).all()
    assert blanks


@pytest.mark.skipif(not FILE.exists(), reason="the reference data are not here")
def test_the_known_hole_is_not_possible() -> None:
    rows = pd.read_csv(FILE)
    table = rows.pivot_table(index="v1", columns="v2", values="freq").to_numpy(dtype=float)
    cells, right, below = protected(table)
    assert given_away(cells, rows=right, columns=below, width=10).empty
    # The pattern with the hole itself, printed as a release of two columns, is refused.
    blank = rows.assign(blank=rows["status_in_test"] == "u").pivot_table(index="v1", columns="v2", values="blank") == 1
    hole = given_away(pd.DataFrame(table).mask(blank.to_numpy()), rows=table.sum(axis=1), columns=table.sum(axis=0))
    assert len(hole)


def row(key: str, which: int | None, others: int | None, whole: int | None) -> dict[str, Any]:
    known = None not in (which, others, whole) and whole
    share = f"{100 * which / whole:.1f} %" if known else "–"  # type: ignore[operator]
    return {"key": key, "cells": [which, others, whole], "share": share}


def table(period: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"figure": "refused|420000|offence", "period": period, "rows": list(rows)}


def test_one_blank_in_a_row_follows_from_its_margin() -> None:
    whole = row("All", 100, 100, 200)
    with pytest.raises(GateError, match="follows"):
        check_table(table("2026Q1", row("a", None, 50, 60), row("b", 90, 50, 140), whole), where="page")
    with pytest.raises(GateError, match="add up"):
        check_table(table("2026Q1", row("a", None, 50, 30), row("b", 90, 50, 140), whole), where="page")


def test_releases_of_the_same_figures_do_not_fill_each_other() -> None:
    first = table("2026Q1", row("a", None, None, None), row("b", 90, 50, 140))
    again = table("2026Q1", row("a", 20, 30, 50), row("b", 90, 50, 140))
    check_ledger([first], [first], where="page")
    with pytest.raises(GateError, match="earlier release"):
        check_ledger([again], [first], where="page")
    half = table("2026H1", row("a", 60, 60, 120), row("b", 180, 100, 280))
    second = table("2026Q2", row("a", 50, 50, 100), row("b", 90, 50, 140))
    check_ledger([half], [first], where="page")
    with pytest.raises(GateError, match="follows from the two others"):
        check_ledger([second], [first, half], where="page")
    with pytest.raises(GateError, match="follows from the two others"):
        check_ledger([half], [first, second], where="page")


def test_below_the_provincial_level_nothing_is_released(book: Book, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="provincial"):
        release(open_casebook(book.path, unit="420100"), "refused", period=PERIOD)
    with pytest.raises(ParameterError, match="provincial"):
        report(book.path, PERIOD, units=["420100"], audience="public", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def public(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return report(
        casebook, PERIOD, units=["100000", UNIT], audience="public", out=tmp_path_factory.mktemp("out") / "out"
    )


@pytest.mark.slow
def test_public_reports_are_made_and_written_into_the_ledger(public: Batch, book: Book) -> None:
    assert [result.status for result in public.results] == ["made", "made"], [r.reason for r in public.results]
    ledger = json.loads((public.index.parent / "released.json").read_text(encoding="utf-8"))
    pages = [result.path.read_text(encoding="utf-8") for result in public.results]
    both = [each for page in pages for each in released(page)]
    assert sorted(map(str, ledger)) == sorted(map(str, both)), "each once, in the order of their making"
    for page in pages:
        assert "rows in =" not in page
        assert str(book.path) not in page


@pytest.mark.slow
def test_what_the_gate_refuses_leaves_a_page_that_says_so(casebook: Path, tmp_path: Path) -> None:
    made = report(casebook, PERIOD, units=[UNIT], notebooks=["overview"], audience="public", out=tmp_path / "out")
    (result,) = made.failed
    assert result.status == "refused"
    page = result.path.read_text(encoding="utf-8")
    assert "The gate has refused this report" in page
    assert "<svg" not in page
    kept = nbformat.read(result.path.with_suffix(".ipynb"), as_version=4)
    assert not any(cell.get("outputs") for cell in kept.cells)
    assert not (tmp_path / "out" / "released.json").exists()
