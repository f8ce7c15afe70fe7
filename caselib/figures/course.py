"""Curves of what has ended by each day, one for each way of ending, with the legal term as a line."""

from __future__ import annotations

from typing import Any

import numpy as np

from caselib.analysis.courses import Course
from caselib.domain.phrases import say
from caselib.figures import macro_tables
from caselib.figures.beside import GAP, apart, beside
from caselib.figures.picture import Picture
from caselib.figures.style import GREY, INK, LIMIT, MARK, SERIES, SMALL, new, percent, styled

__all__ = ["draw"]

# Beside orange no green: blue, orange, violet, teal-blue and slate stay apart for the colour-blind.
_COLOURS = (SERIES, MARK, "#7a5195", "#2f8ca3", LIMIT)
YEAR = 365


def draw(look: Course) -> Picture:
    """Draw a step curve with its band for each cause; what is left above them still waits."""
    counts, language = look.counts, look.counts.about.reader.language
    label = counts.labels[counts.one].text(language)
    with styled():
        figure, axes = new(8.2, 3.6)
        last = min(YEAR, float(look.frame["days"].max())) if len(look.frame) else YEAR
        parts = _parts(look)
        places = apart([_end(part, last) for _, part in parts], GAP)
        for colour, (cause, part), place in zip(_COLOURS, parts, places, strict=False):
            _curve(axes, part, colour, last)
            beside(axes, look.label(cause), (last, _end(part, last)), place, colour)
        for term in look.terms:
            axes.axvline(term, color=INK, lw=0.9, ls=(0, (4, 3)))
            axes.annotate(
                say(language, "{n} days", n=term), (term, 1.0), xycoords=("data", "axes fraction"), xytext=(3, 2),
                textcoords="offset points", fontsize=SMALL, va="bottom",
            )  # fmt: skip
        if not len(look.frame):
            axes.text(0.5, 0.5, say(language, "no cases"), ha="center", transform=axes.transAxes, color=GREY)
        axes.set(xlim=(0, last * 1.22), ylim=(0, 1.02), xlabel="", ylabel=say(language, "share ended"))
        axes.set_xlabel(say(language, "days since the start"))
        axes.yaxis.set_major_formatter(percent(language))
        axes.spines[["top", "right"]].set_visible(False)
    return Picture(
        figure,
        say(language, "{label}, {period}.", label=label, period=counts.period),
        look.rule,
        counts.about,
        macro_tables.course(look),
    )


def _parts(look: Course) -> list[tuple[str, Any]]:
    if not len(look.frame):
        return []
    parts = [(str(cause), part) for cause, part in look.frame.groupby("cause", sort=False)]
    return sorted(parts, key=lambda item: -float(item[1]["value"].iloc[-1]))


def _end(part: Any, last: float) -> float:
    shown = part.loc[part["days"] <= last, "value"]
    return float(shown.iloc[-1]) if len(shown) else 0.0


def _curve(axes: Any, part: Any, colour: str, last: float) -> None:
    shown = part[part["days"] <= last]
    days = np.concatenate([[0.0], shown["days"].to_numpy(dtype=float), [last]])
    value, low, high = (np.concatenate([[0.0], shown[name], shown[name].tail(1)]) for name in ("value", "low", "high"))
    axes.fill_between(days, low, high, step="post", color=colour, alpha=0.15, lw=0)
    axes.step(days, value, where="post", color=colour)
