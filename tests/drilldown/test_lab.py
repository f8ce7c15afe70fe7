"""The explorer in JupyterLab, in a real browser; with the network cut."""

from __future__ import annotations

import os
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from caselib.casebook.store import Book
from caselib.drilldown.serve import HERE, prepare
from caselib.drilldown.state import State
from tests.conftest import ROOT
from tests.drilldown.tab import GO, PERIOD, draw_over

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab(casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on the notebook, on this machine's own address, with a token."""
    folder = tmp_path_factory.mktemp("lab") / "notebooks"
    folder.mkdir()
    prepare(casebook, folder, unit="100000")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--no-browser"]
    with (folder / "lab.log").open("w") as log:
        line = [sys.executable, "-m", "jupyter", *said_by_make(), *options, "--allow-root"]
        server = subprocess.Popen(
            line, cwd=folder.parent, env=os.environ | {"JUPYTER_TOKEN": token}, stdout=log, stderr=log
        )
    for _ in range(300):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/lab/tree/explore.ipynb?token={token}"
    server.terminate()
    server.wait()


def said_by_make() -> list[str]:
    """What `make lab` runs in the end."""
    asked = ["make", "--no-print-directory", "-n", "lab"]
    told = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    program, *words = shlex.split(told.strip().splitlines()[-1])
    assert program.endswith("/jupyter")
    return words


def stands(tab: Any, said: str) -> None:
    tab.wait_for_function(f"document.querySelector('.cl-state').value.includes('{said}')")


def same_numbers(tab: Any, book: Book, unit: str) -> None:
    """The table on the page has the numbers of a count."""
    counted = book.count("refused", period=PERIOD, by=["unit"], within=unit).frame
    tab.wait_for_function(f"document.querySelector('.cl-rows tbody').rows.length == {len(counted)}")
    shown = tab.locator(".cl-rows").first.inner_text()
    for row in counted.itertuples():
        assert f"{row.numerator:,} of {row.denominator:,}" in shown


class Lab(NamedTuple):
    """The notebook in a tab, and what was complained of there."""

    tab: Any
    wrong: list[str]


@pytest.fixture(scope="module")
def opened(browser: Any, lab: str) -> Iterator[Lab]:
    """The notebook in JupyterLab, with all its cells run."""
    tab = browser.new_page(viewport={"width": 1600, "height": 900})
    made = Lab(tab, [])
    tab.on(
        "request",
        lambda request: (
            request.url.startswith(("blob:", "data:"))
            or HERE in request.url
            or made.wrong.append(f"asked of elsewhere: {request.url}")
        ),
    )
    tab.on("pageerror", lambda error: made.wrong.append(str(error)))
    tab.goto(lab)
    tab.wait_for_selector(".jp-Notebook", timeout=90_000)
    tab.get_by_text("| Idle").wait_for(timeout=90_000)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    tab.wait_for_selector(".cl-chart[data-drawn]", timeout=90_000)
    yield made
    assert made.wrong == []
    tab.close()


def restored(tab: Any, state: State) -> None:
    tab.fill(".cl-state", str(state))
    tab.press(".cl-state", "Enter")
    tab.wait_for_function(f"document.querySelector('.cl-state').value === '{state}'")
    tab.wait_for_timeout(400)


def test_the_keys_of_a_list_stay_in_it_and_no_cell_is_lost(opened: Lab) -> None:
    """JupyterLab binds letters and arrows where a cell is chosen: D twice deletes it, an arrow leaves it."""
    tab = opened.tab
    restored(tab, State("refused", PERIOD, "420000"))
    cells = "document.querySelectorAll('.jp-Notebook .jp-Cell').length"
    before, measure = tab.evaluate(cells), tab.get_by_label("Measure")
    assert before > 2
    tab.locator(GO).first.focus()
    for key in "ddxavc":
        tab.keyboard.press(key)
    measure.focus()
    tab.keyboard.press("ArrowDown")
    tab.wait_for_function("!document.querySelector('.cl-state').value.includes('measure=refused&')")
    assert measure.evaluate("each => each === document.activeElement")
    tab.locator(".cl-code").focus()
    for key in "ddmyz":
        tab.keyboard.press(key)
    tab.wait_for_timeout(500)
    assert tab.evaluate(cells) == before


def test_a_range_is_drawn_over_a_history_in_jupyterlab(opened: Lab) -> None:
    restored(opened.tab, State("refused", PERIOD, "420000", "history"))
    draw_over(opened.tab)
    stands(opened.tab, "period=2023-01..2023-")


def test_the_notebook_in_jupyterlab_does_the_same(opened: Lab, book: Book) -> None:
    tab = opened.tab
    restored(tab, State("refused", PERIOD, "100000"))
    for name, unit in (("Hubei People", "420000"), ("Huangshi", "420200")):
        same_numbers(tab, book, {"420000": "100000", "420200": "420000"}[unit])
        tab.locator(GO, has_text=name).click()
        stands(tab, f"unit={unit}")
    same_numbers(tab, book, "420200")
    tab.locator(GO, has_text=book.units.name("420202").split("'")[0]).click()
    stands(tab, "unit=420202")
    tab.get_by_role("button", name="Cases", exact=True).click()
    stands(tab, "view=cases")
    # The list of the unit stood there before; a button that is drawn anew under a click hears nothing.
    tab.wait_for_timeout(500)
    tab.wait_for_function("document.querySelectorAll('.cl-act').length == 12")
    assert f"{len(book.cases('refused', period=PERIOD, within='420202')):,} behind" in tab.inner_text(".cl-explorer")
    tab.locator(".cl-act").first.click()
    tab.get_by_text("Review plan: 1 cases").wait_for()
    tab.fill(".cl-state", str(State("refused", PERIOD, "420000", "division", only=(("detained", "yes"),))))
    tab.press(".cl-state", "Enter")
    tab.wait_for_function("document.querySelector('.cl-code').value.includes('within=\"420000\"')")
    tab.get_by_role("button", name="中文").click()
    tab.get_by_role("button", name="下级单位").click()
    tab.get_by_text("不捕率").first.wait_for(state="attached")
    assert "#" not in tab.url, "the address bar is the Lab's own"
