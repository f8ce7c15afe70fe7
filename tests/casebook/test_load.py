"""From files to a casebook: nothing lost, each bad row with its rule, its value and its line."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

from caselib.casebook.load import LoadedTable, load
from caselib.casebook.store import open_casebook
from caselib.casebook.summary import lines
from caselib.errors import CasebookError, CaselibError, MappingError, SourceError, UnitError

pytestmark = pytest.mark.slow

UNITS = "unit,name_en,level,parent\n1,Top,provincial,\n11,Office,municipal,1\n"
HEAD = "case_id,person_id,unit,accepted_on,decided_on,decision,detained,note\n"
GOOD = "c1,p1,11,2026-01-01,2026-01-05,approved,true,plain\n"


def source(folder: Path, reviews: str | bytes, *, name: str = "arrest_reviews.csv", units: str = UNITS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "units.csv").write_text(units, encoding="utf-8")
    (folder / name).write_bytes(reviews if isinstance(reviews, bytes) else reviews.encode())
    return folder


def quarantined(path: Path) -> list[tuple[int, str, str]]:
    found = open_casebook(path).quarantine()
    return [(row.line, row.rule, row.column) for row in found.itertuples()]


BAD_ROWS = {
    "missing": (",p1,11,2026-01-01,2026-01-05,approved,true,", "case_id"),
    "type": ("c2,p1,11,2026-02-30,2026-01-05,approved,true,", "accepted_on"),
    "code": ("c2,p1,11,2026-01-01,2026-01-05,aproved,true,", "decision"),
    "unit": ("c2,p1,99,2026-01-01,2026-01-05,approved,true,", "unit"),
    "row_shape": ("c2,p1,11,2026-01-01", ""),
    "decided_before_accepted": ("c2,p1,11,2026-01-05,2026-01-04,approved,true,", "decided_on"),
    "date_without_decision": ("c2,p1,11,2026-01-01,2026-01-05,,true,", "decision"),
    "decision_without_date": ("c2,p1,11,2026-01-01,,approved,true,", "decided_on"),
    "duplicate": (GOOD.strip(), "case_id"),
}


@pytest.mark.parametrize("rule", BAD_ROWS)
def test_a_bad_row_is_kept_apart_with_its_rule_and_line(tmp_path: Path, rule: str) -> None:
    row, column = BAD_ROWS[rule]
    loaded = load(source(tmp_path / "in", HEAD + GOOD + row + "\n"), tmp_path / "book")["arrest_reviews"]
    assert (loaded.rows_in, loaded.accepted, loaded.quarantined) == (2, 1, 1)
    assert quarantined(tmp_path / "book") == [(3, rule, column)]


def test_rows_of_one_key_that_differ_are_all_kept_apart(tmp_path: Path) -> None:
    rows = GOOD + GOOD.replace("approved", "refused") + GOOD.replace("c1", "c2")
    loaded = load(source(tmp_path / "in", HEAD + rows), tmp_path / "book")["arrest_reviews"]
    assert (loaded.accepted, loaded.quarantined) == (1, 2)
    assert [rule for _, rule, _ in quarantined(tmp_path / "book")] == ["key_conflict"] * 2


def test_a_person_rightly_requested_again_is_not_a_duplicate(tmp_path: Path) -> None:
    """CR 292: after supplementary investigation the police request arrest again, in the same case."""
    again = GOOD.replace("2026-01-01", "2026-02-01").replace("2026-01-05", "2026-02-05")
    loaded = load(source(tmp_path / "in", HEAD + GOOD + again), tmp_path / "book")["arrest_reviews"]
    assert loaded.quarantined == 0


def test_a_late_decision_is_a_finding_and_not_a_bad_row(tmp_path: Path) -> None:
    late = GOOD.replace("2026-01-05", "2026-03-05")
    assert load(source(tmp_path / "in", HEAD + late), tmp_path / "book")["arrest_reviews"].quarantined == 0


def test_lines_are_exact_behind_quoted_line_ends_and_blank_lines(tmp_path: Path) -> None:
    text = HEAD + 'c1,p1,11,2026-01-01,2026-01-05,approved,true,"two\nlines"\n\n' + BAD_ROWS["unit"][0] + "\n"
    text += BAD_ROWS["row_shape"][0] + "\n" + BAD_ROWS["code"][0].replace("c2", "c3") + "\n"
    load(source(tmp_path / "in", text), tmp_path / "book")
    assert [(line, rule) for line, rule, _ in quarantined(tmp_path / "book")] == [
        (5, "unit"),
        (6, "row_shape"),
        (7, "code"),
    ]


def test_a_row_with_two_faults_is_kept_apart_once(tmp_path: Path) -> None:
    row = "c2,p1,11,yesterday,2026-01-05,maybe,true,\n"
    loaded = load(source(tmp_path / "in", HEAD + GOOD + row), tmp_path / "book")["arrest_reviews"]
    assert loaded.quarantined == 1
    assert {rule for _, rule, _ in quarantined(tmp_path / "book")} == {"type", "code"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(tmp_path: Path, encoding: str, packed: bool) -> None:
    text = (HEAD + "案一,p1,11,2026-01-01,2026/1/5,不批准或不予逮捕,是,备注\n").encode(encoding)
    name = "arrest_reviews.csv.gz" if packed else "arrest_reviews.csv"
    load(source(tmp_path / "in", gzip.compress(text) if packed else text, name=name), tmp_path / "book")
    row = open_casebook(tmp_path / "book").sql("SELECT * FROM arrest_reviews").iloc[0]
    assert (row["case_id"], row["decision"], bool(row["detained"])) == ("案一", "refused", True)
    assert str(row["decided_on"].date()) == "2026-01-05"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = (HEAD + GOOD).replace(",", delimiter)
    assert load(source(tmp_path / "in", text), tmp_path / "book")["arrest_reviews"].accepted == 1


def test_excel(tmp_path: Path) -> None:
    folder = source(tmp_path / "in", "", name="empty_folder_marker.md")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD.strip().split(","))
    sheet.append(["c1", "p1", 11, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-05"), "批准或决定逮捕", True, None])
    sheet.append([])
    sheet.append(["c2", "p1", 99, pd.Timestamp("2026-01-01"), pd.Timestamp("2026-01-05"), "approved", True, None])
    book.save(folder / "arrest_reviews.xlsx")
    loaded = load(folder, tmp_path / "book")["arrest_reviews"]
    assert (loaded.rows_in, loaded.accepted) == (2, 1)
    assert quarantined(tmp_path / "book") == [(4, "unit", "unit")]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    folder = source(tmp_path / "in", "", name="empty_folder_marker.md")
    duckdb.sql(
        f"COPY (SELECT 'c1' AS case_id, 'p1' AS person_id, '11' AS unit, DATE '2026-01-01' AS accepted_on,"
        f" TIMESTAMP '2026-01-05 10:00:00' AS decided_on, 'approved' AS decision, true AS detained)"
        f" TO '{folder}/arrest_reviews.parquet'"
    )
    assert load(folder, tmp_path / "book")["arrest_reviews"].accepted == 1
    assert open_casebook(tmp_path / "book").count("arrested", period="2026Q1").frame["numerator"].iloc[0] == 1


def test_the_same_input_has_the_same_id_and_the_same_bytes(tmp_path: Path) -> None:
    folder = source(tmp_path / "in", HEAD + GOOD)
    first, second = load(folder, tmp_path / "one"), load(folder, tmp_path / "two")
    assert first.id == second.id
    paths = [next((tmp_path / book / "versions").glob("*/tables/arrest_reviews.parquet")) for book in ("one", "two")]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    source(folder, HEAD + GOOD + GOOD.replace("c1", "c2"))
    assert load(folder, tmp_path / "one").id != first.id


def test_an_opened_casebook_stays_as_it_was(tmp_path: Path) -> None:
    folder = source(tmp_path / "in", HEAD + GOOD)
    load(folder, tmp_path / "book")
    before = open_casebook(tmp_path / "book")
    source(folder, HEAD + GOOD + GOOD.replace("c1", "c2"))
    load(folder, tmp_path / "book")
    assert len(before.sql("SELECT * FROM arrest_reviews")) == 1
    assert len(open_casebook(tmp_path / "book").sql("SELECT * FROM arrest_reviews")) == 2


def test_a_failed_load_leaves_the_old_casebook_and_no_litter(tmp_path: Path) -> None:
    load(source(tmp_path / "in", HEAD + GOOD), tmp_path / "book")
    with pytest.raises(SourceError):
        load(source(tmp_path / "in", b""), tmp_path / "book")
    assert len(open_casebook(tmp_path / "book").sql("SELECT * FROM arrest_reviews")) == 1
    assert not list((tmp_path / "book" / "versions").glob(".*"))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "arrest_reviews.csv", "empty"),
        (b"a,b\xff\xfe\x80\x81\xff\n", "arrest_reviews.csv", "neither UTF-8 nor GB18030"),
        (gzip.compress((HEAD + GOOD * 500).encode())[:-30], "arrest_reviews.csv.gz", "broken"),
        (b"not a gzip", "arrest_reviews.csv.gz", "broken"),
        (b"not a workbook", "arrest_reviews.xlsx", "can't be read"),
        (b"not a parquet", "arrest_reviews.parquet", "not a Parquet file"),
        (b"case_id,,unit\n1,2,3\n", "arrest_reviews.csv", "a heading is empty"),
        (b"case_id,Case_ID,unit\n1,2,3\n", "arrest_reviews.csv", "stands twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_line(tmp_path: Path, content: bytes, name: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        load(source(tmp_path / "in", content, name=name), tmp_path / "book")
    assert "\n" not in str(caught.value)


def test_a_folder_with_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(SourceError, match="nothing to load"):
        load(tmp_path / "in", tmp_path / "book")
    with pytest.raises(SourceError, match="no such file or folder"):
        load(tmp_path / "nowhere", tmp_path / "book")


def test_without_units_a_flat_tree_is_made(tmp_path: Path) -> None:
    folder = source(tmp_path / "in", HEAD + GOOD)
    (folder / "units.csv").unlink()
    loaded = load(folder, tmp_path / "book")
    assert loaded.units_derived
    assert open_casebook(tmp_path / "book").units.children("ALL") == ["11"]
    assert "flat tree" in "\n".join(lines(loaded))


def test_rows_that_do_not_add_up_are_never_published() -> None:
    with pytest.raises(CasebookError, match="rows are lost"):
        LoadedTable("arrest_reviews", rows_in=10, accepted=7, quarantined=2, flagged=0)


def test_invented_cases_carry_their_mark(tmp_path: Path) -> None:
    load(source(tmp_path / "in", HEAD + GOOD.replace("c1", "INV-1")), tmp_path / "book")
    assert open_casebook(tmp_path / "book").invented


def test_what_is_not_a_casebook_is_said(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="not a casebook"):
        open_casebook(tmp_path)
    load(source(tmp_path / "in", HEAD + GOOD), tmp_path / "book")
    with pytest.raises(UnitError):
        open_casebook(tmp_path / "book", unit="77")
    with pytest.raises(CasebookError, match="tables here"):
        open_casebook(tmp_path / "book").sql("SELECT * FROM no_such_table")


def test_an_opened_casebook_reads_nothing_else(tmp_path: Path) -> None:
    load(source(tmp_path / "in", HEAD + GOOD), tmp_path / "book")
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    book = open_casebook(tmp_path / "book")
    for query in (
        f"SELECT * FROM read_csv('{secret}')",
        "INSTALL httpfs",
        f"ATTACH '{tmp_path}/x.db'",
        "SET threads = 1",
    ):
        with pytest.raises((duckdb.Error, CaselibError)):
            book.sql(query)


MAPPING = """
[source]
name = "an office"
data_date = 2026-09-30
[tables.arrest_reviews]
files = ["export*.csv"]
[tables.arrest_reviews.columns]
case_id = "案号"
person_id = { record = true }
unit = { constant = "11" }
accepted_on = "受理"
decided_on = { column = "决定" }
decision = { column = "结果", values = { "捕" = "approved", "不捕" = "refused" } }
offence = { sql = "CASE WHEN \\"罪名\\" LIKE '%盗窃%' THEN 'theft' ELSE \\"罪名\\" END" }
[[tables.arrest_reviews.checks]]
name = "age_negative"
bad = "TRY_CAST(年龄 AS INTEGER) < 0"
why = "an age below zero"
column = "年龄"
"""


def test_a_mapping_names_translates_and_checks(tmp_path: Path) -> None:
    folder = source(
        tmp_path / "in",
        "案号,受理,决定,结果,罪名,年龄\n甲,2026-01-01,2026-01-05,不捕,入户盗窃,30\n乙,2026-01-01,2026-01-05,捕,诈骗,-3\n",
        name="export1.csv",
    )
    (folder / "m.toml").write_text(MAPPING, encoding="utf-8")
    loaded = load(folder, tmp_path / "book", mapping=folder / "m.toml")["arrest_reviews"]
    assert (loaded.accepted, loaded.rules) == (1, {"age_negative": 1})
    assert quarantined(tmp_path / "book") == [(3, "age_negative", "年龄")]
    row = open_casebook(tmp_path / "book").sql("SELECT * FROM arrest_reviews").iloc[0]
    assert (row["decision"], row["offence"], row["person_id"]) == ("refused", "theft", "export1:1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[source]", "[sauce]"), "did you mean 'source'"),
        (("tables.arrest_reviews]", "tables.arrests]"), "did you mean 'arrest_reviews'"),
        (('case_id = "案号"', 'case_di = "案号"'), "did you mean 'case_id'"),
        (('case_id = "案号"', 'case_id = "案件号"'), "no such source column"),
        (("record = true", "recrod = true"), "did you mean 'record'"),
        (('constant = "11"', 'constant = "11", column = "案号"'), "one of: column, sql, constant, record"),
        (("[source]", "[source"), "can't be read"),
        (("TRY_CAST(年龄 AS INTEGER)", "TRY_CAST(年纪 AS INTEGER)"), "no such source column"),
    ],
)
def test_a_wrong_mapping_says_what_was_meant(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    folder = source(tmp_path / "in", "案号,受理,决定,结果,罪名,年龄\n", name="export1.csv")
    (folder / "m.toml").write_text(MAPPING.replace(*change), encoding="utf-8")
    with pytest.raises(MappingError, match=said):
        load(folder, tmp_path / "book", mapping=folder / "m.toml")


def test_a_casebook_can_be_moved(tmp_path: Path) -> None:
    load(source(tmp_path / "in", HEAD + GOOD), tmp_path / "book")
    shutil.move(tmp_path / "book", tmp_path / "elsewhere")
    assert len(open_casebook(tmp_path / "elsewhere").sql("SELECT * FROM arrest_reviews")) == 1


def test_a_casebook_of_an_earlier_caselib_lacks_what_was_declared_since(tmp_path: Path) -> None:
    """A column that is declared later is absent there, and empty; nothing fails for it."""
    load(source(tmp_path / "in", HEAD + GOOD), tmp_path / "book")
    file = open_casebook(tmp_path / "book").place / "tables" / "arrest_reviews.parquet"
    pd.read_parquet(file).drop(columns="campaign").to_parquet(file)
    book = open_casebook(tmp_path / "book")
    assert "campaign" in book.absent["arrest_reviews"]
    assert book.sql("SELECT campaign FROM arrest_reviews")["campaign"].isna().all()
