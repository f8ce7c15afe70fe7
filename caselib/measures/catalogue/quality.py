"""Grades of reviewed cases, scheme by scheme; and the ends that make any case one to read again."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.declare import Measure, Rate

__all__ = ["MEASURES", "SUBSTANDARD"]

MEASURES: tuple[Measure, ...] = (
    Rate(
        name="graded_unqualified",
        table="reviews",
        counts="cases",
        among="grade IS NOT NULL AND mode = 'random'",
        of_which="grade = 'unqualified'",
        clock="reviewed_on",
        label=Label("Graded unqualified, of cases drawn at random", "随机评查不合格率"),
        why="Only random review speaks of all cases; key review is drawn for its outcome.",
        caution="Unweighted: with unequal strata the estimate of the review notebook is the one to use.",
        source="domain 2.2, 2.5",
    ),
    Rate(
        name="graded_unqualified_key",
        table="reviews",
        counts="cases",
        among="grade IS NOT NULL AND mode <> 'random'",
        of_which="grade = 'unqualified'",
        clock="reviewed_on",
        label=Label("Graded unqualified, of key and special review", "重点、专项评查不合格率"),
        why="What the cases drawn for a reason turned out to be.",
        caution="They were drawn for their outcome: never a share of all cases.",
        source="domain 2.2, 2.3",
    ),
)

SUBSTANDARD: tuple[str, ...] = (
    "not_prosecuted_no_crime_after_arrest",
    "not_prosecuted_insufficient_after_arrest",
    "withdrawn_after_arrest",
    "acquitted_after_arrest",
    "refusal_changed",
    "retrial_refused_of_issued",
    "protest_upheld_of_concluded",
    "administrative_retrial_refused_of_issued",
    "pil_rejected",
    "pil_relapsed",
    "pil_ended_against_record",
    "graded_unqualified",
    "graded_unqualified_key",
)
"""All definitions by which a case may have fallen short, named in the report of October 2024 or in domain 2.3."""
