"""Whether a public page holds what `release` writes and nothing beside it: tables letter by letter, and plain words."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import unquote

from caselib.analysis.release import BASE, label_of, rule
from caselib.domain.label import LANGUAGES, Language
from caselib.domain.phrases import say
from caselib.errors import GateError
from caselib.figures.release_table import BLANK, caption, heads

__all__ = ["BLANK", "check_outside", "check_plain", "check_written", "language_of"]

_FIGURE = re.compile(r"[a-z]\w*\|(?:\d{6})?\|[a-z]\w*")
# What a page says in digits of its own accord: days, periods, the casebook's id, the invented nation, the rounding.
# In Chinese no space stands before them, and to \b a character is a letter like any other.
_ALONE, _ENDS = r"(?<![0-9A-Za-z_.,])", r"(?![0-9A-Za-z_])"
_OWN = (
    rf"{_ALONE}\d{{4}}-\d\d-\d\d(?: \d\d:\d\d UTC)?{_ENDS}",
    rf"{_ALONE}20\d\d(?:[QH]\d(?:-[QH]\d)?|-(?:0[1-9]|1[0-2])){_ENDS}",
    rf"{_ALONE}(?=[0-9]*[a-f])[0-9a-f]{{16}}{_ENDS}",
    r"\(scale [\d.]+, seed \d+\)|（规模[\d.]+，种子\d+）",
    rf"取整到{BASE}(?!\d)",
)
_ATTRIBUTES = {"charset": "utf-8", "content": "width=device-width, initial-scale=1"}


def language_of(tag: Any, *, where: str) -> Language:
    """Give the language in which a released table has its heads; raise `GateError` where it has other heads."""
    shown = [head.get_text() for head in tag.find_all("th")]
    for language in LANGUAGES:
        if shown == heads(language):
            return language
    raise GateError("a released table has other heads than `release` writes", where=where, got=", ".join(shown)[:60])


def check_written(tag: Any, table: dict[str, Any], names: list[str], language: Language, *, where: str) -> None:
    """Raise `GateError` where a table's HTML is another than the one that `release` writes for what was read of it."""
    if not _FIGURE.fullmatch(table["figure"]):
        raise GateError("a released table names its figure", where=where, got=table["figure"])
    captions = tag.find_all("caption")
    if len(captions) != 1 or str(tag) != _normal(_table(table, names, captions[0], language)):
        raise GateError("a released table holds more than `release` writes", where=where)
    _check_caption(captions[0], table, language, where)


def check_outside(page: str, periods: set[str], *, where: str) -> None:
    """Raise `GateError` for a number outside the released tables that is no day, period or name of the casebook."""
    soup = _soup(page)
    for tag in soup.find_all(["table", "style"]):
        tag.decompose()
    for text in soup.find_all(string=True):
        if type(text).__name__ == "Comment":
            raise GateError("a public page holds no comment", where=where, got=str(text)[:40])
        check_plain(str(text), periods, where=where)
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if not (_ATTRIBUTES.get(name) == value or (name == "id" and re.fullmatch(r"cell-id=[\w-]+", str(value)))):
                # A Chinese heading stands in its address as the numbers of its letters.
                check_plain(unquote(str(value)), periods, where=where)


def check_plain(text: str, periods: set[str], *, where: str) -> None:
    """Raise `GateError` for digits in a text, beyond days, the periods that are released, and the casebook's name."""
    left = text
    for own in (*_OWN, *(rf"(?<![\w,.]){re.escape(period)}(?![\w,])" for period in periods)):
        left = re.sub(own, "", left)
    if re.search(r"\d", left):
        raise GateError("a public page holds numbers outside its released tables", where=where, got=text.strip()[:60])


def _check_caption(tag: Any, table: dict[str, Any], language: Language, where: str) -> None:
    """What is counted, period, rule, then one line of source: nothing stands before, between or after them."""
    told = caption(label_of(table["figure"]).text(language), table["period"], rule(language), language)
    shape = [child.name for child in tag.contents]
    spans = [str(span.get("class")) for span in tag.find_all("span")]
    lawful = spans in (["['cl-source']"], ["['cl-source']", "['cl-invented']"])
    bare = shape == [None, "br", "span"] and all(len(span.attrs) == 1 for span in tag("span"))
    if not bare or not lawful or str(tag.contents[0]) != told:
        raise GateError("a caption holds more than `release` writes", where=where)
    check_plain(tag.span.get_text(), {table["period"]}, where=where)


def _table(table: dict[str, Any], names: list[str], caption: Any, language: Language) -> str:
    rows = "".join(_row(row, name, language) for row, name in zip(table["rows"], names, strict=True))
    named = f'data-figure="{html.escape(table["figure"])}" data-period="{html.escape(table["period"])}"'
    head = "".join(f'<th scope="col">{each}</th>' for each in heads(language))
    return f'<table class="cl" {named}>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(row: dict[str, Any], name: str, language: Language) -> str:
    shown = [BLANK if count is None else f"{count:,}" for count in row["cells"]]
    cells = "".join(f'<td class="num">{cell}</td>' for cell in (*shown, say(language, row["share"])))
    return f'<tr data-key="{html.escape(row["key"], quote=True)}"><td>{html.escape(name)}</td>{cells}</tr>'


def _normal(text: str) -> str:
    return str(_soup(text).table)


def _soup(text: str) -> Any:
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "html.parser")
