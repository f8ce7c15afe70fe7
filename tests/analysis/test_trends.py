"""A history: phases at regimes, cohorts still open set apart, a step that is seen."""

from __future__ import annotations

import pytest

from caselib.analysis.trends import trend
from caselib.errors import ParameterError
from caselib.measures.count import count
from tests.analysis.nation import province

HISTORY = "2022..2026Q3"


def test_the_series_breaks_at_the_first_whole_month_of_a_regime() -> None:
    look = trend(count(province(), "refused", period=HISTORY, by=["month"]))
    assert [(look.frame["period"][place], regime.name) for place, regime in look.breaks] == [
        ("2024-11", "rankings_abolished")
    ], "the new grades of 2026 change the words for grades, not the shares of arrests"
    centres = look.frame.groupby("phase")["centre"].first()
    assert centres[0] == pytest.approx(0.41, abs=0.02)
    assert centres[1] == pytest.approx(0.31, abs=0.02)


def test_open_cohorts_make_no_limits_and_no_signals() -> None:
    look = trend(count(province(), "not_prosecuted_after_arrest", period=HISTORY, by=["month"]))
    young = look.frame[~look.frame["mature"]]
    assert list(young["period"]) == [f"2026-{month:02d}" for month in range(3, 10)]
    assert young["centre"].isna().all()
    assert not young["outside"].fillna(False).any()
    assert (young["open"] > 0).all()


def test_a_quiet_series_gives_few_signals() -> None:
    looks = [trend(count(province(seed, odd=False), "refused", period=HISTORY, by=["month"])) for seed in (3, 4, 5)]
    # Three sigma over 57 months: 0.15 expected a series.
    assert sum(len(look.signals) for look in looks) <= 3


def test_a_history_has_one_row_a_period() -> None:
    with pytest.raises(ParameterError, match="one row a period"):
        trend(count(province(), "refused", period=HISTORY, by=["month", "offence"]))


def test_it_is_drawn_with_its_rule_and_its_numbers() -> None:
    page = trend(count(province(), "refused", period=HISTORY, by=["month"])).plot()._repr_html_()
    assert "<figcaption>" in page
    assert "data up to 2026-09-30" in page
    assert "虚构数据" in page
    assert page.count("<tr>") == 57 + 1
    assert "http" not in page.replace("http://www.w3.org", "")
