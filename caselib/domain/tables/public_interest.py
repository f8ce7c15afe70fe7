"""Public interest litigation: one row is a case, from filing to its end."""

from __future__ import annotations

from caselib.domain import vocabulary as codes
from caselib.domain.label import Label
from caselib.domain.tables.declare import Column, Table
from caselib.domain.tables.shared import CAMPAIGN, CASE_ID, HANDLER, TAGGED, UNIT

__all__ = ["PUBLIC_INTEREST"]

PUBLIC_INTEREST = Table(
    name="public_interest",
    label=Label("Public interest litigation", "公益诉讼"),
    row="a case of public interest litigation",
    key=("case_id",),
    strata=("kind", "field", "respondent_type", "clue_source", "campaign"),
    columns=(
        CASE_ID,
        UNIT,
        Column(
            "kind",
            "code",
            Label("Kind", "类型"),
            "Administrative or civil.",
            codes=codes.PIL_KIND,
            source="PR 67, 85",
        ),
        Column(
            "field",
            "code",
            Label("Field", "领域"),
            "Statutory field.",
            codes=codes.PIL_FIELD,
            source="domain 7.4",
        ),
        Column("respondent", "text", Label("Respondent", "监督对象"), "Agency, company or person addressed."),
        Column(
            "respondent_type",
            "code",
            Label("Type of respondent", "监督对象类型"),
            "What the respondent is.",
            codes=codes.RESPONDENT_TYPE,
        ),
        Column(
            "violation_type",
            "text",
            Label("Type of violation", "违法类型"),
            "Nature of the violation; same agency and same nature make one case.",
            source="PR 69",
        ),
        Column("place", "text", Label("Place", "地点"), "Where the harm is."),
        Column(
            "clue_source",
            "code",
            Label("Source of the clue", "线索来源"),
            "How it came up.",
            codes=codes.CLUE_SOURCE,
        ),
        Column(
            "filed_on",
            "date",
            Label("Filed on", "立案日期"),
            "Day of filing.",
            required=True,
            source="PR 28-29, 67",
        ),
        Column(
            "filing_served_on",
            "date",
            Label("Filing served on", "立案决定书送达日期"),
            "Day on which the filing decision was served; seven days.",
            source="PR 70",
        ),
        Column("consulted_on", "date", Label("Consulted on", "磋商日期"), "Day of consultation.", source="PR 70"),
        Column(
            "recommended_on",
            "date",
            Label("Recommended on", "检察建议日期"),
            "Day of the recommendation.",
            source="PR 75",
        ),
        Column("served_on", "date", Label("Served on", "送达日期"), "Day of service; three days.", source="PR 76"),
        Column(
            "urgent",
            "boolean",
            Label("Urgent", "紧急情形"),
            "Whether the shorter term of 15 days holds.",
            source="PI 21",
        ),
        Column(
            "recommendation_text",
            "text",
            Label("Text of the recommendation", "检察建议内容"),
            "Wording of the recommendation; used to find copies, never shown in a report.",
            source="PR 75",
        ),
        Column("replied_on", "date", Label("Replied on", "回复日期"), "Day of the written reply.", source="PI 21"),
        Column(
            "rectification",
            "code",
            Label("Rectification", "整改情况"),
            "How far the harm was put right.",
            codes=codes.RECTIFICATION,
            source="PR 74, 77, 82",
        ),
        Column(
            "rectified_on",
            "date",
            Label("Rectified on", "整改完成日期"),
            "Day on which rectification was complete.",
        ),
        Column(
            "announced_on",
            "date",
            Label("Announced on", "公告日期"),
            "Day of the public notice before a civil suit; 30 days.",
            source="PR 91; PI 13",
        ),
        Column(
            "sued_on",
            "date",
            Label("Sued on", "起诉日期"),
            "Day on which suit was brought.",
            source="PR 81-82, 96",
        ),
        Column(
            "judgment",
            "code",
            Label("Judgment", "裁判结果"),
            "Outcome of the suit.",
            codes=codes.PIL_JUDGMENT,
        ),
        Column("judged_on", "date", Label("Judged on", "裁判日期"), "Day of the judgment."),
        Column(
            "looked_back_on",
            "date",
            Label("Looked back on", "回头看日期"),
            "Day of the look-back.",
            source="domain 7.3",
        ),
        Column(
            "look_back",
            "code",
            Label("Look-back", "回头看结果"),
            "What the look-back found.",
            codes=codes.LOOK_BACK,
        ),
        Column(
            "ended_on",
            "date",
            Label("Ended on", "终结日期"),
            "Day on which the case was ended.",
            source="PR 74, 90",
        ),
        Column(
            "end_reason",
            "code",
            Label("Reason of ending", "终结理由"),
            "Why the case was ended.",
            codes=codes.PIL_END_REASON,
            source="PR 74, 90",
        ),
        CAMPAIGN,
        TAGGED,
        HANDLER,
    ),
)
