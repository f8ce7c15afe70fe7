"""One channel for another: three exact tests that must all hold, and a sum that stays."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from caselib.errors import StatisticsError
from caselib.stats.screens import substitution

FALLING, RISING = [20, 22, 19, 21, 9, 8, 10, 9], [10, 8, 11, 9, 21, 22, 20, 21]
BASE = [100] * 8


def test_by_hand() -> None:
    """82 of 400 fall to 36, 38 rise to 84: all that one lost the other won; periods differ less than by counting."""
    look = substitution(FALLING, RISING, BASE, at=4).shift
    tables = [[[82, 38], [36, 84]], [[82, 318], [36, 364]], [[84, 316], [38, 362]]]
    assert look.p == pytest.approx(max(fisher_exact(table, alternative="greater").pvalue for table in tables))
    assert look.statistic == pytest.approx(82 * 84 / (38 * 36))
    assert look.effect == pytest.approx(46 / 46)
    assert "both together from 30.0 to 30.0 %" in look.sentence


@pytest.mark.parametrize(
    "rising", [[10] * 8, [10, 9, 11, 10, 12, 11, 13, 12], [10, 9, 11, 10, 60, 61, 60, 62], RISING[::-1]]
)
def test_where_the_sum_does_not_stay_it_is_no_substitution(rising: list[int]) -> None:
    assert substitution(FALLING, rising, BASE, at=4).shift.p == 1


def test_the_other_way_round_is_none() -> None:
    assert substitution(RISING, FALLING, BASE, at=4).shift.p == 1


def test_periods_that_differ_count_for_less() -> None:
    wild = [35, 5, 38, 4, 20, 0, 16, 0]
    assert np.reshape(wild, (2, 4)).sum(axis=1).tolist() == np.reshape(FALLING, (2, 4)).sum(axis=1).tolist()
    calm = substitution(FALLING, RISING, BASE, at=4).shift
    held = substitution(wild, RISING, BASE, at=4).shift
    assert held.effect == calm.effect
    assert held.p > 100 * calm.p


@pytest.mark.parametrize("spread", [1, 4])
def test_seldom_where_nothing_shifts(spread: int) -> None:
    """Parts of one whole push each other away by mere counting; that is no movement of one against the other."""
    rng, shifts, moves = np.random.default_rng(1), 0, 0
    for _ in range(300):
        n = rng.integers(150, 250, 24)
        size = 199 / (spread - 1) - 1 if spread > 1 else 1e9
        a = rng.binomial(n, rng.beta(0.2 * size, 0.8 * size, 24))
        b = rng.binomial(n - a, rng.beta(0.125 * size, 0.875 * size, 24))
        look = substitution(a, b, n, at=12, draws=199)
        shifts, moves = shifts + (look.shift.p <= 0.05), moves + (look.moves.p <= 0.05)
    assert shifts / 300 < 0.05
    assert moves / 300 < 0.09


def test_power() -> None:
    rng, shifts = np.random.default_rng(2), 0
    for _ in range(50):
        n, after = rng.integers(150, 250, 24), np.arange(24) >= 12
        a = rng.binomial(n, np.where(after, 0.15, 0.20))
        b = rng.binomial(n - a, np.where(after, 0.15 / 0.85, 0.10 / 0.80))
        shifts += substitution(a, b, n, at=12, draws=99).shift.p <= 0.01
    assert shifts / 50 >= 0.9


def test_channels_that_move_against_each_other_from_month_to_month() -> None:
    rng = np.random.default_rng(3)
    a = np.r_[rng.integers(25, 36, 12), rng.integers(10, 21, 12)]
    look = substitution(a, 50 - a + rng.integers(-1, 2, 24), [200] * 24, at=12).moves
    assert look.statistic < -0.9
    assert look.p < 0.001
    assert substitution(a, a, [200] * 24, at=12).moves.p > 0.99


def test_the_jump_itself_is_no_movement() -> None:
    """Levels that change at the date alone leave nothing to correlate."""
    look = substitution([20] * 6 + [10] * 6, [10] * 6 + [20] * 6, [100] * 12, at=6)
    assert np.isnan(look.moves.p)
    assert look.shift.p < 0.001


def test_too_little_to_ask_or_wrong() -> None:
    assert np.isnan(substitution([0, 0], [0, 0], [0, 0], at=1).shift.p)
    assert np.isnan(substitution([0, 0], [0, 0], [5, 5], at=1).shift.p)
    for at, base in ((0, 9), (2, 9), (1, 2)):
        with pytest.raises(StatisticsError, match="the date between periods"):
            substitution([3, 3], [1, 1], [base, base], at=at)
