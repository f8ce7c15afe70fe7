"""Inspection of every case, review of some, and what review finds."""

from __future__ import annotations

from caselib.domain import vocabulary as codes
from caselib.domain.label import Label
from caselib.domain.tables.declare import Column, Table
from caselib.domain.tables.shared import CASE_ID, UNIT

__all__ = ["FINDINGS", "INSPECTIONS", "REVIEWS"]

_SCHEME = Column(
    "scheme",
    "code",
    Label("Scheme", "等次方案"),
    "Which scheme of grades the grade belongs to; schemes are never mapped on each other.",
    codes=codes.SCHEME,
    source="domain 2.5",
)
_GRADE = Column(
    "grade",
    "code",
    Label("Grade", "等次"),
    "Grade within its scheme.",
    codes=codes.GRADE,
    source="domain 2.5",
)
_REVIEW_ID = Column("review_id", "key", Label("Review", "评查编号"), "Number of the review.", required=True)

INSPECTIONS = Table(
    name="inspections",
    label=Label("Inspections", "案件质量检查"),
    row="the inspection of a case, which every case has",
    key=("case_id", "inspected_on", "inspector_role"),
    strata=("inspector_role", "scheme", "grade"),
    columns=(
        CASE_ID,
        UNIT,
        Column(
            "inspected_on",
            "date",
            Label("Inspected on", "检查日期"),
            "Day of the inspection.",
            required=True,
            source="domain 2.8",
        ),
        Column(
            "inspector_role",
            "code",
            Label("Inspector's role", "检查主体"),
            "Who inspected.",
            codes=codes.INSPECTOR_ROLE,
            required=True,
        ),
        _SCHEME,
        _GRADE,
    ),
)

REVIEWS = Table(
    name="reviews",
    label=Label("Reviews", "案件质量评查"),
    row="the review of a case by one reviewer",
    key=("review_id",),
    strata=("function", "mode", "stratum", "scheme", "grade"),
    columns=(
        _REVIEW_ID,
        CASE_ID,
        UNIT,
        Column(
            "function",
            "code",
            Label("Function", "业务条线"),
            "Which of the four functions.",
            codes=codes.FUNCTION,
        ),
        Column("plan_id", "text", Label("Plan", "评查计划"), "Plan under which the case was drawn."),
        Column(
            "mode",
            "code",
            Label("Mode", "评查方式"),
            "How the case came to be reviewed.",
            codes=codes.REVIEW_MODE,
            source="domain 2.2",
        ),
        Column(
            "stratum",
            "text",
            Label("Stratum", "抽样层"),
            "Stratum of the draw; only random ones estimate a share.",
        ),
        Column("reviewer", "text", Label("Reviewer", "评查员"), "Pseudonymous key of the reviewer."),
        Column("reviewer_unit", "unit", Label("Reviewer's unit", "评查员单位"), "Office of the reviewer."),
        Column("reviewed_on", "date", Label("Reviewed on", "评查日期"), "Day on which the review was signed."),
        _SCHEME,
        _GRADE,
    ),
)

FINDINGS = Table(
    name="findings",
    label=Label("Findings", "评查发现问题"),
    row="a problem found in a review",
    key=("finding_id",),
    strata=("dimension", "problem", "severity", "stage", "objection"),
    columns=(
        Column("finding_id", "key", Label("Finding", "问题编号"), "Number of the finding.", required=True),
        _REVIEW_ID,
        Column(
            "dimension",
            "code",
            Label("Dimension", "评查维度"),
            "One of nine dimensions.",
            codes=codes.DIMENSION,
            source="domain 2.6",
        ),
        Column(
            "problem",
            "code",
            Label("Problem", "问题"),
            "What was found, coded within its dimension.",
            codes=codes.PROBLEM,
            source="domain 2.6",
        ),
        Column(
            "severity",
            "code",
            Label("Severity", "严重程度"),
            "Flaw, defect or error; none of them is a fault, which only people establish.",
            codes=codes.SEVERITY,
            source="domain 2.9",
        ),
        Column("stage", "text", Label("Stage", "诉讼阶段"), "Stage of the case in which the problem arose."),
        Column("found_on", "date", Label("Found on", "发现日期"), "Day of the finding."),
        Column(
            "answered_on",
            "date",
            Label("Answered on", "反馈日期"),
            "Day of the handler's answer.",
            source="domain 2.7",
        ),
        Column(
            "objection",
            "code",
            Label("Objection", "异议"),
            "The handler's objection and its fate.",
            codes=codes.OBJECTION,
        ),
        Column("decided_on", "date", Label("Decided on", "认定日期"), "Day on which the finding was settled."),
        Column("rectified_on", "date", Label("Rectified on", "整改日期"), "Day on which it was put right."),
        Column("verified_on", "date", Label("Verified on", "核验日期"), "Day on which that was checked."),
        Column(
            "recurred_on",
            "date",
            Label("Recurred on", "复发日期"),
            "Day on which the same problem was seen again.",
        ),
        Column(
            "referred_on",
            "date",
            Label("Referred on", "移送日期"),
            "Day on which a person referred it to internal inspection; no flag ever does.",
            source="domain 2.9",
        ),
    ),
)
