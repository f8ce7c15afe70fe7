"""Volumes, procedure and terms of supervision: one form, declared for civil and for administrative judgments."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.catalogue.judgment_words import DISPATCHED, DUE, OUTCOME, RECOMMENDED, label_of
from caselib.measures.declare import Count, Duration, Rate, months

__all__ = [
    "accepted",
    "court_in_time",
    "days_to_court",
    "days_to_review",
    "dispatched_late",
    "issued",
    "reserved_for_protest",
    "reviewed_late",
    "without_committee",
]


def accepted(table: str, name: str, label: Label, source: str, among: str = "TRUE") -> Count:
    """Declare the inflow."""
    return Count(
        name=name,
        table=table,
        counts="cases",
        among=among,
        clock="accepted_on",
        label=label,
        why="The inflow: what parties bring and what the office takes up.",
        caution="It follows courts and parties first.",
        source=source,
    )


def issued(table: str, name: str, outcome: str, label: Label, source: str) -> Count:
    """Declare how many recommendations or protests were made."""
    return Count(
        name=name,
        table=table,
        counts="cases",
        among=OUTCOME[outcome][0],
        clock="issued_on",
        label=label,
        why="The volume behind the shares.",
        caution="A fall may be a gain in quality as well as a loss of strength; one scheme can bring many.",
        source=source,
    )


def reserved_for_protest(
    table: str, name: str, label: Label, source: str, caution: str, linked: tuple[str, ...]
) -> Rate:
    """Declare recommendations on a ground that the rules reserve for protest."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{RECOMMENDED} AND ground IS NOT NULL",
        of_which="ground IN ('law_misapplied', 'judge_corruption')",
        clock="issued_on",
        label=label,
        why="Law wrongly applied and corruption of a judge normally call for a protest.",
        caution=caution,
        source=source,
        read_with=linked,
    )


def without_committee(table: str, name: str, source: str) -> Rate:
    """Declare recommendations that the committee did not decide."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{RECOMMENDED} AND committee_decided IS NOT NULL",
        of_which="NOT committee_decided",
        clock="issued_on",
        label=label_of(table, "Recommended without the committee", "再审检察建议未经检委会决定率"),
        why="The procuratorial committee decides on retrial recommendations.",
        caution="The field may be filled in late: look at the minutes.",
        source=source,
    )


def dispatched_late(table: str, name: str, source: str) -> Rate:
    """Declare recommendations sent after their fifteen days."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{RECOMMENDED} AND issued_on IS NOT NULL AND dispatched_on IS NOT NULL",
        of_which="date_diff('day', issued_on, dispatched_on) > 15",
        clock="issued_on",
        label=label_of(table, "Recommendations dispatched after 15 days", "再审检察建议超期发出率"),
        why="It is sent to the court within 15 days of the decision.",
        caution="A last day on a holiday runs on to the next working day.",
        source=source,
    )


def court_in_time(table: str, name: str, source: str) -> Rate:
    """Declare court decisions within three months; a court that is silent after them counts as not in time."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{DISPATCHED} AND (court_decided_on IS NOT NULL OR {DUE} < data_date)",
        of_which=f"court_decided_on <= {DUE}",
        open=f"{DISPATCHED} AND court_decided_on IS NULL AND {DUE} >= data_date",
        clock="dispatched_on",
        matures_after=months(4),
        label=label_of(table, "Court decided within three months", "再审检察建议法院三个月内处理率"),
        why="The court decides or answers in writing within three months.",
        caution="It speaks of courts, and of how cases are followed, not of the recommendation's worth.",
        source=source,
    )


def reviewed_late(table: str, name: str, source: str, among: str = "concluded_on IS NOT NULL") -> Rate:
    """Declare reviews that took more than three months."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=among,
        of_which="concluded_on > accepted_on + INTERVAL 3 MONTH",
        clock="concluded_on",
        label=label_of(table, "Review took more than three months", "监督案件审查超三个月率"),
        why="Review takes three months at most.",
        caution="Time for files and experts does not count, and extensions exist; neither is in the table.",
        source=source,
    )


def days_to_review(table: str, name: str, source: str, among: str = "TRUE") -> Duration:
    """Declare the days of review."""
    return Duration(
        name=name,
        table=table,
        counts="cases",
        among=among,
        open=f"({among}) AND concluded_on IS NULL",
        start="accepted_on",
        end="concluded_on",
        cause="outcome",
        terms={"all": (91,)},
        clock="accepted_on",
        matures_after=months(6),
        label=label_of(table, "Days of review", "监督案件审查用时（天）"),
        why="Review takes three months at most; old cases that stay open are seen here.",
        caution="Excluded time is not in the table.",
        source=source,
    )


def days_to_court(table: str, name: str, linked: tuple[str, ...]) -> Duration:
    """Declare the days until the court decides, and in which way."""
    return Duration(
        name=name,
        table=table,
        counts="cases",
        among=DISPATCHED,
        open=f"{DISPATCHED} AND court_decided_on IS NULL",
        start="dispatched_on",
        end="court_decided_on",
        cause="court_decision",
        terms={"all": (91,)},
        clock="dispatched_on",
        matures_after=months(9),
        label=label_of(table, "Days to the court's decision", "再审检察建议法院处理用时（天）"),
        why="Adopted, refused, or still open: read the three together over time.",
        caution="The median is of decided cases only; the curve counts those that wait as well.",
        source="domain 5.1",
        read_with=linked,
    )
