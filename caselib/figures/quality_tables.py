"""Tables of the data-quality report: what was kept, what is filled in, how far what was set aside could matter."""

from __future__ import annotations

import html

from caselib.analysis.quality import FATES, Filled, Kept, LegalTerms, Past, Worst
from caselib.analysis.words import amount, whole
from caselib.domain.label import Language
from caselib.domain.phrases import said_source, say
from caselib.domain.tables import TABLES
from caselib.figures import headlines
from caselib.figures.cells import write
from caselib.measures.catalogue import find
from caselib.measures.terms import UNCHECKED

__all__ = ["filled", "kept", "past", "terms", "worst"]


def kept(look: Kept) -> str:
    """Rows in and kept by table, then every rule that was broken, then what that and absent columns weaken."""
    language = look.about.reader.language
    heads = ["Table", "Rows in", "Accepted", "Set aside", "Flagged"]
    rows = [
        [TABLES[row["table"]].label.text(language), *(whole(row[name]) for name in list(look.tables.columns)[1:])]
        for row in look.tables.to_dict("records")
    ]
    said = "Rows in = accepted + set aside, for each table. For the whole casebook, whoever reads it."
    return (
        headlines.kept(look)
        + write(heads, rows, caption=say(language, said), about=look.about, language=language)
        + _rules(look)
        + _weakened(look)
    )


def _rules(look: Kept) -> str:
    language = look.about.reader.language
    if look.rules.empty:
        return f'<p class="cl-empty">{say(language, "No row broke a rule.")}</p>'
    rows = [
        [
            TABLES[row["table"]].label.text(language),
            row[f"label_{language}"],
            say(language, row["kind"] or "the office's own"),
            said_source(language, row["source"]),
            say(language, row["fate"]),
            whole(row["rows"]),
        ]
        for row in look.rules.to_dict("records")
    ]
    heads = ["Table", "Rule broken", "Kind", "Source", "What was done", "Rows"]
    return _folded(heads, rows, "A row can break several rules.", language)


FEW = 12
"""So many lines stand in one table; more are folded, one table of the casebook under the other."""


def _folded(heads: list[str], rows: list[list[str]], caption: str, language: Language) -> str:
    """Write lines that begin with the name of a table: what nobody could take in at once is opened by name."""
    if len(rows) <= FEW:
        return write(heads, rows, caption=say(language, caption), language=language)
    parts = []
    for table in dict.fromkeys(row[0] for row in rows):
        mine = [row[1:] for row in rows if row[0] == table]
        said = say(language, "{table}: {n} rules broken", table=table, n=len(mine))
        body = write(heads[1:], mine, language=language)
        parts.append(f"<details><summary>{html.escape(said)}</summary>{body}</details>")
    note = html.escape(say(language, caption))
    return f'<div class="cl-definitions">{"".join(parts)}</div><p class="cl-note">{note}</p>'


def _weakened(look: Kept) -> str:
    language = look.about.reader.language
    if not look.absent:
        return f'<p class="cl-note">{say(language, "The source had every declared column.")}</p>'
    parts = [
        f"{_table(table, language)}: {say(language, ', ').join(_column(table, column, language) for column in columns)}"
        for table, columns in look.absent.items()
    ]
    said = say(language, "Columns that the source did not have: {parts}.", parts=say(language, "; ").join(parts))
    names = say(language, "; ").join(find(name).label.text(language) for name in look.weakened)
    lost = say(language, " No measure lacks a value for it.")
    if names:
        lost = say(language, " Measures without a value for it: {names}.", names=names)
    return f'<p class="cl-note">{html.escape(said + lost)}</p>'


def _table(name: str, language: Language) -> str:
    return TABLES[name].label.text("zh") if language == "zh" else name


def filled(look: Filled) -> str:
    """One table a table: the share filled by year, column by column."""
    language = look.about.reader.language
    parts = []
    for name, part in look.frame.groupby("table", sort=False):
        wide = part.pivot_table(index="column", columns="year", values="filled", sort=False)
        rows = [
            [_column(str(name), column, language), *(amount(float(share)) for share in shares)]
            for column, shares in zip(wide.index, wide.to_numpy(), strict=True)
        ]
        label = TABLES[str(name)].label.text(language)
        body = write(["Column", *(str(year) for year in wide.columns)], rows, language=language)
        parts.append(f"<details><summary>{html.escape(label)}</summary>{body}</details>")
    return f'<div class="cl-definitions">{"".join(parts)}</div>'


def _column(table: str, name: str, language: Language) -> str:
    return TABLES[table][name].label.text("zh") if language == "zh" else name


def worst(look: Worst) -> str:
    """Headline shares with their bounds."""
    language = look.about.reader.language
    heads = ["", "Counted", "Value", "Set aside", "Gaps", "At least", "At most"]
    rows = [
        [
            find(row["measure"]).label.text(language),
            say(language, "{k} of {n}", k=whole(row["numerator"]), n=whole(row["denominator"])),
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
    return write(heads, rows, caption=say(language, caption), about=look.about, language=language)


def past(look: Past) -> str:
    """What became of every broken rule, load after load."""
    language = look.about.reader.language
    if look.frame.empty:
        return f'<p class="cl-empty">{say(language, "No row broke a rule in any load.")}</p>'
    heads = [
        "Table",
        "Rule broken",
        "What was done",
        "First seen",
        "Lasting",
        "Repaired",
        "Another value",
        "Broken again",
        "Set aside otherwise",
        "Gone",
    ]
    rows = [
        [
            TABLES[row["table"]].label.text(language),
            row[f"label_{language}"],
            say(language, _DONE[row["fate"]]),
            f"{row['first_seen']:%Y-%m-%d}",
            *(whole(row[name]) for name in FATES),
        ]
        for row in look.frame.to_dict("records")
    ]
    caption = (
        "Counted once for each row, column and value. Repaired: a row of that key is accepted now. Another value: it "
        "broke the same rule otherwise. Gone: no such row came again."
    )
    return _folded(heads, rows, caption, language)


_DONE = {"quarantined": "set aside", "flagged": "kept, flagged"}


def terms(look: LegalTerms) -> str:
    """Rows on the record as outside a legal term or approval."""
    language = look.about.reader.language
    rows = [
        [find(row["measure"]).label.text(language), said_source(language, find(row["measure"]).source),
         whole(row["denominator"]), whole(row["outside"])]
        for row in look.frame.to_dict("records")
        if row["denominator"]
    ]  # fmt: skip
    if not rows:
        said = say(language, "No row of the period comes under a term or an approval.")
        return f'<p class="cl-empty">{said}</p>'
    caption = (
        "Outside on the record: it happened, or an entry is wrong. Only the file tells; no row is set aside for it."
    )
    heads = ["Term or approval", "Source", "Cases or persons", "Outside"]
    made = write(heads, rows, caption=say(language, caption), about=look.about, language=language)
    return made + _unchecked(language)


def _unchecked(language: Language) -> str:
    """Terms that these columns can't show, so that nobody takes silence for their being kept."""
    said = say(
        language, "Not to be seen from these columns, and so not checked; what would be needed stands after each:"
    )
    told = (
        say(language, "{value} ({base})", value=label.text(language), base=said_source(language, source))
        for label, source in UNCHECKED
    )
    lines = "".join(f"<li>{html.escape(each)}</li>" for each in told)
    return f'<div class="cl-note"><p>{said}</p><ul>{lines}</ul></div>'
