"""The labels of a drawing, where they stand in it, and in which orders a reader takes them for a list.

A label of a figure is a list's only where it stands as in one: without a place of its own it is read in the order of
the document; with places, labels one below another (at one x, or at equal steps of y) are read from above, and labels
beside each other from the left. The labels of a scatter are no list: each stands at its own mark, all at the same small
distance from it, and says where a point lies, not which comes before which.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["SVG", "Drawn", "drawn", "marks", "orders"]

SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(
    r"<!--(?P<comment>.*?)-->(?:\s*<g\b(?P<of>[^>]*)>)?"
    r"|<(?P<tag>text|title|desc)\b(?P<at>[^>]*)>(?P<text>.*?)</(?P=tag)>"
    r"|\s(?:aria-label|alt|title)=\"(?P<attribute>[^\"]*)\"",
    re.DOTALL | re.IGNORECASE,
)
_SPAN = re.compile(r"<tspan\b([^>]*)>(.*?)</tspan>", re.DOTALL | re.IGNORECASE)
_MOVED = re.compile(r"translate\(\s*(-?[\d.]+)[\s,]+(-?[\d.]+)")
_X, _Y = re.compile(r"\sx=\"(-?[\d.]+)"), re.compile(r"\sy=\"(-?[\d.]+)")
_MARKS = re.compile(r"<(?:use|circle|rect)\b([^>]*)>", re.IGNORECASE)
_CX, _CY = re.compile(r"\sc?x=\"(-?[\d.]+)"), re.compile(r"\sc?y=\"(-?[\d.]+)")
NEAR = 20.0
"""A label of a point stands within so many units of it; that of an axis stands farther from its tick, by its length."""


@dataclass(frozen=True)
class Drawn:
    """A label and its place; `place` is None where the drawing does not say."""

    text: str
    kind: str
    place: tuple[float, float] | None = None


def drawn(svg: str) -> Iterator[Drawn]:
    """Give the labels of a drawing in the order of the document.

    >>> [each.place for each in drawn('<svg><text x="1" y="2">a</text><!-- b --><g transform="translate(3 4)"></svg>')]
    [(1.0, 2.0), (3.0, 4.0)]
    """
    for label in _LABEL.finditer(svg):
        if label["tag"] and (spans := _SPAN.findall(label["text"])):
            for at, text in spans:
                yield Drawn(_said(text), "text", _place(at))
        elif label["tag"]:
            yield Drawn(_said(label["text"]), label["tag"].lower(), _place(label["at"]))
        elif label["comment"] is not None:
            yield Drawn(_said(label["comment"]), "text", _place(label["of"] or ""))
        else:
            yield Drawn(html.unescape(label["attribute"]), "attribute")


def marks(svg: str) -> list[tuple[float, float]]:
    """Where the points of a drawing stand."""
    found = ((_CX.search(each), _CY.search(each)) for each in _MARKS.findall(svg))
    return [(float(x[1]), float(y[1])) for x, y in found if x and y]


def orders(places: Sequence[tuple[float, float]], points: Sequence[tuple[float, float]]) -> Iterator[list[int]]:
    """Give the orders in which labels at these places are read as a list: none where they are those of a scatter."""
    if _at_points(places, points):
        return
    for one, other in ((0, 1), (1, 0)):
        along = sorted(range(len(places)), key=lambda each: places[each][other])
        if _same([places[each][one] for each in along]) or _even([places[each][other] for each in along]):
            yield along


def _same(values: list[float]) -> bool:
    return max(values) - min(values) < 0.5


def _even(values: list[float]) -> bool:
    steps = [after - before for before, after in pairwise(values)]
    return min(steps) > 1 and max(steps) - min(steps) <= 0.005 * min(steps)


def _at_points(places: Sequence[tuple[float, float]], points: Sequence[tuple[float, float]]) -> bool:
    """Whether every label stands at a mark of its own, all at one distance and on one side."""
    far = [_near(place, points) for place in places]
    return bool(far) and bool(set.intersection(*far))


def _near(place: tuple[float, float], points: Sequence[tuple[float, float]]) -> set[tuple[int, int]]:
    """The steps from marks near a label to it, in whole units, with those beside them for what is rounded."""
    steps = {(place[0] - x, place[1] - y) for x, y in points if max(abs(place[0] - x), abs(place[1] - y)) < NEAR}
    return {(int(x // 1) + i, int(y // 1) + j) for x, y in steps for i in (0, 1) for j in (0, 1)}


def _place(attributes: str) -> tuple[float, float] | None:
    moved = _MOVED.search(attributes)
    if moved:
        return float(moved[1]), float(moved[2])
    x, y = _X.search(attributes), _Y.search(attributes)
    return (float(x[1]), float(y[1])) if x and y else None


def _said(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
