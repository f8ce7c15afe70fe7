"""Pictures of review: estimates with their intervals beside the plain shares, and curves of repair and recurrence."""

from __future__ import annotations

from typing import Any

import numpy as np

from caselib.domain.phrases import say
from caselib.figures import finding_tables, review_tables
from caselib.figures.beside import GAP, apart, beside
from caselib.figures.picture import Picture
from caselib.figures.review_words import word, words
from caselib.figures.style import GREY, MARK, SERIES, SMALL, WHOLE, new, percent, styled
from caselib.review.estimates import Estimates
from caselib.review.following import FollowUp

__all__ = ["draw_estimates", "draw_follow"]


def draw_estimates(look: Estimates) -> Picture:
    """Draw each estimated share with its interval, and the plain share of reviewed cases as a hollow mark."""
    rows = look.frame[(look.frame["domain"] == "all") | (look.frame["what"] == "faulty")].to_dict("records")
    about = look.about
    language = about.reader.language
    with styled():
        figure, axes = new(8.2, 0.9 + 0.3 * max(len(rows), 3))
        for place, row in enumerate(rows):
            _interval(axes, place, row)
        colon = say(language, ": ")
        names = [f"{words(row['domain'], about, ':')}{colon}{word(row['what'], about)}" for row in rows]
        axes.set_yticks(range(len(rows)), names)
        axes.set_ylim(max(len(rows), 1) - 0.5, -1)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(percent(language))
        axes.set_xlabel(say(language, "share of cases"))
        axes.spines[["top", "right"]].set_visible(False)
        if rows:
            _named(axes, rows[0], (say(language, "estimated"), say(language, "plain share")))
    title = say(language, "What review says of all cases.")
    return Picture(figure, title, look.rule, about, review_tables.estimates(look))


def _named(axes: Any, row: dict[str, Any], labels: tuple[str, str]) -> None:
    """Name the two marks of the first row above it, each to its own side."""
    marks = [(row["value"], labels[0], SERIES), (row["naive"], labels[1], MARK)]
    marks = sorted(mark for mark in marks if np.isfinite(mark[0]))
    style = {"xytext": (0, 6), "textcoords": "offset points", "va": "bottom", "fontsize": SMALL}
    for (x, label, colour), side in zip(marks, ("right", "left") if len(marks) > 1 else ("center",), strict=True):
        axes.annotate(label, (x, 0), ha=side, color=colour, annotation_clip=False, **style)


def _interval(axes: Any, place: int, row: dict[str, Any]) -> None:
    if np.isfinite(row["value"]):
        axes.plot([row["low"], row["high"]], [place, place], color=SERIES, lw=2.2, alpha=0.5, solid_capstyle="butt")
        axes.plot(row["value"], place, "o", color=SERIES, ms=5, **WHOLE)
    if np.isfinite(row["naive"]):
        style = {"marker": "o", "mfc": "none", "mec": MARK, "ls": "", "ms": 5, **WHOLE}
        axes.plot(row["naive"], place, **style)


def draw_follow(look: FollowUp) -> Picture:
    """Draw the share put right since it was decided, and seen again since it was put right."""
    about = look.about
    language = about.reader.language
    with styled():
        figure, axes = new(8.2, 3.4)
        ends = [(*_curve(axes, part, _COLOURS[str(name)]), str(name)) for name, part in look.curves.groupby("name")]
        ends.sort(key=lambda end: -end[1])
        for (day, value, name), place in zip(ends, apart([end[1] for end in ends], GAP), strict=True):
            beside(axes, say(language, _SAID[name]), (day, value), place, _COLOURS[name])
        if look.curves.empty:
            axes.text(0.5, 0.5, say(language, "nothing yet"), ha="center", transform=axes.transAxes, color=GREY)
            axes.set_xticks([])
        axes.set(ylim=(0, 1.02), xlabel=say(language, "days"))
        axes.set_xlim(0, 1.35 * max([1.0, *(end[0] for end in ends)]))
        axes.yaxis.set_major_formatter(percent(language))
        axes.spines[["top", "right"]].set_visible(False)
    title = say(language, "Put right, and seen again.")
    rule = say(language, "What has not come to it counts as waiting (Kaplan-Meier).")
    return Picture(figure, title, rule, about, finding_tables.curves(look))


_SAID = {"rectified": "put right since decided", "recurred": "seen again since put right"}
_COLOURS = {"rectified": SERIES, "recurred": MARK}


def _curve(axes: Any, part: Any, colour: str) -> tuple[float, float]:
    """Draw a step curve with its band, and say where it ends."""
    days = np.concatenate([[0.0], part["days"].to_numpy(dtype=float)])
    value, low, high = (np.concatenate([[0.0], part[column]]) for column in ("value", "low", "high"))
    axes.fill_between(days, low, high, step="post", color=colour, alpha=0.15, lw=0)
    axes.step(days, value, where="post", color=colour)
    return float(days[-1]), float(value[-1])
