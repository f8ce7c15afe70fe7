"""Public interest litigation: the chain from filing to a rectification that holds, and where it breaks."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.catalogue.public_interest_terms import DUE
from caselib.measures.catalogue.public_interest_terms import MEASURES as TERMS
from caselib.measures.declare import Count, Measure, Rate, months

__all__ = ["BRANCH", "CHAIN", "MEASURES", "PANEL"]

_TABLE = "public_interest"
_LINKED = (
    "pil_replied_in_time",
    "pil_fully_rectified",
    "pil_unmet_not_sued",
    "pil_ended_against_record",
    "pil_looked_back",
    "pil_relapsed",
    "pil_supported",
)
_RECOMMENDED = "recommended_on IS NOT NULL"


def _stage(name: str, among: str, en: str, zh: str, source: str) -> Count:
    """Declare how many of the cases filed in a period have reached a stage by now."""
    return Count(
        name=name,
        table=_TABLE,
        counts="cases",
        among=among,
        clock="filed_on",
        label=Label(en, zh),
        why="A step of the chain, counted for the cases filed in one period.",
        caution="Cases filed late in the period have had less time for the later steps.",
        source=source,
    )


_STAGES = (
    _stage("pil_filed", "TRUE", "PIL: filed", "立案", "PR 28-29, 67, 85"),
    _stage("pil_recommended", _RECOMMENDED, "Recommended", "制发检察建议", "PR 75"),
    _stage("pil_replied", f"{_RECOMMENDED} AND replied_on IS NOT NULL", "Replied", "书面回复", "PI 21"),
    _stage("pil_rectified", f"{_RECOMMENDED} AND rectification = 'full'", "Fully rectified", "全部整改", "PR 74, 77"),
    _stage(
        "pil_rectified_looked_back",
        f"{_RECOMMENDED} AND rectification = 'full' AND looked_back_on IS NOT NULL",
        "Looked back at",
        "回头看",
        "domain 7.3",
    ),
    _stage(
        "pil_holds",
        f"{_RECOMMENDED} AND rectification = 'full' AND look_back = 'holds'",
        "Holds",
        "整改成效保持",
        "domain 7.3",
    ),
    _stage("pil_sued", "sued_on IS NOT NULL", "Sued", "提起诉讼", "PR 81-82, 96"),
    _stage("pil_judged", "sued_on IS NOT NULL AND judgment IS NOT NULL", "Judged", "法院裁判", "PR 84, 99"),
)
CHAIN: tuple[str, ...] = tuple(stage.name for stage in _STAGES[:6])
BRANCH: tuple[str, ...] = tuple(stage.name for stage in _STAGES[6:])

MEASURES: tuple[Measure, ...] = (
    *_STAGES,
    Rate(
        name="pil_replied_in_time",
        table=_TABLE,
        counts="cases",
        among=f"kind = 'administrative' AND served_on IS NOT NULL AND (replied_on IS NOT NULL OR {DUE} < data_date)",
        of_which=f"replied_on <= {DUE}",
        open=f"kind = 'administrative' AND served_on IS NOT NULL AND replied_on IS NULL AND {DUE} >= data_date",
        clock="served_on",
        matures_after=months(3),
        label=Label("PIL: agency replied in time", "行政机关按期回复率"),
        why="Two months, or fifteen days where the matter is urgent.",
        caution="A reply is not a rectification, and nearly all reply: read what was done.",
        source="PI 21",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_fully_rectified",
        table=_TABLE,
        counts="cases",
        among=f"{_RECOMMENDED} AND rectification IS NOT NULL",
        of_which="rectification = 'full'",
        open=f"{_RECOMMENDED} AND rectification IS NULL",
        clock="recommended_on",
        matures_after=months(6),
        label=Label("PIL: fully rectified after the recommendation", "诉前全部整改率"),
        why="Whether the harm was put right without a suit.",
        caution="Published near 99 %: as a number it says almost nothing, and it leaves out what is still open.",
        source="PR 74, 77; domain 7.3",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_unmet_not_sued",
        table=_TABLE,
        counts="cases",
        among=(
            f"kind = 'administrative' AND served_on IS NOT NULL AND {DUE} + INTERVAL 3 MONTH < data_date"
            " AND (rectification IN ('partial', 'none') OR (replied_on IS NULL AND rectification IS NULL))"
        ),
        of_which="sued_on IS NULL",
        clock="served_on",
        label=Label("PIL: not or partly rectified, and not sued", "未整改或部分整改未起诉率"),
        why="No reply, or a part only, is 'not performed': suit is then to be brought.",
        caution="An objective obstacle suspends it (PR 78), and later rectification may be on its way.",
        source="PR 78, 82",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_ended_against_record",
        table=_TABLE,
        counts="cases",
        among="ended_on IS NOT NULL AND end_reason IN ('rectified', 'interest_protected')",
        of_which="rectification IN ('partial', 'none') OR (recommended_on IS NOT NULL AND rectification IS NULL)",
        clock="ended_on",
        label=Label("PIL: ended as put right, against the record", "终结理由与整改记录不一致率"),
        why="Full rectification or protected interest is the ground of ending; the record says something else.",
        caution="The record of rectification may be late: look at the follow-up report.",
        source="PR 74, 82",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_looked_back",
        table=_TABLE,
        counts="cases",
        among="rectified_on IS NOT NULL AND rectified_on + INTERVAL 6 MONTH < data_date",
        of_which="looked_back_on IS NOT NULL",
        clock="rectified_on",
        label=Label("PIL: looked back at, of those rectified half a year ago", "回头看率"),
        why="Whether somebody went to see that it lasts.",
        caution="Look-backs may go by risk: not every matter needs one.",
        source="domain 7.3",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_relapsed",
        table=_TABLE,
        counts="cases",
        among="look_back IS NOT NULL",
        of_which="look_back = 'relapsed'",
        clock="looked_back_on",
        label=Label("PIL: relapsed, of those looked back at", "反弹回潮率"),
        why="Rectification that does not last.",
        caution="Who looks where relapse is likely finds more of it; that is the better practice.",
        source="domain 7.3",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_supported",
        table=_TABLE,
        counts="cases",
        among="judgment IN ('supported', 'partly_supported', 'rejected')",
        of_which="judgment = 'supported'",
        clock="judged_on",
        label=Label("PIL: claims wholly supported by the court", "诉讼请求全部支持率"),
        why="Whether what was sued for stood in court.",
        caution="Published near 100 %: it says almost nothing; read the cases that were not.",
        source="domain 4.1, 7.3",
        read_with=_LINKED,
    ),
    Rate(
        name="pil_rejected",
        table=_TABLE,
        counts="cases",
        among="judgment IN ('supported', 'partly_supported', 'rejected')",
        of_which="judgment = 'rejected'",
        clock="judged_on",
        label=Label("PIL: claims rejected by the court", "诉讼请求被驳回率"),
        why="Each is a case to read.",
        caution="A hard case brought for clarity is no failing.",
        source="domain 7.3",
    ),
    Rate(
        name="pil_rectified_before_filed",
        table=_TABLE,
        counts="cases",
        among="rectified_on IS NOT NULL",
        of_which="rectified_on <= filed_on",
        clock="filed_on",
        label=Label("PIL: rectified on or before the day of filing", "立案前已整改率"),
        why="A matter already put right needs no case.",
        caution="Agencies that act at once on a first word give the same picture; so do dates entered late.",
        source="domain 1.7 G2",
    ),
    *TERMS,
)

PANEL: tuple[str, ...] = (
    *_LINKED,
    "pil_rejected",
    "pil_rectified_before_filed",
    "filing_served_late",
    "recommendation_served_late",
    "sued_without_recommendation",
    "sued_without_notice",
    "days_to_recommendation",
    "days_to_reply",
    "days_to_rectification",
)
