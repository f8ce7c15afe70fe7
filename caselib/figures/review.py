"""Pictures of review: estimates with their intervals beside the plain shares, and curves of repair and recurrence."""

from __future__ import annotations

from typing import Any

import numpy as np

from caselib.domain.phrases import say
from caselib.figures import finding_tables, review_tables
from caselib.figures.picture import Picture
from caselib.figures.review_words import word, words
from caselib.figures.style import GREY, LIMIT, MARK, SERIES, WHOLE, new, percent, styled
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
            _interval(axes, place, row, (say(language, "estimated"), say(language, "plain share")), first=place == 0)
        colon = say(language, ": ")
        names = [f"{words(row['domain'], about, ':')}{colon}{word(row['what'], about)}" for row in rows]
        axes.set_yticks(range(len(rows)), names)
        axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(percent(language))
        axes.set_xlabel(say(language, "share of cases"))
        axes.spines[["top", "right"]].set_visible(False)
        if rows:
            axes.legend(frameon=False, loc="lower right")
    title = say(language, "What review says of all cases.")
    return Picture(figure, title, look.rule, about, review_tables.estimates(look))


def _interval(axes: Any, place: int, row: dict[str, Any], labels: tuple[str, str], *, first: bool) -> None:
    if np.isfinite(row["value"]):
        axes.plot([row["low"], row["high"]], [place, place], color=SERIES, lw=2.2, alpha=0.5, solid_capstyle="butt")
        axes.plot(row["value"], place, "o", color=SERIES, ms=5, label=labels[0] if first else None, **WHOLE)
    if np.isfinite(row["naive"]):
        style = {"marker": "o", "mfc": "none", "mec": MARK, "ls": "", "ms": 5, **WHOLE}
        axes.plot(row["naive"], place, **style, label=labels[1] if first else None)


def draw_follow(look: FollowUp) -> Picture:
    """Draw the share put right since it was decided, and seen again since it was put right."""
    about = look.about
    language = about.reader.language
    with styled():
        figure, axes = new(8.2, 3.4)
        said = {"rectified": "put right since decided", "recurred": "seen again since put right"}
        for colour, (name, part) in zip((SERIES, MARK), look.curves.groupby("name", sort=False), strict=False):
            days = np.concatenate([[0.0], part["days"].to_numpy(dtype=float)])
            value, low, high = (np.concatenate([[0.0], part[column]]) for column in ("value", "low", "high"))
            axes.fill_between(days, low, high, step="post", color=colour, alpha=0.15, lw=0)
            axes.step(days, value, where="post", color=colour, label=say(language, said[str(name)]))
        if look.curves.empty:
            axes.text(0.5, 0.5, say(language, "nothing yet"), ha="center", transform=axes.transAxes, color=GREY)
            axes.set_xticks([])
        else:
            axes.legend(frameon=False, loc="upper left", labelcolor=LIMIT)
        axes.set(ylim=(0, 1.02), xlabel=say(language, "days"))
        axes.set_xlim(left=0)
        axes.yaxis.set_major_formatter(percent(language))
        axes.spines[["top", "right"]].set_visible(False)
    title = say(language, "Put right, and seen again.")
    rule = say(language, "What has not come to it counts as waiting (Kaplan-Meier).")
    return Picture(figure, title, rule, about, finding_tables.curves(look))
