"""Just before a limit: seen where cases were moved, seldom where the curve is smooth, whatever its form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from caselib.errors import StatisticsError
from caselib.stats.screens import bunching

CURVES = {
    "gamma": (stats.gamma(4, scale=7), 30),
    "gamma, falling": (stats.gamma(2, scale=12), 30),
    "gamma, peak at the limit": (stats.gamma(9, scale=3.5), 30),
    "gamma, steep": (stats.gamma(4, scale=1.5), 7),
    "gamma, wide": (stats.gamma(3, scale=30), 90),
    "lognormal": (stats.lognorm(0.5, scale=25), 30),
    "lognormal, skew": (stats.lognorm(0.8, scale=25), 30),
    "exponential": (stats.expon(scale=25), 30),
    "Weibull": (stats.weibull_min(2, scale=30), 30),
}
CASES = 2000


def days(name: str, rng: np.random.Generator) -> np.ndarray:
    return np.floor(CURVES[name][0].rvs(CASES, random_state=rng)).astype(int)


def moved(taken: np.ndarray, limit: int, rng: np.random.Generator, *, last: int, within: int) -> np.ndarray:
    """5 % of all cases, taken from up to `within` days after the limit, now end on its `last` days."""
    late = np.flatnonzero((taken > limit) & (taken <= limit + within))
    chosen = rng.choice(late, CASES // 20, replace=False)
    taken = taken.copy()
    taken[chosen] = limit - rng.integers(0, last, len(chosen))
    return taken


def found(name: str, runs: int, seed: int, *, last: int = 0, within: int = 0) -> float:
    rng, limit, signals = np.random.default_rng(seed), CURVES[name][1], 0
    for run in range(runs):
        taken = days(name, rng)
        taken = moved(taken, limit, rng, last=last, within=within) if last else taken
        signals += bunching(np.bincount(taken), limit, draws=999, seed=run).p <= 0.01
    return signals / runs


@pytest.mark.parametrize("name", ["gamma", "gamma, steep", "lognormal"])
def test_power_is_nine_in_ten_or_more(name: str) -> None:
    """In 100 offices each (see the slow test) it was 99 to 100 for every curve, at p <= 0.01."""
    assert found(name, 30, seed=1, last=2, within=30) >= 0.9


@pytest.mark.slow
def test_seldom_where_nothing_was_moved() -> None:
    assert np.mean([found(name, 40, seed=2) for name in CURVES]) <= 0.025


@pytest.mark.slow
@pytest.mark.parametrize("name", CURVES)
def test_power_and_false_alarms_of_every_curve(name: str) -> None:
    assert found(name, 500, seed=3) <= 0.025
    for last, within in ((1, 10), (2, 10), (2, 1000)):
        assert found(name, 100, seed=4, last=last, within=within) >= 0.95


def test_excess_and_missing_by_hand() -> None:
    """A curve of the form that is fitted, and 40 cases moved: they are the excess, less rounding."""
    t = np.arange(90)
    smooth = np.round(0.03 * t**3 * np.exp(-t / 8))
    look = bunching(smooth + 40 * (t == 30) - 8 * ((t > 30) & (t <= 35)), 30)
    assert look.effect == pytest.approx(40, abs=2)
    assert look.p < 0.001
    assert "78 cases ended on the last 2 days up to day 30" in look.sentence
    assert look.sentence.endswith("What explains it?")
    assert abs(bunching(smooth, 30).effect) < 2
    assert bunching(smooth, 30).sentence.endswith("which chance alone may bring. Is anything else known?")


def test_months_that_differ_make_it_hold_back() -> None:
    """Days of a week with far more decisions are the office's own rhythm: the spread of days counts."""
    t = np.arange(90)
    smooth = 0.03 * t**3 * np.exp(-t / 8)
    extra = 20 * (t == 30)
    weekly = np.round(smooth * np.where(t % 7 == 3, 2.0, 0.8))
    assert bunching(np.round(smooth) + extra, 30).p < 0.05 < bunching(weekly + extra, 30).p


def test_others_are_fishers_test_of_the_days_around() -> None:
    """Window 29 and 30; around it 24 to 28 and 31 to 35 (as many days on either side of the limit)."""
    own, others = np.zeros(60), np.zeros(60)
    own[[20, 27, 29, 30, 33]] = 100, 5, 6, 10, 9
    others[[20, 27, 30, 33]] = 7, 40, 20, 60
    look = bunching(own, 30, others=others)
    assert look.p == pytest.approx(stats.fisher_exact([[16, 14], [20, 100]], alternative="greater").pvalue)
    assert look.effect == pytest.approx(16 - 30 * 20 / 120)
    assert bunching(others, 30, others=others).effect == pytest.approx(0)


def test_a_limit_nobody_passes_is_no_finding_in_itself() -> None:
    """Where all end in time nothing is missed after the limit: only too many on the last days would count."""
    t = np.arange(60)
    smooth = np.where(t <= 30, np.round(0.03 * t**3 * np.exp(-t / 8)), 0)
    assert bunching(smooth, 30).p > 0.1
    assert "after" not in bunching(smooth, 30).sentence
    assert bunching(smooth + 60 * (t == 30), 30).p < 0.01


@pytest.mark.parametrize("histogram", [[], [0], [0] * 50, [0] * 30 + [5], [3] * 8])
def test_too_little_to_ask(histogram: list[int]) -> None:
    look = bunching(histogram, 30)
    assert np.isnan([look.p, look.effect, look.statistic]).all()
    assert look.sentence.endswith("?")
    assert np.isnan(bunching([0] * 40, 30, others=[0] * 40).p)


@pytest.mark.parametrize("histogram", [[1.5, 2], [-1, 2], [np.nan, 2]])
def test_no_histogram(histogram: list[float]) -> None:
    with pytest.raises(StatisticsError, match="whole numbers"):
        bunching(histogram, 30)
    with pytest.raises(StatisticsError, match="whole days"):
        bunching([1, 2], 0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=0, max_size=90), st.integers(1, 60), st.integers(0, 40))
def test_what_must_hold(histogram: list[int], limit: int, more: int) -> None:
    """More cases on the last day never make it less, empty days at the end change nothing."""
    h = np.pad(np.asarray(histogram, dtype=float), (0, 100 - len(histogram)))
    look, moved_ = bunching(h, limit, draws=199), bunching(h + more * (np.arange(100) == limit), limit, draws=199)
    assert np.isnan(look.p) or 1 / 200 <= look.p <= 1
    if np.isfinite(look.p) and np.isfinite(moved_.p) and np.flatnonzero(h)[0] < limit < np.flatnonzero(h)[-1]:
        assert moved_.p <= look.p
        assert moved_.effect == pytest.approx(look.effect + more)
    assert bunching(np.pad(h, (0, 30)), limit, draws=199).p == pytest.approx(look.p, nan_ok=True)
