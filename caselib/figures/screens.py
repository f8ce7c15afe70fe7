"""Tables of screens: questions with their innocent answers, then every look before and after, in code order."""

from __future__ import annotations

import html
import math
from typing import Any

from caselib.analysis.screens import SCREENS, Question, Screens
from caselib.analysis.words import whole
from caselib.figures.cells import write

__all__ = ["table"]


def table(look: Screens) -> str:
    """Write the rule, the questions in the order of screens and codes, then all looks folded away."""
    language = look.about.reader.language
    parts = [f'<p class="cl-note">{html.escape(look.rule)}</p>']
    shown = [question for question in look.questions if look.about.reader.may_name(question.unit)]
    for name in dict.fromkeys(question.screen for question in shown):
        parts.append(_asked(look, name, [question for question in shown if question.screen == name]))
    parts += [] if shown else ['<p class="cl-empty">Nothing asks a question here.</p>']
    folded = "".join(_looks(look, str(name)) for name in dict.fromkeys(look.frame["screen"]))
    parts.append(f"<details><summary>Every look, before and after 2024-10-16</summary>{folded}</details>")
    lacking = [f"{SCREENS[name].label.text(language)} ({', '.join(needs)})" for name, needs in look.lacking.items()]
    if lacking:
        parts.append(f'<p class="cl-note">Not looked at, for want of columns: {html.escape("; ".join(lacking))}.</p>')
    return "".join(parts)


def _asked(look: Screens, name: str, questions: list[Question]) -> str:
    language, screen = look.about.reader.language, SCREENS[name]
    frame = look.frame[look.frame["screen"] == name].set_index("unit")
    rows = [[look.names[question.unit], question.fact, *_sides(frame.loc[question.unit])] for question in questions]
    innocent = f"It may be: {screen.innocent.text(language)}. Source: {screen.source}."
    caption = f"{screen.label.text(language)}. {screen.question.text(language)} {innocent}"
    return write(["Office", "Files to read", *_heads(look)], rows, caption=caption, about=look.about)


def _looks(look: Screens, name: str) -> str:
    language, screen = look.about.reader.language, SCREENS[name]
    rows = [
        [look.names[row["unit"]], *_sides(row), _small(row["adjusted"]), "asked" if row["asked"] else "–"]
        for row in look.frame[look.frame["screen"] == name].to_dict("records")
        if look.about.reader.may_name(row["unit"])
    ]
    caption = f"{screen.label.text(language)}: {screen.value.text(language)}. In code order; the order says nothing else."
    return write(["Office", *_heads(look), "p, adjusted", "Asked"], rows, caption=caption)


def _heads(look: Screens) -> list[str]:
    return [f"{what}, {when}" for when in ("before", "since") for what in ("Cases", "Value", "p")]


def _sides(row: Any) -> list[str]:
    cells = []
    for side in ("_before", ""):
        n, value = row[f"n{side}"], row[f"value{side}"]
        cells += ["–" if math.isnan(n) else whole(int(n)), "–" if math.isnan(value) else f"{value:.3g}"]
        cells.append(_small(row[f"p{side}"]))
    return cells


def _small(p: float) -> str:
    if math.isnan(p):
        return "–"
    return "<0.001" if p < 0.001 else f"{p:.3f}"
