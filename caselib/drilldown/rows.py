"""The numbers behind each figure as rows of text, each with the change of state that choosing it makes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from caselib.analysis.comparisons import Comparison
from caselib.analysis.durations import Terms
from caselib.analysis.linked import Linked
from caselib.analysis.result import Result
from caselib.analysis.stages import Stages
from caselib.analysis.strata import Division
from caselib.analysis.trends import Trend
from caselib.analysis.words import amount, whole
from caselib.domain.label import Language
from caselib.drilldown.marks import at, go, named, plain, records, worded
from caselib.drilldown.words import say
from caselib.figures.cells import interval_text, percent_ends
from caselib.measures.counts import Counts
from caselib.measures.declare import Rate

__all__ = ["Rows", "rows", "stage"]


@dataclass(frozen=True)
class Rows:
    """A table: its heads, its rows of text, and for each row what choosing it changes ("" for nothing)."""

    heads: list[str]
    rows: list[list[str]]
    keys: list[str] = field(default_factory=list)
    caption: str = ""

    def sent(self) -> dict[str, Any]:
        """As the browser takes it."""
        return {"heads": self.heads, "rows": self.rows, "keys": self.keys, "caption": self.caption}


def rows(result: Result, language: Language, *, own: str = "") -> Rows:
    """Write the numbers of a result; `own` is the unit that is told from those beside it."""
    return replace(_written(result, language, own), caption=say("numbers", language))


def _written(result: Result, language: Language, own: str) -> Rows:
    if isinstance(result, Stages):
        return _stages(result, language)
    if isinstance(result, Linked):
        parts = [_numbered(part, language, named=True) for part in result.trends]
        lines = [line for part in parts for line in part.rows]
        return Rows(parts[0].heads, lines, [key for part in parts for key in part.keys])
    if isinstance(result, Terms):
        return _with_days(_numbered(result, language), result, language)
    return _owned(_numbered(result, language), result, say("own", language), own)


def _owned(made: Rows, result: Result, word: str, own: str) -> Rows:
    """Say which row is of the unit that is looked at."""
    if not own or "unit" not in result.counts.by:
        return made
    mine = [unit == own for unit in result.frame["unit"]]
    named = [[f"{row[0]} ({word})", *row[1:]] if here else row for row, here in zip(made.rows, mine, strict=True)]
    return replace(made, rows=named)


def _numbered(result: Result, language: Language, *, named: bool = False) -> Rows:
    """One line a row: what it is, what it counts, its value, interval, what is open, and its limits."""
    heads = [say(name, language) for name in ("counted", "value", "interval", "open")]
    first = {Division: _stratum, Terms: _stratum}.get(type(result), _unit_or_period)
    shown = [row._asdict() for row in records(result.frame)]
    told = [first(result, row, language) for row in shown]
    label = result.counts.labels[result.counts.one].text(language)
    # The interval of the value as counted: a history's own low and high are its limits.
    counted = [row._asdict() for row in records(result.counts.frame)] if isinstance(result, Trend) else shown
    strata = result.counts.strata
    ends = {_place(row, strata): row for row in counted}
    lines = [
        [
            f"{label}, {name}" if named else name,
            *_cells(row | _ends(ends[_place(row, strata)]), result.counts, language),
            *_more(result, row, language),
        ]
        for (name, _), row in zip(told, shown, strict=True)
    ]
    return Rows(
        [_first_head(result, language), *heads, *_more_heads(result, language)], lines, [key for _, key in told]
    )


def _first_head(result: Result, language: Language) -> str:
    if isinstance(result, Division | Terms):
        return say("stratum", language)
    return say("unit" if "unit" in result.counts.by else "period", language)


def _unit_or_period(result: Result, row: dict[str, Any], language: Language) -> tuple[str, str]:
    counts = result.counts
    if "unit" in counts.by:
        return named(counts, row["unit"], language), "" if row["unit"] == counts.within else go(unit=row["unit"])
    # Of what is read together each row leads to its own measure.
    return row["period"], at(row["period"], counts, measure=row["measure"])


def _with_days(made: Rows, result: Terms, language: Language) -> Rows:
    """Set under the groups how many rows of each took how many days: what the curves are drawn from."""
    lines, keys = list(made.rows), list(made.keys)
    for value in result.frame[result.stratum]:
        name, key = _stratum(result, {result.stratum: value}, language)
        days = result.days[result.days[result.stratum] == value].sort_values("days")
        for day, n in zip(days["days"].tolist(), days["n"].tolist(), strict=True):
            lines.append([f"{name}, {day} {say('days', language)}", whole(n), *["–"] * (len(made.heads) - 2)])
            keys.append(key)
    return replace(made, rows=lines, keys=keys)


def _stratum(result: Any, row: dict[str, Any], language: Language) -> tuple[str, str]:
    if not result.stratum:
        return say("all", language), ""
    group = Division(result.counts, result.frame, "", result.stratum, math.nan)
    value = row[result.stratum]
    return group.label(value, language), go(keep=f"{result.stratum}={value}")


def _place(row: dict[str, Any], strata: tuple[str, ...]) -> tuple[Any, ...]:
    return (row["unit"], row["period"], *(row[stratum] for stratum in strata))


def _ends(row: dict[str, Any]) -> dict[str, float]:
    return {"low": float(row["low"]), "high": float(row["high"])}


def _cells(row: dict[str, Any], counts: Counts, language: Language) -> list[str]:
    waiting = row["open"] / (row["open"] + row["denominator"]) if row["open"] else math.nan
    if plain(counts):
        return [whole(row["numerator"]), "–", "–", "–"]
    if not isinstance(counts.measures[counts.one], Rate):
        value = "–" if math.isnan(row["value"]) else f"{row['value']:g} {worded(counts, language)}"
        interval = interval_text(row, lambda end: f"{end:g}")
        return [whole(row["denominator"]), value, interval, amount(waiting, language)]
    base = say("of", language, whole(row["numerator"]), whole(row["denominator"]))
    return [
        base,
        amount(row["value"], language),
        interval_text(row, percent_ends(row["high"])),
        amount(waiting, language),
    ]


def _more_heads(result: Result, language: Language) -> list[str]:
    if isinstance(result, Comparison | Trend):
        return [say("limits", language), say("outside", language)]
    return [say("beyond", language)] if isinstance(result, Terms) else []


def _more(result: Result, row: dict[str, Any], language: Language) -> list[str]:
    if isinstance(result, Comparison):
        ends = {"low": row["low_outer"], "high": row["high_outer"]}
        said = say(f"outside {row['outside']}" if row["outside"] else "within", language)
        none = math.isnan(ends["high"])
        return ["–" if none else interval_text(ends, percent_ends(ends["high"])), "–" if none else said]
    if isinstance(result, Trend):
        if not row["mature"]:
            return ["–", say("not mature", language)]
        ends = {"low": float(row["low"]), "high": float(row["high"])}
        said = "outside time" if row["outside"] is True or row["outside"] == True else "within"  # noqa: E712
        return [interval_text(ends, percent_ends(ends["high"])), say(said, language)]
    if isinstance(result, Terms):
        return ["; ".join(f">{limit}: {over:,}" for limit, over in zip(row["terms"], row["over"], strict=True)) or "–"]
    return []


def _stages(look: Stages, language: Language) -> Rows:
    heads = [say(name, language) for name in ("stage", "counted", "of first", "of previous")]
    lines, keys = [], []
    for row in records(look.frame):
        lines.append(
            [
                stage(look, row, language),
                whole(row.n),
                amount(row.of_first, language),
                amount(row.of_previous, language),
            ]
        )
        keys.append(go(measure=row.measure, view="cases"))
    return Rows(heads, lines, keys)


def stage(look: Stages, row: Any, language: Language) -> str:
    """Name a stage; what leaves the chain at any of its stages is said to be a branch."""
    name = look.counts.labels[row.measure].text(language)
    return say("branch", language, name) if row.branch else name
