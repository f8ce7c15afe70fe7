"""Control charts: published limits, phases with reasons, and no signal from nothing."""

from __future__ import annotations

import numpy as np
import pytest

from caselib.errors import StatisticsError
from caselib.stats.control_chart import Phase, p_chart, p_prime


def test_phases_have_their_own_limits_and_their_reason() -> None:
    k, n = [20] * 15 + [40] * 15, [100] * 30
    chart = p_chart(k, n, phases=[Phase(15, "a new law")])
    assert chart.points.groupby("phase")["centre"].first().round(6).tolist() == [0.2, 0.4]
    assert "a new law" in chart.rule
    assert chart.trial == (False, False)


def test_limits_are_never_set_anew_without_a_reason() -> None:
    with pytest.raises(StatisticsError, match="reason"):
        Phase(3, " ")


@pytest.mark.parametrize("starts", [[0], [30], [10, 10], [20, 10]])
def test_phases_start_in_order_and_inside(starts: list[int]) -> None:
    with pytest.raises(StatisticsError, match="phases start"):
        p_chart([1] * 30, [9] * 30, phases=[Phase(start, "why") for start in starts])


def test_short_phases_are_on_trial() -> None:
    chart = p_chart([2] * 11, [10] * 11)
    assert chart.trial == (True,)
    assert "Trial limits" in chart.rule


def test_a_month_without_a_case_is_a_gap() -> None:
    chart = p_prime([5, 0, 6], [50, 0, 50])
    assert np.isnan(chart.points["value"][1])
    assert not chart.points["outside"][1]
    assert p_prime([], []).points.empty


def test_with_large_bases_the_plain_chart_cries_wolf_and_laneys_does_not() -> None:
    rng = np.random.default_rng(3)
    n = np.full(60, 20_000)
    k = rng.binomial(n, np.clip(rng.normal(0.3, 0.02, 60), 0, 1))
    assert p_chart(k, n).points["outside"].sum() > 15
    assert p_prime(k, n).points["outside"].sum() <= 2


def test_limits_stay_between_nothing_and_all() -> None:
    points = p_prime([0, 1, 0, 9, 10, 10], [10] * 6).points
    assert points[["low", "high"]].to_numpy().min() >= 0
    assert points[["low", "high"]].to_numpy().max() <= 1
