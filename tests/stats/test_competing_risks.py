"""Cumulative incidence by hand, against the binomial where nothing is open, and against the truth where much is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.competing_risks import OPEN, cumulative_incidence, restricted_mean_time

ROWS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["adopted", "refused", OPEN])), min_size=1, max_size=60)


def test_by_hand() -> None:
    """Four began. One ends at 10; one is open since 20; of the two that are left, one ends at 30, the other at 40."""
    look = cumulative_incidence([10, 20, 30, 40], ["a", "", "b", "a"])
    of = {cause: part["value"].tolist() for cause, part in look.groupby("cause")}
    assert of["a"] == pytest.approx([1 / 4, 1 / 4, 1 / 4 + 3 / 4 * 1 / 2])
    assert of["b"] == pytest.approx([0, 3 / 4 * 1 / 2, 3 / 4 * 1 / 2])


def test_with_nothing_open_it_is_the_share_and_its_error() -> None:
    cause = ["a" if place % 3 == 0 else "b" for place in range(1, 101)]
    last = cumulative_incidence(range(1, 101), cause).query("cause == 'a'").iloc[-1]
    assert last["value"] == pytest.approx(0.33)
    assert last["se"] == pytest.approx(np.sqrt(0.33 * 0.67 / 100))


@given(ROWS)
def test_shares_and_what_waits_make_one(rows: list[tuple[int, str]]) -> None:
    look = cumulative_incidence(*zip(*rows, strict=True))
    last = look.groupby("cause")["value"].last().sum() if len(look) else 0.0
    assert last <= 1 + 1e-9
    assert (look["low"] <= look["value"] + 1e-9).all()
    assert (look["value"] <= look["high"] + 1e-9).all()
    for _, part in look.groupby("cause"):
        assert part["value"].is_monotonic_increasing
    assert sum(restricted_mean_time(*zip(*rows, strict=True), until=500).values()) == pytest.approx(500)


@given(ROWS)
def test_a_histogram_is_the_rows(rows: list[tuple[int, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["days", "cause"])
    table = frame.value_counts().reset_index(name="n")
    one = cumulative_incidence(frame["days"], frame["cause"])
    other = cumulative_incidence(table["days"], table["cause"], weight=table["n"])
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.slow
def test_the_share_of_those_decided_so_far_is_biased_and_this_is_not() -> None:
    """Of 1,000 recommendations 80 % will be adopted, soon, and 20 % refused, late; many were sent lately."""
    rng = np.random.default_rng(3)
    naive, ours = [], []
    for _ in range(60):
        sent = rng.uniform(0, 200, 1000)
        refused = rng.random(1000) < 0.2
        taken = np.where(refused, rng.gamma(8, 16, 1000), rng.gamma(6, 8, 1000)).astype(int)
        seen = 200 - sent.astype(int)
        cause = np.where(taken > seen, OPEN, np.where(refused, "refused", "adopted"))
        ended = cause != OPEN
        naive.append((cause == "adopted").sum() / ended.sum())
        look = cumulative_incidence(np.minimum(taken, seen), cause)
        at_end = look[look["days"] <= 190].groupby("cause")["value"].last()
        ours.append(float(at_end["adopted"]))
    assert np.mean(naive) > 0.87
    assert np.mean(ours) == pytest.approx(0.80, abs=0.012)


def test_days_below_zero_are_refused() -> None:
    with pytest.raises(StatisticsError, match="below zero"):
        cumulative_incidence([-1], ["a"])


def test_no_cases_have_no_mean() -> None:
    assert len(cumulative_incidence([], [])) == 0
    assert np.isnan(restricted_mean_time([], [], until=100)[OPEN])


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, str]]) -> None:
    one = cumulative_incidence(*zip(*rows, strict=True))
    other = cumulative_incidence(*zip(*rows[::-1], strict=True))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.slow
def test_intervals_hold_their_level_on_the_log_log_scale() -> None:
    """Two ends as likely, each day, and nobody followed beyond day 60: at day 30 each has ended with chance F(30)."""
    rng = np.random.default_rng(11)
    truth = 0.5 * (1 - 0.98**30)
    held = 0
    for _ in range(200):
        taken, seen = rng.geometric(0.02, 120), rng.integers(10, 61, 120)
        cause = np.where(taken > seen, OPEN, rng.choice(["a", "b"], 120))
        look = cumulative_incidence(np.minimum(taken, seen), cause)
        last = look[(look["cause"] == "a") & (look["days"] <= 30)].iloc[-1]
        held += last["low"] <= truth <= last["high"]
    assert 0.92 <= held / 200 <= 0.98
