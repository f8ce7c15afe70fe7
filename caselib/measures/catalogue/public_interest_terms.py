"""Public interest litigation as procedure: terms of service and reply, what must come before a suit, days by step."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.declare import Duration, Measure, Rate, months

__all__ = ["DUE", "MEASURES"]

_TABLE = "public_interest"
DUE = "CASE WHEN urgent THEN served_on + INTERVAL 15 DAY ELSE served_on + INTERVAL 2 MONTH END"


def _broken(name: str, among: str, of_which: str, clock: str, label: Label, why: str, source: str) -> Rate:
    """Declare the share in which a step of procedure is not as it must be."""
    return Rate(
        name=name,
        table=_TABLE,
        counts="cases",
        among=among,
        of_which=of_which,
        clock=clock,
        label=label,
        why=why,
        caution="Dates are entered by hand: look at the receipt first.",
        source=source,
    )


def _days(
    name: str, among: str, start: str, end: str, label: Label, why: str, source: str, mature: int, term: int = 0
) -> Duration:
    """Declare the days of a step, followed while it is open."""
    return Duration(
        name=name,
        table=_TABLE,
        counts="cases",
        among=among,
        open=f"({among}) AND {start} IS NOT NULL AND {end} IS NULL",
        start=start,
        end=end,
        clock=start,
        matures_after=months(mature),
        terms={"all": (term,)} if term else {},
        label=label,
        why=why,
        caution="The median is of steps that ended; the curve counts those that wait as well.",
        source=source,
    )


MEASURES: tuple[Measure, ...] = (
    _broken(
        "filing_served_late",
        "kind = 'administrative' AND filing_served_on IS NOT NULL",
        "date_diff('day', filed_on, filing_served_on) > 7",
        "filed_on",
        Label("Filing served after seven days", "立案决定书超期送达率"),
        "The decision to file is served on the agency within seven days.",
        "PR 70",
    ),
    _broken(
        "recommendation_served_late",
        "kind = 'administrative' AND recommended_on IS NOT NULL AND served_on IS NOT NULL",
        "date_diff('day', recommended_on, served_on) > 3",
        "recommended_on",
        Label("Recommendation served after three days", "检察建议超期送达率"),
        "A recommendation is served within three days.",
        "PR 76",
    ),
    _broken(
        "sued_without_recommendation",
        "kind = 'administrative' AND sued_on IS NOT NULL",
        "recommended_on IS NULL OR recommended_on > sued_on",
        "sued_on",
        Label("Agency sued without a recommendation before", "未经检察建议起诉率"),
        "An agency is sued only after a recommendation.",
        "PR 75, 81",
    ),
    _broken(
        "sued_without_notice",
        "kind = 'civil' AND sued_on IS NOT NULL",
        "announced_on IS NULL OR date_diff('day', announced_on, sued_on) < 30",
        "sued_on",
        Label("Civil suit without thirty days of notice", "公告未满三十日起诉率"),
        "A civil suit follows thirty days of public notice, so that others may sue, unless attached to a prosecution.",
        "PR 91; PI 13",
    ),
    _days(
        "days_to_recommendation",
        "kind = 'administrative' AND (recommended_on IS NOT NULL OR ended_on IS NULL)",
        "filed_on",
        "recommended_on",
        Label("Days from filing to the recommendation", "立案至检察建议用时（天）"),
        "Investigation before the recommendation.",
        "PR 71-75",
        6,
    ),
    _days(
        "days_to_reply",
        "kind = 'administrative'",
        "served_on",
        "replied_on",
        Label("Days from service to the reply", "送达至回复用时（天）"),
        "Two months, or fifteen days where urgent.",
        "PI 21",
        3,
        61,
    ),
    _days(
        "days_to_rectification",
        "kind = 'administrative' AND (rectified_on IS NOT NULL OR (ended_on IS NULL AND sued_on IS NULL))",
        "served_on",
        "rectified_on",
        Label("Days from service to full rectification", "送达至整改完成用时（天）"),
        "How long the harm goes on after the recommendation.",
        "PR 74, 77",
        9,
    ),
    _days(
        "days_to_look_back",
        "rectification = 'full'",
        "rectified_on",
        "looked_back_on",
        Label("Days from rectification to the look-back", "整改完成至回头看用时（天）"),
        "A look-back too soon can't see a relapse.",
        "domain 7.3",
        12,
    ),
)
