"""Intervals of shares: published values, their ends, and what holds whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.histogram import median_interval, quantile_from_histogram
from caselib.stats.intervals import clopper_pearson, difference, jeffreys, wilson

NUMBERS = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, 857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(k: int, n: int, low: float, high: float) -> None:
    found = wilson(k, n)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # The same table, method 5.
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_as_published(k: int, n: int, low: float, high: float) -> None:
    found = clopper_pearson(k, n)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, 873, table II, method 10.
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (10, 10, 0, 10, 0.6075, 1.0)],
)
def test_difference_as_published(a: int, m: int, b: int, n: int, low: float, high: float) -> None:
    found = difference(a, m, b, n)
    assert (round(float(found.low), 4), round(float(found.high), 4)) == (low, high)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson, jeffreys])
@given(pair=NUMBERS)
def test_an_interval_holds_its_share_and_stays_within_bounds(interval, pair) -> None:  # type: ignore[no-untyped-def]
    k, n = pair
    low, high = (float(end) for end in interval(k, n))
    if n == 0:
        assert np.isnan(low)
        assert np.isnan(high)
        return
    assert 0 <= low <= k / n <= high <= 1
    mirrored = interval(n - k, n)
    assert (low, high) == pytest.approx((1 - float(mirrored.high), 1 - float(mirrored.low)), abs=1e-9)
    doubled = interval(2 * k, 2 * n)
    assert float(doubled.high) - float(doubled.low) < high - low


@pytest.mark.parametrize(("k", "n"), [(5, 4), (-1, 4)])
def test_a_part_beyond_its_whole_is_refused(k: int, n: int) -> None:
    with pytest.raises(StatisticsError):
        wilson(k, n)


@given(st.lists(st.integers(-3, 60), min_size=1, max_size=60), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]))
def test_quantiles_of_a_histogram_are_those_of_the_values(values: list[int], q: float) -> None:
    days, counts = np.unique(values, return_counts=True)
    assert quantile_from_histogram(days, counts, q) == pytest.approx(float(np.quantile(values, q)))


@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (15, 4, 12), (20, 6, 15), (50, 18, 33)])
def test_the_interval_of_a_median_by_order_statistics(n: int, low: int, high: int) -> None:
    """Ranks of the 95 % interval, as tabled in Conover (1999), table A3, and many others."""
    found = median_interval(range(1, n + 1), [1] * n)
    assert (float(found.low), float(found.high)) == (low, high)


def test_too_few_values_have_no_interval() -> None:
    assert np.isnan(median_interval([3], [5]).low)
    assert np.isnan(quantile_from_histogram([], [], 0.5))
