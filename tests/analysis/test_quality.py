"""What was kept, what is filled in, and how far what was set aside could matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.analysis.quality import filled, kept, worst_case
from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook

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
    """The fifth was decided before it was received and is set aside; the second lacks its ground and is flagged."""
    look = kept(book)
    row = look.tables.set_index("table").loc["arrest_reviews"]
    assert (row["rows_in"], row["accepted"], row["quarantined"], row["flagged"]) == (6, 5, 1, 1)
    found = look.rules.set_index("rule")["fate"].to_dict()
    assert found == {"decided_before_accepted": "set aside", "refused_without_ground": "kept, flagged"}


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
