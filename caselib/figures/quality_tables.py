"""Tables of the data-quality report: what was kept, what is filled in, how far what was set aside could matter."""

from __future__ import annotations

import html

from caselib.analysis.quality import Filled, Kept, LegalTerms, Past, Worst
from caselib.analysis.words import amount, whole
from caselib.domain.tables import TABLES
from caselib.figures.cells import write
from caselib.measures.catalogue import find

__all__ = ["filled", "kept", "past", "terms", "worst"]


def kept(look: Kept) -> str:
    """Rows in and kept by table, then every rule that was broken, then what that and absent columns weaken."""
    language = look.about.reader.language
    heads = ["Table", "Rows in", "Accepted", "Set aside", "Flagged"]
    rows = [
        [TABLES[row["table"]].label.text(language), *(whole(row[name]) for name in list(look.tables.columns)[1:])]
        for row in look.tables.to_dict("records")
    ]
    caption = "Rows in = accepted + set aside, for each table. For the whole casebook, whoever reads it."
    return write(heads, rows, caption=caption, about=look.about) + _rules(look) + _weakened(look)


def _rules(look: Kept) -> str:
    language = look.about.reader.language
    if look.rules.empty:
        return '<p class="cl-empty">No row broke a rule.</p>'
    rows = [
        [TABLES[row["table"]].label.text(language), row[f"label_{language}"], row["fate"], whole(row["rows"])]
        for row in look.rules.to_dict("records")
    ]
    return write(["Table", "Rule broken", "What was done", "Rows"], rows, caption="A row can break several rules.")


def _weakened(look: Kept) -> str:
    if not look.absent:
        return '<p class="cl-note">The source had every declared column.</p>'
    parts = [f"{table}: {', '.join(columns)}" for table, columns in look.absent.items()]
    said = f"Columns that the source did not have: {'; '.join(parts)}."
    names = [find(name).label.text(look.about.reader.language) for name in look.weakened]
    lost = f" Measures without a value for it: {'; '.join(names)}." if names else " No measure lacks a value for it."
    return f'<p class="cl-note">{html.escape(said + lost)}</p>'


def filled(look: Filled) -> str:
    """One table a table: the share filled by year, column by column."""
    parts = []
    for name, part in look.frame.groupby("table", sort=False):
        wide = part.pivot_table(index="column", columns="year", values="filled", sort=False)
        rows = [
            [column, *(amount(float(share)) for share in shares)]
            for column, shares in zip(wide.index, wide.to_numpy(), strict=True)
        ]
        label = TABLES[str(name)].label.text(look.about.reader.language)
        body = write(["Column", *(str(year) for year in wide.columns)], rows)
        parts.append(f"<details><summary>{html.escape(label)}</summary>{body}</details>")
    return f'<div class="cl-definitions">{"".join(parts)}</div>'


def worst(look: Worst) -> str:
    """Headline shares with their bounds."""
    heads = ["", "Counted", "Value", "Set aside", "Gaps", "At least", "At most"]
    rows = [
        [
            find(row["measure"]).label.text(look.about.reader.language),
            f"{whole(row['numerator'])} of {whole(row['denominator'])}",
            amount(row["value"]),
            whole(row["aside"]),
            whole(row["missing"]),
            amount(row["least"]),
            amount(row["most"]),
        ]
        for row in look.frame.to_dict("records")
    ]
    caption = (
        "Whatever stands in rows set aside, and in rows kept with a gap in what the measure rests on: the widest "
        "that can be said."
    )
    return write(heads, rows, caption=caption, about=look.about)


def past(look: Past) -> str:
    """What became of every broken rule, load after load."""
    if look.frame.empty:
        return '<p class="cl-empty">No row broke a rule in any load.</p>'
    language = look.about.reader.language
    heads = [
        "Table",
        "Rule broken",
        "What was done",
        "First seen",
        "Lasting",
        "Repaired",
        "Set aside otherwise",
        "Gone",
    ]
    rows = [
        [
            TABLES[row["table"]].label.text(language),
            row[f"label_{language}"],
            _DONE[row["fate"]],
            f"{row['first_seen']:%Y-%m-%d}",
            *(whole(row[name]) for name in ("lasting", "repaired", "quarantined", "gone")),
        ]
        for row in look.frame.to_dict("records")
    ]
    return write(heads, rows, caption="Repaired: a row of that key is accepted now. Gone: no such row came again.")


_DONE = {"quarantined": "set aside", "flagged": "kept, flagged"}


def terms(look: LegalTerms) -> str:
    """Rows on the record as outside a legal term or approval."""
    rows = [
        [find(row["measure"]).label.text(look.about.reader.language), find(row["measure"]).source,
         whole(row["denominator"]), whole(row["outside"])]
        for row in look.frame.to_dict("records")
        if row["denominator"]
    ]  # fmt: skip
    if not rows:
        return '<p class="cl-empty">No row of the period comes under a term or an approval.</p>'
    caption = (
        "Outside on the record: it happened, or an entry is wrong. Only the file tells; no row is set aside for it."
    )
    return write(["Term or approval", "Source", "Cases or persons", "Outside"], rows, caption=caption, about=look.about)
