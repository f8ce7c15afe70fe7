"""A drawn figure together with its caption, its rule of limits, its source, and the table behind it."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caselib.domain.label import Label, Language
from caselib.domain.phrases import said_name, say
from caselib.measures.counts import UNDATED, About

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Picture", "invented_mark", "source_line"]

_INVENTED = Label("invented data · 虚构数据", "虚构数据")


@dataclass(frozen=True)
class Picture:
    """What `plot()` gives: `figure` is matplotlib's; a notebook shows it with caption and table."""

    figure: Figure
    title: str
    rule: str
    about: About
    table: str = ""

    def __post_init__(self) -> None:
        from caselib.figures.style import SMALL, styled

        if self.about.invented:
            said = say(self.about.reader.language, "invented data")
            with styled():
                self.figure.supxlabel(said, x=0.995, ha="right", fontsize=SMALL, color="#8b919b")

    def save(self, path: str | Path) -> Path:
        """Save the figure with its title, rule and source under it; the kind follows from the name (.svg, .png, .pdf).

        >>> import tempfile
        >>> drawn = cl.funnel(book.count("refused", period="2026Q1-Q3", by=["unit"])).plot()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     drawn.save(f"{folder}/refused.png").stat().st_size > 0
        True
        """
        from caselib.figures.style import noted

        with noted(self.figure, self.title, self.rule, _source(self.about)):
            told = {"Date": None} if str(path).endswith(".svg") else None
            self.figure.savefig(path, metadata=told, bbox_inches="tight")
        return Path(path)

    def svg(self) -> str:
        """The figure as an inline SVG that names nothing outside itself.

        >>> cl.funnel(book.count("refused", period="2026Q1-Q3", by=["unit"])).plot().svg()[:15]
        '<svg role="img"'
        """
        from caselib.figures.style import styled

        text = io.StringIO()
        with styled():
            self.figure.savefig(
                text, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        drawn = text.getvalue()
        drawn = drawn[drawn.index("<svg") :]
        used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawn))
        drawn = re.sub(r' id="([^"]+)"', lambda found: found[0] if found[1] in used else "", drawn)
        drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
        return drawn.replace("<svg ", f'<svg role="img" aria-label="{html.escape(self.title, quote=True)}" ', 1)

    def _repr_html_(self) -> str:
        said = say(self.about.reader.language, "The numbers behind it")
        behind = f"<details><summary>{said}</summary>{self.table}</details>" if self.table else ""
        gap = say(self.about.reader.language, " ")
        told = [f"<strong>{html.escape(self.title)}</strong>", html.escape(self.rule), source_line(self.about)]
        caption = gap.join(told)
        # On paper a figure of several panels may have a page, or its letters could not be read.
        kind = "cl tall" if self.figure.get_size_inches()[1] > TALL else "cl"
        return f'<figure class="{kind}">{self.svg()}<figcaption>{caption}</figcaption>{behind}</figure>'


TALL = 4.5
"""Inches from which a figure is tall."""


def invented_mark(language: Language) -> str:
    """Say of data that they are invented; in English pages for whoever reads Chinese alone, too.

    >>> invented_mark("zh")
    '虚构数据'
    """
    return _INVENTED.text(language)


def source_line(about: About) -> str:
    """Say where numbers come from, in HTML."""
    language = about.reader.language
    mark = f'{say(language, " ")}<span class="cl-invented">{invented_mark(language)}</span>'
    invented = mark if about.invented else ""
    return f'<span class="cl-source">{html.escape(_source(about), quote=False)}{invented}</span>'


def _source(about: About) -> str:
    language = about.reader.language
    parts = [say(language, "Source: {source}", source=said_name(language, about.source))]
    parts += [say(language, "data up to {day}", day=about.data_date)] if about.data_date != UNDATED else []
    parts += [say(language, "casebook {id}", id=about.casebook)] if about.casebook else []
    return say(language, "; ").join(parts) + say(language, ".")
