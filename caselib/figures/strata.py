"""A share by the values of a stratum, each with its interval, in the order of the vocabulary."""

from __future__ import annotations

from typing import Any

from caselib.analysis.strata import Division, stratum_label
from caselib.domain.phrases import say
from caselib.figures import tables
from caselib.figures.picture import Picture
from caselib.figures.style import LIMIT, SERIES, WHOLE, new, percent, styled

__all__ = ["draw"]


def draw(look: Division) -> Picture:
    """Draw one line a value: the point, its interval, and the whole as a rule to read against."""
    language = look.counts.about.reader.language
    label = look.counts.labels[look.counts.one].text(language)
    with styled():
        figure, axes = new(8.2, max(1.6, 0.27 * len(look.frame) + 1.0))
        _intervals(axes, look)
        axes.axvline(look.whole, color=LIMIT, lw=1.0)
        names = [look.label(value, language) for value in look.frame[look.stratum]]
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set(xlabel=say(language, "{label} (line: the whole)", label=label), ylabel="")
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(percent(language))
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    stratum = stratum_label(look.counts, look.stratum, language).lower()
    title = say(language, "{label} by {stratum}, {period}.", label=label, stratum=stratum, period=look.counts.period)
    return Picture(figure, title, look.rule, look.counts.about, tables.division(look))


def _intervals(axes: Any, look: Division) -> None:
    places = range(len(look.frame))
    axes.hlines(places, look.frame["low"], look.frame["high"], color=SERIES, lw=1.6)
    axes.plot(look.frame["value"], places, "o", ms=4.5, color=SERIES, **WHOLE)
