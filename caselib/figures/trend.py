"""A history: the share by period, its limits phase by phase, and the dates at which the series breaks."""

from __future__ import annotations

from typing import Any

import numpy as np

from caselib.analysis.trends import Trend
from caselib.domain.phrases import say
from caselib.figures import cells, tables
from caselib.figures.picture import Picture
from caselib.figures.style import FAINT, GREY, INK, LIMIT, MARK, SERIES, SMALL, WHOLE, new, percent, styled, upright

__all__ = ["chart", "draw"]


def draw(look: Trend) -> Picture:
    """Draw the points in order of time; those outside the limits are marked, cohorts still open are hollow."""
    counts, reader = look.counts, look.counts.about.reader
    label = counts.labels[counts.one].text(reader.language)
    with styled():
        figure, axes = new(8.2, 3.6)
        chart(axes, look)
        axes.set_ylabel(upright(label))
        if not (look.frame["denominator"] + look.frame["open"]).sum():
            axes.text(0.5, 0.5, say(reader.language, "no cases"), ha="center", transform=axes.transAxes, color=GREY)
    where = f" – {cells.unit_name(counts, counts.within)}" if counts.within else ""
    said = say(reader.language, " ").join([say(reader.language, "by period."), *filter(None, look.shifts)])
    title = f"{label}{where}{say(reader.language, ': ')}{said}"
    return Picture(figure, title, look.rule, counts.about, tables.trend(look))


def chart(axes: Any, look: Trend, *, named: bool = True) -> None:
    """Draw the chart itself; `named`: whether the dates at which the series breaks are written out."""
    _limits(axes, look)
    _series(axes, look)
    _breaks(axes, look, named)
    _axes(axes, look)


def _limits(axes: Any, look: Trend) -> None:
    for _, part in look.frame[look.frame["mature"]].groupby("phase"):
        x = np.repeat(part.index.to_numpy(dtype=float), 2) + np.tile([-0.5, 0.5], len(part))
        low, high, centre = (np.repeat(part[name].to_numpy(dtype=float), 2) for name in ("low", "high", "centre"))
        axes.fill_between(x, low, high, color=FAINT, alpha=0.55, lw=0)
        axes.plot(x, centre, color=LIMIT, lw=1.0)


def _series(axes: Any, look: Trend) -> None:
    import seaborn as sns

    frame = look.frame.reset_index(names="place")
    known, open_ = frame[frame["mature"]], frame[~frame["mature"]]
    sns.lineplot(known, x="place", y="value", ax=axes, color=SERIES, lw=1.3, errorbar=None, legend=False)
    axes.plot(known["place"], known["value"], "o", ms=3.2, color=SERIES, **WHOLE)
    marked = known[known["outside"].fillna(False).astype(bool)]
    axes.plot(marked["place"], marked["value"], "o", ms=6.5, color=MARK, mec=INK, mew=0.6)
    if len(open_):
        axes.plot(open_["place"], open_["value"], "o", ms=4, mfc="white", mec=GREY, zorder=3, **WHOLE)
        axes.axvspan(open_["place"].min() - 0.5, open_["place"].max() + 0.5, color=FAINT, alpha=0.35, lw=0)
        # Above the plot, where no point is; a series that breaks shortly before has its own name there.
        above = all(place < 0.7 * len(frame) for place, _ in look.breaks)
        axes.annotate(
            say(look.counts.about.reader.language, "cohorts still open"),
            (open_["place"].max() + 0.5, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2 if above else -2),
            textcoords="offset points",
            ha="right",
            va="bottom" if above else "top",
            fontsize=SMALL,
            color=LIMIT,
        )


def _breaks(axes: Any, look: Trend, named: bool) -> None:
    for place, regime in look.breaks:
        axes.axvline(place - 0.5, color=INK, lw=0.9, ls=(0, (4, 3)))
        if not named:
            continue
        text = f"{regime.label.text(look.counts.about.reader.language)} {regime.starts}"
        axes.annotate(
            text,
            (place - 0.5, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(3, 2),
            textcoords="offset points",
            fontsize=SMALL,
            color=INK,
            va="bottom",
        )


def _axes(axes: Any, look: Trend) -> None:
    periods = look.frame["period"].tolist()
    step = max(1, round(len(periods) / 12))
    firsts = [i for i, period in enumerate(periods) if period.endswith(("-01", "Q1"))]
    places = firsts if 3 <= len(firsts) <= 14 else list(range(0, len(periods), step))
    axes.set_xticks(places, [periods[place] for place in places])
    axes.set_xlim(-0.6, len(periods) - 0.4)
    axes.set(xlabel="")
    shown = look.frame[["value", "high"]].to_numpy(dtype=float)
    axes.set_ylim(0, 1.06 * float(np.nanmax(shown)) if np.nanmax(np.nan_to_num(shown)) > 0 else 0.05)
    axes.yaxis.set_major_formatter(percent(look.counts.about.reader.language))
    axes.spines[["top", "right"]].set_visible(False)
