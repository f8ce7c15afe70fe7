"""The explorer in a tab of a real browser, with the network cut: what the tests of its page share."""

from __future__ import annotations

import shutil
from typing import Any

from caselib.drilldown.state import State

PERIOD = "2026Q1-Q3"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    # No name leads anywhere: not for the page, and not for the browser's own errands.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
GO = "td:first-child button.cl-go"
DRAWN = "document.querySelector('.cl-chart').shadowRoot.textContent"
FIGURE = "document.querySelector('.cl-chart').shadowRoot.querySelector('.js-plotly-plot')"


class Page:
    """One tab with the explorer: what was asked of the network and came from the kernel, what was complained of."""

    def __init__(self, browser: Any, address: str, **size: int) -> None:
        self.tab = browser.new_page(viewport={"width": 1280, "height": 720} | size)
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.received: list[str] = []
        self.tab.on("websocket", lambda socket: socket.on("framereceived", self._take))
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        # What leaves this machine fails, and is seen.
        self.tab.route(lambda url: "127.0.0.1" not in url and not url.startswith(("data:", "blob:")), self._cut)
        self.tab.goto(address)
        self.tab.wait_for_selector(".cl-chart[data-drawn]", state="attached", timeout=90_000)

    def _take(self, frame: str | bytes) -> None:
        self.received.append(frame if isinstance(frame, str) else frame.decode("utf-8", "replace"))

    def _cut(self, route: Any) -> None:
        self.wrong.append(f"asked of elsewhere: {route.request.url}")
        route.abort()

    def at(self, state: State) -> None:
        """Go to a state by the address bar, and wait until it stands."""
        self.tab.evaluate(f"location.hash = '{state}'")
        self.tab.wait_for_function(f"document.querySelector('.cl-state').value === '{state}'")
        # The figure is drawn a moment after the words.
        self.tab.wait_for_timeout(400)

    def stands(self, **parts: str) -> None:
        """Wait until the address bar says so."""
        said = " && ".join(f"location.hash.includes('{name}={value}')" for name, value in parts.items())
        self.tab.wait_for_function(said)

    def table(self, place: int = 0) -> str:
        return str(self.tab.locator(".cl-rows").nth(place).inner_text())

    def view(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).click()


def numbers(tab: Any, rows: int) -> list[list[str]]:
    """The cells of the table of numbers, once it has so many rows."""
    body = "document.querySelector('.cl-rows').tBodies[0].rows"
    tab.wait_for_function(f"{body}.length === {rows}")
    return list(tab.evaluate(f"[...{body}].map(row => [...row.cells].map(cell => cell.innerText))"))


def click_at(tab: Any, x: float, y: float, *, across: str = "xaxis", up: str = "yaxis") -> None:
    """Click at a place of the figure that its axes name."""
    place = tab.evaluate(
        f"""() => {{
        const made = {FIGURE}, box = made.getBoundingClientRect();
        const {{ {across}: across, {up}: up }} = made._fullLayout;
        return [box.x + across._offset + across.d2p({x}), box.y + up._offset + up.d2p({y})];
    }}"""
    )
    tab.mouse.move(*place)
    tab.mouse.click(*place)


def draw_over(tab: Any, part: float = 0.25) -> None:
    """Draw over the first part of a history."""
    tab.locator(".cl-chart").scroll_into_view_if_needed()
    frame = tab.locator(".cl-chart .nsewdrag").bounding_box()
    middle = frame["y"] + frame["height"] / 2
    tab.mouse.move(frame["x"] + 5, middle)
    tab.mouse.down()
    tab.mouse.move(frame["x"] + frame["width"] * part, middle + 10, steps=8)
    tab.mouse.up()
