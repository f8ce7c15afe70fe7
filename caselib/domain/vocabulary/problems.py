"""What a review may find, coded under the nine dimensions, and the stage of the case in which it arose.

The dimensions are those of production software; its items are seen only as examples (wrong jurisdiction, a factor of
sentencing misjudged, defects in the form of evidence, a first interview without notice of rights). The rest of the
wording is ours, after the duties that the rules set; the list is open, and an office adds its own.
"""

from __future__ import annotations

from itertools import chain

from caselib.domain.vocabulary.declare import CodeList, codes

__all__ = ["PROBLEM", "PROBLEMS_OF", "STAGE", "dimension_of"]

PROBLEMS_OF = {
    "evidence": codes(
        evidence_form=("form of the evidence is defective", "证据形式存在瑕疵"),
        evidence_source=("source or custody of the evidence is not shown", "证据来源或保管链条不明"),
        evidence_contradiction=("contradictions were not resolved", "证据矛盾未合理排除"),
        evidence_key_missing=("decisive evidence was not obtained or not asked for", "关键证据未调取或未要求补充"),
        evidence_unlawful=("unlawful evidence was not excluded", "非法证据应排除未排除"),
        evidence_standard=("standard of proof was misjudged", "证明标准把握不当"),
        evidence_other=("another problem of evidence", "其他证据采信问题"),
    ),
    "fact": codes(
        fact_wrong=("a fact was found wrongly", "事实认定错误"),
        fact_omitted=("an act, a person or an amount was left out", "遗漏事实、人员或数额"),
        fact_circumstance=("a circumstance of sentencing was misjudged", "量刑情节认定不当"),
        fact_unclear=("a main fact was left unclear", "主要事实未查清"),
        fact_identity=("age or identity was not verified", "年龄或身份未核实"),
        fact_other=("another problem of fact", "其他事实认定问题"),
    ),
    "law": codes(
        law_character=("the character of the act or case was misjudged", "定性不当"),
        law_provision=("a wrong or repealed provision was applied", "适用法条错误或失效"),
        law_condition=("statutory conditions were misapplied", "法定条件把握不当"),
        law_ground=("the statutory ground is wrong or missing", "法定事由错误或缺失"),
        law_sentence=("the sentencing recommendation does not fit", "量刑建议不当"),
        law_other=("another problem of law", "其他法律适用问题"),
    ),
    "procedure": codes(
        procedure_jurisdiction=("wrong jurisdiction", "管辖错误"),
        procedure_limit=("a time limit was missed", "超过办案期限"),
        procedure_rights=("rights were not notified, or not in time", "未告知或未及时告知权利"),
        procedure_interview=("a required interview was not held", "应当讯问或询问未进行"),
        procedure_lawyer=("the lawyer's opinion was not heard or not answered", "未听取或未回应律师意见"),
        procedure_approval=("a required approval is missing", "应当审批未审批"),
        procedure_service=("service, notice or hand-over is faulty", "送达、通知或移送不规范"),
        procedure_returned=("return for supplementary investigation without need or outline", "退查不当或无提纲"),
        procedure_other=("another problem of procedure", "其他办案程序问题"),
    ),
    "documents": codes(
        documents_missing=("a required document is missing", "应制作文书未制作"),
        documents_content=("required content is missing", "文书必备内容缺失"),
        documents_mismatch=("documents contradict each other", "文书之间内容不一致"),
        documents_signature=("signature, seal or date is missing", "签名、用印或日期缺失"),
        documents_wording=("slips of wording or number", "文字或数字差错"),
        documents_other=("another problem of documents", "其他法律文书问题"),
    ),
    "reasoning": codes(
        reasoning_missing=("the decision gives no reasons", "决定未说明理由"),
        reasoning_formulaic=("reasons are formulaic and do not meet the case", "说理套话、针对性不强"),
        reasoning_dispute=("the point in dispute was not answered", "未回应争议焦点"),
        reasoning_party=("reasons were not explained to those concerned", "未向当事人释法说理"),
        reasoning_other=("another problem of reasoning", "其他释法说理问题"),
    ),
    "effect": codes(
        effect_follow_up=("no follow-up of an opinion or recommendation", "检察意见或建议未跟进"),
        effect_rectification=("rectification was not verified", "整改效果未核实"),
        effect_dispute=("the dispute was not resolved though it could be", "矛盾可化解而未化解"),
        effect_recovery=("recovery of loss or aid was not considered", "未考虑追赃挽损或司法救助"),
        effect_supervision=("a ground for supervision was not acted on", "监督线索应处理未处理"),
        effect_other=("another problem of effect", "其他办案效果问题"),
    ),
    "responsibility": codes(
        responsibility_authority=("decided by someone without authority", "超越权限决定"),
        responsibility_personal=("the prosecutor did not do in person what must be", "应亲历事项未亲历"),
        responsibility_committee=("a required decision of the committee was not asked for", "应提请检委会决定未提请"),
        responsibility_recusal=("recusal was not considered", "应回避未回避"),
        responsibility_inspection=("inspection of the case was not done or only in form", "案件检查未做或流于形式"),
        responsibility_other=("another problem of responsibility", "其他司法责任落实问题"),
    ),
    "system_use": codes(
        system_use_missing=("an item of the case card is missing", "案卡漏填"),
        system_use_wrong=("an item of the case card is wrong", "案卡错填"),
        system_use_late=("entered late, out of step with the document", "填录不同步"),
        system_use_mismatch=("card and document differ", "案卡与文书不一致"),
        system_use_outside=("a document was made or approved outside the system", "文书系统外制作或审批"),
        system_use_other=("another problem of using the system", "其他系统使用问题"),
    ),
}
PROBLEM = CodeList("problem", tuple(chain.from_iterable(PROBLEMS_OF.values())), open=True, source="domain 2.6")
STAGE = CodeList(
    "stage",
    codes(
        intake=("intake", "受理"),
        examination=("examination", "审查"),
        decision=("decision", "决定"),
        court=("in court", "出庭"),
        follow_up=("follow-up", "跟进"),
        archiving=("archiving", "归档"),
    ),
    open=True,
)
_DIMENSION = {code.value: dimension for dimension, listed in PROBLEMS_OF.items() for code in listed}


def dimension_of(problem: str) -> str:
    """Say to which dimension a coded problem belongs; a code of an office's own belongs to none here.

    >>> dimension_of("procedure_limit")
    'procedure'
    """
    return _DIMENSION.get(problem, "")
