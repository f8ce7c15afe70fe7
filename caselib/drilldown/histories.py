"""Histories as plotly figures: one, or several that are read together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from caselib.analysis.linked import Linked
from caselib.analysis.trends import Trend
from caselib.domain.label import Language
from caselib.domain.periods import Period
from caselib.drilldown.marks import (
    ASKED,
    OPEN,
    SMALL,
    Figure,
    at,
    brushed,
    framed,
    go,
    label,
    line,
    places,
    points,
    records,
    said,
)
from caselib.figures.style import INK, LIMIT, SERIES

__all__ = ["chosen", "linked", "trend"]

CHOSEN = "rgba(244,226,201,0.55)"
"""The colour behind the periods that are chosen."""


def trend(look: Trend, language: Language) -> Figure:
    """Draw one history, with the dates at which it breaks."""
    drawn, shapes = _history(look, language)
    frame = look.frame
    top = float(np.nanmax(np.append(frame[["value", "high"]].to_numpy(dtype=float), 1e-6)))
    notes = [
        {"x": place - 0.5, "y": 1, "yref": "paper", "text": regime.label.text(language), "showarrow": False}
        | {"xanchor": "left", "yanchor": "bottom", "font": {"size": 11, "color": LIMIT}}
        for place, regime in look.breaks
    ]
    y = {"tickformat": ".3~%", "range": [0, 1.08 * top]}
    layout = framed(xaxis=places(list(frame["period"])), yaxis=y, shapes=shapes, annotations=notes)
    return {"data": drawn, "layout": brushed(layout)}


def chosen(figure: Figure, periods: Iterable[str], period: str) -> Figure:
    """Shade the run of periods that is chosen, in each of the charts, behind all that is drawn."""
    months = set(Period.parse(period).months())
    listed = enumerate(dict.fromkeys(periods))
    inside = [place for place, each in listed if months.issuperset(Period.parse(each).months())]
    if inside:
        ends = {"x0": inside[0] - 0.5, "x1": inside[-1] + 0.5, "y0": 0, "y1": 1}
        shade = {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": CHOSEN, "name": "chosen"}
        layout = figure["layout"]
        axes = [(layout[name].get("anchor", "x"), f"y{name[5:]} domain") for name in layout if name[:5] == "yaxis"]
        shades = [shade | ends | {"xref": across, "yref": up} for across, up in axes]
        layout["shapes"] = [*shades, *layout.get("shapes", [])]
    return figure


def _history(look: Trend, language: Language, axes: dict[str, str] | None = None, **change: str) -> Any:
    """Band, centre and points of one history; and the lines at which it breaks."""
    on = axes or {}
    drawn = [part | on for part in (*_limits(look, change), *_values(look, language, change, small=axes is not None))]
    dash = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": {"color": INK, "width": 1, "dash": "dash"}}
    return drawn, [{**dash, "x0": place - 0.5, "x1": place - 0.5} for place, _ in look.breaks]


def _limits(look: Trend, change: dict[str, str]) -> list[Figure]:
    """The band within the limits and its centre, each with a gap where a phase ends.

    A click on the band chooses the phase, of a small history the history. One trace has all phases, as a browser's time
    goes with the number of traces; it says up to which place each of them reaches.
    """
    phases, mature, periods = (look.frame[name].to_numpy() for name in ("phase", "mature", "period"))
    edge, band, centre, gap, leads = [], [], [], [float("nan")], []
    ends = [look.frame[name].to_numpy(dtype=float) for name in ("low", "high", "centre")]
    for phase in np.unique(phases[mature]):
        here = np.flatnonzero(mature & (phases == phase))
        x = np.repeat(here.astype(float), 2) + np.tile([-0.5, 0.5], len(here))
        low, high, middle = (np.repeat(end[here], 2) for end in ends)
        edge += [*x, *gap]
        centre += [*middle, *gap]
        band.append((np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]])))
        run = "..".join(dict.fromkeys(periods[here[[0, -1]]]))
        leads.append({"to": float(x[-1]), "go": go(**(change or {"period": run}))})
    around: list[Any] = (
        [np.concatenate([np.append(part[axis], gap) for part in band]) for axis in (0, 1)] if band else [[], []]
    )
    filled = {"fill": "toself", "fillcolor": "rgba(217,220,225,0.55)", "hoveron": "fills", "hoverinfo": "none"}
    return [line(*around, width=0, meta=leads, **filled), line(edge, centre, width=1.4)]


def _values(look: Trend, language: Language, change: dict[str, str], *, small: bool) -> list[Figure]:
    """The values with their line; of a small history only the marks that ask or still wait, and the line answers."""
    rows, mature = records(look.frame), look.frame["mature"].to_numpy()
    outside = [row.mature and row.outside == True for row in rows]  # noqa: E712
    marks = [(ASKED if asked else SMALL) if row.mature else OPEN for row, asked in zip(rows, outside, strict=True)]
    text = [f"{row.period}<br>{said(row, look.counts, language)}" for row in rows]
    keys = [go(**change) if change else at(row.period, look.counts) for row in rows]
    values = look.frame["value"].tolist()

    def taken(order: list[int | None]) -> dict[str, Any]:
        x, y, told, data = (_in(order, part) for part in (range(len(rows)), values, text, keys))
        marked = [SMALL if place is None else marks[place] for place in order]
        return points(x, y, marks=marked, told=told, data=data)

    # Points with their line are one trace, and those that still wait too, each after a gap: a browser's time goes with
    # the number of traces, and with the number of marks.
    gaps = [step for place in np.flatnonzero(~mature) for step in (None, int(place))]
    lined = {"mode": "lines" if small else "lines+markers", "line": {"color": SERIES, "width": 1.6}}
    drawn = [taken([*map(int, np.flatnonzero(mature)), *gaps]) | lined] if rows else []
    joined = np.where(mature, values, np.nan)
    some = [place for place, mark in enumerate(marks) if mark != SMALL or _alone(joined, place)]
    return drawn + ([taken([*some])] if small and some else [])


def _alone(values: Any, place: int) -> bool:
    """Whether no line leads to a value: without its mark it would not be seen.

    >>> [_alone(np.array([0.2, np.nan, 0.3, 0.4]), place) for place in range(4)]
    [True, False, False, False]
    """
    beside = np.concatenate([[np.nan], values, [np.nan]])[[place, place + 2]]
    return bool(np.isnan(beside).all() and not np.isnan(values[place]))


def _in(order: list[int | None], values: Sequence[Any]) -> list[Any]:
    return [None if place is None else values[place] for place in order]


def linked(look: Linked, language: Language) -> Figure:
    """One small history for each share, two in a row; those of a column share their axis of quarters."""
    drawn, shapes, notes, layout = [], [], [], {}
    rows = math.ceil(len(look.trends) / 2)
    for place, part in enumerate(look.trends):
        column, row = place % 2, place // 2
        x, y = "x" if column == 0 else "x2", f"y{place + 1}" if place else "y"
        name = part.counts.one
        marks, edges = _history(part, language, {"xaxis": x, "yaxis": y}, measure=name, view="history")
        drawn += marks
        left, high = column * 0.53, 1 - row / rows
        # The lowest of a column says which quarters they are: it comes last, and its word stays.
        layout[f"xaxis{x[1:]}"] = places(list(part.frame["period"]), 5) | {"domain": [left, left + 0.47], "anchor": y}
        top = float(np.nanmax(np.append(part.frame[["value", "high"]].to_numpy(dtype=float), 1e-6)))
        layout[f"yaxis{y[1:]}"] = {"tickformat": ".3~%", "range": [0, 1.1 * top], "anchor": x, "nticks": 4} | {
            "domain": [high - 1 / rows + (0.14 if rows > 1 else 0), high - 0.06]
        }
        shapes += [edge | {"xref": x, "yref": f"{y} domain"} for edge in edges]
        title = {"x": left, "y": high - 0.05, "xref": "paper", "yref": "paper", "text": label(part.counts, language)}
        notes.append(title | {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "font": {"size": 12.5}})
    return {"data": drawn, "layout": framed(shapes=shapes, annotations=notes, **layout)}
