"""Do reviewers agree, are some stricter than others, do offices spare each other: questions, no list of persons."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.phrases import say
from caselib.errors import StatisticsError
from caselib.measures.counts import About
from caselib.review.estimates import FAULTY, reviewed
from caselib.review.frame import CASE
from caselib.review.plan import Plan
from caselib.stats.agreement_intervals import Agreement, agreement, by_category, gwet_ac2
from caselib.stats.multiplicity import false_discovery
from caselib.stats.severity import severity
from caselib.stats.survey import mean

__all__ = ["Agreements", "Mutual", "Strictness", "agreements", "mutual", "strictness"]

ORDER = ("unqualified", "defective", "basically_qualified", "qualified", "excellent")
"""Grades of either scheme, better ones later; no scheme has both of the middle ones."""


@dataclass(frozen=True)
class Agreements(Shown):
    """`measures`: raw agreement, Gwet's AC2, Krippendorff's α, with their intervals; `grades`: agreement on each."""

    measures: tuple[Agreement, ...]
    grades: pd.DataFrame
    twins: int
    about: About


def _wide(plan: Plan, reviews: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Grades as numbers, one row a case with two reviews or more, one column a turn (not a reviewer)."""
    keys = plan.assignments[["review_id", "table"]]
    graded = reviews[(reviews["scheme"] == scheme) & reviews["grade"].notna()].merge(keys, on="review_id")
    graded = graded.assign(level=graded["grade"].map({grade: place for place, grade in enumerate(ORDER)}))
    graded = graded.sort_values("review_id")
    graded["turn"] = graded.groupby(CASE).cumcount()
    wide = graded.pivot(index=CASE, columns="turn", values="level")
    return wide[wide.notna().sum(axis=1) >= 2].reset_index(drop=True)


def agreements(plan: Plan, reviews: pd.DataFrame, *, scheme: str, about: About) -> Agreements:
    """Set out how far two reviewers of one case agree. Raises `StatisticsError` where fewer than two cases have two.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> look = cl.review.agreements(one.plan, one.reviews, scheme="2026", about=reviewed.about)
    >>> [one.measure for one in look.measures]
    ['raw', 'gwet_ac2', 'krippendorff_alpha']
    """
    wide = _wide(plan, reviews, scheme)
    if len(wide) < 2:
        raise StatisticsError(
            "two cases reviewed twice are needed", got=len(wide), advice="draw with twice=0.1 or more"
        )
    measures = tuple(agreement(wide, name) for name in ("raw", gwet_ac2, "krippendorff_alpha"))
    grades = by_category(wide)
    grades["category"] = [ORDER[int(level)] for level in grades["category"]]
    return Agreements(measures, grades, len(wide), about)


@dataclass(frozen=True)
class Strictness(Shown):
    """`frame`: reviewer, severity, low, high, reviews, without; in the order of the reviewers' keys, which say nothing.

    `without`: the estimated share of faulty cases if this reviewer's reviews are left out; `share`: with all of them.
    `why` says, where frame is empty, why strictness can't be told.
    """

    frame: pd.DataFrame
    share: float
    rule: str
    about: About
    why: str = ""


def strictness(plan: Plan, reviews: pd.DataFrame, *, scheme: str, about: About) -> Strictness:
    """Estimate how strict each reviewer is, and what that does to the result; a many-facet model (`stats.severity`).

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> look = cl.review.strictness(one.plan, one.reviews, scheme="2026", about=reviewed.about)
    >>> bool((look.frame["low"] < look.frame["high"]).all())
    True
    """
    keys = plan.assignments[["review_id", "table"]]
    graded = reviews[(reviews["scheme"] == scheme) & reviews["grade"].notna()].merge(keys, on="review_id")
    levels = {grade: place for place, grade in enumerate(ORDER)}
    rated = graded.assign(case=graded["table"] + "|" + graded["case_id"], level=graded["grade"].map(levels))
    columns = ["reviewer", "severity", "low", "high", "reviews", "without"]
    share = _share(plan, reviews, scheme)
    try:
        found = severity(rated, grade="level")
    except StatisticsError as error:
        return Strictness(pd.DataFrame(columns=columns), share, "", about, error.what)
    left = [_share(plan, reviews[reviews["reviewer"] != name], scheme) for name in found.reviewers["reviewer"]]
    return Strictness(
        found.reviewers.assign(without=left)[columns], share, say(about.reader.language, found.rule), about
    )


def _share(plan: Plan, reviews: pd.DataFrame, scheme: str) -> float:
    rows = reviewed(plan, reviews, scheme=scheme)
    try:
        return mean(rows, "faulty").value
    except StatisticsError:
        # A stratum with one case left: its spread can't be told, its share can.
        weight = 1 / rows["probability"]
        return float((rows["faulty"] * weight).sum() / weight.sum())


@dataclass(frozen=True)
class Mutual(Shown):
    """`frame`: unit, other, reviews, faulty, expected, p; pairs of offices that review each other, in code order.

    `asked`: those whose grades are milder than the same reviewers and offices have elsewhere, false discoveries held
    at 5 %.
    """

    frame: pd.DataFrame
    asked: pd.DataFrame
    rule: str
    about: About


def mutual(reviews: pd.DataFrame, *, scheme: str, about: About) -> Mutual:
    """Ask of each pair of offices that review each other whether fewer faults are found between them than elsewhere.

    Fisher's exact test: faulty and sound reviews within the pair against those of the same two offices with others (as
    reviewers and as reviewed). Innocent explanations: easy cases; a shared field of work; offices that are in fact
    good.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> look = cl.review.mutual(one.reviews, scheme="2026", about=reviewed.about)
    >>> bool((look.frame["unit"] < look.frame["other"]).all())
    True
    """
    graded = reviews[(reviews["scheme"] == scheme) & reviews["grade"].notna()]
    graded = graded.assign(faulty=graded["grade"].isin(FAULTY[scheme]))
    between = set(zip(graded["reviewer_unit"], graded["unit"], strict=True))
    pairs = sorted({tuple(sorted(pair)) for pair in between if pair[0] != pair[1] and pair[::-1] in between})
    rows = [_pair(graded, *pair) for pair in pairs]
    frame = pd.DataFrame(rows, columns=["unit", "other", "reviews", "faulty", "expected", "p"])
    asked = frame[false_discovery(frame["p"], rate=0.05)[0]] if len(frame) else frame
    said = "Fisher's exact test within the pair against both with others, one-sided; false discoveries held at 5 %."
    rule = say(about.reader.language, said)
    return Mutual(frame, asked.reset_index(drop=True), rule, about)


def _pair(graded: pd.DataFrame, unit: str, other: str) -> tuple[str, str, int, int, float, float]:
    from scipy.stats import hypergeom

    pair = {unit, other}
    inside = (
        graded["reviewer_unit"].isin(pair) & graded["unit"].isin(pair) & (graded["reviewer_unit"] != graded["unit"])
    )
    outside = (graded["reviewer_unit"].isin(pair) | graded["unit"].isin(pair)) & ~inside
    n, k = int(inside.sum()), int(graded.loc[inside, "faulty"].sum())
    m, j = int(outside.sum()), int(graded.loc[outside, "faulty"].sum())
    expected = n * j / m if m else float("nan")
    return unit, other, n, k, expected, float(hypergeom.cdf(k, n + m, k + j, n))
