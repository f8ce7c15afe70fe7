"""The marks of the explorer's figures: whatever colour tells, a shape, a dash or a word tells too."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from caselib.casebook.store import Book
from caselib.drilldown.explorer import Explorer, explore
from caselib.drilldown.marks import marked
from caselib.drilldown.state import State
from tests.drilldown.tab import PERIOD

pytestmark = pytest.mark.slow
LATE = "SELECT case_id, unit FROM arrest_reviews WHERE detained AND decided_on > accepted_on + INTERVAL 7 DAY LIMIT 1"


@pytest.fixture(scope="module")
def explorer(book: Book) -> Explorer:
    return explore(book, period=PERIOD)


def each(value: Any, many: int) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value] * many


def looks(figure: dict[str, Any]) -> dict[Any, set[Any]]:
    """Each shape that stands in a figure, with the colours in which it stands there."""
    found: dict[Any, set[Any]] = defaultdict(set)
    words = each(figure["layout"]["yaxis"].get("ticktext", ""), 1)
    for part in figure["data"]:
        line, marker, many = part.get("line", {}), part.get("marker", {}), len(part["x"])
        if part["type"] == "bar":
            # A bar is told by its word: by what stands in brackets, where some have another colour.
            kinds = ["(" in word or "（" in word for word in words]
            for kind, colour in zip(kinds, each(marker["color"], many), strict=True):
                found["bar", kind].add(colour)
        if "markers" in part.get("mode", ""):
            symbols, colours = (each(marker[name], many) for name in ("symbol", "color"))
            for symbol, colour in zip(symbols, colours, strict=True):
                found["mark", symbol].add(colour)
        if part.get("name"):
            found["line", line["dash"], line["width"]].add((part["name"], line["color"]))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("state", [
    State("refused", PERIOD, "420000"),
    State("refused", PERIOD, "420202"),
    State("refused", PERIOD, "420000", "history"),
    State("refused", PERIOD, "420000", "linked"),
    State("days_to_decision", PERIOD, "420000", "durations"),
    State("days_to_decision", PERIOD, "100000", "division", stratum="offence"),
    State("days_to_rectification", PERIOD, "100000", "division", stratum="field"),
    State("pil_replied_in_time", PERIOD, "420000", "stages"),
], ids=lambda state: getattr(state, "view", state))  # fmt: skip
def test_no_two_marks_differ_in_colour_alone(explorer: Explorer, state: State, language: Any) -> None:
    explorer.speak(language)
    explorer.state = state
    found = looks(explorer.figure())
    assert found
    assert {shape: colours for shape, colours in found.items() if len(colours) > 1} == {}


def test_the_last_day_of_a_term_that_was_not_met_has_a_shape_and_a_word_of_its_own(
    book: Book, explorer: Explorer
) -> None:
    explorer.speak("en")
    case, unit = book.sql(LATE).iloc[0]
    explorer.state = State("refused", "2019..2026-09", unit, "cases", case=case)
    terms = explorer.figure()["data"][1]
    assert explorer.course is not None
    late = explorer.course.limits["late"].tolist()
    assert any(late)
    assert [symbol == "x-thin-open" for symbol in terms["marker"]["symbol"]] == late
    assert ["not met on the record" in told for told in terms["hovertext"]] == late


def test_the_point_that_is_looked_at_keeps_its_shape_where_limits_ask_about_it() -> None:
    shapes = [marked(asked=asked, own=own)[0] for asked in (False, True) for own in (False, True)]
    assert len(set(shapes)) == 4
