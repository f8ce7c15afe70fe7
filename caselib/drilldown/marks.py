"""How marks are made: points, lines, axes, and the quiet frame that every figure has."""

from __future__ import annotations

import json
import math
from collections import namedtuple
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from caselib.domain.label import Language
from caselib.drilldown.words import say
from caselib.figures.picture import invented_mark
from caselib.figures.style import FAINT, GREY, INK, LIMIT, MARK, SERIES
from caselib.measures.counts import Counts
from caselib.measures.declare import Count, Duration, Rate

__all__ = [
    "Figure",
    "Mark",
    "at",
    "brushed",
    "framed",
    "go",
    "line",
    "marked",
    "named",
    "noted",
    "places",
    "plainly",
    "points",
    "records",
    "said",
    "worded",
]

Figure = dict[str, Any]
HEIGHT = 320
# Margins are given, not found: finding them draws everything once more.
FRAME = {"l": 64, "r": 24, "t": 30, "b": 44}
BELOW, BESIDE = FRAME | {"b": 92}, FRAME | {"l": 250}
Mark = tuple[str, int, str, str]
# Symbol, size, fill, edge: what differs is told by shape as well as by colour.
POINT: Mark = ("circle", 9, FAINT, SERIES)
SMALL: Mark = ("circle", 7, FAINT, SERIES)
ASKED: Mark = ("diamond", 12, MARK, INK)
OPEN: Mark = ("circle-open", 9, GREY, GREY)
OWN: Mark = ("square", 12, SERIES, INK)
OWN_ASKED: Mark = ("square-x", 12, MARK, INK)


@lru_cache
def _row(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


def records(frame: pd.DataFrame) -> list[Any]:
    """Rows as tuples with names. Going through columns as lists takes a tenth of what pandas takes row by row."""
    make = _row(tuple(frame.columns))
    return [make(*row) for row in zip(*(frame[name].tolist() for name in frame.columns), strict=True)]


def go(**change: str) -> str:
    """Write the change of state that a click makes."""
    return json.dumps(change)


def at(period: str, counts: Counts, **further: str) -> str:
    """Lead to the units of a period; who may name none of them goes on following the own, and sees it chosen."""
    view = "units" if counts.about.reader.audience == "internal" else "history"
    return go(period=period, view=view, **further)


def noted(figure: Figure, language: Language, *, invented: bool) -> Figure:
    """Say of invented data that they are."""
    if invented:
        note = {
            "text": invented_mark(language),
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": 1.09,
            "xanchor": "right",
        }
        look = {"showarrow": False, "font": {"size": 11, "color": LIMIT}}
        figure["layout"]["annotations"] = [*figure["layout"].get("annotations", []), note | look]
    return figure


def framed(**layout: Any) -> Figure:
    """The quiet frame that every figure has."""
    axis = {"gridcolor": "#eef0f3", "linecolor": GREY, "zeroline": False, "ticks": "outside"}
    axis |= {"title": {"font": {"size": 13}}}
    frame = {
        "height": HEIGHT,
        "margin": FRAME,
        "font": {"size": 13, "color": INK, "family": "sans-serif"},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        # A click says at which place it was, also where no point is.
        "clickanywhere": True,
        "plot_bgcolor": "white",
        "paper_bgcolor": "white",
        "xaxis": axis,
        "yaxis": axis,
    }
    for name, value in layout.items():
        if name[:5] in ("xaxis", "yaxis"):
            value = axis | value | {"title": axis["title"] | value.get("title", {})}
        frame[name] = value
    return frame


def label(counts: Counts, language: Language) -> str:
    """Name what is counted."""
    return counts.labels[counts.one].text(language)


def rate(counts: Counts) -> bool:
    """Whether a share is counted."""
    return isinstance(counts.measures[counts.one], Rate)


def plain(counts: Counts) -> bool:
    """Whether a plain number of rows is counted."""
    return isinstance(counts.measures[counts.one], Count)


def worded(counts: Counts, language: Language) -> str:
    """Say what a value that is no share is of: days, a number of rows, or an average."""
    timed = isinstance(counts.measures[counts.one], Duration)
    return say("days" if timed else "counted" if plain(counts) else "on average", language)


def values_axis(counts: Counts, language: Language) -> dict[str, Any]:
    """Set the axis of values: shares as percentages, or what else they are."""
    return {"tickformat": ".3~%"} if rate(counts) else {"title": {"text": worded(counts, language)}}


def marked(*, asked: bool = False, own: bool = False) -> Mark:
    """Mark a unit: a square where it is the one that is looked at, a diamond (or a crossed square) where limits ask."""
    return {(False, False): POINT, (True, False): ASKED, (False, True): OWN, (True, True): OWN_ASKED}[asked, own]


def points(x: Any, y: Any, *, marks: list[Mark], told: list[str], data: list[str], **more: Any) -> Figure:
    """Draw marks, each with what it says and where it leads."""
    symbols, sizes, fills, edges = (_alone([mark[part] for mark in marks]) for part in range(4))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": plainly(x),
        "y": plainly(y),
        "marker": {"symbol": symbols, "size": sizes, "color": fills, "line": {"color": edges, "width": 1.5}},
        "hovertext": told,
        "hoverinfo": "text",
        "customdata": data,
        **more,
    }


def _alone(values: list[Any]) -> Any:
    """One value where all are the same: plotly sets a list mark by mark."""
    return values[0] if len(set(values)) == 1 else values


def line(x: Any, y: Any, *, dash: str = "solid", width: float = 1.2, color: str = LIMIT, **more: Any) -> Figure:
    """Draw a line that answers to nothing."""
    line = {"dash": dash, "width": width, "color": color, **more.pop("line", {})}
    drawn = {"type": "scatter", "mode": "lines", "x": plainly(x), "y": plainly(y), "line": line}
    return {**drawn, "hoverinfo": "skip", **more}


def plainly(values: Any) -> list[Any]:
    """Numbers without NaN, which JSON has no word for."""
    return [None if isinstance(value, float) and math.isnan(value) else value for value in np.asarray(values).tolist()]


def said(row: Any, counts: Counts, language: Language) -> str:
    """Say a row's numbers in a few words."""
    if plain(counts):
        return f"{row.numerator:,}"
    if not rate(counts):
        low, high = ("–" if math.isnan(end) else f"{end:g}" for end in (row.low, row.high))
        return f"{row.value:g} {worded(counts, language)} [{low}, {high}], n = {row.denominator:,}"
    return f"{say('of', language, f'{row.numerator:,}', f'{row.denominator:,}')} = {100 * row.value:.2f} %"


def places(names: list[str], most: int = 14) -> dict[str, Any]:
    """Set the axis of things that stand one after the other."""
    timed = bool(names) and names[0][:1].isdigit()
    step = max(1, math.ceil(len(names) / most)) if timed else 1
    shown = [name if len(name) < 13 else f"{name[:12]}…" for name in names]
    ticks = {"tickmode": "array", "tickvals": list(range(0, len(names), step)), "ticktext": shown[::step]}
    return ticks | ({"tickangle": 0} if timed else {}) | {"range": [-0.6, len(names) - 0.4], "showgrid": False}


def brushed(layout: Figure) -> Figure:
    """A range of time can be drawn over."""
    return layout | {"meta": {"over": True}}


def named(counts: Counts, unit: str, language: Language) -> str:
    """Name a unit if this reader may see its name, and its own cases as such."""
    if not counts.about.reader.may_name(unit) and unit != counts.within:
        return say("peer", language)
    own = f" ({say('own cases', language)})" if "unit" in counts.by and unit == counts.within else ""
    return f"{counts.name(unit, language)}{own}"
