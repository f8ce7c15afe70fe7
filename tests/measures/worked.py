"""A worked example: a small table of cases, and the numbers that a person counts in it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from caselib.domain.tables import TABLES
from caselib.domain.units import Units
from caselib.measures.catalogue import find
from caselib.measures.count import count
from caselib.measures.counts import About, Counts

UNITS = Units(
    pd.DataFrame(
        {
            "unit": ["420000", "420100", "420102", "420103", "420200"],
            "parent": [None, "420000", "420100", "420100", "420000"],
            "level": ["provincial", "municipal", "grassroots", "grassroots", "municipal"],
        }
    )
)


@dataclass(frozen=True)
class Example:
    """What is counted, in which cases, and what must come out."""

    measure: str
    cases: str
    numerator: int
    denominator: int
    open: int = 0
    value: float | None = None
    period: str = "2026Q1"


class GridBook:
    """A casebook of one table, in memory."""

    def __init__(self, table: str, cases: str, units: Units = UNITS, data_date: date = date(2026, 9, 30)) -> None:
        self.units = units
        self.about = About(source="a worked example", data_date=data_date)
        # One thread: starting more takes longer than counting a few rows.
        self.connection = duckdb.connect(config={"threads": 1})
        declared = ", ".join(f'"{column.name}" {column.sql_type}' for column in TABLES[table].columns)
        self.connection.execute(f"CREATE TABLE {table} ({declared})")
        for row in read_grid(cases):
            if "unit" in TABLES[table].names:
                row.setdefault("unit", "420102")
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))

    @property
    def absent(self) -> dict[str, frozenset[str]]:
        return {}

    def sql(self, query: str) -> pd.DataFrame:
        return self.connection.execute(query).df()


def read_grid(cases: str) -> list[dict[str, str | None]]:
    """Read a text grid: names in the first line, `|` between cells, an empty cell for what is not there."""
    lines = [line for line in cases.strip().splitlines() if line.strip()]
    names = [name.strip() for name in lines[0].split("|")]
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() or None for cell in line.split("|")]
        assert len(cells) == len(names), f"the grid is not even: {line!r}"
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


def counted(example: Example) -> Counts:
    """Count an example's measure in its period."""
    book = GridBook(find(example.measure).table, example.cases)
    return count(book, example.measure, period=example.period)
