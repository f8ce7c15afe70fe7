"""Too many at exactly 100 %, and shares too alike: found where they were made so, seldom where chance did it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from caselib.errors import StatisticsError
from caselib.stats.screens import exactly_all, variance_collapse

UNITS = 40


def units(
    rng: np.random.Generator, a: float, b: float, full: int = 0, size: int = UNITS
) -> tuple[np.ndarray, np.ndarray]:
    n = rng.integers(20, 60, size)
    k = rng.binomial(n, rng.beta(a, b, size))
    k[:full] = n[:full]
    return k, n


@pytest.mark.slow
@pytest.mark.parametrize(("a", "b"), [(8, 2), (30, 1.5), (2, 0.5), (200, 50)])
def test_units_at_all_by_chance(a: float, b: float) -> None:
    rng = np.random.default_rng(1)
    p = [exactly_all(*units(rng, a, b), draws=499).p for _ in range(100)]
    assert np.mean([value <= 0.05 for value in p]) <= 0.10
    assert np.mean([value <= 0.01 for value in p]) <= 0.04


def test_units_at_all_by_a_rule() -> None:
    """At 1 % 20 of 120 are found in 91 of 100 runs, 10 of 40 only in half: few others tell little of their spread."""
    rng = np.random.default_rng(2)
    p = [exactly_all(*units(rng, 8, 2, full=20, size=120), draws=499).p for _ in range(30)]
    assert np.mean([value <= 0.01 for value in p]) >= 0.9


def test_expected_units_are_those_of_the_others_distribution() -> None:
    """Many units of one beta-binomial: what is expected at 100 % is near what that distribution gives."""
    rng = np.random.default_rng(3)
    n = np.full(600, 10)
    k = rng.binomial(n, rng.beta(6, 2, 600))
    look = exactly_all(k, n)
    assert look.statistic == (k == n).sum()
    assert look.statistic - look.effect == pytest.approx(600 * betabinom.pmf(10, 10, 6, 2), rel=0.25)


def test_every_unit_at_all_says_nothing() -> None:
    assert np.isnan(exactly_all([5] * 9, [5] * 9).p)
    assert np.isnan(exactly_all([], []).p)
    with pytest.raises(StatisticsError, match="its whole"):
        exactly_all([3], [2])


def test_lower_tail_by_enumeration() -> None:
    """4 of 6 in three pairs: of the 15 ways to choose them 12 give 1, 1, 2, the rest 0, 2, 2; none less."""
    ways = [tuple(part) for part in itertools.combinations(range(6), 4)]
    spread = [sum((sum(place // 2 == pair for place in way) - 4 / 3) ** 2 for pair in range(3)) for way in ways]
    exact = np.mean(np.array(spread) <= min(spread) + 1e-9)
    look = variance_collapse(([0, 1, 2], [2] * 3), ([1, 1, 2], [2] * 3), draws=20_000)
    assert exact == 12 / 15
    assert look.alone.p == pytest.approx(exact, abs=0.02)


def test_too_alike_is_found_and_less_than_before() -> None:
    look = variance_collapse(([12, 30, 18, 25, 14, 28], [50] * 6), ([20, 20, 21, 20, 20, 21], [50] * 6))
    assert look.alone.p < 0.01
    assert look.alone.effect < 0.1
    assert look.compared.p < 0.02
    assert look.compared.effect < 0.02
    back = variance_collapse(([20, 20, 21, 20, 20, 21], [50] * 6), ([12, 30, 18, 25, 14, 28], [50] * 6))
    assert back.alone.p > 0.9
    assert back.compared.p > 0.9


@pytest.mark.parametrize("correlation", [0.0, 0.05])
def test_seldom_where_shares_vary_as_before(correlation: float) -> None:
    rng, alone, compared = np.random.default_rng(4), 0, 0
    for _ in range(300):
        n = rng.integers(40, 120, (2, 12))
        size = 1 / correlation - 1 if correlation else 1e9
        k = rng.binomial(n, rng.beta(0.3 * size, 0.7 * size, n.shape))
        look = variance_collapse((k[0], n[0]), (k[1], n[1]), draws=199)
        alone, compared = alone + (look.alone.p <= 0.05), compared + (look.compared.p <= 0.05)
    assert alone / 300 < 0.09
    assert compared / 300 < 0.10


@pytest.mark.parametrize("pair", [([], []), ([1, 2], [2, 2]), ([0, 0, 0], [5, 5, 5]), ([5, 5, 5], [5, 5, 5])])
def test_nothing_that_varies(pair: tuple[list[int], list[int]]) -> None:
    some = ([1, 2, 3], [4, 4, 4])
    assert np.isnan(variance_collapse(some, pair).alone.p)
    assert np.isnan(variance_collapse(pair, some).compared.p)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=6, max_size=12), st.randoms())
def test_the_order_of_units_says_nothing(rows: list[tuple[int, int]], random: object) -> None:
    def seen(pairs: list[tuple[int, int]]) -> list[float]:
        k, n = np.array(pairs)[:, 0], np.array(pairs).sum(axis=1)
        at_all, look = exactly_all(k, n, draws=99), variance_collapse((k, n), (k, n), draws=99)
        assert np.isnan(look.compared.p) or look.compared.effect == pytest.approx(1)
        return [at_all.statistic, look.alone.statistic, look.compared.statistic]

    shuffled = random.sample(rows, len(rows))  # type: ignore[attr-defined]
    assert seen(shuffled) == pytest.approx(seen(rows), nan_ok=True)
