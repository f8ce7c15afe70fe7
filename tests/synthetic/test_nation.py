"""The invented nation: on published counts, the same from the same seed, with what is planted and nothing else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.domain.tables import TABLES
from caselib.domain.units import Units
from caselib.errors import ParameterError, SourceError
from caselib.synthetic.nation import synthesize
from caselib.synthetic.targets import quarter_targets
from caselib.synthetic.tree import unit_table


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one = synthesize(tmp_path / "one", scale=0.001, seed=3).path
    two = synthesize(tmp_path / "two", scale=0.001, seed=3).path
    assert hashes(one) == hashes(two)
    assert hashes(synthesize(tmp_path / "three", scale=0.001, seed=4).path) != hashes(one)


def test_it_follows_the_national_counts_quarter_by_quarter(nation: Path) -> None:
    rows = pd.read_parquet(nation / "arrest_reviews.parquet", columns=["decided_on", "decision"]).dropna()
    days = pd.to_datetime(rows["decided_on"])
    found = rows.groupby([days.dt.year, days.dt.quarter, rows["decision"]]).size()
    for target in quarter_targets().itertuples():
        assert found[target.year, target.quarter, target.decision] == round(0.01 * target.persons)


def test_targets_are_what_was_published() -> None:
    targets = quarter_targets()
    year = targets.groupby(["year", "decision"])["persons"].sum()
    # Annual figures as published: 2019 and 2021 exact, 2024 and 2025 in units of a thousand.
    assert year[2019, "approved"] == 1_088_490
    assert year[2021, "approved"] == 868_445
    assert year[2024, "refused"] == 388_000
    assert year[2025, "approved"] == 664_000
    assert (targets["persons"] > 0).all()
    assert set(targets.loc[targets["year"] == 2026, "basis"]) == {"assumed: as in 2025"}


def test_columns_and_codes_are_as_declared(nation: Path) -> None:
    rows = pd.read_parquet(nation / "arrest_reviews.parquet")
    table = TABLES["arrest_reviews"]
    assert tuple(rows.columns) == table.names
    for column in table.columns:
        if column.codes is not None:
            assert set(rows[column.name].dropna().unique()) <= set(column.codes.values)
    assert rows["case_id"].str.startswith("INV").all()


@pytest.mark.slow
def test_a_clean_nation_breaks_no_rule(tmp_path: Path) -> None:
    load(synthesize(tmp_path / "clean", scale=0.01, seed=7, planted=False).path, tmp_path / "book")
    book = open_casebook(tmp_path / "book")
    assert len(book.tables) == 8
    assert book.quarantine().empty
    assert book.flags().empty
    assert book.invented


def test_the_planted_contradictions_are_flagged_and_nothing_else(casebook: Path) -> None:
    book = open_casebook(casebook)
    assert book.quarantine().empty
    assert set(book.flags()["rule"]) == {"pil_ended_rectified_in_part"}


def test_recent_cohorts_are_open(casebook: Path) -> None:
    rows = open_casebook(casebook).count("not_prosecuted_after_arrest", period="2026", by=["month"]).frame
    share = (rows["open"] / (rows["open"] + rows["denominator"])).tolist()
    assert share[0] < 0.05
    assert share[8] > 0.9


@pytest.mark.parametrize(("scale", "least"), [(0.01, 200), pytest.param(1.0, 3000, marks=pytest.mark.slow)])
def test_the_tree_stands_on_its_parent_links(scale: float, least: int) -> None:
    units = Units(unit_table(scale))
    assert units.top == "100000"
    assert len(units) > least
    assert len(units.children("100000")) == 32, "31 provinces and the corps"
    assert len(units.children("420000")) >= 6
    # A railway office stands under the province, although its digits fit no county.
    assert units.path("427101") == ["100000", "420000", "427100", "427101"]


@pytest.mark.slow
def test_planted_findings_are_in_the_data_and_only_when_planted(nation: Path, tmp_path: Path) -> None:
    clean = synthesize(tmp_path / "clean", scale=0.01, seed=7, planted=False).path
    planted = {item["measure"]: item["unit"] for item in json.loads((nation / "answers.json").read_text())["planted"]}
    assert json.loads((clean / "answers.json").read_text())["planted"] == []
    office = planted["decided_on_last_day"]
    shares = {}
    for name, folder in (("planted", nation), ("clean", clean)):
        rows = pd.read_parquet(folder / "arrest_reviews.parquet").dropna(subset=["decided_on"])
        rows = rows[(rows["unit"] == office) & rows["detained"]]
        days = (pd.to_datetime(rows["decided_on"]) - pd.to_datetime(rows["accepted_on"])).dt.days
        shares[name] = (days == 7).mean()
    assert shares["planted"] > 0.85
    assert shares["clean"] < 0.5


@pytest.mark.slow
def test_csv_is_the_same_nation(tmp_path: Path) -> None:
    one = synthesize(tmp_path / "one", scale=0.001, seed=3).path
    two = synthesize(tmp_path / "two", scale=0.001, seed=3, format="csv").path
    as_csv = pd.read_csv(two / "arrest_reviews.csv", dtype={"unit": str})
    as_parquet = pd.read_parquet(one / "arrest_reviews.parquet")
    assert as_csv["case_id"].tolist() == as_parquet["case_id"].tolist()
    assert as_csv["decided_on"].isna().sum() == as_parquet["decided_on"].isna().sum()


def test_a_folder_with_something_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SourceError, match="something else"):
        synthesize(tmp_path / "mine", scale=0.001)
    assert (tmp_path / "mine" / "thesis.txt").exists()


@pytest.mark.parametrize("wrong", [{"scale": 0}, {"scale": 11}, {"format": "xml"}])
def test_wrong_wishes_are_refused(tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(ParameterError):
        synthesize(tmp_path / "n", **wrong)
