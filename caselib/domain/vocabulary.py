"""Codes and what they mean in both languages; the only home of the Chinese terms of values.

An open list names the values we know and takes others as they are; a closed list takes no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caselib.domain.label import Label, Language
from caselib.errors import DeclarationError

__all__ = ["CODE_LISTS", "Code", "CodeList"]


@dataclass(frozen=True)
class Code:
    """One value that a column may take, and between which dates it is valid."""

    value: str
    label: Label
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class CodeList:
    """The values of a column; `open` lists take further values as they are."""

    name: str
    codes: tuple[Code, ...]
    open: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        values = [code.value for code in self.codes]
        if len(values) != len(set(values)):
            raise DeclarationError("a code stands twice in a list", where=self.name)

    @property
    def values(self) -> tuple[str, ...]:
        """The codes, in the order declared."""
        return tuple(code.value for code in self.codes)

    def label(self, value: str, language: Language = "en") -> str:
        """Name a value; a value of an open list that is not declared names itself."""
        for code in self.codes:
            if code.value == value:
                return code.label.text(language)
        return value


def _codes(**named: tuple[str, str]) -> tuple[Code, ...]:
    return tuple(Code(value, Label(*both)) for value, both in named.items())


LEVEL = CodeList(
    "level",
    _codes(
        national=("national", "最高"),
        provincial=("provincial", "省级"),
        municipal=("municipal or branch", "市级（分院）"),
        grassroots=("grassroots", "基层"),
    ),
)

# Groups of offences that fill most of the docket; an export may bring any other name.
OFFENCE = CodeList(
    "offence",
    _codes(
        theft=("theft", "盗窃"),
        fraud=("fraud", "诈骗"),
        aiding_cybercrime=("aiding information network crime", "帮助信息网络犯罪活动"),
        concealing_proceeds=("concealing proceeds of crime", "掩饰、隐瞒犯罪所得"),
        intentional_injury=("intentional injury", "故意伤害"),
        picking_quarrels=("picking quarrels", "寻衅滋事"),
        gambling=("running or organising gambling", "开设赌场、赌博"),
        drugs=("drug offences", "毒品犯罪"),
        dangerous_driving=("dangerous driving", "危险驾驶"),
        traffic_casualty=("causing traffic casualties", "交通肇事"),
        sexual_offences=("rape and indecency", "强奸、猥亵"),
        robbery=("robbery and snatching", "抢劫、抢夺"),
        illegal_fundraising=("illegal fundraising", "非法集资"),
        corruption=("corruption and bribery", "贪污贿赂"),
        homicide=("homicide", "故意杀人"),
        other=("other", "其他"),
    ),
    open=True,
    source="Criminal Law, offence groups",
)

ARREST_DECISION = CodeList(
    "arrest_decision",
    _codes(approved=("approved", "批准或决定逮捕"), refused=("refused", "不批准或不予逮捕")),
    source="CR 128-141, 282-287",
)
REFUSAL_GROUND = CodeList(
    "refusal_ground",
    _codes(
        no_crime=("no crime", "不构成犯罪不捕"),
        insufficient_evidence=("insufficient evidence", "存疑不捕"),
        no_necessity=("no necessity", "无社会危险性不捕"),
    ),
    source="CR 134-140, 285, 287",
)
REVIEW_OF_DECISION = CodeList(
    "review_of_decision",
    _codes(upheld=("upheld", "维持"), changed=("changed", "改变")),
    source="CR 290-291",
)
CHARGE_DECISION = CodeList(
    "charge_decision",
    _codes(
        prosecuted=("prosecuted", "提起公诉"),
        not_prosecuted_no_crime=("not prosecuted: no crime", "法定不起诉"),
        not_prosecuted_minor=("not prosecuted: minor", "相对不起诉"),
        not_prosecuted_insufficient=("not prosecuted: insufficient evidence", "存疑不起诉"),
        not_prosecuted_conditional=("conditional non-prosecution", "附条件不起诉"),
        withdrawn=("case withdrawn by the investigator", "侦查机关撤回"),
    ),
    source="CPL 175-177, 282; CR 365-372",
)
JUDGMENT = CodeList(
    "judgment",
    _codes(
        guilty=("guilty", "有罪"),
        acquitted=("acquitted", "无罪"),
        withdrawn=("prosecution withdrawn", "撤回起诉"),
    ),
)
SENTENCE = CodeList(
    "sentence",
    _codes(
        death=("death", "死刑"),
        life=("life imprisonment", "无期徒刑"),
        imprisonment=("imprisonment", "有期徒刑"),
        probation=("imprisonment or detention with probation", "缓刑"),
        criminal_detention=("criminal detention", "拘役"),
        control=("control", "管制"),
        fine_only=("fine or other supplementary penalty only", "单处附加刑"),
        exempted=("exempted from punishment", "免予刑事处罚"),
    ),
    source="Criminal Law 33-34, 37, 72",
)
CAMPAIGN = CodeList(
    "campaign",
    _codes(
        enterprises=("Prosecutorial Support for Enterprises", "检察护企"),
        livelihoods=("Protecting People's Livelihoods", "检护民生"),
    ),
    open=True,
)

ORIGIN = CodeList("origin", _codes(application=("application", "依申请"), own_initiative=("own initiative", "依职权")))
CIVIL_CAUSE = CodeList(
    "civil_cause",
    _codes(
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
    _codes(
        retrial_recommendation=("retrial recommendation", "再审检察建议"),
        protest=("protest", "抗诉"),
        protest_requested=("protest requested of the higher level", "提请抗诉"),
        not_supported=("application not supported", "不支持监督申请"),
        ended=("review ended", "终结审查"),
    ),
    source="CV 50; AD 88-94",
)
SUPERVISION_GROUND = CodeList(
    "supervision_ground",
    _codes(
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
    _codes(retrial_ordered=("retrial ordered", "裁定再审"), refused=("refused", "不予采纳")),
    source="CV 81-86, 123-124",
)
RETRIAL_RESULT = CodeList(
    "retrial_result",
    _codes(
        changed=("judgment changed", "改判"),
        remanded=("remanded", "发回重审"),
        mediated=("mediated", "调解"),
        withdrawn_settled=("settled and withdrawn", "和解撤诉"),
        upheld=("upheld", "维持原判"),
    ),
)
ADMINISTRATIVE_KIND = CodeList(
    "administrative_kind",
    _codes(
        judgment=("effective judgment", "生效裁判监督"),
        trial_activity=("trial activity", "审判活动监督"),
        enforcement=("enforcement", "执行活动监督"),
        illegal_act=("unlawful administrative act", "行政违法行为监督"),
    ),
)
LINKAGE_RESULT = CodeList(
    "linkage_result",
    _codes(punished=("punished", "已作出行政处罚"), not_punished=("not punished", "未予行政处罚")),
)

PIL_KIND = CodeList(
    "pil_kind", _codes(administrative=("administrative", "行政公益诉讼"), civil=("civil", "民事公益诉讼"))
)
PIL_FIELD = CodeList(
    "pil_field",
    _codes(
        environment=("environment and resources", "生态环境和资源保护"),
        food_drug=("food and drug safety", "食品药品安全"),
        state_property=("state property", "国有财产保护"),
        state_land=("state-owned land use rights", "国有土地使用权出让"),
        heroes=("heroes and martyrs", "英雄烈士权益保护"),
        minors=("protection of minors", "未成年人保护"),
        military=("status of military personnel", "军人地位和权益保障"),
        work_safety=("work safety", "安全生产"),
        personal_information=("personal information", "个人信息保护"),
        antimonopoly=("anti-monopoly", "反垄断"),
        telecom_fraud=("telecom and online fraud", "反电信网络诈骗"),
        farm_products=("farm-product quality", "农产品质量安全"),
        women=("women's rights", "妇女权益保障"),
        accessibility=("accessible environment", "无障碍环境建设"),
        heritage=("cultural heritage", "文物和文化遗产保护"),
        other=("other", "其他"),
    ),
    open=True,
    source="domain 7.2, 7.4",
)
RESPONDENT_TYPE = CodeList(
    "respondent_type",
    _codes(
        county_agency=("county-level agency", "县级行政机关"),
        township=("township or subdistrict", "乡镇街道"),
        city_agency=("city-level agency", "市级行政机关"),
        provincial_agency=("provincial agency", "省级行政机关"),
        company=("company", "企业"),
        individual=("individual", "个人"),
        other=("other", "其他"),
    ),
    open=True,
)
CLUE_SOURCE = CodeList(
    "clue_source",
    _codes(
        own_duty=("found on duty", "履职中发现"),
        public_report=("reported by the public", "群众举报"),
        transferred=("transferred by an organ", "有关单位移送"),
        special_action=("special action", "专项行动"),
        data_model=("data model", "大数据法律监督模型"),
    ),
    open=True,
)
RECTIFICATION = CodeList(
    "rectification",
    _codes(full=("full", "全部整改"), partial=("partial", "部分整改"), none=("none", "未整改")),
)
PIL_JUDGMENT = CodeList(
    "pil_judgment",
    _codes(
        supported=("supported", "支持"),
        partly_supported=("partly supported", "部分支持"),
        rejected=("rejected", "驳回"),
        withdrawn_met=("withdrawn, claims met", "诉求实现撤诉"),
    ),
)
LOOK_BACK = CodeList(
    "look_back", _codes(holds=("rectification holds", "整改成效保持"), relapsed=("relapsed", "反弹回潮"))
)
PIL_END_REASON = CodeList(
    "pil_end_reason",
    _codes(
        no_illegality=("no illegality", "不存在违法行为"),
        interest_protected=("interest effectively protected", "公共利益已得到有效保护"),
        rectified=("fully rectified", "已全面整改"),
        compensation_agreed=("compensation agreed", "达成赔偿协议"),
        other_plaintiff=("another plaintiff sued", "适格主体起诉"),
        judged=("judged", "法院裁判"),
        other=("other", "其他"),
    ),
    source="PR 74, 90",
)

INSPECTOR_ROLE = CodeList(
    "inspector_role",
    _codes(
        handler=("handling prosecutor", "承办检察官"),
        department_head=("department head", "部门负责人"),
        case_management=("case-management office", "案件管理部门"),
    ),
)
_OLD, _NEW = date(2018, 1, 1), date(2026, 2, 1)
_LAST_OLD = date(2026, 1, 31)
SCHEME = CodeList(
    "scheme",
    (
        Code("2018", Label("scheme of 2018", "2018年评查等次"), _OLD, _LAST_OLD),
        Code("2026", Label("scheme of 2026", "2026年评查等次"), _NEW),
    ),
    source="domain 2.5",
)
# A defective case (2018) and a basically qualified case (2026) are different words for different
# definitions: nothing maps one on the other.
GRADE = CodeList(
    "grade",
    (
        Code("excellent", Label("excellent", "优质"), _OLD),
        Code("qualified", Label("qualified", "合格"), _OLD),
        Code("defective", Label("defective", "瑕疵"), _OLD, _LAST_OLD),
        Code("basically_qualified", Label("basically qualified", "基本合格"), _NEW),
        Code("unqualified", Label("unqualified", "不合格"), _OLD),
    ),
    source="domain 2.5",
)
FUNCTION = CodeList(
    "function",
    _codes(
        criminal=("criminal", "刑事检察"),
        civil=("civil", "民事检察"),
        administrative=("administrative", "行政检察"),
        public_interest=("public interest litigation", "公益诉讼检察"),
    ),
)
REVIEW_MODE = CodeList(
    "review_mode",
    _codes(
        random=("random sampling", "随机抽查"),
        key=("key review", "重点评查"),
        special=("special review", "专项评查"),
    ),
)
DIMENSION = CodeList(
    "dimension",
    _codes(
        evidence=("evidence", "证据采信"),
        fact=("fact", "事实认定"),
        law=("law", "法律适用"),
        procedure=("procedure", "办案程序"),
        documents=("documents", "法律文书"),
        reasoning=("reasoning", "释法说理"),
        effect=("effect", "办案效果"),
        responsibility=("responsibility", "司法责任落实"),
        system_use=("use of the business system", "统一业务系统规范使用"),
    ),
    source="domain 2.6",
)
SEVERITY = CodeList(
    "severity", _codes(flaw=("flaw", "一般问题"), defect=("defect", "瑕疵问题"), error=("error", "错误问题"))
)
OBJECTION = CodeList(
    "objection",
    _codes(none=("none", "无异议"), dismissed=("dismissed", "异议不成立"), upheld=("upheld", "异议成立")),
)

CODE_LISTS: dict[str, CodeList] = {item.name: item for item in list(globals().values()) if isinstance(item, CodeList)}
