"""Agreement by hand, its intervals, and the paradox that kappa shows where nearly all cases have one grade."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.agreement import fleiss_kappa, gwet_ac1, krippendorff_alpha, raw_agreement
from caselib.stats.agreement_intervals import agreement, by_category, cohen_kappa, gwet_ac2
from caselib.stats.severity import severity

GRADES = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=4, max_size=30)


def test_cohens_kappa_by_hand() -> None:
    """Seven of ten agree; the margins 6, 4 and 5, 5 make one expect half: (0.7 - 0.5)/0.5."""
    first = pd.Series([1] * 6 + [2] * 4)
    second = pd.Series([1] * 4 + [2] * 2 + [1] + [2] * 3)
    assert cohen_kappa(first, second).value == pytest.approx(0.4)
    assert cohen_kappa(first, second, weights="quadratic").value == pytest.approx(0.4), "two grades have one distance"


def test_near_grades_earn_credit() -> None:
    near = pd.DataFrame({"a": [1, 2, 3, 4, 1, 4], "b": [2, 3, 4, 3, 2, 3]})
    far = pd.DataFrame({"a": [1, 2, 3, 4, 1, 4], "b": [4, 4, 1, 1, 3, 1]})
    assert gwet_ac2(near) > 0.4 > gwet_ac2(far)
    assert gwet_ac2(near, weights="none") < 0


def test_the_paradox() -> None:
    """Ninety-six of a hundred pairs agree, and kappa says less than chance."""
    grades = pd.DataFrame({"a": [1] * 96 + [1, 1, 2, 2], "b": [1] * 96 + [2, 2, 1, 1]})
    assert raw_agreement(grades) == pytest.approx(0.96)
    assert fleiss_kappa(grades) < 0
    assert gwet_ac1(grades) > 0.95
    rare = by_category(grades).set_index("category")["agreement"]
    assert rare[1] > 0.97
    assert rare[2] == 0


@given(GRADES)
def test_order_of_cases_and_of_reviewers_is_nothing(rows: list[tuple[int, int]]) -> None:
    grades = pd.DataFrame(rows, columns=["a", "b"])
    other = grades.iloc[::-1].reset_index(drop=True)[["b", "a"]]
    for measure in (raw_agreement, gwet_ac1, krippendorff_alpha, gwet_ac2):
        assert measure(grades) == pytest.approx(measure(other))
        assert measure(grades) <= 1 + 1e-12


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_equal_grades_agree_wholly(seed: int) -> None:
    values = np.random.default_rng(seed).integers(1, 4, 12)
    grades = pd.DataFrame({"a": values, "b": values})
    assert raw_agreement(grades) == gwet_ac1(grades) == gwet_ac2(grades) == 1


@pytest.mark.slow
def test_the_interval_holds_the_truth_and_narrows_with_cases() -> None:
    rng, inside = np.random.default_rng(1), 0
    for _ in range(60):
        first = rng.integers(0, 2, 80)
        second = np.where(rng.random(80) < 0.8, first, 1 - first)
        look = agreement(pd.DataFrame({"a": first, "b": second}), "raw")
        inside += look.low <= 0.8 <= look.high
    assert inside >= 52
    few, many = (agreement(pd.DataFrame({"a": [1, 1, 1, 2] * n, "b": [1, 1, 2, 2] * n}), "raw") for n in (5, 50))
    assert many.high - many.low < few.high - few.low


def test_two_cases_at_least() -> None:
    with pytest.raises(StatisticsError, match="two cases"):
        cohen_kappa(pd.Series([1]), pd.Series([1]))


def reviews(rng: np.random.Generator, strict: np.ndarray, cases: int = 150) -> pd.DataFrame:
    quality = rng.normal(size=cases)
    rows = []
    for case in range(cases):
        for reviewer in rng.choice(len(strict), 2, replace=False):
            felt = quality[case] - strict[reviewer] + rng.logistic()
            rows.append((case, "abcdef"[reviewer], int(sum(felt > cut for cut in (-1.5, 0.0, 1.5)))))
    return pd.DataFrame(rows, columns=["case", "reviewer", "grade"])


@pytest.mark.slow
def test_a_lenient_reviewer_is_found_and_intervals_hold_the_truth() -> None:
    rng, inside, found = np.random.default_rng(2), 0, 0
    strict = np.array([0, 0.3, -0.3, 0.2, -0.2, -1.2])
    strict = strict - strict.mean()
    for _ in range(30):
        look = severity(reviews(rng, strict)).reviewers
        inside += int(((look["low"] <= strict) & (strict <= look["high"])).sum())
        found += bool(look["high"].iloc[-1] < 0)
    assert found >= 24
    assert inside / (30 * 6) > 0.88


def test_reviewers_without_a_common_case_are_not_compared() -> None:
    rows = [(1, "a", 1), (1, "b", 2), (2, "c", 1), (2, "d", 2)]
    with pytest.raises(StatisticsError, match="share no case") as problem:
        severity(pd.DataFrame(rows, columns=["case", "reviewer", "grade"]))
    assert "a, b; c, d" in str(problem.value)


def test_reviewers_stand_in_the_order_of_their_names() -> None:
    look = severity(reviews(np.random.default_rng(3), np.zeros(6), 40))
    assert list(look.reviewers["reviewer"]) == sorted(look.reviewers["reviewer"])
    assert look.reviewers["severity"].sum() == pytest.approx(0, abs=1e-9)
