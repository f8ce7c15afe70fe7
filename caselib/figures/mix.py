"""Units against what their own mix of cases would make one expect: one row a unit, in code order."""

from __future__ import annotations

from typing import Any

from caselib.analysis.mix import Adjusted
from caselib.analysis.strata import stratum_label
from caselib.domain.phrases import say
from caselib.figures import cells, macro_tables
from caselib.figures.picture import Picture
from caselib.figures.style import FAINT, GREY, INK, LIMIT, MARK, SERIES, WHOLE, new, percent, styled, wrapped

__all__ = ["draw"]

MOST = 45
"""With more units than fit on a page, only those outside their limits are drawn, and the reader's own."""


def draw(look: Adjusted) -> Picture:
    """Draw the band of each unit's limits, the share expected of its mix, and the share that it has."""
    counts, language = look.counts, look.counts.about.reader.language
    label = counts.labels[counts.one].text(language)
    rows = _rows(look)
    with styled():
        figure, axes = new(8.2, max(1.7, 0.25 * len(rows) + 1.1))
        for place, row in enumerate(rows):
            _row(axes, place, row)
        axes.set_yticks(range(len(rows)), [cells.unit_name(counts, row["unit"]) for row in rows])
        axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
        said = say(language, "{label} (bar: limits around what is expected; tick: expected)", label=label)
        axes.set(
            xlabel="\n".join(wrapped(said, 90)),
            ylabel="",
        )
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(percent(language))
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        if not rows:
            axes.set_axis_off()
            axes.text(
                0.5, 0.5, say(language, "no unit to be named here"), ha="center", transform=axes.transAxes, color=GREY
            )
    by = stratum_label(counts, look.stratum, language).lower()
    said = "{label}, {period}: units against what their own mix by {by} would make one expect."
    title = say(language, said, label=label, period=counts.period, by=by)
    return Picture(figure, title, look.rule, counts.about, macro_tables.adjusted(look))


def _rows(look: Adjusted) -> list[dict[str, Any]]:
    reader = look.counts.about.reader
    shown = look.frame[look.frame["denominator"] > 0]
    if len(shown) > MOST:
        shown = shown[(shown["outside"] == "outer") | (shown["unit"] == reader.unit)]
    return [row for row in shown.to_dict("records") if reader.may_name(row["unit"])]


def _row(axes: Any, place: int, row: dict[str, Any]) -> None:
    axes.hlines(place, row["low_outer"], row["high_outer"], color=FAINT, lw=7)
    axes.plot([row["expected_share"]] * 2, [place - 0.28, place + 0.28], color=LIMIT, lw=1.2)
    outside = row["outside"] == "outer"
    style = {"color": MARK, "mec": INK, "ms": 6.5} if outside else {"color": SERIES, "mec": SERIES, "ms": 4.5}
    axes.plot(row["value"], place, "o", mew=0.6, **style, **WHOLE)
