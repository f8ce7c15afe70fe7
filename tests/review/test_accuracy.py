"""Records against paper files: drawn at random, compared on a sheet, estimated field by field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from caselib.casebook.store import open_casebook
from caselib.domain.tables import TABLES
from caselib.errors import ParameterError
from caselib.review.accuracy import (
    AccuracySample,
    accuracy_sample,
    collect_accuracy,
    error_rates,
)
from caselib.review.accuracy_sheet import write_accuracy_sheet
from caselib.stats.finite_population import hypergeometric_interval
from tests.review.cases import TODAY, needs_office, office, rows_of, tab_of

pytestmark = pytest.mark.slow

PERIOD = "2026Q1"


def draw(casebook: Path, size: int = 5, seed: int = 1) -> AccuracySample:
    return accuracy_sample(
        open_casebook(casebook, unit="420000"), "arrest_reviews", size=size, seed=seed, period=PERIOD
    )


def tick(path: Path, to: Path, ticks: dict[tuple[str, str], str], paper: str = "") -> None:
    """Tick fields of records: {(check_id, field): "G" where it agrees, "H" where it differs}."""
    book = load_workbook(path)
    for (check, name), column in ticks.items():
        tab = tab_of(book, check)
        row = rows_of(tab)[f"item:{name}"]
        for letter in column:
            tab[f"{letter}{row}"] = "☑"
        if paper:
            tab[f"I{row}"] = paper
    to.parent.mkdir(exist_ok=True)
    book.save(to)


def test_the_sample_is_of_the_period_and_unit_and_draws_again_the_same(casebook: Path) -> None:
    sample, again, other = draw(casebook), draw(casebook), draw(casebook, seed=2)
    assert sample.values.equals(again.values) and not sample.records.equals(other.records)
    whole = open_casebook(casebook).sql(
        "SELECT count(*) AS n FROM arrest_reviews WHERE accepted_on BETWEEN '2026-01-01' AND '2026-03-31' "
        "AND unit LIKE '42%'"
    )
    assert sample.population == whole["n"][0]
    days = sample.values.loc[sample.values["field"] == "accepted_on", "recorded"]
    assert len(days) == 5 and days.between("2026-01-01", "2026-03-31").all()
    assert sample.records["unit"].str.startswith("42").all()


def test_a_whole_population_is_drawn_whole(casebook: Path) -> None:
    book = open_casebook(casebook, unit="420102")
    n = accuracy_sample(book, "arrest_reviews", size=1, seed=0, period=PERIOD).population
    keys = accuracy_sample(book, "arrest_reviews", size=n, seed=3, period=PERIOD).records["key"]
    assert len(set(keys)) == n
    assert set(keys) > set(accuracy_sample(book, "arrest_reviews", size=n - 1, seed=4, period=PERIOD).records["key"])


def test_from_the_sheet_to_error_rates(casebook: Path, tmp_path: Path) -> None:
    sample = draw(casebook, size=6)
    path = write_accuracy_sheet(sample, tmp_path / "out")
    ids = sample.records["check_id"].tolist()
    ticks = {(check, "accepted_on"): "G" for check in ids} | {(ids[0], "offence"): "G", (ids[1], "offence"): "GH"}
    tick(path, tmp_path / "in" / "a.xlsx", ticks | {(ids[0], "accepted_on"): "H"}, paper="2026-01-02")
    found = collect_accuracy(tmp_path / "in", sample, tmp_path / "store", collected_on=TODAY)
    rates = error_rates(found, sample).set_index("field")
    assert list(rates.index) == [name for name in TABLES["arrest_reviews"].names if name in rates.index]
    day = rates.loc["accepted_on"]
    assert (day["sampled"], day["checked"], day["wrong"], day["unchecked"]) == (6, 6, 1, 0)
    assert (day["low"], day["high"]) == hypergeometric_interval(1, 6, sample.population)
    assert rates.loc["offence", ["checked", "wrong", "unchecked"]].tolist() == [1, 0, 5]
    assert rates.loc["unit", "rate"] != rates.loc["unit", "rate"]
    wrong = found.checks[~found.checks["agrees"]].to_dict("records")
    assert [(one["check_id"], one["on_paper"], one["source_file"]) for one in wrong] == [
        (ids[0], "2026-01-02", "a.xlsx")
    ]
    assert found.problems["what"].tolist() == ["ticked both as agreeing and as differing"]


def test_sheets_come_back_in_parts_and_twice(casebook: Path, tmp_path: Path) -> None:
    sample = draw(casebook, size=2)
    path = write_accuracy_sheet(sample, tmp_path / "out")
    one, two = sample.records["check_id"]
    tick(path, tmp_path / "in" / "a.xlsx", {(one, "offence"): "G"})
    collect_accuracy(tmp_path / "in", sample, tmp_path / "store", collected_on=TODAY)
    tick(path, tmp_path / "in" / "b.xlsx", {(two, "offence"): "H"})
    shutil.copyfile(tmp_path / "in" / "a.xlsx", tmp_path / "in" / "c.xlsx")
    found = collect_accuracy(tmp_path / "in", sample, tmp_path / "store", collected_on=TODAY)
    assert sorted(found.checks["agrees"]) == [False, True]
    assert error_rates(found, sample).set_index("field").loc["offence", "rate"] == 0.5


@pytest.mark.parametrize(
    "asked",
    [
        {"table": "arrests"},
        {"table": "units"},
        {"size": 0},
        {"size": 10**6},
        {"clock": "offence"},
    ],
)
def test_what_cannot_be_drawn_is_said(asked: dict[str, object], casebook: Path) -> None:
    said = {"table": "arrest_reviews", "size": 5, "clock": ""} | asked
    with pytest.raises(ParameterError):
        accuracy_sample(
            open_casebook(casebook), str(said["table"]), size=int(str(said["size"])), seed=1, period=PERIOD,
            clock=str(said["clock"]),
        )  # fmt: skip


@needs_office
@pytest.mark.slow
def test_a_record_is_printed_on_one_page(casebook: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = write_accuracy_sheet(draw(casebook, size=3), tmp_path)
    assert len(PdfReader(office("pdf", path, tmp_path / "print")).pages) == 4
