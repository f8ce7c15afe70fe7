"""Screens of case-quality review: offices that review each other, and reviewers with one grade for all."""

from __future__ import annotations

import pandas as pd

from caselib.analysis.screens.declare import COLUMNS, Span
from caselib.analysis.screens.shares import Marked
from caselib.measures.count import Source

__all__ = ["RECIPROCAL", "one_grade", "one_grade_files"]

FEW = 10
"""Reviews of one reviewer in one scheme, below which a single grade says nothing."""
RECIPROCAL = Marked(
    """(SELECT *, EXISTS (SELECT 1 FROM reviews AS back WHERE back.unit = there.reviewer_unit
        AND back.reviewer_unit = there.unit AND back.scheme = there.scheme) AS mutual
        FROM reviews AS there WHERE reviewer_unit <> unit)""",
    "reviewed_on", "grade IS NOT NULL AND mutual", "grade = 'excellent'",
)  # fmt: skip


def one_grade(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """For each office its reviewer least likely to have met one grade only; schemes are kept apart.

    p: the chance that all n reviews have the reviewer's grade, each with the share it has with all others in that
    scheme; times the number of the office's reviewers (Bonferroni).
    """
    counted = book.sql(
        "SELECT reviewer_unit AS unit, reviewer, scheme, grade, COUNT(*) AS n FROM reviews"
        f" WHERE {span.holds('reviewed_on')} AND grade IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    keys = ["unit", "reviewer", "scheme"]
    counted["all"] = counted.groupby(keys)["n"].transform("sum")
    counted["of_grade"] = counted.groupby(["scheme", "grade"])["n"].transform("sum")
    counted["of_scheme"] = counted.groupby("scheme")["n"].transform("sum")
    others = (counted["of_grade"] - counted["n"] + 0.5) / (counted["of_scheme"] - counted["all"] + 1)
    full = counted["n"] == counted["all"]
    counted["p"] = (others.clip(upper=1) ** counted["n"]).where(full, 1.0)
    rows = []
    for unit, part in counted[(counted["all"] >= FEW) & counted["unit"].isin(units)].groupby("unit"):
        least = part.loc[part["p"].idxmin()]
        p = min(1.0, float(least["p"]) * part.groupby(["reviewer", "scheme"]).ngroups)
        fact = f"{least['n']} of {least['all']} reviews by one reviewer have the grade {least['grade']}"
        rows.append((str(unit), int(part["n"].sum()), float(least["n"]), p, fact))
    return pd.DataFrame(rows, columns=COLUMNS)


def one_grade_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases of reviewers who gave one grade only."""
    return book.sql(
        "SELECT case_id, reviewed_on AS day FROM (SELECT *, MIN(grade) OVER each AS low, MAX(grade) OVER each AS high,"
        f" COUNT(*) OVER each AS n FROM reviews WHERE {span.holds('reviewed_on')} AND reviewer_unit = '{unit}'"
        f" WINDOW each AS (PARTITION BY reviewer, scheme)) WHERE low = high AND n >= {FEW} ORDER BY 2, 1"
    )
