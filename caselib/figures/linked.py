"""Histories one above the other over the same quarters: what holds each other in check is seen together."""

from __future__ import annotations

from caselib.analysis.linked import Linked
from caselib.domain.phrases import say
from caselib.figures import cells, tables, trend
from caselib.figures.picture import Picture
from caselib.figures.style import GREY, new, styled

__all__ = ["draw"]


def draw(look: Linked) -> Picture:
    """Draw each history with its own scale and the same time."""
    language = look.counts.about.reader.language
    with styled():
        figure, axes = new(8.2, 1.75 * len(look.trends) + 0.4, nrows=len(look.trends), sharex=True, squeeze=False)
        for place, (one, part) in enumerate(zip(axes[:, 0], look.trends, strict=True)):
            trend.chart(one, part, named=place == 0)
            one.set_ylabel("")
            one.set_title(part.counts.labels[part.counts.one].text(language), pad=12 if place == 0 else 4)
            if not part.frame["denominator"].sum():
                one.text(0.5, 0.5, say(language, "no cases"), ha="center", transform=one.transAxes, color=GREY)
    where = f" – {cells.unit_name(look.counts, look.counts.within)}" if look.counts.within else ""
    names = say(language, "; ").join(part.counts.labels[part.counts.one].text(language).lower() for part in look.trends)
    table = "".join(f"<p>{p.counts.labels[p.counts.one].text(language)}</p>{tables.trend(p)}" for p in look.trends)
    return Picture(
        figure,
        say(language, "Read together{where}: {names}.", where=where, names=names),
        look.rule,
        look.counts.about,
        table,
    )
