"""Retrial recommendations and protests in civil cases: whether the right tool is used, and what becomes of it.

Of the *issued* a cohort is followed to its end; of the *court-concluded* one asks what ended in a period. The two were
long published under one name (domain 1.8), and differ by all that courts have not yet decided.
"""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.catalogue.judgment_outcomes import (
    changed_of_concluded,
    changed_of_issued,
    followed_up,
    protest_upheld,
    retrial_ordered_of_concluded,
    retrial_ordered_of_issued,
    retrial_refused,
)
from caselib.measures.catalogue.judgment_words import SUPERVISED
from caselib.measures.catalogue.judgments import (
    accepted,
    court_in_time,
    days_to_court,
    days_to_review,
    dispatched_late,
    issued,
    reserved_for_protest,
    reviewed_late,
    without_committee,
)
from caselib.measures.declare import Measure, Rate

__all__ = ["MEASURES", "PANEL"]

_TABLE = "civil_supervision"
_LINKED = (
    "retrial_recommended",
    "recommended_of_proposed",
    "recommended_where_protest",
    "retrial_ordered_of_issued",
    "retrial_ordered_of_concluded",
    "changed_of_issued",
    "changed_of_concluded",
    "protest_changed_of_concluded",
    "followed_up",
)

MEASURES: tuple[Measure, ...] = (
    accepted(_TABLE, "civil_accepted", Label("Civil: cases accepted", "民事裁判监督案件受理数"), "CV 18-37"),
    issued(
        _TABLE,
        "retrial_recommended",
        "retrial_recommendation",
        Label("Retrial recommendations issued", "再审检察建议提出数"),
        "CV 81-87",
    ),
    issued(
        _TABLE,
        "civil_protested",
        "protest",
        Label("Protests and requests for protest", "抗诉和提请抗诉数"),
        "CV 82-93",
    ),
    Rate(
        name="recommended_of_proposed",
        table=_TABLE,
        counts="cases",
        among=f"outcome IN {SUPERVISED}",
        of_which="outcome = 'retrial_recommendation'",
        clock="issued_on",
        label=Label("Recommendations, of recommendations and protests", "再审检察建议占监督意见比"),
        why="A recommendation goes to the same court, a protest to the one above: the choice shows the use.",
        caution="A higher share is neither better nor worse: the grounds decide; read it by ground.",
        source="CV 81-85; domain 5.1",
        read_with=_LINKED,
    ),
    reserved_for_protest(
        _TABLE,
        "recommended_where_protest",
        Label("Recommended on a ground meant for protest", "应提请抗诉事由提出再审检察建议率"),
        "CV 82-84",
        "CV 84 still allows a recommendation where the same court is suited to correct itself: read the reasons.",
        _LINKED,
    ),
    without_committee(_TABLE, "recommended_without_committee", "CV 87"),
    dispatched_late(_TABLE, "recommendation_dispatched_late", "CV 87"),
    court_in_time(_TABLE, "court_decided_in_time", "joint opinion of 2023-11-29"),
    retrial_ordered_of_issued(_TABLE, "retrial_ordered_of_issued", _LINKED),
    retrial_ordered_of_concluded(_TABLE, "retrial_ordered_of_concluded", _LINKED),
    changed_of_issued(_TABLE, "changed_of_issued", "retrial_recommendation", _LINKED),
    changed_of_concluded(_TABLE, "changed_of_concluded", "retrial_recommendation", _LINKED),
    changed_of_concluded(_TABLE, "protest_changed_of_concluded", "protest", _LINKED),
    followed_up(_TABLE, "followed_up", "CV 124", _LINKED),
    retrial_refused(_TABLE, "retrial_refused_of_issued"),
    protest_upheld(_TABLE, "protest_upheld_of_concluded"),
    Rate(
        name="application_led_to_supervision",
        table=_TABLE,
        counts="cases",
        among="origin = 'application' AND concluded_on IS NOT NULL",
        of_which=f"outcome IN {SUPERVISED}",
        clock="concluded_on",
        label=Label("Applications that led to supervision", "申请监督案件提出监督意见率"),
        why="How often a party's application leads to a recommendation or a protest.",
        caution="Most applications follow a lawful judgment: a low share is the rule and no failing.",
        source="CV 50; domain 5.2",
    ),
    Rate(
        name="civil_own_initiative",
        table=_TABLE,
        counts="cases",
        among="origin IS NOT NULL",
        of_which="origin = 'own_initiative'",
        clock="accepted_on",
        label=Label("Taken up on own initiative", "依职权受理占比"),
        why="Where cases come from; one sham-litigation scheme can bring many at once.",
        caution="A structure, not a merit: it follows what parties bring.",
        source="CV 37; domain 1.4",
    ),
    reviewed_late(_TABLE, "civil_reviewed_late", "CV 52"),
    days_to_review(_TABLE, "days_to_conclusion", "CV 52"),
    days_to_court(_TABLE, "days_to_court_decision", _LINKED),
)

PANEL: tuple[str, ...] = (
    *_LINKED,
    "recommended_without_committee",
    "recommendation_dispatched_late",
    "court_decided_in_time",
    "days_to_court_decision",
    "application_led_to_supervision",
    "civil_reviewed_late",
)
