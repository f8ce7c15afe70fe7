"""A CSV of ten million persons loaded with every rule, against the engine's bare reading of it into Parquet."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import duckdb

from benchmarks.side_by_side import Line, in_turn
from caselib.casebook.load import load
from caselib.casebook.sql import literal
from caselib.synthetic.nation import synthesize

SCALE = 1.16
"""Gives ten million persons."""


def lines(work: Path, *, scale: float = SCALE) -> list[Line]:
    """The row of the table."""
    work.mkdir(parents=True, exist_ok=True)
    nation = synthesize(work / "export", scale=scale, format="csv")
    only, bare = work / "only", work / "bare.parquet"
    only.mkdir()
    for name in ("arrest_reviews.csv", "units.csv", "mapping.toml"):
        shutil.move(nation.path / name, only / name)
    shutil.rmtree(nation.path)
    file, books = only / "arrest_reviews.csv", []

    def copy() -> None:
        duckdb.execute(f"COPY (SELECT * FROM read_csv({literal(str(file))})) TO {literal(str(bare))}")

    def ours() -> None:
        books.append(load(only, work / f"book{time.monotonic_ns()}"))

    times = in_turn(ours, copy)
    ((read,),) = duckdb.execute(f"SELECT count(*) FROM {literal(str(bare))}").fetchall()
    accepted = {table.accepted for book in books for table in book.tables if table.name == "arrest_reviews"}
    what = f"load a CSV of {read:,} rows with all rules / bare read_csv to Parquet"
    return [Line.of(what, times, same=accepted == {read}, most=3.0)]
