"""More rules of arrest reviews: parts that contradict each other, and what must be on the record; kept and flagged."""

from __future__ import annotations

from caselib.casebook.rules.declare import Kind, Rule
from caselib.domain.label import Label

__all__ = ["RULES"]

_Row = tuple[str, str, str, str, str, Kind, str]

# name, what is true of a bad row, column, English, Chinese, kind, source
_ROWS: tuple[_Row, ...] = (
    ("custody_after_refusal",
     "decision = 'refused' AND (released_on IS NOT NULL OR necessity_reviewed_on IS NOT NULL)", "released_on",
     "custody reviewed or lifted where none was ordered", "不捕后仍有羁押必要性审查或变更记录", "consistency",
     "domain 12"),
    ("necessity_before_decided", "decision = 'approved' AND necessity_reviewed_on < decided_on",
     "necessity_reviewed_on", "custody reviewed before the arrest", "羁押必要性审查早于逮捕决定", "consistency",
     "CR 270; domain 12"),
    ("steps_below_parts", "extra_steps < COALESCE(returns, 0) + COALESCE(extensions, 0)", "extra_steps",
     "fewer steps in all than returns and extensions", "业务活动总数小于退查与延期之和", "consistency",
     "domain 12"),
    ("tagged_before_received", "campaign_tagged_on < accepted_on", "campaign_tagged_on",
     "tagged with a campaign before it was received", "专项标注早于受理", "consistency", "domain 9"),
    ("tagged_without_campaign", "campaign_tagged_on IS NOT NULL AND campaign IS NULL", "campaign",
     "a day of tagging without the campaign", "有专项标注日期而无专项名称", "completeness", "domain 9"),
    ("detained_not_recorded", "detained IS NULL", "detained",
     "whether the suspect was detained is not recorded", "未填录是否已被拘留", "completeness", "CR 282"),
    ("reconsideration_without_result", "reconsidered_on IS NOT NULL AND reconsideration IS NULL", "reconsideration",
     "reconsidered, without the result", "有复议日期而无结果", "completeness", "CR 290"),
    ("higher_review_without_result", "higher_reviewed_on IS NOT NULL AND higher_review IS NULL", "higher_review",
     "reviewed by the next level, without the result", "有复核日期而无结果", "completeness", "CR 291"),
    ("charge_date_without_decision", "charge_decided_on IS NOT NULL AND charge_decision IS NULL", "charge_decision",
     "a day of the charge decision without the decision", "有起诉决定日期而无决定", "completeness", "domain 12"),
    ("judged_without_result", "judged_on IS NOT NULL AND judgment IS NULL", "judgment",
     "a day of judgment without the judgment", "有判决日期而无判决结果", "completeness", "domain 12"),
    ("guilt_without_sentence", "judgment = 'guilty' AND sentence IS NULL", "sentence",
     "found guilty, without the sentence", "判决有罪而未填刑罚", "completeness", "domain 3.4"),
    ("sentence_without_months", "sentence = 'probation' AND sentence_months IS NULL", "sentence_months",
     "a suspended sentence without its length", "判处缓刑而未填刑期", "completeness", "domain 3.4"),
    ("chief_not_recorded",
     "refusal_ground IN ('no_crime', 'insufficient_evidence') AND chief_approved IS NULL", "chief_approved",
     "whether the chief procurator approved is not recorded", "未填录是否经检察长批准", "completeness", "CR 285"),
    ("interview_not_recorded", "decision IS NOT NULL AND (minor OR guilty_plea) AND interviewed IS NULL", "interviewed",
     "whether the suspect was interviewed is not recorded", "应当讯问而未填录是否讯问", "completeness", "CR 280"),
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    Rule(name, "arrest_reviews", bad, kind, "flag", column, Label(en, zh), source)
    for name, bad, column, en, zh, kind, source in _ROWS
)
