"""One change: where it is, how sure its date is, and seldom where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson
from statsmodels.regression.linear_model import OLS

from caselib.errors import StatisticsError
from caselib.stats.change import change_point, segmented_regression

# British coal-mining disasters a year, 1851 to 1962: Jarrett (1979), Biometrika 66, 191.
COAL = [
    *(4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4, 2),
    *(1, 3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0),
    *(0, 0, 1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1),
    0,
]


def test_coal_mining_disasters() -> None:
    """After 41 years the rate falls from 3.1 to 0.9: Carlin, Gelfand and Smith (1992), Applied Statistics 41, 389."""
    look = change_point(COAL)
    assert (len(COAL), sum(COAL)) == (112, 191)
    assert (look.at, round(look.before, 1), round(look.after, 1)) == (41, 3.1, 0.9)
    assert look.low is not None and look.high is not None
    assert 1851 + look.low <= 1891 <= 1851 + look.high
    assert look.high - look.low <= 12
    assert look.p < 0.001


def test_likelihood_ratio_by_hand() -> None:
    k, n = np.array([5, 6, 4, 5, 15, 14, 16, 15]), np.full(8, 50)
    look = change_point(k, n)
    split = binom.logpmf(k, n, np.repeat([0.1, 0.3], 4)).sum()
    assert look.statistic == pytest.approx(2 * (split - binom.logpmf(k, n, 0.2).sum()))
    assert (look.at, look.before, look.after) == (4, pytest.approx(0.1), pytest.approx(0.3))
    rate = change_point([2, 2, 3, 10, 9], exposure=[1, 1, 2, 2, 2])
    split = poisson.logpmf([2, 2, 3, 10, 9], [1.75, 1.75, 3.5, 9.5, 9.5]).sum()
    assert rate.at == 3
    whole = poisson.logpmf([2, 2, 3, 10, 9], 26 / 8 * np.array([1, 1, 2, 2, 2])).sum()
    assert rate.statistic == pytest.approx(2 * (split - whole))


@pytest.mark.slow
def test_false_alarms_and_the_date() -> None:
    rng, alarms, held = np.random.default_rng(1), 0, 0
    for _ in range(200):
        alarms += change_point(rng.binomial(50, 0.2, 24), np.full(24, 50), draws=199).p <= 0.05
        look = change_point(rng.binomial(50, np.where(np.arange(24) >= 10, 0.3, 0.2)), np.full(24, 50), draws=199)
        assert look.low is not None and look.high is not None
        held += look.low <= 10 <= look.high
    assert alarms / 200 < 0.10
    assert held / 200 > 0.88


def test_more_cases_narrow_the_date_and_a_design_effect_undoes_it() -> None:
    k, n = np.array([9, 12, 10, 8, 11, 14, 16, 13, 17, 15]), np.full(10, 50)
    few, many = change_point(k, n), change_point(20 * k, 20 * n)
    assert few.low is not None and few.high is not None and many.low is not None and many.high is not None
    assert many.high - many.low < few.high - few.low
    assert many.p < few.p
    again = change_point(20 * k, 20 * n, design_effect=20)
    assert (again.at, again.statistic, again.p) == (few.at, pytest.approx(few.statistic), few.p)


def test_a_spread_beyond_counting_is_said() -> None:
    look = change_point([50, 10, 60, 5, 80, 40, 95, 30], np.full(8, 100))
    assert look.dispersion > 10
    assert "pass a design effect" in look.sentence
    assert change_point([50, 10, 60, 5, 80, 40, 95, 30], np.full(8, 100), design_effect=40).p > 0.05


@pytest.mark.parametrize("k", [[0] * 6, [9] * 6])
def test_nothing_that_could_change(k: list[int]) -> None:
    look = change_point(k, [9] * 6)
    assert look.at is None
    assert np.isnan(look.p)
    assert np.isnan(change_point([0] * 6, [0] * 6).before)


def test_series_that_are_none_are_refused() -> None:
    with pytest.raises(StatisticsError, match="on each side"):
        change_point([1, 2, 3], [4, 4, 4])
    with pytest.raises(StatisticsError, match="its whole"):
        change_point([5, 1, 1, 1], [4, 4, 4, 4])
    with pytest.raises(StatisticsError, match="each period"):
        change_point([1, 1, 1, 1], [4, 4])
    with pytest.raises(StatisticsError, match="not both"):
        change_point([1, 1, 1, 1], [4] * 4, exposure=[4] * 4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=12))
def test_what_must_hold(rows: list[tuple[int, int]]) -> None:
    """Failures for successes change nothing; backwards, the change is found as often; its date lies in its interval."""
    k, other = np.array(rows).T
    look, mirrored = change_point(k, k + other, draws=99), change_point(other, k + other, draws=99)
    back = change_point(k[::-1], (k + other)[::-1], draws=99)
    assert look.statistic == pytest.approx(mirrored.statistic, nan_ok=True)
    assert look.statistic == pytest.approx(back.statistic, nan_ok=True)
    if look.at is not None and look.low is not None and look.high is not None:
        assert 2 <= look.low <= look.at <= look.high <= len(rows) - 2
        assert (look.before, look.after) == pytest.approx(
            (k[: look.at].sum() / (k + other)[: look.at].sum(), k[look.at :].sum() / (k + other)[look.at :].sum())
        )


def test_segmented_regression_is_least_squares_with_a_stated_lag() -> None:
    rng, time, at = np.random.default_rng(2), np.arange(40.0), 20
    after = (time >= at).astype(float)
    wave = np.column_stack([np.sin(2 * np.pi * time / 12), np.cos(2 * np.pi * time / 12)])
    y = 0.3 + 0.1 * after + wave @ [0.02, 0.01] + 0.01 * rng.normal(size=40)
    look = segmented_regression(y, at, seasonal=12)
    design = np.column_stack([np.ones(40), time, after, after * (time - at), wave])
    fit = OLS(y, design).fit(cov_type="HAC", cov_kwds={"maxlags": look.lags})
    assert (look.level, look.slope) == pytest.approx(tuple(fit.params[2:4]))
    assert look.lags == int(4 * (40 / 100) ** (2 / 9)) == 3
    assert look.level_low < 0.1 < look.level_high
    assert look.p == pytest.approx(2 * look.level_p)
    assert "nothing else happened at that date" in look.assumptions
    assert look.sentence.endswith("What else happened then?")


def test_intervals_are_wider_than_those_of_newey_and_west_alone() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(size=24)
    look = segmented_regression(y, 12)
    design = np.column_stack([np.ones(24), np.arange(24.0), np.arange(24) >= 12, np.maximum(np.arange(24.0) - 12, 0)])
    low, high = OLS(y, design).fit(cov_type="HAC", cov_kwds={"maxlags": look.lags}).conf_int()[2]
    assert look.level_high - look.level_low > high - low
    assert look.p > 0.05
    assert "Chance alone may bring as much." in look.sentence
