"""Every sequence of labels that a page holds: columns and rows of tables, lists, and data as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["sequences"]

_OPENS = re.compile(r"[\[{]")


def sequences(page: Any, text: str) -> Iterator[list[str]]:
    """Give what stands in a page one after another, each sequence in its order."""
    for table in page.find_all("table"):
        yield from _table(table)
    for each in page.find_all(["ol", "ul", "select"]):
        yield [item.get_text(" ", strip=True) for item in each.find_all(["li", "option"])]
    for source in _sources(page, text):
        for value in _decoded(source):
            yield from _lists(value)


def _table(table: Any) -> Iterator[list[str]]:
    """Give the columns and the rows of a table."""
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
    yield from rows
    for column in range(max(map(len, rows), default=0)):
        yield [row[column] for row in rows if column < len(row)]


def _sources(page: Any, text: str) -> Iterator[str]:
    """Give the places where data may be written: scripts, attributes with data, a text that is data itself."""
    yield from (script.get_text() for script in page.find_all("script"))
    for tag in page.find_all(True):
        yield from (str(value) for name, value in tag.attrs.items() if name.startswith("data-"))
    if text.lstrip().startswith(("{", "[")):
        yield text


def _decoded(source: str) -> Iterator[Any]:
    """Give every array and object that can be read as JSON, wherever in a script it begins."""
    decoder, at = json.JSONDecoder(), 0
    while found := _OPENS.search(source, at):
        try:
            value, at = decoder.raw_decode(source, found.start())
        except ValueError:
            at = found.end()
        else:
            yield value


def _lists(value: Any) -> Iterator[list[str]]:
    """Give each array's labels, each key's values over its records, and an object's keys."""
    held = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if isinstance(value, dict):
        yield list(value)
    else:
        yield [str(each) for each in held if isinstance(each, str | int)]
        records = [each for each in held if isinstance(each, dict)]
        for key in dict.fromkeys(key for record in records for key in record):
            yield [str(record[key]) for record in records if isinstance(record.get(key), str | int)]
        yield [str(each[0]) for each in held if isinstance(each, list) and each]
    for each in held:
        yield from _lists(each)
