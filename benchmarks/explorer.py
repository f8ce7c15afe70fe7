"""From click to drawn, in a real browser: `python -m benchmarks.explorer [CASEBOOK]`, by default on the whole nation.

A click is timed in the page itself: from the event to the first frame after both the figure and its numbers are new.
Each kind of click is made over and over on states that are held in memory, and once on states that are not.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.drilldown.cube import Cube
from caselib.drilldown.looks import look
from caselib.drilldown.serve import served
from caselib.drilldown.state import State
from caselib.synthetic.nation import synthesize

RESULTS = Path(__file__).parent / "EXPLORER.md"
PERIOD, ROUNDS = "2026Q1-Q3", 12
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TIMED = """([selector, place]) => new Promise((done) => {
  const chart = document.querySelector('.cl-chart');
  const numbers = document.querySelector('[data-turn]');
  const before = [chart.dataset.drawn, numbers.dataset.turn];
  const targets = [...document.querySelectorAll(selector)];
  const target = targets.at(place % targets.length);
  const start = performance.now();
  const look = () => {
    if (chart.dataset.drawn !== before[0] && numbers.dataset.turn !== before[1]) {
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
    }
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { attributes: true, subtree: true });
  target.click();
})"""


def clicks(tab: Any) -> dict[str, list[float]]:
    """Time every kind of click, on states seen before, and on units that nobody has looked at."""
    found: dict[str, list[float]] = {}

    def click(kind: str, selector: str, place: int = 0) -> None:
        found.setdefault(kind, []).append(tab.evaluate(TIMED, [selector, place]))
        tab.wait_for_timeout(150)

    def view(place: int) -> None:
        click("another view", ".widget-toggle-button", place)

    first = "td:first-child button.cl-go"
    for turn in range(ROUNDS):
        for level in range(3):
            click("down a level", first, (turn + level) % 5)
        for place in (1, 2, 4, 0):
            view(place)
        for _ in range(3):
            click("up a level", "button.cl-narrow", 0)
        click("back", "button.cl-narrow", 1)
        click("forward", "button.cl-narrow", 2)
    for turn in range(ROUNDS):
        for place in (8 + turn, 5 + turn % 4):
            click("down to a unit not seen before", first, place)
        for _ in range(2):
            click("up a level", "button.cl-narrow", 0)
    return found


def first_times(tab: Any) -> dict[str, list[float]]:
    """Time what is looked at for the first time, and is not held yet."""
    found: dict[str, list[float]] = {"a view, for the first time": []}
    for place in (1, 2, 4, 0):
        found["a view, for the first time"].append(tab.evaluate(TIMED, [".widget-toggle-button", place]))
        tab.wait_for_timeout(300)
    return found


def computing(book: Book) -> dict[str, list[float]]:
    """Time counting and analysing alone, from what is held."""
    found: dict[str, list[float]] = {}
    # What is kept of counts may be removed at any time: the first opening makes it.
    shutil.rmtree(book.shelf, ignore_errors=True)
    for kind in ("all prepared, the first time", "all prepared, from then on"):
        cube = Cube(book)
        start = time.perf_counter()
        cube.prepare(["arrest_reviews"]).result()
        found[kind] = [1000 * (time.perf_counter() - start)]
        # Keeping what was counted comes last, when nobody waits.
        cube.shelved()
    for view in ("units", "history", "division", "linked", "stages"):
        for unit in ("100000", "420000", "420200"):
            state = State("pil_replied_in_time" if view == "stages" else "refused", PERIOD, unit, view)
            look(cube, state)
            cube.prepare().result()
            for _ in range(ROUNDS):
                start = time.perf_counter()
                look(cube, state)
                found.setdefault(f"compute: {view}", []).append(1000 * (time.perf_counter() - start))
    return found


def main() -> None:
    """Measure, print, and write EXPLORER.md."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if len(sys.argv) > 1:
            casebook = Path(sys.argv[1])
        else:
            casebook = work / "book"
            load(synthesize(work / "nation", scale=1.0).path, casebook)
        book = open_casebook(casebook)
        rows = int(book.sql("SELECT COUNT(*) AS n FROM arrest_reviews")["n"].iloc[0])
        found = computing(book)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with served(casebook, work) as address, sync_playwright() as play:
            opened = play.chromium.launch(executable_path=chromium, args=FLAGS)
            tab = opened.new_page(viewport={"width": 1280, "height": 720})
            start = time.perf_counter()
            tab.goto(address)
            tab.wait_for_selector(".cl-chart[data-drawn]", timeout=60_000)
            found["page opened, first figure drawn"] = [1000 * (time.perf_counter() - start)]
            tab.wait_for_timeout(10_000)
            found |= first_times(tab)
            tab.wait_for_timeout(10_000)
            found |= (timed := clicks(tab))
            opened.close()
    found["every click"] = [took for kind in timed for took in found[kind]]
    _write(found, rows)


def _write(found: dict[str, list[float]], rows: int) -> None:
    lines = ["| what | n | median, ms | 95th percentile, ms |", "| --- | --- | --- | --- |"]
    for kind, times in found.items():
        middle, high = np.quantile(times, [0.5, 0.95])
        lines.append(f"| {kind} | {len(times)} | {middle:.0f} | {high:.0f} |")
    load_now = os.getloadavg()[0]
    note = (
        f"{rows:,} persons; headless Chromium at 1280 x 720; {platform.machine()}, {os.cpu_count()} cores, "
        f"load {load_now:.1f}; {date.today()}."
    )
    text = "\n".join(lines)
    RESULTS.write_text(f"# The explorer, from click to drawn\n\n{note}\n\n{text}\n", encoding="utf-8")
    print(f"{note}\n{text}")


if __name__ == "__main__":
    main()
