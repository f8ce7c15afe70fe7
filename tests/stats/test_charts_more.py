"""Charts of counts, of single values and of rare events; runs; sums that add small changes up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.control_chart import Phase, u_chart, u_prime
from caselib.stats.cusum import cusum, rate_cusum
from caselib.stats.rare_events import g_chart, t_chart
from caselib.stats.run_rules import longest_run, shift, trend, unusual_runs
from caselib.stats.xmr import xmr

VALUES = st.lists(st.floats(-100, 100), min_size=2, max_size=40)


def test_a_u_chart_by_hand() -> None:
    """Ten flaws in twenty cases: a half a case; three errors of sqrt(0.5/4) about it, and never below none."""
    points = u_chart([1, 2, 3, 4], [4, 4, 4, 8]).points
    assert points["centre"].tolist() == [0.5] * 4
    assert points["high"].tolist()[0] == pytest.approx(0.5 + 3 * np.sqrt(0.5 / 4))
    assert (points["low"] == 0).all()
    with pytest.raises(StatisticsError):
        u_chart([-1], [4])


def test_u_prime_widens_where_periods_differ_by_more_than_counting() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(20, 500, 40))
    assert u_prime(counts, np.ones(40)).points["outside"].sum() < u_chart(counts, np.ones(40)).points["outside"].sum()


def test_xmr_by_hand() -> None:
    """Moving ranges 2, 1, 2 about the mean 11.5; the mean range 5/3 makes 2.66 times as much either way."""
    chart = xmr([10, 12, 11, 13])
    assert chart.points["moving_range"].tolist()[1:] == [2, 1, 2]
    assert chart.points["high"].tolist()[0] == pytest.approx(11.5 + 2.66 * 5 / 3)
    assert chart.trial == (True,)


def test_screening_keeps_one_outlier_from_widening_the_limits() -> None:
    values = [10, 11, 10, 11, 10, 30, 10, 11, 10, 11, 10, 11]
    plain, screened = xmr(values).points, xmr(values, screened=True).points
    assert screened["high"].iloc[0] < plain["high"].iloc[0]
    assert screened["outside"].tolist()[5]


@given(VALUES, st.floats(0.1, 10), st.floats(-50, 50))
def test_xmr_moves_with_its_values(values: list[float], scale: float, by: float) -> None:
    one = xmr(values).points[["low", "high"]].to_numpy()
    other = xmr(np.array(values) * scale + by).points[["low", "high"]].to_numpy()
    assert other == pytest.approx(one * scale + by, abs=1e-6)


def test_phases_have_reasons() -> None:
    chart = xmr([1, 2, 1, 2, 11, 12, 11, 12], phases=[Phase(4, "a new form")])
    assert chart.points["centre"].tolist() == [1.5] * 4 + [11.5] * 4
    assert "a new form" in chart.rule


def test_rare_events_that_stop_are_seen() -> None:
    rng = np.random.default_rng(3)
    gaps = [*rng.geometric(0.05, 30), 400]
    assert g_chart(gaps).points["outside"].tolist()[-1]
    assert t_chart([*rng.exponential(30, 40), 2000]).points["outside"].tolist()[-1]
    with pytest.raises(StatisticsError):
        g_chart([-1])


@pytest.mark.slow
def test_false_alarms_of_rare_event_charts() -> None:
    rng = np.random.default_rng(4)
    flagged = [g_chart(rng.geometric(0.02, 60) - 1).points["outside"].mean() for _ in range(100)]
    assert np.mean(flagged) < 0.006
    flagged = [t_chart(rng.exponential(30, 60)).points["outside"].mean() for _ in range(100)]
    assert np.mean(flagged) < 0.01


def test_runs_by_hand() -> None:
    look = unusual_runs([1, 3, 1, 3, 2, 3, 1, 3, 1, 3], centre=2)
    assert (look.useful, look.crossings, look.longest) == (9, 7, 2)
    assert look.longest_limit == round(np.log2(9) + 3)
    assert not look.unusual
    assert longest_run([0, 0]) == 0


@pytest.mark.slow
def test_anhoej_alarms_in_about_one_of_twenty_random_series() -> None:
    rng = np.random.default_rng(5)
    found = np.mean([unusual_runs(rng.normal(size=24)).unusual for _ in range(2000)])
    assert 0.01 < found < 0.08


def test_shift_and_trend() -> None:
    assert shift([1] * 8 + [-1], 0).tolist() == [True] * 8 + [False]
    assert not shift([1] * 7 + [-1], 0).any()
    assert trend([1, 2, 3, 4, 5, 6]).sum() == 5
    assert trend([1, 2, 2, 3, 4, 5, 6]).any(), "ties neither make nor break"
    assert not trend([1, 2, 3, 4, 5]).any()


def test_cusum_by_hand() -> None:
    look = cusum([1, 1, -3, 1], slack=0.5, limit=0.9)
    assert look.points["upper"].tolist() == [0.5, 1.0, 0.0, 0.5]
    assert look.points["lower"].tolist() == [0.0, 0.0, 2.5, 1.0]
    assert look.first == 1


@pytest.mark.slow
def test_cusum_waits_as_long_as_published() -> None:
    """Average run length with slack 0.5 and limit 5, both sides: 465 points (Montgomery, table 9.3)."""
    rng = np.random.default_rng(6)
    lengths = [cusum(rng.normal(size=6000)).first or 6000 for _ in range(300)]
    assert np.mean(lengths) == pytest.approx(465, rel=0.15)


def test_a_small_lasting_change_of_a_rate_is_seen_soon() -> None:
    rng = np.random.default_rng(7)
    steady, doubled = rng.binomial(100, 0.10, 20), rng.binomial(100, 0.17, 20)
    first = rate_cusum(np.concatenate([steady, doubled]), [100] * 40, rate=0.10).first
    assert first is not None
    assert 20 <= first < 28
