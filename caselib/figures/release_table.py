"""The table of a release, written so that the gate can read it back: each row bears its code beside its name.

Heads, names and the rule follow the reader's language; codes do not, and the ledger holds codes.
"""

from __future__ import annotations

import html
import math

from caselib.analysis.release import Release
from caselib.analysis.words import whole
from caselib.domain.label import Label, Language
from caselib.domain.phrases import say
from caselib.domain.tables import Column
from caselib.figures.picture import source_line

__all__ = ["BLANK", "WHOLE", "caption", "heads", "row_name", "table", "whole_name"]

BLANK = "·"
WHOLE = "All"
"""The code of the last row, in either language."""
_ALL = Label(WHOLE, "合计")
_HEADS = (Label("Of which", "其中"), Label("Others", "其余"), _ALL, Label("Share", "占比"))


def table(look: Release) -> str:
    """Units in code order or strata as they stand, then the whole; a dot where a count is left out."""
    counts, language = look.counts, look.counts.about.reader.language
    label = counts.labels[counts.one].text(language)
    head = "".join(f'<th scope="col">{each}</th>' for each in heads(language))
    *parts, last = look.frame.to_dict("records")
    named = [(row, str(row["key"]), _name(look, str(row["key"]))) for row in parts]
    rows = "".join(_row(*each, language) for each in (*named, (last, WHOLE, whole_name(language))))
    return (
        f'<table class="cl" data-figure="{html.escape(look.figure, quote=True)}" data-period="{look.period}"><caption>'
        f"{html.escape(caption(label, look.period, look.rule, language))}<br>{source_line(counts.about)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def heads(language: Language) -> list[str]:
    """Name the columns.

    >>> heads("zh")
    ['', '其中', '其余', '合计', '占比']
    """
    return ["", *(head.text(language) for head in _HEADS)]


def whole_name(language: Language) -> str:
    """Name the last row."""
    return _ALL.text(language)


def caption(label: str, period: str, rule: str, language: Language) -> str:
    """Say what is counted, of which period, by what rule.

    >>> caption("Arrest refused", "2026Q1", "Rounded.", "en"), caption("不捕率", "2026Q1", "取整。", "zh")
    ('Arrest refused, 2026Q1. Rounded.', '不捕率，2026Q1。取整。')
    """
    return f"{say(language, '{label}, {period}.', label=label, period=period)}{say(language, ' ')}{rule}"


def row_name(column: Column, code: str, language: Language) -> str:
    """Name a row by the value of a stratum.

    >>> from caselib.domain.tables import TABLES
    >>> [row_name(TABLES["arrest_reviews"]["detained"], code, "en") for code in ("yes", "")]
    ['Detained: yes', 'Detained: not stated']
    """
    known = column.codes.label(code, language) if column.codes else say(language, code)
    value = known if code else say(language, "not stated")
    return f"{column.label.text(language)}{say(language, ': ')}{value}"


def _row(row: dict[str, float | str], code: str, name: str, language: Language) -> str:
    numbers = [float(row[part]) for part in ("which", "others", "all")]
    shown = [BLANK if math.isnan(number) else whole(int(number)) for number in numbers]
    share = f"{100 * numbers[0] / numbers[2]:.1f} %" if not any(map(math.isnan, numbers)) and numbers[2] else "–"
    cells = "".join(f'<td class="num">{cell}</td>' for cell in (*shown, say(language, share)))
    return f'<tr data-key="{html.escape(code, quote=True)}"><td>{html.escape(name)}</td>{cells}</tr>'


def _name(look: Release, code: str) -> str:
    by, counts, language = look.figure.rsplit("|", 1)[1], look.counts, look.counts.about.reader.language
    if by == "unit":
        return counts.name(code, language)
    return row_name(counts.measures[counts.one].declared_in[by], code, language)
