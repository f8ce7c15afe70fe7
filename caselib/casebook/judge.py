"""What no single row shows: unknown or expired units, a row or a key again, one judgment in two offices, loose ends."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from caselib.casebook.rules import BUILT_IN
from caselib.casebook.sql import literal, named
from caselib.domain.tables import Table

__all__ = ["judge"]

_BROKEN = "INSERT INTO problems SELECT rowid, {rule}, {severity}, {column}, CAST({value} AS VARCHAR) FROM {rows}"


def judge(engine: duckdb.DuckDBPyConnection, table: Table, *, beside: Collection[str] = ()) -> None:
    """Judge the staged rows of a table, which must be all of the same first key, by each other and by other tables.

    `beside`: the tables of this load; every unit must stand in that of units. What is found is added to `problems`,
    and rows that are set aside for anything are marked.
    """
    if "units" in beside:
        _judge_units(engine, table)
    if "reviews" in beside:
        _judge_reviews(engine, table)
    _judge_offices(engine, table)
    _judge_keys(engine, table)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE aside AS SELECT DISTINCT place FROM problems WHERE severity = 'quarantine'"
    )
    engine.execute("UPDATE staged SET _bad = true WHERE NOT _bad AND rowid IN (SELECT place FROM aside)")


def _judge_units(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find rows of units that are not in the table of units, which must have been loaded before."""
    for column in (column for column in table.columns if column.type == "unit"):
        name = named(column.name)
        engine.execute(
            f"CREATE OR REPLACE TEMP TABLE strange AS SELECT {name} FROM (SELECT DISTINCT {name} FROM staged"
            f" WHERE {name} IS NOT NULL) WHERE {name} NOT IN (SELECT unit FROM units_accepted)"
        )
        if _filled(engine, "strange"):
            rows = f"staged WHERE {name} IN (SELECT {name} FROM strange)"
            engine.execute(
                _BROKEN.format(
                    rule="'unit'", severity="'quarantine'", column=literal(column.name), value=name, rows=rows
                )
            )
    _judge_expired(engine, table)


def _judge_expired(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find rows whose first event lies outside the days for which their unit is valid; they are kept."""
    event = next((named(column.name) for column in table.columns if column.type == "date"), None)
    if "unit" not in table.names or table.name == "units" or event is None:
        return
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE bounded AS SELECT unit, valid_from, valid_to FROM units_accepted"
        " WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL"
    )
    if _filled(engine, "bounded"):
        engine.execute(
            "INSERT INTO problems SELECT s.rowid, 'unit_expired', 'flag', 'unit', s.unit FROM staged s"
            f" JOIN bounded b ON s.unit = b.unit WHERE {event} < b.valid_from OR {event} > b.valid_to"
        )


def _judge_offices(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find a person whose one judgment stands in two rows, of two offices or of one: it would be counted twice.

    All rows are kept and flagged. A person rightly requested again, after supplementary investigation or by an office
    to which the case was transferred, has one judgment in one row, and is not found.
    """
    if table.name != "arrest_reviews":
        return
    same = "case_id, person_id, judged_on"
    # As of keys below: few judgments stand in two rows, and only theirs are grouped by what they say.
    _hashed_again(engine, f"hash({same})", "judged_on IS NOT NULL")
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE twice AS SELECT {same}, min(unit) <> max(unit) AS apart FROM staged"
        f" WHERE judged_on IS NOT NULL AND hash({same}) IN (SELECT h FROM again)"
        # A copy of a row is set aside as one; what is left was received on two days, or by two offices.
        f" GROUP BY {same} HAVING count(DISTINCT (unit, accepted_on)) > 1"
    )
    if not _filled(engine, "twice"):
        return
    for rule, which in (("judged_in_two_offices", "apart"), ("judged_twice", "NOT apart")):
        rows = f"staged WHERE ({same}) IN (SELECT ({same}) FROM twice WHERE {which})"
        broken = {"rule": literal(rule), "severity": literal(BUILT_IN[rule].severity), "column": "'judged_on'"}
        engine.execute(_BROKEN.format(**broken, value="unit", rows=rows))


def _judge_reviews(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find findings of a review that is not in the table of reviews, which must have been loaded before."""
    if table.name == "findings":
        rows = "staged WHERE review_id NOT IN (SELECT review_id FROM reviews_accepted)"
        broken = {"rule": "'finding_of_no_review'", "severity": "'flag'", "column": "'review_id'"}
        engine.execute(_BROKEN.format(**broken, value="review_id", rows=rows))


def _judge_keys(engine: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Find copies of a row (the first stays), and rows of one key that say different things (none stays).

    Rows that are bad for another reason take part: that one of two contradicting rows can be seen to be wrong
    does not make the other one right. A key with a hole in it is no key.
    """
    key = [named(name) for name in table.key]
    whole = " AND ".join(f"{name} IS NOT NULL" for name in key)
    hashed = f"hash({', '.join(key)})"
    _hashed_again(engine, hashed, whole)
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


def _hashed_again(engine: duckdb.DuckDBPyConnection, hashed: str, where: str) -> None:
    """Find the hashes that more than one row has: they keep the grouping of millions of keys small.

    Different keys of one hash are told apart by who asks.
    """
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE again AS SELECT {hashed} AS h FROM staged WHERE {where} GROUP BY h"
        " HAVING count(*) > 1"
    )


def _filled(engine: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(engine.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())
