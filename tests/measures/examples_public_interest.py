"""Public interest litigation, worked by hand. Data reach to 2026-09-30."""

from tests.measures.worked import Example

CHAIN = """
    filed_on   | recommended_on | replied_on | rectification | looked_back_on | look_back | sued_on    | judgment
    2025-12-31 | 2026-01-10     | 2026-02-10 | full          | 2026-08-10     | holds     |            |
    2026-01-01 | 2026-01-10     | 2026-02-10 | full          | 2026-08-10     | holds     |            |
    2026-01-01 | 2026-01-10     | 2026-02-10 | full          | 2026-08-10     | relapsed  | 2026-09-01 |
    2026-02-01 | 2026-02-10     | 2026-03-10 | full          |                |           |            |
    2026-02-01 | 2026-02-10     | 2026-03-10 | partial       | 2026-08-10     | holds     | 2026-05-01 | supported
    2026-03-31 | 2026-04-10     |            | none          |                |           | 2026-08-01 | rejected
    2026-03-31 | 2026-04-10     |            |               |                |           |            |
    2026-03-31 |                |            |               |                |           | 2026-05-01 |
    2026-03-31 |                |            |               |                |           |            |
    2026-04-01 | 2026-04-10     | 2026-05-10 | full          | 2026-08-10     | holds     |            |
"""

SERVED = """
    kind           | recommended_on | served_on  | urgent | replied_on | rectification | sued_on
    administrative | 2025-12-31     | 2025-12-31 | false  | 2026-01-10 | full          |
    administrative | 2026-01-01     | 2026-01-01 | false  | 2026-03-01 | full          |
    administrative | 2026-01-01     | 2026-01-01 | false  | 2026-03-02 | partial       |
    administrative | 2026-01-28     | 2026-02-01 | true   | 2026-02-16 | full          |
    administrative | 2026-02-01     | 2026-02-01 | true   | 2026-02-17 | none          | 2026-05-01
    administrative | 2026-02-01     | 2026-02-04 |        | 2026-03-04 | full          |
    administrative | 2026-03-31     | 2026-03-31 | false  |            |               |
    administrative | 2026-03-31     | 2026-03-31 | false  |            | partial       |
    administrative | 2026-03-31     | 2026-03-31 | false  | 2026-05-31 |               |
    civil          | 2026-03-31     | 2026-03-31 | false  |            | none          |
    administrative | 2026-03-31     |            |        |            |               |
    administrative | 2026-03-31     | 2026-04-01 | false  |            |               |
    administrative | 2026-03-30     | 2026-03-30 | true   | 2026-04-05 |               |
"""

LATE = """
    kind           | served_on  | urgent | replied_on
    administrative | 2026-07-01 | false  | 2026-08-01
    administrative | 2026-07-29 | false  |
    administrative | 2026-07-30 | false  |
    administrative | 2026-08-15 | false  | 2026-09-15
    administrative | 2026-08-20 | false  | 2026-08-25
    administrative | 2026-09-14 | true   |
    administrative | 2026-09-15 | true   |
"""

ENDED = """
    ended_on   | end_reason         | recommended_on | rectification
    2025-12-31 | rectified          | 2025-11-01     | partial
    2026-01-01 | rectified          | 2025-11-01     | partial
    2026-01-01 | rectified          | 2025-11-01     | full
    2026-02-01 | interest_protected | 2025-11-01     |
    2026-02-01 | interest_protected |                |
    2026-03-31 | interest_protected | 2025-11-01     | full
    2026-03-31 | no_illegality      | 2025-11-01     | none
    2026-03-31 | rectified          | 2025-11-01     | full
    2026-04-01 | rectified          | 2025-11-01     | none
"""

LOOKED = """
    filed_on   | rectification | rectified_on | looked_back_on | look_back
    2025-10-01 | full          | 2025-12-31   | 2026-03-31     | relapsed
    2025-10-01 | full          | 2026-01-01   | 2026-03-31     | relapsed
    2025-10-01 | full          | 2026-01-31   | 2026-03-02     | holds
    2025-10-01 | full          | 2026-01-31   | 2026-02-10     | holds
    2026-03-29 | full          | 2026-03-29   |                |
    2026-04-15 | full          | 2026-03-29   |                |
    2025-10-01 | full          | 2026-03-31   | 2026-04-30     | relapsed
    2026-02-01 | full          | 2026-01-15   | 2026-03-31     | holds
    2026-03-31 | partial       |              |                |
    2026-03-01 | full          | 2026-04-01   | 2026-05-01     | holds
"""

SUED = """
    kind           | recommended_on | announced_on | sued_on    | judged_on  | judgment
    administrative | 2025-11-01     |              | 2025-12-31 | 2026-01-01 | supported
    administrative | 2025-11-01     |              | 2026-01-01 | 2026-02-01 | supported
    administrative |                |              | 2026-01-01 | 2026-02-01 | partly_supported
    administrative | 2026-03-30     |              | 2026-03-31 | 2026-03-31 | rejected
    administrative | 2026-04-02     |              | 2026-03-31 | 2026-03-31 | withdrawn_met
    administrative | 2026-02-02     |              | 2026-03-31 | 2026-03-31 | supported
    civil          |                | 2025-10-01   | 2025-12-01 | 2026-03-01 | supported
    civil          |                | 2025-12-02   | 2026-01-01 | 2026-04-01 | supported
    civil          |                | 2025-12-03   | 2026-01-01 |            |
    civil          |                |              | 2026-03-31 | 2026-03-31 | rejected
    civil          |                | 2026-01-31   | 2026-03-31 |            |
    civil          |                | 2026-01-31   | 2026-03-31 |            |
    civil          |                |              | 2026-04-01 |            |
"""

DAYS = """
    kind           | filed_on   | filing_served_on | recommended_on | served_on  | rectified_on
    administrative | 2025-12-31 | 2026-01-31       | 2026-01-31     | 2026-02-28 | 2026-03-31
    administrative | 2026-01-01 | 2026-01-08       | 2026-01-11     | 2026-01-14 | 2026-01-24
    administrative | 2026-01-01 | 2026-01-09       | 2026-01-31     | 2026-02-04 | 2026-05-15
    administrative | 2026-03-31 | 2026-04-01       |                |            |
    administrative | 2026-03-31 | 2026-04-30       | 2026-06-29     | 2026-06-30 |
    administrative | 2026-03-31 | 2026-04-02       | 2026-03-31     | 2026-03-31 |
    civil          | 2026-01-01 | 2026-03-01       | 2026-01-01     | 2026-01-31 | 2026-02-01
    administrative | 2026-04-01 | 2026-05-01       | 2026-04-02     | 2026-04-09 | 2026-04-10
    administrative | 2026-05-05 | 2026-05-06       | 2026-05-10     | 2026-05-12 |
"""

PUBLIC_INTEREST = [
    Example("pil_filed", CHAIN, numerator=8, denominator=8, value=8),
    Example("pil_recommended", CHAIN, numerator=6, denominator=6, value=6),
    Example("pil_replied", CHAIN, numerator=4, denominator=4, value=4),
    Example("pil_rectified", CHAIN, numerator=3, denominator=3, value=3),
    Example("pil_rectified_looked_back", CHAIN, numerator=2, denominator=2, value=2),
    Example("pil_holds", CHAIN, numerator=1, denominator=1, value=1),
    Example("pil_sued", CHAIN, numerator=4, denominator=4, value=4),
    Example("pil_judged", CHAIN, numerator=2, denominator=2, value=2),
    # In time: 1 March, 16 February, 4 March, 31 May, 5 April; not: 2 March, 17 February, and two silent ones.
    Example("pil_replied_in_time", SERVED, numerator=5, denominator=9),
    Example("pil_replied_in_time", LATE, numerator=3, denominator=5, open=2, period="2026Q3"),
    Example("pil_fully_rectified", SERVED, numerator=3, denominator=7, open=5),
    # Partly, none, silent, and partly without a reply; one of the four was sued.
    Example("pil_unmet_not_sued", SERVED, numerator=3, denominator=4),
    Example("pil_ended_against_record", ENDED, numerator=2, denominator=6),
    Example("pil_looked_back", LOOKED, numerator=4, denominator=6),
    Example("pil_relapsed", LOOKED, numerator=2, denominator=5),
    Example("pil_rectified_before_filed", LOOKED, numerator=3, denominator=4, period="2026Q1-Q2"),
    Example("pil_supported", SUED, numerator=4, denominator=7),
    Example("pil_rejected", SUED, numerator=2, denominator=7),
    Example("filing_served_late", DAYS, numerator=2, denominator=5),
    Example("recommendation_served_late", DAYS, numerator=3, denominator=7, period="2026Q1-Q2"),
    Example("sued_without_recommendation", SUED, numerator=2, denominator=5),
    Example("sued_without_notice", SUED, numerator=2, denominator=5),
    # Filed in the quarter: 10, 30, 90 and 0 days; one without a recommendation.
    Example("days_to_recommendation", DAYS, numerator=130, denominator=4, open=1, value=20),
    # Served in the quarter: 59, 60, 15, 16, 28, 61 and 6 days; two without a reply.
    Example("days_to_reply", SERVED, numerator=245, denominator=7, open=2, value=28),
    # Served in the quarter: 31, 10 and 100 days; one is not done.
    Example("days_to_rectification", DAYS, numerator=141, denominator=3, open=1, value=31),
    # Rectified in the quarter: 89, 30, 10, 30 and 75 days; two were not looked back at.
    Example("days_to_look_back", LOOKED, numerator=234, denominator=5, open=2, value=30),
]
