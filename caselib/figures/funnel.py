"""A funnel: units by the number of their cases, against the limits that chance and ordinary spread would explain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from caselib.analysis.comparisons import Comparison
from caselib.domain.phrases import say
from caselib.figures import cells, tables
from caselib.figures.beside import GAP, apart
from caselib.figures.picture import Picture
from caselib.figures.style import FAINT, GREY, INK, LIMIT, MARK, SERIES, SMALL, WHOLE, new, percent, styled, upright

__all__ = ["draw"]


def draw(look: Comparison) -> Picture:
    """Draw units as points, limits as curves; a unit is named only where it lies outside and may be named."""
    counts, reader = look.counts, look.counts.about.reader
    language = counts.about.reader.language
    label = counts.labels[counts.one].text(reader.language)
    with styled():
        figure, axes = new(8.2, 4.2)
        shown = look.frame[look.frame["denominator"] > 0]
        if len(shown):
            _curves(axes, look, float(shown["denominator"].max()))
            _points(axes, shown)
            _names(axes, look, shown)
        else:
            axes.text(0.5, 0.5, say(language, "no cases"), ha="center", transform=axes.transAxes, color=GREY)
        axes.set(xlabel=say(language, f"{_unit_of(look)} counted among"), ylabel=upright(label))
        axes.yaxis.set_major_formatter(percent(language))
        axes.set_xlim(0, 1.06 * float(shown["denominator"].max()) if len(shown) else 1)
        axes.spines[["top", "right"]].set_visible(False)
    span = counts.period or say(language, "all periods")
    title = say(language, "{label}, {period}: units side by side.", label=label, period=span)
    return Picture(figure, title, look.rule, counts.about, tables.comparison(look))


def _unit_of(look: Comparison) -> str:
    measure = look.counts.measures.get(look.counts.one)
    return measure.counts if measure else "cases"


def _curves(axes: Any, look: Comparison, most: float) -> None:
    language = look.counts.about.reader.language
    # Every size where there are few: exact limits go in steps, and leaving some out would draw other steps.
    every = np.arange(1, most * 1.05)
    sizes = every if len(every) <= 600 else np.unique(np.round(np.geomspace(1, most * 1.05, 600)))
    limits = look.funnel.limits_at(sizes)
    half = look.funnel.limits_at([max(1.0, round(most / 2))]).iloc[0]
    top = min(1.02, 1.1 * max(float(look.frame["value"].max()), float(half["high_outer"])))
    # With large units all happens far above zero: the frame begins where the points and their limits do.
    least = min(float(look.frame["value"].min()), float(half["low_outer"]))
    axes.set_ylim(0 if least < 0.4 * top else 0.9 * least, top)
    named = []
    for side, style, level in (("outer", "-", look.funnel.levels[1]), ("inner", ":", look.funnel.levels[0])):
        for edge in ("low", "high"):
            axes.plot(sizes, limits[f"{edge}_{side}"], style, color=LIMIT, lw=0.9)
        named.append((float(limits[f"high_{side}"].iloc[-1]), say(language, f"{100 * level:g} %")))
    axes.axhline(look.funnel.target, color=LIMIT, lw=1.1)
    _notes(axes, [*named, (float(look.funnel.target), say(language, "overall"))])


def _notes(axes: Any, named: list[tuple[float, str]]) -> None:
    """Name lines at their right ends, outside the frame, where those ends are in view; no name lies over another."""
    low, top = axes.get_ylim()
    seen = sorted((each for each in named if each[0] <= top), key=lambda each: -each[0])
    style = {"annotation_clip": False, "fontsize": SMALL, "color": LIMIT, "va": "center"}
    beside = {"xycoords": ("axes fraction", "data"), "xytext": (4, 0), "textcoords": "offset points"}
    for place, (_, text) in zip(apart([y for y, _ in seen], GAP * (top - low)), seen, strict=True):
        axes.annotate(text, (1, place), **beside, **style)


def _points(axes: Any, shown: pd.DataFrame) -> None:
    import seaborn as sns

    asked = shown["outside"] == "outer"
    both = {"x": "denominator", "y": "value", "ax": axes, "legend": False, **WHOLE}
    sns.scatterplot(shown[~asked], s=26, color=FAINT, edgecolor=SERIES, linewidth=0.8, **both)
    sns.scatterplot(shown[asked], s=40, color=MARK, edgecolor=INK, linewidth=0.6, **both)


def _names(axes: Any, look: Comparison, shown: pd.DataFrame) -> None:
    reader = look.counts.about.reader
    for row in shown.itertuples():
        if (row.outside == "outer" or row.unit == reader.unit) and reader.may_name(row.unit):
            axes.annotate(
                cells.unit_name(look.counts, row.unit),
                (row.denominator, row.value),
                xytext=(6, 5),
                textcoords="offset points",
                fontsize=SMALL,
                color=INK,
            )
