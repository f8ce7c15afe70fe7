"""What courts made of recommendations and protests: one form, declared for civil and for administrative cases."""

from __future__ import annotations

from caselib.measures.catalogue.judgment_words import CHANGED, DISPATCHED, DUE, OUTCOME, RECOMMENDED, label_of
from caselib.measures.declare import Rate, months

__all__ = [
    "changed_of_concluded",
    "changed_of_issued",
    "followed_up",
    "protest_upheld",
    "retrial_ordered_of_concluded",
    "retrial_ordered_of_issued",
    "retrial_refused",
]

_NOT_THE_OTHER = "Not to be mixed with the share of the other kind (issued, or court-concluded): see domain 1.8."


def retrial_ordered_of_issued(table: str, name: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often retrial was ordered, following what was issued."""
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{RECOMMENDED} AND court_decision IS NOT NULL",
        of_which="court_decision = 'retrial_ordered'",
        open=f"{RECOMMENDED} AND court_decision IS NULL",
        clock="issued_on",
        matures_after=months(9),
        label=label_of(
            table,
            "Retrial ordered, of recommendations issued",
            "再审检察建议采纳率（按提出）",
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
        among=f"{RECOMMENDED} AND court_decision IS NOT NULL",
        of_which="court_decision = 'retrial_ordered'",
        clock="court_decided_on",
        label=label_of(table, "Retrial ordered, of court decisions", "再审检察建议采纳率（按法院处理）"),
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
        among=f"{RECOMMENDED} AND court_decision IS NOT NULL",
        of_which="court_decision = 'refused'",
        open=f"{RECOMMENDED} AND court_decision IS NULL",
        clock="issued_on",
        matures_after=months(9),
        label=label_of(
            table,
            "Refused by the court, of recommendations issued",
            "再审检察建议未获采纳率",
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
        label=label_of(table, "Judgment upheld after a protest", "抗诉后维持率"),
        why="Protests that were not followed are among the cases to be reviewed.",
        caution="A protest for clarity of the law may be right and still fail.",
        source="domain 2.3",
    )


def changed_of_issued(table: str, name: str, outcome: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often the judgment was changed in the end, following what was issued."""
    condition, en, zh = OUTCOME[outcome]
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{condition} AND (court_decision = 'refused' OR retrial_result IS NOT NULL)",
        of_which=CHANGED,
        open=f"{condition} AND retrial_result IS NULL AND (court_decision IS NULL OR court_decision <> 'refused')",
        clock="issued_on",
        matures_after=months(18),
        label=label_of(table, f"Changed in the end, of {en}s issued", f"{zh}改变率（按提出）"),
        why="The substance: whether the judgment did not stand.",
        caution=f"Mediation and settlement count as changes, as in the statistics. {_NOT_THE_OTHER}",
        source="domain 4.1",
        read_with=linked,
    )


def changed_of_concluded(table: str, name: str, outcome: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often the judgment was changed, of retrials that ended in a period."""
    condition, en, zh = OUTCOME[outcome]
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{condition} AND retrial_result IS NOT NULL",
        of_which=CHANGED,
        clock="retrial_concluded_on",
        label=label_of(table, f"Changed, of retrials ended ({en})", f"{zh}再审改变率（按审结）"),
        why="What retrials brought in the period.",
        caution=f"Refused recommendations never reach it, so it stands high in any case. {_NOT_THE_OTHER}",
        source="domain 4.1",
        read_with=linked,
    )


def followed_up(table: str, name: str, source: str, linked: tuple[str, ...]) -> Rate:
    """Declare how often the office went on where the court was silent or refused, and had three months to do so."""
    silent = f"(court_decided_on IS NULL AND {DUE} + INTERVAL 3 MONTH < data_date)"
    refused = "(court_decision = 'refused' AND court_decided_on + INTERVAL 3 MONTH < data_date)"
    return Rate(
        name=name,
        table=table,
        counts="cases",
        among=f"{DISPATCHED} AND ({silent} OR {refused})",
        of_which="followed_up_on IS NOT NULL",
        clock="dispatched_on",
        label=label_of(table, "Followed up where the court was silent or refused", "跟进监督率"),
        why="Without a timely or right answer the office supervises again or turns to the higher level.",
        caution="A court's reasoned refusal may be right: not to go on is then the proper decision.",
        source=source,
        read_with=linked,
    )
