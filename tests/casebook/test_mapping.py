"""A mapping says only what a mapping may say; every unknown word is refused with the nearest right one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caselib.casebook.mapping import ColumnSource, Mapping
from caselib.errors import MappingError

WHOLE = """
[source]
name = "An office"
invented = true
data_date = 2026-09-30

[tables.arrest_reviews]
files = ["案件*.csv"]
date_formats = ["%d/%m/%Y"]

[tables.arrest_reviews.columns]
case_id = "案号"
decision = { column = "结果", values = { "批准逮捕" = "approved" } }
person_id = { sql = "案号 || '-1'" }
unit = { constant = 420000 }
handler = { record = true }

[[tables.arrest_reviews.checks]]
name = "age_negative"
bad = "age < '0'"
why = "an age below zero"

[[tables.units.rows]]
unit = "420000"
"""


def read(folder: Path, text: str) -> Mapping:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return Mapping.read(path)


def test_a_whole_mapping(tmp_path: Path) -> None:
    mapping = read(tmp_path, WHOLE)
    assert (mapping.name, mapping.invented, mapping.data_date) == ("An office", True, date(2026, 9, 30))
    table = mapping.table("arrest_reviews")
    assert table.files == ("案件*.csv",)
    assert table.columns["case_id"] == ColumnSource(column="案号")
    assert table.columns["unit"] == ColumnSource(constant="420000")
    assert table.columns["decision"].values == {"批准逮捕": "approved"}
    assert table.columns["handler"].record
    assert table.checks[0].severity == "quarantine"
    assert mapping.table("units").rows == ({"unit": "420000"},)
    assert mapping.table("units").files == ()
    assert mapping.table("reviews").files == ("reviews.*",)


def test_layout_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    spaced = WHOLE.replace(" = ", "   =   ").replace("\n\n", "\n\n# said again\n\n")
    assert read(tmp_path, WHOLE).fingerprint() == read(tmp_path, spaced).fingerprint()
    assert read(tmp_path, WHOLE).fingerprint() != read(tmp_path, WHOLE.replace("-1", "-2")).fingerprint()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[source]", "[sourc]", "did you mean 'source'"),
        ("invented = true", "inventd = true", "did you mean 'invented'"),
        ("invented = true", 'invented = "yes"', "invented is written as true"),
        ("data_date = 2026-09-30", 'data_date = "2026-09-30"', "data_date is written as 2026-09-30"),
        ("tables.arrest_reviews.columns", "tables.arrest_review.columns", "did you mean 'arrest_reviews'"),
        ("case_id =", "caseid =", "did you mean 'case_id'"),
        ("files =", "file =", "did you mean 'files'"),
        ('files = ["案件*.csv"]', 'files = "案件*.csv"', "a list is expected"),
        ('["案件*.csv"]', '["../other.csv"]', "within the source"),
        ("{ column = ", "{ columm = ", "did you mean 'column'"),
        ("{ record = true }", '{ record = true, column = "a" }', "one of: column, sql, constant, record"),
        ("{ record = true }", "{ column = 3 }", "a text in quotes"),
        ("{ record = true }", "3", "a table of TOML"),
        ("bad = ", "bda = ", "did you mean 'bad'"),
        ('why = "an age below zero"', "", "a check says its name"),
        ('why = "an age below zero"', 'why = "x"\nseverity = "drop"', "quarantines or flags"),
        ('name = "age_negative"', 'name = "missing"', "a rule has this name already"),
        ('name = "age_negative"', 'name = "age negative"', "plain name"),
        ('unit = "420000"', 'unti = "420000"', "did you mean 'unit'"),
        ("[source]", "[source", "can't be read"),
    ],
)
def test_what_may_not_be_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(MappingError) as caught:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert said in str(caught.value)
    assert "mapping.toml" in str(caught.value) or "plain name" in said or "quarantines" in said


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="can't be read"):
        Mapping.read(tmp_path / "none.toml")
