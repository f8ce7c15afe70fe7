"""331,971 real cases: bail magistrates as units, detention as the decision (Stevenson 2018)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from caselib.analysis.comparisons import funnel
from caselib.casebook.load import Loaded, load
from caselib.casebook.store import Book, open_casebook
from caselib.reporting.batch import report

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "real" / "philadelphia" / "bail_cases.csv.gz"
MAPPING = ROOT / "data" / "mappings" / "philadelphia.toml"

pytestmark = [pytest.mark.skipif(not SOURCE.exists(), reason="the Philadelphia file is not here"), pytest.mark.slow]
PERIOD = "2006..2013"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(SOURCE, tmp_path_factory.mktemp("phil") / "book", mapping=MAPPING)


@pytest.fixture(scope="module")
def book(loaded: Loaded) -> Book:
    return open_casebook(loaded.path)


@pytest.fixture(scope="module")
def plain() -> pd.DataFrame:
    return pd.read_csv(SOURCE)


def test_every_row_is_accounted_for(loaded: Loaded, plain: pd.DataFrame) -> None:
    table = loaded["arrest_reviews"]
    assert (table.rows_in, table.quarantined) == (331_971, 6)
    assert table.rules["age_negative"] == (plain["age"] < 0).sum() == 6
    assert table.flags["age_below_14"] == ((plain["age"] >= 0) & (plain["age"] < 14)).sum() == 53


def test_quarantined_rows_name_their_line(book: Book, plain: pd.DataFrame) -> None:
    found = book.quarantine()
    assert found["line"].tolist() == (plain.index[plain["age"] < 0] + 2).tolist()
    assert found["value"].astype(float).tolist() == plain.loc[plain["age"] < 0, "age"].tolist()


def test_detention_equals_a_plain_group_by(book: Book, plain: pd.DataFrame) -> None:
    kept = plain[plain["age"] >= 0]
    share = kept.groupby("judge_pre")["jail3"].agg(["sum", "count"]).astype(int)
    counts = book.count("arrested", period=PERIOD, by=["unit"]).frame.set_index("unit")
    refused = book.count("refused", period=PERIOD, by=["unit"]).frame.set_index("unit")
    for magistrate, row in share.iterrows():
        unit = f"M{int(magistrate)}"
        assert counts.loc[unit, "numerator"] == row["sum"]
        assert refused.loc[unit, "denominator"] == row["count"]
        assert 1 - refused.loc[unit, "value"] == pytest.approx(row["sum"] / row["count"], abs=1e-12)


def test_detention_by_month_and_offence_equals_a_plain_group_by(book: Book, plain: pd.DataFrame) -> None:
    kept = plain[plain["age"] >= 0]
    month = kept["bailDate"].str[:7]
    expected = kept.groupby(month)["jail3"].agg(["sum", "count"]).astype(int)
    found = book.count("refused", period=PERIOD, by=["month"]).frame.set_index("period")
    found = found[found["denominator"] > 0]
    assert found["denominator"].to_dict() == expected["count"].to_dict()
    assert (found["denominator"] - found["numerator"]).to_dict() == expected["sum"].to_dict()
    robbery = book.count("refused", period=PERIOD, by=["offence"]).frame.set_index("offence").loc["robbery"]
    assert robbery["denominator"] == int(kept["robbery"].sum())


def test_rows_set_aside_account_for_the_whole_difference(book: Book, plain: pd.DataFrame) -> None:
    aside = pd.read_parquet(book.place / "quarantined" / "arrest_reviews.parquet")
    accepted = book.sql("SELECT unit, decision FROM arrest_reviews")
    whole = pd.concat([accepted, aside[["unit", "decision"]]]).groupby("unit")["decision"].value_counts()
    unit = "M" + plain["judge_pre"].astype(int).astype(str)
    decision = plain["jail3"].map({1.0: "approved", 0.0: "refused"})
    assert whole.to_dict() == decision.groupby(unit).value_counts().to_dict()


def test_outcomes_are_those_of_the_source(book: Book, plain: pd.DataFrame) -> None:
    kept = plain[plain["age"] >= 0]
    arrested = kept[kept["jail3"] == 1]
    lost = book.count("not_convicted_after_arrest", period=PERIOD).frame.iloc[0]
    assert (lost["numerator"], lost["denominator"]) == ((arrested["guilt"] == 0).sum(), len(arrested))
    found = book.sql("SELECT count(*) FILTER (WHERE minor) AS minors, count(judged_on) AS dated FROM arrest_reviews")
    assert found.iloc[0].tolist() == [(kept["age"] < 18).sum(), 0]


def test_magistrates_differ_by_more_than_chance(book: Book) -> None:
    """They were assigned as good as at random, so that their spread is theirs (Stevenson 2018)."""
    look = funnel(book.count("refused", period=PERIOD, by=["unit"]), overdispersion="none")
    assert len(look.signals) >= 2


def test_a_report_is_made_of_it(loaded: Loaded, tmp_path: Path) -> None:
    made = report(loaded.path, "2012", units=["PHL"], notebooks=["arrest_standards"], out=tmp_path)
    assert not made.failed, made.failed
    page = made.results[0].path.read_text(encoding="utf-8")
    assert "Not counted, because the source has no such column: Refused: no crime (refusal_ground)" in page
    assert "Invented" not in page
    assert "331,971 rows in = 331,965 accepted + 6 quarantined" in page
