"""What supervision of civil and of administrative judgments have in common, and the words both are made of."""

from __future__ import annotations

from caselib.domain.label import Label

__all__ = ["CHANGED", "DISPATCHED", "DUE", "OUTCOME", "RECOMMENDED", "SUPERVISED", "label_of"]

SUPERVISED = "('retrial_recommendation', 'protest', 'protest_requested')"
CHANGED = "retrial_result IN ('changed', 'remanded', 'mediated', 'withdrawn_settled')"
DUE = "dispatched_on + INTERVAL 3 MONTH"
RECOMMENDED = "outcome = 'retrial_recommendation'"
DISPATCHED = f"{RECOMMENDED} AND dispatched_on IS NOT NULL"
OUTCOME = {
    "retrial_recommendation": (RECOMMENDED, "retrial recommendation", "再审检察建议"),
    "protest": ("outcome IN ('protest', 'protest_requested')", "protest", "抗诉"),
}


def label_of(table: str, en: str, zh: str) -> Label:
    """Name a measure that both tables have; the words before it tell which is meant.

    >>> label_of("administrative_supervision", "Days of review", "审查用时").en
    'Administrative: days of review'
    """
    if table == "civil_supervision":
        return Label(en, f"民事{zh}")
    return Label(f"Administrative: {en[0].lower()}{en[1:]}", f"行政{zh}")
