"""The ways in which a page can be read: as it is written, as it is seen, and what is embedded in it, decoded."""

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

__all__ = ["glued", "is_markup", "rasters", "readings", "strings"]

_SHAPES = re.compile(r"\s(?:d|points|transform|style)=\"[^\"]*\"|<style\b.*?</style>", re.DOTALL)
# What draws and says nothing: a figure has thousands of them, and every rule would be held against each.
_STROKES = re.compile(
    r"\s(?:x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|width|height)=\"-?[\d.]+(?:pt|px)?\"|\s(?:xlink:)?href=\"#[\w-]*\""
    r"|\sclip-path=\"url\(#[\w-]*\)\""
)
_EMPTY = re.compile(r"</?(?:use|path|g|defs|clippath|rect)\s*/?>\s*", re.IGNORECASE)
_DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=-]+)*?)(;base64)?,([^\"'\s)>]+)")
_INLINE = re.compile(
    r"</?(?:a|b|i|em|strong|span|small|sub|sup|u|mark|code|wbr|font|tspan)\b[^>]*>|[\u00ad\u200b-\u200d\u2060\ufeff]"
    r"|&(?:shy|zwnj|zwj|ZeroWidthSpace|NoBreak|#173|#820[345]|#8288|#x(?:ad|200[bcd]|2060|feff));",
    re.IGNORECASE,
)
_STYLES = re.compile(r"<style\b[^>]*>(.*?)</style>|\sstyle=\"([^\"]*)\"", re.DOTALL | re.IGNORECASE)
_COLOUR = r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b"
_COLOURED = re.compile(
    rf"\b((?:[\w-]*colou?r|fill|stroke|background|border)[\"']?\s*[:=]\s*[\"']?){_COLOUR}", re.IGNORECASE
)
_RASTER = re.compile(r"data:image/(?!svg\+xml)[\w.+-]+[;,]", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z!][^<>]*>")


@lru_cache(maxsize=2)
def readings(text: str) -> tuple[str, ...]:
    """Give the page without its shapes, as its words are read, its styles, and all embedded data, decoded.

    A colour (`fill="#330000"`, `color: #330000`) is left out; six digits with the same sign in a text stay.
    """
    bare = _COLOURED.sub(r"\1", _DATA.sub("", _without_shapes(text)))
    return tuple(dict.fromkeys([html.unescape(bare), _plain(bare), *_styles(text), *_embedded(text)]))


def _styles(text: str) -> Iterator[str]:
    styles = "\n".join(one or two for one, two in _STYLES.findall(text))
    if styles:
        yield re.sub(r":[^;{}\"'/]*", lambda each: re.sub(_COLOUR, "", each[0]), _DATA.sub("", html.unescape(styles)))


def _embedded(text: str) -> Iterator[str]:
    for kind, _, coded, data in _DATA.findall(text):
        if kind == "image/svg+xml" or not kind.startswith(("image/", "font/")):
            yield _decoded(data, coded)


def glued(text: str) -> str:
    """Give the text of a page with nothing where its tags stood: a name may be cut by any of them."""
    return html.unescape(re.sub(r"\s*<[^<>]*>\s*", "", _INLINE.sub("", _DATA.sub("", _without_shapes(text)))))


def rasters(text: str) -> list[str]:
    """List the pictures of a page that are made of points, in which nobody can read what is written.

    >>> rasters('<img src="data:image/png;base64,AA"><img src="data:image/svg+xml;base64,AA">')
    ['data:image/png;']
    """
    return _RASTER.findall(text)


def is_markup(text: str) -> bool:
    """Whether a text is a page or a piece of one, and not plain text, code or data."""
    return bool(_MARKUP.search(text))


def strings(notebook: Any) -> Iterator[tuple[str, str]]:
    """Give everything that a notebook holds as text, with its place: what is shown and what is only kept."""
    for number, cell in enumerate(notebook.cells, start=1):
        yield f"cell {number}, source", cell.get("source", "")
        for name, held in cell.get("attachments", {}).items():
            yield from _kinds(held, f"cell {number}, attachment {name}")
        for output in cell.get("outputs", []):
            yield from _output(output, f"cell {number}")
        if cell.get("metadata"):
            yield f"cell {number}, metadata", _text(cell["metadata"])
    if notebook.metadata:
        yield "metadata", _text(notebook.metadata)


def _output(output: Any, where: str) -> Iterator[tuple[str, str]]:
    yield from _kinds(output.get("data", {}), where)
    for name in ("text", "ename", "evalue", "traceback"):
        if output.get(name):
            held = output[name]
            said = "\n".join(held) if isinstance(held, list) else str(held)
            yield f"{where}, {name}", re.sub(r"\x1b\[[0-9;]*m", "", said)
    if output.get("metadata"):
        yield f"{where}, output metadata", _text(output["metadata"])


def _kinds(held: Any, where: str) -> Iterator[tuple[str, str]]:
    """Give each kind of an output; a picture as the address that holds it, as it would stand in a page."""
    for kind, value in held.items():
        if kind.startswith("image/") and kind != "image/svg+xml":
            yield f"{where}, {kind}", f"data:{kind};base64,{''.join(_text(value).split())}"
        else:
            yield f"{where}, {kind}", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=2)
def _without_shapes(text: str) -> str:
    return _EMPTY.sub("", _STROKES.sub("", _SHAPES.sub("", text)))


def _decoded(data: str, coded: str) -> str:
    raw = urllib.parse.unquote_to_bytes(html.unescape(data))
    try:
        return (base64.b64decode(raw) if coded else raw).decode("utf-8", "replace")
    except binascii.Error:
        return raw.decode("utf-8", "replace")


def _plain(bare: str) -> str:
    """The words of a page as they are read: no tags within them, escapes decoded, one kind of space."""
    told = re.sub(r"\\u([0-9a-fA-F]{4})", lambda each: chr(int(each[1], 16)), _INLINE.sub("", bare))
    return " ".join(_INLINE.sub("", unicodedata.normalize("NFKC", html.unescape(told))).split())
