"""Plans in stages: exact against every course there can be, and never more risk than was asked for."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from caselib.errors import StatisticsError
from caselib.stats.sequential import Plan, acceptance_numbers, stage_sizes

SIZES = (45, 78, 105, 132, 158)
NAIVE = Plan(SIZES, (0, 1, 2, 3, 4))

PLANS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 2)), min_size=1, max_size=5).map(
    lambda steps: Plan(*(tuple(int(total) for total in np.cumsum(part)) for part in zip(*steps, strict=True)))
)


def accepted(plan: Plan, faults: tuple[int, ...]) -> bool:
    return any(sum(faults[:size]) <= number for size, number in zip(plan.sizes, plan.numbers, strict=True))


@pytest.mark.parametrize("plan", [Plan((3, 5, 8), (0, 1, 2)), Plan((2, 4, 9), (-1, 0, 3)), Plan((7,), (1,))])
def test_against_every_course(plan: Plan) -> None:
    files = plan.sizes[-1]
    courses = list(itertools.product((0, 1), repeat=files))
    rate = sum(0.2 ** sum(course) * 0.8 ** (files - sum(course)) for course in courses if accepted(plan, course))
    assert plan.risk(0.2) == pytest.approx(rate)
    of_twelve = list(itertools.combinations(range(12), 4))  # where the four faulty of twelve files come to lie
    orders = [tuple(int(place in faulty) for place in range(files)) for faulty in of_twelve]
    share = sum(accepted(plan, order) for order in orders) / len(orders)
    assert plan.risk("0.3", population=12) == pytest.approx(share)  # a little over 0.3 of 12 is four


def test_expected_size_by_hand() -> None:
    """Two files; if one of them is faulty two more; a second fault ends it: at a half, 2 + 2·(1/2)."""
    plan = Plan((2, 4), (0, 1))
    assert plan.expected_size(0.5) == pytest.approx(3)
    look = plan.stages(0.5)
    assert look["accepted"].tolist() == pytest.approx([1 / 4, 1 / 8])
    assert look["rejected"].tolist() == pytest.approx([1 / 4, 3 / 8])
    assert look["goes_on"].tolist() == pytest.approx([1 / 2, 0])


def test_to_widen_by_one_fault_raises_ten_percent_to_twenty_one_and_a_half() -> None:
    each = [binom.cdf(number, size, 0.05) for size, number in zip(SIZES, NAIVE.numbers, strict=True)]
    assert max(each) < 0.1
    assert round(NAIVE.risk("0.05"), 3) == 0.215
    assert NAIVE.stages("0.05")["risk"].round(3).tolist() == [0.099, 0.143, 0.174, 0.197, 0.215]


def test_it_is_what_happens_when_it_is_played() -> None:
    rng = np.random.default_rng(3)
    files = (rng.random((4000, SIZES[-1])) < 0.05).astype(int)
    held = np.mean([accepted(NAIVE, tuple(row)) for row in files])
    assert held == pytest.approx(NAIVE.risk("0.05"), abs=0.02)


@pytest.mark.parametrize("population", [None, 400])
def test_plans_keep_the_risk_at_every_stage_and_no_smaller_would(population: int | None) -> None:
    spent = 0.1 * np.arange(1, 6) / 5
    fixed_sizes = acceptance_numbers(SIZES, tolerable="0.05", population=population)
    fixed_numbers = stage_sizes(range(5), tolerable="0.05", population=population)
    for plan in (fixed_sizes, fixed_numbers):
        look = plan.stages("0.05", population=population)
        assert (look["risk"] <= spent + 1e-12).all()
    for stage in range(5):
        sizes, numbers = list(fixed_numbers.sizes[: stage + 1]), fixed_numbers.numbers[: stage + 1]
        sizes[-1] -= 1
        assert Plan(tuple(sizes), numbers).risk("0.05", population=population) > spent[stage]
        more = (*fixed_sizes.numbers[:stage], fixed_sizes.numbers[stage] + 1)
        assert Plan(SIZES[: stage + 1], more).risk("0.05", population=population) > spent[stage]


def test_one_stage_is_the_usual_sample() -> None:
    assert stage_sizes([0], tolerable="0.05", risk=0.05).sizes == (59,)
    assert stage_sizes([1], tolerable="0.05", risk=0.05).sizes == (93,)
    assert stage_sizes([0], tolerable="0.05", risk=0.05, population=100).sizes == (45,)


def test_risk_is_spent_as_told() -> None:
    early = stage_sizes((0, 1), tolerable="0.05", spend=(0.8, 1))
    late = stage_sizes((0, 1), tolerable="0.05", spend=(0.2, 1))
    assert early.sizes[0] < late.sizes[0]
    assert early.sizes[1] > late.sizes[1] or early.sizes[1] - early.sizes[0] > late.sizes[1] - late.sizes[0]
    assert acceptance_numbers((45, 78), tolerable="0.05", spend=(1, 1)).numbers == (0, 0)


@settings(max_examples=50, deadline=None)
@given(PLANS, st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_what_must_hold(plan: Plan, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert plan.risk(high) <= plan.risk(low) + 1e-12
    look = plan.stages(one)
    assert look["accepted"].sum() + look["rejected"].sum() == pytest.approx(1)
    assert (look[["accepted", "rejected", "goes_on"]] >= -1e-12).all(axis=None)
    last = binom.cdf(plan.numbers[-1], plan.sizes[-1], one)
    assert last - 1e-12 <= plan.risk(one)  # every further stop is a further chance to accept
    assert plan.risk(one) <= sum(binom.cdf(plan.numbers, plan.sizes, one)) + 1e-12
    assert plan.sizes[0] <= plan.expected_size(one) + 1e-9 <= plan.sizes[-1] + 2e-9


@settings(max_examples=30, deadline=None)
@given(PLANS)
def test_of_a_huge_population_it_is_the_binomial(plan: Plan) -> None:
    assert plan.risk("0.05", population=10**7) == pytest.approx(plan.risk("0.05"), abs=1e-4)


def test_one_stage_of_a_finite_population() -> None:
    assert Plan((20,), (1,)).risk("0.05", population=100) == pytest.approx(hypergeom.cdf(1, 100, 5, 20))
    assert Plan((100,), (4,)).risk("0.05", population=100) == 0
    assert Plan((100,), (5,)).risk("0.05", population=100) == pytest.approx(1)
    assert Plan((10,), (-1,)).risk(0) == 0


@pytest.mark.parametrize(
    ("sizes", "numbers"), [((), ()), ((5, 5), (0, 1)), ((0,), (0,)), ((5, 9), (1, 0)), ((5, 9), (0,)), ((5,), (-2,))]
)
def test_plans_that_are_none_are_refused(sizes: tuple[int, ...], numbers: tuple[int, ...]) -> None:
    with pytest.raises(StatisticsError):
        Plan(sizes, numbers)


def test_wishes_that_cannot_be_met_are_refused() -> None:
    with pytest.raises(StatisticsError, match="not even all"):
        stage_sizes([5], tolerable="0.05", population=100)
    with pytest.raises(StatisticsError, match="no more files"):
        NAIVE.risk("0.05", population=100)
    with pytest.raises(StatisticsError, match="a rate"):
        NAIVE.risk(1.5)
    for spend in ((1, 0.5), (0.5,), (0.5, 1.5)):
        with pytest.raises(StatisticsError, match="spent"):
            stage_sizes((0, 1), tolerable="0.05", spend=spend)
