"""The arrest panel, worked by hand. Rows stand on the first day, the last day, and just outside the quarter."""

from tests.measures.worked import Example

DECIDED = """
    decided_on | decision | refusal_ground
    2025-12-31 | refused  | no_crime
    2026-01-01 | refused  | no_crime
    2026-01-01 | refused  | insufficient_evidence
    2026-02-10 | refused  | insufficient_evidence
    2026-02-10 | refused  | no_necessity
    2026-02-11 | refused  | no_necessity
    2026-03-31 | refused  | no_necessity
    2026-03-31 | approved |
    2026-03-31 | approved |
    2026-02-01 | approved |
    2026-02-02 | approved |
    2026-02-03 | approved |
    2026-04-01 | refused  | no_crime
               |          |
"""

CHALLENGED = """
    decided_on | decision | reconsideration | higher_review
    2025-12-31 | refused  | changed         |
    2026-01-01 | refused  | changed         |
    2026-01-02 | refused  | upheld          | changed
    2026-01-03 | refused  | upheld          | upheld
    2026-01-04 | refused  | upheld          |
    2026-03-31 | refused  | upheld          |
    2026-03-31 | refused  |                 |
    2026-03-31 | refused  |                 |
    2026-02-01 | approved |                 |
    2026-04-01 | refused  | changed         |
"""

CHARGED = """
    decided_on | decision | charge_decision
    2025-12-31 | approved | not_prosecuted_minor
    2026-01-01 | approved | not_prosecuted_minor
    2026-01-02 | approved | not_prosecuted_minor
    2026-01-02 | approved | not_prosecuted_minor
    2026-01-03 | approved | not_prosecuted_insufficient
    2026-01-03 | approved | not_prosecuted_insufficient
    2026-01-04 | approved | not_prosecuted_no_crime
    2026-03-31 | approved | not_prosecuted_conditional
    2026-03-31 | approved | not_prosecuted_conditional
    2026-03-31 | approved | not_prosecuted_conditional
    2026-03-31 | approved | not_prosecuted_conditional
    2026-02-01 | approved | withdrawn
    2026-02-01 | approved | withdrawn
    2026-02-01 | approved | withdrawn
    2026-02-01 | approved | withdrawn
    2026-02-01 | approved | withdrawn
    2026-02-01 | approved | prosecuted
    2026-03-30 | approved |
    2026-03-31 | approved |
    2026-02-01 | refused  | not_prosecuted_minor
    2026-02-01 | refused  |
    2026-04-01 | approved | not_prosecuted_no_crime
    2026-04-01 | approved |
"""

JUDGED = """
    decided_on | decision | charge_decision      | judgment  | sentence           | sentence_months
    2025-12-31 | approved | prosecuted           | acquitted |                    |
    2026-01-01 | approved | prosecuted           | acquitted |                    |
    2026-01-02 | approved | prosecuted           | withdrawn |                    |
    2026-01-02 | approved | prosecuted           | withdrawn |                    |
    2026-01-03 | approved | prosecuted           | guilty    | control            |
    2026-01-03 | approved | prosecuted           | guilty    | criminal_detention | 4
    2026-01-04 | approved | prosecuted           | guilty    | fine_only          |
    2026-01-04 | approved | prosecuted           | guilty    | exempted           |
    2026-02-01 | approved | prosecuted           | guilty    | probation          | 36
    2026-02-01 | approved | prosecuted           | guilty    | probation          | 37
    2026-02-01 | approved | prosecuted           | guilty    | imprisonment       | 6
    2026-03-31 | approved | prosecuted           | guilty    | imprisonment       | 120
    2026-03-31 | approved | prosecuted           |           |                    |
    2026-03-31 | approved |                      |           |                    |
    2026-03-31 | approved | not_prosecuted_minor |           |                    |
    2026-02-01 | refused  | prosecuted           | guilty    | control            |
    2026-03-31 | approved | prosecuted           | not_convicted |                |
    2026-04-01 | approved | prosecuted           | acquitted |                    |
"""

TERMS = """
    accepted_on | decided_on | detained
    2025-12-24  | 2025-12-31 | true
    2025-12-25  | 2026-01-01 | true
    2025-12-25  | 2026-01-02 | true
    2026-01-10  | 2026-01-17 | true
    2026-01-10  | 2026-01-16 | true
    2026-01-10  | 2026-01-20 | true
    2026-02-01  | 2026-02-21 | false
    2026-02-01  | 2026-02-22 | false
    2026-02-01  | 2026-02-16 | false
    2026-02-01  | 2026-02-17 | false
    2026-02-01  | 2026-02-05 | false
    2026-03-16  | 2026-03-31 | false
    2026-02-01  | 2026-03-30 |
    2026-03-25  | 2026-04-01 | true
    2026-03-30  |            | true
"""

ARREST = [
    Example(
        "requested",
        """
        accepted_on | decided_on
        2025-12-31  | 2026-01-05
        2026-01-01  | 2026-01-05
        2026-03-31  |
        2026-03-31  | 2026-04-02
        2026-04-01  | 2026-04-02
        """,
        numerator=3,
        denominator=3,
        value=3,
    ),
    Example("arrested", DECIDED, numerator=5, denominator=5, value=5),
    Example("refused", DECIDED, numerator=6, denominator=11),
    Example("refused_no_crime", DECIDED, numerator=1, denominator=11),
    Example("refused_insufficient_evidence", DECIDED, numerator=2, denominator=11),
    Example("refused_no_necessity", DECIDED, numerator=3, denominator=11),
    Example("refusal_challenged", CHALLENGED, numerator=5, denominator=7),
    Example("refusal_changed", CHALLENGED, numerator=2, denominator=5),
    Example("not_prosecuted_after_arrest", CHARGED, numerator=10, denominator=16, open=2),
    Example("not_prosecuted_no_crime_after_arrest", CHARGED, numerator=1, denominator=16, open=2),
    Example("not_prosecuted_insufficient_after_arrest", CHARGED, numerator=2, denominator=16, open=2),
    Example("not_prosecuted_minor_after_arrest", CHARGED, numerator=3, denominator=16, open=2),
    Example("not_prosecuted_conditional_after_arrest", CHARGED, numerator=4, denominator=16, open=2),
    Example("case_withdrawn_after_arrest", CHARGED, numerator=5, denominator=16, open=2),
    Example("withdrawn_after_arrest", JUDGED, numerator=2, denominator=11, open=3),
    Example("acquitted_after_arrest", JUDGED, numerator=1, denominator=11, open=3),
    Example("not_convicted_after_arrest", JUDGED, numerator=4, denominator=12, open=2),
    Example("light_sentence_after_arrest", JUDGED, numerator=5, denominator=8, open=2),
    Example(
        "pretrial_detention",
        """
        charge_decided_on | decision | charge_decision
        2025-12-31        | approved | prosecuted
        2026-01-01        | approved | prosecuted
        2026-01-01        | approved | not_prosecuted_minor
        2026-03-31        | approved | prosecuted
        2026-02-01        | refused  | prosecuted
        2026-02-01        | refused  | not_prosecuted_minor
        2026-02-01        | approved | withdrawn
        2026-04-01        | approved | prosecuted
        """,
        numerator=3,
        denominator=5,
    ),
    # Days in the quarter: 6, 7, 7, 8, 10, 4, 15, 15, 16, 20, 21, 57: the middle lies between 10 and 15.
    Example("days_to_decision", TERMS, numerator=186, denominator=12, value=12.5),
    Example("decided_late", TERMS, numerator=3, denominator=11),
    Example("decided_extended", TERMS, numerator=2, denominator=6),
    Example("decided_on_last_day", TERMS, numerator=2, denominator=3),
    Example(
        "not_interviewed_where_required",
        """
        decided_on | decision | minor | guilty_plea | interviewed
        2025-12-31 | approved | true  | false       | false
        2026-01-01 | approved | true  | false       | false
        2026-01-01 | approved | false | true        | false
        2026-01-01 | refused  | true  | true        | true
        2026-03-31 | refused  |       | true        | true
        2026-03-31 | refused  | true  |             | true
        2026-03-31 | refused  | false | false       | false
        2026-03-31 | refused  | true  | true        |
        2026-04-01 | approved | true  | false       | false
        """,
        numerator=2,
        denominator=5,
    ),
    Example(
        "refused_without_chief",
        """
        decided_on | decision | refusal_ground        | chief_approved
        2025-12-31 | refused  | no_crime              | false
        2026-01-01 | refused  | no_crime              | false
        2026-01-01 | refused  | insufficient_evidence | true
        2026-03-31 | refused  | insufficient_evidence | true
        2026-03-31 | refused  | insufficient_evidence |
        2026-03-31 | refused  | no_necessity          | false
        2026-04-01 | refused  | no_crime              | false
        """,
        numerator=1,
        denominator=3,
    ),
    Example(
        "custody_changed_after_review",
        """
        decided_on | decision | necessity_reviewed_on | released_on
        2025-10-01 | approved | 2025-12-31            | 2025-12-31
        2025-10-01 | approved | 2026-01-01            | 2026-01-01
        2025-12-01 | approved | 2026-02-01            | 2026-02-03
        2025-12-01 | approved | 2026-02-01            | 2026-01-31
        2025-12-01 | approved | 2026-02-01            |
        2025-12-01 | approved | 2026-03-31            |
        2025-12-01 | approved | 2026-04-01            | 2026-04-02
        2025-12-01 | approved |                       | 2026-02-01
        """,
        numerator=2,
        denominator=5,
    ),
    Example(
        "days_to_charge",
        """
        decided_on | decision | charge_decided_on
        2025-12-31 | approved | 2026-01-10
        2026-01-01 | approved | 2026-03-02
        2026-01-01 | approved | 2026-04-11
        2026-03-31 | approved | 2026-08-28
        2026-03-31 | approved |
        2026-02-01 | refused  | 2026-02-02
        2026-04-01 | approved | 2026-04-02
        """,
        numerator=60 + 100 + 150,
        denominator=3,
        open=1,
        value=100,
    ),
]
