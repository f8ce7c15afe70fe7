"""The panel: every measure beside its open share and the latest mature year."""

from __future__ import annotations

import pytest

from caselib.analysis.durations import durations
from caselib.analysis.panels import panel
from caselib.analysis.reading import summary
from caselib.analysis.strata import by_stratum
from caselib.errors import ParameterError
from caselib.measures.catalogue import PANELS
from caselib.measures.count import count
from tests.analysis.nation import province

PERIOD = "2026Q1-Q3"


@pytest.mark.slow
def test_one_row_a_measure_with_the_mature_year_beside_it() -> None:
    frame = panel(province(), "arrest", period=PERIOD).frame.set_index("measure")
    assert list(frame.index) == list(PANELS["arrest"])
    assert frame.loc["refused", "period_before"] == "2025Q1-Q3"
    assert frame.loc["refused", "mature"]
    assert not frame.loc["not_prosecuted_after_arrest", "mature"]
    assert frame.loc["not_prosecuted_after_arrest", "period_before"] == "2025Q1-Q3"
    assert frame.loc["light_sentence_after_arrest", "period_before"] == "2024Q1-Q3"


@pytest.mark.slow
def test_the_summary_is_made_from_the_numbers() -> None:
    look = panel(province(), "arrest", period=PERIOD)
    page = summary(look, measures=["refused", "not_prosecuted_after_arrest"])._repr_html_()
    row = look.frame.set_index("measure").loc["refused"]
    assert f"{100 * row['value']:.1f} %" in page
    assert "still open" in page


def test_an_office_without_a_case_gets_a_page() -> None:
    book = province(rows=1)
    look = panel(book, "arrest", period=PERIOD, within="421400")
    assert "No cases in either period: Requests received" in look._repr_html_()
    assert summary(look, measures=list(PANELS["arrest"])).sentences


def test_by_offence_in_the_order_of_the_vocabulary() -> None:
    look = by_stratum(count(province(), "refused", period=PERIOD, by=["offence"]))
    assert list(look.frame["offence"]) == ["theft", "fraud", "drugs"]
    assert look.whole == pytest.approx(look.frame["numerator"].sum() / look.frame["denominator"].sum())
    assert "drug offences" in look.plot()._repr_html_()


def test_durations_against_the_terms_that_hold() -> None:
    look = durations(count(province(), "days_to_decision", period=PERIOD, by=["detained"]))
    rows = look.frame.set_index("detained")
    assert rows.loc["yes", "terms"] == (7,)
    assert rows.loc["no", "terms"] == (15, 20)
    assert rows.loc["yes", "over"] == (0,)
    assert look.days.groupby("detained")["share"].sum().to_dict() == pytest.approx({"yes": 1.0, "no": 1.0})
    assert "over 15 days" in look.plot()._repr_html_()


def test_a_panel_that_is_not_there() -> None:
    with pytest.raises(ParameterError, match="no such panel"):
        panel(province(rows=1), "arrests", period=PERIOD)
