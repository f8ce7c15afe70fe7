"""A chain of stages as bars that shrink, with counts at every step and its branch beneath."""

from __future__ import annotations

from caselib.analysis.stages import Stages
from caselib.analysis.words import amount, whole
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.figures import macro_tables
from caselib.figures.picture import Picture
from caselib.figures.style import FAINT, LIMIT, SERIES, SMALL, new, styled

__all__ = ["draw"]


def draw(look: Stages) -> Picture:
    """Draw one bar a stage: how many came so far, and what share of the stage before."""
    language = look.counts.about.reader.language
    rows = look.frame.to_dict("records")
    places = [place + (0.6 if row["branch"] else 0.0) for place, row in enumerate(rows)]
    with styled():
        figure, axes = new(8.2, 0.42 * len(rows) + 0.9)
        colours = [FAINT if row["branch"] else SERIES for row in rows]
        axes.barh(places, [row["n"] for row in rows], height=0.62, color=colours, ec=LIMIT, lw=0.6)
        for place, row in zip(places, rows, strict=True):
            axes.annotate(
                _said(row, language),
                (row["n"], place),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
            )
        axes.set_yticks(places, [look.counts.labels[row["measure"]].text(language) for row in rows])
        axes.invert_yaxis()
        axes.set_xlim(0, 1.32 * max([row["n"] for row in rows] + [1]))
        axes.set(xlabel=say(language, "cases filed in the period (light: the branch to court)"))
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    title = say(language, "From filing to a rectification that holds, {period}.", period=look.counts.period)
    return Picture(figure, title, look.rule, look.counts.about, macro_tables.stages(look))


def _said(row: dict[str, object], language: Language) -> str:
    share = float(row["of_previous"])  # type: ignore[arg-type]
    number = whole(float(row["n"]))  # type: ignore[arg-type]
    if share != share:
        return number
    first = row["of_previous"] == row["of_first"]
    said = "{n}  ({share} of those filed)" if first else "{n}  ({share} of the step before)"
    return say(language, said, n=number, share=amount(share, language))
