"""The end of a period: seen against the office's own months, by working days, and not where months differ anyway."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from caselib.errors import StatisticsError
from caselib.stats.screens import surge

QUARTERS = np.arange(24) % 3 == 2


def months(rng: np.random.Generator, *, mean: float, phi: float, lift: float) -> tuple[np.ndarray, np.ndarray]:
    working = rng.integers(18, 24, len(QUARTERS))
    expected = mean * working / 20 * np.where(QUARTERS, lift, 1.0)
    rate = expected if phi == 1 else rng.gamma(expected / (phi - 1), phi - 1)
    return rng.poisson(rate), working


def test_where_months_are_alike_it_is_the_binomial() -> None:
    """Other months of exactly one rate leave φ at 1: the simulated p is near the exact conditional one."""
    decided, working = np.array([40, 42, 20, 40, 44, 58]), np.array([20, 21, 10, 20, 22, 20])
    look = surge(decided, working, closing=[0, 0, 0, 0, 0, 1], draws=20_000)
    exact = binom.sf(57, decided.sum(), 20 / working.sum())
    share = 20 / 113
    assert look.statistic == pytest.approx((58 - 244 * share) / np.sqrt(244 * share * (1 - share)))
    assert exact < look.p < 3 * exact
    assert look.effect == pytest.approx(58 / 20 / (186 / 93) - 1)


def test_months_that_differ_anyway_are_no_surge() -> None:
    calm = surge([40, 41, 60, 39, 40, 60], [20] * 6, closing=[0, 0, 1, 0, 0, 1])
    wild = surge([10, 70, 60, 15, 65, 60], [20] * 6, closing=[0, 0, 1, 0, 0, 1])
    assert calm.effect == wild.effect == pytest.approx(0.5)
    assert calm.p < 0.02 < 0.1 < wild.p


def test_working_days_are_what_is_compared() -> None:
    look = surge([40, 40, 80, 40, 40, 80], [10, 10, 20, 10, 10, 20], closing=[0, 0, 1, 0, 0, 1])
    assert look.effect == pytest.approx(0)
    assert look.p > 0.3


@pytest.mark.parametrize(("mean", "phi"), [(40, 1), (40, 3), (400, 1), (400, 10)])
def test_false_alarms_keep_near_five_in_a_hundred(mean: float, phi: float) -> None:
    rng = np.random.default_rng(1)
    signals = [
        surge(*months(rng, mean=mean, phi=phi, lift=1), closing=QUARTERS, draws=199).p <= 0.05 for _ in range(300)
    ]
    assert np.mean(signals) < 0.09


def test_power() -> None:
    """Three in ten more in closing months of two years, φ = 2, hundred a month: found by 95 of 100 at 1 %."""
    rng = np.random.default_rng(2)
    signals = [
        surge(*months(rng, mean=100, phi=2, lift=1.3), closing=QUARTERS, draws=999).p <= 0.01 for _ in range(100)
    ]
    assert np.mean(signals) >= 0.85


@pytest.mark.parametrize(
    ("decided", "working", "closing"),
    [([], [], []), ([0] * 8, [20] * 8, [0, 1] * 4), ([5] * 8, [20] * 8, [0] * 8), ([5] * 4, [20] * 4, [0, 0, 0, 1])],
)
def test_too_little_to_ask(decided: list[int], working: list[int], closing: list[int]) -> None:
    assert np.isnan(surge(decided, working, closing=closing).p)


def test_months_that_are_none_are_refused() -> None:
    with pytest.raises(StatisticsError, match="each month"):
        surge([1, 2], [20], closing=[0, 1])
    with pytest.raises(StatisticsError, match="each month"):
        surge([1, 2], [20, 0], closing=[0, 1])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 80), min_size=8, max_size=8), st.integers(0, 60), st.permutations(range(8)))
def test_what_must_hold(decided: list[int], more: int, order: list[int]) -> None:
    """More decisions in a closing month raise the statistic; the order of months says nothing."""
    n, working, closing = np.array(decided), np.arange(15, 23), np.arange(8) % 4 == 3
    look = surge(n, working, closing=closing, draws=99)
    assert surge(n + more * closing, working, closing=closing, draws=99).statistic >= look.statistic - 1e-9
    other = surge(n[order], working[order], closing=closing[order], draws=99)
    assert (other.statistic, other.effect) == pytest.approx((look.statistic, look.effect))
    assert surge(5 * n, working, closing=closing, draws=99).effect == pytest.approx(look.effect)
