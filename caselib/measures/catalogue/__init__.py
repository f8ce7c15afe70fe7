"""Every measure, by name; and the panels of measures that are read together, never alone."""

from __future__ import annotations

from caselib.errors import DeclarationError, ParameterError, nearest
from caselib.measures.catalogue import (
    administrative,
    arrest,
    arrest_terms,
    civil,
    efficiency,
    linkage,
    public_interest,
    quality,
)
from caselib.measures.declare import Measure

__all__ = ["CHAINS", "MEASURES", "OVERVIEW", "PANELS", "SUBSTANDARD", "find"]


def _declared(*parts: tuple[Measure, ...]) -> dict[str, Measure]:
    named: dict[str, Measure] = {}
    for measure in (item for part in parts for item in part):
        if measure.name in named:
            raise DeclarationError("a measure is declared twice", got=measure.name)
        named[measure.name] = measure
    for measure in named.values():
        for other in measure.read_with:
            if other not in named:
                raise DeclarationError(
                    "read with a measure that is not there",
                    where=measure.name,
                    got=other,
                    advice=nearest(other, named),
                )
    return named


MEASURES: dict[str, Measure] = _declared(
    arrest.MEASURES,
    arrest_terms.MEASURES,
    efficiency.MEASURES,
    civil.MEASURES,
    administrative.MEASURES,
    linkage.MEASURES,
    public_interest.MEASURES,
    quality.MEASURES,
)
"""Every measure by its name: what is counted, of whom, by which date, why, and with what caution."""
PANELS: dict[str, tuple[str, ...]] = {
    "arrest": arrest.PANEL,
    "efficiency": efficiency.PANEL,
    "retrial": civil.PANEL,
    "administrative": administrative.PANEL,
    "linkage": linkage.PANEL,
    "public_interest": public_interest.PANEL,
}
"""Measures that are read together, by topic: one alone can be improved by hurting another unseen."""
OVERVIEW: tuple[str, ...] = (
    "requested",
    "refused",
    "refusal_changed",
    "not_prosecuted_after_arrest",
    "light_sentence_after_arrest",
    "civil_accepted",
    "retrial_recommended",
    "recommended_where_protest",
    "retrial_ordered_of_issued",
    "administrative_accepted",
    "administrative_led_to_supervision",
    "dispute_resolved",
    "linkage_decided_in_half_a_year",
    "pil_filed",
    "pil_replied_in_time",
    "pil_ended_against_record",
    "pil_relapsed",
)
"""A few measures of each function, read side by side; the panels say the rest."""
SUBSTANDARD: tuple[str, ...] = quality.SUBSTANDARD
"""All definitions by which a case may have fallen short; they overlap, and are never added up."""
LEGAL: dict[str, str] = {
    "decided_late": "numerator",
    "not_interviewed_where_required": "numerator",
    "refused_without_chief": "numerator",
    "recommended_where_protest": "numerator",
    "recommended_without_committee": "numerator",
    "recommendation_dispatched_late": "numerator",
    "court_decided_in_time": "rest",
    "civil_reviewed_late": "numerator",
    "administrative_recommended_where_protest": "numerator",
    "administrative_without_committee": "numerator",
    "administrative_dispatched_late": "numerator",
    "administrative_court_in_time": "rest",
    "administrative_reviewed_late": "numerator",
    "filing_served_late": "numerator",
    "recommendation_served_late": "numerator",
    "pil_replied_in_time": "rest",
    "sued_without_recommendation": "numerator",
    "sued_without_notice": "numerator",
    "pil_ended_against_record": "numerator",
}
"""Terms and approvals that the law sets, each counted by the measure that declares it; those of which, or the rest,
are on the record as outside. It happened, or an entry is wrong; only the file tells, so no rule sets rows aside."""
CHAINS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "public_interest": (public_interest.CHAIN, public_interest.BRANCH)
}


def find(name: str) -> Measure:
    """Find a measure by its name, or say which one was meant.

    >>> find("refused").table
    'arrest_reviews'
    """
    if name not in MEASURES:
        raise ParameterError("no such measure", got=name, advice=nearest(name, MEASURES))
    return MEASURES[name]
