"""Screens of case-quality review: offices that review each other, and reviewers with one grade for all."""

from __future__ import annotations

import pandas as pd

from caselib.analysis.screens.declare import COLUMNS, Span
from caselib.analysis.screens.shares import Marked
from caselib.measures import shelf
from caselib.measures.count import Source

__all__ = ["RECIPROCAL", "one_grade", "one_grade_files"]

FEW = 10
"""Reviews of one reviewer, below which a single grade says nothing."""
RECIPROCAL = Marked(
    """(SELECT *, EXISTS (SELECT 1 FROM reviews AS back WHERE back.unit = there.reviewer_unit
        AND back.reviewer_unit = there.unit AND back.scheme = there.scheme) AS mutual
        FROM reviews AS there WHERE reviewer_unit <> unit)""",
    "reviewed_on", "grade IS NOT NULL AND mutual", "grade = 'excellent'",
)  # fmt: skip


def one_grade(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """For each office its reviewer least likely to have given one grade only in each scheme they used.

    p: the chance that all n reviews have the reviewer's grade, each with the share it has with all others in that
    scheme, multiplied over the schemes; times the number of the office's reviewers (Bonferroni).
    """
    # Who reviewed is kept as a number: it is asked only who is the same.
    counted = shelf.rows(
        book,
        "screens",
        "SELECT unit, CASE WHEN reviewer IS NOT NULL THEN DENSE_RANK() OVER (ORDER BY reviewer) END AS reviewer,"
        " scheme, grade, n FROM (SELECT reviewer_unit AS unit, reviewer, scheme, grade, COUNT(*) AS n FROM reviews"
        f" WHERE {span.holds('reviewed_on')} AND grade IS NOT NULL GROUP BY 1, 2, 3, 4) AS given ORDER BY 1, 2, 3, 4",
    )
    keys = ["unit", "reviewer"]
    counted["all"] = counted.groupby([*keys, "scheme"])["n"].transform("sum")
    counted["of_grade"] = counted.groupby(["scheme", "grade"])["n"].transform("sum")
    counted["of_scheme"] = counted.groupby("scheme")["n"].transform("sum")
    others = (counted["of_grade"] - counted["n"] + 0.5) / (counted["of_scheme"] - counted["all"] + 1)
    full = counted["n"] == counted["all"]
    # Grades of two schemes are two words: a reviewer has one grade only if that is so in each of them.
    counted["p"] = (others.clip(upper=1) ** counted["n"]).where(full, 1.0)
    told = (
        counted.assign(full=full)
        .groupby(keys, as_index=False)
        .agg(
            n=("n", "sum"),
            p=("p", "prod"),
            full=("full", "all"),
            grades=("grade", lambda given: ", ".join(sorted(set(given)))),
        )
    )
    told.loc[~told["full"], "p"] = 1.0
    rows = []
    for unit, part in told[(told["n"] >= FEW) & told["unit"].isin(units)].groupby("unit"):
        least = part.loc[part["p"].idxmin()]
        p = min(1.0, float(least["p"]) * len(part))
        fact = f"all {least['n']} reviews by one reviewer have one grade in each scheme ({least['grades']})"
        if not least["full"]:
            fact = "no reviewer gave one grade only"
        rows.append((str(unit), int(part["n"].sum()), float(least["n"]) if least["full"] else 0.0, p, fact))
    return pd.DataFrame(rows, columns=COLUMNS)


def one_grade_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases of reviewers who gave one grade only."""
    return book.sql(
        "SELECT case_id, day FROM (SELECT case_id, reviewed_on AS day, MAX(several) OVER whole AS several,"
        " COUNT(*) OVER whole AS n FROM (SELECT *,"
        " CASE WHEN MIN(grade) OVER each = MAX(grade) OVER each THEN 0 ELSE 1 END"
        f" AS several FROM reviews WHERE {span.holds('reviewed_on')} AND grade IS NOT NULL AND reviewer_unit = '{unit}'"
        " WINDOW each AS (PARTITION BY reviewer, scheme)) AS graded WINDOW whole AS (PARTITION BY reviewer)) AS told"
        f" WHERE several = 0 AND n >= {FEW} ORDER BY 2, 1"
    )
