"""Published plans: Montgomery's double sampling, and the usual single samples of the AICPA guide."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from caselib.stats.sequential import Plan, stage_sizes

FILE = Path(__file__).parents[2].parent / "shared" / "reference" / "audit_sampling" / "tables.csv"


def test_montgomerys_double_sampling_plan() -> None:
    """Introduction to Statistical Quality Control, section 15.3.1: n = 50 and 100, c = 1 and 3, at 5 % faulty.

    Printed: 0.279 at the first sample and 0.010 at the second, which is a sum of products of rounded parts
    (0.009 + 0.001); exact it is 0.011.
    """
    look = Plan((50, 150), (1, 3)).stages("0.05")
    assert round(look["accepted"][0], 3) == 0.279
    assert look["accepted"][1] == pytest.approx(0.010, abs=0.001)
    assert look["risk"][1] == pytest.approx(0.289, abs=0.0015)


@pytest.mark.skipif(not FILE.exists(), reason="the reference data are not here")
def test_single_samples_without_an_expected_fault() -> None:
    """AICPA (2017), table A-1, the line of no expected deviations: a plan of one stage that accepts at none."""
    rows = pd.read_csv(FILE, dtype=str).query("table == 'A-1'")
    rows = rows[rows["expected_rate_pct"].astype(float) == 0]
    assert len(rows) > 5
    for row in rows.to_dict("records"):
        plan = stage_sizes([0], tolerable=f"{row['tolerable_rate_pct']}e-2", risk=1 - float(row["conf_level"]))
        assert plan.sizes == (int(row["published_value"]),)
