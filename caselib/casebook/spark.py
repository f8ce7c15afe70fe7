"""The same casebook counted by Spark: the same SQL in its dialect, over the same Parquet, hence the same integers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from caselib.casebook.session import spark_session
from caselib.casebook.store import Book
from caselib.domain.tables import TABLES
from caselib.errors import CasebookError
from caselib.measures.predicate import in_dialect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["SparkBook"]

_TYPES = {"VARCHAR": "STRING"}


class SparkBook(Book):
    """A casebook whose tables Spark reads; everything from counts on is the same code."""

    @cached_property
    def _session(self) -> SparkSession:
        """The session, with a view of each table, as the embedded engine has them."""
        session = spark_session()
        for name in TABLES:
            self._view(session, name)
        return session

    def _view(self, session: SparkSession, name: str) -> None:
        columns, prefix = TABLES[name].columns, f"{name}"
        empty = {column.name: _TYPES.get(column.sql_type, column.sql_type) for column in columns}
        if name in self.tables:
            file = self.place / "tables" / f"{name}.parquet"
            rows = session.read.parquet(file.resolve().as_uri())
            lacking = self._newer(name)
        else:
            rows, lacking = session.sql("SELECT 1 AS nothing WHERE false"), frozenset(empty)
        kept = [column.name for column in columns if column.name not in lacking]
        added = [f"CAST(NULL AS {empty[column]}) AS {column}" for column in empty if column in lacking]
        rows.selectExpr(*kept, *added).createOrReplaceTempView(prefix)

    def sql(self, query: str, parameters: Sequence[Any] | None = None) -> pd.DataFrame:
        """Run a query, written in DuckDB's SQL, on Spark. Raises `CasebookError` for what it can't run."""
        from pyspark.errors import PySparkException

        if parameters:
            raise CasebookError(
                "values for `?` are for the embedded engine",
                got=query[:80],
                advice="write the values into the query, or open the casebook with engine='duckdb'",
            )
        try:
            return self._session.sql(in_dialect(query, "spark")).toArrow().to_pandas()
        except PySparkException as error:
            raise CasebookError(
                str(error).splitlines()[0], where=str(self.path), advice=f"tables here: {', '.join(self.tables)}"
            ) from error
