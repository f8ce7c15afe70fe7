"""Round values: an exact test against the values beside them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from caselib.errors import StatisticsError
from caselib.stats.screens import heaping


def test_by_hand() -> None:
    """9 | 10 10 10 10 | 11 | 20 20: six of eight where a third is expected; 4, 6 and 15 lie beside no ten."""
    look = heaping([9, 10, 10, 10, 10, 11, 20, 20, 4, 6, 15], on=10)
    assert look.p == pytest.approx(binom.sf(5, 8, 1 / 3))
    assert look.statistic == 0.75
    assert look.effect == pytest.approx((6 / 8 - 1 / 3) / (2 / 3))
    assert look.sentence.startswith("6 of 8 values at or beside multiples of 10")


def test_zero_has_no_neighbour_below() -> None:
    assert np.isnan(heaping([0, 0, 0, 1, 1], on=5).p)
    assert heaping([0, 0, 0, 5], on=5).p == pytest.approx(1 / 3)


def test_a_wider_reach() -> None:
    assert heaping([8, 9, 10, 11, 12], on=5, reach=2).p == pytest.approx(1 - (4 / 5) ** 5)
    for reach in (0, 3):
        with pytest.raises(StatisticsError, match="neighbours"):
            heaping([5], on=5, reach=reach)


@pytest.mark.parametrize("on", [5, 7, 10])
def test_smooth_days_seldom_and_heaped_days_nearly_always(on: int) -> None:
    """One in ten of 2,000 rounded to the nearest multiple."""
    rng, alarms, hits = np.random.default_rng(on), 0, 0
    for _ in range(200):
        days = rng.gamma(4, 7, 2000).astype(int)
        alarms += heaping(days, on=on).p <= 0.05
        rounded = np.where(rng.random(2000) < 0.1, np.maximum(on, on * np.round(days / on)).astype(int), days)
        hits += heaping(rounded, on=on).p <= 0.01
    assert alarms / 200 < 0.09
    assert hits / 200 > 0.95


@given(st.lists(st.integers(0, 100), max_size=60), st.sampled_from([5, 7, 10]), st.randoms(use_true_random=False))
def test_what_must_hold(values: list[int], on: int, random: object) -> None:
    look = heaping(values, on=on)
    shuffled = random.sample(values, len(values))  # type: ignore[attr-defined]
    assert heaping(shuffled, on=on) == look or np.isnan(look.p)
    more = heaping([*values, on, on], on=on)
    assert np.isnan(look.p) or (more.p <= look.p + 1e-12 and more.effect >= look.effect)
    assert heaping([], on=on).sentence.endswith("?")
