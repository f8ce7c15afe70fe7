"""Rules of arrest reviews. A breach of a legal limit is a finding that measures count, never a reason to set aside."""

from __future__ import annotations

from caselib.casebook.rules.declare import Kind, Rule, Severity
from caselib.domain.label import Label

__all__ = ["RULES"]


def _rule(
    name: str,
    bad: str,
    column: str,
    en: str,
    zh: str,
    *,
    kind: Kind = "consistency",
    severity: Severity = "quarantine",
    source: str,
) -> Rule:
    return Rule(name, "arrest_reviews", bad, kind, severity, column, Label(en, zh), source)


_ORDER = "domain 12"
_WHOLE = "domain 12"

RULES: tuple[Rule, ...] = (
    _rule(
        "decided_before_accepted",
        "decided_on < accepted_on",
        "decided_on",
        "decided before it was received",
        "决定日期早于受理日期",
        source="CR 282; domain 12",
    ),
    _rule(
        "reconsidered_before_decided",
        "reconsidered_on < decided_on",
        "reconsidered_on",
        "reconsidered before the decision",
        "复议日期早于决定日期",
        source="CR 290; domain 12",
    ),
    _rule(
        "higher_reviewed_before_decided",
        "higher_reviewed_on < decided_on",
        "higher_reviewed_on",
        "reviewed by the next level before the decision",
        "复核日期早于决定日期",
        source="CR 291; domain 12",
    ),
    _rule(
        "judged_before_charged",
        "judged_on < charge_decided_on",
        "judged_on",
        "judged before the charge",
        "判决日期早于起诉决定日期",
        source=_ORDER,
    ),
    _rule(
        "released_before_decided",
        "decision = 'approved' AND released_on < decided_on",
        "released_on",
        "released before the arrest",
        "变更强制措施日期早于逮捕决定日期",
        source="CR 270; domain 12",
    ),
    _rule(
        "decision_without_date",
        "decision IS NOT NULL AND decided_on IS NULL",
        "decided_on",
        "a decision without its date",
        "有决定而无决定日期",
        kind="completeness",
        source="CR 282; domain 12",
    ),
    _rule(
        "date_without_decision",
        "decided_on IS NOT NULL AND decision IS NULL",
        "decision",
        "a date of decision without the decision",
        "有决定日期而无决定",
        kind="completeness",
        source="CR 282; domain 12",
    ),
    _rule(
        "ground_without_refusal",
        "refusal_ground IS NOT NULL AND decision IS DISTINCT FROM 'refused'",
        "refusal_ground",
        "a ground of refusal without a refusal",
        "未决定不捕而填有不捕理由",
        source="CR 134-140",
    ),
    _rule(
        "challenge_without_refusal",
        "(reconsideration IS NOT NULL OR higher_review IS NOT NULL) AND decision IS DISTINCT FROM 'refused'",
        "reconsideration",
        "a refusal reconsidered that was not made",
        "未决定不捕而有复议复核",
        source="CR 290-291",
    ),
    _rule(
        "judged_without_prosecution",
        "judgment IS NOT NULL AND charge_decision IS NOT NULL AND charge_decision <> 'prosecuted'",
        "judgment",
        "judged without being prosecuted",
        "未起诉而有判决",
        source=_WHOLE,
    ),
    _rule(
        "sentence_without_guilt",
        "sentence IS NOT NULL AND judgment IS DISTINCT FROM 'guilty'",
        "sentence",
        "sentenced without being found guilty",
        "未判有罪而有刑罚",
        source=_WHOLE,
    ),
    _rule(
        "sentence_below_zero",
        "sentence_months < 0",
        "sentence_months",
        "a sentence below zero",
        "刑期为负",
        kind="validity",
        source=_WHOLE,
    ),
    _rule(
        "charged_before_decided",
        "charge_decided_on < decided_on",
        "charge_decided_on",
        "charge decided before the arrest",
        "起诉决定日期早于逮捕决定日期",
        severity="flag",
        source=_ORDER,
    ),
    _rule(
        "charge_without_date",
        "charge_decision IS NOT NULL AND charge_decided_on IS NULL",
        "charge_decided_on",
        "a charge decision without its date",
        "有起诉决定而无日期",
        kind="completeness",
        severity="flag",
        source=_WHOLE,
    ),
    _rule(
        "judgment_without_date",
        "judgment IS NOT NULL AND judged_on IS NULL",
        "judged_on",
        "a judgment without its date",
        "有判决而无日期",
        kind="completeness",
        severity="flag",
        source=_WHOLE,
    ),
    _rule(
        "refused_without_ground",
        "decision = 'refused' AND refusal_ground IS NULL",
        "refusal_ground",
        "a refusal without its ground",
        "不捕而未填理由",
        kind="completeness",
        severity="flag",
        source="CR 285",
    ),
)
