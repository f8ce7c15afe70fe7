"""In which dimension problems lie, at which stage and in which types of case: of all cases, not of those read.

Each share is estimated as those of grades are: a case counts for as many as it stands for. Where too few of a type were
reviewed, the share is left blank with the number of cases that would be enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.phrases import say
from caselib.domain.tables import TABLES
from caselib.domain.vocabulary import DIMENSION, STAGE
from caselib.measures.counts import About
from caselib.review.estimates import WIDEST, line, reviewed, with_spread
from caselib.review.frame import REVIEWED
from caselib.review.plan import Plan

__all__ = ["COLUMNS", "Dimensions", "dimensions"]

COLUMNS = ("by", "table", "part", "dimension", "value", "low", "high", "n", "population", "needed")


@dataclass(frozen=True)
class Dimensions(Shown):
    """`frame`: `COLUMNS`, one row a dimension of a part; one scheme.

    `by`: "all"; "stage" (of all cases, those with a problem of the dimension at that stage); "case_type" (of the cases
    of that type, those with a problem of the dimension). `table`: whose type it is, "" for stages. `part`: the stage or
    type, "" where it is not stated. value, low and high are NaN where an interval would reach too far.
    """

    frame: pd.DataFrame
    rule: str
    about: About


def dimensions(
    plan: Plan, reviews: pd.DataFrame, findings: pd.DataFrame, *, scheme: str, about: About, widest: float = WIDEST
) -> Dimensions:
    """Estimate the share of all cases with a problem, by dimension, at each stage and in each type of case.

    Stages and types stand in the order of their code lists, which says nothing. Raises `ParameterError` for an unknown
    scheme.

    >>> import pandas as pd
    >>> drawn = pd.DataFrame({"table": "civil_supervision", "case_id": list("abcd"), "case_type": "loan",
    ...     "stratum": "random", "population": 8, "in_population": True, "mode": "random"})
    >>> plan = cl.review.Plan("p", {"period": "2026"}, drawn, drawn[["table", "case_id"]].head(0))
    >>> plan = plan.with_assignments(drawn.assign(review_id=list("wxyz")).reindex(columns=plan.assignments.columns))
    >>> reviews = pd.DataFrame({"review_id": list("wxyz"), "case_id": list("abcd"), "grade": "qualified",
    ...     "scheme": "2026", "reviewer": "v"})
    >>> found = pd.DataFrame({"review_id": ["w"], "dimension": ["law"], "stage": ["decision"]})
    >>> look = cl.review.dimensions(plan, reviews, found, scheme="2026", about=book.about, widest=1.0)
    >>> look.frame.query("dimension == 'law' and part in ('decision', 'loan')")["value"].tolist()
    [0.25, 0.25]
    """
    rows = with_spread(reviewed(plan, reviews, findings, scheme=scheme))
    at, stages = _at_stages(rows, findings)
    everywhere = pd.Series(True, index=rows.index)
    lines = _part(rows, ("all", "", ""), everywhere, widest)
    for stage in stages:
        lines += _part(at, ("stage", "", stage), everywhere, widest, before=f"{stage}|")
    for table, case_type in _types(rows):
        inside = (rows["table"] == table) & (rows["case_type"] == case_type)
        lines += _part(rows, ("case_type", table, case_type), inside, widest)
    return Dimensions(pd.DataFrame(lines, columns=list(COLUMNS)), _rule(about, scheme, widest), about)


def _rule(about: About, scheme: str, widest: float) -> str:
    return say(
        about.reader.language,
        "Scheme of {scheme}. Percent of all cases, or of those of the type, in which a problem of the dimension was "
        "found, each case counting for those it was drawn to stand for; 95 % intervals of Korn and Graubard (1998). "
        "Where one would reach more than {points} points to a side, the cell says how many reviewed cases would be "
        "enough.",
        scheme=scheme,
        points=f"{100 * widest:g}",
    )


def _part(
    rows: pd.DataFrame, part: tuple[str, str, str], inside: pd.Series, widest: float, *, before: str = ""
) -> list[tuple[object, ...]]:
    """One line a dimension of a part; `before` begins the names of their columns."""
    lines: list[tuple[object, ...]] = []
    nothing: tuple[object, ...] = ()
    for code in DIMENSION.values:
        there = bool(rows.loc[inside, before + code].any())
        # Where none was found the interval follows from the weights alone, whatever the dimension.
        if there or not nothing:
            _, _, value, low, high, n, population, _, needed = line(rows, "", inside, before + code, widest)
            told = (value, low, high, n, population, needed)
            nothing = nothing if there else told
        lines.append((*part, code, *(told if there else nothing)))
    return lines


def _at_stages(rows: pd.DataFrame, findings: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Say of each case whether a problem of a dimension was found at a stage: columns "stage|dimension"."""
    said = findings[findings["review_id"].isin(set(rows["review_id"]))]
    stage = (said["stage"] if "stage" in said else pd.Series("", index=said.index)).fillna("")
    pairs = stage.astype(str) + "|" + said["dimension"].astype(str)
    seen = pd.crosstab(said["review_id"], pairs).gt(0).reindex(rows["review_id"], fill_value=False)
    stages = _in_order(STAGE.values, stage)
    wanted = [f"{one}|{code}" for one in stages for code in DIMENSION.values]
    seen = seen.reindex(columns=wanted, fill_value=False).set_axis(rows.index)
    return pd.concat([rows, seen], axis=1), stages


def _types(rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """The types of case of each table that were reviewed, in the order of their code lists."""
    for table, one in REVIEWED.items():
        codes = TABLES[table][one.case_type].codes
        here = rows.loc[rows["table"] == table, "case_type"]
        yield from ((table, kind) for kind in _in_order(codes.values if codes else (), here) if kind in set(here))


def _in_order(codes: Sequence[str], seen: pd.Series) -> list[str]:
    """Known codes first, then words of an office's own, at last what is not stated."""
    others = sorted(set(seen) - {*codes, ""})
    return [*codes, *others, *([""] if (seen == "").any() else [])]
