"""Funnels against published answers: US Medicare lengths of stay, and English health areas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from caselib.stats.funnel import funnel
from caselib.stats.ratio_funnel import ratio_funnel

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"

pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference data are not here")


@pytest.fixture(scope="module")
def medpar() -> tuple[object, pd.DataFrame]:
    """The model of the FunnelPlotR README, and observed against expected days by provider."""
    rows = pd.read_csv(REFERENCE / "funnel_medpar" / "medpar.csv", dtype={"provnum": str})
    model = smf.glm("los ~ hmo + died + age80 + C(type)", rows, family=sm.families.Poisson()).fit()
    grouped = rows.assign(expected=model.fittedvalues).groupby("provnum")[["los", "expected"]].sum()
    return model, grouped


def test_the_model_is_the_published_one(medpar: tuple) -> None:
    model, grouped = medpar
    coefficients = [2.26875, 0.24921, 0.74869, -0.07637, -0.24574, -0.02141]
    assert model.params.round(5).tolist() == coefficients
    assert round(model.pearson_chi2 / model.df_resid, 4) == 6.2405
    assert len(grouped) == 54


def test_25_of_54_without_and_9_with_overdispersion(medpar: tuple) -> None:
    _, grouped = medpar
    bare = ratio_funnel(grouped["los"], grouped["expected"])
    wide = ratio_funnel(grouped["los"], grouped["expected"], overdispersion="additive")
    assert (bare.points["outside"] == "outer").sum() == 25
    assert round(wide.tau2, 4) == 0.0273
    assert (wide.points["outside"] == "outer").sum() == 9


def test_limits_of_the_uk_health_security_agency() -> None:
    """Areas set against 80.642448 %: the limits for each size, and the label of each of 303 areas."""
    expected = pd.read_csv(REFERENCE / "funnel_proportion" / "outputs.csv", encoding="utf-8-sig")
    look = funnel([1], [1], target=0.80642448, method="score", levels=(0.95, 0.998))
    found = 100 * look.limits_at(expected["Population"])
    named = {
        "Lower2s0025limit": "low_inner",
        "Upper2s0025limit": "high_inner",
        "Lower3s0001limit": "low_outer",
        "Upper3s0001limit": "high_outer",
    }
    for theirs, ours in named.items():
        assert np.allclose(found[ours], expected[theirs], atol=1e-5), theirs


def test_labels_of_the_uk_health_security_agency() -> None:
    areas = pd.read_csv(REFERENCE / "funnel_proportion" / "inputs.csv", encoding="utf-8-sig")
    areas = areas[pd.to_numeric(areas["denominator"], errors="coerce").notna()]
    areas = areas[areas["significance"].str.contains("High|Low|Not", na=False)]
    look = funnel(areas["numerator"], areas["denominator"].astype(float), target=0.80642448, method="score")
    inner = {1: "High (0.025)", -1: "Low (0.025)", 0: ""}
    outer = {1: "High (0.001)", -1: "Low (0.001)", 0: ""}
    words = [
        {"outer": outer[side], "inner": inner[side], "": "Not significant"}[outside]
        for outside, side in zip(look.points["outside"], look.points["side"], strict=True)
    ]
    assert words == areas["significance"].str.strip().tolist()
