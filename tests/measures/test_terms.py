"""Legal terms of one case: the last day by the calendar, and late exactly where the measure says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from caselib.casebook.store import open_casebook
from caselib.domain.tables import TABLES
from caselib.errors import DeclarationError
from caselib.measures.catalogue import LEGAL
from caselib.measures.query import Scope
from caselib.measures.terms import TERMS, Term, terms_query

DATA = date(2026, 9, 30)


def judged(table: str, **values: str) -> list[tuple[str, str, bool]]:
    """One row of a table: the end of each term that runs, its last day, and whether it is late."""
    columns = ", ".join(
        f"CAST({values.get(column.name, 'NULL')} AS {column.sql_type}) AS {column.name}"
        for column in TABLES[table].columns
    )
    engine = duckdb.connect()
    engine.execute(f"CREATE TABLE {table} AS SELECT {columns}")
    scope = Scope(date(1, 1, 1), date(9999, 12, 31), DATA)
    places = [place for place, term in enumerate(TERMS) if term.table == table]
    rows = engine.execute(terms_query(places, scope, cases=1), ["A"]).fetchall()
    return [(TERMS[place].end, str(due), late) for place, _, _, _, due, _, late in rows]


def test_three_months_are_months_and_not_days() -> None:
    row = {"case_id": "'A'", "accepted_on": "'2018-12-04'"}
    assert judged("civil_supervision", **row, concluded_on="'2019-03-04'") == [("concluded_on", "2019-03-04", False)]
    assert judged("civil_supervision", **row, concluded_on="'2019-03-05'") == [("concluded_on", "2019-03-04", True)]
    longer = {"case_id": "'A'", "accepted_on": "'2025-12-01'", "concluded_on": "'2026-03-01'"}
    assert judged("civil_supervision", **longer) == [("concluded_on", "2026-03-01", False)]


def test_a_case_that_is_not_of_a_judgment_has_no_such_term() -> None:
    row = {"case_id": "'A'", "accepted_on": "'2025-12-01'", "concluded_on": "'2026-08-01'"}
    assert judged("administrative_supervision", **row, kind="'trial_activity'") == []
    assert judged("administrative_supervision", **row, kind="'judgment'") == [("concluded_on", "2026-03-01", True)]


@pytest.mark.parametrize(
    ("detained", "decided", "expected"),
    [
        ("true", "2026-07-08", [("2026-07-08", False)]),
        ("true", "2026-07-09", [("2026-07-08", True)]),
        ("false", "2026-07-20", [("2026-07-16", False), ("2026-07-21", False)]),
        ("false", "2026-07-22", [("2026-07-16", False), ("2026-07-21", True)]),
    ],
)
def test_arrest_review_of_the_detained_and_of_others(
    detained: str, decided: str, expected: list[tuple[str, bool]]
) -> None:
    """Accepted on 1 July. From day 16 to day 20 the record does not say whether the case is complex."""
    row = {"case_id": "'A'", "accepted_on": "'2026-07-01'", "decided_on": f"'{decided}'", "detained": detained}
    assert [found[1:] for found in judged("arrest_reviews", **row)] == expected


def test_urgent_recommendations_have_fifteen_days_and_others_two_months() -> None:
    row = {"case_id": "'A'", "kind": "'administrative'", "served_on": "'2026-05-31'", "replied_on": "'2026-07-31'"}
    assert judged("public_interest", **row) == [("replied_on", "2026-07-31", False)]
    assert judged("public_interest", **row, urgent="true") == [("replied_on", "2026-06-15", True)]


def test_what_ran_out_with_nothing_recorded_is_late_and_what_runs_is_not() -> None:
    row = {"case_id": "'A'", "kind": "'administrative'"}
    assert judged("public_interest", **row, served_on="'2026-07-29'") == [("replied_on", "2026-09-29", True)]
    assert judged("public_interest", **row, served_on="'2026-07-30'") == [("replied_on", "2026-09-30", False)]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{term.table}-{term.end}-{term.said.en}")
def test_a_course_and_a_report_never_differ(casebook: Path, term: Term) -> None:
    """Of all cases with both dates, those past the last day are those that the measure counts."""
    book = open_casebook(casebook)
    scope = Scope(date(1, 1, 1), date(9999, 12, 31), book.data_date)
    query = terms_query([TERMS.index(term)], scope)
    found = book.sql(f"SELECT COUNT(*) AS n, SUM(late <> (done > due)) AS differ FROM ({query}) WHERE done IS NOT NULL")
    assert found["n"].iloc[0] > 20
    if term.judged_by:
        assert found["differ"].iloc[0] == 0


def test_a_term_is_judged_by_a_legal_measure_of_its_table() -> None:
    assert {term.judged_by for term in TERMS} - {""} <= set(LEGAL)
    with pytest.raises(DeclarationError, match="legal measure of its table"):
        Term(**(vars(TERMS[0]) | {"judged_by": "civil_reviewed_late"}))
