"""Finished results as plotly figures: data and layout, with the change of state that a click on each mark makes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from caselib.analysis.comparisons import Comparison
from caselib.analysis.durations import Terms
from caselib.analysis.linked import Linked
from caselib.analysis.result import Result
from caselib.analysis.stages import Stages
from caselib.analysis.strata import Division, stratum_label
from caselib.analysis.trends import Trend
from caselib.domain.label import Language
from caselib.drilldown import histories
from caselib.drilldown.marks import (
    BELOW,
    BESIDE,
    FRAME,
    POINT,
    Figure,
    brushed,
    framed,
    go,
    line,
    marked,
    named,
    noted,
    places,
    plainly,
    points,
    records,
    said,
    values_axis,
)
from caselib.drilldown.rows import stage
from caselib.drilldown.words import say
from caselib.figures.style import GREY, INK, LIMIT, MARK, SERIES

__all__ = ["chart"]

_COLOURS = (SERIES, MARK, LIMIT, INK, GREY)
_DASHES = ("solid", "dot", "dash", "longdash", "dashdot", "longdashdot")
_WIDTHS = (2.0, 3.5, 1.0, 5.0)


def chart(result: Result, language: Language, *, own: str = "") -> Figure:
    """Draw a result; `own` is the unit that is told from those beside it."""
    drawers: dict[type, Callable[[Any, Language], Figure]] = {
        Comparison: partial(_funnel, own=own),
        Trend: histories.trend,
        Division: _division,
        Terms: _terms,
        Stages: _stages,
        Linked: histories.linked,
    }
    drawer = drawers.get(type(result), partial(_plain, own=own))
    return noted(drawer(result, language), language, invented=result.counts.about.invented)


def _funnel(look: Comparison, language: Language, *, own: str) -> Figure:
    shown = look.frame[look.frame["denominator"] > 0]
    most = float(shown["denominator"].max())
    lines, notes = _limits(look, most, language)
    units, named = _units(look, shown, language, own)
    low, high = _reach(shown["value"], look.funnel.limits_at([max(1.0, most / 2)]))
    base = "persons" if look.counts.measures[look.counts.one].counts == "persons" else "base cases"
    x = {"title": {"text": say(base, language)}, "range": [0, most * 1.12]}
    y = {"tickformat": ".3~%", "range": [low, high]}
    notes = [note for note in notes if low <= note["y"] <= high]
    return {"data": [*lines, units], "layout": framed(xaxis=x, yaxis=y, annotations=[*notes, *named])}


def _limits(look: Comparison, most: float, language: Language) -> tuple[list[Figure], list[Figure]]:
    """The line of all together and the limits, each named at its right end."""
    sizes = np.unique(np.round(np.geomspace(1, most * 1.06, 160)))
    limits, target = look.funnel.limits_at(sizes), float(np.mean(look.funnel.target))
    drawn = [line([1, most * 1.06], [target, target], width=1.6)]
    notes = [_note(say("overall", language), sizes[-1], target)]
    for side, dash, level in (("outer", "solid", 1), ("inner", "dot", 0)):
        low, high = (limits[f"{edge}_{side}"].to_numpy() for edge in ("low", "high"))
        # Both edges are one line with a gap: plotly's time goes with the number of lines.
        x, y = np.concatenate([sizes, [np.nan], sizes]), np.concatenate([low, [np.nan], high])
        drawn.append(line(x, y, dash=dash, width=1.1))
        # The outer line lies above the inner one: where they meet, their names do not.
        apart = {"yanchor": ("top", "bottom")[level]}
        notes.append(_note(f"{100 * look.funnel.levels[level]:g} %", sizes[-1], float(high[-1])) | apart)
    return drawn, notes


def _units(look: Comparison, shown: pd.DataFrame, language: Language, own: str) -> tuple[Figure, list[Figure]]:
    """The units as points; the own is named, and those outside where they are few enough to be read."""
    rows = records(shown)
    names = [named(look.counts, row.unit, language) for row in rows]
    asked = [row.outside == "outer" for row in rows]
    text = [f"{name}<br>{said(row, look.counts, language)}" for name, row in zip(names, rows, strict=True)]
    marks = [marked(asked=here, own=row.unit == own) for row, here in zip(rows, asked, strict=True)]
    keys = [go(unit=row.unit) for row in rows]
    drawn = points(shown["denominator"], shown["value"], marks=marks, told=text, data=keys)
    some = sum(asked) < 9
    told = [
        (name, row)
        for name, row in zip(names, rows, strict=True)
        if row.unit == own or (row.outside == "outer" and some)
    ]
    # A limit that runs behind a name must not strike it out.
    above = {"yshift": 14, "xanchor": "center", "font": {"size": 12}, "bgcolor": "rgba(255,255,255,0.8)"}
    return drawn, [_note(name, row.denominator, row.value) | above for name, row in told]


def _note(text: str, x: float, y: float) -> Figure:
    """A word beside a place. Plotly's own text on marks loses words when a figure takes the place of another."""
    place = {"text": text, "x": float(x), "y": float(y), "showarrow": False, "xanchor": "left"}
    return place | {"font": {"size": 11, "color": LIMIT}}


def _reach(values: pd.Series, half: pd.DataFrame) -> tuple[float, float]:
    """Where the frame begins and ends: points and the limits of a middling unit are in it."""
    high = min(1.02, 1.1 * max(float(values.max()), float(half["high_outer"].iloc[0])))
    low = min(float(values.min()), float(half["low_outer"].iloc[0]))
    return (0.0 if low < 0.4 * high else 0.9 * low), max(high, 1e-6)


def _plain(look: Result, language: Language, *, own: str) -> Figure:
    """Values with their intervals: units in code order, or periods in their own."""
    counts, frame = look.counts, look.frame
    over_time = "unit" not in counts.by
    rows = records(frame)
    names = [row.period if over_time else named(counts, row.unit, language) for row in rows]
    keys = [go(period=row.period) if over_time else go(unit=row.unit) for row in rows]
    text = [f"{name}<br>{said(row, counts, language)}" for name, row in zip(names, rows, strict=True)]
    y = frame["value"]
    spread = {
        "type": "data",
        "symmetric": False,
        "array": plainly(frame["high"] - y),
        "arrayminus": plainly(y - frame["low"]),
        "color": LIMIT,
        "thickness": 1.2,
    }
    marks = [marked(own=not over_time and row.unit == own) for row in rows]
    drawn = points(range(len(rows)), y, marks=marks, told=text, data=keys, error_y=spread)
    layout = framed(
        xaxis=places(names),
        yaxis=values_axis(counts, language) | {"rangemode": "tozero"},
        margin=FRAME if over_time else BELOW,
    )
    return {"data": [drawn], "layout": brushed(layout) if over_time else layout}


def _division(look: Division, language: Language) -> Figure:
    counts, rows = look.counts, records(look.frame)
    values = look.frame[look.stratum].tolist()
    names = [look.label(value, language) for value in values]
    keys = [go(keep=f"{look.stratum}={value}") for value in values]
    text = [f"{name}<br>{said(row, counts, language)}" for name, row in zip(names, rows, strict=True)]
    spread = {
        "type": "data",
        "symmetric": False,
        "array": plainly(look.frame["high"] - look.frame["value"]),
        "arrayminus": plainly(look.frame["value"] - look.frame["low"]),
        "color": LIMIT,
        "thickness": 1.4,
    }
    drawn = points(
        range(len(rows)), look.frame["value"], marks=[POINT] * len(rows), told=text, data=keys, error_y=spread
    )
    whole = line([-0.5, len(rows) - 0.5], [look.whole, look.whole], dash="dash")
    y = {"tickformat": ".3~%", "rangemode": "tozero"}
    return {"data": [whole, drawn], "layout": framed(xaxis=places(names), yaxis=y, margin=BELOW)}


def _terms(look: Terms, language: Language) -> Figure:
    drawn, shapes, notes = [], [], []
    groups = list(look.frame[look.stratum])
    most = int(look.days["days"].max()) if len(look.days) else 1
    for place, value in enumerate(groups):
        part = look.days[look.days[look.stratum] == value].sort_values("days")
        name = _group(look, value, language)
        grid = pd.Series(0, index=range(most + 1)).add(part.set_index("days")["n"], fill_value=0)
        text = [f"{name} {day} {say('days', language)}: {int(n):,}" for day, n in grid.items()]
        drawn.append(
            line(list(grid.index), grid.to_numpy(), **_stroke(place), line={"shape": "hvh"}, name=name)
            | {"hoverinfo": "text", "hovertext": text, "showlegend": bool(name)}
            | ({"customdata": [go(keep=f"{look.stratum}={value}")] * len(grid)} if look.stratum else {})
        )
    for terms in look.frame["terms"]:
        for limit in terms:
            edge = {"type": "line", "x0": limit + 0.5, "x1": limit + 0.5, "yref": "paper", "y0": 0, "y1": 1}
            shapes.append(edge | {"line": {"color": INK, "width": 1, "dash": "dot"}})
            note = {"x": limit + 0.5, "y": 1, "yref": "paper", "text": say("term", language, limit), "showarrow": False}
            notes.append(note | {"xanchor": "left", "yanchor": "top", "font": {"size": 11, "color": LIMIT}})
    x = {"title": {"text": say("days", language)}, "rangemode": "tozero"}
    y = {"title": {"text": say("rows", language)}, "rangemode": "tozero"}
    legend = {"x": 1, "xanchor": "right", "y": 0.85}
    layout = framed(xaxis=x, yaxis=y, shapes=shapes, annotations=notes, showlegend=True, legend=legend)
    return {"data": drawn, "layout": layout}


def _stroke(place: int) -> Figure:
    """Tell each group by a dash and a width of its own; its colour only helps."""
    return {"color": _COLOURS[place % 5], "dash": _DASHES[place % 6], "width": _WIDTHS[place // 6 % 4]}


def _group(look: Terms, value: str, language: Language) -> str:
    """Name a group of a duration: the stratum and its value."""
    if not look.stratum:
        return ""
    named = Division(look.counts, look.frame, "", look.stratum, math.nan).label(value, language)
    return f"{stratum_label(look.counts, look.stratum, language)}: {named}"


def _stages(look: Stages, language: Language) -> Figure:
    rows = records(look.frame)
    names = [stage(look, row, language) for row in rows]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [row.n for row in rows],
        "y": list(range(len(rows))),
        "marker": {"color": ["#a9c3de" if row.branch else SERIES for row in rows]},
        "text": [f"{row.n:,}" for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "x",
        "customdata": [go(measure=row.measure, view="cases") for row in rows],
    }
    y = {"tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": names, "autorange": "reversed"}
    return {"data": [bars], "layout": framed(xaxis={"rangemode": "tozero"}, yaxis=y | {"ticks": ""}, margin=BESIDE)}
