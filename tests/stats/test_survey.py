"""Survey estimates by hand and by listing every sample there can be: the error is the error, the interval holds."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.intervals import clopper_pearson
from caselib.stats.survey import mean, post_stratified_mean, rare_share, ratio, total

CASES = pd.DataFrame(
    {
        "y": [1.0, 4, 2, 7, 10, 12, 9, 3, 50],
        "x": [2.0, 5, 3, 9, 11, 10, 8, 4, 30],
        "part": [1, 0, 1, 1, 1, 0, 1, 1, 1],
        "stratum": list("aaaabbbbc"),
        "population": [4] * 8 + [1],
    }
)
"""Eight cases in two strata, and one so large that it is always drawn."""

VALUES = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab")), min_size=4, max_size=30).map(
    lambda rows: pd.DataFrame([(1, "a"), (2, "a"), (5, "b"), (3, "b"), *rows], columns=["y", "stratum"]).assign(
        population=100
    )
)


def samples() -> list[pd.DataFrame]:
    pairs = list(itertools.combinations(range(4), 2))
    return [CASES.iloc[[*one, *(4 + i for i in other), 8]] for one in pairs for other in pairs]


def test_over_every_sample_the_total_and_its_variance_are_right() -> None:
    found = [total(sample, "y") for sample in samples()]
    values = np.array([one.value for one in found])
    assert values.mean() == pytest.approx(CASES["y"].sum())
    assert np.mean([one.se**2 for one in found]) == pytest.approx(values.var())


def test_over_every_sample_a_part_of_the_cases_is_right_too() -> None:
    found = [total(sample, "y", within="part") for sample in samples()]
    values = np.array([one.value for one in found])
    assert values.mean() == pytest.approx(CASES.loc[CASES["part"] == 1, "y"].sum())
    assert np.mean([one.se**2 for one in found]) == pytest.approx(values.var())


def test_by_hand() -> None:
    """Two of four (1, 7) and two of four (10, 12), and the large one: 2·8 + 2·22 + 50; 4²·½·18/2 + 4²·½·2/2."""
    found = total(CASES.iloc[[0, 3, 4, 5, 8]], "y")
    assert found.value == 110
    assert found.se == pytest.approx(np.sqrt(72 + 8))
    assert found.n == 5
    assert found.high - 110 == pytest.approx(4.302653 * found.se, rel=1e-6)  # t with two degrees of freedom
    assert mean(CASES.iloc[[0, 3, 4, 5, 8]], "y").value == pytest.approx(110 / 9)


def test_ratio_and_part_by_hand() -> None:
    """Six faults in fifty pages: residuals y - 0.12·x are -0.2, -0.6, -0.4, 1.2, their squares 2; four of 100 drawn."""
    sample = pd.DataFrame({"y": [1, 0, 2, 3], "x": [10, 5, 20, 15], "stratum": "a", "population": 100})
    found = ratio(sample, "y", denominator="x")
    assert found.value == pytest.approx(0.12)
    assert found.se == pytest.approx(np.sqrt(0.96 * (2 / 3) / 4) / 12.5)
    part = mean(sample.assign(part=[1, 1, 0, 0]), "y", within="part")
    assert (part.value, part.n) == (0.5, 2)
    # Residuals 0.5, -0.5, 0, 0 over an estimated 50 cases.
    assert part.se == pytest.approx(100 / 50 * np.sqrt(0.96 * (0.5 / 3) / 4))


def test_all_cases_drawn_leave_no_error() -> None:
    for found in (mean(CASES, "y"), rare_share(CASES, "part"), ratio(CASES, "y", denominator="x")):
        assert found.low == found.value == found.high
        assert found.se == 0
    assert mean(CASES, "y").value == CASES["y"].mean()
    assert rare_share(CASES, "part").value == pytest.approx(7 / 9)


def test_population_and_probability_say_the_same() -> None:
    sample = CASES.iloc[[0, 3, 4, 5, 8]]
    chances = sample.drop(columns="population").assign(probability=[0.5] * 4 + [1.0])
    for within in (None, "part"):
        assert mean(sample, "y", within=within) == mean(chances, "y", within=within)


def test_unequal_chances_weigh_by_their_inverse() -> None:
    sample = pd.DataFrame({"y": [3, 8, 5], "stratum": "a", "probability": [0.3, 0.4, 1.0]})
    assert total(sample, "y").value == pytest.approx(10 + 20 + 5)
    centre = (0.7 * 10 + 0.6 * 20) / 1.3
    spread = 2 * (0.7 * (10 - centre) ** 2 + 0.6 * (20 - centre) ** 2)
    assert total(sample, "y").se == pytest.approx(np.sqrt(spread))


def test_one_of_many_is_refused_with_advice() -> None:
    lonely = CASES.iloc[[0, 4, 5, 8]]
    with pytest.raises(StatisticsError, match=r"one case of many.*stratum a.*second case"):
        mean(lonely, "y")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"population": 1}, "no more cases are drawn"),
        ({"population": [4, 4, 5, 4, 4, 4, 4, 4, 1]}, "one population size"),
        ({"y": [np.nan] + [1.0] * 8}, "no value"),
        ({"y": 2.0}, "there or not"),
    ],
)
def test_wrong_samples_are_refused(change: dict, what: str) -> None:
    with pytest.raises(StatisticsError, match=what):
        rare_share(CASES.assign(**({"population": [8] * 8 + [1]} | change)), "y")
    with pytest.raises(StatisticsError, match="probability"):
        mean(CASES[["y", "stratum"]], "y")


def test_none_are_no_number() -> None:
    for found in (mean(CASES.head(0), "y"), rare_share(CASES.head(0), "part")):
        assert np.isnan([found.value, found.se, found.low, found.high]).all()
        assert found.n == 0
    none = mean(CASES.assign(nobody=False), "y", within="nobody")
    assert np.isnan(none.value)
    assert none.n == 0


@settings(max_examples=30, deadline=None)
@given(VALUES)
def test_order_does_not_matter_and_twice_the_cases_narrow(sample: pd.DataFrame) -> None:
    one, other = mean(sample, "y"), mean(sample[::-1], "y")
    assert (one.value, one.se) == pytest.approx((other.value, other.se))
    twice = mean(pd.concat([sample, sample]), "y")
    assert twice.value == pytest.approx(one.value)
    assert twice.se < one.se


@settings(max_examples=30, deadline=None)
@given(VALUES)
def test_the_strata_themselves_as_groups_change_nothing(sample: pd.DataFrame) -> None:
    plain, grouped = mean(sample, "y"), post_stratified_mean(sample, "y", by="stratum", sizes={"a": 100, "b": 100})
    assert (grouped.value, grouped.se) == pytest.approx((plain.value, plain.se))


@pytest.mark.slow
def test_true_sizes_of_groups_narrow_and_mend_a_lopsided_draw() -> None:
    """Every sample of four from ten, of whom six are women; women have about 1, men about 9."""
    cases = pd.DataFrame({"y": [1, 2, 0, 1, 2, 0, 9, 8, 10, 9], "sex": list("ffffffmmmm"), "stratum": "a"})
    cases["population"] = 10
    plain, grouped = [], []
    for drawn in itertools.combinations(range(10), 4):
        sample = cases.iloc[list(drawn)]
        if sample["sex"].nunique() == 2:
            plain.append(mean(sample, "y").value)
            grouped.append(post_stratified_mean(sample, "y", by="sex", sizes={"f": 6, "m": 4}).value)
    assert np.mean(grouped) == pytest.approx(cases["y"].mean())
    assert np.std(grouped) < 0.3 * np.std(plain)
    with pytest.raises(StatisticsError, match="differ"):
        post_stratified_mean(cases.head(6), "y", by="sex", sizes={"f": 6, "m": 4})


def test_a_plain_sample_is_worth_its_size() -> None:
    """With n of a great many the effective size is n, but for n - 1 in the variance: 3 of 60 as Clopper-Pearson."""
    sample = pd.DataFrame({"fault": [1] * 3 + [0] * 57, "stratum": "a", "population": 10**9})
    found, exact = rare_share(sample, "fault"), clopper_pearson(3 * 59 / 60, 59)
    assert (found.low, found.high) == pytest.approx((float(exact.low), float(exact.high)), rel=1e-6)


def test_no_fault_in_a_lopsided_sample_is_worth_less_than_its_size() -> None:
    """Ten of 100,000 and 500 of 500, none faulty: the ten decide, about 31 % cannot be ruled out, not 0.7 %."""
    small = pd.DataFrame({"fault": 0, "stratum": "a", "population": 100_000}, index=range(10))
    whole = pd.DataFrame({"fault": 0, "stratum": "b", "population": 500}, index=range(500))
    found = rare_share(pd.concat([small, whole]), "fault")
    assert found.value == 0
    assert 0.28 < found.high < 0.40


@pytest.mark.slow
def test_the_interval_of_rare_faults_holds_its_level_where_the_plain_one_does_not() -> None:
    rng = np.random.default_rng(6)
    population = pd.DataFrame(
        {"stratum": np.repeat(["a", "b"], [3000, 1000]), "population": [3000] * 3000 + [1000] * 1000}
    )
    population["fault"] = 0
    population.loc[rng.choice(3000, 30, replace=False), "fault"] = 1
    population.loc[3000 + rng.choice(1000, 50, replace=False), "fault"] = 1
    exact = plain = 0
    for _ in range(150):
        drawn = [*rng.choice(3000, 60, replace=False), *(3000 + rng.choice(1000, 60, replace=False))]
        sample = population.iloc[drawn]
        one, other = rare_share(sample, "fault"), mean(sample, "fault")
        exact += one.low <= 0.02 <= one.high
        plain += other.low <= 0.02 <= other.high
    assert exact / 150 >= 0.95
    assert plain / 150 <= 0.93
