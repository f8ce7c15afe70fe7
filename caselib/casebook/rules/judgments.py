"""Rules of civil and administrative supervision: one set for both tables, and one for reverse linkage.

Dates out of order and contradictions in themselves set a row aside. A breach of a term or a missing approval is what
happened: measures count it.
"""

from __future__ import annotations

from caselib.casebook.rules.declare import Kind, Rule, Severity
from caselib.domain.label import Label

__all__ = ["RULES"]

_ORDER = "domain 12"
# The same rule stands in two books: civil supervision and administrative supervision.
_SAME = {
    "concluded_before_accepted": ("CV 52", "AD 56"),
    "dispatched_before_issued": ("CV 87", "AD 92"),
    "issued_without_date": ("CV 87", "AD 92"),
    "committee_not_recorded": ("CV 87", "AD 92"),
    "concluded_without_outcome": ("CV 50", "AD 56"),
    "recommended_without_ground": ("CV 81", "AD 88"),
    "origin_not_recorded": ("CV 37", "AD 20"),
    "court_without_opinion": ("CV 81, 87", "AD 88, 92"),
    "followed_up_before_dispatched": ("CV 124", "AD 125"),
}
_ISSUED = "('retrial_recommendation', 'protest', 'protest_requested', 'recommendation')"
_Row = tuple[str, str, str, str, str, Kind, Severity, str]

# name, what is true of a bad row, column, English, Chinese, kind, severity, source
_BOTH: tuple[_Row, ...] = (
    ("concluded_before_accepted", "concluded_on < accepted_on", "concluded_on",
     "concluded before it was accepted", "审结日期早于受理日期", "consistency", "quarantine", _ORDER),
    ("dispatched_before_issued", "dispatched_on < issued_on", "dispatched_on",
     "dispatched before it was issued", "发出日期早于作出日期", "consistency", "quarantine", _ORDER),
    ("issued_before_accepted", "issued_on < accepted_on", "issued_on",
     "issued before the case was accepted", "作出监督意见日期早于受理日期", "consistency", "quarantine", _ORDER),
    ("followed_up_before_dispatched", "followed_up_on < dispatched_on", "followed_up_on",
     "followed up before it was dispatched", "跟进监督日期早于发出日期", "consistency", "flag", _ORDER),
    ("committee_not_recorded", "outcome = 'retrial_recommendation' AND committee_decided IS NULL", "committee_decided",
     "whether the procuratorial committee decided is not recorded", "未填录是否经检察委员会讨论决定", "completeness",
     "flag", _ORDER),
    ("tagged_without_campaign", "campaign_tagged_on IS NOT NULL AND campaign IS NULL", "campaign",
     "a day of tagging without the campaign", "有专项标注日期而无专项名称", "completeness", "flag", "domain 9"),
    ("concluded_without_outcome", "concluded_on IS NOT NULL AND outcome IS NULL", "outcome",
     "concluded, without the outcome", "有审结日期而无审查结果", "completeness", "flag", "CV 50"),
    ("recommended_without_ground", "outcome = 'retrial_recommendation' AND ground IS NULL", "ground",
     "a retrial recommendation without its ground", "提出再审检察建议而未填事由", "completeness", "flag", "CV 81"),
    ("court_date_without_decision", "court_decided_on IS NOT NULL AND court_decision IS NULL", "court_decision",
     "a day of the court's decision without the decision", "有法院决定日期而无决定", "completeness", "flag",
     "domain 12"),
    ("retrial_without_result", "retrial_concluded_on IS NOT NULL AND retrial_result IS NULL", "retrial_result",
     "a retrial that ended, without its result", "有再审审结日期而无结果", "completeness", "flag", "domain 12"),
    ("origin_not_recorded", "origin IS NULL", "origin",
     "where the case came from is not recorded", "未填录案件来源", "completeness", "flag", "CV 37"),
    ("court_before_dispatch", "court_decided_on < dispatched_on", "court_decided_on",
     "decided by the court before it was dispatched", "法院决定日期早于发出日期", "consistency", "quarantine", _ORDER),
    ("retrial_before_court", "retrial_concluded_on < court_decided_on", "retrial_concluded_on",
     "retrial ended before it was ordered", "再审审结日期早于裁定日期", "consistency", "quarantine", _ORDER),
    ("court_without_opinion", f"court_decision IS NOT NULL AND outcome NOT IN {_ISSUED}", "court_decision",
     "a court's decision on what was never issued", "未提出监督意见而有法院决定", "consistency", "quarantine",
     "domain 12"),
    ("retrial_without_order", "retrial_result IS NOT NULL AND court_decision = 'refused'", "retrial_result",
     "a retrial after the court refused", "法院不予采纳而有再审结果", "consistency", "quarantine", "domain 12"),
    ("issued_without_date", f"outcome IN {_ISSUED} AND issued_on IS NULL", "issued_on",
     "an opinion without the day it was made", "提出监督意见而无日期", "completeness", "flag", "domain 12"),
    ("court_without_date", "court_decision IS NOT NULL AND court_decided_on IS NULL", "court_decided_on",
     "a court's decision without its day", "有法院决定而无日期", "completeness", "flag", "domain 12"),
)  # fmt: skip
_ADMINISTRATIVE: tuple[_Row, ...] = (
    ("kind_not_recorded", "kind IS NULL", "kind",
     "what is supervised is not recorded", "未填录监督类型", "completeness", "flag", "domain 6.1"),
    ("resolved_before_accepted", "dispute_resolved_on < accepted_on", "dispute_resolved_on",
     "dispute resolved before the case was accepted", "争议化解日期早于受理日期", "consistency", "quarantine", _ORDER),
    ("retrial_ordered_of_no_judgment", "kind <> 'judgment' AND court_decision = 'retrial_ordered'", "court_decision",
     "retrial ordered where no judgment was supervised", "非裁判监督案件裁定再审", "consistency", "quarantine",
     "AD 88; domain 6.1"),
)  # fmt: skip
_LINKAGE: tuple[_Row, ...] = (
    ("opinion_before_accepted", "opinion_on < accepted_on", "opinion_on",
     "an opinion before the question was taken up", "检察意见日期早于受理日期", "consistency", "quarantine", _ORDER),
    ("decided_before_opinion", "decided_on < opinion_on", "decided_on",
     "decided before the opinion", "处理日期早于检察意见", "consistency", "quarantine", _ORDER),
    ("replied_before_opinion", "replied_on < opinion_on", "replied_on",
     "replied before the opinion", "回复日期早于检察意见", "consistency", "quarantine", _ORDER),
    ("tagged_without_campaign", "campaign_tagged_on IS NOT NULL AND campaign IS NULL", "campaign",
     "a day of tagging without the campaign", "有专项标注日期而无专项名称", "completeness", "flag", "domain 9"),
    ("result_without_opinion", "result IS NOT NULL AND opinion_on IS NULL", "result",
     "a decision on an opinion that was never sent", "未提出检察意见而有处理结果", "consistency", "flag", "domain 6.3"),
    ("decided_without_result", "decided_on IS NOT NULL AND result IS NULL", "result",
     "decided, without the result", "有处理日期而无结果", "completeness", "flag", "domain 12"),
    ("result_without_date", "result IS NOT NULL AND decided_on IS NULL", "decided_on",
     "a decision without its day", "有处理结果而无日期", "completeness", "flag", "domain 12"),
)  # fmt: skip


def _declared(table: str, rows: tuple[_Row, ...], prefix: str, book: int = 0) -> tuple[Rule, ...]:
    return tuple(
        Rule(prefix + name, table, bad, kind, severity, column, Label(en, zh), _SAME.get(name, (source,) * 2)[book])
        for name, bad, column, en, zh, kind, severity, source in rows
    )


RULES: tuple[Rule, ...] = (
    *_declared("civil_supervision", _BOTH, "civil_"),
    *_declared("administrative_supervision", (*_BOTH, *_ADMINISTRATIVE), "administrative_", 1),
    *_declared("reverse_linkage", _LINKAGE, "linkage_"),
)
