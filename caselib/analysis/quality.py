"""What came in, what was kept, what broke which rule, what is filled in; and which measures that weakens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import Period, as_period
from caselib.domain.tables import TABLES
from caselib.measures.catalogue import MEASURES, OVERVIEW, find
from caselib.measures.count import Source, count
from caselib.measures.counts import About
from caselib.measures.declare import Rate

__all__ = ["Filled", "Kept", "Ledger", "Worst", "filled", "kept", "worst_case"]


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


@dataclass(frozen=True)
class Kept(Shown):
    """`tables`: table, rows_in, accepted, quarantined, flagged. `rules`: table, rule, fate, rows, label_en, label_zh.

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
    """`frame`: table, column, year, rows, filled (a share). A later stage that has not come is empty by right."""

    frame: pd.DataFrame
    about: About


def filled(book: Ledger, *, until: str | Period, years: int = 5) -> Filled:
    """Give the share of rows in which each column is filled, by table and year of its first date.

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
    shares = ", ".join(f'AVG(CASE WHEN "{column}" IS NULL THEN 0 ELSE 1 END) AS "{column}"' for column in shown)
    wide = book.sql(
        f"SELECT EXTRACT(YEAR FROM {clock}) AS year, COUNT(*) AS rows, {shares} FROM {name}"
        f" WHERE EXTRACT(YEAR FROM {clock}) BETWEEN {first} AND {last} GROUP BY 1 ORDER BY 1"
    )
    long = wide.melt(["year", "rows"], shown, "column", "filled")
    return long.assign(table=name, year=long["year"].astype(int))[["table", "column", "year", "rows", "filled"]]


@dataclass(frozen=True)
class Worst(Shown):
    """`frame`: measure, numerator, denominator, value, aside (rows set aside), least, most."""

    frame: pd.DataFrame
    about: About


def worst_case(book: Ledger, *, period: str | Period, measures: Sequence[str] = OVERVIEW) -> Worst:
    """Give headline shares with their bounds if all rows set aside had counted, none of which, or all of which.

    All rows set aside of the table are taken to belong to the period and the unit: the widest that can be said.

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
        more = aside.get(find(name).table, 0)
        whole = n + more
        ends = (k / whole, (k + more) / whole) if whole else (float("nan"), float("nan"))
        rows.append((name, k, n, counted.loc[name, "value"], more, *ends))
    columns = ["measure", "numerator", "denominator", "value", "aside", "least", "most"]
    return Worst(pd.DataFrame(rows, columns=columns), book.about)
