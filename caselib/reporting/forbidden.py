"""What no page may say of units, whoever reads it: ranks, targets, composite scores, an order by an outcome."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.reporting.drawn import SVG, drawn
from caselib.reporting.lined import orders
from caselib.reporting.literals import lists
from caselib.reporting.named import Found, Names, folded, names_of
from caselib.reporting.readings import glued, is_markup, rasters, readings
from caselib.reporting.sequences import in_page, in_text

__all__ = ["check_names", "check_order", "check_rasters", "check_words"]

_FEW = r"(?:\d+|one|two|three|five|ten|first|second|third|last)"
_KEY = r"[\"']\s*(?:rank|ranking|percentile|score|composite|target|league|benchmark)[\w ]{0,12}[\"']\s*:"
_HEAD = (
    r"<t[hd]\b[^>]*>\s*(?:rank|ranking|percentile|score|points|target|goal|benchmark|"
    r"排名|名次|位次|得分|总分|目标|目标值|达标)[^<]{0,12}</t[hd]>"
)
_RULES = {
    "a rank": (
        rf"\branked\b|\branks?\s*[:#=]?\s*{_FEW}\b|\b\d+(?:st|nd|rd|th)\s+(?:of|out of|among|place|best|worst)\b"
        rf"|\b(?:top|bottom)\s+{_FEW}\b|\b(?:best|worst)\b|\bleague table|\bpercentile"
        r"|\bdata-(?:rank|score|target|position)\b"
        rf"|\bstands? (?:first|second|third|last)\b|\bno\. ?{_FEW} in\b|#\s?\d+ of \d|\bposition \d+ of \d"
        r"|(?:全省|全国|全市|位居|排)第[\d一二三四五六七八九十]|名次\s*[:：]?\s*\d"
        r"|第\s*[\d一二三四五六七八九十]+\s*[名位]|(?<!取消)(?<!不)排名[:：第靠前后末]|名列|位列|倒数第|末位"
    ),
    "a target value": (
        r"\btargets?(?: value)?\s*(?::|=|of|is|was|at|≥|≤|&lt;|&gt;|<|>)\s*[<>≥≤]?\s*\d"
        r"|\b(?:below|above|meets?|met|missed|under|over) (?:the |its |their )?target"
        r"|\b(?:goal|kpi)\s*[:=]?\s*\d|目标\s*[:：为]\s*\d|考核指标\s*[:：为]?\s*\d"
        r"|(?<!没有)(?<!无)目标值|达标|未达到目标"
    ),
    "a composite score": (
        r"\b(?:composite|overall|total|summary|quality|combined) (?:score|index)\b|\bscores?\s*[:=]?\s*\d"
        r"|综合得分|综合评分|总分|质量指数|综合指数|考核得分|考核分\s*\d|得\s*\d+\s*分|得分[:：]?\s*\d"
    ),
    "a rank, a target or a score as a heading or a key": rf"{_HEAD}|{_KEY}",
}
_WORDS = {what: re.compile(rule, re.IGNORECASE) for what, rule in _RULES.items()}
FEW = 4
"""So many units stand in code order by chance only once in 24 times."""
BESIDE = 40
"""A label may say so much beside the one name within it; more is a sentence."""


def check_words(text: str, *, where: str) -> None:
    """Raise `GateError` where a text, its attributes, comments, scripts or embedded data say what they may not."""
    for part in readings(text):
        for what, rule in _WORDS.items():
            found = rule.search(part)
            if found:
                around = part[max(0, found.start() - 30) : found.end() + 30]
                raise GateError(f"the page holds {what}", where=where, got=" ".join(around.split()))


def check_order(text: str, units: Units, *, where: str) -> None:
    """Raise `GateError` where units stand as a list in another order than that of their codes.

    A list is whatever is read one after another: rows and columns, items, neighbours of one kind, headings under one
    heading, attributes of neighbours, lines, data and code, and the labels of a drawing that stand in a line
    (`caselib.reporting.drawn`). A label is of the unit with which it begins, or of the only one in it if it is short;
    a sentence that names a unit is no label, and a block of sentences about a unit is none: inquiries stand by what is
    asked. Fewer than four units are no order.
    """
    names = names_of(units)
    for readings_of in _sequences(text, names):
        wrong = [each for each in readings_of if not _lawful(each, names)]
        if wrong and len(wrong) == len(readings_of):
            advice = "sort by unit; of a scatter, name a few points, each beside its mark"
            got = wrong[0][:FEW]
            raise GateError("units do not stand in the order of their codes", where=where, got=got, advice=advice)


def check_names(text: str, units: Units, allowed: set[str], *, where: str) -> None:
    """Raise `GateError` where a unit is named, by name, short name or code, that this audience may not see named."""
    names = names_of(units)
    for shown in dict.fromkeys(map(folded, readings(text))):
        _check_named(names.found(shown), allowed, where)
    whole = (found for found in names.found(folded(glued(text))) if found.name in names.whole)
    _check_named((found for found in whole if not found.name.isdigit()), allowed, where)


def check_rasters(text: str, *, where: str) -> None:
    """Raise `GateError` for a picture made of points: nobody can read here what is written in it."""
    found = rasters(text)
    if found:
        raise GateError("the page holds a picture of points, which can't be read here", where=where, got=found[0])


def _check_named(named: Iterable[Found], allowed: set[str], where: str) -> None:
    for found in named:
        if not allowed.intersection(found.codes):
            raise GateError("the page names a unit that this audience may not see", where=where, got=found.name)


def _sequences(text: str, names: Names) -> Iterator[list[list[str]]]:
    """Give all that is read one after another; where it can be read in several ways, all of them together."""
    yield from ([each] for each in _written(text))
    for svg in SVG.findall(text) if is_markup(text) else ():
        yield from _drawn(svg, names)


def _written(text: str) -> Iterator[list[str]]:
    if not is_markup(text):
        yield from in_text(text)
        return
    from bs4 import BeautifulSoup

    yield from in_page(BeautifulSoup(SVG.sub("", text), "html.parser"))
    if text.lstrip().startswith(("{", "[")):
        yield from lists(text)


def _drawn(svg: str, names: Names) -> Iterator[list[list[str]]]:
    """Give the labels of a drawing that name a unit, in the orders in which they can be read."""
    all_drawn = list(drawn(svg))
    labels = [each for each in all_drawn if each.kind != "mark" and _unit(each.text, names)]
    for kind in ("text", "title", "desc", "attribute"):
        yield [[each.text for each in labels if each.kind == kind and not each.place]]
    placed = [each for each in labels if each.place]
    if len(placed) >= FEW:
        marks = [each for each in all_drawn if each.kind == "mark"]
        for ways in orders(placed, marks):
            yield [[placed[each].text for each in order] for order in ways]


def _unit(label: str, names: Names) -> Found | None:
    """The name with which a label begins, or the only one in a short label."""
    text = folded(label[:320])
    found = list(names.found(text))
    if not found or (
        found[0].start > 0 and (len({each.name for each in found}) > 1 or len(text) > BESIDE + len(found[0].name))
    ):
        return None
    return found[0]


def _lawful(labels: list[str], names: Names) -> bool:
    """Whether labels name few units, or name them in the order of their codes."""
    named = (_unit(label, names) for label in dict.fromkeys(labels))
    choices = list(dict.fromkeys(found.codes for found in named if found))
    return len(choices) < FEW or _ascending(choices)


def _ascending(named: list[tuple[str, ...]]) -> bool:
    """Whether one unit can be chosen for each name so that codes never fall; several may bear one name."""
    last = ""
    for choices in named:
        higher = [code for code in choices if code >= last]
        if not higher:
            return False
        last = min(higher)
    return True
