"""Rows with one fault each, one for every rule and every legal term, and the key that says which row has which."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caselib.casebook.rules import BUILT_IN, RULES
from caselib.domain.tables import TABLES
from caselib.measures.catalogue import LEGAL, find

__all__ = ["NOT_PLANTED", "faults"]

NOT_PLANTED = frozenset({"not_computed", "after_today"})
"""Rules that this nation can't break: it has no computed columns, and says up to which day its data reach."""
CLOSED = "420199"
_UNITS = {
    "unit": CLOSED, "name_zh": "（虚构）已撤销院", "name_en": "A closed office (invented)", "level": "grassroots",
    "parent": "420100", "valid_from": "2000-01-01", "valid_to": "2020-12-31",
}  # fmt: skip
_COURT = {
    "accepted_on": "2026-01-05", "concluded_on": "2026-02-05", "outcome": "retrial_recommendation",
    "ground": "fact_unproved", "committee_decided": "true", "issued_on": "2026-02-06", "dispatched_on": "2026-02-10",
    "court_decided_on": "2026-03-10", "court_decision": "retrial_ordered", "retrial_concluded_on": "2026-06-10",
    "retrial_result": "changed",
}  # fmt: skip
_GRADED = {"scheme": "2026", "grade": "qualified"}
# A good row of each table; what stands in a fault replaces it.
_GOOD: dict[str, dict[str, str]] = {
    "arrest_reviews": {
        "person_id": "P1", "offence": "theft", "accepted_on": "2026-01-05", "detained": "true", "interviewed": "true",
        "decided_on": "2026-01-10", "decision": "approved", "charge_decided_on": "2026-03-10",
        "charge_decision": "prosecuted", "judged_on": "2026-05-10", "judgment": "guilty", "sentence": "imprisonment",
        "sentence_months": "14",
    },
    "civil_supervision": {"cause": "private_lending", "origin": "application", **_COURT},
    "administrative_supervision": {"kind": "judgment", "origin": "application", **_COURT},
    "reverse_linkage": {
        "person_id": "P1", "accepted_on": "2026-01-05", "opinion_on": "2026-01-20", "agency": "police",
        "decided_on": "2026-03-05", "result": "punished",
    },
    "public_interest": {
        "kind": "administrative", "field": "environment", "respondent": "INV agency",
        "respondent_type": "county_agency", "filed_on": "2026-01-05", "recommended_on": "2026-01-20",
        "served_on": "2026-01-22", "replied_on": "2026-03-01", "rectification": "full", "rectified_on": "2026-03-10",
        "ended_on": "2026-04-01", "end_reason": "rectified",
    },
    "inspections": {"inspected_on": "2026-03-05", "inspector_role": "handler", **_GRADED},
    "reviews": {"function": "criminal", "mode": "random", "reviewed_on": "2026-03-05", **_GRADED},
    "findings": {"review_id": "INVF-review", "dimension": "evidence", "severity": "flaw", "found_on": "2026-03-05"},
}  # fmt: skip
_OUTCOME = ("charge_decided_on", "charge_decision", "judged_on", "judgment", "sentence", "sentence_months")
_UNDECIDED = dict.fromkeys(_OUTCOME, "")
_REFUSED = {"decision": "refused", "refusal_ground": "no_necessity", **_UNDECIDED}
_OPEN_COURT = {"court_decided_on": "", "court_decision": "", "retrial_concluded_on": "", "retrial_result": ""}
_NOT_ISSUED = {"issued_on": "", "dispatched_on": ""}
_UNNAMED = {"campaign_tagged_on": "2026-02-06"}
_COURT_FAULTS = {
    "concluded_before_accepted": {"accepted_on": "2026-02-06"},
    "dispatched_before_issued": {"dispatched_on": "2026-02-05"},
    "court_before_dispatch": {"court_decided_on": "2026-02-09"},
    "retrial_before_court": {"retrial_concluded_on": "2026-03-09"},
    "court_without_opinion": {"outcome": "not_supported", "retrial_concluded_on": "", "retrial_result": ""},
    "retrial_without_order": {"court_decision": "refused"},
    "issued_without_date": {**_NOT_ISSUED, **_OPEN_COURT},
    "issued_before_accepted": {"issued_on": "2026-01-04"},
    "followed_up_before_dispatched": {"followed_up_on": "2026-02-09"},
    "committee_not_recorded": {"committee_decided": ""},
    "concluded_without_outcome": {"outcome": "", "ground": "", **_NOT_ISSUED, **_OPEN_COURT},
    "recommended_without_ground": {"ground": ""},
    "court_date_without_decision": {"court_decision": ""},
    "retrial_without_result": {"retrial_result": ""},
    "origin_not_recorded": {"origin": ""},
    "tagged_without_campaign": _UNNAMED,
    "court_without_date": {"court_decided_on": "", "retrial_concluded_on": "", "retrial_result": ""},
}
_NOT_JUDGED = {"rectification": "", "rectified_on": "", "ended_on": "", "end_reason": ""}
_FAULTS: dict[str, dict[str, str]] = {
    "decided_before_accepted": {"accepted_on": "2026-01-11"},
    "reconsidered_before_decided": {**_REFUSED, "reconsidered_on": "2026-01-09", "reconsideration": "upheld"},
    "higher_reviewed_before_decided": {**_REFUSED, "higher_reviewed_on": "2026-01-09", "higher_review": "upheld"},
    "judged_before_charged": {"judged_on": "2026-03-09"},
    "released_before_decided": {"released_on": "2026-01-09"},
    "decision_without_date": {"decided_on": ""},
    "date_without_decision": {**_UNDECIDED, "decision": ""},
    "ground_without_refusal": {"refusal_ground": "no_crime"},
    "challenge_without_refusal": {"reconsideration": "upheld", "reconsidered_on": "2026-01-20"},
    "judged_without_prosecution": {"charge_decision": "not_prosecuted_minor"},
    "sentence_without_guilt": {"judgment": "acquitted"},
    "sentence_below_zero": {"sentence_months": "-1"},
    "charged_before_decided": {"charge_decided_on": "2026-01-09"},
    "charge_without_date": {"charge_decided_on": ""},
    "judgment_without_date": {"judged_on": ""},
    "refused_without_ground": {**_REFUSED, "refusal_ground": ""},
    "custody_after_refusal": {**_REFUSED, "released_on": "2026-02-09"},
    "steps_below_parts": {"extra_steps": "1", "returns": "1", "extensions": "1"},
    "tagged_before_received": {"campaign": "enterprises", "campaign_tagged_on": "2026-01-04"},
    "necessity_before_decided": {"necessity_reviewed_on": "2026-01-09"},
    "tagged_without_campaign": _UNNAMED,
    "detained_not_recorded": {"detained": ""},
    "reconsideration_without_result": {**_REFUSED, "reconsidered_on": "2026-01-20"},
    "higher_review_without_result": {**_REFUSED, "higher_reviewed_on": "2026-02-10"},
    "charge_date_without_decision": {"charge_decision": ""},
    "judged_without_result": {"judgment": "", "sentence": "", "sentence_months": ""},
    "guilt_without_sentence": {"sentence": "", "sentence_months": ""},
    "sentence_without_months": {"sentence": "probation", "sentence_months": ""},
    "chief_not_recorded": {**_REFUSED, "refusal_ground": "no_crime"},
    "interview_not_recorded": {"minor": "true", "interviewed": ""},
    **{f"{table}_{name}": changed for table in ("civil", "administrative") for name, changed in _COURT_FAULTS.items()},
    "administrative_kind_not_recorded": {"kind": "", **_OPEN_COURT},
    "administrative_resolved_before_accepted": {"dispute_resolved_on": "2026-01-04"},
    "administrative_retrial_ordered_of_no_judgment": {
        "kind": "enforcement", "outcome": "recommendation", "retrial_concluded_on": "", "retrial_result": "",
    },
    "linkage_opinion_before_accepted": {"accepted_on": "2026-01-21"},
    "linkage_decided_before_opinion": {"decided_on": "2026-01-19"},
    "linkage_replied_before_opinion": {"replied_on": "2026-01-19"},
    "linkage_tagged_without_campaign": _UNNAMED,
    "linkage_decided_without_result": {"result": ""},
    "linkage_result_without_opinion": {"opinion_on": "", "agency": ""},
    "linkage_result_without_date": {"decided_on": ""},
    "pil_recommended_before_filed": {"filed_on": "2026-01-21"},
    "pil_served_before_recommended": {"served_on": "2026-01-19"},
    "pil_replied_before_served": {"replied_on": "2026-01-21"},
    "pil_judged_before_sued": {**_NOT_JUDGED, "sued_on": "2026-05-01", "judgment": "supported",
                               "judged_on": "2026-04-30"},
    "pil_ended_before_filed": {"ended_on": "2026-01-04"},
    "pil_filing_served_before_filed": {"filing_served_on": "2026-01-04"},
    "pil_kind_not_recorded": {"kind": ""},
    "pil_ended_without_reason": {"end_reason": ""},
    "pil_judged_without_result": {**_NOT_JUDGED, "sued_on": "2026-05-01", "judged_on": "2026-06-01"},
    "pil_looked_back_without_result": {"looked_back_on": "2026-03-12"},
    "pil_sued_before_filed": {**_NOT_JUDGED, "sued_on": "2026-01-04"},
    "pil_announced_before_filed": {"announced_on": "2026-01-04"},
    "pil_rectified_after_ended": {"rectified_on": "2026-04-02"},
    "pil_tagged_without_campaign": _UNNAMED,
    "pil_looked_back_before_rectified": {"looked_back_on": "2026-03-09", "look_back": "holds"},
    "pil_judged_without_suit": {**_NOT_JUDGED, "judgment": "supported", "judged_on": "2026-06-01"},
    "pil_rectified_in_part_with_date": {"rectification": "partial", "ended_on": "", "end_reason": ""},
    "pil_ended_rectified_in_part": {"rectification": "partial", "rectified_on": ""},
    "pil_ended_protected_without_reply": {"replied_on": "", "rectification": "", "rectified_on": "",
                                          "end_reason": "interest_protected"},
    "pil_not_an_agency": {"respondent_type": "company"},
    "inspection_graded_without_scheme": {"scheme": ""},
    "inspection_defective_in_new_scheme": {"grade": "defective"},
    "review_graded_without_scheme": {"scheme": ""},
    "review_defective_in_new_scheme": {"grade": "defective"},
    "inspection_basic_in_old_scheme": {"inspected_on": "2025-03-05", "scheme": "2018", "grade": "basically_qualified"},
    "review_basic_in_old_scheme": {"reviewed_on": "2025-03-05", "scheme": "2018", "grade": "basically_qualified"},
    "finding_answered_before_found": {"answered_on": "2026-03-04"},
    "finding_decided_before_found": {"decided_on": "2026-03-04"},
    "finding_verified_before_rectified": {"rectified_on": "2026-04-05", "verified_on": "2026-04-04"},
    "finding_rectified_before_found": {"rectified_on": "2026-03-04"},
    "finding_recurred_before_rectified": {"rectified_on": "2026-04-05", "recurred_on": "2026-04-04"},
    "finding_referred_before_found": {"referred_on": "2026-03-04"},
    "finding_verified_without_rectified": {"verified_on": "2026-04-04"},
}  # fmt: skip
_LATE_COURT = {
    "recommended_where_protest": {"ground": "law_misapplied"},
    "without_committee": {"committee_decided": "false"},
    "dispatched_late": {"dispatched_on": "2026-02-22"},
    "court_in_time": {"court_decided_on": "2026-05-11"},
    "reviewed_late": {"accepted_on": "2025-11-04"},
}
_CIVIL = {"without_committee": "recommended_without_committee", "dispatched_late": "recommendation_dispatched_late",
          "court_in_time": "court_decided_in_time", "reviewed_late": "civil_reviewed_late"}  # fmt: skip
# By measure: a row that breaks no rule and lies outside one legal term or approval, by a day where it is a term.
_OUTSIDE: dict[str, dict[str, str]] = {
    "decided_late": {"decided_on": "2026-01-13"},
    "not_interviewed_where_required": {"minor": "true", "interviewed": "false"},
    "refused_without_chief": {**_REFUSED, "refusal_ground": "no_crime", "chief_approved": "false"},
    **{_CIVIL.get(name, name): changed for name, changed in _LATE_COURT.items()},
    **{f"administrative_{name}": changed for name, changed in _LATE_COURT.items()},
    "filing_served_late": {"filing_served_on": "2026-01-13"},
    "recommendation_served_late": {"served_on": "2026-01-24"},
    "pil_replied_in_time": {"replied_on": "2026-03-23", "rectified_on": "2026-03-25"},
    "sued_without_recommendation": {**_NOT_JUDGED, "recommended_on": "", "served_on": "", "replied_on": "",
                                    "sued_on": "2026-05-01"},
    "sued_without_notice": {**_NOT_JUDGED, "kind": "civil", "respondent_type": "company", "recommended_on": "",
                            "served_on": "", "replied_on": "", "announced_on": "2026-04-02", "sued_on": "2026-05-01"},
    "pil_ended_against_record": {"rectification": "", "rectified_on": ""},
}  # fmt: skip
# What follows from the declared columns is planted in arrest reviews.
_BUILT_IN: dict[str, dict[str, str]] = {
    "missing": {"person_id": ""},
    "type": {"judged_on": "2026-02-30"},
    "code": {"decision": "aproved"},
    "unit": {"unit": "999999"},
    "unit_expired": {"unit": CLOSED},
    "after_data_date": {"released_on": "2027-01-01"},
}


def faults(folder: Path) -> list[dict[str, str]]:
    """Write `TABLE.faults.csv` for each table, and a closed office; give the key: table, rule, fate and key of the row.

    A row outside a legal term or approval breaks no rule: its fate is to be counted, by the measure that `rule` names.

    Shapes that need two rows (a copy, a contradiction, one judgment in two offices) have them. Every file begins with a
    good row, which must break nothing.
    """
    _write(folder, "units", [_UNITS])
    key = []
    for name in _GOOD:
        rows, planted = _of_table(name)
        _write(folder, name, rows, broken_line=name == "arrest_reviews")
        key += planted
    key.append({"table": "arrest_reviews", "rule": "row_shape", "fate": "quarantined", "key": ""})
    return key


def _of_table(name: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    changes = {rule.name: _FAULTS[rule.name] for rule in RULES if rule.table == name}
    if name == "arrest_reviews":
        changes |= _BUILT_IN
    rows, planted = [_row(name, "good", {"review_id": "INVF-review"} if name == "reviews" else {})], []
    for rule, changed in changes.items():
        rows.append(_row(name, rule, changed))
        planted.append(_line(name, rule, rows[-1]))
    for measure in (measure for measure in LEGAL if find(measure).table == name):
        rows.append(_row(name, measure, _OUTSIDE[measure]))
        planted.append({"table": name, "rule": measure, "fate": "counted", "key": _key(name, rows[-1])})
    if name == "findings":
        rows.append(_row(name, "finding_of_no_review", {"review_id": "INVF-none"}))
        planted.append(_line(name, "finding_of_no_review", rows[-1]))
    if name == "arrest_reviews":
        twins = _twins()
        rows += [row for _, row in twins]
        planted += [_line(name, rule, row) for rule, row in twins if rule]
    return rows, planted


def _twins() -> list[tuple[str, dict[str, str]]]:
    """Pairs of rows; the rule is empty for the one of them that is accepted."""
    table = "arrest_reviews"
    copy = _row(table, "duplicate", {})
    ours = _row(table, "key_conflict", {})
    two = _row(table, "judged_in_two_offices", {})
    again = _row(table, "judged_twice", {})
    return [
        ("", copy),
        ("duplicate", copy),
        ("key_conflict", ours),
        ("key_conflict", {**ours, "sentence_months": "15"}),
        ("judged_in_two_offices", two),
        ("judged_in_two_offices", {**two, "unit": "420103", "accepted_on": "2026-01-06"}),
        ("judged_twice", again),
        ("judged_twice", {**again, "accepted_on": "2026-01-06"}),
    ]


def _row(name: str, rule: str, changed: Mapping[str, str]) -> dict[str, str]:
    named = {"case_id": f"INVF-{rule}", "unit": "420102", "review_id": f"INVF-{rule}", "finding_id": f"INVF-{rule}"}
    row = {column: named.get(column, "") for column in TABLES[name].names}
    return row | {column: value for column, value in _GOOD[name].items() if column in row} | dict(changed)


def _line(name: str, rule: str, row: Mapping[str, str]) -> dict[str, str]:
    severity = {one.name: one.severity for one in RULES} | {name: one.severity for name, one in BUILT_IN.items()}
    fate = "quarantined" if severity[rule] == "quarantine" else "flagged"
    return {"table": name, "rule": rule, "fate": fate, "key": _key(name, row)}


def _key(name: str, row: Mapping[str, str]) -> str:
    parts = [row[part] for part in TABLES[name].key]
    return " / ".join(parts) if all(parts) else ""


def _write(folder: Path, name: str, rows: list[dict[str, Any]], *, broken_line: bool = False) -> None:
    with (folder / f"{name}.faults.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, TABLES[name].names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        if broken_line:
            out.write("INVF-row_shape,P1,420102\n")
