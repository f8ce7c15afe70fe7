"""Counts that a casebook keeps: integers by unit, month and stratum, made when first asked, read ever after.

What is kept is named by the query that makes it over all units and days, so a changed definition is another file, and a
changed casebook another shelf. All that is asked later is a sum over some of its rows, and integers add up exactly.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from caselib.measures.declare import Amount, Duration, Measure, Rate
from caselib.measures.query import Scope, cluster_query, count_query, course_query, day_query

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["clusters", "courses", "days", "keep_rows", "kept_rows", "tallies"]

PARTS = ("numerator", "denominator", "open")
_GROUPS = 50_000
"""Rows in a part of a file that can be passed over as a whole: files are in the order of units and months."""


class Asked(Protocol):
    """What is needed of a casebook; one with a `shelf` (a folder, or None) keeps its counts there."""

    def sql(self, query: str) -> pd.DataFrame:
        """Run a query over the tables."""


def tallies(book: Asked, measures: Sequence[Measure], keys: Sequence[str], *, scope: Scope) -> dict[str, pd.DataFrame]:
    """Count measures of one table: for each, the keys, numerator, denominator and open; rows may repeat their keys."""
    whole, grain = _all_of(scope), _grain(measures[0], keys)
    files = {m.name: _file(book, m.name, count_query([m], grain, scope=whole)[0]) for m in measures}
    missing = [m for m in measures if (file := files[m.name]) and not file.is_file()]
    for name, frame in (_tallied(book, missing, grain, whole) if missing else {}).items():
        _keep(files[name], frame, grain)
    found = {m.name: _read(files[m.name], keys, PARTS, scope) for m in measures}
    lost = [m for m in measures if found[m.name] is None]
    straight = _tallied(book, lost, keys, scope) if lost else {}
    return {name: straight[name] if frame is None else frame for name, frame in found.items()}


def days(book: Asked, measure: Amount, keys: Sequence[str], *, scope: Scope) -> pd.DataFrame:
    """Give the histogram of a whole number: the keys, days, n."""
    return _histogram(book, measure, keys, ["days"], scope, lambda keys, scope: day_query(measure, keys, scope=scope))


def courses(book: Asked, measure: Duration, keys: Sequence[str], *, scope: Scope) -> pd.DataFrame:
    """Follow rows from their start: the keys, cause, days, n, in that order."""

    def query(keys: Sequence[str], scope: Scope) -> str:
        return course_query(measure, keys, scope=scope)

    found = _histogram(book, measure, keys, ["cause", "days"], scope, query)
    return found.astype({"cause": str}).sort_values([*keys, "cause", "days"], ignore_index=True)


def clusters(book: Asked, measures: Sequence[Rate], *, scope: Scope) -> pd.DataFrame:
    """Give the sums over cases of `cluster_query`, by unit in code order.

    A case may have persons of several months, so these are kept for each span of days that was asked.
    """
    query = cluster_query(measures, scope=Scope(scope.first_day, scope.last_day, scope.data_date))
    file = _file(book, f"cases-{measures[0].table}", query)
    if file and not file.is_file():
        _keep(file, book.sql(query), ["unit"])
    found = _table(file)
    frame = book.sql(cluster_query(measures, scope=scope)) if found is None else found.to_pandas()
    if scope.units is not None:
        frame = frame[frame["unit"].isin(scope.units)]
    return frame.sort_values("unit", ignore_index=True)


def kept_rows(book: Asked, query: str) -> pd.DataFrame | None:
    """Give the rows of a query that were kept; None where they were not."""
    found = _table(_file(book, "rows", query))
    return None if found is None else found.to_pandas()


def keep_rows(book: Asked, query: str, rows: pd.DataFrame) -> None:
    """Keep the rows that a query gave, for every later opening of the same casebook."""
    if file := _file(book, "rows", query):
        _keep(file, rows, [])


def _histogram(
    book: Asked,
    measure: Measure,
    keys: Sequence[str],
    counted: list[str],
    scope: Scope,
    query: Callable[[Sequence[str], Scope], str],
) -> pd.DataFrame:
    grain = _grain(measure, keys)
    whole = query(grain, _all_of(scope))
    file = _file(book, f"{measure.name}-{counted[0]}", whole)
    if file and not file.is_file():
        _keep(file, book.sql(whole), grain)
    found = _read(file, [*keys, *counted], ("n",), scope)
    return book.sql(query(keys, scope)) if found is None else found


def _tallied(book: Asked, measures: Sequence[Measure], keys: Sequence[str], scope: Scope) -> dict[str, pd.DataFrame]:
    """All measures in one pass over their table."""
    query, places = count_query(measures, keys, scope=scope)
    wide = book.sql(query)
    return {measure.name: _long(wide, measure, places[measure.name], keys) for measure in measures}


def _long(wide: pd.DataFrame, measure: Measure, places: tuple[str, str, str], keys: Sequence[str]) -> pd.DataFrame:
    own = wide[wide["clock"] == measure.clock]
    long = own[list(keys)].copy()
    for name, place in zip(PARTS, places, strict=True):
        long[name] = own[place].astype("int64") if place else 0
    return long


def _grain(measure: Measure, keys: Sequence[str]) -> list[str]:
    """The keys by which all that is asked with these keys can be added up."""
    unit = ["unit"] if "unit" in measure.declared_in.names else []
    return [*unit, "month", *(key for key in keys if key not in ("unit", "month"))]


def _all_of(scope: Scope) -> Scope:
    return Scope(date(1, 1, 1), date(9999, 12, 31), scope.data_date)


def _file(book: Asked, name: str, query: str) -> Path | None:
    shelf: Path | None = getattr(book, "shelf", None)
    return shelf / f"{name}.{hashlib.sha256(query.encode()).hexdigest()[:16]}.parquet" if shelf else None


def _keep(file: Path | None, frame: pd.DataFrame, order: Sequence[str]) -> None:
    """Put a file in its place whole, or not at all; where nothing can be written, nothing is kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    assert file is not None
    table = pa.Table.from_pandas(frame.sort_values(list(order)) if order else frame, preserve_index=False)
    # A column of nothing but blanks has no type of its own.
    text = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in table.schema]
    table = table.cast(pa.schema(text))
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}.partial")
        try:
            with partial.open("wb") as out:
                pq.write_table(table, out, compression="zstd", row_group_size=_GROUPS)
                out.flush()
                os.fsync(out.fileno())
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)


def _table(file: Path | None, **how: Any) -> pa.Table | None:
    """Read a kept file; nothing where it is not there, or is not what was written (a disk may lie)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(file, **how) if file else None
    except (OSError, pa.ArrowInvalid):
        return None


def _read(file: Path | None, keys: Sequence[str], sums: Sequence[str], scope: Scope) -> pd.DataFrame | None:
    """Add up the rows of a kept file that lie in the scope, by the keys."""
    import pyarrow.compute as pc

    month, ends = pc.field("month"), [day.year * 100 + day.month for day in (scope.first_day, scope.last_day)]
    chosen = (month >= ends[0]) & (month <= ends[1])
    if scope.units is not None:
        chosen &= pc.field("unit").isin(list(scope.units))
    table = _table(file, columns=[*keys, *sums], filters=chosen, use_threads=False, memory_map=True)
    if table is None:
        return None
    if not keys:
        frame = table.to_pandas()
        return frame.sum().to_frame().T if len(frame) else frame
    added = table.group_by(list(keys), use_threads=False).aggregate([(name, "sum") for name in sums])
    return added.rename_columns([name.removesuffix("_sum") for name in added.column_names]).to_pandas()[[*keys, *sums]]
