"""The table of a release, written so that the gate can read it back: each row bears its code beside its name."""

from __future__ import annotations

import html
import math

from caselib.analysis.release import Release
from caselib.analysis.words import whole
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.domain.tables import Column
from caselib.figures.picture import source_line

__all__ = ["BLANK", "WHOLE", "row_name", "table"]

BLANK = "·"
WHOLE = "All"
"""The name and the code of the last row."""


def table(look: Release) -> str:
    """Units in code order or strata as they stand, then the whole; a dot where a count is left out."""
    counts = look.counts
    label = html.escape(counts.labels[counts.one].text(counts.about.reader.language))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("", "Of which", "Others", "All", "Share"))
    *parts, last = look.frame.to_dict("records")
    rows = "".join(_row(row, str(row["key"]), _name(look, str(row["key"]))) for row in parts) + _row(last, WHOLE, WHOLE)
    return (
        f'<table class="cl" data-figure="{html.escape(look.figure, quote=True)}" data-period="{look.period}"><caption>'
        f"{label}, {look.period}. {html.escape(look.rule)}<br>{source_line(counts.about)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def row_name(column: Column, code: str, language: Language) -> str:
    """Name a row by the value of a stratum.

    >>> from caselib.domain.tables import TABLES
    >>> [row_name(TABLES["arrest_reviews"]["detained"], code, "en") for code in ("yes", "")]
    ['Detained: yes', 'Detained: not stated']
    """
    known = column.codes.label(code, language) if column.codes else say(language, code)
    value = known if code else say(language, "not stated")
    return f"{column.label.text(language)}{say(language, ': ')}{value}"


def _row(row: dict[str, float | str], code: str, name: str) -> str:
    numbers = [float(row[part]) for part in ("which", "others", "all")]
    shown = [BLANK if math.isnan(number) else whole(int(number)) for number in numbers]
    share = f"{100 * numbers[0] / numbers[2]:.1f} %" if not any(map(math.isnan, numbers)) and numbers[2] else "–"
    cells = "".join(f'<td class="num">{cell}</td>' for cell in (*shown, share))
    return f'<tr data-key="{html.escape(code, quote=True)}"><td>{html.escape(name)}</td>{cells}</tr>'


def _name(look: Release, code: str) -> str:
    by, counts, language = look.figure.rsplit("|", 1)[1], look.counts, look.counts.about.reader.language
    if by == "unit":
        return counts.name(code, language)
    return row_name(counts.measures[counts.one].declared_in[by], code, language)
