"""The longest name of a measure stays on its figure, and the words above a chart keep apart."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import caselib as cl
from caselib.analysis.panels import PANELS
from caselib.casebook.store import open_casebook
from caselib.figures import change, funnel, trend
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Rate

PERIOD = "2026Q1-Q3"
LONGEST = max(
    (name for panel in PANELS.values() for name in panel if isinstance(MEASURES[name], Rate)),
    key=lambda name: len(MEASURES[name].label.en),
)


def few() -> cl.Counts:
    """All of two and three: the share of all together and both limits lie at 100 %."""
    table = pd.DataFrame({"area": ["A", "B"], "done": [2, 3], "asked": [2, 3]})
    return cl.Counts.from_totals(table, unit="area", numerator="done", denominator="asked")


DRAWN: dict[str, Callable[[Any], Any]] = {
    "trend": lambda book: trend.draw(cl.trend(book.history(LONGEST, until=PERIOD))),
    "change": lambda book: change.draw(cl.change(book.history(LONGEST, until=PERIOD, years=5))),
    "funnel": lambda book: funnel.draw(cl.funnel(book.side_by_side(LONGEST, period=PERIOD))),
    "funnel of few": lambda book: funnel.draw(cl.funnel(few())),
    "open": lambda book: trend.draw(cl.trend(book.history("pil_replied_in_time", until=PERIOD))),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", DRAWN)
def test_words_around_an_axis_stay_on_the_figure_and_apart(casebook: Path, kind: str, language: Any) -> None:
    figure = DRAWN[kind](open_casebook(casebook, unit="420000", language=language)).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    axes = figure.axes[0]
    beside = axes.yaxis.label.get_window_extent(renderer)
    assert beside.y0 >= 0
    assert beside.y1 <= figure.bbox.y1
    words = [Text.get_window_extent(text, renderer) for text in axes.texts if text.get_text()]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in words)
    assert not [pair for pair in combinations(words, 2) if pair[0].overlaps(pair[1])]
