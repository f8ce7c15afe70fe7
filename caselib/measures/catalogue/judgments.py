"""What supervision of civil and of administrative judgments have in common: one form, declared for each table."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.declare import Count, Duration, Rate, months

__all__ = [
    "SUPERVISED",
    "accepted",
    "changed_of_concluded",
    "changed_of_issued",
    "court_in_time",
    "days_to_court",
    "days_to_review",
    "dispatched_late",
    "followed_up",
    "issued",
    "protest_upheld",
    "reserved_for_protest",
    "retrial_ordered_of_concluded",
    "retrial_ordered_of_issued",
    "retrial_refused",
    "reviewed_late",
    "without_committee",
]

SUPERVISED = "('retrial_recommendation', 'protest', 'protest_requested')"
_CHANGED = "retrial_result IN ('changed', 'remanded', 'mediated', 'withdrawn_settled')"
_DUE = "dispatched_on + INTERVAL 3 MONTH"
_RECOMMENDED = "outcome = 'retrial_recommendation'"
_DISPATCHED = f"{_RECOMMENDED} AND dispatched_on IS NOT NULL"
_OUTCOME = {
    "retrial_recommendation": (_RECOMMENDED, "retrial recommendation", "再审检察建议"),
    "protest": ("outcome IN ('protest', 'protest_requested')", "protest", "抗诉"),
}
_NOT_THE_OTHER = "Not to be mixed with the share of the other kind (issued, or court-concluded): see domain 1.8."


def _of(table: str) -> str:
    """What tells the two tables apart in a label."""
    return "" if table == "civil_supervision" else "Administrative: "


def _zh(table: str) -> str:
    return "民事" if table == "civil_supervision" else "行政"


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
        among=_OUTCOME[outcome][0],
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
        among=f"{_RECOMMENDED} AND ground IS NOT NULL",
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
        among=f"{_RECOMMENDED} AND committee_decided IS NOT NULL",
        of_which="NOT committee_decided",
        clock="issued_on",
        label=Label(f"{_of(table)}Recommended without the committee", f"{_zh(table)}再审检察建议未经检委会决定率"),
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
        among=f"{_RECOMMENDED} AND issued_on IS NOT NULL AND dispatched_on IS NOT NULL",
        of_which="date_diff('day', issued_on, dispatched_on) > 15",
        clock="issued_on",
        label=Label(f"{_of(table)}Recommendations dispatched after 15 days", f"{_zh(table)}再审检察建议超期发出率"),
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
        among=f"{_DISPATCHED} AND (court_decided_on IS NOT NULL OR {_DUE} < data_date)",
        of_which=f"court_decided_on <= {_DUE}",
        open=f"{_DISPATCHED} AND court_decided_on IS NULL AND {_DUE} >= data_date",
        clock="dispatched_on",
        matures_after=months(4),
        label=Label(f"{_of(table)}Court decided within three months", f"{_zh(table)}再审检察建议法院三个月内处理率"),
        why="The court decides or answers in writing within three months.",
        caution="It speaks of courts, and of how cases are followed, not of the recommendation's worth.",
        source=source,
    )


def retrial_ordered_of_issued(table: str, name: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often retrial was ordered, following what was issued."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{_RECOMMENDED} AND court_decision IS NOT NULL",
        of_which="court_decision = 'retrial_ordered'",
        open=f"{_RECOMMENDED} AND court_decision IS NULL",
        clock="issued_on",
        matures_after=months(9),
        label=Label(
            f"{_of(table)}Retrial ordered, of recommendations issued", f"{_zh(table)}再审检察建议采纳率（按提出）"
        ),
        why="Whether the court took the recommendation up.",
        caution=f"Refusals often come later than adoptions, so open cohorts stand too high. {_NOT_THE_OTHER}",
        source="domain 4.1, 5.1",
        read_with=linked,
    )


def retrial_ordered_of_concluded(table: str, name: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often retrial was ordered, of what courts decided in a period."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{_RECOMMENDED} AND court_decision IS NOT NULL",
        of_which="court_decision = 'retrial_ordered'",
        clock="court_decided_on",
        label=Label(
            f"{_of(table)}Retrial ordered, of court decisions", f"{_zh(table)}再审检察建议采纳率（按法院处理）"
        ),
        why="What courts decided in the period, whenever the recommendation was made.",
        caution=f"It says nothing of the recommendations on which courts are silent. {_NOT_THE_OTHER}",
        source="domain 4.1, 5.1",
        read_with=linked,
    )


def retrial_refused(table: str, name: str) -> Rate:
    """Declare how often the court refused, following what was issued."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{_RECOMMENDED} AND court_decision IS NOT NULL",
        of_which="court_decision = 'refused'",
        open=f"{_RECOMMENDED} AND court_decision IS NULL",
        clock="issued_on",
        matures_after=months(9),
        label=Label(
            f"{_of(table)}Refused by the court, of recommendations issued", f"{_zh(table)}再审检察建议未获采纳率"
        ),
        why="Each is a case to read: was the recommendation wrong, or the refusal?",
        caution="A refusal may be wrong as well; the higher level then takes it on.",
        source="domain 2.3, 5.1",
    )


def protest_upheld(table: str, name: str) -> Rate:
    """Declare how often a protest did not change the judgment."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among="outcome IN ('protest', 'protest_requested') AND retrial_result IS NOT NULL",
        of_which="retrial_result = 'upheld'",
        clock="retrial_concluded_on",
        label=Label(f"{_of(table)}Judgment upheld after a protest", f"{_zh(table)}抗诉后维持率"),
        why="Protests that were not followed are among the cases to be reviewed.",
        caution="A protest for clarity of the law may be right and still fail.",
        source="domain 2.3",
    )


def changed_of_issued(table: str, name: str, outcome: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often the judgment was changed in the end, following what was issued."""
    condition, en, zh = _OUTCOME[outcome]
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{condition} AND (court_decision = 'refused' OR retrial_result IS NOT NULL)",
        of_which=_CHANGED,
        open=f"{condition} AND retrial_result IS NULL AND (court_decision IS NULL OR court_decision <> 'refused')",
        clock="issued_on",
        matures_after=months(18),
        label=Label(f"{_of(table)}Changed in the end, of {en}s issued", f"{_zh(table)}{zh}改变率（按提出）"),
        why="The substance: whether the judgment did not stand.",
        caution=f"Mediation and settlement count as changes, as in the statistics. {_NOT_THE_OTHER}",
        source="domain 4.1",
        read_with=linked,
    )


def changed_of_concluded(table: str, name: str, outcome: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often the judgment was changed, of retrials that ended in a period."""
    condition, en, zh = _OUTCOME[outcome]
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{condition} AND retrial_result IS NOT NULL",
        of_which=_CHANGED,
        clock="retrial_concluded_on",
        label=Label(f"{_of(table)}Changed, of retrials ended ({en})", f"{_zh(table)}{zh}再审改变率（按审结）"),
        why="What retrials brought in the period.",
        caution=f"Refused recommendations never reach it, so it stands high in any case. {_NOT_THE_OTHER}",
        source="domain 4.1",
        read_with=linked,
    )


def followed_up(table: str, name: str, source: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often the office went on where the court was silent or refused, and had three months to do so."""
    silent = f"(court_decided_on IS NULL AND {_DUE} + INTERVAL 3 MONTH < data_date)"
    refused = "(court_decision = 'refused' AND court_decided_on + INTERVAL 3 MONTH < data_date)"
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{_DISPATCHED} AND ({silent} OR {refused})",
        of_which="followed_up_on IS NOT NULL",
        clock="dispatched_on",
        label=Label(f"{_of(table)}Followed up where the court was silent or refused", f"{_zh(table)}跟进监督率"),
        why="Without a timely or right answer the office supervises again or turns to the higher level.",
        caution="A court's reasoned refusal may be right: not to go on is then the proper decision.",
        source=source,
        read_with=linked,
    )


def reviewed_late(table: str, name: str, source: str, among: str = "TRUE") -> Rate:
    """Declare reviews that took more than three months."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"({among}) AND concluded_on IS NOT NULL",
        of_which="concluded_on > accepted_on + INTERVAL 3 MONTH",
        clock="concluded_on",
        label=Label(f"{_of(table)}Review took more than three months", f"{_zh(table)}监督案件审查超三个月率"),
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
        label=Label(f"{_of(table)}Days of review", f"{_zh(table)}监督案件审查用时（天）"),
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
        among=_DISPATCHED,
        open=f"{_DISPATCHED} AND court_decided_on IS NULL",
        start="dispatched_on",
        end="court_decided_on",
        cause="court_decision",
        terms={"all": (91,)},
        clock="dispatched_on",
        matures_after=months(9),
        label=Label(f"{_of(table)}Days to the court's decision", f"{_zh(table)}再审检察建议法院处理用时（天）"),
        why="Adopted, refused, or still open: read the three together over time.",
        caution="The median is of decided cases only; the curve counts those that wait as well.",
        source="domain 5.1",
        read_with=linked,
    )
