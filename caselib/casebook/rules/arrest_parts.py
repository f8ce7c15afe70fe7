"""More rules of arrest reviews: parts that contradict each other, kept and flagged."""

from __future__ import annotations

from caselib.casebook.rules.declare import Rule
from caselib.domain.label import Label

__all__ = ["RULES"]

# name, what is true of a bad row, column, English, Chinese, source
_ROWS = (
    ("custody_after_refusal",
     "decision = 'refused' AND (released_on IS NOT NULL OR necessity_reviewed_on IS NOT NULL)", "released_on",
     "custody reviewed or lifted where none was ordered", "不捕后仍有羁押必要性审查或变更记录", "domain 12"),
    ("steps_below_parts", "extra_steps < COALESCE(returns, 0) + COALESCE(extensions, 0)", "extra_steps",
     "fewer steps in all than returns and extensions", "业务活动总数小于退查与延期之和", "domain 12: parts and wholes"),
    ("tagged_before_received", "campaign_tagged_on < accepted_on", "campaign_tagged_on",
     "tagged with a campaign before it was received", "专项标注早于受理", "domain 9"),
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    Rule(name, "arrest_reviews", bad, "consistency", "flag", column, Label(en, zh), source)
    for name, bad, column, en, zh, source in _ROWS
)
