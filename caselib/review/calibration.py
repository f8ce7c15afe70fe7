"""Every case inspects itself, some are reviewed: what the review makes of the grades that all cases have."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import as_period
from caselib.domain.phrases import say
from caselib.measures.count import Source
from caselib.measures.counts import About
from caselib.review.estimates import FAULTY, is_certain, reviewed
from caselib.review.frame import CASE, REVIEWED, concluded
from caselib.review.plan import Plan
from caselib.review.sampling import random_strata
from caselib.stats.survey import Estimate
from caselib.stats.two_phase import TwoPhase, two_phase

__all__ = ["Calibrated", "calibrate"]


@dataclass(frozen=True)
class Calibrated(Shown):
    """`cells`: inspection (grade; "none" where not inspected), part of the plan, cases, reviewed, faults.

    `found` holds the two-phase estimates: the true share, faults that the inspection passed, and its own share; their
    `n` are cases that were reviewed. `added`: whether the inspection told cases drawn at random apart. Where so few
    came back that all grades had to be joined, the estimate is there that of the review alone, and the rule says so.
    """

    cells: pd.DataFrame
    found: TwoPhase
    scheme: str
    rule: str
    about: About
    added: bool = True


def calibrate(book: Source, plan: Plan, reviews: pd.DataFrame, *, scheme: str) -> Calibrated:
    """Estimate true faults from the inspection of every case and the review of some: double sampling.

    Cells are the grade of the inspection within each part of the plan (certain, each signal, the random strata), in
    which the reviewed ones are chance. Cells with fewer than two reviewed are joined with grades of the same meaning in
    their part, then with other parts of their kind, where each reviewed case counts for those that it stands for. Cases
    that nobody inspected count in the true share, not in what the inspection passed. Of several inspections of a case,
    the last counts.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> rate = cl.review.calibrate(reviewed, one.plan, one.reviews, scheme="2026").found.rate
    >>> bool(rate.low < rate.value < rate.high)
    True
    """
    cases = _inspected(book, plan, scheme)
    graded = reviewed(plan, reviews, scheme=scheme)[[*CASE, "stratum", "faulty"]]
    cases = cases.merge(graded, "left", CASE)
    cases["part"] = _parts(plan, cases)
    single = _cells(cases, FAULTY[scheme])
    sizes = single.groupby("meaning")["cases"].sum()
    inspected = int(sizes.drop(NONE, errors="ignore").sum())
    cells = _joined(single)
    found = _both(cells, sizes.get("faulty", 0) / inspected if inspected else math.nan)
    rule = say(
        book.about.reader.language,
        "Double sampling for stratification (Cochran 1977, section 12.2): cells of inspection grade and stratum; "
        "95 % intervals from Wilson's of each cell (Zou and others 2009).",
    )
    at_random = cells["part"].str.split("/").str[0] == "random"
    added = bool((at_random & cells["meaning"].isin(["passed", "faulty"])).any())
    if not added:
        rule += say(book.about.reader.language, " ") + say(book.about.reader.language, ALONE)
    return Calibrated(cells.drop(columns=["meaning", "worth", "share"]), found, scheme, rule, book.about, added)


ALONE = (
    "Too few cases drawn at random came back to tell grades of the inspection apart: for these it is the review alone."
)


def _both(cells: pd.DataFrame, naive: float) -> TwoPhase:
    """The true share of all cases; and of those that were inspected, what their inspection made of them."""
    table = cells.assign(reviewed=cells["worth"], faults=cells["worth"] * cells["share"])
    table = table.set_axis([str(place) for place in range(len(cells))])
    # What a case is worth in a joined cell sets the interval; how many were reviewed is another number.
    whole = _counting(two_phase(table[COUNTED], faulty=[]), cells)
    if (table["meaning"] == MIXED).any():
        # Where all grades of a kind had to be joined, it can't be told which of them passed what.
        unknown = Estimate(math.nan, math.nan, math.nan, math.nan, 0)
        return TwoPhase(whole.rate, unknown, unknown, naive)
    inspected = table[table["meaning"] != NONE]
    faulty = list(inspected.index[inspected["meaning"] == "faulty"])
    inside = _counting(two_phase(inspected[COUNTED], faulty=faulty), cells[cells["meaning"] != NONE])
    return TwoPhase(whole.rate, inside.missed, inside.missed_share, naive)


def _counting(found: TwoPhase, cells: pd.DataFrame) -> TwoPhase:
    """The same estimates, each with the number of cases that were in fact reviewed."""
    missed = int(cells.loc[cells["meaning"] != "faulty", "reviewed"].sum())
    every = int(cells["reviewed"].sum())
    return TwoPhase(
        replace(found.rate, n=every),
        replace(found.missed, n=missed),
        replace(found.missed_share, n=every),
        found.naive,
    )


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
    return cases.merge(grades, "left", "case_id").fillna({"inspection": NONE})


def _parts(plan: Plan, cases: pd.DataFrame) -> pd.Series:
    """The stratum of every case, drawn or not, as the plan would have said: certain, behind a signal, or random.

    Certain cases were all drawn, and those behind a signal are listed in the plan.
    """
    at = pd.MultiIndex.from_frame(cases[CASE])
    certain = plan.drawn[is_certain(plan.drawn["stratum"])].set_index(CASE)["stratum"]
    signal = "signal/" + plan.behind.drop_duplicates(CASE).set_index(CASE)["signal"]
    by = [*plan.settings["strata"], *(["handler"] if plan.settings["coverage"] != "None" else [])]
    rest = random_strata(cases, by)
    for known in (signal, certain):
        found = pd.Series(known.reindex(at).to_numpy(), index=cases.index, dtype=object)
        rest = found.where(found.notna(), rest)
    return rest


def _cells(cases: pd.DataFrame, faulty: tuple[str, ...]) -> pd.DataFrame:
    table = cases.groupby(["part", "inspection"], as_index=False).agg(
        cases=("case_id", "size"), reviewed=("faulty", "count"), faults=("faulty", lambda found: found.dropna().sum())
    )
    meaning = table["inspection"].map(lambda grade: grade if grade == NONE else "passed")
    return table.assign(meaning=meaning.mask(table["inspection"].isin(faulty), "faulty")).astype({"faults": int})


NONE, MIXED = "none", "mixed"
COUNTED = ["cases", "reviewed", "faults"]


def _joined(cells: pd.DataFrame) -> pd.DataFrame:
    """Join cells with too few reviewed: within their part, then with others of their kind, each at its own weight."""
    parts = cells.groupby("part")[COUNTED].transform("sum")
    cells = cells.assign(
        weight=(parts["cases"] / parts["reviewed"]).where(parts["reviewed"] > 0, 0.0),
        worth=cells["reviewed"].astype(float), share=(cells["faults"] / cells["reviewed"]).fillna(0.0),
    )  # fmt: skip
    cells["kind"] = cells["part"].str.split("/").str[0]
    for keys in (["kind", "part", "meaning"], ["kind", "meaning"], ["kind"]):
        cells = _pooled(cells, keys)
    cells = cells.sort_values(["part", "inspection"], ignore_index=True)
    return cells[["part", "inspection", "meaning", *COUNTED, "worth", "share"]]


def _pooled(cells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Join the cells that share these keys with one that has too few reviewed."""
    few = (cells["reviewed"] < 2) & (cells["reviewed"] < cells["cases"])
    at = pd.MultiIndex.from_frame(cells[keys])
    touched = at.isin(at[few])
    made = [_one(group) for _, group in cells[touched].groupby(keys)]
    return pd.concat([cells[~touched], *(one.to_frame().T for one in made)], ignore_index=True).astype(cells.dtypes)


def _one(cells: pd.DataFrame) -> pd.Series:
    """One cell of several; each reviewed case counts for those that its part had it stand for (Kish 1965, 11.7)."""
    said = {name: values.iloc[0] if values.nunique() == 1 else other for name, values, other in (
        ("kind", cells["kind"], ""), ("part", cells["part"], f"{cells['kind'].iloc[0]}/joined"),
        ("inspection", cells["inspection"], JOINED), ("meaning", cells["meaning"], MIXED),
    )}  # fmt: skip
    weights = cells["weight"] * cells["worth"]
    total, squares = float(weights.sum()), float((cells["weight"] ** 2 * cells["worth"]).sum())
    share = float((weights * cells["share"]).sum() / total) if total else 0.0
    worth = total**2 / squares if squares else 0.0
    sums = {name: int(cells[name].sum()) for name in COUNTED}
    # Of two cases or more something of the spread is known, however unlike their weights.
    worth = max(worth, min(2.0, sums["reviewed"]))
    mean = total / worth if worth else 0.0
    return pd.Series({**said, **sums, "weight": mean, "worth": worth, "share": share})[cells.columns]


JOINED = "joined"
