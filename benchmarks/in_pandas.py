"""All measures of the nation by month in pandas: columns read once, a mask a condition, added up by month.

The conditions are those of the declarations, written as somebody would write them in pandas: by hand they would be the
same lines. Two ways of reading: as most would (`read_parquet`, dates made into timestamps), and with texts as
categories, which is faster and takes less memory.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

from caselib.casebook.store import Book
from caselib.domain.tables import TABLES, Table
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Amount, Duration, Measure, Rate
from caselib.measures.predicate import DATA_DATE

__all__ = ["Read", "categories", "in_pandas", "plain"]

Read = Callable[[Path, Table, list[str]], pd.DataFrame]


def plain(path: Path, table: Table, names: list[str]) -> pd.DataFrame:
    """Read columns as most would."""
    frame = pd.read_parquet(path, columns=names)
    for name in names:
        if table[name].type == "date":
            frame[name] = pd.to_datetime(frame[name])
    return frame


def categories(path: Path, table: Table, names: list[str]) -> pd.DataFrame:
    """Read columns as somebody would who has to be quick: texts as numbers of categories, dates as they are stored."""
    texts = [name for name in names if table[name].sql_type == "VARCHAR"]
    return pq.read_table(path, columns=names, read_dictionary=texts).to_pandas(date_as_object=False)


def in_pandas(book: Book, names: Sequence[str], read: Read, *, first: str, last: str) -> dict[str, tuple[float, ...]]:
    """Count measures by month; of a share its parts, of a number of rows that number, of an amount each month's."""
    found: dict[str, tuple[float, ...]] = {}
    chosen = sorted((MEASURES[name] for name in names), key=lambda measure: (measure.table, measure.clock))
    for table, measures in groupby(chosen, key=lambda measure: measure.table):
        listed = list(measures)
        needed = list(dict.fromkeys(column for measure in listed for column in measure.columns))
        frame = read(book.place / "tables" / f"{table}.parquet", TABLES[table], needed)
        for clock, here in groupby(listed, key=lambda measure: measure.clock):
            of_clock = list(here)
            used = list(dict.fromkeys(column for measure in of_clock for column in measure.columns))
            rows = frame.loc[frame[clock].between(first, last), used]
            found |= _by_month(rows, of_clock, pd.Timestamp(last))
    return found


def _by_month(rows: pd.DataFrame, measures: list[Measure], data_date: pd.Timestamp) -> dict[str, tuple[float, ...]]:
    """All measures of a clock; a condition that several share is counted once."""
    d, clock = _Rows(rows, measures[0].declared_in, data_date), rows[measures[0].clock]
    month, names = pd.factorize(clock.dt.year * 100 + clock.dt.month)
    counted: dict[str, int] = {}

    def number(*conditions: str) -> int:
        key = " AND ".join(conditions)
        if key not in counted:
            true = reduce(operator.and_, map(d.true, conditions)).to_numpy(dtype=bool)
            counted[key] = int(np.bincount(month[true], minlength=len(names)).sum())
        return counted[key]

    found: dict[str, tuple[float, ...]] = {}
    for measure in measures:
        if isinstance(measure, Amount):
            known = d.true(measure.known).to_numpy(dtype=bool)
            by_month = d.amount(measure)[known].groupby(names.to_numpy()[month[known]])
            found[measure.name] = tuple(by_month.median() if isinstance(measure, Duration) else by_month.mean())
        elif isinstance(measure, Rate):
            found[measure.name] = number(measure.among, measure.of_which), number(measure.among)
        else:
            found[measure.name] = (number(measure.among),)
    return found


_BOTH: dict[type, Callable[[Any, Any], Any]] = {
    exp.And: operator.and_, exp.Or: operator.or_, exp.Add: operator.add, exp.EQ: operator.eq, exp.LT: operator.lt,
    exp.LTE: operator.le, exp.GT: operator.gt, exp.GTE: operator.ge,
}  # fmt: skip


class _Rows:
    """Rows, and what is so of them; a comparison that was made once is remembered, as a name for it would."""

    def __init__(self, frame: pd.DataFrame, table: Table, data_date: pd.Timestamp) -> None:
        self.frame, self.table, self.data_date = frame, table, data_date
        self.known: dict[str, Any] = {}

    def true(self, sql: str) -> pd.Series:
        """A mask of the rows of which a condition is true."""
        found = self._of(sqlglot.parse_one(sql, read="duckdb"))
        return found if isinstance(found, pd.Series) else pd.Series(found, self.frame.index)

    def amount(self, measure: Amount) -> pd.Series:
        """Days, or steps."""
        if isinstance(measure, Duration):
            return (self.frame[measure.end] - self.frame[measure.start]).dt.days
        return self.frame[measure.amount]

    def _of(self, node: exp.Expr) -> Any:
        if isinstance(node, exp.And | exp.Or | exp.Paren):
            return self._made(node)
        key = node.sql("duckdb")
        if key not in self.known:
            self.known[key] = self._made(node)
        return self.known[key]

    def _made(self, node: exp.Expr) -> Any:
        if both := _BOTH.get(type(node)):
            return both(self._of(node.left), self._of(node.right))
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _column(self, node: exp.Column) -> Any:
        if node.name == DATA_DATE:
            return self.data_date
        column = self.frame[node.name]
        # A mark that is not stated is not true.
        return column == True if self.table[node.name].sql_type == "BOOLEAN" else column  # noqa: E712

    def _boolean(self, node: exp.Boolean) -> Any:
        return bool(node.this)

    def _literal(self, node: exp.Literal) -> Any:
        return node.this if node.is_string else int(node.this)

    def _paren(self, node: exp.Paren) -> Any:
        return self._of(node.this)

    def _is(self, node: exp.Is) -> Any:
        return self.frame[node.this.name].isna()

    def _not(self, node: exp.Not) -> Any:
        if isinstance(node.this, exp.Is):
            return self.frame[node.this.this.name].notna()
        assert isinstance(node.this, exp.Column), "the contrary of what is not known is not known"
        return self.frame[node.this.name] == False  # noqa: E712

    def _neq(self, node: exp.NEQ) -> Any:
        assert isinstance(node.right, exp.Literal), "what may be unknown itself would have to be known, too"
        return (self._of(node.left) != self._of(node.right)) & self._of(node.left).notna()

    def _between(self, node: exp.Between) -> Any:
        return self._of(node.this).between(self._of(node.args["low"]), self._of(node.args["high"]))

    def _in(self, node: exp.In) -> Any:
        return self._of(node.this).isin([self._of(each) for each in node.expressions])

    def _like(self, node: exp.Like) -> Any:
        start = re.fullmatch(r"([a-z_]+)%", node.expression.name)
        assert start, node
        return self._of(node.this).str.startswith(start[1]).fillna(False).astype(bool)

    def _datediff(self, node: exp.DateDiff) -> Any:
        return (self._of(node.this) - self._of(node.expression)).dt.days

    def _interval(self, node: exp.Interval) -> Any:
        return pd.DateOffset(**{f"{node.unit.name.lower()}s": int(node.this.name)})

    def _case(self, node: exp.Case) -> Any:
        (only,) = node.args["ifs"]
        other = pd.Series(self._of(node.args["default"]), self.frame.index)
        return other.mask(self._of(only.this), self._of(only.args["true"]))
