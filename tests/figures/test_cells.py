"""Numbers in a table are broken over lines only where they are ranges, and on paper alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from caselib.figures.cells import write
from tests.reporting.test_report import CHROMIUM

BLANK = "–\N{NO-BREAK SPACE}(57)"
WIDE = [["Decided after the legal limit", "2026-09-30", "18.2 %", BLANK, "1,547", "2", "3", "[-12.4, +41.6]"]] * 2


def test_a_day_a_share_and_a_blank_are_no_range() -> None:
    page = write(["", *"1234567"], WIDE)
    assert re.findall(r'<td class="num range">([^<]+)', page) == ["[−12.4, +41.6]"] * 2
    assert re.findall(r'<td class="num">([^<]+)', page)[:3] == ["2026-09-30", "18.2 %", BLANK]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("media", ["screen", "print"])
def test_each_stands_on_one_line(media: Any) -> None:
    from playwright.sync_api import sync_playwright

    from caselib.reporting.page import render

    style = re.search(r"<style>.*?</style>", render("base.html.j2"), re.DOTALL)
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = opened.new_page(viewport={"width": 420, "height": 900})
        tab.emulate_media(media=media)
        tab.set_content(f"{style[0] if style else ''}{write(['', *'1234567'], WIDE)}")
        lines = "cells => cells.map(cell => { const r = document.createRange(); r.selectNodeContents(cell);"
        lines += " return new Set([...r.getClientRects()].map(box => Math.round(box.top))).size })"
        found = tab.eval_on_selector_all("td.num:not(.range)", lines)
        opened.close()
    assert len(found) == 12
    assert set(found) == {1}


def test_a_column_of_sentences_is_told_from_one_of_names() -> None:
    said = "The printed change implies a base of 3,725,976."
    page = write(["Figure", "Published", "In words"], [[said, "12", said], ["b", "13", ""]])
    # The first column names the row, however long the name.
    assert page.count('<td class="prose">') == 2
    assert f"<tr><td>{said}</td>" in page
