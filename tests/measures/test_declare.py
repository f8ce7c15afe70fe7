"""A wrong declaration fails where it stands, before there is any data."""

from __future__ import annotations

import pytest

from caselib.domain.label import Label
from caselib.domain.periods import Month, Period
from caselib.errors import DeclarationError, ParameterError
from caselib.measures.catalogue import MEASURES, find
from caselib.measures.declare import Count, Duration, Rate, months

GOOD = {
    "name": "an_example",
    "table": "arrest_reviews",
    "counts": "persons",
    "among": "decision IS NOT NULL",
    "of_which": "decision = 'refused'",
    "clock": "decided_on",
    "label": Label("example", "例"),
    "why": "for the test",
    "caution": "none",
    "source": "none",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"among": "decidd_on IS NULL"}, "did you mean 'decided_on'"),
        ({"of_which": "decision = 'refussed'"}, "did you mean 'refused'"),
        ({"of_which": "charge_decision LIKE 'not_persecuted%'"}, "no such code"),
        ({"of_which": "decision IN ('refused', 'postponed')"}, "no such code"),
        ({"of_which": "decision = "}, "not an SQL predicate"),
        ({"of_which": "unit IN (SELECT unit FROM units)"}, "one row only"),
        ({"of_which": "count(*) > 1"}, "one row only"),
        ({"of_which": "read_everything(unit)"}, "one row only"),
        ({"table": "arrests"}, "did you mean 'arrest_reviews'"),
        ({"clock": "decision"}, "a clock is a date"),
        ({"clock": "decided"}, "no such column"),
        ({"matures_after": 7}, "which of its rows are open"),
        ({"open": "decision IS NULL"}, "which of its rows are open"),
        ({"why": " "}, "says why"),
    ],
)
def test_a_wrong_declaration_is_refused(change: dict, said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        Rate(**(GOOD | change))


def test_a_good_declaration_knows_its_columns() -> None:
    rate = Rate(**(GOOD | {"open": "charge_decision IS NULL", "matures_after": months(7)}))
    assert rate.columns == ("decided_on", "decision", "charge_decision")
    assert rate.basis == "cohort"
    assert Rate(**GOOD).basis == "period"


def test_a_duration_runs_between_dates() -> None:
    said = {key: value for key, value in GOOD.items() if key != "of_which"}
    with pytest.raises(DeclarationError, match="two dates"):
        Duration(**said, start="accepted_on", end="decision")
    assert "accepted_on" in Duration(**said, start="accepted_on", end="decided_on").columns


def test_a_count_has_no_base() -> None:
    said = {key: value for key, value in GOOD.items() if key != "of_which"}
    assert Count(**said).predicates == ("decision IS NOT NULL",)


def test_a_cohort_matures_when_its_last_month_has_had_its_time() -> None:
    measure = MEASURES["not_prosecuted_after_arrest"]
    assert measure.matured(Period.parse("2026-02"), Month(2026, 9))
    assert not measure.matured(Period.parse("2026-03"), Month(2026, 9))
    assert MEASURES["refused"].matured(Period.parse("2026-09"), Month(2026, 9))


def test_months_are_counted_from_one() -> None:
    with pytest.raises(DeclarationError):
        months(0)


def test_a_misspelt_measure_says_which_was_meant() -> None:
    with pytest.raises(ParameterError, match="did you mean 'refused'"):
        find("refussed")


def test_what_only_tells_which_rows_are_open_is_not_needed() -> None:
    measure = MEASURES["not_convicted_after_arrest"]
    assert "charge_decision" in measure.columns
    assert measure.needed == ("decided_on", "decision", "judgment")
