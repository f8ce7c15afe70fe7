"""Each rule catches the row that it is there for, and not the good one beside it."""

from __future__ import annotations

import pytest

from caselib.casebook.rules import RULES
from caselib.casebook.rules.declare import Rule
from caselib.domain.label import Label
from caselib.errors import DeclarationError
from tests.measures.worked import GridBook

# For each rule a bad row, then a good one.
ROWS = {
    "decided_before_accepted": "accepted_on | decided_on\n 2026-01-05 | 2026-01-04\n 2026-01-05 | 2026-01-05",
    "reconsidered_before_decided": "decided_on | reconsidered_on\n 2026-01-05 | 2026-01-04\n 2026-01-05 | 2026-01-05",
    "higher_reviewed_before_decided": "decided_on | higher_reviewed_on\n 2026-01-05 | 2026-01-04\n 2026-01-05 |",
    "judged_before_charged": "charge_decided_on | judged_on\n 2026-01-05 | 2026-01-04\n 2026-01-05 | 2026-01-05",
    "released_before_decided": (
        "decision | decided_on | released_on\n approved | 2026-01-05 | 2026-01-04\n refused | 2026-01-05 | 2026-01-04"
    ),
    "decision_without_date": "decision | decided_on\n approved | \n approved | 2026-01-04",
    "date_without_decision": "decision | decided_on\n  | 2026-01-04\n approved | 2026-01-04",
    "ground_without_refusal": "decision | refusal_ground\n approved | no_crime\n refused | no_crime",
    "challenge_without_refusal": "decision | reconsideration\n approved | upheld\n refused | upheld",
    "judged_without_prosecution": "charge_decision | judgment\n not_prosecuted_minor | guilty\n prosecuted | guilty",
    "sentence_without_guilt": "judgment | sentence\n acquitted | control\n guilty | control",
    "sentence_below_zero": "sentence_months | case_id\n -1 | a\n 0 | b",
    "charged_before_decided": "decided_on | charge_decided_on\n 2026-01-05 | 2026-01-04\n 2026-01-05 | 2026-01-05",
    "charge_without_date": "charge_decision | charge_decided_on\n prosecuted | \n prosecuted | 2026-01-05",
    "judgment_without_date": "judgment | judged_on\n guilty | \n guilty | 2026-01-05",
    "refused_without_ground": "decision | refusal_ground\n refused | \n refused | no_crime",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_catches_its_row_and_no_other(rule: Rule) -> None:
    book = GridBook(rule.table, ROWS[rule.name])
    caught = book.sql(f"SELECT rowid FROM {rule.table} WHERE {rule.bad}")["rowid"].tolist()
    assert caught == [0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_where_it_comes_from(rule: Rule) -> None:
    assert rule.source
    assert rule.label.zh


def test_a_misspelt_rule_is_refused() -> None:
    with pytest.raises(DeclarationError, match="did you mean 'decided_on'"):
        Rule("r", "arrest_reviews", "decidedon IS NULL", "validity", "flag", "decided_on", Label("r", "规则"), "none")
