"""What reviewed cases tell of all cases: right as often as it says, where the plain share is wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from caselib.analysis.result import Shown
from caselib.errors import ParameterError, StatisticsError
from caselib.measures.counts import About
from caselib.review.assignment import assign
from caselib.review.estimates import FAULTY, estimate, reviewed
from caselib.review.loop import back_test
from caselib.review.plan import Plan
from caselib.review.reviewers import agreements, mutual, strictness
from caselib.review.sampling import take
from caselib.stats.survey import rare_share
from caselib.stats.two_phase import two_phase
from caselib.synthetic.reviewing import review
from tests.review.nation import OFFICES, REVIEWERS, SCHEME, as_reviews, behind, frame, plan_of, population

pytestmark = pytest.mark.slow

ABOUT = About("an invented nation", pd.Timestamp("2026-09-30").date(), invented=True)
DRAWS = 500


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    cases = population()
    return frame(cases, behind(cases))


@pytest.fixture(scope="module")
def plan(made: pd.DataFrame) -> Plan:
    return assign(plan_of(made, behind(population()), random=300), REVIEWERS, twice=0.2)


def graded(plan: Plan, made: pd.DataFrame, **how: object) -> pd.DataFrame:
    """Reviews by invented reviewers; without `how` they see the truth as it is."""
    value = made.set_index("case_id")["quality"].reindex(plan.assignments["case_id"]).to_numpy()
    grades = review(plan.assignments, value, scheme=SCHEME, **{"noise": 0.0, **how})  # type: ignore[arg-type]
    return as_reviews(plan, pd.Series(grades))


def test_a_worked_example_that_can_be_done_by_hand() -> None:
    """Ten must be reviewed, five are faulty; of 90 others one in five is: (5 + 90/5)/100 = 23 %, plainly 40 %."""
    drawn = pd.DataFrame(
        {
            "table": "t", "function": "civil", "case_id": [f"c{place:02d}" for place in range(15)], "unit": "u",
            "stratum": ["certain"] * 10 + ["random/civil"] * 5, "mode": ["key"] * 10 + ["random"] * 5,
            "population": [10] * 10 + [90] * 5, "probability": [1.0] * 10 + [5 / 90] * 5, "in_population": True,
            "turn": "x",
        }
    )  # fmt: skip
    plan = Plan("p", {"period": "2026"}, drawn, pd.DataFrame(columns=["table", "case_id", "signal"]))
    rows = drawn.assign(review_id=drawn["case_id"], plan_id="p", reviewer="v", reviewer_unit="w", due_on=None)
    plan = plan.with_assignments(rows)
    grades = ["unqualified"] * 5 + ["qualified"] * 5 + ["basically_qualified"] + ["qualified"] * 4
    look = estimate(plan, as_reviews(plan, pd.Series(grades)), scheme="2026", about=ABOUT, widest=1.0, by=())
    line = look.frame.set_index("what").loc["faulty"]
    assert (line["value"], line["naive"], line["n"], line["population"]) == (0.23, 0.4, 15, 100)
    assert line["low"] < 0.23 < line["high"]


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say(made: pd.DataFrame) -> None:
    """500 draws: 93 to 98 of 100 intervals hold the true share, in all cases and in one function."""
    held = {"all": 0, "civil": 0}
    values, naive = [], []
    for seed in range(DRAWS):
        drawn = take(made, 200, per_signal=20, seed=seed)
        found = rare_share(drawn, "faulty")
        part = rare_share(drawn.assign(inside=drawn["function"] == "civil"), "faulty", within="inside")
        held["all"] += found.low <= made["faulty"].mean() <= found.high
        held["civil"] += part.low <= made.loc[made["function"] == "civil", "faulty"].mean() <= part.high
        values.append(found.value)
        naive.append(drawn["faulty"].mean())
    assert all(0.93 <= times / DRAWS <= 0.99 for times in held.values()), held
    assert abs(np.mean(values) - made["faulty"].mean()) < 0.003
    assert np.mean(naive) - made["faulty"].mean() > 0.04


@pytest.mark.slow
def test_two_phases_beat_the_grades_that_cases_give_themselves(made: pd.DataFrame) -> None:
    """Over 200 draws the mean error of the two-phase estimate is a fraction of that of self-inspection."""
    truth, cheap = made["faulty"].mean(), made["inspection"].isin(FAULTY[SCHEME])
    errors, alone, hit = [], [], 0
    rng = np.random.default_rng(3)
    for _ in range(200):
        seen = pd.Series(False, index=made.index)
        seen.iloc[rng.choice(len(made), 250, replace=False)] = True
        table = pd.DataFrame({"grade": cheap, "seen": seen, "faulty": made["faulty"] & seen})
        cells = table.groupby("grade").agg(cases=("seen", "size"), reviewed=("seen", "sum"), faults=("faulty", "sum"))
        found = two_phase(cells, faulty=[True]).rate
        errors.append(abs(found.value - truth))
        alone.append(abs(made.loc[seen, "faulty"].mean() - truth))
        hit += found.low <= truth <= found.high
    assert np.mean(errors) < 0.4 * abs(cheap.mean() - truth)
    assert np.mean(errors) < np.mean(alone)
    assert hit >= 184


def test_small_domains_are_left_blank_and_say_what_would_do(plan: Plan, made: pd.DataFrame) -> None:
    look = estimate(plan, graded(plan, made), scheme=SCHEME, about=ABOUT, by=("unit",), widest=0.08)
    blank = look.frame[look.frame["value"].isna()]
    assert len(blank)
    assert (blank["needed"] > blank["n"]).all()
    assert (blank["needed"] <= blank["population"]).all()
    assert blank[["low", "high"]].isna().all().all()
    told = look.frame[look.frame["value"].notna()]
    assert (np.maximum(told["high"] - told["value"], told["value"] - told["low"]) <= 0.08 + 1e-12).all()


def test_dimensions_are_estimated_like_grades(plan: Plan, made: pd.DataFrame) -> None:
    reviews = graded(plan, made)
    bad = reviews[reviews["grade"].isin(FAULTY[SCHEME])]
    findings = pd.DataFrame({"review_id": bad["review_id"], "dimension": "procedure"})
    look = estimate(plan, reviews, findings, scheme=SCHEME, about=ABOUT, by=()).frame.set_index("what")
    assert look.loc["procedure", "value"] == look.loc["faulty", "value"]
    assert look.loc["evidence", "value"] == 0


def test_of_two_reviews_of_a_case_one_counts(plan: Plan, made: pd.DataFrame) -> None:
    rows = reviewed(plan, graded(plan, made), scheme=SCHEME)
    assert not rows.duplicated(["table", "case_id"]).any()


def test_what_did_not_come_back_is_counted(plan: Plan, made: pd.DataFrame) -> None:
    look = estimate(plan, graded(plan, made).iloc[::2], scheme=SCHEME, about=ABOUT)
    assert (look.returned["back"] <= look.returned["drawn"]).all()
    assert look.returned["back"].sum() < look.returned["drawn"].sum()


def test_schemes_are_never_joined(plan: Plan, made: pd.DataFrame) -> None:
    reviews = graded(plan, made)
    assert reviewed(plan, reviews, scheme="2018").empty
    with pytest.raises(ParameterError, match="no such scheme"):
        reviewed(plan, reviews, scheme="2025")


def test_a_mild_reviewer_is_found(plan: Plan, made: pd.DataFrame) -> None:
    """One of twelve sees all cases 1.2 better: the only interval that lies wholly below zero is theirs."""
    reviews = graded(plan, made, noise=0.3, strict={"v05": -1.2})
    look = strictness(plan, reviews, scheme=SCHEME, about=ABOUT)
    mild = look.frame[look.frame["high"] < 0]
    assert mild["reviewer"].tolist() == ["v05"]
    assert look.frame["reviewer"].tolist() == sorted(look.frame["reviewer"])
    without = look.frame.set_index("reviewer").loc["v05", "without"]
    assert without > look.share


def test_strictness_says_why_it_cannot_be_told(plan: Plan, made: pd.DataFrame) -> None:
    alone = graded(plan, made).drop_duplicates("case_id")
    look = strictness(plan, alone, scheme=SCHEME, about=ABOUT)
    assert look.frame.empty
    assert "share no case" in look.why


def test_a_reciprocal_pair_is_asked_about_and_no_other(made: pd.DataFrame) -> None:
    """Two offices spare each other; only their pair is asked about, and without it none is."""
    people = REVIEWERS[REVIEWERS["unit"].isin(OFFICES[:4])]
    plan = assign(plan_of(made, behind(population()), random=1_200), people, twice=0.1)
    spared = mutual(graded(plan, made, mild=[(OFFICES[0], OFFICES[1])]), scheme=SCHEME, about=ABOUT)
    assert spared.asked[["unit", "other"]].to_numpy().tolist() == [[OFFICES[0], OFFICES[1]]]
    assert mutual(graded(plan, made), scheme=SCHEME, about=ABOUT).asked.empty


def test_agreement_is_that_of_twins(plan: Plan, made: pd.DataFrame) -> None:
    exact = agreements(plan, graded(plan, made), scheme=SCHEME, about=ABOUT)
    assert exact.twins == round(0.2 * len(plan.drawn))
    assert [measure.value for measure in exact.measures] == pytest.approx([1.0, 1.0, 1.0])
    rough = agreements(plan, graded(plan, made, noise=1.0), scheme=SCHEME, about=ABOUT)
    assert all(measure.low < measure.value < measure.high < 1 for measure in rough.measures)
    with pytest.raises(StatisticsError, match="two cases reviewed twice"):
        agreements(plan, graded(plan, made).drop_duplicates("case_id"), scheme=SCHEME, about=ABOUT)


def test_a_useful_signal_is_kept_and_a_useless_one_retired(made: pd.DataFrame) -> None:
    """The office moved down by 0.9 has three times the faults; case numbers that end in 3 have what others have."""
    cases = population(8_000)
    many = frame(cases, behind(cases))
    plan = assign(plan_of(many, behind(cases), random=1_500, per_signal=400), REVIEWERS)
    look = back_test(plan, graded(plan, many), scheme=SCHEME, about=ABOUT).frame.set_index("signal")
    assert look.loc["useful", "verdict"] == "keep"
    assert look.loc["useless", "verdict"] == "retire"
    few = assign(plan_of(made, behind(population()), random=20, per_signal=5), REVIEWERS)
    assert set(back_test(few, graded(few, made), scheme=SCHEME, about=ABOUT).frame["verdict"]) == {"too few"}


def test_results_can_be_shown(plan: Plan, made: pd.DataFrame) -> None:
    reviews = graded(plan, made, noise=0.5)
    looks: list[Shown] = [
        estimate(plan, reviews, scheme=SCHEME, about=ABOUT),
        agreements(plan, reviews, scheme=SCHEME, about=ABOUT),
        strictness(plan, reviews, scheme=SCHEME, about=ABOUT),
        mutual(reviews, scheme=SCHEME, about=ABOUT),
        back_test(plan, reviews, scheme=SCHEME, about=ABOUT),
    ]
    for look in looks:
        page = look._repr_html_()
        assert "<table" in page or "cl-empty" in page
        assert "nan" not in page
