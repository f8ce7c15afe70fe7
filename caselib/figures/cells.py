"""Cells and rows of HTML tables: aligned digits, every number with its base, names as far as they may be shown."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from caselib.analysis.words import amount, days, number, whole
from caselib.figures.picture import source_line
from caselib.measures.counts import About, Counts

__all__ = ["interval_text", "unit_name", "value_cells", "write"]

_WORDS = (
    "Rule broken",
    "What was done",
    "Files to read",
    "Change",
    "Against the limits",
    "With its mix",
    "Without",
    "Beyond the term",
    "In words",
    "说明",
)
"""Heads of columns that hold words, and stand to the left as those do."""


def write(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, caption: str = "", about: About | None = None) -> str:
    """Write rows of text as a table; a cell that begins with a digit or is a dash is set as a number."""
    lines = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    head = "".join(f'<th scope="col"{_class(index, text)}>{html.escape(text)}</th>' for index, text in enumerate(heads))
    source = f"<br>{source_line(about)}" if about else ""
    shown = f"<caption>{html.escape(caption)}{source}</caption>" if caption or source else ""
    return f'<table class="cl">{shown}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'


def _class(index: int, head: str) -> str:
    return "" if index == 0 or head in _WORDS else ' class="num"'


def _cell(cell: Any) -> str:
    text = str(cell)
    number = len(text) < 24 and (text[:1].isdigit() or text in ("–", "") or text[:1] in "[<+−±")
    return f"<td{' class=num' if number else ''}>{html.escape(text)}</td>".replace("class=num", 'class="num"')


def unit_name(counts: Counts, unit: str) -> str:
    """Name a unit if this reader may see its name."""
    reader = counts.about.reader
    if not reader.may_name(unit) and unit != counts.within:
        return "a peer"
    own = " (own cases)" if "unit" in counts.by and unit == counts.within else ""
    return counts.name(unit, reader.language) + own


def value_cells(row: dict[str, Any], kind: str, suffix: str = "") -> list[str]:
    """The base, the value, its interval and what is open, as text."""
    numbers = {key: row[f"{key}{suffix}"] for key in ("numerator", "denominator", "open", "value", "low", "high")}
    waiting = numbers["open"] / (numbers["open"] + numbers["denominator"]) if numbers["open"] else 0.0
    still = amount(waiting) if numbers["open"] else "–"
    if kind == "count":
        return [whole(numbers["numerator"]), "–", "–", "–"]
    if kind == "mean":
        interval = interval_text(numbers, lambda value: f"{value:.2f}")
        return [
            f"{whole(numbers['numerator'])} in {whole(numbers['denominator'])}",
            number(numbers["value"]),
            interval,
            still,
        ]
    if kind == "duration":
        interval = interval_text(numbers, lambda value: f"{value:g}")
        return [whole(numbers["denominator"]), days(numbers["value"]), interval, still]
    interval = interval_text(numbers, percent_ends(numbers["high"]))
    base = f"{whole(numbers['numerator'])} of {whole(numbers['denominator'])}"
    return [base, amount(numbers["value"]), interval, still]


def percent_ends(high: float) -> Callable[[float], str]:
    """Ends of an interval as percentages: two decimals where all of it lies below two per cent."""
    return lambda value: f"{100 * value:.{2 if high < 0.02 else 1}f}"


def interval_text(numbers: dict[str, Any], written: Any) -> str:
    """Write the ends of an interval, or a dash where there is none."""
    if math.isnan(numbers["low"]) or math.isnan(numbers["high"]):
        return "–"
    return f"[{written(numbers['low'])}, {written(numbers['high'])}]"
