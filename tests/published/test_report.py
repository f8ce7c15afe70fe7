"""The report of the published figures: made from the shell, real on an invented casebook, silent on the network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from caselib.cli import app
from caselib.reporting.gate import outside_requests

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def page(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published")
    asked = ["report", str(casebook), "--period", "2026Q1-Q3", "--notebook", "90_published_figures", "--out", str(out)]
    made = CliRunner().invoke(app, asked)
    assert made.exit_code == 0, made.output
    return next(out.rglob("published_figures.html"))


def test_it_says_what_it_rests_on_and_calls_nothing_invented(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "Invented data" not in text
    assert "INVENTED" not in text
    assert "Figures published by the Supreme People" in text
    assert not outside_requests(text)


def test_it_prints_each_fact_with_its_smallest_revision(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for revision in ("−5,243 persons", "−0.41 points", "−5,546 cases", "+22,500 cases", "−971 cases", "−5.00 points"):
        assert revision in text, revision


@pytest.mark.skipif(CHROMIUM is None, reason="no browser here")
def test_a_browser_shows_it_without_a_message_or_a_sideways_scroll(page: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM)
        sheet, said = browser.new_page(viewport={"width": 1280, "height": 900}), []
        sheet.on("console", lambda message: said.append(message.text))
        sheet.goto(page.as_uri())
        assert said == []
        assert sheet.evaluate("document.documentElement.scrollWidth") <= 1280
        assert sheet.locator("figure.cl svg").count() == 2
        browser.close()
