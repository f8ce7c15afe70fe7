"""Monoclonal gammopathy (mgus2): the restricted mean times of R's survival, vignette on competing risks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.competing_risks import cumulative_incidence, restricted_mean_time

FILE = Path(__file__).parents[2].parent / "shared" / "reference" / "competing_risks" / "mgus2.csv"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the reference data are not here")


@pytest.fixture
def patients() -> pd.DataFrame:
    rows = pd.read_csv(FILE)
    malignant = rows["pstat"] == 1
    cause = np.where(malignant, "pcm", np.where(rows["death"] == 1, "death", ""))
    return rows.assign(time=rows["ptime"].where(malignant, rows["futime"]), cause=cause)


def test_what_became_of_them(patients: pd.DataFrame) -> None:
    assert patients["cause"].value_counts().to_dict() == {"death": 860, "": 409, "pcm": 115}


@pytest.mark.parametrize(
    ("sex", "published"), [("F", (9.853608, 1.323284, 8.823108)), ("M", (8.675012, 1.064693, 10.260294))]
)
def test_twenty_year_restricted_mean_time_in_state(
    patients: pd.DataFrame, sex: str, published: tuple[float, ...]
) -> None:
    rows = patients[patients["sex"] == sex]
    months = restricted_mean_time(rows["time"], rows["cause"], until=240)
    assert tuple(round(months[state] / 12, 6) for state in ("", "pcm", "death")) == published


def test_numbers_and_errors_are_those_of_statsmodels(patients: pd.DataFrame) -> None:
    from statsmodels.duration.survfunc import CumIncidenceRight

    look = cumulative_incidence(patients["time"], patients["cause"])
    status = patients["cause"].map({"": 0, "pcm": 1, "death": 2}).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):  # on the last day, when nobody is left
        theirs = CumIncidenceRight(patients["time"].to_numpy(), status)
    for place, name in enumerate(("pcm", "death")):
        ours = look[look["cause"] == name]
        at = np.searchsorted(theirs.times, ours["days"])
        assert np.allclose(ours["value"], theirs.cinc[place][at], rtol=1e-12)
        told = np.isfinite(theirs.cinc_se[place][at])
        assert told.mean() > 0.99
        assert np.allclose(ours["se"][told], theirs.cinc_se[place][at][told], atol=1e-12)


def test_doubling_the_patients_narrows_by_the_root_of_two(patients: pd.DataFrame) -> None:
    once = cumulative_incidence(patients["time"], patients["cause"])
    twice = cumulative_incidence(patients["time"], patients["cause"], weight=[2] * len(patients))
    assert np.allclose(once["value"], twice["value"])
    assert np.allclose(once["se"], twice["se"] * np.sqrt(2))
    assert ((twice["high"] - twice["low"]) <= (once["high"] - once["low"]) + 1e-12).all()
