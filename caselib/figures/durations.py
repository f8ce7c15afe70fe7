"""How long a step took: the share of each whole day, against the legal terms."""

from __future__ import annotations

from typing import Any

from caselib.analysis.durations import Terms
from caselib.analysis.strata import stratum_label
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.figures import tables
from caselib.figures.picture import Picture
from caselib.figures.style import INK, SERIES, SMALL, new, percent, styled

__all__ = ["draw"]

TAIL = 0.995
"""The axis ends where this share of the rows has been shown, and says how many lie beyond."""


def draw(look: Terms) -> Picture:
    """Draw one row of bars a stratum value, on one axis of days, with the legal terms as lines."""
    counts, language = look.counts, look.counts.about.reader.language
    label = counts.labels[counts.one].text(language)
    parts = look.frame[look.stratum].tolist()
    last = _last_day(look)
    with styled():
        figure, axes = new(8.2, 0.9 + 1.5 * max(1, len(parts)), nrows=max(1, len(parts)), squeeze=False, sharex=True)
        for ax, row in zip(axes[:, 0], look.frame.to_dict("records"), strict=False):
            value = row[look.stratum]
            _bars(ax, look, value, last)
            _terms(ax, row["terms"], language)
            ax.set_title(tables.stratum_value(counts, look.stratum, value), fontweight="normal")
        axes[-1, 0].set_xlabel(label)
    title = say(language, "{label}, {period}.", label=label, period=counts.period)
    if look.stratum:
        stratum = stratum_label(counts, look.stratum, language).lower()
        title = say(language, "{label} by {stratum}, {period}.", label=label, stratum=stratum, period=counts.period)
    return Picture(figure, title, look.rule, counts.about, tables.terms(look))


def _last_day(look: Terms) -> int:
    ordered = look.days.groupby("days")["n"].sum().sort_index().cumsum()
    reached = ordered[ordered >= TAIL * ordered.iloc[-1]] if len(ordered) else ordered
    terms = [limit + 2 for limits in look.frame["terms"] for limit in limits]
    return max([6, *terms, *(int(day) for day in reached.index[:1])])


def _bars(ax: Any, look: Terms, value: str, last: int) -> None:
    import seaborn as sns

    part = look.days[(look.days[look.stratum] == value)]
    shown = part[part["days"] <= last]
    sns.histplot(
        shown, x="days", weights="share", discrete=True, ax=ax, color=SERIES, alpha=0.75, shrink=0.82, edgecolor="none"
    )
    beyond = int(part.loc[part["days"] > last, "n"].sum())
    if beyond:
        ax.annotate(
            say(look.counts.about.reader.language, "{n} later", n=f"{beyond:,}"),
            (0.995, 0.6),
            xycoords="axes fraction",
            ha="right",
            fontsize=SMALL,
            color=INK,
        )
    ax.set(xlabel="", ylabel="", xlim=(-0.6, last + 0.6))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.yaxis.set_major_formatter(percent(look.counts.about.reader.language))
    ax.spines[["top", "right"]].set_visible(False)


def _terms(ax: Any, terms: tuple[int, ...], language: Language) -> None:
    for limit in terms:
        ax.axvline(limit + 0.5, color=INK, lw=0.9, ls=(0, (4, 3)))
        ax.annotate(
            say(language, "{n} days", n=limit),
            (limit + 0.5, 0.97),
            xycoords=("data", "axes fraction"),
            xytext=(3, 0),
            textcoords="offset points",
            va="top",
            fontsize=SMALL,
            color=INK,
        )
