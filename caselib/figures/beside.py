"""Labels beside the ends of what they name, apart from one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caselib.figures.style import SMALL

__all__ = ["GAP", "apart", "beside"]

GAP = 0.062
"""Height of a line of label text, as a share of the axis: labels stand at least so far apart."""


def apart(ends: Sequence[float], gap: float) -> list[float]:
    """Move labels of curves just so far that none stands nearer to the next than the gap, and none below zero.

    `ends` fall or stay; each place is at or above where its curve ends, in the same order.

    >>> apart([0.5, 0.02, 0.01], 0.06)
    [0.5, 0.07, 0.01]
    """
    places: list[float] = []
    for end in reversed(ends):
        places.append(round(max(end, places[-1] + gap) if places else end, 6))
    return places[::-1]


def beside(axes: Any, label: str, end: tuple[float, float], place: float, colour: str) -> None:
    """Write a label beside the end of its curve; a thin line leads there where it had to move."""
    text = {"textcoords": "data", "va": "center", "fontsize": SMALL, "color": colour}
    leader = {"arrowstyle": "-", "color": colour, "lw": 0.6, "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)}
    axes.annotate(label, end, xytext=(end[0] * 1.04, place), annotation_clip=False, arrowprops=leader, **text)
