"""Agreement and sample sizes against published tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.agreement import fleiss_kappa, krippendorff_alpha
from caselib.stats.sample_size import attribute_size, upper_limit

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"

pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference data are not here")


def test_fleiss_1971() -> None:
    ratings = pd.read_csv(REFERENCE / "agreement" / "diagnoses.csv")
    assert ratings.shape == (30, 6)
    assert round(fleiss_kappa(ratings), 3) == 0.430


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff(level: str, alpha: float) -> None:
    observers = pd.read_csv(REFERENCE / "agreement" / "krippendorff_C_data_4observers_x_12units.csv", header=None)
    assert round(krippendorff_alpha(observers.T, level=level), 3) == alpha  # type: ignore[arg-type]


def table(name: str) -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / "audit_sampling" / "tables.csv", dtype=str)
    return rows[rows["table"] == name]


@pytest.mark.slow
def test_aicpa_sample_sizes() -> None:
    wrong = []
    for row in table("A-1").to_dict("records"):
        tolerable, expected = (f"{row[name]}e-2" for name in ("tolerable_rate_pct", "expected_rate_pct"))
        found = attribute_size(tolerable, expected=expected, confidence=float(row["conf_level"]))
        if found != int(row["published_value"]):
            wrong.append((row["expected_rate_pct"], row["tolerable_rate_pct"], row["published_value"], found))
    assert wrong == []


def test_aicpa_upper_limits() -> None:
    wrong = []
    for row in table("A-3").to_dict("records"):
        found = 100 * upper_limit(int(row["n"]), int(row["deviations"]), confidence=float(row["conf_level"]))
        # Printed to one decimal, and rounded up.
        if abs(found - float(row["published_value"])) > 0.1:
            wrong.append((row["n"], row["deviations"], row["published_value"], found))
    assert wrong == []


def test_newcombes_examples() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873, table II, method 10."""
    from caselib.stats.intervals import difference

    low, high = difference([56, 9], [70, 10], [48, 3], [80, 10])
    assert np.round(low, 4).tolist() == [0.0524, 0.1705]
    assert np.round(high, 4).tolist() == [0.3339, 0.8090]
