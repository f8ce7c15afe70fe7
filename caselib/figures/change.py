"""A history with the line on either side of a date, and the line before drawn on."""

from __future__ import annotations

import numpy as np

from caselib.analysis.changes import Change
from caselib.domain.phrases import say
from caselib.figures import macro_tables
from caselib.figures.picture import Picture
from caselib.figures.style import GREY, INK, LIMIT, SERIES, SMALL, WHOLE, new, percent, styled, upright

__all__ = ["draw"]


def draw(look: Change) -> Picture:
    """Draw points by period, the fitted line, and the line that the points before would have gone on to."""
    counts, language = look.counts, look.counts.about.reader.language
    label = counts.labels[counts.one].text(language)
    frame = look.frame
    with styled():
        figure, axes = new(8.2, 3.4)
        sizes = 6 + 26 * frame["denominator"] / max(1, frame["denominator"].max() if len(frame) else 1)
        axes.scatter(frame.index, frame["value"], s=sizes, color=SERIES, alpha=0.75, lw=0, **WHOLE)
        if look.fit is not None:
            for part in (frame.iloc[: look.place], frame.iloc[look.place :]):
                axes.plot(part.index, part["fitted"], color=INK, lw=1.2)
            axes.plot(frame.index, frame["without"], color=LIMIT, lw=1.1, ls=(0, (4, 3)))
        if len(frame):
            axes.axvline(look.place - 0.5, color=INK, lw=0.9)
            text = f"{look.regime.label.text(language)} {look.regime.starts}"
            axes.annotate(
                text, (look.place - 0.5, 1.0), xycoords=("data", "axes fraction"), xytext=(3, 2),
                textcoords="offset points", fontsize=SMALL, va="bottom",
            )  # fmt: skip
            firsts = [i for i, period in enumerate(frame["period"]) if period.endswith(("-01", "Q1"))]
            axes.set_xticks(firsts, [frame["period"][i] for i in firsts])
            axes.set_ylim(0, 1.08 * float(np.nanmax(frame["value"])) or 0.05)
        else:
            axes.text(0.5, 0.5, say(language, "no mature periods"), ha="center", transform=axes.transAxes, color=GREY)
        axes.set(xlabel="", ylabel=upright(label))
        axes.yaxis.set_major_formatter(percent(language))
        axes.spines[["top", "right"]].set_visible(False)
    title = f"{label}{say(language, ': ')}{look.sentence}"
    return Picture(figure, title, look.rule, counts.about, macro_tables.change(look))
