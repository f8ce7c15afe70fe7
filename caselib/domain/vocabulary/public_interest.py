"""Public interest litigation."""

from __future__ import annotations

from caselib.domain.vocabulary.declare import CodeList, codes

__all__ = [
    "CLUE_SOURCE",
    "LOOK_BACK",
    "PIL_END_REASON",
    "PIL_FIELD",
    "PIL_JUDGMENT",
    "PIL_KIND",
    "RECTIFICATION",
    "RESPONDENT_TYPE",
]

PIL_KIND = CodeList(
    "pil_kind", codes(administrative=("administrative", "行政公益诉讼"), civil=("civil", "民事公益诉讼"))
)
PIL_FIELD = CodeList(
    "pil_field",
    codes(
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
    codes(
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
    codes(
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
    codes(full=("full", "全部整改"), partial=("partial", "部分整改"), none=("none", "未整改")),
)
PIL_JUDGMENT = CodeList(
    "pil_judgment",
    codes(
        supported=("supported", "支持"),
        partly_supported=("partly supported", "部分支持"),
        rejected=("rejected", "驳回"),
        withdrawn_met=("withdrawn, claims met", "诉求实现撤诉"),
    ),
)
LOOK_BACK = CodeList(
    "look_back", codes(holds=("rectification holds", "整改成效保持"), relapsed=("relapsed", "反弹回潮"))
)
PIL_END_REASON = CodeList(
    "pil_end_reason",
    codes(
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
