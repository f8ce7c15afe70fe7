"""Monoclonal gammopathy (mgus2): the restricted mean times of R's survival, vignette on competing risks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.competing_risks import restricted_mean_time

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
