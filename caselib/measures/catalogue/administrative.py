"""Administrative supervision: judgments apart from trial activity, enforcement, unlawful acts and reverse linkage."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.catalogue.judgment_outcomes import (
    changed_of_concluded,
    changed_of_issued,
    followed_up,
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
from caselib.measures.declare import Measure, Rate, months

__all__ = ["MEASURES", "PANEL"]

_TABLE = "administrative_supervision"
_JUDGMENTS = "kind = 'judgment'"
_LINKED = (
    "administrative_led_to_supervision",
    "administrative_retrial_ordered_of_issued",
    "administrative_retrial_ordered_of_concluded",
    "administrative_changed_of_issued",
    "administrative_changed_of_concluded",
    "administrative_protest_changed_of_concluded",
    "dispute_resolved",
)


def _adopted(name: str, kind: str, en: str, zh: str, source: str) -> Rate:
    """Declare the share adopted of recommendations of one kind, following what was issued."""
    made = f"kind = '{kind}' AND outcome = 'recommendation'"
    return Rate(
        name=name,
        table=_TABLE,
        counts="cases",
        among=f"{made} AND court_decision IS NOT NULL",
        of_which="court_decision = 'adopted'",
        open=f"{made} AND court_decision IS NULL",
        clock="issued_on",
        matures_after=months(6),
        label=Label(f"Recommendations on {en} adopted", f"{zh}检察建议采纳率"),
        why="Whether what was pointed out was taken up.",
        caution="It stands near 99 % everywhere and says little: read the recommendations.",
        source=source,
    )


MEASURES: tuple[Measure, ...] = (
    accepted(
        _TABLE,
        "administrative_accepted",
        Label("Administrative judgments: cases accepted", "行政生效裁判监督案件受理数"),
        "AD 19-37",
        _JUDGMENTS,
    ),
    issued(
        _TABLE,
        "administrative_recommended",
        "retrial_recommendation",
        Label("Administrative retrial recommendations", "行政再审检察建议提出数"),
        "AD 88-92",
    ),
    issued(
        _TABLE,
        "administrative_protested",
        "protest",
        Label("Administrative protests and requests", "行政抗诉和提请抗诉数"),
        "AD 89-94",
    ),
    Rate(
        name="administrative_led_to_supervision",
        table=_TABLE,
        counts="cases",
        among=f"{_JUDGMENTS} AND origin = 'application' AND concluded_on IS NOT NULL",
        of_which=f"outcome IN {SUPERVISED}",
        clock="concluded_on",
        label=Label("Applications that led to supervision of the judgment", "申请监督案件提出裁判监督意见率"),
        why="The strength of judgment supervision, named as weak in October 2024.",
        caution="Most judgments are lawful, and many disputes are resolved instead: read it with those.",
        source="domain 6.2",
        read_with=_LINKED,
    ),
    reserved_for_protest(
        _TABLE,
        "administrative_recommended_where_protest",
        Label("Administrative: recommended on a ground meant for protest", "行政应提请抗诉事由提出再审检察建议率"),
        "AD 89-90",
        "The rules leave no choice here, unlike in civil cases; look first for a wrong code of the ground.",
        _LINKED,
    ),
    without_committee(_TABLE, "administrative_without_committee", "AD 92"),
    dispatched_late(_TABLE, "administrative_dispatched_late", "AD 92"),
    court_in_time(_TABLE, "administrative_court_in_time", "joint opinion of 2024-08-20"),
    retrial_ordered_of_issued(_TABLE, "administrative_retrial_ordered_of_issued", _LINKED),
    retrial_ordered_of_concluded(_TABLE, "administrative_retrial_ordered_of_concluded", _LINKED),
    changed_of_issued(_TABLE, "administrative_changed_of_issued", "retrial_recommendation", _LINKED),
    changed_of_concluded(_TABLE, "administrative_changed_of_concluded", "retrial_recommendation", _LINKED),
    changed_of_concluded(_TABLE, "administrative_protest_changed_of_concluded", "protest", _LINKED),
    followed_up(_TABLE, "administrative_followed_up", "AD 125", _LINKED),
    retrial_refused(_TABLE, "administrative_retrial_refused_of_issued"),
    Rate(
        name="dispute_resolved",
        table=_TABLE,
        counts="cases",
        among=f"{_JUDGMENTS} AND concluded_on IS NOT NULL",
        of_which="dispute_resolved_on IS NOT NULL",
        clock="concluded_on",
        label=Label("Disputes substantively resolved", "行政争议实质性化解率"),
        why="Supervision that ends without the dispute ending is procedure gone through without result.",
        caution="Resolution is no substitute for supervision where the judgment is wrong.",
        source="AD 2, 6; domain 6.3",
        read_with=_LINKED,
    ),
    _adopted("trial_activity_adopted", "trial_activity", "trial activity", "审判活动监督", "AD 101-107; domain 6.2"),
    _adopted("enforcement_adopted", "enforcement", "enforcement", "执行活动监督", "AD 108-115; domain 6.2"),
    _adopted("illegal_act_adopted", "illegal_act", "unlawful acts", "行政违法行为监督", "domain 6.2"),
    reviewed_late(_TABLE, "administrative_reviewed_late", "AD 56", f"{_JUDGMENTS} AND concluded_on IS NOT NULL"),
    days_to_review(_TABLE, "administrative_days_to_conclusion", "AD 56", _JUDGMENTS),
    days_to_court(_TABLE, "administrative_days_to_court_decision", _LINKED),
)

PANEL: tuple[str, ...] = (
    "administrative_accepted",
    "administrative_recommended",
    "administrative_protested",
    *_LINKED,
    "administrative_recommended_where_protest",
    "administrative_followed_up",
    "administrative_court_in_time",
    "administrative_without_committee",
    "administrative_dispatched_late",
    "administrative_reviewed_late",
    "trial_activity_adopted",
    "enforcement_adopted",
    "illegal_act_adopted",
)
