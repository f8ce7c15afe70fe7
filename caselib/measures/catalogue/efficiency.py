"""Arrest cases as work: extra procedure and its parts, suspects added, tags of campaigns entered late."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.declare import Count, Mean, Measure, Rate, months

__all__ = ["MEASURES", "PANEL"]

_TABLE = "arrest_reviews"


def _steps(name: str, adds: str, en: str, zh: str) -> Mean:
    return Mean(
        name=name,
        table=_TABLE,
        counts="persons",
        adds=adds,
        clock="accepted_on",
        label=Label(en, zh),
        why="Each return or extension is procedure that people live through; the 案-件比 counts it.",
        caution=(
            "Descriptive, without a target: while it was a target, cases that needed a return were not returned."
            " Recent requests have not had all their procedure yet."
        ),
        source="domain 1.7 G5-G6, 4.1, 4.3",
        read_with=("extra_steps", "returns", "extensions"),
    )


MEASURES: tuple[Measure, ...] = (
    _steps("extra_steps", "extra_steps", "Extra procedure per person", "每人衍生业务活动（案-件比中的“件”）"),
    _steps("returns", "returns", "Returns for supplementary investigation per person", "人均退回补充侦查次数"),
    _steps("extensions", "extensions", "Extensions of review per person", "人均延长审查期限次数"),
    Count(
        name="arrests_added",
        table=_TABLE,
        counts="persons",
        among="added AND decision = 'approved'",
        clock="decided_on",
        label=Label("Suspects added and arrested", "纠正漏捕人数"),
        why="Supervision finds those left out of the request.",
        caution="A volume follows what the police left out; it is no merit to have many.",
        source="CR 288",
    ),
    Rate(
        name="added_imprisoned",
        table=_TABLE,
        counts="persons",
        among="added AND decision = 'approved' AND judgment IS NOT NULL AND judgment <> 'not_convicted'",
        of_which="sentence IN ('imprisonment', 'life', 'death')",
        open=(
            "added AND decision = 'approved' AND ((judgment IS NULL"
            " AND (charge_decision IS NULL OR charge_decision = 'prosecuted')) OR judgment = 'not_convicted')"
        ),
        clock="decided_on",
        matures_after=months(18),
        label=Label("Added, arrested, and sentenced to imprisonment or more", "追捕后判处徒刑以上刑罚率"),
        why="Whether those who were added should have been.",
        caution="Judged on facts at the time; few cases, wide intervals.",
        source="domain 4.4",
    ),
    Rate(
        name="tagged_late",
        table=_TABLE,
        counts="persons",
        among="campaign IS NOT NULL AND campaign_tagged_on IS NOT NULL",
        of_which="date_diff('day', accepted_on, campaign_tagged_on) > 60",
        clock="campaign_tagged_on",
        label=Label("Campaign tag entered more than 60 days after receipt", "专项标注迟于受理六十日率"),
        why="Cases tagged long after they came in, and many at once, may have been gathered for a count.",
        caution="Tags are often set when a campaign's scope becomes clear, or at a clean-up of entries.",
        source="domain 9",
    ),
)

PANEL: tuple[str, ...] = ("extra_steps", "returns", "extensions", "arrests_added", "added_imprisoned", "tagged_late")
