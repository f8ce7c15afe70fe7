"""What is written of a judged table: accepted rows, quarantined rows, and a line for each row and rule broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from caselib.casebook.history import key_text
from caselib.casebook.raw import Raw
from caselib.casebook.sql import literal, named
from caselib.casebook.workbench import in_order
from caselib.domain.label import Label
from caselib.domain.tables import Table

__all__ = ["LEDGER", "note_broken", "number_problems", "open_ledgers", "write_ledgers", "write_rows"]

LEDGER = '"table", file, line, row, case_id, key, rule, "column", value, label_en, label_zh'
_LEDGERS = {"quarantine": "quarantine", "flag": "flags"}


def number_problems(engine: duckdb.DuckDBPyConnection, table: Table, raws: Sequence[Raw]) -> None:
    """Number the rows that are set aside and those that are kept and flagged; say where in the source each stands."""
    _register_lines(engine, raws)
    case = named("case_id") if "case_id" in table.names else "NULL"
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE found AS SELECT place, bad, f.name AS file, record + l.ahead AS line, case_id,"
        " key, row_number() OVER (PARTITION BY bad ORDER BY place) AS row FROM ("
        f"SELECT s.rowid AS place, s._file, CAST({case} AS VARCHAR) AS case_id, {key_text(table.name)} AS key,"
        " s.rowid - n.first + 1 AS record,"
        " s._bad AS bad"
        " FROM staged s JOIN file_names n ON s._file = n.number WHERE s.rowid IN (SELECT place FROM problems)) r"
        " JOIN file_names f ON r._file = f.number"
        " ASOF JOIN file_lines l ON r._file = l.number AND r.record >= l.record_from"
    )


def write_rows(engine: duckdb.DuckDBPyConnection, table: Table, book: Path) -> None:
    """Write accepted rows in the order of the source, and quarantined rows as far as they could be read."""
    columns = ", ".join(named(name) for name in table.names)
    accepted, quarantined = (book / folder / f"{table.name}.parquet" for folder in ("tables", "quarantined"))
    _copy(engine, in_order(engine, f"SELECT {columns} FROM staged WHERE NOT _bad"), accepted)
    theirs = ", ".join(f"s.{named(name)}" for name in table.names)
    _copy(
        engine,
        f"SELECT f.row, f.file, f.line, {theirs} FROM found f JOIN staged s ON s.rowid = f.place WHERE f.bad"
        " ORDER BY f.row",
        quarantined,
    )
    file = literal(str(accepted.resolve()))
    engine.execute(f"CREATE OR REPLACE VIEW {table.name}_accepted AS SELECT * FROM read_parquet({file})")


def note_broken(
    engine: duckdb.DuckDBPyConnection, table: Table, labels: Mapping[str, Label]
) -> dict[str, dict[str, int]]:
    """Add the table's lines to the two ledgers; give how many rows broke which rule, by severity."""
    names = pa.table(
        {"rule": list(labels), "en": [one.en for one in labels.values()], "zh": [one.zh for one in labels.values()]}
    )
    engine.register("rule_labels", names)
    counts = {}
    for severity, ledger in _LEDGERS.items():
        joined = "problems p JOIN found f USING (place) JOIN rule_labels n ON n.rule = p.rule"
        rows = f"{joined} WHERE severity = '{severity}' AND bad = {severity == 'quarantine'}"
        engine.execute(
            f"INSERT INTO {ledger} SELECT {literal(table.name)}, file, line, row, case_id, key, p.rule, col, value, en,"
            " zh"
            f" FROM {rows}"
        )
        counted = engine.execute(f"SELECT p.rule, count(DISTINCT place) FROM {rows} GROUP BY 1 ORDER BY 1")
        counts[severity] = dict(counted.fetchall())
    engine.unregister("rule_labels")
    return counts


def write_ledgers(engine: duckdb.DuckDBPyConnection, book: Path) -> None:
    """Write the lines of all tables: quarantine.parquet and flags.parquet."""
    for ledger in _LEDGERS.values():
        order = 'ORDER BY "table", row, rule, "column"'
        _copy(engine, f"SELECT {LEDGER} FROM {ledger} {order}", book / f"{ledger}.parquet")


def open_ledgers(engine: duckdb.DuckDBPyConnection) -> None:
    """Make the two ledgers, empty."""
    for ledger in _LEDGERS.values():
        engine.execute(
            f'CREATE TABLE {ledger} ("table" VARCHAR, file VARCHAR, line BIGINT, row BIGINT, case_id VARCHAR,'
            ' key VARCHAR, rule VARCHAR, "column" VARCHAR, value VARCHAR, label_en VARCHAR, label_zh VARCHAR)'
        )


def _register_lines(engine: duckdb.DuckDBPyConnection, raws: Sequence[Raw]) -> None:
    firsts = [sum(raw.records for raw in raws[:place]) for place in range(len(raws))]
    files = pa.table({"number": range(len(raws)), "name": [raw.file for raw in raws], "first": firsts})
    steps = [
        pa.table(
            {
                "number": pa.array([place] * len(raw.lines.records), pa.int64()),
                "record_from": pa.array(raw.lines.records, pa.int64()),
                "ahead": pa.array(raw.lines.ahead, pa.int64()),
            }
        )
        for place, raw in enumerate(raws)
    ]
    for name, made in (("file_names", files), ("file_lines", pa.concat_tables(steps))):
        engine.register("arriving", made)
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arriving")
        engine.unregister("arriving")


def _copy(engine: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    engine.execute(f"COPY ({query}) TO {literal(str(path.resolve()))} (FORMAT parquet)")
