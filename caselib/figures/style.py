"""One quiet style for every figure: readable in print and by the colour-blind; no red and green, no scale of merit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

__all__ = ["FAINT", "GREY", "INK", "LIMIT", "MARK", "SERIES", "new", "styled", "upright", "wrapped"]

INK = "#23272e"
GREY = "#8b919b"
FAINT = "#d9dce1"
LIMIT = "#5f6b7a"
SERIES = "#1f5a94"
# Orange and blue stay apart for all common kinds of colour blindness and in grey print.
MARK = "#c8641b"

CHINESE = "Noto Sans SC"
"""The font of Chinese letters; it comes with a package, so that no machine needs to have it."""

_RC = {
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    # Regular: the Chinese letters come in one weight.
    "axes.titleweight": "normal",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": LIMIT,
    "ytick.color": LIMIT,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "lines.linewidth": 1.4,
    "figure.dpi": 100,
    # Letters as outlines: a page looks the same on a machine that lacks the font.
    "svg.fonttype": "path",
    "svg.hashsalt": "caselib",
    # Letters that the first font lacks are taken from the second: Chinese, on any machine.
    "font.family": ["DejaVu Sans", CHINESE],
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house style, without changing anybody else's."""
    import matplotlib as mpl
    import seaborn as sns

    _chinese_font()
    with mpl.rc_context(), sns.axes_style("ticks", rc=_RC), mpl.rc_context(_RC):
        yield


@cache
def _chinese_font() -> None:
    from matplotlib import font_manager
    from pylopdf_fonts_zh_cn import sans_path

    font_manager.fontManager.addfont(sans_path())


def new(width: float = 8.2, height: float = 3.8, **options: Any) -> tuple[Any, Any]:
    """Make a figure and its axes, free of any global state."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(**options)


def upright(text: str) -> str:
    """Break the name of an upright axis, so that it is no longer than the axis of the lowest figure.

    >>> upright("Recommendations, of recommendations and protests")
    'Recommendations, of recommendations and\\nprotests'
    """
    return "\n".join(wrapped(text, 42))


def wrapped(text: str, width: int) -> list[str]:
    """Break text into lines of so many Latin letters; Chinese is twice as wide, and breaks anywhere.

    >>> wrapped("Arrest refused for want of evidence", 20)
    ['Arrest refused for', 'want of evidence']
    """
    import textwrap

    return textwrap.wrap(text, width if text.isascii() else width // 2) or [text]
