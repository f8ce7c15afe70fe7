"""Every rule, by table."""

from caselib.casebook.rules import arrest, arrest_parts, judgments, public_interest, quality
from caselib.casebook.rules.declare import BUILT_IN, BuiltIn, Rule, Severity

__all__ = ["BUILT_IN", "RULES", "BuiltIn", "Rule", "Severity", "declared", "rules_of"]

RULES: tuple[Rule, ...] = (
    *arrest.RULES,
    *arrest_parts.RULES,
    *judgments.RULES,
    *public_interest.RULES,
    *quality.RULES,
)


def declared(table: str, name: str) -> tuple[str, str]:
    """Give the kind and the source of a rule by its name; a check of the office's own has neither.

    >>> declared("arrest_reviews", "refused_without_ground"), declared("arrest_reviews", "duplicate")
    (('completeness', 'CR 285'), ('uniqueness', 'data dictionary'))
    """
    if name in BUILT_IN:
        return BUILT_IN[name].kind, BUILT_IN[name].source
    found = [rule for rule in rules_of(table) if rule.name == name]
    return (found[0].kind, found[0].source) if found else ("", "")


def rules_of(table: str) -> tuple[Rule, ...]:
    """Give the rules of a table, in the order declared."""
    return tuple(rule for rule in RULES if rule.table == table)
