"""Periods as the SPP writes them."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.domain.periods import REGIMES, Month, Period, regimes_in
from caselib.errors import PeriodError


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026H1", "2026-01-01", "2026-06-30"),
        ("2026H2", "2026-07-01", "2026-12-31"),
        ("2026Q3", "2026-07-01", "2026-09-30"),
        ("2026Q1-Q3", "2026-01-01", "2026-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2019..2026Q3", "2019-01-01", "2026-09-30"),
        ("2023-01..2023-11", "2023-01-01", "2023-11-30"),
    ],
)
def test_reads_every_form(text: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.first_day, period.last_day) == (date.fromisoformat(first), date.fromisoformat(last))
    assert str(period) == text


@pytest.mark.parametrize(
    "text", ["", "26", "2026Q5", "2026Q3-Q1", "2026-13", "2026..2019", "2026H3", "..", "2026Q1-Q2-Q3", "Q3"]
)
def test_says_what_is_not_a_period(text: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "earlier"),
    [("2026Q1-Q3", "2025Q1-Q3"), ("2026-02", "2025-02"), ("2019..2026Q3", "2018..2025Q3"), ("2026", "2025")],
)
def test_the_year_before_has_the_same_months(text: str, earlier: str) -> None:
    assert Period.parse(text).year_before() == Period.parse(earlier)


@given(st.integers(1991, 2098), st.integers(1, 12), st.integers(-500, 500))
def test_months_count_forth_and_back(year: int, month: int, step: int) -> None:
    start = Month(year, month)
    assert start.plus(step).plus(-step) == start
    assert (start.last_day - start.first_day).days in (27, 28, 29, 30)


def test_months_of_a_period_touch_and_cover_it() -> None:
    months = list(Period.parse("2023..2024").months())
    assert len(months) == 24
    assert all(a.plus(1) == b for a, b in itertools.pairwise(months))


def test_a_series_breaks_at_the_regimes_it_spans() -> None:
    assert [regime.name for regime in regimes_in(Period.parse("2019..2026Q3"))] == [regime.name for regime in REGIMES]
    assert regimes_in(Period.parse("2023")) == ()
