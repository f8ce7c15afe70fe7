"""331,971 real cases: what comes out of the casebook is what a plain pandas group-by finds in the source."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from caselib.casebook.load import Loaded, load
from caselib.casebook.store import Book, open_casebook

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "real" / "philadelphia" / "bail_cases.csv.gz"
MAPPING = ROOT / "data" / "mappings" / "philadelphia.toml"

pytestmark = [
    pytest.mark.skipif(not SOURCE.exists(), reason="the Philadelphia cases are not here"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(SOURCE, tmp_path_factory.mktemp("philadelphia") / "casebook", mapping=MAPPING)


@pytest.fixture(scope="module")
def book(loaded: Loaded) -> Book:
    return open_casebook(loaded.path)


@pytest.fixture(scope="module")
def source() -> pd.DataFrame:
    return pd.read_csv(SOURCE, low_memory=False)


def test_every_row_is_accounted_for(loaded: Loaded, book: Book, source: pd.DataFrame) -> None:
    table = loaded["arrest_reviews"]
    negative = source.index[source["age"] < 0]
    assert (table.rows_in, table.accepted, table.quarantined) == (331_971, 331_965, 6)
    assert table.rules == {"age_negative": len(negative)}
    assert table.flags == {"age_below_14": int(source["age"].between(0, 14, inclusive="left").sum())}
    found = book.quarantine()
    assert list(found["line"]) == list(negative + 2)
    assert found["value"].astype(float).tolist() == pytest.approx(source.loc[negative, "age"].tolist())


def test_detention_by_magistrate_is_that_of_the_source(book: Book, source: pd.DataFrame) -> None:
    kept = source[source["age"] >= 0].assign(unit=lambda frame: "M" + frame["judge_pre"].astype(int).astype(str))
    expected = kept.groupby("unit")["jail3"].agg(["sum", "count"]).astype(int)
    asked = book.sql(
        "SELECT unit, count(*) FILTER (WHERE decision = 'approved') AS sum, count(*) AS count"
        " FROM arrest_reviews GROUP BY unit ORDER BY unit"
    ).set_index("unit")
    pd.testing.assert_frame_equal(asked.astype(int), expected)
    counts = book.count("refused", period="2006..2013", by=["unit"], within="PHL").frame.set_index("unit")
    assert (counts.loc[expected.index, "denominator"] == expected["count"]).all()
    assert (counts.loc[expected.index, "numerator"] == expected["count"] - expected["sum"]).all()


def test_rows_set_aside_account_for_the_whole_difference(book: Book, source: pd.DataFrame) -> None:
    aside = pd.read_parquet(book.place / "quarantined" / "arrest_reviews.parquet")
    accepted = book.sql("SELECT unit, decision FROM arrest_reviews")
    whole = pd.concat([accepted, aside[["unit", "decision"]]]).groupby("unit")["decision"].value_counts()
    unit = "M" + source["judge_pre"].astype(int).astype(str)
    decision = source["jail3"].map({1.0: "approved", 0.0: "refused"})
    assert whole.to_dict() == decision.groupby(unit).value_counts().to_dict()


def test_outcomes_and_offences_are_those_of_the_source(book: Book, source: pd.DataFrame) -> None:
    kept = source[source["age"] >= 0]
    found = book.sql(
        "SELECT count(*) FILTER (WHERE judgment = 'guilty') AS guilty, count(judgment) AS judged,"
        " count(*) FILTER (WHERE offence = 'robbery') AS robbery, count(*) FILTER (WHERE minor) AS minors,"
        " count(judged_on) AS dated FROM arrest_reviews"
    ).iloc[0]
    assert found["guilty"] == found["judged"] == kept["guilt"].sum()
    assert found["robbery"] == kept["robbery"].sum()
    assert found["minors"] == (kept["age"] < 18).sum()
    assert found["dated"] == 0, "the source dates no outcome, and none is made up"


def test_the_tree_and_the_date(book: Book) -> None:
    assert book.units.children("PHL") == [f"M{number}" for number in range(1, 9)]
    assert str(book.data_date) == "2013-02-17"
    assert not book.invented
