"""Leukaemia remissions of Freireich and others (1963), in most textbooks; and mgus2 against statsmodels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.competing_risks import cumulative_incidence
from caselib.stats.time_to_event import kaplan_meier, log_rank, median, restricted_mean

FILE = Path(__file__).parents[2].parent / "shared" / "reference" / "competing_risks" / "mgus2.csv"

TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
ENDED = [1] * 9 + [0] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_survival_and_greenwood() -> None:
    """Kleinbaum and Klein, Survival Analysis (2012), tables of chapter 2; errors as SAS and R print them."""
    look = kaplan_meier(TREATED, ENDED)
    assert look["survival"].round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert look["se"].round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_medians_of_brookmeyer_and_crowley() -> None:
    """SAS LIFETEST: 23 (13, not reached) and 8 (4, 11)."""
    assert median(TREATED, ENDED) == (23, 13, np.inf)
    assert median(PLACEBO, [1] * 21) == (8, 4, 11)


def test_restricted_means() -> None:
    """R's survival, print of survfit with rmean 35: 23.29 (2.83) and 8.67 (1.38)."""
    assert tuple(np.round(restricted_mean(TREATED, ENDED, until=35), 2)) == (23.29, 2.83)
    assert tuple(np.round(restricted_mean(PLACEBO, [1] * 21, until=35), 2)) == (8.67, 1.38)


def test_log_rank() -> None:
    """Chi-square 16.79 on one degree of freedom (Kleinbaum and Klein, chapter 2)."""
    found = log_rank(TREATED + PLACEBO, ENDED + [1] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    assert round(found.chi2, 2) == 16.79
    assert found.p == pytest.approx(4.17e-5, abs=5e-8)


@pytest.mark.skipif(not FILE.exists(), reason="the reference data are not here")
def test_mgus2_against_statsmodels_and_the_causes() -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    rows = pd.read_csv(FILE)
    malignant = rows["pstat"] == 1
    time = rows["ptime"].where(malignant, rows["futime"]).to_numpy()
    cause = np.where(malignant, "pcm", np.where(rows["death"] == 1, "death", ""))
    look, theirs = kaplan_meier(time, cause != ""), SurvfuncRight(time, (cause != "").astype(int))
    assert np.allclose(look["se"][:-1], theirs.surv_prob_se[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):  # on the last day, when nobody is left
        assert median(time, cause != "")[1:] == theirs.quantile_ci(0.5)
    parts = cumulative_incidence(time, cause).groupby("days")["value"].sum()
    assert np.allclose(look["survival"], 1 - parts)
