"""The one query that counts: integers by unit, month and stratum, all measures of a table in one pass.

It is written in DuckDB's SQL and turned into another dialect as a whole, so that engines give the same integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caselib.measures.declare import Amount, Duration, Measure, Rate
from caselib.measures.predicate import DATA_DATE, in_dialect

__all__ = [
    "BITS",
    "NOT_STATED",
    "Scope",
    "case_query",
    "cluster_query",
    "count_query",
    "course_query",
    "day_query",
    "parts_of",
    "several_query",
    "values_query",
]

BITS = 62
"""So many conditions are told by one number."""

NOT_STATED = "?"
"""The cause of what has ended in a way that nobody recorded."""
Parts = tuple[str, str, str]
"""Names of the columns that hold a measure's numerator, denominator and open rows; empty where it has none."""


@dataclass(frozen=True)
class Scope:
    """Which rows are counted: those whose clock falls in the days, of these units (all if None).

    `only` narrows them to values of strata, as text: "yes", a code, "" where none is stated; compared, never run.
    `data_date` is the day up to which the data reach, for predicates that ask whether a term has run out.
    """

    first_day: date
    last_day: date
    data_date: date
    units: tuple[str, ...] | None = None
    only: tuple[tuple[str, str], ...] = ()

    def rows(self, table: str) -> str:
        """Write the table with `data_date` beside its columns, and only the rows that are kept."""
        kept = [f"{_told(name)} = {_literal(value)}" for name, value in self.only]
        where = f" WHERE {' AND '.join(kept)}" if kept else ""
        return f"(SELECT *, DATE '{self.data_date}' AS {DATA_DATE} FROM {table}{where}) AS {table}"

    def where(self, clock: str) -> str:
        """Write the scope as a condition on the clock."""
        days = f"{clock} BETWEEN DATE '{self.first_day}' AND DATE '{self.last_day}'"
        if self.units is None:
            return days
        listed = ", ".join(map(_literal, self.units))
        return f"{days} AND unit IN ({listed})"


def _told(name: str) -> str:
    """Yes and no are how true and false are told; what is not stated is nothing at all."""
    text = f"CAST({name} AS VARCHAR)"
    return f"COALESCE(CASE {text} WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no' ELSE {text} END, '')"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def count_query(
    measures: Sequence[Measure], keys: Sequence[str], *, scope: Scope, dialect: str = "duckdb"
) -> tuple[str, dict[str, Parts]]:
    """Write the query for measures of one table, and say which column holds which number.

    The result has the columns `clock`, the keys ("unit", "month", or a column of the table), and `n0, n1, ...`;
    a measure's rows are those of its clock. Measures that share a condition share a column.
    """
    branches: dict[str, list[str]] = {}
    places: dict[str, Parts] = {}
    for measure in measures:
        counted = branches.setdefault(measure.clock, [])
        places[measure.name] = tuple(_place(condition, counted) for condition in parts_of(measure))  # type: ignore[assignment]
    width = max(len(counted) for counted in branches.values())
    table = measures[0].table
    selects = [_branch(table, clock, counted, keys, width, scope) for clock, counted in branches.items()]
    return in_dialect(" UNION ALL ".join(selects), dialect), places


def day_query(measure: Amount, keys: Sequence[str], *, scope: Scope, dialect: str = "duckdb") -> str:
    """Write the query for the histogram of a whole number: the keys, `days` (or what it is), the number of rows `n`."""
    names = [_key(key, measure.clock) for key in keys]
    listed = ", ".join([*names, f"{measure.amount} AS days", "COUNT(*) AS n"])
    numbers = ", ".join(str(position + 1) for position in range(len(names) + 1))
    sql = (
        f"SELECT {listed} FROM {scope.rows(measure.table)} WHERE {measure.known}"
        f" AND {scope.where(measure.clock)} GROUP BY {numbers}"
    )
    return in_dialect(sql, dialect)


def cluster_query(measures: Sequence[Rate], *, scope: Scope, dialect: str = "duckdb") -> str:
    """Write the query for how alike the persons of one case are: by unit, integer sums over cases.

    For each measure, in the order given, `kk0, kn0, nn0, k0, n0, ...`: the sums of k·k, k·n, n·n, k and n, where n of a
    case's rows are among and k of which. All measures have one table and one clock.
    """
    inner = [
        f"{_number(condition)} AS {name}{place}"
        for place, measure in enumerate(measures)
        for name, condition in zip("kn", parts_of(measure)[:2], strict=True)
    ]
    sums = [
        f"SUM({a}{place} * {b}{place}) AS {a}{b}{place}"
        for place in range(len(measures))
        for a, b in (("k", "k"), ("k", "n"), ("n", "n"))
    ]
    sums += [f"SUM({name}{place}) AS {name}{place}" for place in range(len(measures)) for name in "kn"]
    table, clock = measures[0].table, measures[0].clock
    cases = (
        f"SELECT unit, case_id, {', '.join(inner)} FROM {scope.rows(table)} WHERE {scope.where(clock)} GROUP BY 1, 2"
    )
    return in_dialect(f"SELECT unit, {', '.join(sums)} FROM ({cases}) AS cases GROUP BY 1", dialect)


def values_query(table: str, strata: Sequence[str], *, dialect: str = "duckdb") -> str:
    """Write the query for the values that strata have, as text: one row, a list a stratum."""
    listed = ", ".join(f"array_agg(DISTINCT {_told(name)}) AS {name}" for name in strata)
    return in_dialect(f"SELECT {listed} FROM {table}", dialect)


def several_query(
    table: str,
    conditions: Sequence[str],
    clocks: Sequence[str],
    values: Mapping[str, Sequence[str]],
    *,
    scope: Scope,
    dialect: str = "duckdb",
) -> str:
    """Write the query for the rows of cases that have several, whatever their day.

    Columns: `unit`, `case_number` (the same for the rows of a case), `true0, true1, ...` (a bit a condition, `BITS` in
    each), `month0, ...` of the clocks (0 for none), and `value0, ...`: which of its values each stratum has.
    """
    bits = [f"CASE WHEN {condition} THEN {1 << place % BITS} ELSE 0 END" for place, condition in enumerate(conditions)]
    true = [" + ".join(bits[start : start + BITS]) for start in range(0, len(bits), BITS)]
    month = [f"COALESCE(EXTRACT(YEAR FROM {clock}) * 100 + EXTRACT(MONTH FROM {clock}), 0)" for clock in clocks]
    value = [
        f"CASE {_told(name)} {' '.join(f'WHEN {_literal(each)} THEN {place}' for place, each in enumerate(known))} END"
        for name, known in values.items()
    ]
    told = [
        f"CAST({each} AS {kind}) AS {name}{place}"
        for name, kind, parts in (("true", "BIGINT", true), ("month", "INTEGER", month), ("value", "SMALLINT", value))
        for place, each in enumerate(parts)
    ]
    numbered = f"SELECT unit, case_id, row_number() OVER () AS number FROM {table}"
    several = (
        f"SELECT unit, case_id, MIN(number) AS case_number FROM ({numbered}) AS numbered"
        " GROUP BY 1, 2 HAVING COUNT(*) > 1"
    )
    sql = (
        f"SELECT {table}.unit, several.case_number, {', '.join(told)} FROM {scope.rows(table)}"
        f" JOIN ({several}) AS several ON several.unit = {table}.unit AND several.case_id = {table}.case_id"
    )
    return in_dialect(sql, dialect)


def course_query(measure: Duration, keys: Sequence[str], *, scope: Scope, dialect: str = "duckdb") -> str:
    """Write the query that follows rows from their start: the keys, `cause` ("" while open), `days`, `n`.

    A row that has not ended by the data date has waited until then.
    """
    names = [_key(key, measure.clock) for key in keys]
    cause = f"COALESCE({measure.cause}, '{NOT_STATED}')" if measure.cause else "'ended'"
    ended = f"{measure.end} IS NOT NULL AND {measure.end} <= {DATA_DATE}"
    days = f"date_diff('day', {measure.start}, CASE WHEN {ended} THEN {measure.end} ELSE {DATA_DATE} END)"
    listed = [*names, f"CASE WHEN {ended} THEN {cause} ELSE '' END AS cause", f"{days} AS days", "COUNT(*) AS n"]
    numbers = ", ".join(str(position + 1) for position in range(len(listed) - 1))
    sql = (
        f"SELECT {', '.join(listed)} FROM {scope.rows(measure.table)} WHERE ({measure.among})"
        f" AND {measure.start} IS NOT NULL AND {scope.where(measure.clock)} GROUP BY {numbers}"
    )
    return in_dialect(sql, dialect)


def case_query(measure: Measure, which: str, *, scope: Scope, columns: Sequence[str], dialect: str = "duckdb") -> str:
    """Write the query that lists the rows behind a number (`which`: numerator, denominator or open), in case order."""
    conditions = dict(zip(("numerator", "denominator", "open"), parts_of(measure), strict=True))
    listed = ", ".join(columns)
    sql = (
        f"SELECT {listed} FROM {scope.rows(measure.table)} WHERE ({conditions[which]}) AND {scope.where(measure.clock)}"
        f" ORDER BY {listed}"
    )
    return in_dialect(sql, dialect)


def parts_of(measure: Measure) -> tuple[str, str, str]:
    """Give the conditions of a measure: numerator (inside the denominator), denominator, open ("" for none)."""
    if isinstance(measure, Amount):
        return measure.known, measure.known, measure.open
    inside = f"({measure.among}) AND ({measure.of_which})" if isinstance(measure, Rate) else measure.among
    return inside, measure.among, measure.open


def _place(condition: str, counted: list[str]) -> str:
    if not condition:
        return ""
    if condition not in counted:
        counted.append(condition)
    return f"n{counted.index(condition)}"


def _number(condition: str) -> str:
    # The same as COUNT(*) FILTER (WHERE ...); where there are many, DuckDB counts so in two thirds of the time.
    return f"COUNT(CASE WHEN {condition} THEN 1 END)"


def _key(key: str, clock: str) -> str:
    return f"EXTRACT(YEAR FROM {clock}) * 100 + EXTRACT(MONTH FROM {clock}) AS month" if key == "month" else key


def _branch(table: str, clock: str, counted: list[str], keys: Sequence[str], width: int, scope: Scope) -> str:
    names = [f"'{clock}' AS clock", *(_key(key, clock) for key in keys)]
    sums = [f"{_number(condition)} AS n{place}" for place, condition in enumerate(counted)]
    sums += [f"CAST(NULL AS BIGINT) AS n{place}" for place in range(len(counted), width)]
    grouped = ", ".join(str(position + 1) for position in range(len(names)))
    return f"SELECT {', '.join([*names, *sums])} FROM {scope.rows(table)} WHERE {scope.where(clock)} GROUP BY {grouped}"
