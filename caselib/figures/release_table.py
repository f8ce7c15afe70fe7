"""The table of a release, written so that the gate can read it back."""

from __future__ import annotations

import html
import math

from caselib.analysis.release import Release
from caselib.analysis.words import whole
from caselib.figures.picture import source_line
from caselib.figures.tables import stratum_value

__all__ = ["BLANK", "table"]

BLANK = "·"


def table(look: Release) -> str:
    """Units in code order or strata as they stand, then the whole; a dot where a count is left out."""
    counts = look.counts
    label = html.escape(counts.labels[counts.one].text(counts.about.reader.language))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("", "Of which", "Others", "All", "Share"))
    rows = "".join(_row(look, row) for row in look.frame.to_dict("records"))
    return (
        f'<table class="cl" data-figure="{html.escape(look.figure, quote=True)}" data-period="{look.period}"><caption>'
        f"{label}, {look.period}. {html.escape(look.rule)}<br>{source_line(counts.about)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(look: Release, row: dict[str, float | str]) -> str:
    numbers = [float(row[name]) for name in ("which", "others", "all")]
    shown = [BLANK if math.isnan(number) else whole(int(number)) for number in numbers]
    share = f"{100 * numbers[0] / numbers[2]:.1f} %" if not any(map(math.isnan, numbers)) and numbers[2] else "–"
    cells = "".join(f'<td class="num">{cell}</td>' for cell in (*shown, share))
    return f"<tr><td>{html.escape(_name(look, str(row['key'])))}</td>{cells}</tr>"


def _name(look: Release, key: str) -> str:
    by = look.figure.rsplit("|", 1)[1]
    if by == "unit":
        return look.counts.name(key, look.counts.about.reader.language) if key else "All"
    return stratum_value(look.counts, by, key) if key else "All"
