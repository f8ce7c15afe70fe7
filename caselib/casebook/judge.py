"""What no single row shows: unknown units, the same row again, the same key with other content."""

from __future__ import annotations

import duckdb

from caselib.casebook.sql import literal, named
from caselib.domain.tables import Table

__all__ = ["judge_keys", "judge_units"]

_BROKEN = "INSERT INTO problems SELECT rowid, {rule}, 'quarantine', {column}, CAST({value} AS VARCHAR) FROM {rows}"


def judge_units(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find rows of units that are not in the table of units, which must have been loaded before."""
    for column in (column for column in table.columns if column.type == "unit"):
        name = named(column.name)
        engine.execute(
            f"CREATE OR REPLACE TEMP TABLE strange AS SELECT {name} FROM (SELECT DISTINCT {name} FROM staged"
            f" WHERE {name} IS NOT NULL) WHERE {name} NOT IN (SELECT unit FROM units_accepted)"
        )
        if _filled(engine, "strange"):
            rows = f"staged WHERE {name} IN (SELECT {name} FROM strange)"
            engine.execute(_BROKEN.format(rule="'unit'", column=literal(column.name), value=name, rows=rows))


def judge_keys(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find copies of a row (the first stays), and rows of one key that say different things (none stays).

    Rows that are bad for another reason take part: that one of two contradicting rows can be seen to be wrong
    does not make the other one right. A key with a hole in it is no key.
    """
    key = [named(name) for name in table.key]
    whole = " AND ".join(f"{name} IS NOT NULL" for name in key)
    # The hash keeps the grouping of millions of keys small; the few that collide are told apart below.
    hashed = f"hash({', '.join(key)})"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE again AS SELECT {hashed} AS h FROM staged WHERE {whole} GROUP BY h"
        " HAVING count(*) > 1"
    )
    if not _filled(engine, "again"):
        return
    content = ", ".join(f"{named(name)} := {named(name)}" for name in table.names)
    keys = ", ".join(key)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE rivals AS SELECT place, shown,"
        f" min(content) OVER same IS DISTINCT FROM max(content) OVER same AS differs,"
        " row_number() OVER (PARTITION BY {keys} ORDER BY place) AS turn"
        f" FROM (SELECT rowid AS place, {keys}, hash(struct_pack({content}))::VARCHAR AS content,"
        f" concat_ws(' / ', {keys}) AS shown FROM staged WHERE {whole} AND {hashed} IN (SELECT h FROM again))"
        f" WINDOW same AS (PARTITION BY {keys})".replace("{keys}", keys)
    )
    for rule, which in (("key_conflict", "differs"), ("duplicate", "NOT differs AND turn > 1")):
        engine.execute(
            f"INSERT INTO problems SELECT place, '{rule}', 'quarantine', {literal(table.key[0])}, shown FROM rivals"
            f" WHERE {which}"
        )


def _filled(engine: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(engine.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())
