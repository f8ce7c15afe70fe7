"""Columns that several tables have, so that each is worded once."""

from __future__ import annotations

from caselib.domain import vocabulary as codes
from caselib.domain.label import Label
from caselib.domain.tables.declare import Column

__all__ = ["CAMPAIGN", "CASE_ID", "HANDLER", "TAGGED", "UNIT"]

CASE_ID = Column(
    "case_id",
    "key",
    Label("Case number", "统一受案号"),
    "Unified case number; it spans the stages of one case.",
    required=True,
    source="domain 8",
)
UNIT = Column(
    "unit",
    "unit",
    Label("Unit", "办案单位"),
    "Code of the procuratorate that handles the case, as in `units`.",
    required=True,
    source="domain 8",
)
CAMPAIGN = Column(
    "campaign",
    "code",
    Label("Campaign", "专项行动"),
    "Special campaign that the case is tagged with, if any.",
    codes=codes.CAMPAIGN,
    source="domain 9",
)
TAGGED = Column(
    "campaign_tagged_on",
    "date",
    Label("Campaign tagged on", "专项标注日期"),
    "Day on which the tag of the campaign was entered; many tags entered late and at once ask why.",
    source="domain 9",
)
HANDLER = Column(
    "handler",
    "text",
    Label("Handler", "承办检察官"),
    "Pseudonymous key of the handling prosecutor; never shown beside an outcome.",
    source="PR 6, CV 7",
)
