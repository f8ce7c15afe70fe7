"""Tables of dimensions: by stage and by type of case, blank where too few were reviewed."""

from __future__ import annotations

import html
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
    """Dimensions by stage (a column each), then, folded, by type of case (a row each); all cases stand first."""
    about, language = look.about, look.about.reader.language
    stages, codes = _parts(look, "stage"), [word(code, about) for code in DIMENSION.values]
    by_stage = write([say(about, "Dimension"), *(name for name, _ in stages)],
                     zip(codes, *(cells for _, cells in stages), strict=True),
                     caption=look.rule, about=about, language=language)  # fmt: skip
    types = [[name, *cells] for name, cells in _parts(look, "case_type")]
    by_type = write([say(about, "Case type (cases reviewed)"), *codes], types, language=language)
    # All cases are no type.
    said = html.escape(say(about, "By type of case: {n} types", n=len(types) - 1))
    folded = f'<details><summary>{said}</summary><div class="scroll">{by_type}</div></details>'
    return f'{by_stage}<div class="cl-definitions">{folded}</div>'


def _parts(look: Dimensions, by: str) -> list[tuple[str, list[str]]]:
    """Each part with its name, the cases reviewed of it, and its nine cells."""
    chosen = look.frame[look.frame["by"].isin(["all", by])]
    return [
        (
            _based(_name(kind, str(table), str(part), look.about), cells["n"].iloc[0], look.about),
            [_cell(row, look.about) for row in cells.to_dict("records")],
        )
        for (kind, table, part), cells in chosen.groupby(["by", "table", "part"], sort=False)
    ]


def _based(value: str, base: float, about: About) -> str:
    return say(about, "{value} ({base})", value=value, base=whole(base))


def _cell(row: dict[str, Any], about: About) -> str:
    if math.isnan(row["value"]):
        return _based("–", row["needed"], about).replace(" ", "\N{NO-BREAK SPACE}")
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
    return f"{apart or word(REVIEWED[table].function, about)}{say(about, ': ')}{kind}"
