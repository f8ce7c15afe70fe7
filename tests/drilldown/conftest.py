"""One browser, one page and one server for the tests of a file, and an explorer for each that needs no browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caselib.casebook.store import Book, open_casebook
from caselib.drilldown.explorer import Explorer, explore
from caselib.drilldown.serve import served
from tests.drilldown.tab import CHROMIUM, FLAGS, PERIOD, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit="100000")


@pytest.fixture
def explorer(book: Book) -> Explorer:
    return explore(book, period=PERIOD)


@pytest.fixture(scope="module")
def address(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(casebook, tmp_path_factory.mktemp("voila")) as where:
        yield where


@pytest.fixture(scope="module")
def page(browser: Any, address: str) -> Iterator[Page]:
    made = Page(browser, address)
    yield made
    assert made.wrong == []
    assert {url.split("/")[2] for url in made.asked if url.startswith(("http", "ws"))} == {address.split("/")[2]}
    made.tab.close()
