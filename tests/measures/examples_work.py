"""Procedure, added suspects, campaign tags and grades, worked by hand."""

from tests.measures.worked import Example

STEPS = """
    accepted_on | extra_steps | returns | extensions
    2025-12-31  | 9           | 9       | 9
    2026-01-01  | 0           | 0       | 0
    2026-01-01  | 1           | 1       | 0
    2026-02-01  | 5           | 2       | 1
    2026-03-31  | 2           | 0       | 2
    2026-03-31  |             |         |
    2026-04-01  | 9           | 9       | 9
"""

ADDED = """
    decided_on | added | decision | charge_decision      | judgment      | sentence
    2025-12-31 | true  | approved | prosecuted           | guilty        | imprisonment
    2026-01-01 | true  | approved | prosecuted           | guilty        | imprisonment
    2026-01-01 | true  | approved | prosecuted           | guilty        | life
    2026-01-01 | true  | approved | prosecuted           | guilty        | probation
    2026-02-01 | true  | approved | prosecuted           | acquitted     |
    2026-02-01 | true  | approved | prosecuted           | guilty        | imprisonment
    2026-03-31 | true  | approved | prosecuted           |               |
    2026-03-31 | true  | approved | prosecuted           | not_convicted |
    2026-03-31 | true  | approved | not_prosecuted_minor |               |
    2026-02-01 | true  | refused  | prosecuted           | guilty        | imprisonment
    2026-02-01 | false | approved | prosecuted           | guilty        | imprisonment
    2026-02-01 |       | approved | prosecuted           | guilty        | imprisonment
    2026-04-01 | true  | approved | prosecuted           | guilty        | imprisonment
"""

TAGGED = """
    accepted_on | campaign    | campaign_tagged_on
    2025-10-01  | enterprises | 2025-12-31
    2025-11-02  | enterprises | 2026-01-01
    2025-11-01  | enterprises | 2026-01-01
    2026-02-01  | livelihoods | 2026-02-01
    2026-02-01  | livelihoods | 2026-03-31
    2025-02-01  | livelihoods |
    2025-02-01  |             |
    2026-01-01  | livelihoods | 2026-04-01
"""

GRADED = """
    reviewed_on | mode    | grade
    2025-12-31  | random  | unqualified
    2026-01-01  | random  | unqualified
    2026-01-01  | random  | qualified
    2026-01-31  | random  | defective
    2026-02-01  | random  | basically_qualified
    2026-03-31  | random  |
    2026-01-01  | key     | unqualified
    2026-03-31  | special | unqualified
    2026-03-31  | key     | excellent
    2026-04-01  | random  | unqualified
"""

WORK = [
    # 0, 1, 5 and 2 steps; 0, 1, 2 and 0 of them returns; 0, 0, 1 and 2 extensions.
    Example("extra_steps", STEPS, numerator=8, denominator=4, value=2.0),
    Example("returns", STEPS, numerator=3, denominator=4, value=0.75),
    Example("extensions", STEPS, numerator=3, denominator=4, value=0.75),
    Example("arrests_added", ADDED, numerator=8, denominator=8, value=8),
    Example("added_imprisoned", ADDED, numerator=3, denominator=5, open=2),
    # Sixty days are not more than sixty; sixty-one are.
    Example("tagged_late", TAGGED, numerator=1, denominator=4),
    Example("graded_unqualified", GRADED, numerator=1, denominator=4),
    Example("graded_unqualified_key", GRADED, numerator=2, denominator=3),
]
