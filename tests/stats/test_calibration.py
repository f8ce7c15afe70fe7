"""Methods do what they say of themselves, in simulations where the truth is known."""

from __future__ import annotations

import pandas as pd
import pytest

from caselib.analysis.methods import calibrate
from caselib.errors import ParameterError
from caselib.stats import calibration
from caselib.stats.calibration.rows import COLUMNS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    parts = [getattr(calibration, name)() for name in ("shares", "differences", "counts", "incidence", "comparisons")]
    return pd.concat(parts).set_index(["method", "setting"]).sort_index()


@pytest.mark.parametrize("method", ["Wilson", "Jeffreys", "Newcombe (difference)", "Byar"])
def test_approximate_intervals_hold_the_truth_as_often_as_they_say(rows: pd.DataFrame, method: str) -> None:
    assert rows.loc[method, "observed"].between(0.94, 0.97).all()


@pytest.mark.parametrize("method", ["Clopper-Pearson (exact)", "Garwood (exact)"])
def test_exact_intervals_hold_it_at_least_as_often(rows: pd.DataFrame, method: str) -> None:
    assert (rows.loc[method, "observed"] >= 0.945).all()


def test_the_textbooks_interval_and_the_share_ended_so_far_do_not(rows: pd.DataFrame) -> None:
    assert rows.loc[("Wald", "share, n = 20"), "observed"] < 0.90
    assert rows.loc["share of those ended so far", "observed"].iloc[0] < 0.6
    assert rows.loc["Aalen-Johansen", "observed"].iloc[0] > 0.92


def test_our_limits_keep_near_their_level_where_published_ones_do_not(rows: pd.DataFrame) -> None:
    for setting in ("a spread of 0.25 in log-odds", "spread, and suspects in pairs"):
        assert rows.loc[("ours", setting), "observed"] < 0.005
        assert rows.loc[("winsorised φ as published", setting), "observed"] > 0.008


@pytest.mark.parametrize("part", calibration.__all__)
def test_every_part_has_the_one_shape_and_a_picture(part: str) -> None:
    look = calibrate(part, draws=5)
    assert tuple(look.frame.columns) == (*COLUMNS, "low", "high")
    assert look.frame["observed"].between(0, 1).all()
    assert look.plot()._repr_html_().count("<tr>") == len(look.frame) + 1


def test_a_part_that_is_not_there() -> None:
    with pytest.raises(ParameterError, match="did you mean 'shares'"):
        calibrate("share")
