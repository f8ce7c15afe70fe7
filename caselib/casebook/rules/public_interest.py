"""Rules of public interest litigation: the order of its steps, and records that contradict each other."""

from __future__ import annotations

from caselib.casebook.rules.declare import Kind, Rule, Severity
from caselib.domain.label import Label

__all__ = ["RULES"]

_ORDER = "domain 12: order of dates"
_Row = tuple[str, str, str, str, str, Kind, Severity, str]

# name, what is true of a bad row, column, English, Chinese, kind, severity, source
_ROWS: tuple[_Row, ...] = (
    ("recommended_before_filed", "recommended_on < filed_on", "recommended_on",
     "recommended before it was filed", "检察建议日期早于立案", "consistency", "quarantine", _ORDER),
    ("served_before_recommended", "served_on < recommended_on", "served_on",
     "served before it was made", "送达日期早于检察建议日期", "consistency", "quarantine", _ORDER),
    ("replied_before_served", "replied_on < served_on", "replied_on",
     "replied before it was served", "回复日期早于送达日期", "consistency", "quarantine", _ORDER),
    ("judged_before_sued", "judged_on < sued_on", "judged_on",
     "judged before suit was brought", "裁判日期早于起诉日期", "consistency", "quarantine", _ORDER),
    ("ended_before_filed", "ended_on < filed_on", "ended_on",
     "ended before it was filed", "终结日期早于立案日期", "consistency", "quarantine", _ORDER),
    ("looked_back_before_rectified", "looked_back_on < rectified_on", "looked_back_on",
     "looked back before it was rectified", "回头看日期早于整改完成日期", "consistency", "flag", _ORDER),
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
