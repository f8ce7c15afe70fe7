"""In which orders a reader takes the labels of a drawing for a list, by where they stand.

Labels one below another (at one x, or at equal steps of y) are read from above, and labels beside each other from the
left; any others from above, row by row, and those that fill columns either so or column by column. What is turned is
read as it is written. Only the labels of a scatter are no list: each stands beside its own mark, all at one distance
from it, and says where a point lies, not which comes before which. Marks that themselves stand as in a list (at equal
steps, or one above another) are no scatter; nor are those on one line or stair, if all of them are named: that is a
list with dots.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from caselib.reporting.drawn import Drawn

__all__ = ["orders"]

NEAR = 20.0
"""A label of a point stands within so many units of it; that of an axis stands farther from its tick, by its length."""
LEVEL = 4.0
"""Labels within so many units stand on one line: less than the height of a line, more than what an accent lifts."""
Place = tuple[float, float]


def orders(labels: Sequence[Drawn], marks: Sequence[Drawn]) -> Iterator[list[list[int]]]:
    """Give the orders in which labels that have places are read: one of each group has to be lawful.

    None where they are those of a scatter.
    """
    turned = labels[0].turned if len({round(label.turned) for label in labels}) == 1 else 0.0
    # Letters on their head are still read from above.
    turned = (turned + 90.5) % 180 - 90.5
    places, points = _upright(labels, turned), _upright(marks, turned)
    if _at_points(places, points) and not _as_list(places, len(_free(marks))):
        return
    lines = [_along(places, axis) for axis in (0, 1) if _same(places, 1 - axis) or _even(places, axis)]
    if lines:
        yield from ([line] for line in lines)
        return
    rows, columns = ([round(place[axis] / (2 * LEVEL)) for place in places] for axis in (1, 0))
    read = [sorted(range(len(places)), key=lambda each: (rows[each], places[each][0]))]
    if 2 * len(set(columns)) <= len(places):
        read.append(sorted(range(len(places)), key=lambda each: (columns[each], places[each][1])))
    yield read


def _upright(drawn: Sequence[Drawn], turned: float) -> list[Place]:
    """Places as they are if the page is turned so that the letters stand upright."""
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    places = (each.place or (0.0, 0.0) for each in drawn)
    return [(x * cos + y * sin, y * cos - x * sin) for x, y in places]


def _as_list(places: Sequence[Place], points: int) -> bool:
    """Whether labels at points stand as those of a list do, among so many points in all."""
    if _same(places, 0) or _even(places, 0) or _even(places, 1):
        return True
    stair = _along(places, 0) in (_along(places, 1), _along(places, 1)[::-1])
    return (stair or _same(places, 1)) and points <= len(places)


def _along(places: Sequence[Place], axis: int) -> list[int]:
    return sorted(range(len(places)), key=lambda each: places[each][axis])


def _same(places: Sequence[Place], axis: int) -> bool:
    values = [place[axis] for place in places]
    return max(values) - min(values) < LEVEL


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
