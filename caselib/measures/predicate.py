"""SQL predicates over one table, checked against its declaration without any data.

A predicate is a condition on the columns of one row, and on `data_date`, the day up to which the data reach: whether a
term has run out is known only against it. A misspelt column, a code that is not in its list, a
subquery or an aggregate is a `DeclarationError` where it is declared, at import.
"""

from __future__ import annotations

import fnmatch
from functools import cache

import sqlglot
from sqlglot import exp

from caselib.domain.tables import Table
from caselib.errors import DeclarationError, nearest

__all__ = ["DATA_DATE", "check", "columns", "in_dialect"]

DATA_DATE = "data_date"

_FORBIDDEN = (
    exp.Subquery,
    exp.Select,
    exp.AggFunc,
    exp.Window,
    exp.Star,
    exp.Placeholder,
    exp.Command,
    exp.Anonymous,
)


def check(sql: str, table: Table, *, where: str) -> None:
    """Raise `DeclarationError` where a predicate could not be true of a row of the table.

    >>> from caselib.domain.tables import TABLES
    >>> check("decidd_on IS NULL", TABLES["arrest_reviews"], where="an example")
    Traceback (most recent call last):
        ...
    caselib.errors.DeclarationError: no such column in arrest_reviews; where: an example; got: 'decidd_on'; \
do: did you mean 'decided_on'?
    """
    tree = _parse(sql, where)
    for node in tree.walk():
        if isinstance(node, _FORBIDDEN):
            raise DeclarationError("a predicate speaks of one row only", where=where, got=node.sql("duckdb"))
    for name in columns(sql):
        if name not in table.names:
            advice = nearest(name, table.names)
            raise DeclarationError(f"no such column in {table.name}", where=where, got=name, advice=advice)
    for column, value in _compared(tree):
        codes = table[column].codes
        if codes is not None and not codes.open and not fnmatch.filter(codes.values, value):
            advice = nearest(value, codes.values)
            raise DeclarationError(f"no such code in {codes.name}", where=where, got=value, advice=advice)


@cache
def columns(sql: str) -> tuple[str, ...]:
    """Name the columns that a predicate rests on, in order of first use.

    >>> columns("decision = 'approved' AND charge_decision IS NOT NULL")
    ('decision', 'charge_decision')
    """
    found = [column.name for column in _parse(sql, sql).find_all(exp.Column, bfs=False)]
    return tuple(name for name in dict.fromkeys(found) if name != DATA_DATE)


def in_dialect(sql: str, dialect: str) -> str:
    """Write DuckDB SQL in another dialect ("spark"); DuckDB's own stays as it is.

    >>> in_dialect("date_diff('day', accepted_on, decided_on) > 7", "spark")
    'DATEDIFF(DAY, accepted_on, decided_on) > 7'
    """
    return sql if dialect == "duckdb" else sqlglot.transpile(sql, read="duckdb", write=dialect)[0]


def _parse(sql: str, where: str) -> exp.Expr:
    try:
        return sqlglot.parse_one(sql, read="duckdb")
    except sqlglot.errors.ParseError as error:
        problem = error.errors[0].get("description", "syntax") if error.errors else "syntax"
        raise DeclarationError(f"not an SQL predicate ({problem})", where=where, got=sql) from error


def _compared(tree: exp.Expr) -> list[tuple[str, str]]:
    """Pairs of a column and a text that it is compared with, by =, <>, IN or LIKE (as a shell pattern)."""
    pairs = []
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In, exp.Like):
        texts = node.expressions if isinstance(node, exp.In) else [node.expression]
        if isinstance(node.this, exp.Column):
            pairs += [(node.this.name, text.name.replace("%", "*")) for text in texts if text.is_string]
    return pairs
