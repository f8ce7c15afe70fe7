"""Every rule, by table."""

from caselib.casebook.rules import arrest, arrest_parts, judgments, public_interest, quality
from caselib.casebook.rules.declare import BUILT_IN, BuiltIn, Rule, Severity

__all__ = ["BUILT_IN", "RULES", "BuiltIn", "Rule", "Severity", "rules_of"]

RULES: tuple[Rule, ...] = (
    *arrest.RULES,
    *arrest_parts.RULES,
    *judgments.RULES,
    *public_interest.RULES,
    *quality.RULES,
)


def rules_of(table: str) -> tuple[Rule, ...]:
    """Give the rules of a table, in the order declared."""
    return tuple(rule for rule in RULES if rule.table == table)
