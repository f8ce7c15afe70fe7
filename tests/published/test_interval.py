"""Arithmetic on intervals holds every true result, and nothing is lost at an edge."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.published.interval import ANYTHING, Interval

numbers = st.fractions(-1000, 1000, max_denominator=50)


@st.composite
def within(draw: st.DrawFn, low: int = -1000) -> tuple[Fraction, Interval]:
    """A value, and an interval that holds it."""
    value = draw(st.fractions(low, 1000, max_denominator=50))
    below, above = (draw(st.fractions(0, 50, max_denominator=50)) for _ in range(2))
    return value, Interval(max(value - below, Fraction(low)), value + above)


def holds(interval: Interval, value: Fraction) -> bool:
    return interval.low <= value <= interval.high


@given(within(), within())
def test_sums_differences_products_and_quotients_hold_the_true_one(one, other) -> None:
    (a, first), (b, second) = one, other
    assert holds(first + second, a + b)
    assert holds(first - second, a - b)
    assert holds(first * second, a * b)
    if b:
        assert holds(first / second, a / b)


@given(within(0), within(0))
def test_a_share_holds_the_true_one_and_its_ends_are_reached(one, other) -> None:
    (a, part), (b, rest) = one, other
    share = part.share(rest)
    if a + b:
        assert holds(share, a / (a + b))
    if part.low + rest.high:
        assert share.low == part.low / (part.low + rest.high)
        # Narrower than the quotient that forgets that the part stands above and below the line.
        assert share.low >= (part / (part + rest)).low
    assert 0 <= share.low <= share.high <= 1


@given(within(), within())
def test_the_gap_is_the_smallest_shift_after_which_both_meet(one, other) -> None:
    first, second = one[1], other[1]
    gap = first.gap(second)
    moved = Interval(first.low + gap, first.high + gap)
    assert moved.meet(second) is not None
    assert (gap == 0) == (first.meet(second) is not None)
    if gap:
        short = Interval(first.low + gap * Fraction(99, 100), first.high + gap * Fraction(99, 100))
        assert short.meet(second) is None


def test_edges_are_exact_where_binary_floats_are_not() -> None:
    assert 0.1 + 0.2 != 0.3
    assert Interval.of("0.1") + Interval.of("0.2") == Interval.of("0.3")


def test_an_end_without_limit() -> None:
    more = Interval(Fraction(85), math.inf)
    assert (more - Interval.of(5)).low == 80
    assert (Interval.of(100) - more) == Interval(-math.inf, Fraction(15))
    assert not more.bounded
    assert Interval.of(3) / Interval.of(0) == ANYTHING
    assert Interval.of(0) * more == Interval.of(0)


def test_an_interval_does_not_end_before_it_begins() -> None:
    with pytest.raises(StatisticsError, match="ends before it begins"):
        Interval.of(2, 1)
