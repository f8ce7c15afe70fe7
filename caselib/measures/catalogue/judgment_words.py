"""What supervision of civil and of administrative judgments have in common, and the words both are made of."""

from __future__ import annotations

__all__ = ["CHANGED", "DISPATCHED", "DUE", "OUTCOME", "RECOMMENDED", "SUPERVISED", "prefix", "prefix_zh"]

SUPERVISED = "('retrial_recommendation', 'protest', 'protest_requested')"
CHANGED = "retrial_result IN ('changed', 'remanded', 'mediated', 'withdrawn_settled')"
DUE = "dispatched_on + INTERVAL 3 MONTH"
RECOMMENDED = "outcome = 'retrial_recommendation'"
DISPATCHED = f"{RECOMMENDED} AND dispatched_on IS NOT NULL"
OUTCOME = {
    "retrial_recommendation": (RECOMMENDED, "retrial recommendation", "再审检察建议"),
    "protest": ("outcome IN ('protest', 'protest_requested')", "protest", "抗诉"),
}


def prefix(table: str) -> str:
    """Give what tells the two tables apart in an English label."""
    return "" if table == "civil_supervision" else "Administrative: "


def prefix_zh(table: str) -> str:
    """Give what tells the two tables apart in a Chinese label."""
    return "民事" if table == "civil_supervision" else "行政"
