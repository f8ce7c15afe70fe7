"""What a drawing says and where: its labels and its marks, each at the place to which the groups around it move it."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

__all__ = ["SVG", "Drawn", "drawn"]

SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)
# A group and what follows a comment are only looked at ahead, so that what else stands in them is read, too.
_PIECE = re.compile(
    r"<(?P<closes>/)?(?:g|svg|a)\b(?=(?P<group>[^>]*)>)"
    r"|<!--(?P<comment>.*?)-->(?=(?:\s*<g\b(?P<of>[^>]*)>)?)"
    r"|<(?P<tag>text|title|desc|foreignobject)\b(?P<at>(?:[^>/]|/(?!>))*)>(?P<text>.*?)</(?P=tag)>"
    r"|<(?P<mark>use|circle|ellipse|rect|path)\b(?=(?P<stands>[^>]*)>)"
    r"|\s(?:aria-label|alt|title)=\"(?P<attribute>[^\"]*)\"",
    re.DOTALL | re.IGNORECASE,
)
_SPAN = re.compile(r"<tspan\b([^>]*)>(.*?)</tspan>", re.DOTALL | re.IGNORECASE)
_MOVES = re.compile(r"\stransform=[\"']([^\"']*)[\"']", re.IGNORECASE)
_MOVE = re.compile(r"(translate|scale|rotate|matrix)\s*\(([^)]*)\)", re.IGNORECASE)
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_X, _Y = re.compile(rf"\sc?x=[\"']\s*({_NUMBER})"), re.compile(rf"\sc?y=[\"']\s*({_NUMBER})")
_HREF = re.compile(r"href=[\"']([^\"']*)[\"']")
Matrix = tuple[float, float, float, float, float, float]
_STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Drawn:
    """A label or a mark, and its place, from the left and from above; `place` is None where the drawing does not say.

    `kind`: text, title, desc, attribute, or mark; the `text` of a mark is its shape. `turned`: degrees.
    """

    text: str
    kind: str
    place: tuple[float, float] | None = None
    turned: float = 0.0


def drawn(svg: str) -> Iterator[Drawn]:
    """Give the labels and the marks of a drawing in the order of the document.

    >>> [each.place for each in drawn('<svg><text x="1" y="2">a</text><!-- b --><g transform="translate(3 4)"></svg>')]
    [(1.0, 2.0), (3.0, 4.0)]
    >>> [each.place for each in drawn('<svg><g transform="translate(0,15)"><text x="-9" y="1">a</text></g></svg>')]
    [(-9.0, 16.0)]
    """
    around: list[Matrix] = [_STILL]
    for piece in _PIECE.finditer(svg):
        if piece["closes"]:
            around = around[:-1] or [_STILL]
        elif piece["group"] is not None:
            if not piece["group"].endswith("/"):
                around.append(_moved(around[-1], piece["group"]))
        else:
            yield from _said(piece, around[-1])


def _said(piece: re.Match[str], around: Matrix) -> Iterator[Drawn]:
    if piece["mark"]:
        yield from _mark(piece["mark"].lower(), piece["stands"], around)
    elif piece["comment"] is not None:
        yield _text(piece["comment"], piece["of"] or "", around)
    elif piece["tag"] and piece["tag"].lower() in ("text", "foreignobject"):
        inner = _moved(around, piece["at"])
        placed = [(at, text) for at, text in _SPAN.findall(piece["text"]) if _place(at, inner, needs=2)]
        yield from (_text(text, at, inner) for at, text in placed)
        # What stands in no span with a place of its own is one label.
        if not placed:
            yield _text(piece["text"], piece["at"], around)
    elif piece["tag"]:
        yield Drawn(_plain(piece["text"]), piece["tag"].lower())
    else:
        yield Drawn(html.unescape(piece["attribute"]), "attribute")


def _mark(shape: str, attributes: str, around: Matrix) -> Iterator[Drawn]:
    """A mark, if it has a place: letters are drawn by `use` and `path` as well, and lines by `path`."""
    named, moves = _HREF.search(attributes), _MOVES.search(attributes)
    if shape == "path" and not (moves and "translate" in moves[1]):
        return
    if place := _place(attributes, around, needs=0 if shape in ("circle", "ellipse", "path") else 2):
        yield Drawn(named[1] if named else shape, "mark", place)


def _text(text: str, attributes: str, around: Matrix) -> Drawn:
    a, b, *_ = _moved(around, attributes)
    return Drawn(_plain(text), "text", _place(attributes, around), math.degrees(math.atan2(b, a)))


def _place(attributes: str, around: Matrix, *, needs: int = 0) -> tuple[float, float] | None:
    """Where something stands; None if nothing says so. `needs`: how many coordinates it must bear itself."""
    x, y = _X.search(attributes), _Y.search(attributes)
    moved = _moved(around, attributes)
    if (bool(x) + bool(y) < needs) or (not x and not y and moved == _STILL):
        return None
    a, b, c, d, e, f = moved
    across, down = float(x[1]) if x else 0.0, float(y[1]) if y else 0.0
    return a * across + c * down + e, b * across + d * down + f


def _moved(around: Matrix, attributes: str) -> Matrix:
    moves = _MOVES.search(attributes)
    return reduce(_within, map(_matrix, _MOVE.finditer(moves[1])), around) if moves else around


def _matrix(move: re.Match[str]) -> Matrix:
    given = [float(each) for each in re.findall(_NUMBER, move[2])] or [0.0]
    kind, first, second = move[1].lower(), given[0], given[1] if len(given) > 1 else None
    if kind == "matrix" and len(given) == 6:
        return given[0], given[1], given[2], given[3], given[4], given[5]
    if kind == "translate":
        return 1.0, 0.0, 0.0, 1.0, first, second or 0.0
    if kind == "scale":
        return first, 0.0, 0.0, first if second is None else second, 0.0, 0.0
    if kind == "rotate" and len(given) == 3:
        return reduce(_within, [(1, 0, 0, 1, given[1], given[2]), _turned(first), (1, 0, 0, 1, -given[1], -given[2])])
    return _turned(first) if kind == "rotate" else _STILL


def _turned(degrees: float) -> Matrix:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return cos, sin, -sin, cos, 0.0, 0.0


def _within(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
