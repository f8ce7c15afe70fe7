"""What is seen only beside other rows: expired units, one judgment in two offices, findings of no review."""

from __future__ import annotations

from pathlib import Path

import pytest

from caselib.casebook.load import load
from caselib.casebook.store import open_casebook

pytestmark = pytest.mark.slow

UNITS = (
    "unit,level,parent,valid_from,valid_to\n1,provincial,,,\n11,municipal,1,,2024-12-31\n12,municipal,1,2025-01-01,\n"
)
HEAD = "case_id,person_id,unit,accepted_on,decided_on,decision,judged_on,judgment,charge_decided_on,charge_decision\n"
JUDGED = "2026-05-05,guilty,2026-03-05,prosecuted"


def flags(folder: Path, **files: str) -> list[tuple[str, str]]:
    (folder / "in").mkdir()
    for name, text in {"units": UNITS, **files}.items():
        (folder / "in" / f"{name}.csv").write_text(text, encoding="utf-8")
    loaded = load(folder / "in", folder / "book")
    assert all(table.quarantined == 0 for table in loaded.tables)
    found = open_casebook(folder / "book").flags()
    return list(zip(found["rule"], found["value"], strict=True))


@pytest.mark.parametrize(
    ("unit", "day", "expired"),
    [("11", "2024-12-31", False), ("11", "2025-01-01", True), ("12", "2024-12-31", True), ("12", "2025-01-01", False)],
)
def test_a_unit_is_used_in_the_days_for_which_it_is_valid(tmp_path: Path, unit: str, day: str, expired: bool) -> None:
    found = flags(tmp_path, arrest_reviews=HEAD + f"c,p,{unit},{day},,,,,,\n")
    assert found == ([("unit_expired", unit)] if expired else [])


def test_one_judgment_in_two_offices_is_flagged_in_both(tmp_path: Path) -> None:
    rows = f"c,p,1,2026-01-01,2026-01-05,approved,{JUDGED}\nc,p,12,2026-01-02,2026-01-06,approved,{JUDGED}\n"
    assert flags(tmp_path, arrest_reviews=HEAD + rows) == [
        ("judged_in_two_offices", "1"),
        ("judged_in_two_offices", "12"),
    ]


def test_a_person_rightly_requested_twice_is_not(tmp_path: Path) -> None:
    """Refused for want of evidence, requested again after supplementary investigation; and another by a transfer."""
    rows = (
        f"c,p,12,2026-01-01,2026-01-05,refused,,,,\nc,p,12,2026-02-01,2026-02-05,approved,{JUDGED}\n"
        f"d,p,12,2026-01-01,2026-01-05,refused,,,,\nd,p,1,2026-02-01,2026-02-05,approved,{JUDGED}\n"
    )
    found = flags(tmp_path, arrest_reviews=HEAD + rows)
    assert {rule for rule, _ in found} == set(), found


def test_one_judgment_in_two_rows_of_one_office_is_flagged_in_both(tmp_path: Path) -> None:
    """As where outcomes were joined to every request of a person: the first was refused, and both have the judgment."""
    rows = f"c,p,12,2026-01-01,2026-01-05,refused,{JUDGED}\nc,p,12,2026-02-01,2026-02-05,approved,{JUDGED}\n"
    assert flags(tmp_path, arrest_reviews=HEAD + rows) == [("judged_twice", "12")] * 2


def test_two_persons_judged_on_one_day_are_two(tmp_path: Path) -> None:
    rows = f"c,p,12,2026-01-01,2026-01-05,approved,{JUDGED}\nc,q,12,2026-01-01,2026-01-05,approved,{JUDGED}\n"
    assert flags(tmp_path, arrest_reviews=HEAD + rows) == []


def test_a_finding_belongs_to_a_review(tmp_path: Path) -> None:
    reviews = "review_id,case_id,unit\nr1,c,12\n"
    findings = "finding_id,review_id\nf1,r1\nf2,r2\n"
    assert flags(tmp_path, reviews=reviews, findings=findings) == [("finding_of_no_review", "r2")]
