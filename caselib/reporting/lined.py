"""In which orders a reader takes the labels of a drawing for a list, by where they stand.

Labels one below another (at one x, or at equal steps of y) are read from above, and labels beside each other from the
left; any others from above, row by row. Only those of a scatter are no list: each stands beside its own mark, all at
one distance from it, and says where a point lies, not which comes before which. Marks that themselves stand as in a
list (at equal steps, or one above another) are no scatter; nor are those on one line or stair, if most of them are
named: that is a list with dots. A scatter names a few of many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from caselib.reporting.drawn import Drawn

__all__ = ["orders"]

NEAR = 20.0
"""A label of a point stands within so many units of it; that of an axis stands farther from its tick, by its length."""
Place = tuple[float, float]


def orders(places: Sequence[Place], marks: Sequence[Drawn]) -> Iterator[list[int]]:
    """Give the orders in which labels at these places are read as a list: none where they are those of a scatter."""
    points = [each.place for each in marks if each.place]
    if _at_points(places, points) and not _as_list(places, len(_free(marks))):
        return
    lines = [_along(places, axis) for axis in (0, 1) if _same(places, 1 - axis) or _even(places, axis)]
    yield from lines or [sorted(range(len(places)), key=lambda each: (round(places[each][1]), places[each][0]))]


def _as_list(places: Sequence[Place], points: int) -> bool:
    """Whether labels at points stand as those of a list do, among so many points in all."""
    if _same(places, 0) or _even(places, 0) or _even(places, 1):
        return True
    stair = _along(places, 0) in (_along(places, 1), _along(places, 1)[::-1])
    return (stair or _same(places, 1)) and points < 2 * len(places)


def _along(places: Sequence[Place], axis: int) -> list[int]:
    return sorted(range(len(places)), key=lambda each: places[each][axis])


def _same(places: Sequence[Place], axis: int) -> bool:
    values = [place[axis] for place in places]
    return max(values) - min(values) < 0.5


def _even(places: Sequence[Place], axis: int) -> bool:
    steps = [after - before for before, after in pairwise(sorted(place[axis] for place in places))]
    return min(steps) > 1 and max(steps) - min(steps) <= 0.005 * min(steps)


def _free(marks: Sequence[Drawn]) -> list[Place]:
    """The marks that are not the ticks of an axis: those of one shape that do not all stand on one line."""
    shapes: dict[str, list[Place]] = defaultdict(list)
    for mark in marks:
        shapes[mark.text].append(mark.place or (0.0, 0.0))
    return [place for each in shapes.values() if not (_same(each, 0) or _same(each, 1)) for place in each]


def _at_points(places: Sequence[Place], points: Sequence[Place]) -> bool:
    """Whether every label stands at a mark of its own, all at one distance and on one side."""
    far = [_near(place, points) for place in places]
    return bool(far) and bool(set.intersection(*far))


def _near(place: Place, points: Sequence[Place]) -> set[tuple[int, int]]:
    """The steps from marks near a label to it, in whole units, with those beside them for what is rounded."""
    steps = {(place[0] - x, place[1] - y) for x, y in points if max(abs(place[0] - x), abs(place[1] - y)) < NEAR}
    return {(int(x // 1) + i, int(y // 1) + j) for x, y in steps for i in (0, 1) for j in (0, 1)}
