"""Reverse linkage: from a decision not to prosecute to administrative punishment, where it is due."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.declare import Count, Duration, Measure, Rate, months

__all__ = ["MEASURES", "PANEL"]

_TABLE = "reverse_linkage"
_LINKED = ("linkage_examined", "linkage_opinion", "linkage_decided_in_half_a_year", "linkage_punished")
_HALF_A_YEAR = "opinion_on + INTERVAL 6 MONTH"

MEASURES: tuple[Measure, ...] = (
    Count(
        name="linkage_examined",
        table=_TABLE,
        counts="persons",
        clock="accepted_on",
        label=Label("Examined for administrative punishment", "行刑反向衔接审查人数"),
        why="The volume: three fifths of the administrative line in 2024, and never to be added to its supervision.",
        caution="It follows decisions not to prosecute.",
        source="domain 6.2, 6.3",
        read_with=_LINKED,
    ),
    Rate(
        name="linkage_opinion",
        table=_TABLE,
        counts="persons",
        of_which="opinion_on IS NOT NULL",
        clock="accepted_on",
        label=Label("Linkage: opinion sent to the agency", "提出检察意见率"),
        why="Whether punishment was found due: it asks for a statutory basis and for need.",
        caution="Not every person spared prosecution is to be punished; the latest months are still under examination.",
        source="domain 6.3",
        read_with=_LINKED,
    ),
    Rate(
        name="linkage_decided_in_half_a_year",
        table=_TABLE,
        counts="persons",
        among=f"opinion_on IS NOT NULL AND (decided_on IS NOT NULL OR {_HALF_A_YEAR} < data_date)",
        of_which=f"decided_on <= {_HALF_A_YEAR}",
        open=f"opinion_on IS NOT NULL AND decided_on IS NULL AND {_HALF_A_YEAR} >= data_date",
        clock="opinion_on",
        matures_after=months(7),
        label=Label("Linkage: agency decided within six months", "检察意见提出后六个月内处理率"),
        why="An opinion that nobody answers changes nothing; it is to be followed up.",
        caution="Six months is our reading of a reasonable time, not a term of law.",
        source="AD 125; domain 6.2",
        read_with=_LINKED,
    ),
    Rate(
        name="linkage_punished",
        table=_TABLE,
        counts="persons",
        among="opinion_on IS NOT NULL AND result IS NOT NULL",
        of_which="result = 'punished'",
        open="opinion_on IS NOT NULL AND result IS NULL",
        clock="opinion_on",
        matures_after=months(9),
        label=Label("Linkage: punished, of opinions decided on", "检察意见后作出行政处罚率"),
        why="Whether agencies share the opinion.",
        caution="A reasoned decision not to punish may be right.",
        source="domain 6.3",
        read_with=_LINKED,
    ),
    Duration(
        name="days_to_agency_decision",
        table=_TABLE,
        counts="persons",
        among="opinion_on IS NOT NULL",
        open="opinion_on IS NOT NULL AND decided_on IS NULL",
        start="opinion_on",
        end="decided_on",
        cause="result",
        clock="opinion_on",
        matures_after=months(9),
        label=Label("Days from the opinion to the agency's decision", "检察意见至行政处理用时（天）"),
        why="How long the way back takes.",
        caution="The median is of decided matters only.",
        source="domain 6.2",
        read_with=_LINKED,
    ),
)

PANEL: tuple[str, ...] = (*_LINKED, "days_to_agency_decision")
