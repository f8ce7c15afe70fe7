"""What reviewed cases tell of all cases: shares by grade, by fault and by dimension, weighed by how they were drawn."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.phrases import say
from caselib.domain.vocabulary import DIMENSION, GRADE
from caselib.errors import ParameterError, nearest
from caselib.measures.counts import About
from caselib.review.frame import CASE
from caselib.review.plan import Plan
from caselib.review.sampling import CERTAIN
from caselib.stats.intervals import clopper_pearson
from caselib.stats.survey import Estimate, rare_share

__all__ = ["FAULTY", "Estimates", "estimate", "is_certain", "line", "reviewed", "with_spread"]

FAULTY: dict[str, tuple[str, ...]] = {
    "2018": ("defective", "unqualified"),
    "2026": ("basically_qualified", "unqualified"),
}
"""Grades that say a case had a problem, in each scheme; the schemes are two definitions and never joined."""
WIDEST = 0.15
"""An interval reaching further than this to either side says too little to be printed."""


@dataclass(frozen=True)
class Estimates(Shown):
    """`frame`: domain, what, value, low, high, n, population, naive, needed; one scheme.

    `what`: a grade, "faulty", or a dimension in which something was found. Where the interval would reach further than
    `WIDEST`, value, low and high are NaN and `needed` says how many cases of the domain would be enough. `naive` is the
    plain share of all reviewed cases, which is wrong wherever cases were drawn for a reason. `returned`: stratum,
    drawn, back.
    """

    frame: pd.DataFrame
    returned: pd.DataFrame
    scheme: str
    rule: str
    about: About


def reviewed(
    plan: Plan,
    reviews: pd.DataFrame,
    findings: pd.DataFrame | None = None,
    *,
    scheme: str,
    earlier: bool = False,
) -> pd.DataFrame:
    """Join the drawn cases of a plan with their grades: one row a graded case, of the period alone.

    With `earlier`, cases of before the period too, which stand for nothing in it.

    Of a case reviewed twice, the review with the lower number counts, and numbers are chance. Columns: those of
    `plan.drawn`, grade, faulty, and one of true and false for each dimension in which something was found.
    """
    if scheme not in FAULTY:
        raise ParameterError("no such scheme of grades", got=scheme, advice=", ".join(FAULTY))
    graded = reviews[reviews["grade"].notna() & (reviews["scheme"] == scheme)].merge(
        plan.assignments[["review_id", "table"]], on="review_id"
    )
    first = graded.sort_values("review_id").drop_duplicates(CASE)[[*CASE, "review_id", "grade", "reviewer"]]
    rows = plan.drawn[plan.drawn["in_population"] | earlier].merge(first, on=CASE)
    rows["faulty"] = rows["grade"].isin(FAULTY[scheme])
    # Strata are weighed by what came back of them, as if what did not were like what did.
    rows["returned"] = rows.groupby("stratum")["stratum"].transform("size")
    rows["probability"] = rows["returned"] / rows["population"]
    if findings is not None:
        found = findings.groupby("review_id")["dimension"].agg(set)
        each = rows["review_id"].map(found)
        for code in DIMENSION.codes:
            rows[code.value] = [isinstance(seen, set) and code.value in seen for seen in each]
    return rows


def estimate(
    plan: Plan,
    reviews: pd.DataFrame,
    findings: pd.DataFrame | None = None,
    *,
    scheme: str,
    about: About,
    by: Sequence[str] = ("function",),
    widest: float = WIDEST,
) -> Estimates:
    """Estimate shares of all cases concluded in the plan's period, and by domain: function, unit, case_type.

    Design-based: each case counts for as many as it stands for (`stats.survey`), with the intervals of Korn and
    Graubard, which hold for rare faults too. Certain, signal and random cases are all in it, each at its own weight.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> look = cl.review.estimate(one.plan, one.reviews, one.findings, scheme="2026", about=reviewed.about)
    >>> row = look.frame.set_index(["domain", "what"]).loc[("all", "faulty")]
    >>> bool(row["low"] < row["value"] < row["high"])
    True
    """
    rows = reviewed(plan, reviews, findings, scheme=scheme)
    for key in by:
        if key not in rows:
            raise ParameterError("no such domain", got=key, advice=nearest(key, ("function", "unit", "case_type")))
    rows = with_spread(rows)
    grades = [code.value for code in GRADE.codes if code.value in set(rows["grade"]) | set(FAULTY[scheme])]
    for name in grades:
        rows[name] = rows["grade"] == name
    asked = ["faulty", *grades, *([code.value for code in DIMENSION.codes] if findings is not None else [])]
    domains = [("all", pd.Series(True, index=rows.index))]
    for key in by:
        domains += [(f"{key}: {value}", rows[key] == value) for value in sorted(rows[key].astype(str).unique())]
    lines = [line(rows, name, inside, what, widest) for name, inside in domains for what in asked]
    columns = ["domain", "what", "value", "low", "high", "n", "population", "naive", "needed"]
    rule = say(
        about.reader.language,
        "Scheme of {scheme}. Each case counts for those it was drawn to stand for; 95 % intervals of Korn and Graubard "
        "(1998); left blank where one would reach more than {points} points to a side.",
        scheme=scheme,
        points=f"{100 * widest:g}",
    )
    return Estimates(pd.DataFrame(lines, columns=columns), _returned(plan, rows), scheme, rule, about)


def with_spread(rows: pd.DataFrame) -> pd.DataFrame:
    """Join random strata of which one case came back with the others of their kind: one case tells no spread."""
    few = (rows["returned"] == 1) & (rows["population"] > 1)
    if not few.any():
        return rows
    rows = rows.copy()
    kind = rows["stratum"].str.split("/").str[0]
    rows.loc[few, "stratum"] = kind[few] + "/joined"
    joined = rows["stratum"].str.endswith("/joined")
    if joined.sum() == 1:
        # Even joined it is alone: it stands with the largest stratum of its kind.
        others = rows.loc[~joined & (kind == kind[joined].iloc[0]), "stratum"]
        if len(others):
            rows.loc[joined, "stratum"] = others.value_counts().index[0]
    return rows


def line(
    rows: pd.DataFrame, domain: str, inside: pd.Series, what: str, widest: float
) -> tuple[str, str, float, float, float, int, int, float, int]:
    """One row of `Estimates.frame`: the share with `what` of the cases `inside`; blank where it can't be told."""
    n = int(inside.sum())
    population = round(float((1 / rows.loc[inside, "probability"]).sum()))
    naive = float(rows.loc[inside, what].mean()) if n else math.nan
    found = rare_share(rows.assign(_in=inside), what, within="_in") if n else None
    if found is not None and max(found.value - found.low, found.high - found.value) <= widest:
        return domain, what, found.value, found.low, found.high, n, population, naive, 0
    needed = _would_do(n, naive, population, widest, found)
    return domain, what, math.nan, math.nan, math.nan, n, population, naive, needed


def _would_do(n: int, share: float, population: int, widest: float, found: Estimate | None) -> int:
    """How many cases would give an interval narrow enough, if they show the share that those reviewed showed.

    By the exact interval of Clopper and Pearson, widened as this one was by the weights of its cases.
    """
    if not n or population <= n:
        return population

    def reach(size: int) -> float:
        ends = clopper_pearson(round(share * size), size)
        value = round(share * size) / size
        return max(value - float(ends.low), float(ends.high) - value)

    wide = max(found.value - found.low, found.high - found.value) if found is not None else math.nan
    more = max(1.0, (wide / reach(n)) ** 2) if not math.isnan(wide) else 1.0
    sizes = range(1, max(population, 2))
    enough = bisect_left(sizes, True, key=lambda size: reach(size) <= widest) + 1
    return min(max(math.ceil(enough * more), n + 1), population)


def _returned(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    back = plan.drawn[plan.drawn["in_population"]].merge(rows[CASE].assign(back=1), "left", CASE)
    return back.groupby("stratum", as_index=False).agg(
        population=("population", "first"), drawn=("case_id", "size"), back=("back", "count")
    )


def is_certain(stratum: pd.Series) -> pd.Series:
    """Say which strata were reviewed whole."""
    return stratum.str.split("/").str[0] == CERTAIN
