"""What stands in words beside a view: where it is, how it is read, by which rule, and with what caution."""

from __future__ import annotations

import html
from typing import Any

from caselib.domain import phrases
from caselib.drilldown.cube import Cube
from caselib.drilldown.looks import Look
from caselib.drilldown.state import State
from caselib.drilldown.words import say
from caselib.measures.catalogue import find
from caselib.measures.declare import Rate

__all__ = ["kept", "rule", "told", "value_name", "where"]


def where(cube: Cube, state: State) -> str:
    """The way from the top to the unit, and what is kept, in HTML."""
    reader = cube.about.reader
    path = [unit for unit in cube.units.path(state.unit) if reader.may_name(unit)]
    names = " › ".join(html.escape(cube.units.name(unit, reader.language)) for unit in path)
    only = kept(state, reader.language)
    return f'<h1 class="cl-path">{names}{" · " + html.escape(only) if only else ""}</h1>'


def kept(state: State, language: Any) -> str:
    """Say what is kept, in words: each stratum and its value."""
    columns = find(state.measure).declared_in
    named = ((columns[name], value) for name, value in state.only)
    return "; ".join(f"{column.label.text(language)}: {value_name(column, value, language)}" for column, value in named)


def rule(seen: Look, state: State, language: Any) -> str:
    """Say how the limits of a figure were set, and with what caution its measure is read."""
    if seen.result is None:
        return ""
    measure, between = find(state.measure), "" if language == "zh" else " "
    # The stages and what is read together need not hold the measure that led to them.
    caution = phrases.say(language, measure.caution) if measure.name in seen.result.counts.measures else ""
    return between.join(filter(None, [seen.result.rule.strip(), caution]))


def value_name(column: Any, value: str, language: Any) -> str:
    """Name a value of a stratum."""
    if value and column.codes is not None:
        return str(column.codes.label(value, language))
    return value if value and column.type != "boolean" else say(value or "not stated", language)


def told(state: State, language: Any, *, beside: bool = False) -> str:
    """How to read a view, in a sentence; one more where a unit is marked among others."""
    said = say(f"reads {_reading(state)}", language)
    return say("reads beside", language) + said if beside and state.view == "units" else said


def _reading(state: State) -> str:
    """Which sentence a view is read by: shares have limits, days and averages intervals, plain numbers neither."""
    if isinstance(find(state.measure), Rate):
        return state.view
    counted = {"units": "counted", "history": "counted"}
    valued = {"units": "order", "history": "values", "division": "durations"}
    return (counted if state.counted else valued).get(state.view, state.view)
