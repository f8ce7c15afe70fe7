"""Civil and administrative supervision, and reverse linkage, which is a table of its own."""

from __future__ import annotations

from caselib.domain import vocabulary as codes
from caselib.domain.label import Label
from caselib.domain.tables.declare import Column, Table
from caselib.domain.tables.shared import CAMPAIGN, CASE_ID, HANDLER, TAGGED, UNIT

__all__ = ["ADMINISTRATIVE_SUPERVISION", "CIVIL_SUPERVISION", "REVERSE_LINKAGE"]

_CAUSE = Column(
    "cause",
    "code",
    Label("Cause of action", "案由"),
    "Cause of the original action.",
    codes=codes.CIVIL_CAUSE,
)
_ORIGIN = Column(
    "origin",
    "code",
    Label("Origin", "案件来源"),
    "Whether a party applied or the office acted on its own initiative.",
    codes=codes.ORIGIN,
    source="CV 18-19, 37; AD 19-20",
)
_ACCEPTED = Column(
    "accepted_on",
    "date",
    Label("Accepted on", "受理日期"),
    "Day of acceptance; three months of review run from it.",
    required=True,
    source="CV 52; AD 56",
)
_REVIEW = (
    Column(
        "concluded_on",
        "date",
        Label("Concluded on", "审结日期"),
        "Day on which the review ended.",
        source="CV 50, 52",
    ),
    Column(
        "outcome",
        "code",
        Label("Outcome", "审查结果"),
        "How the review ended.",
        codes=codes.SUPERVISION_OUTCOME,
        source="CV 50; AD 88-94",
    ),
    Column(
        "ground",
        "code",
        Label("Ground", "监督事由"),
        "Leading ground of the recommendation or protest.",
        codes=codes.SUPERVISION_GROUND,
        source="CV 81-85; AD 88-90",
    ),
    Column(
        "committee_decided",
        "boolean",
        Label("Decided by the committee", "检委会决定"),
        "Whether the procuratorial committee decided.",
        source="CV 87; AD 92",
    ),
    Column(
        "issued_on",
        "date",
        Label("Issued on", "作出日期"),
        "Day on which the recommendation or protest was made.",
    ),
    Column(
        "dispatched_on",
        "date",
        Label("Dispatched on", "发出日期"),
        "Day on which it was sent; 15 days after the decision at most.",
        source="CV 87; AD 92",
    ),
    Column("court", "text", Label("Court", "审理法院"), "Court addressed."),
    Column(
        "court_decided_on",
        "date",
        Label("Court decided on", "法院决定日期"),
        "Day on which the court (or agency) ruled on retrial or replied; the court has three months.",
        source="joint opinions of 2023-11-29 and 2024-08-20",
    ),
    Column(
        "court_decision",
        "code",
        Label("Court decision", "法院决定"),
        "Whether retrial was ordered, or a recommendation on trial activity, enforcement or an act adopted.",
        codes=codes.COURT_DECISION,
    ),
    Column(
        "retrial_concluded_on",
        "date",
        Label("Retrial concluded on", "再审审结日期"),
        "Day of the retrial judgment.",
    ),
    Column(
        "retrial_result",
        "code",
        Label("Retrial result", "再审结果"),
        "How the retrial ended.",
        codes=codes.RETRIAL_RESULT,
        source="domain 4.1",
    ),
    Column(
        "followed_up_on",
        "date",
        Label("Followed up on", "跟进监督日期"),
        "Day of supervision again, after silence or wrong handling.",
        source="CV 124; AD 125",
    ),
)

CIVIL_SUPERVISION = Table(
    name="civil_supervision",
    label=Label("Civil supervision", "民事生效裁判监督"),
    row="a case of supervision of a civil judgment, order or mediation",
    key=("case_id",),
    strata=("cause", "ground", "origin", "outcome", "campaign"),
    columns=(CASE_ID, UNIT, _CAUSE, _ORIGIN, _ACCEPTED, *_REVIEW, CAMPAIGN, TAGGED, HANDLER),
)

ADMINISTRATIVE_SUPERVISION = Table(
    name="administrative_supervision",
    label=Label("Administrative supervision", "行政诉讼监督"),
    row="a case of administrative supervision",
    key=("case_id",),
    strata=("kind", "cause", "ground", "origin", "outcome", "campaign"),
    columns=(
        CASE_ID,
        UNIT,
        Column("kind", "code", Label("Kind", "监督类型"), "What is supervised.", codes=codes.ADMINISTRATIVE_KIND),
        _CAUSE,
        _ORIGIN,
        _ACCEPTED,
        *_REVIEW,
        Column(
            "dispute_resolved_on",
            "date",
            Label("Dispute resolved on", "行政争议化解日期"),
            "Day on which the dispute was substantively resolved.",
            source="AD 2, 6",
        ),
        CAMPAIGN,
        TAGGED,
        HANDLER,
    ),
)

REVERSE_LINKAGE = Table(
    name="reverse_linkage",
    label=Label("Reverse linkage", "行刑反向衔接"),
    row="a non-prosecuted person examined for administrative punishment",
    key=("case_id", "person_id"),
    strata=("offence", "result", "campaign"),
    columns=(
        CASE_ID,
        Column("person_id", "key", Label("Person", "人员标识"), "Pseudonymous key of the person.", required=True),
        UNIT,
        Column("offence", "code", Label("Offence", "罪名"), "Offence not prosecuted.", codes=codes.OFFENCE),
        Column(
            "accepted_on",
            "date",
            Label("Accepted on", "受理日期"),
            "Day on which the question of punishment was taken up.",
            required=True,
            source="domain 6.3",
        ),
        Column(
            "opinion_on",
            "date",
            Label("Opinion on", "提出检察意见日期"),
            "Day on which an opinion was sent, if one was.",
        ),
        Column("agency", "text", Label("Agency", "行政主管机关"), "Agency addressed."),
        Column("replied_on", "date", Label("Replied on", "回复日期"), "Day of the agency's reply."),
        Column("decided_on", "date", Label("Decided on", "处罚决定日期"), "Day of the agency's decision."),
        Column(
            "result",
            "code",
            Label("Result", "处理结果"),
            "What the agency decided.",
            codes=codes.LINKAGE_RESULT,
        ),
        CAMPAIGN,
        TAGGED,
        HANDLER,
    ),
)
