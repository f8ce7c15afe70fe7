"""Dimensions by stage and by type of case: of all cases, and blank where too few were reviewed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from caselib.domain.vocabulary import DIMENSION, STAGE
from caselib.figures import table
from caselib.measures.counts import About
from caselib.review.by_dimension import Dimensions, dimensions
from caselib.review.plan import Plan
from tests.review.nation import SCHEME, as_reviews

ABOUT = About("an invented nation", pd.Timestamp("2026-09-30").date(), invented=True)


def plan_by_hand() -> tuple[Plan, pd.DataFrame, pd.DataFrame]:
    """Ten that must be reviewed stand for ten; ten thefts drawn of 60, ten frauds drawn of 30."""
    types = ["theft"] * 10 + ["theft"] * 10 + ["fraud"] * 10
    strata = ["certain"] * 10 + ["random/theft"] * 10 + ["random/fraud"] * 10
    drawn = pd.DataFrame({
        "table": "arrest_reviews", "function": "criminal", "case_id": [f"c{place:02d}" for place in range(30)],
        "unit": "u", "case_type": types, "stratum": strata, "mode": ["key"] * 10 + ["random"] * 20,
        "population": [10] * 10 + [60] * 10 + [30] * 10, "in_population": True, "turn": "x",
    })  # fmt: skip
    plan = Plan("p", {"period": "2026"}, drawn, pd.DataFrame(columns=["table", "case_id", "signal"]))
    rows = drawn.assign(review_id=drawn["case_id"], plan_id="p", reviewer="v", reviewer_unit="w", due_on=None)
    plan = plan.with_assignments(rows)
    findings = pd.DataFrame(
        [("c00", "law", "decision"), ("c01", "law", "decision"), ("c10", "law", "decision"), ("c10", "law", "court"),
         ("c20", "procedure", None), ("c21", "law", "court")],
        columns=["review_id", "dimension", "stage"],
    )  # fmt: skip
    return plan, as_reviews(plan, pd.Series(["qualified"] * 30)), findings


@pytest.fixture(scope="module")
def look() -> Dimensions:
    plan, reviews, findings = plan_by_hand()
    return dimensions(plan, reviews, findings, scheme=SCHEME, about=ABOUT, widest=1.0)


def share(look: Dimensions, by: str, part: str, dimension: str) -> float:
    rows = look.frame[(look.frame["by"] == by) & (look.frame["part"] == part)]
    return float(rows.set_index("dimension").loc[dimension, "value"])


def test_shares_worked_by_hand(look: Dimensions) -> None:
    """Of 100 cases: law in 2 certain, in 6 thefts (one of ten), in 3 frauds (one of ten): 11 %; plainly 4 of 30."""
    assert share(look, "all", "", "law") == pytest.approx(0.11)
    assert share(look, "stage", "decision", "law") == pytest.approx((2 + 6) / 100)
    assert share(look, "stage", "court", "law") == pytest.approx((6 + 3) / 100)
    assert share(look, "case_type", "theft", "law") == pytest.approx((2 + 6) / 70)
    assert share(look, "case_type", "fraud", "law") == pytest.approx(3 / 30)
    assert share(look, "case_type", "fraud", "procedure") == pytest.approx(3 / 30)
    assert share(look, "stage", "", "procedure") == pytest.approx(3 / 100), "no stage was stated"
    assert share(look, "stage", "intake", "law") == 0


def test_stages_and_types_stand_in_the_order_of_their_lists(look: Dimensions) -> None:
    parts = look.frame[["by", "part"]].drop_duplicates()
    assert parts.loc[parts["by"] == "stage", "part"].tolist() == [*STAGE.values, ""]
    assert parts.loc[parts["by"] == "case_type", "part"].tolist() == ["theft", "fraud"]
    assert set(look.frame.groupby(["by", "part"]).size()) == {len(DIMENSION.values)}


def test_what_was_not_found_has_an_upper_end_of_its_own_part(look: Dimensions) -> None:
    """None of 30 and none of 10 are not the same: the smaller part says less."""
    rows = look.frame[(look.frame["dimension"] == "effect") & (look.frame["value"] == 0)].set_index(["by", "part"])
    assert rows.loc[("case_type", "fraud"), "high"] > rows.loc[("all", ""), "high"] > 0


def test_parts_too_small_are_blank_and_say_what_would_do() -> None:
    plan, reviews, findings = plan_by_hand()
    look = dimensions(plan, reviews, findings, scheme=SCHEME, about=ABOUT)
    blank = look.frame[look.frame["value"].isna()]
    assert "fraud" in set(blank["part"])
    assert (blank["needed"] > blank["n"]).all() and (blank["needed"] <= blank["population"]).all()
    told = look.frame[look.frame["value"].notna()]
    assert (np.maximum(told["high"] - told["value"], told["value"] - told["low"]) <= 0.15).all()
    page = look._repr_html_()
    assert "nan" not in page and page.count("<table") == 2
    assert f"–\N{NO-BREAK SPACE}({int(blank['needed'].iloc[0])})" in page


def test_a_round_without_findings_shows_that_none_was_found() -> None:
    plan, reviews, findings = plan_by_hand()
    look = dimensions(plan, reviews, findings.head(0), scheme=SCHEME, about=ABOUT, widest=1.0)
    assert (look.frame["value"] == 0).all()
    assert "<table" in look._repr_html_()


def test_types_are_folded_and_counted_without_all_cases(look: Dimensions) -> None:
    page = table(look)
    assert "<details><summary>By type of case: 2 types</summary>" in page
    assert page.index("decision") < page.index("<details>"), "stages stand open"
