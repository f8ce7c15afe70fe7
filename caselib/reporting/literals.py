"""Lists in scripts, code and data, strict JSON or not: read once from left to right, whatever is left open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["lists"]

_TOKENS = re.compile(
    r"\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\\\n]*(?:\\.[^'\\\n]*)*)'"
    r"|`(?P<back>[^`\\]*(?:\\.[^`\\]*)*)`|(?P<number>\d+)|(?P<word>[^\W\d]\w*)|(?P<mark>[\[\]{}:,])",
    re.DOTALL,
)


@dataclass(slots=True)
class _Held:
    """What an opened bracket holds so far; of brackets within it only what stands directly in them."""

    items: list[str] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    inner: list[_Held] = field(default_factory=list)
    key: str = ""
    last: str | None = None


def lists(source: str) -> Iterator[list[str]]:
    """Give each bracket's labels in their order, an object's keys, a key's values over records, first items of rows.

    >>> list(lists("x = [{name: 'b', n: 1}, {name: 'a', n: 2},]"))
    [['name', 'n'], ['name', 'n'], ['b', 'a'], ['1', '2']]
    """
    opened = [_Held()]
    for token in _TOKENS.finditer(source):
        mark, held = token["mark"], opened[-1]
        if mark in ("[", "{"):
            opened.append(_Held())
        elif mark in ("]", "}") and len(opened) > 1:
            yield from _closed(opened.pop())
            _into(opened[-1], held)
        elif mark == ":":
            _as_key(held)
        elif mark == ",":
            held.key, held.last = "", None
        elif not mark:
            _say(held, token)
    while opened:
        yield from _closed(opened.pop())


def _say(held: _Held, token: re.Match[str]) -> None:
    """Note a string or a number; a bare word is one only where a colon follows, as a key."""
    said = token["word"] or token["number"]
    if said is None:
        said = _unescaped(next(text for text in token.group("double", "single", "back") if text is not None))
    held.last = said
    if held.key:
        held.pairs[held.key] = said
    elif token["word"] is None:
        held.items.append(said)


def _as_key(held: _Held) -> None:
    if held.last is not None:
        if held.items and held.items[-1] == held.last:
            held.items.pop()
        held.keys.append(held.last)
        held.key = held.last


def _into(outer: _Held, held: _Held) -> None:
    """Keep of a closed bracket what its neighbours are compared with."""
    outer.inner.append(_Held(items=held.items[:1], pairs=held.pairs))
    outer.key, outer.last = "", None


def _closed(held: _Held) -> Iterator[list[str]]:
    yield from (each for each in (held.keys, held.items) if each)
    records = [each.pairs for each in held.inner if each.pairs]
    for key in dict.fromkeys(key for record in records for key in record):
        yield [record[key] for record in records if key in record]
    firsts = [each.items[0] for each in held.inner if each.items and not each.pairs]
    if firsts:
        yield firsts


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
