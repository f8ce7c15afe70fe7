"""Two phases against R's survey package, by way of the stratified sample of schools, and Särndal's formula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.survey import mean
from caselib.stats.two_phase import by_grade, two_phase

FOLDER = Path(__file__).parents[2].parent / "shared" / "reference" / "survey"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the reference data are not here")


@pytest.fixture
def schools() -> pd.DataFrame:
    """All 6,194 schools with their type; of the 200 sampled ones, whether they missed the school-wide target."""
    everyone, sample = (pd.read_csv(FOLDER / f"{name}.csv.gz") for name in ("apipop", "apistrat"))
    fault = sample.set_index("cds")["sch.wide"].map({"Yes": 0, "No": 1})
    return everyone[["cds", "stype", "sch.wide"]].assign(fault=everyone["cds"].map(fault))


def test_with_all_graded_it_is_the_stratified_sample(schools: pd.DataFrame) -> None:
    """`survey.mean` gives R's answers (test_survey); with no cases beyond the graded ones both are the same."""
    found = two_phase(by_grade(schools["stype"], schools["fault"]), faulty=["H"])
    sample = schools[schools["fault"].notna()].rename(columns={"stype": "stratum"})
    sizes = schools["stype"].value_counts()
    theirs = mean(sample.assign(population=sample["stratum"].map(sizes)), "fault")
    assert theirs.n == found.rate.n == 200
    assert (found.rate.value, found.rate.se) == pytest.approx((theirs.value, theirs.se))
    assert found.rate.low < (schools["sch.wide"] == "No").mean() < found.rate.high


def test_the_variance_of_saerndal_swensson_and_wretman(schools: pd.DataFrame) -> None:
    """Model Assisted Survey Sampling (1992), section 9.4: a first-phase and a second-phase part, otherwise written."""
    table, population = by_grade(schools["stype"], schools["fault"]), 20_000
    size, n = table["cases"], table["reviewed"]
    graded, w, p = size.sum(), size / size.sum(), table["faults"] / n
    s2 = n / (n - 1) * p * (1 - p)
    delta = (graded - size) / (graded - 1) / n
    between = graded / (graded - 1) * w * (p - (w * p).sum()) ** 2
    first = (1 - graded / population) / graded * (w * (1 - delta) * s2 + between).sum()
    second = (w**2 * (1 - n / size) * s2 / n).sum()
    found = two_phase(table, faulty=["H"], population=population).rate
    assert found.se == pytest.approx(np.sqrt(first + second), rel=1e-12)
