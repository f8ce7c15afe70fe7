"""Each rule catches the row that it is there for, and not the good one beside it."""

from __future__ import annotations

import pytest

from caselib.casebook.rules import RULES
from caselib.casebook.rules.declare import Rule
from caselib.domain.label import Label
from caselib.errors import DeclarationError
from tests.measures.worked import GridBook


def order(first: str, then: str) -> str:
    """Rows in which the second date is a day too early, then on the same day."""
    return f"{first} | {then}\n 2026-01-05 | 2026-01-04\n 2026-01-05 | 2026-01-05"


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
    "administrative_resolved_before_accepted": order("accepted_on", "dispute_resolved_on"),
    "administrative_retrial_ordered_of_no_judgment": (
        "kind | court_decision\n enforcement | retrial_ordered\n judgment | retrial_ordered\n enforcement | adopted"
    ),
    "linkage_opinion_before_accepted": order("accepted_on", "opinion_on"),
    "linkage_decided_before_opinion": order("opinion_on", "decided_on"),
    "linkage_result_without_opinion": "opinion_on | result\n  | punished\n 2026-01-05 | punished\n 2026-01-05 | ",
    "linkage_result_without_date": "decided_on | result\n  | punished\n 2026-01-05 | punished",
    "custody_after_refusal": "decision | released_on\n refused | 2026-01-05\n approved | 2026-01-05\n refused | ",
    "steps_below_parts": "extra_steps | returns | extensions\n 2 | 1 | 2\n 3 | 1 | 2\n 1 | 1 | ",
    "tagged_before_received": order("accepted_on", "campaign_tagged_on"),
    "necessity_before_decided": (
        "decision | decided_on | necessity_reviewed_on\n"
        " approved | 2026-01-05 | 2026-01-04\n approved | 2026-01-05 | 2026-01-05\n refused | 2026-01-05 | 2026-01-04"
    ),
    "detained_not_recorded": "detained | case_id\n  | a\n false | b",
    "reconsideration_without_result": "reconsidered_on | reconsideration\n 2026-01-05 | \n 2026-01-05 | upheld\n  | ",
    "higher_review_without_result": "higher_reviewed_on | higher_review\n 2026-01-05 | \n 2026-01-05 | upheld\n  | ",
    "charge_date_without_decision": (
        "charge_decided_on | charge_decision\n 2026-01-05 | \n 2026-01-05 | prosecuted\n  | "
    ),
    "judged_without_result": "judged_on | judgment\n 2026-01-05 | \n 2026-01-05 | guilty\n  | ",
    "guilt_without_sentence": "judgment | sentence\n guilty | \n guilty | control\n acquitted | ",
    "sentence_without_months": "sentence | sentence_months\n probation | \n probation | 12\n fine_only | ",
    "administrative_kind_not_recorded": "kind | case_id\n  | a\n judgment | b",
    "linkage_decided_without_result": "decided_on | result\n 2026-01-05 | \n 2026-01-05 | punished\n  | ",
    "pil_kind_not_recorded": "kind | case_id\n  | a\n civil | b",
    "pil_ended_without_reason": "ended_on | end_reason\n 2026-01-05 | \n 2026-01-05 | rectified\n  | ",
    "pil_judged_without_result": "judged_on | judgment\n 2026-01-05 | \n 2026-01-05 | supported\n  | ",
    "pil_looked_back_without_result": "looked_back_on | look_back\n 2026-01-05 | \n 2026-01-05 | holds\n  | ",
    "chief_not_recorded": (
        "refusal_ground | chief_approved\n no_crime | \n no_crime | false\n no_necessity | \n"
        " insufficient_evidence | true"
    ),
    "interview_not_recorded": (
        "decision | minor | guilty_plea | interviewed\n"
        " refused | true | false | \n refused | false | false | \n approved | | true | false\n | true | | "
    ),
    "linkage_replied_before_opinion": order("opinion_on", "replied_on"),
    "pil_filing_served_before_filed": order("filed_on", "filing_served_on"),
    "pil_sued_before_filed": order("filed_on", "sued_on"),
    "pil_announced_before_filed": order("filed_on", "announced_on"),
    "pil_rectified_after_ended": (
        "rectified_on | ended_on | end_reason\n 2026-01-05 | 2026-01-04 | rectified\n"
        " 2026-01-05 | 2026-01-05 | rectified\n"
        " 2026-01-05 | 2026-01-04 | interest_protected"
    ),
    "finding_rectified_before_found": order("found_on", "rectified_on"),
    "finding_recurred_before_rectified": order("rectified_on", "recurred_on"),
    "finding_referred_before_found": order("found_on", "referred_on"),
    "pil_recommended_before_filed": order("filed_on", "recommended_on"),
    "pil_served_before_recommended": order("recommended_on", "served_on"),
    "pil_replied_before_served": order("served_on", "replied_on"),
    "pil_judged_before_sued": order("sued_on", "judged_on"),
    "pil_ended_before_filed": order("filed_on", "ended_on"),
    "pil_looked_back_before_rectified": order("rectified_on", "looked_back_on"),
    "pil_judged_without_suit": "sued_on | judgment\n  | supported\n 2026-01-05 | supported",
    "pil_rectified_in_part_with_date": (
        "rectification | rectified_on\n partial | 2026-01-05\n full | 2026-01-05\n partial | "
    ),
    "pil_ended_rectified_in_part": (
        "rectification | end_reason\n partial | rectified\n full | rectified\n partial | judged"
    ),
    "pil_ended_protected_without_reply": (
        "recommended_on | replied_on | end_reason\n"
        " 2026-01-05 |  | interest_protected\n"
        " 2026-01-05 | 2026-01-05 | interest_protected\n"
        "  |  | interest_protected"
    ),
    "pil_not_an_agency": (
        "kind | respondent_type\n administrative | company\n civil | company\n administrative | township"
    ),
    "finding_answered_before_found": order("found_on", "answered_on"),
    "finding_decided_before_found": order("found_on", "decided_on"),
    "finding_verified_before_rectified": order("rectified_on", "verified_on"),
    "finding_verified_without_rectified": "rectified_on | verified_on\n  | 2026-01-05\n 2026-01-05 | 2026-01-05",
    "review_graded_without_scheme": "scheme | grade\n  | qualified\n 2018 | qualified",
    "review_defective_in_new_scheme": "scheme | grade\n 2026 | defective\n 2018 | defective",
    "review_basic_in_old_scheme": "scheme | grade\n 2018 | basically_qualified\n 2026 | basically_qualified",
    "inspection_graded_without_scheme": "scheme | grade\n  | qualified\n 2018 | qualified",
    "inspection_defective_in_new_scheme": "scheme | grade\n 2026 | defective\n 2018 | defective",
    "inspection_basic_in_old_scheme": "scheme | grade\n 2018 | basically_qualified\n 2026 | basically_qualified",
}
TAGGED = "campaign | campaign_tagged_on\n  | 2026-01-05\n enterprises | 2026-01-05\n  | \n enterprises | "
ROWS |= {f"{table}tagged_without_campaign": TAGGED for table in ("", "linkage_", "pil_")}
SUPERVISION = {
    "tagged_without_campaign": TAGGED,
    "concluded_without_outcome": "concluded_on | outcome\n 2026-01-05 | \n 2026-01-05 | ended\n  | ",
    "recommended_without_ground": (
        "outcome | ground\n retrial_recommendation | \n retrial_recommendation | fact_unproved\n protest | "
    ),
    "court_date_without_decision": "court_decided_on | court_decision\n 2026-01-05 | \n 2026-01-05 | refused\n  | ",
    "retrial_without_result": "retrial_concluded_on | retrial_result\n 2026-01-05 | \n 2026-01-05 | changed\n  | ",
    "origin_not_recorded": "origin | case_id\n  | a\n application | b",
    "issued_before_accepted": order("accepted_on", "issued_on"),
    "followed_up_before_dispatched": order("dispatched_on", "followed_up_on"),
    "committee_not_recorded": (
        "outcome | committee_decided\n retrial_recommendation | \n protest | \n retrial_recommendation | false"
    ),
    "concluded_before_accepted": order("accepted_on", "concluded_on"),
    "dispatched_before_issued": order("issued_on", "dispatched_on"),
    "court_before_dispatch": order("dispatched_on", "court_decided_on"),
    "retrial_before_court": order("court_decided_on", "retrial_concluded_on"),
    "court_without_opinion": "outcome | court_decision\n ended | refused\n protest | refused",
    "retrial_without_order": "court_decision | retrial_result\n refused | changed\n retrial_ordered | changed",
    "issued_without_date": "outcome | issued_on\n protest | \n ended | \n protest | 2026-01-05",
    "court_without_date": "court_decision | court_decided_on\n refused | \n refused | 2026-01-05",
}
ROWS |= {f"{table}_{name}": rows for table in ("civil", "administrative") for name, rows in SUPERVISION.items()}


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
