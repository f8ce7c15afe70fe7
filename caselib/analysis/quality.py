"""What came in, what was kept, what broke which rule, what is filled in; and which measures that weakens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from caselib.analysis.result import Shown
from caselib.casebook.rules import declared, rules_of
from caselib.domain.periods import Period, as_period
from caselib.domain.tables import TABLES, Table
from caselib.measures import shelf
from caselib.measures.catalogue import LEGAL, MEASURES, OVERVIEW, find
from caselib.measures.count import Source, count
from caselib.measures.counts import About
from caselib.measures.declare import Rate
from caselib.measures.query import Scope

__all__ = [
    "Filled",
    "Kept",
    "Ledger",
    "LegalTerms",
    "Past",
    "Worst",
    "filled",
    "gaps",
    "kept",
    "legal_terms",
    "past",
    "worst_case",
]


class Ledger(Source, Protocol):
    """What is asked of a casebook here: its tables, and what was found wrong in them."""

    @property
    def manifest(self) -> dict[str, Any]:
        """What was loaded."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it holds."""

    def quarantine(self) -> pd.DataFrame:
        """Rows kept out, by rule."""

    def flags(self) -> pd.DataFrame:
        """Rows kept in with a remark, by rule."""

    def past(self) -> pd.DataFrame:
        """Rules broken in any load, and what became of them."""


@dataclass(frozen=True)
class Kept(Shown):
    """`tables`: table, rows_in, accepted, quarantined, flagged. `rules`: table, rule, fate, rows, label_en, label_zh,
    kind, source.

    `absent`: columns that the source did not have, by table; `weakened`: the measures that have no value for it.
    """

    tables: pd.DataFrame
    rules: pd.DataFrame
    absent: Mapping[str, tuple[str, ...]]
    weakened: tuple[str, ...]
    about: About


def kept(book: Ledger) -> Kept:
    """Set out what came in and what was kept; rows in = accepted + quarantined holds for each table.

    >>> look = cl.kept(book)
    >>> bool((look.tables["rows_in"] == look.tables["accepted"] + look.tables["quarantined"]).all())
    True
    """
    columns = ["name", "rows_in", "accepted", "quarantined", "flagged"]
    tables = pd.DataFrame(book.manifest["tables"])[columns].rename(columns={"name": "table"})
    parts = [
        frame.assign(fate=fate) for fate, frame in (("set aside", book.quarantine()), ("kept, flagged", book.flags()))
    ]
    keys = ["table", "rule", "fate", "label_en", "label_zh"]
    rules = pd.concat(parts, ignore_index=True).groupby(keys, as_index=False, dropna=False).size()
    rules[["kind", "source"]] = [
        declared(table, rule) for table, rule in zip(rules["table"], rules["rule"], strict=True)
    ]
    absent = {
        table["name"]: tuple(sorted(table["columns_absent"]))
        for table in book.manifest["tables"]
        if table["columns_absent"]
    }
    lost = [
        name for name, measure in MEASURES.items() if set(measure.needed) & book.absent.get(measure.table, frozenset())
    ]
    return Kept(tables, rules.rename(columns={"size": "rows"}), absent, tuple(lost), book.about)


@dataclass(frozen=True)
class Filled(Shown):
    """`frame`: table, column, year, rows, filled (a share). A later stage that has not come is rightly empty."""

    frame: pd.DataFrame
    about: About


def filled(book: Ledger, *, until: str | Period, years: int = 5) -> Filled:
    """Give the share of rows in which each column is filled, by table and year of its first date: the unit's own rows,
    with those of all under it.

    >>> look = cl.filled(book, until="2026Q1-Q3", years=1)
    >>> list(look.frame.columns)
    ['table', 'column', 'year', 'rows', 'filled']
    """
    last = as_period(until).last.year
    parts = [_filled(book, table, last - years + 1, last) for table in book.tables if table != "units"]
    columns = ["table", "column", "year", "rows", "filled"]
    return Filled(pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns), book.about)


def _filled(book: Ledger, name: str, first: int, last: int) -> pd.DataFrame:
    table = TABLES[name]
    clock = next(column.name for column in table.columns if column.type == "date")
    shown = [column.name for column in table.columns if not column.required and column.name != clock]
    filled = ", ".join(f'COUNT("{column}") AS "{column}"' for column in shown)
    of_unit = "unit" if "unit" in table.names else "''"
    counted = shelf.rows(
        book,
        "quality",
        f"SELECT {of_unit} AS unit, EXTRACT(YEAR FROM {clock}) AS year, COUNT(*) AS rows, {filled} FROM {name}"
        f" WHERE {clock} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
    )
    wide = _within(book, table, counted[counted["year"].between(first, last)]).drop(columns="unit")
    wide = wide.groupby("year", as_index=False).sum()
    wide[shown] = wide[shown].div(wide["rows"], axis=0)
    long = wide.melt(["year", "rows"], shown, "column", "filled")
    return long.assign(table=name, year=long["year"].astype(int))[["table", "column", "year", "rows", "filled"]]


def _within(book: Ledger, table: Table, counted: pd.DataFrame) -> pd.DataFrame:
    """The rows of the reader's unit, of those counted by unit."""
    unit = book.about.reader.unit
    if not unit or unit in book.units.roots or "unit" not in table.names:
        return counted
    return counted[counted["unit"].isin(book.units.below(unit))]


@dataclass(frozen=True)
class Worst(Shown):
    """`frame`: measure, numerator, denominator, value, aside (rows set aside), missing (rows kept), least, most."""

    frame: pd.DataFrame
    about: About


def worst_case(book: Ledger, *, period: str | Period, measures: Sequence[str] = OVERVIEW) -> Worst:
    """Give headline shares with their bounds, whatever stands in rows set aside and in values that are missing.

    All rows set aside of the table are taken to belong to the period and the unit. So are the rows kept in which a
    value is missing that must be there and that the measure rests on (a completeness rule of one of its columns is
    broken), as far as their dates and units don't say otherwise. Each may lie outside the base, or in it, of which or
    not: the widest that can be said.

    >>> look = cl.worst_case(book, period="2026Q1-Q3", measures=["refused"])
    >>> row = look.frame.iloc[0]
    >>> bool(row["least"] <= row["value"] <= row["most"])
    True
    """
    rates = [name for name in measures if isinstance(find(name), Rate)]
    counted = count(book, rates, period=period).frame.set_index("measure")
    aside = {table["name"]: int(table["quarantined"]) for table in book.manifest["tables"]}
    rows = []
    for name in rates:
        k, n = int(counted.loc[name, "numerator"]), int(counted.loc[name, "denominator"])
        more, open_to_doubt = aside.get(find(name).table, 0), gaps(book, name, as_period(period))
        rows.append(
            (name, k, n, counted.loc[name, "value"], more, open_to_doubt.rows, *_bounds(k, n, more, open_to_doubt))
        )
    columns = ["measure", "numerator", "denominator", "value", "aside", "missing", "least", "most"]
    return Worst(pd.DataFrame(rows, columns=columns), book.about)


@dataclass(frozen=True)
class _Gaps:
    """Rows in which something is missing: all of them, those counted in the base now, and those counted as of which."""

    rows: int = 0
    among: int = 0
    of_which: int = 0


def gaps(book: Ledger, name: str, period: Period) -> _Gaps:
    """Count the rows that may belong to the period and in which a value is missing that the measure rests on."""
    measure = find(name)
    assert isinstance(measure, Rate), "bounds are of shares"
    absent = book.absent.get(measure.table, frozenset())
    kept = [rule for rule in rules_of(measure.table) if rule.kind == "completeness" and rule.severity == "flag"]
    broken = [f"({rule.bad})" for rule in kept if rule.column in set(measure.columns) - absent]
    if not broken or set(measure.needed) & absent:
        return _Gaps()
    # A row without a day on the clock is counted nowhere now; that it might be is what makes it a gap.
    base = f"({measure.among}) AND {measure.clock} IS NOT NULL"
    scope = Scope(period.first_day, period.last_day, book.about.data_date)
    of_unit = "unit" if "unit" in TABLES[measure.table].names else "''"
    month = f"EXTRACT(YEAR FROM {measure.clock}) * 100 + EXTRACT(MONTH FROM {measure.clock})"
    counted = shelf.rows(
        book,
        "quality",
        f"SELECT {of_unit} AS unit, COALESCE({month}, 0) AS month, COUNT(*) AS r, COUNT(*) FILTER (WHERE {base}) AS n,"
        f" COUNT(*) FILTER (WHERE {base} AND ({measure.of_which})) AS k FROM {scope.rows(measure.table)}"
        f" WHERE {' OR '.join(broken)} GROUP BY 1, 2 ORDER BY 1, 2",
    )
    inside = [0, *(month.year * 100 + month.month for month in period.months())]
    found = _within(book, TABLES[measure.table], counted[counted["month"].isin(inside)])[["r", "n", "k"]].sum()
    return _Gaps(int(found["r"]), int(found["n"]), int(found["k"]))


def _bounds(k: int, n: int, aside: int, gaps: _Gaps) -> tuple[float, float]:
    """What is in doubt may all lie in the base and none of it be of which, or all of it."""
    sure, doubtful = k - gaps.of_which, aside + gaps.rows
    base = n - gaps.among + doubtful
    return (sure / base, (sure + doubtful) / base) if base else (float("nan"), float("nan"))


FATES = ("lasting", "repaired", "changed", "returned", "quarantined", "gone")
"""What becomes of a broken rule, in the order in which it is shown."""


@dataclass(frozen=True)
class Past(Shown):
    """`frame`: table, rule, fate, then how many spells each of `FATES` ended, first_seen, label_en, label_zh."""

    frame: pd.DataFrame
    about: About


def past(book: Ledger) -> Past:
    """Count what became of every broken rule through all loads: what lasts, and how the rest was resolved.

    >>> look = cl.past(book)
    >>> look.frame.columns[:4].tolist()
    ['table', 'rule', 'fate', 'label_en']
    """
    spells = book.past()
    spells["state"] = spells["how"].where(spells["how"] != "", "lasting")
    keys = ["table", "rule", "fate", "label_en", "label_zh"]
    states = spells.groupby([*keys, "state"], as_index=False).size()
    wide = states.pivot_table(index=keys, columns="state", values="size", fill_value=0, aggfunc="sum").reset_index()
    for name in FATES:
        wide[name] = wide[name].astype(int) if name in wide else 0
    first = spells.groupby(keys, as_index=False)["first_seen"].min()
    return Past(wide.merge(first, on=keys), book.about)


@dataclass(frozen=True)
class LegalTerms(Shown):
    """`frame`: measure, denominator, outside (rows whose record says that a term or an approval was not kept)."""

    frame: pd.DataFrame
    about: About


def legal_terms(book: Ledger, *, period: str | Period) -> LegalTerms:
    """Count rows whose record lies outside what the law sets: either it did, or an entry is wrong.

    `book.cases(measure, period=...)` lists them; for terms of others (courts, agencies) they are the rest of the base.

    >>> look = cl.legal_terms(book, period="2026Q1-Q3")
    >>> bool((look.frame["outside"] <= look.frame["denominator"]).all())
    True
    """
    counted = count(book, list(LEGAL), period=period).frame.set_index("measure").loc[list(LEGAL)]
    rest = counted["denominator"] - counted["numerator"]
    outside = counted["numerator"].where([side == "numerator" for side in LEGAL.values()], rest)
    frame = counted[["denominator"]].assign(outside=outside).reset_index()
    return LegalTerms(frame[["measure", "denominator", "outside"]], book.about)
