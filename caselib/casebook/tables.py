"""One table of a load: staged, judged, and written as accepted, quarantined and flagged rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from caselib.casebook.csv_source import quoted
from caselib.casebook.load import LoadedTable
from caselib.casebook.mapping import TableSource
from caselib.casebook.raw import Raw
from caselib.casebook.rules import BUILT_IN, rules_of
from caselib.casebook.stage import columns_used, staging_sql
from caselib.domain.label import Label
from caselib.domain.tables import TABLES, Table

__all__ = ["build_table", "derive_units", "latest_day"]

Engine = duckdb.DuckDBPyConnection


def build_table(engine: Engine, table: Table, source: TableSource, raws: Sequence[Raw], book: Path) -> LoadedTable:
    """Read the files of a table, judge each row, and write what was accepted and what was not."""
    shapes = _stage(engine, table, source, raws)
    _judge_across_rows(engine, table)
    _find_lines(engine, raws, shapes)
    labels = _labels(table, source)
    _write(engine, table, book)
    _ledger(engine, table, raws, labels, book, severity="quarantine")
    _ledger(engine, table, raws, labels, book, severity="flag")
    count = _counter(engine)
    rows_in = count("SELECT count(*) FROM staged") + sum(len(lines) for lines in shapes.values())
    accepted = pq.read_metadata(book / "tables" / f"{table.name}.parquet").num_rows
    quarantined = pq.read_metadata(book / "quarantined" / f"{table.name}.parquet").num_rows
    flagged = count("SELECT count(DISTINCT (_file, _record)) FROM problems WHERE severity = 'flag' AND NOT _bad")
    rules = dict(engine.execute("SELECT rule, count(*) FROM problems GROUP BY rule ORDER BY rule").fetchall())
    used = [columns_used(table, source, raw) for raw in raws]
    absent = tuple(name for name in table.names if not any(name in each for each in used))
    spare = {name for raw, each in zip(raws, used, strict=True) for name in raw.names if not _speaks_of(name, each)}
    return LoadedTable(table.name, rows_in, accepted, quarantined, flagged, rules, absent, tuple(sorted(spare)))


def _speaks_of(name: str, used: dict) -> bool:  # type: ignore[type-arg]
    return any(said.column == name or (said.sql and name in said.sql) for said in used.values())


def _counter(engine: Engine):  # type: ignore[no-untyped-def]
    return lambda sql: int(engine.execute(sql).fetchall()[0][0])


def _stage(engine: Engine, table: Table, source: TableSource, raws: Sequence[Raw]) -> dict[int, list[tuple[int, str]]]:
    """Stage every file; give the lines that did not fit the heading, by file."""
    shapes: dict[int, list[tuple[int, str]]] = {}
    engine.execute("DROP TABLE IF EXISTS staged")
    for place, raw in enumerate(raws):
        sql = staging_sql(table, source, raw, file=place)
        engine.execute(f"INSERT INTO staged {sql}" if place else f"CREATE TABLE staged AS {sql}")
        shapes[place] = _rejected(engine) if raw.rejects else []
    return shapes


def _rejected(engine: Engine) -> list[tuple[int, str]]:
    found = engine.execute("SELECT line, any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY line").fetchall()
    engine.execute("DROP TABLE reject_errors")
    engine.execute("DROP TABLE reject_scans")
    return [(int(line), str(text).strip("\n")[:200]) for line, text in found]


def _judge_across_rows(engine: Engine, table: Table) -> None:
    """Add what no single row shows: unknown units, the same row again, the same key with other content."""
    engine.execute(
        "CREATE OR REPLACE TABLE problems AS SELECT _file, _record, p.rule AS rule, p.severity AS severity,"
        " p.col AS col, p.value AS value, _bad FROM (SELECT _file, _record, _bad, unnest(_problems) AS p FROM staged"
        " WHERE _problems IS NOT NULL)"
    )
    for column in table.columns:
        if column.type == "unit" and _has_units(engine):
            _add(engine, "unit", column.name, column.name, f"{column.name} NOT IN (SELECT unit FROM units_accepted)")
    if table.key:
        _judge_keys(engine, table)


def _has_units(engine: Engine) -> bool:
    return bool(engine.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'units_accepted'").fetchall())


def _judge_keys(engine: Engine, table: Table) -> None:
    key, content = ", ".join(table.key), ", ".join(table.names)
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE again AS SELECT {key} FROM staged WHERE NOT _bad GROUP BY {key}"
        " HAVING count(*) > 1"
    )
    same = " AND ".join(f"s.{name} IS NOT DISTINCT FROM a.{name}" for name in table.key)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE rivals AS SELECT _file, _record,"
        f" count(DISTINCT row({content})) OVER (PARTITION BY {key}) > 1 AS differs,"
        f" row_number() OVER (PARTITION BY {key} ORDER BY _file, _record) AS place"
        f" FROM (SELECT s.* FROM staged s JOIN again a ON {same} WHERE NOT s._bad)"
    )
    shown = " || ' / ' || ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in table.key)
    for rule, which in (("key_conflict", "differs"), ("duplicate", "NOT differs AND place > 1")):
        rows = f"(_file, _record) IN (SELECT (_file, _record) FROM rivals WHERE {which})"
        _add(engine, rule, table.key[0], shown, rows)


def _add(engine: Engine, rule: str, column: str, value: str, where: str) -> None:
    """Record a problem of rows that were good so far, and mark them bad."""
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE late AS SELECT rowid AS place, _file, _record, CAST({value} AS VARCHAR) AS value"
        f" FROM staged WHERE {where}"
    )
    engine.execute(
        f"INSERT INTO problems SELECT _file, _record, {quoted(rule)}, 'quarantine', {quoted(column)}, value, true"
        " FROM late"
    )
    engine.execute("UPDATE staged SET _bad = true WHERE rowid IN (SELECT place FROM late)")
    engine.execute("UPDATE problems SET _bad = true WHERE (_file, _record) IN (SELECT (_file, _record) FROM late)")


def _find_lines(engine: Engine, raws: Sequence[Raw], shapes: dict[int, list[tuple[int, str]]]) -> None:
    """Find the line of every row with a problem, and add the rows that did not fit the heading."""
    rows: list[tuple[int, int, int]] = []
    for place, raw in enumerate(raws):
        wanted = {
            number
            for (number,) in engine.execute(f"SELECT DISTINCT _record FROM problems WHERE _file = {place}").fetchall()
        }
        records = int(engine.execute(f"SELECT count(*) FROM staged WHERE _file = {place}").fetchall()[0][0])
        found, misfits = raw.lines(wanted, [line for line, _ in shapes[place]], records)
        rows += [(place, number, found.get(number, 0)) for number in wanted]
        for extra, (line, (_, text)) in enumerate(zip(misfits, shapes[place], strict=True), start=1):
            rows.append((place, -extra, line))
            engine.execute(
                "INSERT INTO problems VALUES (?, ?, 'row_shape', 'quarantine', '', ?, true)", [place, -extra, text]
            )
    table = pa.table(
        dict(zip(("_file", "_record", "line"), zip(*rows, strict=True), strict=True)) if rows else _NO_LINES
    )
    engine.register("found_lines", table)
    engine.execute(
        "CREATE OR REPLACE TABLE lines AS"
        " SELECT *, row_number() OVER (ORDER BY _file, line, _record) AS row FROM found_lines"
    )
    engine.unregister("found_lines")


_NO_LINES = {name: pa.array([], pa.int64()) for name in ("_file", "_record", "line")}


def _write(engine: Engine, table: Table, book: Path) -> None:
    """Write accepted rows in the order of the source, and quarantined rows as far as they could be read."""
    columns = ", ".join(table.names)
    accepted, quarantined = (book / folder / f"{table.name}.parquet" for folder in ("tables", "quarantined"))
    engine.execute(f"COPY (SELECT {columns} FROM staged WHERE NOT _bad) TO {quoted(str(accepted))} (FORMAT parquet)")
    engine.execute(
        f"COPY (SELECT l.row, l._file AS file, l.line, {', '.join(f's.{name}' for name in table.names)} FROM lines l"
        " LEFT JOIN staged s ON s._file = l._file AND s._record = l._record"
        " WHERE s._bad OR l._record < 0 ORDER BY l.row)"
        f" TO {quoted(str(quarantined))} (FORMAT parquet)"
    )
    engine.execute(
        f"CREATE OR REPLACE VIEW {table.name}_accepted AS SELECT * FROM read_parquet({quoted(str(accepted))})"
    )


def _labels(table: Table, source: TableSource) -> dict[str, Label]:
    named = BUILT_IN | {rule.name: rule.label for rule in rules_of(table.name)}
    return named | {check.name: Label(check.why, check.why) for check in source.checks}


def _ledger(
    engine: Engine, table: Table, raws: Sequence[Raw], labels: dict[str, Label], book: Path, *, severity: str
) -> None:
    """Write one line for each row and rule: where it stands, what was got, and what is wrong with it."""
    which = "_bad AND severity = 'quarantine'" if severity == "quarantine" else "NOT _bad AND severity = 'flag'"
    rows = engine.execute(
        f"SELECT p._file, l.line, l.row, p.rule, p.col, p.value FROM problems p JOIN lines l USING (_file, _record)"
        f" WHERE {which} ORDER BY l.row, p.rule, p.col"
    ).fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    text, whole = pa.string(), pa.int64()
    out = pa.table(
        {
            "table": pa.array([table.name] * len(rows), text),
            "file": pa.array([raws[place].path.name for place in columns[0]], text),
            "line": pa.array(columns[1], whole),
            "row": pa.array(columns[2], whole),
            "rule": pa.array(columns[3], text),
            "column": pa.array(columns[4], text),
            "value": pa.array(columns[5], text),
            "label_en": pa.array([labels[rule].en for rule in columns[3]], text),
            "label_zh": pa.array([labels[rule].zh for rule in columns[3]], text),
        }
    )
    folder = book / ("quarantine" if severity == "quarantine" else "flags")
    folder.mkdir(exist_ok=True)
    pq.write_table(out, folder / f"{table.name}.parquet")


def derive_units(engine: Engine, tables: Sequence[Table], book: Path) -> None:
    """Make a flat tree of every unit seen, where no table of units was given."""
    seen = " UNION ".join(f"SELECT unit FROM {table.name}_accepted" for table in tables if "unit" in table.names)
    seen = seen or "SELECT CAST(NULL AS VARCHAR) AS unit WHERE false"
    empty = ", ".join(f"CAST(NULL AS {column.sql_type}) AS {column.name}" for column in TABLES["units"].columns[3:4])
    sql = (
        f"SELECT unit, unit AS name_zh, unit AS name_en, {empty}, parent, CAST(NULL AS DATE) AS valid_from,"
        " CAST(NULL AS DATE) AS valid_to FROM (SELECT 'ALL' AS unit, CAST(NULL AS VARCHAR) AS parent UNION ALL"
        f" SELECT unit, 'ALL' FROM ({seen}) WHERE unit <> 'ALL') ORDER BY parent NULLS FIRST, unit"
    )
    engine.execute(f"COPY ({sql}) TO {quoted(str(book / 'tables' / 'units.parquet'))} (FORMAT parquet)")


def latest_day(engine: Engine, tables: Sequence[Table]) -> date:
    """Find the latest date of any event that is not after today: up to there the data reach."""
    today = datetime.now(UTC).date()
    days = [today.replace(year=1900)]
    for table in tables:
        named = [column.name for column in table.columns if column.type == "date" and table.name != "units"]
        if named:
            sums = ", ".join(f"max({name}) FILTER (WHERE {name} <= DATE '{today}')" for name in named)
            days += [day for day in engine.execute(f"SELECT {sums} FROM {table.name}_accepted").fetchall()[0] if day]
    return max(days)
