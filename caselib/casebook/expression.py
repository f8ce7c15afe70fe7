"""A mapping's SQL: one expression over the columns of a row. It can read no file and reach no network.

Every node and every function must be on the list; what is not on it is refused, whatever it would do.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from caselib.errors import MappingError, nearest

__all__ = ["checked_expression", "expression_columns"]

_NODES = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg, exp.Not, exp.And, exp.Or,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Like, exp.ILike, exp.Between,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.Case, exp.If, exp.Cast, exp.TryCast,
    exp.DataType, exp.Var, exp.Interval,
)  # fmt: skip
_FUNCTIONS = (
    exp.Coalesce, exp.Nullif, exp.Concat, exp.ConcatWs, exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Substring,
    exp.Left, exp.Right, exp.Replace, exp.RegexpLike, exp.RegexpFullMatch, exp.RegexpExtract, exp.RegexpReplace,
    exp.SplitPart, exp.StartsWith, exp.EndsWith, exp.Contains, exp.StrPosition, exp.Pad, exp.Abs, exp.Round, exp.Floor,
    exp.Ceil, exp.Greatest, exp.Least, exp.StrToTime, exp.DateDiff, exp.Extract, exp.Year, exp.Month, exp.Day,
    exp.TsOrDsToDate, exp.Date,
)  # fmt: skip


def checked_expression(sql: str, columns: Sequence[str], *, where: str) -> str:
    """Give the expression back in DuckDB's words, or raise `MappingError` for what may not stand in it.

    >>> checked_expression("TRY_CAST(age AS DOUBLE) < 0", ["age"], where="an example")
    'TRY_CAST("age" AS DOUBLE) < 0'
    """
    tree = _parse(sql, where)
    for node in tree.walk():
        if not isinstance(node, (*_NODES, *_FUNCTIONS)):
            said = node.name if isinstance(node, exp.Anonymous) else node.sql("duckdb")
            advice = "one expression over the columns of the row, of plain functions"
            raise MappingError("this may not stand in a mapping", where=where, got=said[:80], advice=advice)
    for column in tree.find_all(exp.Column):
        if column.table or column.name not in columns:
            raise MappingError(
                "no such source column", where=where, got=column.sql("duckdb"), advice=nearest(column.name, columns)
            )
        column.this.set("quoted", True)
    return tree.sql("duckdb", comments=False)


def expression_columns(sql: str) -> set[str]:
    """Name the source columns that an expression uses."""
    return {column.name for column in _parse(sql, sql).find_all(exp.Column)}


def _parse(sql: str, where: str) -> exp.Expr:
    try:
        found = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except sqlglot.errors.SqlglotError as error:
        raise MappingError(
            "not an SQL expression",
            where=where,
            got=sql,
            advice="write it as after SELECT in DuckDB's SQL, as in upper(code)",
        ) from error
    if len(found) != 1:
        raise MappingError(
            "a mapping holds one expression", where=where, got=sql, advice="write one expression, without a semicolon"
        )
    return found[0]
