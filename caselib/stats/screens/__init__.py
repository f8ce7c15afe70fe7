"""Do numbers look worked for: screens that ask a question, and say what innocent answers there are."""

from caselib.stats.screens.bunching import bunching
from caselib.stats.screens.evidence import Evidence
from caselib.stats.screens.heaping import heaping
from caselib.stats.screens.patterns import Collapse, exactly_all, variance_collapse
from caselib.stats.screens.substitution import Substitution, substitution
from caselib.stats.screens.surge import surge

__all__ = [
    "Collapse",
    "Evidence",
    "Substitution",
    "bunching",
    "exactly_all",
    "heaping",
    "substitution",
    "surge",
    "variance_collapse",
]
