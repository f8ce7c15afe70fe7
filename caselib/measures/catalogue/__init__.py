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
PANELS: dict[str, tuple[str, ...]] = {
    "arrest": arrest.PANEL,
    "efficiency": efficiency.PANEL,
    "retrial": civil.PANEL,
    "administrative": administrative.PANEL,
    "linkage": linkage.PANEL,
    "public_interest": public_interest.PANEL,
}
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
