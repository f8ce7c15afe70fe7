"""A round of review rehearsed on an invented nation: how its cases truly are, and how they are inspected and graded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from caselib.domain.periods import Period, as_period
from caselib.domain.vocabulary import DIMENSION, PROBLEMS_OF, STAGE
from caselib.errors import ParameterError
from caselib.measures.count import Source
from caselib.review.desk import signals_of, start, take_in
from caselib.review.estimates import FAULTY
from caselib.review.frame import CASE, MUST_REVIEW, REVIEWED, adverse, concluded
from caselib.review.ledger import read_events, record
from caselib.review.plan import Plan
from caselib.review.round import Kept, open_round, plans_of
from caselib.synthetic.filling import fill_sheets
from caselib.synthetic.followed_up import BY, followed_up
from caselib.synthetic.reviewing import grade_of, inspect, quality, review

__all__ = ["Truth", "findings_of", "inspections_of", "invented_reviewers", "rehearse", "reviews_of", "truth"]


@dataclass(frozen=True)
class Truth:
    """`cases`: table, function, case_id, unit, adverse, quality, grade, faulty; every case concluded in the period."""

    cases: pd.DataFrame
    scheme: str

    @property
    def share(self) -> float:
        """The true share of faulty cases."""
        return float(self.cases["faulty"].mean())


def truth(
    book: Source, *, period: str | Period, scheme: str = "2026", units: Mapping[str, float] | None = None, seed: int = 7
) -> Truth:
    """Say how good the cases of a period truly are. Raises `ParameterError` for data that are not invented."""
    if not book.about.invented:
        raise ParameterError(
            "only invented cases have an invented truth",
            got=book.about.source,
            advice="rehearse on an invented nation: caselib synthesize, then caselib load",
        )
    span = as_period(period)
    below = book.units.below(book.about.reader.unit or book.units.top)
    cases = concluded(book, span, units=below, tables=tuple(REVIEWED))
    bad = adverse(book, MUST_REVIEW, first_day=span.first_day, last_day=span.last_day, units=below)
    cases["adverse"] = cases["case_id"].isin(set(bad["case_id"]))
    value = quality(cases, seed=seed, units=units)
    grade = grade_of(value, scheme=scheme)
    return Truth(cases.assign(quality=value, grade=grade, faulty=np.isin(grade, FAULTY[scheme])), scheme)


def inspections_of(true: Truth, *, period: str | Period, seed: int = 7) -> pd.DataFrame:
    """The inspection of every case, in the form of its table: by the handler, some weeks after the period."""
    grades = inspect(true.cases, true.cases["quality"].to_numpy(), scheme=true.scheme, seed=seed)
    day = as_period(period).last_day
    kept = true.cases[["case_id", "unit"]].assign(inspected_on=day, inspector_role="handler", scheme=true.scheme)
    return kept.assign(grade=grades)


def invented_reviewers(book: Source, number: int = 12) -> pd.DataFrame:
    """Reviewers of as many offices, in code order."""
    offices = book.units.at_level(book.about.reader.unit or book.units.top, "lowest")
    if len(offices) < 2:
        raise ParameterError("reviewers come from two offices at least", got=len(offices), advice="take a larger unit")
    units = [offices[place % len(offices)] for place in range(number)]
    return pd.DataFrame({"reviewer": [f"V{place:03d}" for place in range(number)], "unit": units})


def reviews_of(
    plan: Plan,
    true: Truth,
    *,
    strict: Mapping[str, float] | None = None,
    mild: Iterable[tuple[str, str]] = (),
    seed: int = 7,
) -> pd.DataFrame:
    """The reviews of a plan as its reviewers would give them, in the form of their table.

    Cases of before the period, which the truth does not hold, are given the quality of adverse ones where they had to
    be reviewed, and that of any other behind a signal.
    """
    rows = plan.assignments
    known = true.cases.set_index(CASE)["quality"].reindex(pd.MultiIndex.from_frame(rows[CASE]))
    strange = rows[["table", "case_id", "unit"]].assign(adverse=rows["stratum"].str.startswith("certain"))
    value = np.where(known.notna(), known, quality(strange, seed=seed))
    grades = review(rows, value, scheme=true.scheme, strict=strict, mild=mild, seed=seed)
    columns = ["review_id", "case_id", "unit", "function", "plan_id", "mode", "stratum", "reviewer", "reviewer_unit"]
    day = pd.Timestamp(plan.settings["data_date"]) - pd.Timedelta(days=20)
    return rows[columns].assign(reviewed_on=day.date(), scheme=true.scheme, grade=grades)


def findings_of(reviews: pd.DataFrame, *, scheme: str = "2026", seed: int = 7) -> pd.DataFrame:
    """One finding or two of every faulty review, in the form of their table, with what followed so far."""
    rng = np.random.default_rng(seed)
    bad = reviews[reviews["grade"].isin(FAULTY[scheme])]
    lines: list[dict[str, Any]] = []
    codes = list(DIMENSION.values)
    for row in bad.to_dict("records"):
        for place in range(1 + int(rng.random() < 0.3)):
            severe = "error" if row["grade"] == "unqualified" and place == 0 else "defect" if place == 0 else "flaw"
            lines.append({
                "finding_id": f"{row['review_id']}-{place + 1}", "review_id": row["review_id"],
                "dimension": (dimension := codes[int(rng.choice(len(codes), p=_OFTEN))]),
                "problem": str(rng.choice([problem.value for problem in PROBLEMS_OF[dimension]])), "severity": severe,
                "stage": str(rng.choice(STAGE.values)), "found_on": row["reviewed_on"],
            })  # fmt: skip
    return pd.DataFrame(lines)


# Procedure and documents are what reviews mostly find; the rest is rarer.
_OFTEN = np.array([0.14, 0.08, 0.1, 0.24, 0.18, 0.1, 0.05, 0.03, 0.08])


def rehearse(
    book: Kept,
    *,
    period: str | Period,
    out: Path,
    random: int = 200,
    panels: Sequence[str] = ("arrest",),
    seed: int = 7,
) -> list[str]:
    """Rehearse a whole round on an invented casebook: draw, write workbooks, fill them in, take them back, follow up.

    The workbooks go to `out`, filled ones to `out`/filled; gives what the desk says. What becomes of the findings in
    the `FOLLOWED` days after is recorded too. Raises `ParameterError` for data
    that are not invented.
    """
    true = truth(book, period=period, seed=seed)
    found = signals_of(book, panels, period=period)
    people = invented_reviewers(book)
    how = {"signals": found, "random": random, "look_back": 0, "seed": seed}
    plan, sheets = start(book, period=period, reviewers=people, out=out, **how)
    reviews = reviews_of(plan, true, seed=seed)
    findings = findings_of(reviews, scheme=true.scheme, seed=seed)
    begun = pd.Timestamp(plan.settings["data_date"]).date() + timedelta(days=10)
    fill_sheets(sheets, reviews, findings, out / "filled", reviewed_on=begun, seed=seed)
    taken = begun + timedelta(days=20)
    said = take_in(book, out / "filled", plan=plan.id, on=taken)
    steps = _follow_up(book, plan.id, taken + timedelta(days=FOLLOWED), seed)
    return [*said, f"{steps} steps after these findings recorded, in the name of {BY}"]


FOLLOWED = 75
"""Days after the round in which its findings are followed up."""


def _follow_up(book: Kept, plan: str, until: date, seed: int) -> int:
    """Record what becomes of the findings of a round; where any of them has moved already, all are left as they are."""
    store = plans_of(book.path)
    moved = {event.finding_id for event in read_events(store)}
    found = open_round(book, plan).findings
    return 0 if moved & set(found["finding_id"]) else record(store, followed_up(found, until=until, seed=seed))
