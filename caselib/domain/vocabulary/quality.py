"""Inspection, review, grades and findings."""

from __future__ import annotations

from datetime import date

from caselib.domain.label import Label
from caselib.domain.vocabulary.declare import Code, CodeList, codes

__all__ = ["DIMENSION", "FUNCTION", "GRADE", "INSPECTOR_ROLE", "OBJECTION", "REVIEW_MODE", "SCHEME", "SEVERITY"]

INSPECTOR_ROLE = CodeList(
    "inspector_role",
    codes(
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
    codes(
        criminal=("criminal", "刑事检察"),
        civil=("civil", "民事检察"),
        administrative=("administrative", "行政检察"),
        public_interest=("public interest litigation", "公益诉讼检察"),
    ),
)
REVIEW_MODE = CodeList(
    "review_mode",
    codes(
        random=("random sampling", "随机抽查"),
        key=("key review", "重点评查"),
        special=("special review", "专项评查"),
    ),
)
DIMENSION = CodeList(
    "dimension",
    codes(
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
    "severity", codes(flaw=("flaw", "一般问题"), defect=("defect", "瑕疵问题"), error=("error", "错误问题"))
)
OBJECTION = CodeList(
    "objection",
    codes(none=("none", "无异议"), dismissed=("dismissed", "异议不成立"), upheld=("upheld", "异议成立")),
)
