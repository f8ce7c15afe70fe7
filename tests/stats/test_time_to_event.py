"""Survival by hand and against the truth: what is still open is counted, and what was never seen is allowed for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.time_to_event import follow, kaplan_meier, log_rank, median, restricted_mean, right_truncated

ROWS = st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=1, max_size=40)


def test_dates_become_days_and_what_is_open_is_censored() -> None:
    start = ["2025-01-01", "2025-01-01", "2025-02-28", "2025-03-01"]
    end = ["2025-01-01", None, "2025-03-02", "2025-03-01"]
    days, event = follow(start, end, data_date="2025-03-01")
    assert days.tolist() == [0, 59, 1, 0]
    assert event.tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("start", "end", "what"),
    [
        ("2025-02-01", "2025-01-31", "before it begins"),
        ("2025-03-02", None, "on or before the data date"),
        (None, "2025-01-31", "on or before the data date"),
    ],
)
def test_impossible_dates_are_refused(start: str | None, end: str | None, what: str) -> None:
    with pytest.raises(StatisticsError, match=what):
        follow(pd.Series([start], dtype="datetime64[ns]"), [end], data_date="2025-03-01")


def test_by_hand() -> None:
    """Five began; one ends at 2, one is open since 3, two of the three left end at 5, the last is open at 8."""
    look = kaplan_meier([2, 3, 5, 5, 8], [1, 0, 1, 1, 0])
    assert look["time"].tolist() == [2, 5]
    assert look["at_risk"].tolist() == [5, 3]
    assert look["events"].tolist() == [1, 2]
    assert look["survival"].tolist() == pytest.approx([4 / 5, 4 / 5 * 1 / 3])
    greenwood = [1 / 20, 1 / 20 + 2 / 3]
    assert look["se"].tolist() == pytest.approx([0.8 * greenwood[0] ** 0.5, 4 / 15 * greenwood[1] ** 0.5])
    assert restricted_mean([2, 3, 5, 5, 8], [1, 0, 1, 1, 0], until=7).value == pytest.approx(2 + 3 * 0.8 + 2 * 4 / 15)


def test_with_nothing_open_they_are_the_plain_mean_median_and_error() -> None:
    days = np.array([3, 9, 4, 12, 30, 7, 8, 21])
    found = restricted_mean(days, np.ones(8), until=30)
    assert found.value == pytest.approx(days.mean())
    assert found.se == pytest.approx(days.std() / np.sqrt(8))
    assert median(days, np.ones(8)).value == np.median(days)
    look = kaplan_meier(days, np.ones(8))
    assert look["se"].iloc[3] == pytest.approx(np.sqrt(0.5 * 0.5 / 8))


def test_once_none_is_left_the_upper_limit_holds_on() -> None:
    look = kaplan_meier([1, 2, 3], [1, 1, 1])
    assert look["survival"].iloc[-1] == look["low"].iloc[-1] == 0
    assert look["high"].iloc[-1] == look["high"].iloc[-2] < 1
    assert kaplan_meier([5], [1])["high"].tolist() == [1]


def test_none_and_nothing_ended() -> None:
    assert len(kaplan_meier([], [])) == len(right_truncated([], [])) == 0
    assert np.isnan([*median([], []), *restricted_mean([], [], until=9), *log_rank([], [], [])]).all()
    assert median([4, 5], [0, 0]) == (np.inf, np.inf, np.inf)
    assert restricted_mean([4, 5], [0, 0], until=5) == (5, 0)


def test_beyond_what_was_followed_nothing_is_said() -> None:
    with pytest.raises(StatisticsError, match="at most 8"):
        restricted_mean([2, 8], [1, 0], until=9)
    assert restricted_mean([2, 8], [1, 1], until=9).value == 5


@pytest.mark.parametrize("wrong", [([-1], [1]), ([1], [2]), ([np.nan], [1]), ([1], [np.nan]), ([1, 2], [1])])
def test_wrong_rows_are_refused(wrong: tuple[list[float], list[float]]) -> None:
    with pytest.raises(StatisticsError):
        kaplan_meier(*wrong)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_a_histogram_is_the_rows_in_any_order(rows: list[tuple[int, bool]]) -> None:
    frame = pd.DataFrame(rows, columns=["days", "event"])
    table = frame.value_counts().reset_index(name="n")
    one = kaplan_meier(frame["days"][::-1], frame["event"][::-1])
    pd.testing.assert_frame_equal(one, kaplan_meier(table["days"], table["event"], weights=table["n"]))
    assert one["survival"].is_monotonic_decreasing
    assert ((one["low"] <= one["survival"] + 1e-12) & (one["survival"] <= one["high"] + 1e-12)).all()
    by_row, by_count = median(*frame.to_numpy().T), median(table["days"], table["event"], weights=table["n"])
    assert by_row == by_count
    assert by_row.low <= by_row.value <= by_row.high


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_twice_the_cases_narrow_the_error_by_the_root_of_two(rows: list[tuple[int, bool]]) -> None:
    days, event = zip(*rows, strict=True)
    until = max(days)
    once = restricted_mean(days, event, until=until)
    twice = restricted_mean(days, event, until=until, weights=[2] * len(days))
    assert twice.value == pytest.approx(once.value)
    assert once.se == pytest.approx(twice.se * np.sqrt(2))


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_groups_alike_do_not_differ_and_names_do_not_matter(rows: list[tuple[int, bool]]) -> None:
    days, event = (np.array(part) for part in zip(*rows, strict=True))
    twice = np.tile(days, 2), np.tile(event, 2)
    size = len(days)
    same = log_rank(*twice, ["a"] * size + ["b"] * size)
    assert np.isnan(same.chi2) or same.chi2 == pytest.approx(0, abs=1e-9)
    group = np.arange(size) % 2
    one, other = log_rank(days, event, group), log_rank(days, event, 1 - group)
    assert one == pytest.approx(other, nan_ok=True)


def test_log_rank_by_hand_and_by_weight() -> None:
    """Day 1: of 2 + 2 one of a ends, expected 1/2, variance 1/4; day 2: of 1 + 2 one of b, expected of a 1/3, 2/9."""
    days, event, group = [1, 2, 3, 3], [1, 1, 0, 0], ["a", "b", "a", "b"]
    chi2 = (1 - 1 / 2 - 1 / 3) ** 2 / (1 / 4 + 2 / 9)
    assert log_rank(days, event, group).chi2 == pytest.approx(chi2)
    doubled = log_rank(days * 2, event * 2, group * 2)
    assert log_rank(days, event, group, weights=[2] * 4) == pytest.approx(doubled)
    with pytest.raises(StatisticsError, match="has a group"):
        log_rank(days, event, ["a", None, "a", "b"])


def test_right_truncated_by_hand() -> None:
    """Of those that can be seen to take 3 days (possible 4 and 5), one of two does; the two of 1 day are then all."""
    look = right_truncated([1, 1, 3], [2, 5, 4])
    assert look["at_risk"].tolist() == [2, 2]
    assert look["share"].tolist() == [0.5, 1]
    assert look["se"].tolist() == pytest.approx([0.5 * np.sqrt(1 / 2), 0])


def test_seen_in_full_it_is_the_plain_share() -> None:
    look = right_truncated([1, 2, 2, 5], 9)
    assert look["share"].tolist() == pytest.approx([1 / 4, 3 / 4, 1])
    assert look["se"].tolist() == pytest.approx([np.sqrt(3) / 8, np.sqrt(3) / 8, 0])
    heavy = right_truncated([1, 2, 5], 9, weights=[1, 2, 1])
    pd.testing.assert_frame_equal(look, heavy)


def test_only_ended_cases_look_too_short_and_reversed_time_mends_it() -> None:
    """A case takes 1 to 100 days, each as likely; cases begin evenly over 150 days, and only ended ones are seen."""
    rng = np.random.default_rng(8)
    naive, ours, held = [], [], 0
    for _ in range(100):
        taken, possible = rng.integers(1, 101, 1500), rng.integers(0, 151, 1500)
        seen = taken <= possible
        look = right_truncated(taken[seen], possible[seen])
        row = look[look["time"] <= 50].iloc[-1]
        naive.append((taken[seen] <= 50).mean())
        ours.append(row["share"])
        held += row["low"] <= 0.5 <= row["high"]
    assert np.mean(naive) > 0.6
    assert np.mean(ours) == pytest.approx(0.5, abs=0.01)
    assert 89 <= held <= 100


def test_what_cannot_have_been_seen_and_what_cannot_be_told() -> None:
    with pytest.raises(StatisticsError, match="is seen"):
        right_truncated([3], [2])
    with pytest.raises(StatisticsError, match="smaller `until`"):
        right_truncated([1, 5], [1, 9])
    assert right_truncated([1, 5], [1, 9], until=4)["share"].tolist() == [1]


def test_the_median_holds_its_level() -> None:
    """Half would end by day 35; many are open at the data date, and the longest are the likeliest to be."""
    rng = np.random.default_rng(2)
    truth, held = np.log(2) / 0.02, 0
    for _ in range(200):
        taken, seen = rng.exponential(50, 100), rng.uniform(5, 130, 100)
        found = median(np.minimum(taken, seen), taken <= seen)
        held += found.low <= truth <= found.high
    assert 0.91 <= held / 200 <= 0.99
