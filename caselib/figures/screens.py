"""Tables of screens: questions with their innocent answers, then every look before and after, in code order."""

from __future__ import annotations

import html
import math
from typing import Any

from caselib.analysis.screens import SCREENS, Question, Screens
from caselib.analysis.words import whole
from caselib.domain.label import Language
from caselib.domain.phrases import said_source, say
from caselib.domain.tables import TABLES
from caselib.figures import headlines
from caselib.figures.cells import write
from caselib.figures.seen_words import in_chinese

__all__ = ["table"]


def table(look: Screens) -> str:
    """Write the rule, the questions in the order of screens and codes, then all looks folded away."""
    language = look.about.reader.language
    shown = [question for question in look.questions if look.about.reader.may_name(question.unit)]
    parts = [headlines.asked(look, shown), f'<p class="cl-note">{html.escape(look.rule)}</p>']
    for name in dict.fromkeys(question.screen for question in shown):
        parts.append(_asked(look, name, [question for question in shown if question.screen == name]))
    hidden = len(look.questions) - len(shown)
    if hidden:
        # Who may not be named is asked first, and alone; the rule above counts everybody's questions.
        said = say(language, "Questions to other offices are shown to them alone: {many}.", many=whole(hidden))
        parts.append(f'<p class="cl-note">{html.escape(said)}</p>')
    folded = "".join(_looks(look, str(name)) for name in dict.fromkeys(look.frame["screen"]))
    every = say(language, "Every look, before and after 2024-10-16")
    parts.append(f"<details><summary>{every}</summary>{folded}</details>")
    if look.lacking:
        columns = say(language, "; ").join(_lacking(name, needs, language) for name, needs in look.lacking.items())
        said = say(language, "Not looked at, for want of columns: {columns}.", columns=columns)
        parts.append(f'<p class="cl-note">{html.escape(said)}</p>')
    return "".join(parts)


def _lacking(name: str, needs: tuple[str, ...], language: Language) -> str:
    """Name a screen with the columns that it lacks: by their codes in English, as the data dictionary has them."""
    if language == "zh":
        parted = [need.split(".") for need in needs]
        needs = tuple(f"{TABLES[table].label.zh}中的{TABLES[table][column].label.zh}" for table, column in parted)
    base = say(language, ", ").join(needs)
    return say(language, "{value} ({base})", value=SCREENS[name].label.text(language), base=base)


def _asked(look: Screens, name: str, questions: list[Question]) -> str:
    language, screen = look.about.reader.language, SCREENS[name]
    frame = look.frame[look.frame["screen"] == name].set_index("unit")
    rows = [
        [look.names[question.unit], _fact(question, language), *_sides(frame.loc[question.unit])]
        for question in questions
    ]
    innocent = say(
        language,
        "It may be: {reasons}. Source: {source}.",
        reasons=screen.innocent.text(language),
        source=said_source(language, screen.source),
    )
    above = f"<h3>{html.escape(screen.label.text(language))}</h3><p>{html.escape(screen.question.text(language))}</p>"
    heads = ["Office", "What was seen", *_heads(language)]
    return above + write(heads, rows, caption=innocent, about=look.about, language=language)


def _fact(question: Question, language: Language) -> str:
    """What was seen, in words; where a sentence is not known in Chinese, at least what its value is."""
    if language == "en":
        return question.fact
    return in_chinese(question.fact) or SCREENS[question.screen].value.text(language)


def _looks(look: Screens, name: str) -> str:
    language, screen = look.about.reader.language, SCREENS[name]
    rows = [
        [
            look.names[row["unit"]],
            *_sides(row),
            _small(row["adjusted"]),
            say(language, "asked") if row["asked"] else "–",
        ]
        for row in look.frame[look.frame["screen"] == name].to_dict("records")
        if look.about.reader.may_name(row["unit"])
    ]
    order = say(language, "In code order; the order says nothing else.")
    named = say(language, ": ").join([screen.label.text(language), screen.value.text(language)])
    caption = f"{named}{say(language, '.')}{say(language, ' ')}{order}"
    return write(["Office", *_heads(language), "p, adjusted", "Asked"], rows, caption=caption, language=language)


def _heads(language: Language) -> list[str]:
    return [say(language, f"{what}, {when}") for when in ("before", "since") for what in ("Cases", "Value", "p")]


def _sides(row: Any) -> list[str]:
    cells = []
    for side in ("_before", ""):
        n, value = row[f"n{side}"], row[f"value{side}"]
        cells += ["–" if math.isnan(n) else whole(int(n)), _value(value)]
        cells.append(_small(row[f"p{side}"]))
    return cells


def _value(value: float) -> str:
    if math.isnan(value):
        return "–"
    return whole(round(value)) if abs(value) >= 1000 else f"{value:.3g}"


def _small(p: float) -> str:
    if math.isnan(p):
        return "–"
    return "<0.001" if p < 0.001 else f"{p:.3f}"
