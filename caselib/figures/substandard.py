"""Every definition by which a case may have fallen short, as small histories by year, each on its own scale."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from caselib.analysis.substandard import Substandard
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.figures import macro_tables
from caselib.figures.picture import Picture
from caselib.figures.style import GREY, LIMIT, SERIES, SMALL, WHOLE, new, percent, styled, wrapped

__all__ = ["draw"]

COLUMNS = 3


def draw(look: Substandard) -> Picture:
    """Draw a grid of small charts: the share of each year with its interval; years still open are hollow."""
    language = look.counts.about.reader.language
    parts = [(name, part) for name, part in look.frame.groupby("measure", sort=False) if part["denominator"].sum()]
    lines = max(1, math.ceil(len(parts) / COLUMNS))
    with styled():
        figure, axes = new(8.2, 1.75 * lines + 0.3, nrows=lines, ncols=COLUMNS, squeeze=False)
        for place, one in enumerate(axes.flat):
            one.set_visible(place < len(parts))
            if place < len(parts):
                name, part = parts[place]
                _small(one, part, look.counts.labels[str(name)].text(language), language)
    first, last = look.frame["period"].min(), look.frame["period"].max()
    said = "Cases that fell short, {first} to {last}, by definition."
    title = say(language, said, first=first, last=last)
    return Picture(figure, title, look.rule, look.counts.about, macro_tables.substandard(look))


def _small(axes: Any, part: pd.DataFrame, label: str, language: Language) -> None:
    frame = part.reset_index(drop=True)
    known, open_ = frame[frame["mature"]], frame[~frame["mature"]]
    axes.vlines(frame.index, frame["low"], frame["high"], color=GREY, lw=1.0)
    axes.plot(known.index, known["value"], "o-", ms=3.6, lw=1.0, color=SERIES, **WHOLE)
    axes.plot(open_.index, open_["value"], "o", ms=4, mfc="white", mec=LIMIT, **WHOLE)
    axes.set_xticks(range(len(frame)), [year[2:] for year in frame["period"]])
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(percent(language))
    axes.set_title("\n".join(wrapped(label, 34)), fontsize=SMALL, fontweight="normal")
    axes.spines[["top", "right"]].set_visible(False)
