"""Arrest reviews: one row is a person in a request for arrest."""

from __future__ import annotations

from caselib.domain import vocabulary as codes
from caselib.domain.label import Label
from caselib.domain.tables.declare import Column, Table
from caselib.domain.tables.shared import CAMPAIGN, CASE_ID, HANDLER, UNIT

__all__ = ["ARREST_REVIEWS"]

ARREST_REVIEWS = Table(
    name="arrest_reviews",
    label=Label("Arrest reviews", "审查逮捕"),
    row="a person in a request for arrest",
    # The date is in the key: after supplementary investigation a person may rightly be requested again (CR 292).
    key=("case_id", "person_id", "accepted_on"),
    strata=("offence", "refusal_ground", "detained", "minor", "guilty_plea", "campaign"),
    columns=(
        CASE_ID,
        Column(
            "person_id",
            "key",
            Label("Person", "人员标识"),
            "Pseudonymous key of the suspect; the list that resolves it stays with the office.",
            required=True,
            source="domain 10",
        ),
        UNIT,
        Column(
            "offence",
            "code",
            Label("Offence", "罪名"),
            "Leading offence in the request.",
            codes=codes.OFFENCE,
        ),
        Column(
            "accepted_on",
            "date",
            Label("Accepted on", "受理日期"),
            "Day on which the request was received; the term runs from the next day.",
            required=True,
            source="CR 282",
        ),
        Column(
            "detained",
            "boolean",
            Label("Detained", "是否在押"),
            "Whether the suspect was in detention when the request was received.",
            source="CR 282",
        ),
        Column(
            "guilty_plea",
            "boolean",
            Label("Guilty plea", "认罪认罚"),
            "Whether the suspect admits guilt and accepts punishment.",
            source="CR 140, 270, 280",
        ),
        Column(
            "minor",
            "boolean",
            Label("Minor", "未成年人"),
            "Whether the suspect was a minor at the time.",
            source="CR 140, 280",
        ),
        Column(
            "interviewed",
            "boolean",
            Label("Interviewed", "是否讯问"),
            "Whether the suspect was interviewed before the decision.",
            source="CR 280",
        ),
        Column(
            "decided_on",
            "date",
            Label("Decided on", "决定日期"),
            "Day of the decision on arrest.",
            source="CR 282",
        ),
        Column(
            "decision",
            "code",
            Label("Decision", "审查逮捕决定"),
            "What was decided on the request.",
            codes=codes.ARREST_DECISION,
            source="CR 128-141",
        ),
        Column(
            "refusal_ground",
            "code",
            Label("Ground of refusal", "不捕理由"),
            "Why arrest was refused.",
            codes=codes.REFUSAL_GROUND,
            source="CR 134-140, 285",
        ),
        Column(
            "chief_approved",
            "boolean",
            Label("Approved by the chief procurator", "检察长批准"),
            "Whether the chief procurator approved a refusal for no crime or insufficient evidence.",
            source="CR 285",
        ),
        Column(
            "reconsidered_on",
            "date",
            Label("Reconsidered on", "复议决定日期"),
            "Day of the decision on the police's request for reconsideration.",
            source="CR 290",
        ),
        Column(
            "reconsideration",
            "code",
            Label("Reconsideration", "复议结果"),
            "Outcome of the reconsideration.",
            codes=codes.REVIEW_OF_DECISION,
            source="CR 290",
        ),
        Column(
            "higher_reviewed_on",
            "date",
            Label("Higher review on", "复核决定日期"),
            "Day of the decision of the next level on the police's request for review.",
            source="CR 291",
        ),
        Column(
            "higher_review",
            "code",
            Label("Higher review", "复核结果"),
            "Outcome of the review by the next level.",
            codes=codes.REVIEW_OF_DECISION,
            source="CR 291",
        ),
        Column(
            "necessity_reviewed_on",
            "date",
            Label("Necessity of custody reviewed on", "羁押必要性审查日期"),
            "Day of the review of the necessity of custody.",
            source="CR 270; joint provisions of 2023-11-30",
        ),
        Column(
            "released_on",
            "date",
            Label("Released on", "变更强制措施日期"),
            "Day on which custody was lifted or changed after arrest.",
            source="joint provisions of 2023-11-30",
        ),
        Column(
            "charge_decided_on",
            "date",
            Label("Charge decided on", "审查起诉决定日期"),
            "Day of the decision whether to prosecute.",
        ),
        Column(
            "charge_decision",
            "code",
            Label("Charge decision", "审查起诉决定"),
            "What was decided on prosecution.",
            codes=codes.CHARGE_DECISION,
        ),
        Column("judged_on", "date", Label("Judged on", "判决日期"), "Day of the first-instance judgment."),
        Column("judgment", "code", Label("Judgment", "判决结果"), "First-instance outcome.", codes=codes.JUDGMENT),
        Column("sentence", "code", Label("Sentence", "刑罚"), "Main punishment imposed.", codes=codes.SENTENCE),
        Column(
            "sentence_months",
            "integer",
            Label("Months of sentence", "刑期（月）"),
            "Months of imprisonment or detention imposed, suspended or not.",
        ),
        Column(
            "extra_steps",
            "integer",
            Label("Extra procedure", "其他业务活动"),
            "Number of returns, extensions and other procedure that the case-process ratio counts.",
            source="domain 4.1",
        ),
        CAMPAIGN,
        HANDLER,
    ),
)
