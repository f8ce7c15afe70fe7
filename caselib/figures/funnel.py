"""A funnel: units by the number of their cases, against the limits that chance and ordinary spread would explain."""

from __future__ import annotations

import numpy as np

from caselib.analysis.comparisons import Comparison
from caselib.figures import tables
from caselib.figures.picture import Picture
from caselib.figures.style import FAINT, GREY, INK, LIMIT, MARK, SERIES, new, styled

__all__ = ["draw"]


def draw(look: Comparison) -> Picture:
    """Draw units as points, limits as curves; a unit is named only where it lies outside and may be named."""
    counts, reader = look.counts, look.counts.about.reader
    label = counts.labels[counts.one].text(reader.language)
    with styled():
        figure, axes = new(8.2, 4.2)
        shown = look.frame[look.frame["denominator"] > 0]
        if len(shown):
            _curves(axes, look, float(shown["denominator"].max()))
            _points(axes, shown)
            _names(axes, look, shown)
        else:
            axes.text(0.5, 0.5, "no cases", ha="center", transform=axes.transAxes, color=GREY)
        axes.set(xlabel=f"{_unit_of(look)} counted among", ylabel=label)
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
        axes.set_xlim(0, 1.05 * float(shown["denominator"].max()) if len(shown) else 1)
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)
    title = f"{label}, {counts.period or 'all periods'}: units side by side."
    return Picture(figure, title, look.rule, counts.about, tables.comparison(look))


def _unit_of(look: Comparison) -> str:
    measure = look.counts.measures.get(look.counts.one)
    return measure.counts if measure else "cases"


def _curves(axes, look: Comparison, most: float) -> None:
    # Every size where there are few: exact limits go in steps, and leaving some out would draw other steps.
    every = np.arange(1, most * 1.05)
    sizes = every if len(every) <= 600 else np.unique(np.round(np.geomspace(1, most * 1.05, 600)))
    limits = look.funnel.limits_at(sizes)
    top = float(look.frame["value"].max())
    for side, style, text in (
        ("outer", "-", f"{look.funnel.levels[1]:.1%}"),
        ("inner", ":", f"{look.funnel.levels[0]:.0%}"),
    ):
        for edge in ("low", "high"):
            values = limits[f"{edge}_{side}"].to_numpy()
            axes.plot(sizes, np.where(values > max(1.25 * top, 0.05), np.nan, values), style, color=LIMIT, lw=0.9)
        axes.annotate(
            text,
            (sizes[-1], limits[f"high_{side}"].iloc[-1]),
            xytext=(3, 0),
            textcoords="offset points",
            annotation_clip=False,
            fontsize=7.5,
            color=LIMIT,
            va="center",
        )
    axes.axhline(look.funnel.target, color=LIMIT, lw=1.1)
    axes.annotate(
        "overall",
        (sizes[-1], look.funnel.target),
        xytext=(3, 0),
        textcoords="offset points",
        annotation_clip=False,
        fontsize=7.5,
        color=LIMIT,
        va="center",
    )


def _points(axes, shown) -> None:
    import seaborn as sns

    within, outside = shown[shown["outside"] != "outer"], shown[shown["outside"] == "outer"]
    sns.scatterplot(
        within, x="denominator", y="value", ax=axes, s=26, color=FAINT, edgecolor=SERIES, linewidth=0.8, legend=False
    )
    sns.scatterplot(
        outside, x="denominator", y="value", ax=axes, s=40, color=MARK, edgecolor=INK, linewidth=0.6, legend=False
    )


def _names(axes, look: Comparison, shown) -> None:
    reader = look.counts.about.reader
    for row in shown.itertuples():
        if (row.outside == "outer" or row.unit == reader.unit) and reader.may_name(row.unit):
            axes.annotate(
                tables.unit_name(look.counts, row.unit),
                (row.denominator, row.value),
                xytext=(6, 5),
                textcoords="offset points",
                fontsize=8,
                color=INK,
            )
