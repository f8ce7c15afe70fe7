"""Funnel limits: one function for line and flag, never narrower than chance, a level that holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from caselib.errors import StatisticsError
from caselib.stats.funnel import funnel

UNITS = st.lists(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=30
)


@pytest.mark.parametrize("spread", ["none", "additive", "multiplicative"])
@settings(max_examples=30, deadline=None)
@given(units=UNITS)
def test_the_flag_is_the_line(spread, units) -> None:  # type: ignore[no-untyped-def]
    k, n = zip(*units, strict=True)
    look = funnel(k, n, overdispersion=spread)
    lines = look.limits_at(n)
    value = look.points["value"].to_numpy()
    beyond = (value < lines["low_outer"]) | (value > lines["high_outer"])
    assert (look.points["outside"] == "outer").tolist() == beyond.tolist()
    backwards = funnel(k[::-1], n[::-1], overdispersion=spread).points["outside"].tolist()
    assert backwards == look.points["outside"].tolist()[::-1]


def test_exact_limits_keep_their_level_at_every_size() -> None:
    look = funnel([200], [1000], target=0.2)
    for n in (5, 17, 40, 333, 2000):
        limits = look.limits_at([n]).iloc[0]
        above = binom.sf(round(limits["high_outer"] * n), n, 0.2)
        below = binom.cdf(round(limits["low_outer"] * n) - 1, n, 0.2)
        assert above <= 0.001
        assert below <= 0.001


def test_limits_that_allow_for_spread_are_never_narrower() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(5, 400, 200)
    k = rng.binomial(n, np.clip(rng.normal(0.3, 0.08, 200), 0.01, 0.99))
    bare, wide = funnel(k, n), funnel(k, n, overdispersion="additive")
    assert wide.tau2 > 0
    assert (wide.points["high_outer"] >= bare.points["high_outer"]).all()
    assert (wide.points["low_outer"] <= bare.points["low_outer"]).all()
    assert (wide.points["outside"] == "outer").sum() < (bare.points["outside"] == "outer").sum()


def test_few_units_tell_no_spread() -> None:
    look = funnel([10, 60, 30], [100, 100, 100], overdispersion="additive")
    assert look.tau2 == 0
    assert "too few units" in look.rule


def test_no_cases_are_no_signal() -> None:
    look = funnel([0, 0], [0, 0])
    assert look.points["outside"].tolist() == ["", ""]
    assert look.rule == "No cases, hence no limits."


@pytest.mark.parametrize("wrong", [{"overdispersion": "additve"}, {"numerator": [5], "denominator": [4]}])
def test_wrong_wishes_are_refused(wrong: dict) -> None:
    with pytest.raises(StatisticsError):
        funnel(**({"numerator": [1], "denominator": [4]} | wrong))


@pytest.mark.slow
def test_alike_units_are_seldom_flagged() -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(20, 500, (200, 40))
    flagged = sum((funnel(rng.binomial(row, 0.15), row).points["outside"] == "outer").sum() for row in n)
    # 8,000 looks at 99.8 %: at most 16 expected, standard deviation 4.
    assert flagged <= 28


def test_alike_cases_count_as_fewer() -> None:
    """Thirty of a hundred who stand and fall in pairs are as uncertain as fifteen of fifty."""
    pairs = funnel([30], [100], target=0.2, design_effect=2)
    fewer = funnel([15], [50], target=0.2)
    names = ["low_inner", "high_inner", "low_outer", "high_outer"]
    assert pairs.points[names].equals(fewer.points[names])
    assert "2.00 times fewer" in pairs.rule
    with pytest.raises(StatisticsError, match="one or more"):
        funnel([30], [100], design_effect=0.5)
