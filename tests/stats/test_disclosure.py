"""Blanks in a table: what they can still be, and what follows exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.errors import StatisticsError
from caselib.stats.disclosure import given_away, possible

NONE = float("nan")


def test_one_blank_in_a_row_follows() -> None:
    look = given_away([[NONE, 2], [3, 4]], rows=[3, 7], columns=[4, 6])
    assert look.to_dict("records") == [{"row": 0, "column": 0, "low": 1.0, "high": 1.0}]


def test_four_blanks_in_a_square_do_not() -> None:
    """Each can be anything from none to four: rows and columns of 4 and 4."""
    look = possible([[NONE, NONE], [NONE, NONE]], rows=[4, 4], columns=[4, 4])
    assert (look["low"] == 0).all()
    assert (look["high"] == 4).all()


def test_margins_that_are_not_printed_give_nothing_away() -> None:
    look = possible([[NONE, 2], [NONE, 4]], rows=[NONE, NONE], columns=[NONE, 6])
    assert np.isinf(look["high"]).all()


def test_margins_of_another_table() -> None:
    with pytest.raises(StatisticsError, match="can't be those"):
        possible([[NONE, 2], [3, NONE]], rows=[1, 7], columns=[4, 6])
    with pytest.raises(StatisticsError, match="one total"):
        possible([[NONE, 2]], rows=[1, 2], columns=[4, 6])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_what_was_there_is_always_possible(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 30, (4, 4)).astype(float)
    shown = np.where(rng.random((4, 4)) < 0.4, np.nan, table)
    for row in possible(shown, rows=table.sum(axis=1), columns=table.sum(axis=0)).itertuples():
        assert row.low - 1e-6 <= table[row.row, row.column] <= row.high + 1e-6
