"""Every case inspects itself, some are reviewed: what the review makes of the grades that all cases have."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import as_period
from caselib.domain.phrases import say
from caselib.measures.count import Source
from caselib.measures.counts import About
from caselib.review.estimates import FAULTY, is_certain, reviewed
from caselib.review.frame import CASE, REVIEWED, concluded
from caselib.review.plan import Plan
from caselib.stats.two_phase import TwoPhase, two_phase

__all__ = ["Calibrated", "calibrate"]


@dataclass(frozen=True)
class Calibrated(Shown):
    """`cells`: inspection (grade; "none" where not inspected), part of the plan, cases, reviewed, faults.

    `found` holds the two-phase estimates: the true share, faults that the inspection passed, and its own share.
    """

    cells: pd.DataFrame
    found: TwoPhase
    scheme: str
    rule: str
    about: About


def calibrate(book: Source, plan: Plan, reviews: pd.DataFrame, *, scheme: str) -> Calibrated:
    """Estimate true faults from the inspection of every case and the review of some: double sampling.

    Cells are the grade of the inspection within each part of the plan (certain, each signal, the random strata), in
    which the reviewed ones are chance; cells with fewer than two reviewed are joined with the same grade of other
    parts, then with the grades of the same meaning. Where several inspected a case, the last grade counts.
    """
    cases = _inspected(book, plan, scheme)
    graded = reviewed(plan, reviews, scheme=scheme)[[*CASE, "stratum", "faulty"]]
    cases = cases.merge(graded, "left", CASE)
    cases["part"] = _parts(plan, cases)
    cells = _joined(_cells(cases), FAULTY[scheme])
    names = [f"{part} | {grade}" for part, grade in zip(cells["part"], cells["inspection"], strict=True)]
    bad = [name for name, grade in zip(names, cells["inspection"], strict=True) if grade in FAULTY[scheme]]
    table = cells.set_axis(names)[["cases", "reviewed", "faults"]]
    rule = say(
        book.about.reader.language,
        "Double sampling for stratification (Cochran 1977, section 12.2): cells of inspection grade and stratum; "
        "95 % intervals from Wilson's of each cell (Zou and others 2009).",
    )
    return Calibrated(cells, two_phase(table, faulty=bad), scheme, rule, book.about)


def _inspected(book: Source, plan: Plan, scheme: str) -> pd.DataFrame:
    """All cases of the plan's period with the grade of their last inspection."""
    top = str(plan.settings["units"][0])
    units = book.units.below(top)
    tables = [name for name in REVIEWED if "case_id" not in book.absent.get(name, frozenset())]
    cases = concluded(book, as_period(plan.settings["period"]), units=units, tables=tables)
    grades = book.sql(
        "SELECT case_id, ARG_MAX(grade, inspected_on) AS inspection FROM inspections"
        f" WHERE grade IS NOT NULL AND scheme = '{scheme}' GROUP BY case_id"
    )
    return cases.merge(grades, "left", "case_id").fillna({"inspection": "none"})


def _parts(plan: Plan, cases: pd.DataFrame) -> pd.Series:
    """The stratum of every case, drawn or not, as the plan would have said: certain, behind a signal, or random.

    Certain cases were all drawn, and those behind a signal are listed in the plan.
    """
    at = pd.MultiIndex.from_frame(cases[CASE])
    certain = plan.drawn[is_certain(plan.drawn["stratum"])].set_index(CASE)["stratum"]
    signal = "signal/" + plan.behind.drop_duplicates(CASE).set_index(CASE)["signal"]
    by = [*plan.settings["strata"], *(["handler"] if plan.settings["coverage"] != "None" else [])]
    rest = "random/" + (cases[by].astype(str).agg("/".join, axis=1) if by else pd.Series("all", index=cases.index))
    for known in (signal, certain):
        found = pd.Series(known.reindex(at).to_numpy(), index=cases.index, dtype=object)
        rest = found.where(found.notna(), rest)
    return rest


def _cells(cases: pd.DataFrame) -> pd.DataFrame:
    table = cases.groupby(["part", "inspection"], as_index=False).agg(
        cases=("case_id", "size"), reviewed=("faulty", "count"), faults=("faulty", lambda found: found.dropna().sum())
    )
    return table.astype({"faults": int})


def _joined(cells: pd.DataFrame, faulty: tuple[str, ...]) -> pd.DataFrame:
    """Join cells with too few reviewed: over the parts of a grade, then over the grades of one meaning."""
    cells = cells.assign(meaning=cells["inspection"].isin(faulty))
    for key in ("inspection", "meaning"):
        few = (cells["reviewed"] < 2) & (cells["reviewed"] < cells["cases"])
        touched = cells[key].isin(set(cells.loc[few, key]))
        sums = {"cases": "sum", "reviewed": "sum", "faults": "sum"}
        pooled = cells[touched].groupby(key).agg({"inspection": "first", "meaning": "first", **sums})
        cells = pd.concat([cells[~touched], pooled.assign(part="joined")], ignore_index=True) if few.any() else cells
    return cells.drop(columns="meaning")
