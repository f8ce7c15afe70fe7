"""Supervision of civil and administrative judgments, and reverse linkage, worked by hand. Data reach to 2026-09-30."""

from tests.measures.worked import Example

ISSUED = """
    issued_on  | outcome                | ground           | committee_decided | dispatched_on
    2025-12-31 | retrial_recommendation | law_misapplied   | false             | 2026-01-31
    2026-01-01 | retrial_recommendation | law_misapplied   | true              | 2026-01-16
    2026-01-01 | retrial_recommendation | new_evidence     | true              | 2026-01-17
    2026-02-01 | retrial_recommendation | forged_evidence  | true              | 2026-02-02
    2026-02-01 | retrial_recommendation | judge_corruption | false             | 2026-02-28
    2026-03-31 | retrial_recommendation | new_evidence     |                   |
    2026-03-31 | retrial_recommendation | new_evidence     | true              | 2026-03-31
    2026-03-31 | retrial_recommendation |                  | true              | 2026-04-01
    2026-03-01 | protest                | law_misapplied   | true              | 2026-03-02
    2026-03-01 | protest_requested      | law_misapplied   | false             | 2026-04-02
    2026-03-01 | recommendation         | law_misapplied   | false             | 2026-04-02
    2026-03-01 | ended                  |                  |                   |
    2026-04-01 | retrial_recommendation | law_misapplied   | false             | 2026-05-01
"""

# Three months from 2026-03-31 end on 2026-06-30; the silent one of that day has had its time, as those before.
COURT = """
    dispatched_on | outcome                | court_decided_on
    2025-12-31    | retrial_recommendation | 2026-01-05
    2026-01-01    | retrial_recommendation | 2026-04-01
    2026-01-01    | retrial_recommendation | 2026-04-02
    2026-02-01    | retrial_recommendation | 2026-02-20
    2026-03-31    | retrial_recommendation | 2026-06-30
    2026-03-31    | retrial_recommendation |
    2026-03-01    | protest                | 2026-03-05
    2026-04-01    | retrial_recommendation | 2026-04-05
"""

WAITING = """
    dispatched_on | outcome                | court_decided_on
    2026-07-01    | retrial_recommendation | 2026-07-20
    2026-07-01    | retrial_recommendation | 2026-09-15
    2026-06-29    | retrial_recommendation |
    2026-06-30    | retrial_recommendation | 2026-07-05
    2026-07-02    | retrial_recommendation |
    2026-08-01    | retrial_recommendation |
    2026-09-30    | retrial_recommendation |
"""

ENDED = """
    issued_on  | outcome                | court_decided_on | court_decision  | retrial_concluded_on | retrial_result
    2025-12-31 | retrial_recommendation | 2026-01-31       | retrial_ordered | 2026-02-28           | changed
    2026-01-01 | retrial_recommendation | 2026-01-31       | retrial_ordered | 2026-03-31           | changed
    2026-01-01 | retrial_recommendation | 2026-02-28       | retrial_ordered | 2026-03-31           | remanded
    2026-01-05 | retrial_recommendation | 2026-02-28       | retrial_ordered | 2026-06-30           | mediated
    2026-01-05 | retrial_recommendation | 2026-03-31       | retrial_ordered | 2026-03-31           | upheld
    2026-02-01 | retrial_recommendation | 2026-04-01       | retrial_ordered | 2026-07-31           | withdrawn_settled
    2026-02-01 | retrial_recommendation | 2026-03-31       | refused         |                      |
    2026-02-01 | retrial_recommendation | 2026-04-01       | refused         |                      |
    2026-03-31 | retrial_recommendation | 2026-05-01       | retrial_ordered |                      |
    2026-03-31 | retrial_recommendation |                  |                 |                      |
    2026-02-01 | protest                | 2026-02-28       | retrial_ordered | 2026-03-31           | upheld
    2026-02-01 | protest_requested      | 2026-02-28       | retrial_ordered | 2026-03-31           | changed
    2026-02-01 | protest                | 2026-02-28       | retrial_ordered | 2026-03-31           | changed
    2026-02-01 | protest                | 2026-02-28       | retrial_ordered | 2026-04-01           | upheld
    2026-04-01 | retrial_recommendation | 2026-04-20       | refused         |                      |
"""

# Silent until 2026-03-30 and three months more; a refusal of 2026-06-30 has just had its three months of following up.
FOLLOWED = """
    dispatched_on | outcome                | court_decided_on | court_decision  | followed_up_on
    2025-12-31    | retrial_recommendation |                  |                 | 2026-05-01
    2026-01-01    | retrial_recommendation |                  |                 | 2026-05-01
    2026-01-01    | retrial_recommendation |                  |                 |
    2026-03-29    | retrial_recommendation |                  |                 |
    2026-03-31    | retrial_recommendation |                  |                 |
    2026-01-01    | retrial_recommendation | 2026-02-01       | refused         | 2026-03-01
    2026-03-31    | retrial_recommendation | 2026-06-29       | refused         |
    2026-03-31    | retrial_recommendation | 2026-06-30       | refused         |
    2026-03-01    | retrial_recommendation | 2026-04-01       | retrial_ordered |
    2026-03-01    | protest                | 2026-04-01       | refused         | 2026-05-01
    2026-04-01    | retrial_recommendation | 2026-05-01       | refused         | 2026-06-01
"""

REVIEWED = """
    accepted_on | concluded_on | origin         | outcome
    2025-09-30  | 2025-12-31   | application    | protest
    2025-10-01  | 2026-01-01   | application    | retrial_recommendation
    2025-10-01  | 2026-01-02   | application    | not_supported
    2026-01-01  | 2026-03-31   | application    | not_supported
    2026-01-01  | 2026-02-01   | own_initiative | protest
    2026-03-31  | 2026-03-31   | application    | ended
    2026-03-31  | 2026-06-30   | application    | protest_requested
    2026-03-31  |              | own_initiative |
    2026-02-01  |              |                |
    2026-04-01  | 2026-04-02   | own_initiative | protest
"""


def _civil() -> list[Example]:
    return [
        Example("civil_accepted", REVIEWED, numerator=6, denominator=6, value=6),
        Example("retrial_recommended", ISSUED, numerator=7, denominator=7, value=7),
        Example("civil_protested", ISSUED, numerator=2, denominator=2, value=2),
        Example("recommended_of_proposed", ISSUED, numerator=7, denominator=9),
        Example("recommended_where_protest", ISSUED, numerator=2, denominator=6),
        Example("recommended_without_committee", ISSUED, numerator=1, denominator=6),
        Example("recommendation_dispatched_late", ISSUED, numerator=2, denominator=6),
        Example("court_decided_in_time", COURT, numerator=3, denominator=5),
        Example("court_decided_in_time", WAITING, numerator=3, denominator=4, open=3, period="2026Q2-Q3"),
        Example("retrial_ordered_of_issued", ENDED, numerator=6, denominator=8, open=1),
        Example("retrial_refused_of_issued", ENDED, numerator=2, denominator=8, open=1),
        Example("retrial_ordered_of_concluded", ENDED, numerator=5, denominator=6),
        Example("changed_of_issued", ENDED, numerator=4, denominator=7, open=2),
        Example("changed_of_concluded", ENDED, numerator=3, denominator=4),
        Example("protest_changed_of_concluded", ENDED, numerator=2, denominator=3),
        Example("protest_upheld_of_concluded", ENDED, numerator=1, denominator=3),
        Example("followed_up", FOLLOWED, numerator=2, denominator=5),
        Example("application_led_to_supervision", REVIEWED, numerator=1, denominator=4),
        Example("civil_own_initiative", REVIEWED, numerator=2, denominator=5),
        Example("civil_reviewed_late", REVIEWED, numerator=1, denominator=5),
        # From acceptance in the quarter: 0, 31, 89 and 91 days; the middle lies between 31 and 89.
        Example("days_to_conclusion", REVIEWED, numerator=211, denominator=4, open=2, value=60),
        # Days: 90, 91, 19, 91; one still open.
        Example("days_to_court_decision", COURT, numerator=291, denominator=4, open=1, value=90.5),
    ]


def _with_kind(cases: str, kind: str = "judgment") -> str:
    """The same grid, of administrative cases of one kind."""
    head, *rows = cases.strip().splitlines()
    return "\n".join([f"{head} | kind", *(f"{row} | {kind}" for row in rows)])


KINDS = """
    issued_on  | kind           | outcome        | court_decision
    2025-12-31 | trial_activity | recommendation | adopted
    2026-01-01 | trial_activity | recommendation | adopted
    2026-01-01 | trial_activity | recommendation | adopted
    2026-03-31 | trial_activity | recommendation | refused
    2026-03-31 | trial_activity | recommendation |
    2026-03-31 | trial_activity | ended          | adopted
    2026-01-01 | enforcement    | recommendation | adopted
    2026-01-01 | enforcement    | recommendation | adopted
    2026-01-01 | enforcement    | recommendation | adopted
    2026-01-01 | enforcement    | recommendation | refused
    2026-01-01 | illegal_act    | recommendation | adopted
    2026-01-01 | illegal_act    | recommendation | refused
    2026-01-01 | illegal_act    | recommendation | refused
    2026-01-01 | illegal_act    | recommendation |
    2026-01-01 | illegal_act    | recommendation |
    2026-04-01 | enforcement    | recommendation | adopted
"""

APPLIED = """
    accepted_on | concluded_on | kind        | origin         | outcome                | dispute_resolved_on
    2025-09-30  | 2025-12-31   | judgment    | application    | protest                | 2026-01-01
    2025-10-01  | 2026-01-01   | judgment    | application    | retrial_recommendation |
    2025-10-01  | 2026-01-02   | judgment    | application    | not_supported          | 2026-01-01
    2026-01-01  | 2026-03-31   | judgment    | application    | not_supported          | 2026-03-30
    2026-01-01  | 2026-03-31   | judgment    | application    | not_supported          |
    2026-01-01  | 2026-03-31   | enforcement | application    | protest                | 2026-03-30
    2026-03-31  | 2026-03-31   | judgment    | own_initiative | protest                | 2026-04-30
    2026-03-31  |              | judgment    | application    |                        | 2026-04-30
    2026-04-01  | 2026-04-02   | judgment    | application    | protest                |
"""

LINKED = """
    accepted_on | opinion_on | decided_on | result
    2025-12-31  | 2025-12-31 | 2026-01-31 | punished
    2026-01-01  | 2026-01-01 | 2026-07-01 | punished
    2026-01-01  | 2026-01-01 | 2026-07-02 | punished
    2026-01-01  | 2026-02-01 | 2026-02-11 | not_punished
    2026-03-31  | 2026-03-31 | 2026-09-30 | punished
    2026-03-29  | 2026-03-29 |            |
    2026-03-31  | 2026-03-31 |            |
    2026-02-01  |            |            |
    2026-02-01  | 2026-04-01 | 2026-04-02 | punished
    2026-04-01  | 2026-04-01 | 2026-04-02 | punished
"""

JUDGMENTS = [
    *_civil(),
    Example("administrative_accepted", APPLIED, numerator=4, denominator=4, value=4),
    Example("administrative_recommended", ISSUED, numerator=7, denominator=7, value=7),
    Example("administrative_protested", ISSUED, numerator=2, denominator=2, value=2),
    Example("administrative_led_to_supervision", APPLIED, numerator=1, denominator=4),
    Example("administrative_recommended_where_protest", ISSUED, numerator=2, denominator=6),
    Example("administrative_without_committee", ISSUED, numerator=1, denominator=6),
    Example("administrative_dispatched_late", ISSUED, numerator=2, denominator=6),
    Example("administrative_court_in_time", COURT, numerator=3, denominator=5),
    Example("administrative_retrial_ordered_of_issued", ENDED, numerator=6, denominator=8, open=1),
    Example("administrative_retrial_refused_of_issued", ENDED, numerator=2, denominator=8, open=1),
    Example("administrative_retrial_ordered_of_concluded", ENDED, numerator=5, denominator=6),
    Example("administrative_changed_of_issued", ENDED, numerator=4, denominator=7, open=2),
    Example("administrative_changed_of_concluded", ENDED, numerator=3, denominator=4),
    Example("administrative_protest_changed_of_concluded", ENDED, numerator=2, denominator=3),
    Example("administrative_followed_up", FOLLOWED, numerator=2, denominator=5),
    Example("dispute_resolved", APPLIED, numerator=3, denominator=5),
    Example("trial_activity_adopted", KINDS, numerator=2, denominator=3, open=1),
    Example("enforcement_adopted", KINDS, numerator=3, denominator=4),
    Example("illegal_act_adopted", KINDS, numerator=1, denominator=3, open=2),
    Example("administrative_reviewed_late", _with_kind(REVIEWED), numerator=1, denominator=5),
    Example("administrative_days_to_conclusion", _with_kind(REVIEWED), numerator=211, denominator=4, open=2, value=60),
    Example("administrative_days_to_court_decision", COURT, numerator=291, denominator=4, open=1, value=90.5),
    Example("linkage_examined", LINKED, numerator=8, denominator=8, value=8),
    Example("linkage_opinion", LINKED, numerator=7, denominator=8),
    # Six months from 2026-01-01 end on 2026-07-01, from 2026-03-29 on 2026-09-29: the silent one has had its time.
    Example("linkage_decided_in_half_a_year", LINKED, numerator=3, denominator=5, open=1),
    Example("linkage_punished", LINKED, numerator=3, denominator=4, open=2),
    # Days: 181, 182, 10, 183; two still open.
    Example("days_to_agency_decision", LINKED, numerator=556, denominator=4, open=2, value=181.5),
]
