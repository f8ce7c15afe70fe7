"""What is made behind: in which turn, once, and never more than fits."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import pytest

from caselib.drilldown import behind
from caselib.drilldown.behind import ASKED, LASTING, PASSING, Behind


@dataclass(frozen=True)
class Made:
    name: str
    nbytes: int = 0


def held_up() -> tuple[Behind, list[str], threading.Event]:
    """One that makes nothing before the event is set, and what it has made by then, in order."""
    made: list[str] = []
    hold = threading.Event()

    def make(key: str) -> Made:
        hold.wait(10)
        made.append(key)
        return Made(key)

    return Behind(make), made, hold


def test_what_was_asked_for_comes_first_and_what_may_be_asked_last() -> None:
    one, made, hold = held_up()
    one.want(["first"], LASTING)
    one.want(["maybe a", "maybe b"], PASSING)
    one.want(["grid"], LASTING)
    one.want(["asked"], ASKED)
    hold.set()
    one.until(PASSING).result(10)
    assert made[0] == "first" or made[:2] == ["asked", "first"]
    assert [key for key in made if key != "first"] == ["asked", "grid", "maybe a", "maybe b"]


def test_what_may_be_asked_for_next_replaces_what_might_have_been() -> None:
    one, made, hold = held_up()
    one.want(["at work"], ASKED)
    while one._making is None:
        time.sleep(0.001)
    one.want(["old"], PASSING)
    one.want(["new"], PASSING)
    hold.set()
    one.until(PASSING).result(10)
    assert made == ["at work", "new"]


def test_what_is_being_made_is_waited_for_and_not_made_twice() -> None:
    made: list[str] = []

    def make(key: str) -> Made:
        time.sleep(0.2)
        made.append(key)
        return Made(key)

    one = Behind(make)
    one.want(["x"], ASKED)
    while one._making is None:
        time.sleep(0.001)
    one.wait_for("x")
    assert made == ["x"]
    assert one.kept["x"] == Made("x")


def test_what_was_made_long_ago_is_let_go_where_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "MOST", 100)
    one = Behind(lambda key: Made(key, 40), lasting=lambda key: key == "grid")
    one.want(["grid"], LASTING)
    one.until(LASTING).result(10)
    for key in ("a", "b", "c"):
        one.want([key], PASSING)
        one.until(PASSING).result(10)
    # Two of forty fit; the grid is held for good and counts for nothing.
    assert list(one.kept) == ["grid", "b", "c"]


def test_what_cannot_be_made_is_left_to_whoever_asks_for_it() -> None:
    def make(key: str) -> Made:
        if key == "x":
            raise OSError("gone")
        return Made(key)

    one = Behind(make)
    one.want(["x", "y"], ASKED)
    one.until(PASSING).result(10)
    assert list(one.kept) == ["y"]
    one.wait_for("x")


def test_what_was_left_for_quiet_times_is_done_in_parts_and_gives_way() -> None:
    made: list[str] = []
    left = ["fails", "one", "two"]

    def idle() -> None:
        part = left.pop(0)
        if part == "fails":
            one.want(["asked"], ASKED)
            raise OSError("full")
        made.append(part)

    def make(key: str) -> Made:
        made.append(key)
        return Made(key)

    one = Behind(make, left=lambda: bool(left), idle=idle)
    one.want(["first"], PASSING)
    one.until(PASSING).result(10)
    assert made == ["first", "asked", "one", "two"]


def test_while_somebody_clicks_on_nothing_is_done_that_can_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "QUIET", 0.4)
    left, done = ["a part"], threading.Event()
    one = Behind(Made, left=lambda: bool(left), idle=lambda: (left.pop(), done.set()))
    for click in range(8):
        one.want([f"click {click}"], ASKED)
        one.until(ASKED).result(10)
        time.sleep(0.1)
    assert left == ["a part"]
    assert done.wait(10)
    assert left == []


@pytest.mark.slow
def test_a_process_ends_after_what_it_is_at() -> None:
    code = (
        "import time\n"
        "from caselib.drilldown.behind import PASSING, Behind\n"
        "one = Behind(lambda key: time.sleep(1))\n"
        "one.want(range(60), PASSING)\n"
    )
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    assert time.monotonic() - start < 30
