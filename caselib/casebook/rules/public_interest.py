"""Rules of public interest litigation: the order of its steps, and records that contradict each other."""

from __future__ import annotations

from caselib.casebook.rules.declare import Kind, Rule, Severity
from caselib.domain.label import Label

__all__ = ["RULES"]

_Row = tuple[str, str, str, str, str, Kind, Severity, str]

# name, what is true of a bad row, column, English, Chinese, kind, severity, source
_ROWS: tuple[_Row, ...] = (
    ("recommended_before_filed", "recommended_on < filed_on", "recommended_on",
     "recommended before it was filed", "检察建议日期早于立案", "consistency", "quarantine", "PR 73-75; domain 12"),
    ("served_before_recommended", "served_on < recommended_on", "served_on",
     "served before it was made", "送达日期早于检察建议日期", "consistency", "quarantine", "PR 76; domain 12"),
    ("replied_before_served", "replied_on < served_on", "replied_on",
     "replied before it was served", "回复日期早于送达日期", "consistency", "quarantine", "PI 21; domain 12"),
    ("judged_before_sued", "judged_on < sued_on", "judged_on",
     "judged before suit was brought", "裁判日期早于起诉日期", "consistency", "quarantine", "PR 81; domain 12"),
    ("ended_before_filed", "ended_on < filed_on", "ended_on",
     "ended before it was filed", "终结日期早于立案日期", "consistency", "quarantine", "PR 74; domain 12"),
    ("filing_served_before_filed", "filing_served_on < filed_on", "filing_served_on",
     "the filing served before it was made", "立案决定送达日期早于立案", "consistency", "quarantine",
     "PR 70; domain 12"),
    ("sued_before_filed", "sued_on < filed_on", "sued_on",
     "suit brought before the case was filed", "起诉日期早于立案日期", "consistency", "quarantine",
     "PR 81; domain 12"),
    ("announced_before_filed", "announced_on < filed_on", "announced_on",
     "announced before the case was filed", "公告日期早于立案日期", "consistency", "flag", "PR 91; domain 12"),
    ("rectified_after_ended", "end_reason = 'rectified' AND rectified_on > ended_on", "rectified_on",
     "ended as rectified before it was", "以全面整改终结早于整改完成日期", "consistency", "flag", "PR 74, 82"),
    ("kind_not_recorded", "kind IS NULL", "kind",
     "whether administrative or civil is not recorded", "未填录公益诉讼类型", "completeness", "flag", "PR 67, 85"),
    ("ended_without_reason", "ended_on IS NOT NULL AND end_reason IS NULL", "end_reason",
     "ended, without the reason", "有终结日期而无终结原因", "completeness", "flag", "PR 74, 90"),
    ("judged_without_result", "judged_on IS NOT NULL AND judgment IS NULL", "judgment",
     "a day of judgment without the judgment", "有裁判日期而无裁判结果", "completeness", "flag", "domain 12"),
    ("looked_back_without_result", "looked_back_on IS NOT NULL AND look_back IS NULL", "look_back",
     "looked back, without what was found", "有回头看日期而无结果", "completeness", "flag", "PR 77"),
    ("tagged_without_campaign", "campaign_tagged_on IS NOT NULL AND campaign IS NULL", "campaign",
     "a day of tagging without the campaign", "有专项标注日期而无专项名称", "completeness", "flag", "domain 9"),
    ("looked_back_before_rectified", "looked_back_on < rectified_on", "looked_back_on",
     "looked back before it was rectified", "回头看日期早于整改完成日期", "consistency", "flag", "PR 77; domain 12"),
    ("judged_without_suit", "judgment IS NOT NULL AND sued_on IS NULL", "judgment",
     "a judgment without a suit", "未起诉而有裁判结果", "consistency", "quarantine", "domain 12"),
    ("rectified_in_part_with_date", "rectification IN ('partial', 'none') AND rectified_on IS NOT NULL", "rectified_on",
     "a day of full rectification where it was not full", "未全部整改而有整改完成日期", "consistency", "flag",
     "PR 74"),
    ("ended_rectified_in_part", "end_reason = 'rectified' AND rectification IN ('partial', 'none')", "end_reason",
     "ended as fully rectified, against the record", "以全面整改终结而整改记录不完整", "consistency", "flag",
     "PR 74, 82"),
    ("ended_protected_without_reply",
     "end_reason = 'interest_protected' AND recommended_on IS NOT NULL AND replied_on IS NULL"
     " AND rectification IS NULL",
     "end_reason", "ended as protected, without reply or rectification", "以公益已受保护终结而无回复和整改记录",
     "consistency", "flag", "PR 74, 82"),
    ("not_an_agency", "kind = 'administrative' AND respondent_type IN ('company', 'individual')", "respondent_type",
     "an administrative case against who is no agency", "行政公益诉讼对象不是行政机关", "validity", "flag",
     "domain 1.7 G3, 7.2"),
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    Rule(f"pil_{name}", "public_interest", bad, kind, severity, column, Label(en, zh), source)
    for name, bad, column, en, zh, kind, severity, source in _ROWS
)
