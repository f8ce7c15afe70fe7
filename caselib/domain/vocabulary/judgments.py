"""Supervision of civil and administrative judgments, and reverse linkage."""

from __future__ import annotations

from caselib.domain.vocabulary.declare import CodeList, codes

__all__ = [
    "ADMINISTRATIVE_KIND",
    "CIVIL_CAUSE",
    "COURT_DECISION",
    "LINKAGE_RESULT",
    "ORIGIN",
    "RETRIAL_RESULT",
    "SUPERVISION_GROUND",
    "SUPERVISION_OUTCOME",
]

ORIGIN = CodeList("origin", codes(application=("application", "依申请"), own_initiative=("own initiative", "依职权")))
CIVIL_CAUSE = CodeList(
    "civil_cause",
    codes(
        loan=("private lending", "民间借贷纠纷"),
        sale=("sale contract", "买卖合同纠纷"),
        construction=("construction contract", "建设工程合同纠纷"),
        labour=("labour dispute", "劳动争议"),
        tort=("tort", "侵权责任纠纷"),
        family=("marriage and family", "婚姻家庭纠纷"),
        company=("company dispute", "公司纠纷"),
        other=("other", "其他"),
    ),
    open=True,
)
SUPERVISION_OUTCOME = CodeList(
    "supervision_outcome",
    codes(
        retrial_recommendation=("retrial recommendation", "再审检察建议"),
        recommendation=("recommendation", "检察建议"),
        protest=("protest", "抗诉"),
        protest_requested=("protest requested of the higher level", "提请抗诉"),
        not_supported=("application not supported", "不支持监督申请"),
        ended=("review ended", "终结审查"),
    ),
    source="CV 50; AD 88-94",
)
SUPERVISION_GROUND = CodeList(
    "supervision_ground",
    codes(
        new_evidence=("new evidence", "新证据"),
        fact_unproved=("basic fact unproved", "基本事实缺乏证据证明"),
        forged_evidence=("main evidence forged", "主要证据系伪造"),
        evidence_unexamined=("main evidence not examined", "主要证据未经质证"),
        evidence_not_collected=("evidence not collected on application", "法院未依申请调取证据"),
        law_misapplied=("law wrongly applied", "适用法律确有错误"),
        unlawful_panel=("unlawful panel or recusal", "审判组织不合法或应回避未回避"),
        party_absent=("necessary party absent", "遗漏必要当事人"),
        debate_denied=("right of debate denied", "剥夺辩论权利"),
        default_no_summons=("default judgment without summons", "未经传票传唤缺席判决"),
        claims_mismatch=("claims omitted or exceeded", "遗漏或超出诉讼请求"),
        basis_revoked=("underlying document revoked", "据以裁判的法律文书被撤销"),
        judge_corruption=("corruption of a judge", "审判人员贪污受贿、徇私舞弊"),
        harmful_mediation=("mediation harming public interest", "调解书损害公共利益"),
        wrongly_not_docketed=("wrongly not docketed or dismissed", "不予立案或驳回起诉确有错误"),
    ),
    open=True,
    source="CV 81-85; AD 88-90",
)
COURT_DECISION = CodeList(
    "court_decision",
    codes(
        retrial_ordered=("retrial ordered", "裁定再审"),
        adopted=("recommendation adopted", "采纳检察建议"),
        refused=("refused", "不予采纳"),
    ),
    source="CV 81-86, 123-124",
)
RETRIAL_RESULT = CodeList(
    "retrial_result",
    codes(
        changed=("judgment changed", "改判"),
        remanded=("remanded", "发回重审"),
        mediated=("mediated", "调解"),
        withdrawn_settled=("settled and withdrawn", "和解撤诉"),
        upheld=("upheld", "维持原判"),
    ),
)
ADMINISTRATIVE_KIND = CodeList(
    "administrative_kind",
    codes(
        judgment=("effective judgment", "生效裁判监督"),
        trial_activity=("trial activity", "审判活动监督"),
        enforcement=("enforcement", "执行活动监督"),
        illegal_act=("unlawful administrative act", "行政违法行为监督"),
    ),
)
LINKAGE_RESULT = CodeList(
    "linkage_result",
    codes(punished=("punished", "已作出行政处罚"), not_punished=("not punished", "未予行政处罚")),
)
