"""A table with two blanks or more in each row and column, of which one cell follows all the same (sdcTable)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.stats.disclosure import given_away

FILE = Path(__file__).parents[2].parent / "shared" / "reference" / "disclosure" / "sdcTable_attackable_4x4.csv"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the reference data are not here")


def test_the_hole_is_seen() -> None:
    rows = pd.read_csv(FILE)
    table = rows.pivot_table(index="v1", columns="v2", values="freq")
    blank = rows.assign(blank=rows["status_in_test"] == "u").pivot_table(index="v1", columns="v2", values="blank") == 1
    assert (blank.sum(axis=0) >= 2).all()
    assert (blank.sum(axis=1) >= 2).all()
    shown = table.where(~blank)
    look = given_away(shown, rows=table.sum(axis=1), columns=table.sum(axis=0))
    found = {
        (table.index[r], table.columns[c]): low
        for r, c, low in zip(look["row"], look["column"], look["low"], strict=True)
    }
    assert found[("w", "b")] == 47
    assert np.isclose(found[("w", "b")], table.loc["w", "b"])
