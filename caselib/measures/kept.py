"""Counts that a casebook keeps: integers by unit, month and stratum, made when first asked, read ever after.

What is kept is named by the query that makes it over all units and days, so a changed definition is another file, and a
changed casebook another shelf. All that is asked later is a sum over some of its rows, and integers add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from caselib.measures.declare import Amount, Duration, Measure, Rate
from caselib.measures.query import Scope, cluster_query, count_query, course_query, day_query
from caselib.measures.shelf import Asked, Files, as_table, once, shelved, taken

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "PARTS",
    "clusters",
    "courses",
    "day_files",
    "days",
    "keep_clusters",
    "keep_courses",
    "keep_days",
    "keep_tallies",
    "tallies",
    "tally_files",
]

PARTS = ("numerator", "denominator", "open")
SUMS = ("kk", "kn", "nn", "k", "n")


def tallies(book: Asked, measures: Sequence[Measure], keys: Sequence[str], *, scope: Scope) -> dict[str, pd.DataFrame]:
    """Count measures of one table: for each, the keys, numerator, denominator and open; rows may repeat their keys."""
    files = keep_tallies(book, measures, keys, data_date=scope.data_date)
    found = {m.name: _added(files[m.name], keys, PARTS, scope) for m in measures}
    lost = [m for m in measures if found[m.name] is None]
    straight = _tallied(book, lost, keys, scope) if lost else {}
    return {name: straight[name].to_pandas() if frame is None else frame for name, frame in found.items()}


def keep_tallies(
    book: Asked, measures: Sequence[Measure], keys: Sequence[str], *, data_date: date, waits: bool = True
) -> Files:
    """Count what is not kept yet of these measures of one table, and say where each is kept. `waits`: as of `once`."""
    grain, whole = _grain(measures[0], keys), _all(data_date)
    files = tally_files(book, measures, keys, data_date=data_date)

    def make(missing: Sequence[str]) -> Mapping[str, pa.Table]:
        return _tallied(book, [m for m in measures if m.name in missing], grain, whole)

    return once(measures[0].table, files, make, waits=waits)


def tally_files(book: object, measures: Sequence[Measure], keys: Sequence[str], *, data_date: date) -> Files:
    """Say where each of these measures of one table is kept, once it is: by unit, month and these keys."""
    grain, whole = _grain(measures[0], keys), _all(data_date)
    return {m.name: shelved(book, m.name, count_query([m], grain, scope=whole)[0]) for m in measures}


def days(book: Asked, measure: Amount, keys: Sequence[str], *, scope: Scope) -> pd.DataFrame:
    """Give the histogram of a whole number: the keys, days, n."""
    files = keep_days(book, measure, keys, data_date=scope.data_date)
    found = _added(files[measure.name], [*keys, "days"], ("n",), scope)
    return book.sql(day_query(measure, keys, scope=scope)) if found is None else found


def keep_days(book: Asked, measure: Amount, keys: Sequence[str], *, data_date: date, waits: bool = True) -> Files:
    """Count the histogram where it is not kept yet, and say where it is. `waits`: as of `once`."""
    grain, files = _grain(measure, keys), day_files(book, measure, keys, data_date=data_date)
    return _asked(book, measure, files, day_query(measure, grain, scope=_all(data_date)), grain, waits=waits)


def day_files(book: object, measure: Amount, keys: Sequence[str], *, data_date: date) -> Files:
    """Say where the histogram is kept, once it is: by unit, month and these keys."""
    query = day_query(measure, _grain(measure, keys), scope=_all(data_date))
    return {measure.name: shelved(book, f"{measure.name}-days", query)}


def courses(book: Asked, measure: Duration, keys: Sequence[str], *, scope: Scope) -> pd.DataFrame:
    """Follow rows from their start: the keys, cause, days, n, in that order."""
    files = keep_courses(book, measure, keys, data_date=scope.data_date)
    found = _added(files[measure.name], [*keys, "cause", "days"], ("n",), scope)
    found = book.sql(course_query(measure, keys, scope=scope)) if found is None else found
    return found.astype({"cause": str}).sort_values([*keys, "cause", "days"], ignore_index=True)


def keep_courses(book: Asked, measure: Duration, keys: Sequence[str], *, data_date: date) -> Files:
    """Follow the rows where they were not followed yet, and say where that is kept."""
    grain = _grain(measure, keys)
    query = course_query(measure, grain, scope=_all(data_date))
    return _asked(book, measure, {measure.name: shelved(book, f"{measure.name}-cause", query)}, query, grain)


def clusters(book: Asked, measures: Sequence[Rate], *, scope: Scope) -> pd.DataFrame:
    """Give the sums over cases of `cluster_query`, by unit in code order.

    A case may have persons of several months, so these are kept for each span of days that was asked.
    """
    files = keep_clusters(book, measures, scope=scope)
    found = [table.to_pandas() for measure in measures if (table := taken(files[measure.name])) is not None]
    if len(found) == len(measures):
        parts = [part.set_index("unit").add_suffix(f"{place}") for place, part in enumerate(found)]
        frame = pd.concat(parts, axis=1).reset_index()
    else:
        frame = book.sql(cluster_query(measures, scope=scope))
    if scope.units is not None:
        frame = frame[frame["unit"].isin(scope.units)]
    return frame.sort_values("unit", ignore_index=True)


def keep_clusters(book: Asked, measures: Sequence[Rate], *, scope: Scope) -> Files:
    """Add up over cases, for all units, what is not kept yet of the days of a scope, and say where each measure is."""
    whole = Scope(scope.first_day, scope.last_day, scope.data_date)
    files = {m.name: shelved(book, f"{m.name}-cases", cluster_query([m], scope=whole)) for m in measures}

    def make(missing: Sequence[str]) -> Mapping[str, pa.Table]:
        found = book.sql(cluster_query([m for m in measures if m.name in missing], scope=whole)).sort_values("unit")
        # Engines have wider numbers for sums than these need.
        found = found.astype(dict.fromkeys(found.columns.drop("unit"), "int64"))
        columns = {name: [f"{each}{place}" for each in SUMS] for place, name in enumerate(missing)}
        return {
            name: as_table(found[["unit", *own]].set_axis(["unit", *SUMS], axis=1)) for name, own in columns.items()
        }

    return once(measures[0].table, files, make)


def _asked(book: Asked, measure: Measure, files: Files, query: str, order: list[str], *, waits: bool = True) -> Files:
    """Keep what one query gives of one measure."""
    made = lambda _: {measure.name: as_table(book.sql(query).sort_values(order))}  # noqa: E731
    return once(measure.table, files, made, waits=waits)


def _tallied(book: Asked, measures: Sequence[Measure], keys: Sequence[str], scope: Scope) -> dict[str, pa.Table]:
    """All measures of a clock in one pass over their table, in the order of the keys."""
    found: dict[str, pa.Table] = {}
    for clock in dict.fromkeys(measure.clock for measure in measures):
        here = [measure for measure in measures if measure.clock == clock]
        query, places = count_query(here, keys, scope=scope)
        found |= _parted(book.sql(query), places, keys)
    return found


def _parted(wide: pd.DataFrame, places: Mapping[str, Sequence[str]], keys: Sequence[str]) -> dict[str, pa.Table]:
    """Part what was counted together: it is put in order once."""
    import pyarrow as pa

    order = wide[list(keys)].reset_index(drop=True).sort_values(list(keys)).index.to_numpy() if keys else slice(None)
    named = {key: pa.array(wide[key].iloc[order], from_pandas=True) for key in keys}
    none = np.zeros(len(wide), dtype="int64")
    return {
        name: pa.table(
            named
            | {
                part: wide[place].to_numpy(dtype="int64")[order] if place else none
                for part, place in zip(PARTS, own, strict=True)
            }
        )
        for name, own in places.items()
    }


def _grain(measure: Measure, keys: Sequence[str]) -> list[str]:
    """The keys by which all that is asked with these keys can be added up."""
    unit = ["unit"] if "unit" in measure.declared_in.names else []
    return [*unit, "month", *(key for key in keys if key not in ("unit", "month"))]


def _all(data_date: date) -> Scope:
    return Scope(date(1, 1, 1), date(9999, 12, 31), data_date)


def _added(file: Path | None, keys: Sequence[str], sums: Sequence[str], scope: Scope) -> pd.DataFrame | None:
    """Add up the rows of a kept file that lie in the scope, by the keys."""
    import pyarrow.compute as pc

    month, ends = pc.field("month"), [day.year * 100 + day.month for day in (scope.first_day, scope.last_day)]
    chosen = (month >= ends[0]) & (month <= ends[1])
    if scope.units is not None:
        chosen &= pc.field("unit").isin(list(scope.units))
    table = taken(file, columns=[*keys, *sums], filters=chosen, use_threads=False, memory_map=True)
    if table is None:
        return None
    if not keys:
        frame = table.to_pandas()
        return frame.sum().to_frame().T if len(frame) else frame
    added = table.group_by(list(keys), use_threads=False).aggregate([(name, "sum") for name in sums])
    return added.rename_columns([name.removesuffix("_sum") for name in added.column_names]).to_pandas()[[*keys, *sums]]
