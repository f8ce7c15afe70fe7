"""Units side by side: what differs stands out, in code order, without a rank."""

from __future__ import annotations

import pandas as pd
import pytest

from caselib.analysis.comparisons import funnel
from caselib.analysis.reading import reading_list, scan
from caselib.domain.reader import Reader
from caselib.errors import ParameterError
from caselib.measures.count import count
from caselib.measures.counts import Counts
from tests.analysis.nation import ODD, province

PERIOD = "2026Q1-Q3"


def test_the_odd_office_stands_out_and_no_other() -> None:
    look = funnel(count(province(), "refused", period=PERIOD, by=["unit"], level="grassroots"))
    assert [signal.unit for signal in look.signals] == [ODD]
    assert look.signals[0].side == 1


def test_without_it_nothing_stands_out() -> None:
    flags = [
        len(funnel(count(province(seed, odd=False), "refused", period=PERIOD, by=["unit"], level="grassroots")).signals)
        for seed in range(2, 7)
    ]
    # 70 offices at 99.8 %: 0.14 expected a time, so three in five times would be a fault.
    assert sum(flags) < 3


def test_units_stand_in_code_order() -> None:
    look = funnel(count(province(), "refused", period=PERIOD, by=["unit"]))
    assert list(look.frame["unit"]) == sorted(look.frame["unit"])


def test_flags_and_limits_agree() -> None:
    look = funnel(count(province(), "refused", period=PERIOD, by=["unit"], level="grassroots"))
    beyond = (look.frame["value"] > look.frame["high_outer"]) | (look.frame["value"] < look.frame["low_outer"])
    assert list(beyond) == list(look.frame["outside"] == "outer")


def test_a_signal_opens_its_files() -> None:
    book = province()
    signal = funnel(count(book, "refused", period=PERIOD, by=["unit"], level="grassroots")).signals[0]
    assert len(signal.cases(book)) == signal.numerator
    assert "What explains it?" in signal.question()
    assert "offences" in signal.reasons.en


def test_a_circulated_page_names_no_peer() -> None:
    book = province(reader=Reader(unit="420100", audience="circulated"))
    look = funnel(count(book, "refused", period=PERIOD, by=["unit"], level="grassroots", within="420000"))
    page = look.plot()._repr_html_() + reading_list(book, look.signals)._repr_html_()
    assert ODD not in page
    assert "further inquiries concern peers" in page


def test_a_scan_says_how_many_looks_it_took() -> None:
    book = province()
    found = scan(book, ["refused", "not_prosecuted_after_arrest", "days_to_decision"], period=PERIOD)
    assert found.looks == 140
    assert found.expected_false == pytest.approx(140 * 0.002)
    assert "140 shares were compared" in reading_list(book, found)._repr_html_()
    # The cohort measure is read where it has matured.
    assert {look.counts.one: look.counts.period for look in found.comparisons} == {
        "refused": "2026Q1-Q3",
        "not_prosecuted_after_arrest": "2025Q1-Q3",
    }


def test_works_on_totals() -> None:
    totals = pd.DataFrame({"area": ["A", "B", "C"], "won": [80, 82, 20], "all": [100, 100, 100]})
    look = funnel(Counts.from_totals(totals, unit="area", numerator="won", denominator="all"))
    assert "C" in {signal.unit for signal in look.signals}


def test_offices_without_a_case_do_no_harm() -> None:
    totals = pd.DataFrame({"area": ["A", "B", "C"], "won": [0, 0, 0], "all": [0, 0, 0]})
    look = funnel(Counts.from_totals(totals, unit="area", numerator="won", denominator="all"))
    assert look.signals == ()
    assert "no cases" in look._repr_html_()
    assert "<svg" in look.plot()._repr_html_()


def test_a_comparison_has_one_row_a_unit() -> None:
    with pytest.raises(ParameterError, match="one row a unit"):
        funnel(count(province(), "refused", period=PERIOD, by=["unit", "offence"]))
