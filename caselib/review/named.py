"""Cases that a person chose to have reviewed: the list that the explorer gives, or any other with table and case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from caselib.errors import ParameterError, SourceError, nearest
from caselib.measures.count import Source
from caselib.review.frame import CASE, REVIEWED

__all__ = ["named_cases", "named_from"]


def named_from(file: str | Path) -> pd.DataFrame:
    """Read a list of cases: CSV with table and case_id, and where wanted reason; the explorer's plan is one."""
    try:
        found = pd.read_csv(file, dtype=str, encoding="utf-8-sig", keep_default_na=False).rename(columns=str.strip)
    except (OSError, ValueError) as error:
        raise SourceError(
            "the list of cases can't be read", got=str(file), advice="CSV: table,case_id,reason"
        ) from error
    for name in CASE:
        if name not in found:
            raise SourceError("a list of cases has a column", where=str(file), got=list(found), advice=name)
    return found


def named_cases(book: Source, named: pd.DataFrame, *, units: Sequence[str]) -> pd.DataFrame:
    """Give chosen cases as `adverse` gives those that must be reviewed; `measure` holds why they were chosen.

    Raises `ParameterError` for a table whose cases are not reviewed, and for a case that the units do not have.
    """
    columns = ["table", "function", "case_id", "unit", "handler", "case_type", "measure"]
    parts = [_of_table(book, str(table), rows, units) for table, rows in named.groupby("table", sort=True)]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _of_table(book: Source, table: str, rows: pd.DataFrame, units: Sequence[str]) -> pd.DataFrame:
    if table not in REVIEWED:
        raise ParameterError("cases of this table are not reviewed", got=table, advice=nearest(table, REVIEWED))
    said = REVIEWED[table]
    known = book.sql(
        f"SELECT case_id, MIN(unit) AS unit, MIN(handler) AS handler, MIN({said.case_type}) AS case_type"
        f" FROM {table} GROUP BY case_id ORDER BY case_id"
    )
    known = known[known["unit"].isin(set(units))].fillna({"handler": "", "case_type": ""})
    chosen = rows.drop_duplicates(CASE)
    strange = chosen.loc[~chosen["case_id"].isin(known["case_id"]), "case_id"]
    if len(strange):
        advice = "leave it out, or draw for the unit that has it"
        raise ParameterError("these units have no such case", where=table, got=strange.iloc[0], advice=advice)
    reasons = chosen["reason"] if "reason" in chosen else pd.Series("chosen by a person", index=chosen.index)
    found = chosen[["case_id"]].assign(measure=reasons).merge(known, on="case_id")
    return found.assign(table=table, function=said.function)
