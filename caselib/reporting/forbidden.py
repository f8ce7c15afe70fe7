"""What no page may say of units, whoever reads it: ranks, targets, composite scores, an order by an outcome."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.reporting.sequences import sequences

__all__ = ["check_names", "check_order", "check_words", "strings"]

_FEW = r"(?:\d+|one|two|three|five|ten|first|second|third|last)"
_KEY = r"[\"']\s*(?:rank|ranking|percentile|score|composite|target|league|benchmark)[\w ]{0,12}[\"']\s*:"
_HEAD = (
    r"<t[hd]\b[^>]*>\s*(?:rank|ranking|percentile|score|points|target|goal|benchmark|"
    r"排名|名次|位次|得分|总分|目标|目标值|达标)[^<]{0,12}</t[hd]>"
)
_WORDS = {
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
_SHAPES = re.compile(r"\s(?:d|points|transform|style)=\"[^\"]*\"|<style\b.*?</style>", re.DOTALL)
_DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=-]+)*?)(;base64)?,([^\"'\s)>]+)")
FEW = 4
"""So many units stand in code order by chance only once in 24 times."""


def check_words(text: str, *, where: str) -> None:
    """Raise `GateError` where a text, its attributes, comments, scripts or embedded data say what they may not."""
    for part in _parts(text):
        for what, rule in _WORDS.items():
            found = re.search(rule, part, re.IGNORECASE)
            if found:
                around = part[max(0, found.start() - 30) : found.end() + 30]
                raise GateError(f"the page holds {what}", where=where, got=" ".join(around.split()))


def check_order(text: str, units: Units, *, where: str) -> None:
    """Raise `GateError` where units stand in a table, a list or embedded data in another order than that of codes."""
    from bs4 import BeautifulSoup

    codes = _codes(units)
    page = BeautifulSoup(re.sub(r"<svg\b.*?</svg>", "", text, flags=re.DOTALL), "html.parser")
    for each in sequences(page, text):
        named = [codes[name] for name in dict.fromkeys(_named(label, codes) for label in each) if name]
        if len(named) >= FEW and not _ascending(named):
            raise GateError("units do not stand in the order of their codes", where=where, got=each[:FEW])


def check_names(text: str, units: Units, allowed: set[str], *, where: str) -> None:
    """Raise `GateError` where a unit is named, by name or code, that this audience may not see named."""
    shown = html.unescape(" ".join(_parts(text)))
    codes = _codes(units)
    mine = {name for name, named in codes.items() if allowed & set(named)}
    digits = set(re.findall(r"(?<![\d.,#])\d{6,12}(?![\d,])", shown))
    for name in codes.keys() - mine:
        if name in digits or (name in shown and not name.isdigit() and not _inside(name, shown, mine)):
            raise GateError("the page names a unit that this audience may not see", where=where, got=name)


def _inside(name: str, shown: str, mine: set[str]) -> bool:
    """Whether a name is there only as part of longer ones that may be shown."""
    for longer in mine:
        if name in longer:
            shown = shown.replace(longer, "")
    return name not in shown


@lru_cache(maxsize=4)
def _codes(units: Units) -> dict[str, list[str]]:
    """The units that bear a name: their code is one, and two may share one."""
    codes: dict[str, list[str]] = {}
    for unit in units.frame.index:
        for name in {unit, units.name(unit, "en"), units.name(unit, "zh")}:
            codes.setdefault(name, []).append(unit)
    return codes


def strings(notebook: Any) -> Iterator[tuple[str, str]]:
    """Give every output of a notebook as text, with its place: what is shown and what is only kept."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            held = output.get("data", {}) or {"text": output.get("text", "")}
            for kind, value in held.items():
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                yield f"cell {number}, {kind}", text
    kept = notebook.metadata.get("widgets")
    if kept:
        yield "widgets", json.dumps(kept, ensure_ascii=False)


def _parts(text: str) -> Iterator[str]:
    """The page without its shapes, and every piece of data that is embedded in it, decoded."""
    yield html.unescape(_SHAPES.sub("", text))
    yield _plain(text)
    for kind, _, coded, data in _DATA.findall(text):
        if kind == "image/svg+xml" or not kind.startswith(("image/", "font/")):
            raw = urllib.parse.unquote_to_bytes(html.unescape(data))
            try:
                yield (base64.b64decode(raw) if coded else raw).decode("utf-8", "replace")
            except binascii.Error:
                yield raw.decode("utf-8", "replace")


def _plain(text: str) -> str:
    """The words of a page as they are read: no tags within them, escapes decoded, one kind of space."""
    inline = re.sub(r"</?(?:a|b|i|em|strong|span|small|sub|sup|u|mark|code)\b[^>]*>", "", _SHAPES.sub("", text))
    told = re.sub(r"\\u([0-9a-fA-F]{4})", lambda each: chr(int(each[1], 16)), inline)
    return " ".join(unicodedata.normalize("NFKC", html.unescape(told)).split())


def _named(label: str, codes: dict[str, list[str]]) -> str:
    """The longest name or code with which a label begins; nothing where it begins with none."""
    label = label.strip()[:160]
    for end in range(len(label), 1, -1):
        if label[:end] in codes and not (label[end - 1 : end].isdigit() and label[end : end + 1].isdigit()):
            return label[:end]
    return ""


def _ascending(named: list[list[str]]) -> bool:
    """Whether one unit can be chosen for each name so that codes never fall; several may bear one name."""
    last = ""
    for choices in named:
        higher = [code for code in choices if code >= last]
        if not higher:
            return False
        last = min(higher)
    return True
