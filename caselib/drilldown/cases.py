"""The cases behind a number, a page at a time; the course of one of them; and the plan of those to be reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from caselib.casebook.sql import literal
from caselib.domain.label import Language
from caselib.drilldown.cube import Cube
from caselib.drilldown.marks import Figure, framed, go, noted
from caselib.drilldown.reading import kept
from caselib.drilldown.rows import Rows
from caselib.drilldown.state import State
from caselib.drilldown.words import say
from caselib.figures.style import GREY, LIMIT, MARK, SERIES
from caselib.measures.catalogue import find
from caselib.measures.query import case_query
from caselib.measures.terms import TERMS

__all__ = ["PAGE", "PLAN", "Course", "course", "listed", "timeline"]

PAGE = 12
"""Cases shown at once."""
PLAN = ("table", "case_id", "unit", "stratum", "reason")
"""Columns of the plan, as a draw takes them (`cl.review.draw(named=...)`, `caselib review draw --cases`)."""
_MET, _LATE = ("line-ns-open", 26, LIMIT), ("x-thin-open", 16, MARK)
"""Symbol, size and colour of the last day of a term: what differs is told by shape as well as by colour."""


def listed(cube: Cube, state: State) -> tuple[pd.DataFrame, int]:
    """Give a page of the rows in the numerator, in case order, and how many there are in all."""
    cube.waiting()
    measure = find(state.measure)
    people = ["person_id"] if "person_id" in measure.declared_in.names else []
    # Where all are of one unit, its name says nothing.
    where = ["unit"] if cube.units.children(state.unit) else []
    names = ["case_id", *people, *where, measure.clock]
    scope = cube.scope(state.period, state.unit, state.only)
    query = case_query(measure, "numerator", scope=scope, columns=names)
    shown = cube.book.sql(f"SELECT * FROM ({query}) AS listed LIMIT {PAGE} OFFSET {state.page * PAGE}")
    counts = cube.count(state.measure, period=state.period, within=state.unit, only=state.only)
    row = counts.frame.iloc[0]
    # Of a number of days the numerator is the sum of days; each row that has one is listed.
    timed = not counts.frame.empty and counts.days is not None
    return shown, int(row["denominator"] if timed else row["numerator"])


def table(cube: Cube, state: State, shown: pd.DataFrame, many: int, language: Language) -> Rows:
    """Write a page of cases; choosing one draws its course."""
    columns = find(state.measure).declared_in
    heads = [columns[name].label.text(language) for name in shown.columns]
    lines = [[_text(value) for value in row] for row in shown.itertuples(index=False, name=None)]
    for line in lines if "unit" in shown else []:
        place = list(shown.columns).index("unit")
        line[place] = cube.units.name(line[place], language)
    first = state.page * PAGE + 1
    caption = say("listed", language, f"{many:,}", f"{min(first, many):,}", f"{first + len(lines) - 1:,}")
    keys = [go(view="cases", case=line[0]) for line in lines]
    return Rows(heads, lines, keys, caption)


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(value.date()) if isinstance(value, pd.Timestamp) else str(value)


@dataclass(frozen=True)
class Course:
    """What became of one case. `events`: who, column, on; `limits`: who, what, term, due, late."""

    case: str
    events: pd.DataFrame
    limits: pd.DataFrame


def course(cube: Cube, state: State, beside: Sequence[str] = ()) -> Course:
    """Follow one case through its table: every date it has, and the last day of each legal term that ran.

    `beside`: the cases with which it was listed, whose courses may be held already.
    """
    held = cube.courses(state.function, state.case, beside)
    inside = cube.scope(state.period, state.unit, ()).units
    # A case of another unit is not shown by writing its number into the state.
    events, limits = (
        part[(part["case_id"] == state.case) & (part["unit"].isin(inside) if inside is not None else True)]
        for part in (held.events, held.limits)
    )
    language = cube.about.reader.language
    limits = limits.assign(
        what=[TERMS[place].end for place in limits["term"]],
        term=[TERMS[place].said.text(language) for place in limits["term"]],
    )
    shown = limits[["who", "what", "term", "due", "late"]].reset_index(drop=True)
    return Course(state.case, events[["who", "column", "on"]].reset_index(drop=True), shown)


def timeline(seen: Course, state: State, language: Language, *, invented: bool) -> Figure:
    """Draw the course: one line a person, a point a date, a stroke the last day of a term."""
    columns = find(state.measure).declared_in
    people = list(dict.fromkeys(seen.events["who"]))
    names = {name: columns[name].label.text(language) for name in (*seen.events["column"], *seen.limits["what"])}
    drawn = [_dates(seen, people, names), _terms(seen, people, names, language)]
    y = {"tickmode": "array", "tickvals": list(range(len(people))), "ticktext": people, "showgrid": False}
    days = [*seen.events["on"], *seen.limits["due"]]
    # Room to the right, so that the name of the last date is in the frame.
    ends = [min(days) - timedelta(days=3), max(days) + (max(days) - min(days)) * 0.12 + timedelta(days=5)]
    x = {"type": "date", "tickformat": "%Y-%m-%d", "nticks": 8, "range": [str(day) for day in ends]}
    layout = framed(xaxis=x, yaxis=y | {"range": [max(0.8, len(people) - 0.2), -0.8]})
    return noted({"data": drawn, "layout": layout}, language, invented=invented)


def _dates(seen: Course, people: list[str], names: dict[str, str]) -> Figure:
    """The dates of all persons as one line with gaps; each second name stands below its point, as dates lie close."""
    x: list[str | None] = []
    parts: dict[str, list[Any]] = {"y": [], "text": [], "textposition": [], "hovertext": []}
    for place, who in enumerate(people):
        mine = seen.events[seen.events["who"] == who]
        told = [names[name] for name in mine["column"]]
        x += [*map(str, mine["on"]), None]
        parts["y"] += [*[place] * len(mine), None]
        # Not empty: plotly forgets an empty text when it draws another figure in its place.
        parts["text"] += [*told, " "]
        parts["textposition"] += [("top right", "bottom right")[turn % 2] for turn in range(len(mine) + 1)]
        parts["hovertext"] += [*[f"{name} {day}" for name, day in zip(told, mine["on"], strict=True)], ""]
    if len(people) > 4:
        parts.pop("text")
    look = {"marker": {"size": 10, "color": SERIES}, "line": {"color": GREY, "width": 1.5}, "textfont": {"size": 11}}
    mode = "lines+markers" + ("+text" if "text" in parts else "")
    return {"type": "scatter", "mode": mode, "x": x, **parts, **look, "hoverinfo": "text"}


def _terms(seen: Course, people: list[str], names: dict[str, str], language: Language) -> Figure:
    """The last day of each term as a stroke across the line, and as a cross where it was not met."""
    rows = list(seen.limits.itertuples())
    symbols, sizes, colours = ([(_LATE if row.late else _MET)[part] for row in rows] for part in range(3))
    said = [f"{row.term}; {say('late', language)}" if row.late else row.term for row in rows]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [str(row.due) for row in rows],
        "y": [people.index(row.who) for row in rows],
        "marker": {"symbol": symbols, "size": sizes, "color": colours, "line": {"width": 3}},
        "hovertext": [
            f"{say('legal limit', language)}: {names[row.what]} {row.due} ({term})"
            for row, term in zip(rows, said, strict=True)
        ],
        "hoverinfo": "text",
    }


def events(seen: Course, state: State, language: Language) -> Rows:
    """Write the course as a table: its dates, and the last days of its terms among them."""
    columns = find(state.measure).declared_in
    lines = [(row.on, row.who, columns[row.column].label.text(language), "") for row in seen.events.itertuples()]
    for row in seen.limits.itertuples():
        said = row.term + (f"; {say('late', language)}" if row.late else "")
        lines.append(
            (row.due, row.who, f"{say('legal limit', language)}: {columns[row.what].label.text(language)}", said)
        )
    heads = [say(name, language) for name in ("date", "person", "event", "legal term")]
    lines.sort(key=lambda line: (line[1], line[0]))
    kept = [[str(day), who, what, term] for day, who, what, term in lines]
    return Rows(heads, kept, [], say("timeline", language, seen.case))


def planned(cube: Cube, state: State, cases: list[str]) -> pd.DataFrame:
    """Give cases as lines of a plan, with the unit that has them and the question that led to them."""
    table = find(state.measure).table
    if not cases:
        return pd.DataFrame(columns=list(PLAN))
    named = ", ".join(literal(case) for case in cases)
    found = cube.book.sql(f"SELECT DISTINCT case_id, unit FROM {table} WHERE case_id IN ({named}) ORDER BY ALL")
    inside = cube.scope(state.period, state.unit, ()).units
    found = found[found["unit"].isin(inside)] if inside is not None else found
    language = cube.about.reader.language
    label, unit = find(state.measure).label.text(language), cube.units.name(state.unit, language)
    reason = ", ".join(filter(None, [label, state.period, unit, kept(state, language)]))
    return found.assign(table=table, stratum="named", reason=reason)[list(PLAN)].reset_index(drop=True)
