"""Tables of dimensions: one row a stage or a type of case, one column a dimension, blank where too few."""

from __future__ import annotations

import math
from typing import Any

from caselib.analysis.words import whole
from caselib.domain.tables import TABLES
from caselib.domain.vocabulary import DIMENSION
from caselib.figures.cells import write
from caselib.figures.review_words import say, word
from caselib.measures.counts import About
from caselib.review.by_dimension import Dimensions
from caselib.review.frame import REVIEWED

__all__ = ["dimensions"]


def dimensions(look: Dimensions) -> str:
    """Dimensions by stage, then by type of case; all cases stand first in either."""
    parts = [("stage", say(look.about, "Stage"), look.rule), ("case_type", say(look.about, "Case type"), "")]
    return "".join(_table(look, by, head, rule) for by, head, rule in parts)


def _table(look: Dimensions, by: str, head: str, rule: str) -> str:
    about = look.about
    chosen = look.frame[look.frame["by"].isin(["all", by])]
    rows = [
        [_name(by, str(table), str(part), about), whole(cells["n"].iloc[0]), *map(_cell, cells.to_dict("records"))]
        for (by, table, part), cells in chosen.groupby(["by", "table", "part"], sort=False)
    ]
    heads = [head, say(about, "Cases reviewed"), *(word(code, about) for code in DIMENSION.values)]
    source = about if rule else None
    return write(heads, rows, caption=rule, about=source, language=about.reader.language)


def _cell(row: dict[str, Any]) -> str:
    if math.isnan(row["value"]):
        return f"– ({whole(row['needed'])})"
    # Whole points tell how sure it is, and nine of them stand side by side.
    return f"{100 * row['value']:.1f} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"


def _name(by: object, table: str, part: str, about: About) -> str:
    if by == "all":
        return word("all", about)
    named = _type(table, part, about) if table else word(part, about)
    return named or say(about, "not stated")


def _type(table: str, part: str, about: About) -> str:
    """The type in the words of its code list, after the function; opinions after non-prosecution are named apart."""
    codes = TABLES[table][REVIEWED[table].case_type].codes
    kind = (codes.label(part, about.reader.language) if codes else part) or say(about, "not stated")
    apart = TABLES[table].label.text(about.reader.language) if table == "reverse_linkage" else ""
    return f"{apart or word(REVIEWED[table].function, about)}: {kind}"
