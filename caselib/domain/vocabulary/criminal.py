"""Levels, offences, and the steps of arrest, charge and judgment."""

from __future__ import annotations

from caselib.domain.vocabulary.declare import CodeList, codes

__all__ = [
    "ARREST_DECISION",
    "CAMPAIGN",
    "CHARGE_DECISION",
    "JUDGMENT",
    "LEVEL",
    "OFFENCE",
    "REFUSAL_GROUND",
    "REVIEW_OF_DECISION",
    "SENTENCE",
]

LEVEL = CodeList(
    "level",
    codes(
        national=("national", "最高"),
        provincial=("provincial", "省级"),
        municipal=("municipal or branch", "市级（分院）"),
        grassroots=("grassroots", "基层"),
    ),
)

# Groups of offences that fill most of the docket; an export may bring any other name.
OFFENCE = CodeList(
    "offence",
    codes(
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
    codes(approved=("approved", "批准或决定逮捕"), refused=("refused", "不批准或不予逮捕")),
    source="CR 128-141, 282-287",
)
REFUSAL_GROUND = CodeList(
    "refusal_ground",
    codes(
        no_crime=("no crime", "不构成犯罪不捕"),
        insufficient_evidence=("insufficient evidence", "存疑不捕"),
        no_necessity=("no necessity", "无社会危险性不捕"),
    ),
    source="CR 134-140, 285, 287",
)
REVIEW_OF_DECISION = CodeList(
    "review_of_decision",
    codes(upheld=("upheld", "维持"), changed=("changed", "改变")),
    source="CR 290-291",
)
CHARGE_DECISION = CodeList(
    "charge_decision",
    codes(
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
    codes(
        guilty=("guilty", "有罪"),
        acquitted=("acquitted", "无罪"),
        withdrawn=("prosecution withdrawn", "撤回起诉"),
        # Some sources say only that there was no conviction.
        not_convicted=("not convicted, in what way is not recorded", "未定罪（方式未记载）"),
    ),
)
SENTENCE = CodeList(
    "sentence",
    codes(
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
    codes(
        enterprises=("Prosecutorial Support for Enterprises", "检察护企"),
        livelihoods=("Protecting People's Livelihoods", "检护民生"),
    ),
    open=True,
)
