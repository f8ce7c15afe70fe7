"""What was kept, what is filled in, and how far what was set aside could matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.analysis.quality import filled, kept, worst_case
from caselib.casebook.load import load
from caselib.casebook.rules import rules_of
from caselib.casebook.store import Book, open_casebook
from caselib.domain.tables import TABLES
from caselib.measures.catalogue import OVERVIEW, find
from caselib.measures.declare import Rate

pytestmark = pytest.mark.slow

HEAD = "case_id,person_id,unit,accepted_on,decided_on,decision,refusal_ground,detained\n"
ROWS = """1,p,420102,2026-01-01,2026-01-05,refused,no_crime,true
2,p,420102,2026-01-01,2026-01-05,refused,,true
3,p,420102,2026-01-01,2026-01-05,approved,,true
4,p,420102,2026-01-01,2026-01-05,approved,,
5,p,420102,2026-01-09,2026-01-05,refused,no_crime,true
6,p,420102,2025-01-01,2025-01-05,approved,,
"""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "arrest_reviews.csv").write_text(HEAD + ROWS, encoding="utf-8")
    load(tmp_path / "in", tmp_path / "book")
    return open_casebook(tmp_path / "book")


def test_rows_in_are_accepted_and_set_aside(book: Book) -> None:
    """The fifth was decided before it was received and is set aside; three lack a ground or detention."""
    look = kept(book)
    row = look.tables.set_index("table").loc["arrest_reviews"]
    assert (row["rows_in"], row["accepted"], row["quarantined"], row["flagged"]) == (6, 5, 1, 3)
    found = look.rules.set_index("rule")["fate"].to_dict()
    assert found == {
        "decided_before_accepted": "set aside",
        "refused_without_ground": "kept, flagged",
        "detained_not_recorded": "kept, flagged",
    }


def test_measures_without_their_columns_are_named(book: Book) -> None:
    look = kept(book)
    assert "charge_decision" in look.absent["arrest_reviews"]
    assert {"not_prosecuted_after_arrest", "retrial_recommended"} <= set(look.weakened)
    assert "refused" not in look.weakened
    assert "Arrested, then not prosecuted" in look._repr_html_()


def test_bounds_if_all_that_was_set_aside_had_counted(book: Book) -> None:
    """Two of four were refused; with the one set aside it is two to three of five."""
    look = worst_case(book, period="2026Q1", measures=["refused", "requested"])
    row = look.frame.iloc[0]
    assert (row["numerator"], row["denominator"], row["aside"]) == (2, 4, 1)
    assert (row["least"], row["most"]) == (pytest.approx(0.4), pytest.approx(0.6))
    assert len(look.frame) == 1, "a count has no share to bound"


def test_a_gap_is_bounded_wherever_the_missing_value_would_put_the_row(tmp_path: Path) -> None:
    """Five refusals of January by ground; whether the chief procurator approved is not recorded of two.

    Base of the measure: refusals for no crime or doubt with the approval recorded, 3 of them, 1 without approval. With
    the two that have a gap it is 1 of 5 at least and 3 of 5 at most. The gap of a year before is none of the period's.
    """
    head = "case_id,person_id,unit,accepted_on,decided_on,decision,refusal_ground,chief_approved,detained\n"
    rows = [
        "1,p,1,2026-01-01,2026-01-05,refused,no_crime,true,true",
        "2,p,1,2026-01-01,2026-01-05,refused,no_crime,true,true",
        "3,p,1,2026-01-01,2026-01-05,refused,no_crime,false,true", "4,p,1,2026-01-01,2026-01-05,refused,no_crime,,true",
        "5,p,1,2026-01-01,2026-01-05,refused,insufficient_evidence,,true",
        "6,p,1,2026-01-01,2026-01-05,refused,no_necessity,,true", "7,p,1,2025-01-01,2025-01-05,refused,no_crime,,true",
    ]  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "arrest_reviews.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    load(tmp_path / "in", tmp_path / "book")
    look = worst_case(open_casebook(tmp_path / "book"), period="2026Q1", measures=["refused_without_chief", "refused"])
    row = look.frame.set_index("measure").loc["refused_without_chief"]
    assert (row["numerator"], row["denominator"], row["missing"]) == (1, 3, 2)
    assert (row["least"], row["most"]) == (pytest.approx(1 / 5), pytest.approx(3 / 5))
    # Whether a refusal was approved says nothing of whether it was one.
    assert look.frame.set_index("measure").loc["refused", "missing"] == 0


# Empty where a later stage has not come, or a step is not taken: by right, and no rule can ask for it.
BY_RIGHT = {
    "decided_on", "opinion_on", "replied_on", "served_on", "recommended_on", "ended_on", "looked_back_on", "issued_on",
    "concluded_on", "dispute_resolved_on", "rectification", "urgent",
}  # fmt: skip


@pytest.mark.parametrize("name", OVERVIEW)
def test_every_column_of_a_headline_share_is_asked_for_or_empty_by_right(name: str) -> None:
    measure = find(name)
    if isinstance(measure, Rate):
        asked = {rule.column for rule in rules_of(measure.table) if rule.kind == "completeness"}
        required = {column.name for column in TABLES[measure.table].columns if column.required}
        assert set(measure.columns) - asked - required <= BY_RIGHT


def test_what_is_filled_by_year(book: Book) -> None:
    look = filled(book, until="2026", years=2).frame.set_index(["column", "year"])
    assert look.loc[("detained", 2026), "filled"] == 0.75
    assert look.loc[("detained", 2025), "filled"] == 0
    assert look.loc[("refusal_ground", 2026), "rows"] == 4
    assert "75.0 %" in filled(book, until="2026")._repr_html_()


def test_a_clean_casebook_says_so(casebook: Path) -> None:
    look = kept(open_casebook(casebook))
    assert look.weakened == ()
    assert "every declared column" in look._repr_html_()
