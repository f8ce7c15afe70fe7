"""One quiet style for every figure: readable in print and by the colour-blind; no red and green, no scale of merit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from caselib.domain.label import Language
from caselib.domain.phrases import say

__all__ = [
    *("FAINT", "GREY", "INK", "LIMIT", "MARK", "SERIES", "SMALL", "TEXT", "WHOLE"),
    *("new", "noted", "percent", "styled", "upright", "wrapped"),
]

INK = "#23272e"
GREY = "#8b919b"
FAINT = "#d9dce1"
LIMIT = "#5f6b7a"
SERIES = "#1f5a94"
# Orange and blue stay apart for all common kinds of colour blindness and in grey print.
MARK = "#c8641b"

TEXT, SMALL = 9.0, 8.0
"""All sizes of letters there are: what names a figure and its axes, and what stands beside a line or a tick."""

CHINESE = "Noto Sans SC"
"""The font of Chinese letters; it comes with a package, so that no machine needs to have it."""

WHOLE: dict[str, Any] = {"clip_on": False, "in_layout": False}
"""A point at nought stands whole on its axis, and needs no room for that."""

_RC = {
    "font.size": TEXT,
    "axes.titlesize": TEXT,
    # Regular: the Chinese letters come in one weight.
    "axes.titleweight": "normal",
    "axes.titlelocation": "left",
    "axes.labelsize": TEXT,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": LIMIT,
    "ytick.color": LIMIT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
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


@contextmanager
def noted(figure: Any, *parts: str) -> Iterator[None]:
    """Write words under a figure as long as it is saved: what leaves the page takes its source and its rule along."""
    wide = int(figure.get_size_inches()[0] * _LETTERS)
    lines = [line for part in parts if part for line in wrapped(part, wide)]
    with styled():
        note = figure.text(0.005, -0.01, "\n".join(lines), va="top", fontsize=SMALL, linespacing=1.5, color=LIMIT)
        try:
            yield
        finally:
            note.remove()


_LETTERS = 17
"""So many small Latin letters go on an inch."""


def percent(language: Language) -> Callable[[float, Any], str]:
    """How an axis of shares writes them.

    >>> percent("zh")(0.125, None)
    '12.5%'
    """
    return lambda share, _: say(language, f"{100 * share:g} %")


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

    return _filled(text, width) if _CHINESE.search(text) else textwrap.wrap(text, width) or [text]


_CHINESE = re.compile(r"[\u2e80-\uffef]")
_PIECE = re.compile(r"[\u2e80-\uffef][，。；：、）」”]*|[^\s\u2e80-\uffef]+[，。；：、）」”]*|\s+")
"""What is kept on one line: a letter, a Latin word, and the signs that end either."""


def _filled(text: str, width: int) -> list[str]:
    """Fill lines piece by piece.

    >>> _filled("因证据不足（Spiegelhalter 2012）不捕。", 16)
    ['因证据不足（', 'Spiegelhalter ', '2012）不捕。']
    """
    lines, taken = [""], 0
    for piece in _PIECE.findall(text):
        wide = sum(2 if _CHINESE.match(letter) else 1 for letter in piece)
        if taken and taken + wide > width:
            lines.append("")
            taken = 0
        lines[-1] += piece
        taken += wide
    return lines
