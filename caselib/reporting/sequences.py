"""Every sequence of labels that a page holds: tables, lists, neighbours, headings, attributes, and data of any form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from caselib.reporting.literals import lists

__all__ = ["in_page", "in_text"]

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_SAID = ("aria-label", "alt", "title")
LONG = 110
"""A longer block is no label but a passage; the longest name of an office has 60 letters."""


def in_page(page: Any) -> Iterator[list[str]]:
    """Give what stands in a page one after another, each sequence in its order; drawings are read apart."""
    for table in page.find_all("table"):
        yield from _table(table)
    for each in page.find_all(["ol", "ul", "select"]):
        yield [item.get_text(" ", strip=True) for item in each.find_all(["li", "option"])]
    yield from _headings(page)
    for tag in page.find_all(True):
        yield from _neighbours(tag)
        yield from (found for name, value in tag.attrs.items() if name.startswith("data-") for found in lists(value))
    for script in page.find_all("script"):
        yield from lists(script.get_text())


def in_text(text: str) -> Iterator[list[str]]:
    """Give the lines of a text that is no page, and every list that is written in it as code or data."""
    yield [line.strip(" |\t-*0123456789.") or line for line in text.splitlines()]
    yield from lists(text)


def _table(table: Any) -> Iterator[list[str]]:
    """Give the columns and the rows of a table."""
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
    yield from rows
    for column in range(max(map(len, rows), default=0)):
        yield [row[column] for row in rows if column < len(row)]


def _headings(page: Any) -> Iterator[list[str]]:
    """Give the headings of each level that stand under one heading of a higher level, wherever their blocks are."""
    under: dict[str, list[str]] = {}
    for heading in page.find_all(_HEADINGS):
        for lower in [level for level in under if level > heading.name]:
            yield under.pop(lower)
        under.setdefault(heading.name, []).append(_label(heading))
    yield from under.values()


def _neighbours(tag: Any) -> Iterator[list[str]]:
    """Give what the short ones of a tag's children of one name say, and what is said in their attributes."""
    children = [child for child in tag.contents if child.name] if len(tag.contents) >= 4 else []
    if len(children) < 4 or tag.name in ("table", "thead", "tbody", "tr", "ul", "ol", "select", "head"):
        return
    for _, alike in groupby(sorted(children, key=lambda child: child.name), key=lambda child: child.name):
        yield [_label(child) for child in alike]
    for name in _SAID:
        yield [str(child[name]) for child in children if child.has_attr(name)]


def _label(tag: Any) -> str:
    """The text of a block if it is short; nothing where it is a passage."""
    said, length = [], 0
    for text in tag.stripped_strings:
        said.append(text)
        length += len(text) + 1
        if length > LONG:
            return ""
    return " ".join(said)
