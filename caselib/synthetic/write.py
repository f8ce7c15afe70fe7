"""Invented rows as files: whole days become dates, and what has not happened by the data date is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from caselib.domain.tables import TABLES
from caselib.synthetic.days import DATA_DATE, FIRST_DAY, NEVER

__all__ = ["TableFile"]

_ARROW = {"DATE": pa.date32(), "BOOLEAN": pa.bool_(), "BIGINT": pa.int64(), "VARCHAR": pa.string()}
# What is known only once its day has come.
_FOLLOWS = {
    "reconsideration": "reconsidered_on",
    "higher_review": "higher_reviewed_on",
    "charge_decision": "charge_decided_on",
    "judgment": "judged_on",
    "sentence": "judged_on",
    "sentence_months": "judged_on",
    "outcome": "concluded_on",
    "ground": "issued_on",
    "committee_decided": "issued_on",
    "court_decision": "court_decided_on",
    "retrial_result": "retrial_concluded_on",
    "agency": "opinion_on",
    "result": "decided_on",
    "recommendation_text": "recommended_on",
    "urgent": "recommended_on",
    "look_back": "looked_back_on",
    "end_reason": "ended_on",
}


class TableFile:
    """One table being written, in Parquet or CSV, a piece at a time."""

    def __init__(self, folder: Path, table: str, format: str) -> None:
        self.table = TABLES[table]
        self.rows = 0
        schema = pa.schema([(column.name, _ARROW[column.sql_type]) for column in self.table.columns])
        file = folder / f"{table}.{format}"
        self._writer = pa_csv.CSVWriter(file, schema) if format == "csv" else pq.ParquetWriter(file, schema)

    def __enter__(self) -> TableFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, frame: pd.DataFrame) -> None:
        """Add rows: dates are whole days since 2019-01-01, a day that never comes is `NEVER`."""
        last = (DATA_DATE - FIRST_DAY).days
        columns: dict[str, Any] = {}
        for column in self.table.columns:
            kind = _ARROW[column.sql_type]
            given = frame.get(column.name)
            columns[column.name] = (
                _dates(given, last, len(frame)) if kind == pa.date32() else _values(given, kind, len(frame))
            )
        for name, day in _FOLLOWS.items():
            if name in columns and day in columns:
                nothing = pa.scalar(None, columns[name].type)
                columns[name] = pc.if_else(columns[day].is_null(), nothing, columns[name])
        self._writer.write(pa.table(columns))
        self.rows += len(frame)


def _dates(days: pd.Series | None, last: int, size: int) -> pa.Array:
    if days is None:
        return pa.nulls(size, pa.date32())
    start = (FIRST_DAY - FIRST_DAY.replace(year=1970)).days
    known = days.to_numpy()
    hidden = (known > last) | (known >= NEVER)
    return pa.array((known + start).astype(np.int32), pa.int32(), mask=hidden).cast(pa.date32())


def _values(values: pd.Series | None, kind: pa.DataType, size: int) -> pa.Array:
    if values is None:
        return pa.nulls(size, kind)
    if kind == pa.int64():
        return pa.array(values.to_numpy(), kind, mask=(values < 0).to_numpy())
    return pa.array(values.to_numpy(), kind, from_pandas=True)
