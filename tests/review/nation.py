"""A small frame of cases with a known truth, and a book around it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.review.estimates import FAULTY
from caselib.review.frame import CASE
from caselib.review.plan import Plan
from caselib.review.sampling import stratified, take
from caselib.review.targets import Coverage, Target
from caselib.synthetic.reviewing import grade_of, inspect, quality

SCHEME = "2026"
OFFICES = [f"4201{place:02d}" for place in range(2, 14)]
REVIEWERS = pd.DataFrame({"reviewer": [f"v{place:02d}" for place in range(12)], "unit": OFFICES})


def population(size: int = 2_000, seed: int = 1) -> pd.DataFrame:
    """Cases of four functions in twelve offices; one in thirty must be reviewed."""
    rng = np.random.default_rng(seed)
    functions = rng.choice(["criminal", "civil", "administrative", "public_interest"], size, p=[0.7, 0.12, 0.08, 0.1])
    return pd.DataFrame(
        {
            "table": functions,
            "function": functions,
            "case_id": [f"INV{place:05d}" for place in range(size)],
            "unit": rng.choice(OFFICES, size),
            "handler": "",
            "case_type": rng.choice(["theft", "fraud"], size),
            "in_population": True,
            "adverse": rng.random(size) < 1 / 30,
        }
    )


def behind(cases: pd.DataFrame) -> pd.DataFrame:
    """One signal that names the cases of one office, and one that names cases for nothing."""
    useful = cases[(cases["unit"] == OFFICES[0]) & (cases["function"] == "criminal")]
    useless = cases[(cases["function"] == "criminal") & cases["case_id"].str.endswith("3")]
    return pd.concat([useful.assign(signal="useful"), useless.assign(signal="useless")])[[*CASE, "signal"]]


def frame(cases: pd.DataFrame, signals: pd.DataFrame, *, strata: tuple[str, ...] = ("function",)) -> pd.DataFrame:
    """The frame of a draw, each case with its true grade."""
    must = cases.loc[cases["adverse"], ["table", "function", "case_id", "unit", "handler", "case_type"]]
    made = stratified(cases, must.assign(measure="acquitted_after_arrest"), signals, strata=strata)
    value = quality(made, units={OFFICES[0]: -0.9})
    grade = grade_of(value, scheme=SCHEME)
    return made.assign(
        quality=value,
        truth=grade,
        faulty=np.isin(grade, FAULTY[SCHEME]),
        inspection=inspect(made, value, scheme=SCHEME),
    )


def plan_of(
    made: pd.DataFrame,
    signals: pd.DataFrame,
    *,
    random: Target = 200,
    per_signal: int = 40,
    coverage: Coverage | None = None,
    seed: int = 7,
) -> Plan:
    """A plan drawn from a frame."""
    drawn = take(made, random, per_signal=per_signal, coverage=coverage, seed=seed)
    settings = {"period": "2026Q1-Q3", "seed": seed, "data_date": "2026-09-30", "units": ["420000", 13]}
    settings |= {"strata": ["function"], "coverage": repr(coverage)}
    return Plan.of(settings, drawn, signals)


def as_reviews(plan: Plan, grades: pd.Series) -> pd.DataFrame:
    """Reviews in the form of their table; `grades` by place of the assignment."""
    rows = plan.assignments.drop(columns=["table", "due_on"])
    return rows.assign(reviewed_on=pd.Timestamp("2026-10-20"), scheme=SCHEME, grade=grades.to_numpy())
