"""Cells and rows of HTML tables: aligned digits, every number with its base, names as far as they may be shown."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from caselib.analysis.words import amount, days, number, whole
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.figures.picture import source_line
from caselib.measures.counts import About, Counts

__all__ = ["interval_text", "unit_name", "value_cells", "write"]


def write(
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    caption: str = "",
    about: About | None = None,
    language: Language = "en",
) -> str:
    """Write rows of text as a table; a column of which most cells are numbers stands to the right, its head with it."""
    lines = [[_text(cell, language) for cell in row] for row in rows]
    kinds = [_class(place, lines) for place in range(max([len(heads), *map(len, lines)]))]
    body = "".join(f"<tr>{''.join(map(_cell, row, kinds))}</tr>" for row in lines)
    head = "".join(
        f'<th scope="col"{kind}>{html.escape(say(language, text))}</th>'
        for text, kind in zip(heads, kinds, strict=False)
    )
    below = [*filter(None, [html.escape(caption), source_line(about) if about else ""])]
    shown = f"<caption>{'<br>'.join(below)}</caption>" if below else ""
    kind = "cl wide" if len(heads) > WIDE else "cl"
    return f'<table class="{kind}">{shown}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


WIDE = 7
"""Columns above which a table is printed smaller, and its numbers may go over several lines, to stay on the paper."""


SHORT = 12
"""Letters up to which a number is never broken, not even where a wide table is printed: a day, a share, a count."""


LONG = 40
"""Letters above which a cell is a sentence, and its column has room for one on a screen."""


def _class(place: int, lines: Sequence[Sequence[str]]) -> str:
    cells = [row[place] for row in lines if place < len(row) and row[place] not in ("", "–")]
    numbers = sum(map(_is_number, cells))
    if place and 2 * numbers >= len(cells):
        return ' class="num"'
    return ' class="prose"' if place and max(map(len, cells), default=0) > LONG else ""


def _is_number(text: str) -> bool:
    return len(text) < 24 and (text.lstrip("-")[:1].isdigit() or text[:1] in ("", *"–[<+−±"))


def _text(cell: Any, language: Language) -> str:
    """A cell as it is set: a minus is as wide as a plus, and nought has none.

    >>> _text("[-14.2, +40.2]", "en"), _text("-0.00", "en"), _text("2024-01-05", "en"), _text("12 %", "zh")
    ('[−14.2, +40.2]', '0.00', '2024-01-05', '12%')
    """
    text = _NOUGHT.sub("", _MINUS.sub("−", str(cell)))
    # Chinese sets no space before the sign.
    return text.replace(" %", "%") if language == "zh" else text


_MINUS, _NOUGHT = re.compile(r"(?<![\w.)])-(?=\.?\d)"), re.compile(r"−(?=0(?:\.0+)?(?![\d.]))")


def _cell(text: str, kind: str) -> str:
    """A cell stands as its column does; words among numbers may go over several lines, and on paper a range of them."""
    if not _is_number(text):
        kind = kind.replace("num", "num words")
    elif len(text) > SHORT:
        kind = kind.replace("num", "num range")
    return f"<td{kind}>{html.escape(text)}</td>"


def unit_name(counts: Counts, unit: str) -> str:
    """Name a unit if this reader may see its name."""
    reader = counts.about.reader
    if not reader.may_name(unit) and unit != counts.within:
        return say(reader.language, "a peer")
    own = say(reader.language, " (own cases)") if "unit" in counts.by and unit == counts.within else ""
    return counts.name(unit, reader.language) + own


def value_cells(row: dict[str, Any], kind: str, suffix: str = "", language: Language = "en") -> list[str]:
    """The base, the value, its interval and what is open, as text."""
    numbers = {key: row[f"{key}{suffix}"] for key in ("numerator", "denominator", "open", "value", "low", "high")}
    waiting = numbers["open"] / (numbers["open"] + numbers["denominator"]) if numbers["open"] else 0.0
    still = amount(waiting) if numbers["open"] else "–"
    if kind == "count":
        return [whole(numbers["numerator"]), "–", "–", "–"]
    if kind == "mean":
        interval = interval_text(numbers, lambda value: f"{value:.2f}")
        return [
            say(language, "{k} in {n}", k=whole(numbers["numerator"]), n=whole(numbers["denominator"])),
            number(numbers["value"]),
            interval,
            still,
        ]
    if kind == "duration":
        interval = interval_text(numbers, lambda value: f"{value:g}")
        return [whole(numbers["denominator"]), days(numbers["value"], language), interval, still]
    interval = interval_text(numbers, percent_ends(numbers["high"]))
    base = say(language, "{k} of {n}", k=whole(numbers["numerator"]), n=whole(numbers["denominator"]))
    return [base, amount(numbers["value"]), interval, still]


def percent_ends(high: float) -> Callable[[float], str]:
    """Ends of an interval as percentages: two decimals where all of it lies below two per cent."""
    return lambda value: f"{100 * value:.{2 if high < 0.02 else 1}f}"


def interval_text(numbers: dict[str, Any], written: Any) -> str:
    """Write the ends of an interval, or a dash where there is none."""
    if math.isnan(numbers["low"]) or math.isnan(numbers["high"]):
        return "–"
    return f"[{written(numbers['low'])}, {written(numbers['high'])}]"
