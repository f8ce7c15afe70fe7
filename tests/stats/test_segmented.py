"""A change at a date: found where it is, and seldom where it is not, though points resemble their neighbours."""

from __future__ import annotations

import numpy as np
import pytest

from caselib.errors import StatisticsError
from caselib.stats.segmented import LEAST, segmented


def noise(rng: np.random.Generator, length: int, rho: float) -> np.ndarray:
    series = rng.normal(size=length)
    for place in range(1, length):
        series[place] += rho * series[place - 1]
    return series


def test_coefficients_are_those_of_statsmodels() -> None:
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(1)
    y, at = 0.3 + 0.02 * rng.normal(size=30), 14
    time, after = np.arange(30.0), (np.arange(30) >= at).astype(float)
    fit = OLS(y, np.column_stack([np.ones(30), time, after, after * (time - at)])).fit()
    look = segmented(y, at, period=None)
    assert (look.level.value, look.slope.value) == pytest.approx(tuple(fit.params[2:]))
    assert look.fitted == pytest.approx(fit.fittedvalues)


def test_a_step_is_found_and_its_line_before_goes_on() -> None:
    rng = np.random.default_rng(2)
    y = 0.30 + 0.01 * rng.normal(size=40) + 0.10 * (np.arange(40) >= 20)
    look = segmented(y, 20)
    assert look.level.low > 0.05
    assert look.level.p < 0.01
    assert look.counterfactual[20:].mean() == pytest.approx(0.30, abs=0.03)
    assert np.isnan(look.counterfactual[:20]).all()


@pytest.mark.slow
@pytest.mark.parametrize(("length", "at", "rho"), [(44, 21, 0.0), (44, 21, 0.3), (22, 15, 0.3)])
def test_false_alarms_keep_near_five_in_a_hundred(length: int, at: int, rho: float) -> None:
    """Newey-West errors with the normal or t distribution give 14 to 27."""
    rng, found = np.random.default_rng(4), 0
    for _ in range(200):
        look = segmented(noise(rng, length, rho), at, period=12 if length > 30 else 4)
        found += not look.level.low <= 0 <= look.level.high
    assert found / 200 < 0.10


def test_the_weight_of_a_point_counts() -> None:
    y = np.array([0.2] * 8 + [0.9] + [0.2] * 11) + 0.001 * np.arange(20) % 0.003
    heavy, light = (segmented(y, 10, weights=[1] * 8 + [n] + [1] * 11, period=None) for n in (1, 1e-6))
    assert abs(light.level.value) < abs(heavy.level.value)


@pytest.mark.parametrize("at", [LEAST - 1, 20 - LEAST + 1])
def test_too_few_points_on_a_side(at: int) -> None:
    with pytest.raises(StatisticsError, match="on each side"):
        segmented(np.zeros(20), at)
