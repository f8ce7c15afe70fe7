"""Names at the ends of curves can be read: none lies over another, whatever the curves do."""

from __future__ import annotations

import colorsys
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from caselib.analysis.courses import course
from caselib.casebook.store import open_casebook
from caselib.figures.beside import GAP, apart
from caselib.figures.course import _COLOURS, draw

pytestmark = pytest.mark.slow

SHARES = st.lists(st.floats(0, 1), max_size=5).map(lambda ends: sorted(ends, reverse=True))


@given(SHARES)
def test_labels_stand_apart_and_in_the_order_of_their_curves(ends: list[float]) -> None:
    places = apart(ends, GAP)
    assert all(upper - lower >= GAP - 1e-5 for upper, lower in pairwise(places))
    assert all(place >= end - 1e-5 for place, end in zip(places, ends, strict=True))


def boxes(figure: Any) -> list[Any]:
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    # The extent of the letters alone: that of an annotation takes in its leader.
    return [Text.get_window_extent(text, renderer) for text in figure.axes[0].texts if text.get_text()]


@pytest.mark.parametrize(
    "measure",
    [
        "days_to_charge",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("days_to_court_decision", "days_to_agency_decision", "days_to_rectification")
        ),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_label_of_a_figure_lies_over_another(casebook: Path, measure: str, language: Any) -> None:
    book = open_casebook(casebook, unit="420000", language=language)
    figure = draw(course(book, measure, until="2026Q1-Q3")).figure
    found = boxes(figure)
    assert found
    assert not [pair for pair in combinations(found, 2) if pair[0].overlaps(pair[1])]
    assert all(box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1 for box in found), "a label is cut"


def test_no_leader_runs_through_a_name(casebook: Path) -> None:
    figure = draw(course(open_casebook(casebook, unit="420000"), "days_to_charge", until="2026Q1-Q3")).figure
    found = boxes(figure)
    leaders = [text.arrow_patch for text in figure.axes[0].texts if getattr(text, "arrow_patch", None)]
    assert leaders
    assert all(leader.get_window_extent().x1 <= min(box.x0 for box in found if box.x0 > 100) + 1 for leader in leaders)


def test_no_colour_of_a_curve_is_green_beside_orange() -> None:
    hues = [
        colorsys.rgb_to_hsv(*(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)))[0] * 360
        for colour in _COLOURS
    ]
    assert not [hue for hue in hues if 70 < hue < 170]
