"""Finished results as plotly figures: data and layout, with the change of state that a click on each mark makes."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
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
from caselib.drilldown.words import say
from caselib.figures.cells import unit_name
from caselib.figures.picture import INVENTED
from caselib.figures.style import FAINT, GREY, INK, LIMIT, MARK, SERIES
from caselib.measures.counts import Counts
from caselib.measures.declare import Rate

__all__ = ["Figure", "chart", "framed", "go", "noted"]

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


def go(**change: str) -> str:
    """Write the change of state that a click makes."""
    return json.dumps(change)


def chart(result: Result, language: Language) -> Figure:
    """Draw a result."""
    drawer: Callable[[Any, Language], Figure] = {
        Comparison: _funnel,
        Trend: _trend,
        Division: _division,
        Terms: _terms,
        Stages: _stages,
        Linked: _linked,
    }.get(type(result), _plain)
    return noted(drawer(result, language), invented=result.counts.about.invented)


def noted(figure: Figure, *, invented: bool) -> Figure:
    """Say of invented data that they are."""
    if invented:
        note = {"text": INVENTED, "xref": "paper", "yref": "paper", "x": 1, "y": 1.09, "xanchor": "right"}
        look = {"showarrow": False, "font": {"size": 11, "color": LIMIT}}
        figure["layout"]["annotations"] = [*figure["layout"].get("annotations", []), note | look]
    return figure


def framed(**layout: Any) -> Figure:
    """The quiet frame that every figure has."""
    axis = {"gridcolor": "#eef0f3", "linecolor": GREY, "zeroline": False, "ticks": "outside"}
    frame = {
        "height": HEIGHT,
        "margin": FRAME,
        "font": {"size": 13, "color": INK, "family": "sans-serif"},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "plot_bgcolor": "white",
        "paper_bgcolor": "white",
        "xaxis": axis,
        "yaxis": axis,
    }
    for name, value in layout.items():
        frame[name] = axis | value if name[:5] in ("xaxis", "yaxis") else value
    return frame


def _label(counts: Counts, language: Language) -> str:
    return counts.labels[counts.one].text(language)


def _rate(counts: Counts) -> bool:
    return isinstance(counts.measures[counts.one], Rate)


def _values(counts: Counts, language: Language) -> dict[str, Any]:
    if _rate(counts):
        return {"tickformat": ".3~%"}
    return {"title": {"text": say("days", language)}}


def _points(x: Any, y: Any, *, marks: list[Mark], told: list[str], data: list[str], **more: Any) -> Figure:
    symbols, sizes, fills, edges = ([mark[part] for mark in marks] for part in range(4))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": _plainly(x),
        "y": _plainly(y),
        "marker": {"symbol": symbols, "size": sizes, "color": fills, "line": {"color": edges, "width": 1.5}},
        "hovertext": told,
        "hoverinfo": "text",
        "customdata": data,
        **more,
    }


def _line(x: Any, y: Any, *, dash: str = "solid", width: float = 1.2, color: str = LIMIT, **more: Any) -> Figure:
    line = {"dash": dash, "width": width, "color": color, **more.pop("line", {})}
    drawn = {"type": "scatter", "mode": "lines", "x": _plainly(x), "y": _plainly(y), "line": line}
    return {**drawn, "hoverinfo": "skip", **more}


def _plainly(values: Any) -> list[Any]:
    """Numbers without NaN, which JSON has no word for."""
    return [None if isinstance(value, float) and math.isnan(value) else value for value in np.asarray(values).tolist()]


def _said(row: Any, counts: Counts, language: Language) -> str:
    if not _rate(counts):
        low, high = ("–" if math.isnan(end) else f"{end:g}" for end in (row.low, row.high))
        return f"{row.value:g} {say('days', language)} [{low}, {high}], n = {row.denominator:,}"
    return f"{say('of', language, f'{row.numerator:,}', f'{row.denominator:,}')} = {100 * row.value:.2f} %"


def _funnel(look: Comparison, language: Language) -> Figure:
    counts, shown = look.counts, look.frame[look.frame["denominator"] > 0]
    most = float(shown["denominator"].max())
    sizes = np.unique(np.round(np.geomspace(1, most * 1.06, 160)))
    limits = look.funnel.limits_at(sizes)
    target = float(np.mean(look.funnel.target))
    ends = [1, most * 1.06]
    drawn = [_line(ends, [target, target], width=1.6) | _end(say("overall", language), 2)]
    for side, dash, level in (("outer", "solid", 1), ("inner", "dot", 0)):
        # Both edges are one line with a gap: plotly's time goes with the number of lines.
        x, y = (np.concatenate([part, [np.nan], other]) for part, other in _edges(sizes, limits, side))
        drawn.append(_line(x, y, dash=dash, width=1.1) | _end(f"{100 * look.funnel.levels[level]:g} %", len(x)))
    rows = list(shown.itertuples())
    names = [unit_name(counts, row.unit) for row in rows]
    asked = [row.outside == "outer" for row in rows]
    text = [f"{name}<br>{_said(row, counts, language)}" for name, row in zip(names, rows, strict=True)]
    labels = {"mode": "markers+text", "textposition": "top center", "textfont": {"size": 12}}
    labels["text"] = [name if here and sum(asked) < 9 else "" for name, here in zip(names, asked, strict=True)]
    marks = [ASKED if here else POINT for here in asked]
    keys = [go(unit=row.unit) for row in rows]
    drawn.append(_points(shown["denominator"], shown["value"], marks=marks, told=text, data=keys, **labels))
    low, high = _reach(shown["value"], look.funnel.limits_at([max(1.0, most / 2)]))
    base = "persons" if counts.measures[counts.one].counts == "persons" else "base cases"
    x = {"title": {"text": say(base, language)}, "range": [0, most * 1.12]}
    return {"data": drawn, "layout": framed(xaxis=x, yaxis={"tickformat": ".3~%", "range": [low, high]})}


def _edges(sizes: Any, limits: pd.DataFrame, side: str) -> Any:
    """The lower and then the upper limit, as they follow each other in one line."""
    return (sizes, sizes), (limits[f"low_{side}"].to_numpy(), limits[f"high_{side}"].to_numpy())


def _end(text: str, length: int) -> Figure:
    """Name a line at its right end."""
    return {"mode": "lines+text", "text": [*[""] * (length - 1), text], "textposition": "middle right"} | {
        "textfont": {"size": 11, "color": LIMIT},
        "cliponaxis": True,
    }


def _reach(values: pd.Series, half: pd.DataFrame) -> tuple[float, float]:
    """Where the frame begins and ends: points and the limits of a middling unit are in it."""
    high = min(1.02, 1.1 * max(float(values.max()), float(half["high_outer"].iloc[0])))
    low = min(float(values.min()), float(half["low_outer"].iloc[0]))
    return (0.0 if low < 0.4 * high else 0.9 * low), max(high, 1e-6)


def _plain(look: Result, language: Language) -> Figure:
    """Values with their intervals: units in code order, or periods in their own."""
    counts, frame = look.counts, look.frame
    over_time = "unit" not in counts.by
    rows = list(frame.itertuples())
    names = [row.period if over_time else unit_name(counts, row.unit) for row in rows]
    keys = [go(period=row.period) if over_time else go(unit=row.unit) for row in rows]
    text = [f"{name}<br>{_said(row, counts, language)}" for name, row in zip(names, rows, strict=True)]
    y = frame["value"]
    spread = {
        "type": "data",
        "symmetric": False,
        "array": _plainly(frame["high"] - y),
        "arrayminus": _plainly(y - frame["low"]),
        "color": LIMIT,
        "thickness": 1.2,
    }
    points = _points(range(len(rows)), y, marks=[POINT] * len(rows), told=text, data=keys, error_y=spread)
    layout = framed(
        xaxis=_places(names),
        yaxis=_values(counts, language) | {"rangemode": "tozero"},
        margin=FRAME if over_time else BELOW,
    )
    return {"data": [points], "layout": _brushed(layout) if over_time else layout}


def _places(names: list[str], most: int = 14) -> dict[str, Any]:
    timed = bool(names) and names[0][:1].isdigit()
    step = max(1, math.ceil(len(names) / most)) if timed else 1
    shown = [name if len(name) < 13 else f"{name[:12]}…" for name in names]
    ticks = {"tickmode": "array", "tickvals": list(range(0, len(names), step)), "ticktext": shown[::step]}
    return ticks | ({"tickangle": 0} if timed else {}) | {"range": [-0.6, len(names) - 0.4], "showgrid": False}


def _brushed(layout: Figure) -> Figure:
    """A range of time can be drawn over."""
    return layout | {"dragmode": "select", "selectdirection": "h"}


def _trend(look: Trend, language: Language) -> Figure:
    drawn, shapes = _history(look, language)
    frame = look.frame
    top = float(np.nanmax(np.append(frame[["value", "high"]].to_numpy(dtype=float), 1e-6)))
    notes = [
        {"x": place - 0.5, "y": 1, "yref": "paper", "text": regime.label.text(language), "showarrow": False}
        | {"xanchor": "left", "yanchor": "bottom", "font": {"size": 11, "color": LIMIT}}
        for place, regime in look.breaks
    ]
    y = {"tickformat": ".3~%", "range": [0, 1.08 * top]}
    layout = framed(xaxis=_places(list(frame["period"])), yaxis=y, shapes=shapes, annotations=notes)
    return {"data": drawn, "layout": _brushed(layout)}


def _history(look: Trend, language: Language, axes: dict[str, str] | None = None, **change: str) -> Any:
    """Band, centre and points of one history; and the lines at which it breaks."""
    frame, on = look.frame.reset_index(drop=True), axes or {}
    edge, band, centre, gap = [], [], [], [float("nan")]
    for _, part in frame[frame["mature"]].groupby("phase"):
        x = np.repeat(part.index.to_numpy(dtype=float), 2) + np.tile([-0.5, 0.5], len(part))
        low, high, middle = (np.repeat(part[name].to_numpy(dtype=float), 2) for name in ("low", "high", "centre"))
        edge += [*x, *gap]
        centre += [*middle, *gap]
        band.append((np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]])))
    around = [np.concatenate([np.append(part[axis], gap) for part in band]) for axis in (0, 1)] if band else [[], []]
    drawn = [_line(*around, width=0, fill="toself", fillcolor="rgba(217,220,225,0.55)") | on]
    drawn.append(_line(edge, centre, width=1.4) | on)
    rows = list(frame.itertuples())
    outside = [row.mature and row.outside == True for row in rows]  # noqa: E712
    marks = [(ASKED if asked else SMALL) if row.mature else OPEN for row, asked in zip(rows, outside, strict=True)]
    text = [f"{row.period}<br>{_said(row, look.counts, language)}" for row in rows]
    keys = [go(**(change or {"period": row.period, "view": "units"})) for row in rows]
    drawn.append(_line(frame.index[frame["mature"]], frame["value"][frame["mature"]], color=SERIES, width=1.6) | on)
    drawn.append(_points(frame.index, frame["value"], marks=marks, told=text, data=keys) | on)
    dash = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": {"color": INK, "width": 1, "dash": "dash"}}
    return drawn, [{**dash, "x0": place - 0.5, "x1": place - 0.5} for place, _ in look.breaks]


def _division(look: Division, language: Language) -> Figure:
    counts, rows = look.counts, list(look.frame.itertuples())
    values = look.frame[look.stratum].tolist()
    names = [look.label(value, language) for value in values]
    keys = [go(keep=f"{look.stratum}={value}") for value in values]
    text = [f"{name}<br>{_said(row, counts, language)}" for name, row in zip(names, rows, strict=True)]
    spread = {
        "type": "data",
        "symmetric": False,
        "array": _plainly(look.frame["high"] - look.frame["value"]),
        "arrayminus": _plainly(look.frame["value"] - look.frame["low"]),
        "color": LIMIT,
        "thickness": 1.4,
    }
    points = _points(
        range(len(rows)), look.frame["value"], marks=[POINT] * len(rows), told=text, data=keys, error_y=spread
    )
    whole = _line([-0.5, len(rows) - 0.5], [look.whole, look.whole], dash="dash")
    y = {"tickformat": ".3~%", "rangemode": "tozero"}
    return {"data": [whole, points], "layout": framed(xaxis=_places(names), yaxis=y, margin=BELOW)}


def _terms(look: Terms, language: Language) -> Figure:
    drawn, shapes, notes = [], [], []
    colours = (SERIES, MARK, LIMIT, INK, GREY)
    groups = list(look.frame[look.stratum])
    most = int(look.days["days"].max()) if len(look.days) else 1
    for place, value in enumerate(groups):
        part = look.days[look.days[look.stratum] == value].sort_values("days")
        name = _group(look, value, language)
        grid = pd.Series(0, index=range(most + 1)).add(part.set_index("days")["n"], fill_value=0)
        line = {"shape": "hvh"}
        text = [f"{name} {day} {say('days', language)}: {int(n):,}" for day, n in grid.items()]
        drawn.append(
            _line(list(grid.index), grid.to_numpy(), color=colours[place % 5], width=2, line=line, name=name)
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
    legend = {"x": 1, "xanchor": "right", "y": 0.98}
    layout = framed(xaxis=x, yaxis=y, shapes=shapes, annotations=notes, showlegend=True, legend=legend)
    return {"data": drawn, "layout": layout}


def _group(look: Terms, value: str, language: Language) -> str:
    """Name a group of a duration: the stratum and its value."""
    if not look.stratum:
        return ""
    named = Division(look.counts, look.frame, "", look.stratum, math.nan).label(value, language)
    return f"{stratum_label(look.counts, look.stratum, language)}: {named}"


def _stages(look: Stages, language: Language) -> Figure:
    rows = list(look.frame.itertuples())
    names = [look.counts.labels[row.measure].text(language) for row in rows]
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


def _linked(look: Linked, language: Language) -> Figure:
    """One small history for each share, two in a row."""
    drawn, shapes, notes, layout = [], [], [], {}
    rows = math.ceil(len(look.trends) / 2)
    for place, part in enumerate(look.trends):
        number = "" if place == 0 else str(place + 1)
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        name = part.counts.one
        marks, edges = _history(part, language, axes, measure=name, view="history")
        drawn += marks
        column, row = place % 2, place // 2
        left, high = column * 0.53, 1 - row / rows
        top = float(np.nanmax(np.append(part.frame[["value", "high"]].to_numpy(dtype=float), 1e-6)))
        layout[f"xaxis{number}"] = _places(list(part.frame["period"]), 5) | {
            "domain": [left, left + 0.47],
            "anchor": f"y{number}",
        }
        layout[f"yaxis{number}"] = {"tickformat": ".3~%", "range": [0, 1.1 * top], "anchor": f"x{number}"} | {
            "domain": [high - 1 / rows + (0.14 if rows > 1 else 0), high - 0.06],
            "nticks": 4,
        }
        shapes += [edge | {"xref": f"x{number}", "yref": f"y{number} domain"} for edge in edges]
        title = {"x": left, "y": high - 0.05, "xref": "paper", "yref": "paper", "text": _label(part.counts, language)}
        notes.append(title | {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "font": {"size": 12.5}})
    return {"data": drawn, "layout": framed(shapes=shapes, annotations=notes, **layout)}
