"""Two phases by hand, over every sample there can be, and by simulation against self-inspection alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.two_phase import by_grade, two_phase


def grades(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Cases, reviewed and faults of the grades "bad" and "good" (and "fair")."""
    return pd.DataFrame(rows, columns=["cases", "reviewed", "faults"], index=["bad", "good", "fair"][: len(rows)])


GRADE = st.integers(2, 60).flatmap(
    lambda reviewed: st.tuples(st.integers(reviewed, 900), st.just(reviewed), st.integers(0, reviewed))
)


def test_counts_by_grade() -> None:
    table = by_grade(["good", "bad", "good", "good"], [False, True, None, np.nan])
    assert table.loc["good"].tolist() == [3, 1, 0]
    assert table.loc["bad"].tolist() == [1, 1, 1]
    with pytest.raises(StatisticsError, match="true, false or missing"):
        by_grade(["good"], [2])


def test_by_hand() -> None:
    """Of 100 bad 40 of 50 reviewed are faulty, of 900 good 9 of 90: 80 and 90 faults, of which the 90 are missed."""
    found = two_phase(grades((100, 50, 40), (900, 90, 9)), faulty=["bad"])
    assert found.naive == 0.1
    assert found.rate.value == pytest.approx(0.17)
    assert found.missed.value == pytest.approx(90)
    assert found.missed_share.value == pytest.approx(90 / 170)
    good, bad = 0.9 * 0.1 * 0.9 / 89, 0.5 * 0.8 * 0.2 / 49
    assert found.rate.se == pytest.approx(np.sqrt(0.9**2 * good + 0.1**2 * bad))
    assert found.missed.se == pytest.approx(900 * np.sqrt(good))
    assert (found.rate.n, found.missed.n) == (140, 90)


def test_over_every_sample_raos_variance_is_right() -> None:
    """Six cases, five of them graded, two of each grade reviewed (Rao 1973): unbiased, and so is its variance."""
    grade, fault = np.array([0, 0, 0, 1, 1, 1]), np.array([1, 0, 0, 1, 1, 0])
    weights, values, variances = [], [], []
    for left_out in range(6):
        graded = [case for case in range(6) if case != left_out]
        parts = [[case for case in graded if grade[case] == name] for name in (0, 1)]
        draws = [list(itertools.combinations(part, 2)) for part in parts]
        for one, other in itertools.product(*draws):
            table = grades(*((len(part), 2, fault[list(d)].sum()) for part, d in zip(parts, (one, other), strict=True)))
            found = two_phase(table, faulty=["bad"], population=6).rate
            weights.append(1 / 6 / len(draws[0]) / len(draws[1]))
            values.append(found.value)
            variances.append(found.se**2)
    assert np.dot(weights, values) == pytest.approx(fault.mean())
    assert np.dot(weights, variances) == pytest.approx(np.dot(weights, (np.array(values) - fault.mean()) ** 2))


def test_all_reviewed_leave_nothing_to_chance() -> None:
    found = two_phase(grades((10, 10, 8), (90, 90, 4)), faulty=["bad"])
    assert found.rate.low == found.rate.value == found.rate.high == pytest.approx(0.12)
    assert found.missed.low == found.missed.value == found.missed.high == 4
    assert found.missed_share.low == found.missed_share.value == found.missed_share.high == pytest.approx(4 / 12)
    assert two_phase(grades((10, 10, 8), (90, 90, 4)), faulty=["bad"], population=math.inf).rate.se == pytest.approx(
        np.sqrt(0.12 * 0.88 / 99)
    )


def test_no_fault_found_is_not_none_missed() -> None:
    found = two_phase(grades((100, 50, 40), (900, 90, 0)), faulty=["bad"])
    assert found.missed.value == found.missed.se == 0
    assert 20 < found.missed.high < 60
    assert 0 == found.missed_share.low < found.missed_share.high < 0.5
    clean = two_phase(grades((100, 50, 0), (900, 90, 0)), faulty=["bad"])
    assert np.isnan(clean.missed_share.value)
    assert clean.rate.high > 0


def test_few_and_none() -> None:
    with pytest.raises(StatisticsError, match=r"grade good.*two or more"):
        two_phase(grades((100, 50, 40), (900, 1, 0)), faulty=["bad"])
    with pytest.raises(StatisticsError, match="not in the table"):
        two_phase(grades((100, 50, 40)), faulty=["poor"])
    with pytest.raises(StatisticsError, match="some of the reviewed"):
        two_phase(grades((100, 50, 51)), faulty=["bad"])
    with pytest.raises(StatisticsError, match="holds the graded"):
        two_phase(grades((100, 50, 40)), faulty=["bad"], population=99)
    none = two_phase(grades((0, 0, 0), (0, 0, 0)), faulty=["bad"])
    assert np.isnan([none.rate.value, none.missed.high, none.missed_share.low, none.naive]).all()
    single = two_phase(grades((1, 1, 1), (900, 90, 9)), faulty=["bad"])
    assert single.rate.value == pytest.approx(91 / 901)


@settings(max_examples=60, deadline=None)
@given(st.tuples(GRADE, GRADE, GRADE))
def test_what_must_hold(rows: tuple[tuple[int, int, int], ...]) -> None:
    table = grades(*rows)
    found, turned = two_phase(table, faulty=["bad", "fair"]), two_phase(table[::-1], faulty=["fair", "bad"])
    other = two_phase(table, faulty=["good"])
    for name, most in (("rate", 1), ("missed", table.loc["good", "cases"]), ("missed_share", 1)):
        one = getattr(found, name)
        assert np.isnan(one.value) or -1e-9 <= one.low <= one.value + 1e-9 <= one.high + 2e-9 <= most + 3e-9
        assert (one.low, one.high) == pytest.approx(
            (getattr(turned, name).low, getattr(turned, name).high), nan_ok=True
        )
    whole = found.rate.value * table["cases"].sum()
    assert found.missed.value + other.missed.value == pytest.approx(whole)
    mirror = (1 - other.missed_share.high, 1 - other.missed_share.low)
    assert (found.missed_share.low, found.missed_share.high) == pytest.approx(mirror, nan_ok=True, abs=1e-6)
    sure = table.loc["good", "faults"]
    assert found.missed.low >= sure - 1e-6
    wide = two_phase(table, faulty=["good"], population=math.inf)
    assert wide.rate.se >= found.rate.se


@settings(max_examples=30, deadline=None)
@given(st.tuples(GRADE, GRADE))
def test_twice_the_cases_and_reviews_narrow(rows: tuple[tuple[int, int, int], ...]) -> None:
    once, twice = (two_phase(times * grades(*rows), faulty=["bad"]).rate for times in (1, 2))
    assert twice.value == pytest.approx(once.value)
    assert twice.high - twice.low <= once.high - once.low + 1e-12


@pytest.mark.slow
def test_it_covers_the_truth_and_beats_self_inspection() -> None:
    """2,000 cases, of which self-inspection calls a tenth faulty: four in five truly; so is one in ten of the rest."""
    rng = np.random.default_rng(7)
    called = np.arange(2000) < 200
    fault = rng.random(2000) < np.where(called, 0.8, 0.1)
    truth, missed, share = fault.mean(), (fault & ~called).sum(), (fault & ~called).sum() / fault.sum()
    held, ours, naive = np.zeros(3), [], []
    for _ in range(500):
        of_bad = rng.hypergeometric(fault[called].sum(), (~fault[called]).sum(), 60)
        of_good = rng.hypergeometric(fault[~called].sum(), (~fault[~called]).sum(), 120)
        found = two_phase(grades((200, 60, of_bad), (1800, 120, of_good)), faulty=["bad"])
        pairs = ((found.rate, truth), (found.missed, missed), (found.missed_share, share))
        held += [one.low <= true <= one.high for one, true in pairs]
        ours.append(abs(found.rate.value - truth))
        naive.append(abs(found.naive - truth))
    assert ((held / 500 > 0.93) & (held / 500 < 0.975)).all()
    assert np.mean(ours) < 0.4 * np.mean(naive)
    assert np.mean(np.array(ours) < naive) > 0.95


@pytest.mark.slow
def test_rare_faults_are_covered_where_the_plain_interval_fails() -> None:
    """2 % of 1,800 passed cases are faulty: estimate ± 1.96 errors covers about 88 %, ours keeps its level."""
    rng = np.random.default_rng(4)
    held = plain = 0
    for _ in range(400):
        of_bad, of_good = rng.hypergeometric(160, 40, 60), rng.hypergeometric(36, 1764, 120)
        found = two_phase(grades((200, 60, of_bad), (1800, 120, of_good)), faulty=["bad"]).rate
        held += found.low <= 0.098 <= found.high
        plain += abs(found.value - 0.098) <= 1.96 * found.se
    assert held / 400 >= 0.93
    assert plain / 400 <= 0.92


@pytest.mark.slow
def test_graded_cases_that_stand_for_more() -> None:
    """For the process behind the cases the interval is wider, and covers its rate."""
    rng = np.random.default_rng(9)
    held = 0
    for _ in range(400):
        bad = rng.binomial(400, 0.2)
        table = grades((bad, 40, rng.binomial(40, 0.7)), (400 - bad, 80, rng.binomial(80, 0.1)))
        found = two_phase(table, faulty=["bad"], population=math.inf).rate
        held += found.low <= 0.22 <= found.high
    assert 0.93 <= held / 400 <= 0.98
