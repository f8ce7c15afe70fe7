"""Montgomery, Introduction to Statistical Quality Control, example 7.1: a p chart as published; Laney's accidents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.control_chart import p_chart, p_prime
from caselib.stats.run_rules import unusual_runs
from caselib.stats.xmr import xmr

FOLDER = Path(__file__).parents[2].parent / "shared" / "reference" / "control_charts"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the reference data are not here")


@pytest.mark.parametrize(("part", "centre", "low", "high"), [(1, 0.2150, 0.0407, 0.3893), (2, 0.1097, 0.0, 0.2423)])
def test_montgomery_example_7_1(part: int, centre: float, low: float, high: float) -> None:
    """Thirty samples, of which two with a known cause are left out; then 64 after the process was changed."""
    rows = pd.read_csv(FOLDER / "ex_7.1_5.csv")
    kept = rows[(rows["part"] == part) & rows["include"]]
    points = p_chart(kept["y.sum"], kept["n"]).points
    assert points.iloc[0][["centre", "low", "high"]].round(4).tolist() == [centre, low, high]


def test_laneys_accidents() -> None:
    """With bases near 270,000 a plain p chart flags nearly every year; Laney's chart none (Laney 2002)."""
    rows = pd.read_csv(FOLDER / "nhs_accidents.csv")
    plain, laney = p_chart(rows["r"], rows["n"]), p_prime(rows["r"], rows["n"])
    assert plain.points["outside"].mean() > 0.5
    assert laney.points["outside"].sum() == 0
    z = (plain.points["value"] - plain.points["centre"]) / np.sqrt(
        plain.points["centre"] * (1 - plain.points["centre"]) / rows["n"]
    )
    assert laney.points["sigma_z"].iloc[0] == pytest.approx(z.diff().abs().mean() / 1.128)


@pytest.mark.parametrize(("series", "screened"), [("y", True), ("y_with_outlier", True), ("y_with_outlier", False)])
def test_xmr_with_and_without_screening(series: str, screened: bool) -> None:
    values = pd.read_csv(FOLDER / "xmr_fixture.csv")[series]
    expected = pd.read_csv(FOLDER / "xmr_expected_from_snapshot.csv")
    row = expected[(expected["series"] == series) & (expected["screen_outliers"] == screened)].iloc[0]
    points = xmr(values, screened=screened).points.iloc[0]
    assert points[["centre", "low", "high"]].tolist() == pytest.approx(row[["mean", "lpl", "upl"]].tolist(), rel=1e-5)


def test_anhoej_limits_of_example_7_1() -> None:
    rows = pd.read_csv(FOLDER / "ex_7.1_5.csv")
    part = rows[(rows["part"] == 1) & rows["include"]]
    look = unusual_runs(part["y"], centre=0.215)
    published = part.iloc[0]
    assert (look.longest_limit, look.crossings_limit) == (published["longest.run.max"], published["n.crossings.min"])
    assert (look.longest, look.crossings) == (published["longest.run"], published["n.crossings"])


def test_montgomery_table_7_4() -> None:
    """Twenty-five samples of unequal size, 234 of 2,450 orders in error: a centre of 0.096 and limits for each size."""
    rows = pd.read_csv(FOLDER / "tbl_07.04.csv")
    points = p_chart(rows["count"], rows["size"]).points
    assert (rows["count"].sum(), rows["size"].sum()) == (234, 2450)
    assert round(points["centre"].iloc[0], 3) == 0.096
    half = 3 * np.sqrt(0.0955 * 0.9045 / rows["size"])
    assert points["high"].to_numpy() == pytest.approx((0.0955 + half).to_numpy(), abs=2e-4)
