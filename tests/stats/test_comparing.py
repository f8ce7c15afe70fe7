"""Beta-binomial limits, standardisation, ratios, many looks, sample sizes: by hand and by their properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from caselib.errors import StatisticsError
from caselib.stats.beta_binomial import BetaBinomial, beta_binomial_limits, beta_binomial_p, fit
from caselib.stats.multiplicity import expected_false, false_discovery
from caselib.stats.ratio_funnel import ratio_funnel
from caselib.stats.sample_size import attribute_size, discovery_size, upper_limit
from caselib.stats.standardise import byar, direct, exact_poisson, indirect

COUNTS = st.integers(0, 400)


def test_without_spread_it_is_the_binomial() -> None:
    limits = beta_binomial_limits([50], BetaBinomial(0.2, 0.0)).iloc[0]
    assert limits["low_outer"] == binom.ppf(0.001, 50, 0.2) / 50
    assert limits["high_inner"] == binom.ppf(0.975, 50, 0.2) / 50


def test_the_fit_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(5, 60, 600)
    k = rng.binomial(n, rng.beta(0.2 * 19, 0.8 * 19, 600))
    look = fit(k, n)
    assert look.mean == pytest.approx(0.2, abs=0.02)
    assert look.rho == pytest.approx(0.05, abs=0.02)
    assert fit(rng.binomial(n, 0.2), n).rho < 0.01


@pytest.mark.slow
def test_small_units_that_differ_ordinarily_are_seldom_outside() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(3, 25, 2000)
    k = rng.binomial(n, rng.beta(3, 12, 2000))
    limits = beta_binomial_limits(n, fit(k, n))
    outside = ((k / n < limits["low_outer"]) | (k / n > limits["high_outer"])).mean()
    assert outside < 0.004
    assert (beta_binomial_p(k, n, fit(k, n)) < 0.05).mean() == pytest.approx(0.05, abs=0.025)


@given(st.integers(1, 200), st.floats(0.02, 0.9), st.floats(0.001, 0.5))
def test_limits_are_in_order(n: int, mean: float, rho: float) -> None:
    row = beta_binomial_limits([n], BetaBinomial(mean, rho)).iloc[0]
    assert row["low_outer"] <= row["low_inner"] <= row["high_inner"] <= row["high_outer"]


def test_no_case_has_no_limits() -> None:
    assert beta_binomial_limits([0], BetaBinomial(0.2, 0.1)).isna().all(axis=None)
    assert np.isnan(fit([], []).mean)
    assert np.isnan(beta_binomial_p([0], [0], BetaBinomial(0.2, 0.1))).all()
    with pytest.raises(StatisticsError):
        fit([3], [2])


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from("xy"), st.integers(0, 30), st.integers(0, 30)), min_size=1
    )
)
def test_expected_adds_up_to_observed(rows: list[tuple[str, str, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["unit", "offence", "numerator", "more"])
    frame["denominator"] = frame["numerator"] + frame["more"]
    look = indirect(frame, unit="unit", stratum="offence")
    assert look["expected"].sum() == pytest.approx(look["observed"].sum())
    assert list(look["unit"]) == sorted(set(frame["unit"]))


@given(COUNTS)
def test_intervals_of_counts_hold_them_and_grow(count: int) -> None:
    for interval in (byar, exact_poisson):
        low, high = interval(count)
        assert low <= count <= high
        assert interval(count + 1).high > high


def test_a_direct_rate_with_the_units_own_mix_is_its_rate() -> None:
    rate, interval = direct([10, 30], [100, 100], weight=[100, 100])
    assert rate == pytest.approx(0.2)
    assert interval.low < 0.2 < interval.high
    with pytest.raises(StatisticsError, match="every stratum"):
        direct([1, 0], [10, 0], weight=[1, 1])


def test_ratios_by_hand_and_their_flags() -> None:
    look = ratio_funnel([5, 10, 40], [10.0, 10.0, 10.0])
    assert look.points["ratio"].tolist() == [0.5, 1.0, 4.0]
    assert look.points["outside"].tolist() == ["", "", "outer"]
    spread = ratio_funnel(np.full(30, 10), np.full(30, 10.0), overdispersion="additive")
    assert spread.tau2 == 0
    with pytest.raises(StatisticsError):
        ratio_funnel([-1], [1.0])


@given(st.floats(0.5, 500))
def test_ratio_limits_hold_one_and_narrow(expected: float) -> None:
    limits = ratio_funnel([1], [1.0]).limits_at([expected, 2 * expected])
    assert (limits["low_outer"] <= 1).all()
    assert (limits["high_outer"] >= 1).all()
    width = limits["high_outer"] - limits["low_outer"]
    assert width.iloc[1] < width.iloc[0]


def test_false_discovery_by_hand() -> None:
    """Of four looks at 5 %: 0.001 <= 1/4, 0.012 <= 2/4, 0.03 <= 3/4 of it; 0.2 is above."""
    stands, adjusted = false_discovery([0.03, 0.001, 0.2, 0.012], rate=0.05)
    assert stands.tolist() == [True, True, False, True]
    assert adjusted.tolist() == pytest.approx([0.04, 0.004, 0.2, 0.024])
    assert false_discovery([0.03, float("nan")], rate=0.05)[0].tolist() == [True, False]
    assert expected_false(1000, 0.998) == pytest.approx(2)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_any_dependence_is_stricter(p: list[float]) -> None:
    loose, strict = (false_discovery(p, method=method)[0].sum() for method in ("bh", "by"))
    assert strict <= loose


@given(st.integers(20, 3000), st.sampled_from(["0.01", "0.02", "0.05"]))
def test_a_discovery_sample_is_the_smallest_that_does(population: int, rate: str) -> None:
    size, faulty = discovery_size(population, rate), int(np.ceil(population * float(rate) - 1e-9))
    assert hypergeom.pmf(0, population, faulty, size) <= 0.05 + 1e-9
    assert size == 1 or hypergeom.pmf(0, population, faulty, size - 1) > 0.05


def test_the_upper_limit_of_the_planned_sample_is_what_was_tolerated() -> None:
    for tolerable in ("0.03", "0.05", "0.08"):
        assert upper_limit(attribute_size(tolerable), 0) <= float(tolerable)
    with pytest.raises(StatisticsError):
        attribute_size("0.01", expected="0.02")
