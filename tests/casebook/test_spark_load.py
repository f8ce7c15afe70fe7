"""A load on Spark makes the casebook that a load at home makes: every row, every line of quarantine, the same id."""

from __future__ import annotations

import json
import random
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import caselib as cl
from caselib.casebook import spread
from caselib.casebook.load import load
from caselib.casebook.loaded import Loaded
from caselib.cli import app
from caselib.errors import CasebookError, CaselibError, MappingError
from tests.casebook.exports import HEADING, as_csv, export, good_rows, raw_export
from tests.casebook.test_fuzz import CLEAN, SPOILS, spoilt

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("spark"),
    # pyspark's own words about the pandas that it meets, and sockets that it leaves to the collector.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
MAPPING = """
[source]
data_date = 2026-06-30
[tables.arrest_reviews]
files = ["a*.*"]
date_formats = ["%Y年%m月%d日"]
[tables.arrest_reviews.columns]
decision = { column = "decision", values = { "批捕" = "approved" } }
offence = { sql = "if(offence = 'oops', CAST(CAST(offence AS INTEGER) AS VARCHAR), offence)" }
[[tables.arrest_reviews.checks]]
name = "our_number"
column = "case_id"
bad = "length(case_id) > 12"
severity = "flag"
why = "our numbers are short"
"""


@pytest.fixture(autouse=True)
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few rows, so that rows of one key lie in different files and come together elsewhere."""
    monkeypatch.setattr(spread, "ROWS", 40)


def messy(folder: Path) -> Path:
    """One table in every form in which it may come, with faults of its own, across files, and across tables."""
    rows = good_rows(90)
    worded = [{**row, "case_id": f"W{row['case_id']}", "decision": "批捕"} for row in rows[:20]]
    export(folder, rows[:50], "a1.csv")
    judged = as_csv([*rows[50:], *rivals(rows), *odd(rows)], (*HEADING, "judged_on", "judgment"))
    raw_export(folder, judged.encode("gb18030"), "a2.csv")
    raw_export(folder, as_csv(worded) + 'W9,"P\n1",420101,x\nshort,row\na,b,c,d,e,f,g,h,i\n', "a3.csv")
    workbook(folder / "a4.xlsx", rows)
    parquet(folder, worded)
    raw_export(folder, as_csv([], HEADING), "a7.csv")
    units = ["ALL,,All,,", "420100,ALL,A,,", "420101,ALL,B,2026-01-10,", "420102,ALL,C,,"]
    raw_export(folder, "\n".join(["unit,parent,name_en,valid_from,valid_to", *units]), "units.csv")
    found = ["F1,R1,2026-02-02", "F1,R2,2026-02-03", "F2,R9,2026-02-04"]
    raw_export(folder, "\n".join(["finding_id,review_id,found_on", *found]), "findings.csv")
    raw_export(folder, "review_id,case_id,unit,reviewed_on\nR1,C00001,420100,2026-02-01\n", "reviews.csv")
    return raw_export(folder, MAPPING, "mapping.toml")


def rivals(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Copies, contradictions, and one judgment in two offices: each with rows of another file."""
    judged = {**rows[60], "case_id": "J1", "judged_on": "2026-05-05", "judgment": "guilty"}
    return [
        rows[3],
        {**rows[4], "decision": "refused"},
        {**rows[5], "unit": "420102", "accepted_on": "2026-01-09"},
        {**judged, "unit": "420101"},
        {**judged, "unit": "420100", "accepted_on": "2026-01-04"},
    ]


def odd(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Days that need the slow way to be read, and one that can't be."""
    days = ("２０２６-01-30", "2026年1月30日", "30.1.26")
    return [{**rows[6], "case_id": f"X{place}", "decided_on": day} for place, day in enumerate(days)]


def workbook(path: Path, rows: list[dict[str, str]]) -> None:
    """A workbook with a title, a line of totals, and rows on which an expression, a check and a unit fail."""
    long = {**rows[8], "case_id": "LONGER-THAN-TWELVE"}
    faulty = [{**rows[7], "case_id": "F1", "offence": "oops"}, long, {**rows[9], "case_id": "U1", "unit": "999999"}]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (["受理登记表"], [], HEADING, *(list(row.values()) for row in faulty), ["合计", *[""] * 6, 3]):
        sheet.append(list(cells))
    book.save(path)


def parquet(folder: Path, rows: list[dict[str, str]]) -> None:
    """Texts, which Spark reads itself, and times to the nanosecond, which it does not."""
    plain = {name: [row[name] for row in rows] for name in HEADING}
    pq.write_table(pa.table({**plain, "case_id": [f"P{n}" for n in range(20)]}), folder / "a5.parquet")
    days = pa.array([datetime(2026, 1, 5 + n % 9, 8, 30) for n in range(20)], pa.timestamp("ns"))
    timed = {**plain, "case_id": [f"T{n}" for n in range(20)], "accepted_on": days, "decided_on": days}
    pq.write_table(pa.table(timed), folder / "a6.parquet")


def both_ways(source: Path, work: Path) -> tuple[Loaded, Loaded]:
    for engine in ("duckdb", "spark"):
        shutil.rmtree(work / engine, ignore_errors=True)
    return load(source, work / "duckdb"), load(source, work / "spark", engine="spark")


def assert_same(one: Loaded, other: Loaded) -> None:
    assert one.id == other.id
    assert one.tables == other.tables
    assert one.files == other.files
    ours, theirs = (made.path / "versions" / made.id for made in (one, other))
    said = [json.loads((place / "manifest.json").read_text(encoding="utf-8")) for place in (ours, theirs)]
    assert {**said[0], "created": ""} == {**said[1], "created": ""}
    files = sorted(path.relative_to(ours) for path in ours.rglob("*.parquet"))
    assert files == sorted(path.relative_to(theirs) for path in theirs.rglob("*.parquet"))
    for file in files:
        first, second = (duckdb.read_parquet(str(place / file)).to_arrow_table() for place in (ours, theirs))
        assert first.schema == second.schema, file
        assert first.equals(second), file


def test_every_rule_of_the_invented_nation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "ROWS", 3_000)
    made = cl.synthesize(tmp_path / "nation", scale=0.002, faults=True)
    ours, theirs = both_ways(made.path, tmp_path)
    assert sum(table.quarantined for table in theirs.tables) > 40
    assert_same(ours, theirs)


def test_every_form_and_every_fault_between_rows(tmp_path: Path) -> None:
    ours, theirs = both_ways(messy(tmp_path / "in"), tmp_path)
    broken = {rule for table in ours.tables for rule in (*table.rules, *table.flags)}
    assert {"row_shape", "duplicate", "key_conflict", "unit", "unit_expired", "judged_in_two_offices"} <= broken
    assert {"finding_of_no_review", "not_computed", "our_number", "type"} <= broken
    assert_same(ours, theirs)


@pytest.mark.parametrize("seed", range(3))
def test_files_spoilt_at_random(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kinds = ["insert", "delete", "double line", "drop line"]
    for file in range(8):
        changes = [(chance.choice(kinds), chance.randrange(len(CLEAN)), chance.choice(SPOILS)) for _ in range(5)]
        text = spoilt(CLEAN.replace("C0", f"{'CD'[file % 2]}{file // 2}"), [one for one in changes if one[1] > 70])
        raw_export(tmp_path / "in", text, f"a{file}.csv")
    raw_export(tmp_path / "in", '[tables.arrest_reviews]\nfiles = ["a*.csv"]\n', "mapping.toml")
    assert_same(*both_ways(tmp_path / "in", tmp_path))


def test_rows_without_a_number_of_their_own_are_numbered_by_file_and_record(tmp_path: Path) -> None:
    heading = tuple(name for name in HEADING if name != "case_id")
    for name, rows in (("north", good_rows(70)), ("south", good_rows(50))):
        raw_export(tmp_path / "in", as_csv(rows, heading), f"{name}.csv")
    said = '[tables.arrest_reviews]\nfiles = ["*.csv"]\n[tables.arrest_reviews.columns]\ncase_id = { record = true }\n'
    raw_export(tmp_path / "in", said, "mapping.toml")
    ours, theirs = both_ways(tmp_path / "in", tmp_path)
    assert ours["arrest_reviews"].accepted == 120
    assert_same(ours, theirs)


def test_what_can_never_be_computed_is_one_line_and_nothing_is_published(tmp_path: Path) -> None:
    source = export(tmp_path / "in", good_rows(3))
    said = "[tables.arrest_reviews.columns]\nextra_steps = { sql = \"date_diff('day', unit, 3)\" }\n"
    errors = []
    for engine in ("duckdb", "spark"):
        with pytest.raises(CaselibError) as caught:
            load(raw_export(source, said, "mapping.toml"), tmp_path / engine, engine=engine)  # type: ignore[arg-type]
        errors.append(caught.value)
        assert not (tmp_path / engine / "current").exists()
    assert [type(error) for error in errors] == [MappingError, MappingError]
    assert "\n" not in str(errors[1])
    assert str(errors[1]) == str(errors[0])


def test_a_worker_that_dies_is_one_line_and_leaves_the_old_casebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = export(tmp_path / "in", good_rows(3))
    before = load(source, tmp_path / "book").id
    monkeypatch.setattr(spread, "judge_part", _dies)
    raw_export(source, as_csv(good_rows(4)))
    with pytest.raises(CasebookError, match=r"^Spark fails \(.*\)") as caught:
        load(source, tmp_path / "book", engine="spark")
    assert "\n" not in str(caught.value)
    assert cl.open(tmp_path / "book").id == before
    assert [path.name for path in (tmp_path / "book" / "versions").iterdir()] == [before]


def _dies(batches: Any, *, job: Any) -> Any:
    import os

    for _ in batches:
        os._exit(9)
    yield from ()


def test_the_shell_door(tmp_path: Path) -> None:
    source = export(tmp_path / "in", good_rows(3))
    done = CliRunner().invoke(app, ["load", str(source), str(tmp_path / "book"), "--engine", "spark"])
    assert done.exit_code == 0
    assert "arrest_reviews: 3 rows in = 3 accepted + 0 quarantined" in done.output
    with pytest.raises(CasebookError, match="no such engine; got: 'abacus'; do: duckdb, spark"):
        load(source, tmp_path / "book", engine="abacus")  # type: ignore[arg-type]
