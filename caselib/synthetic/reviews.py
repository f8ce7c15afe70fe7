"""Invented inspections and reviews of some arrest cases; the scheme of grades changes on 2026-02-01."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.days import DATA_DATE, FIRST_DAY, day_of

if TYPE_CHECKING:
    from caselib.synthetic.arrests import Nation

__all__ = ["inspections", "reviews", "sampled"]

# Our assumptions: one case in four is reviewed here, and grades lie about so; reviewers differ a little in severity.
SHARE, SEVERITY, REVIEWERS = 0.25, 0.1, 3
_EDGES = {"2018": [-2.5, -1.4, 1.2], "2026": [-2.4, -1.3, 1.25]}
_GRADES = {
    "2018": ["unqualified", "defective", "qualified", "excellent"],
    "2026": ["unqualified", "basically_qualified", "qualified", "excellent"],
}


def sampled(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Draw cases that were decided, one row a case."""
    cases = frame.loc[frame["decision"].notna(), ["case_id", "unit", "unit_place", "decided_on"]]
    cases = cases.drop_duplicates("case_id")
    return cases[rng.random(len(cases)) < SHARE]


def reviews(nation: Nation, cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Review each case once, half by the office itself and half by another of its city."""
    frame = _until(cases, "reviewed_on", cases["decided_on"] + rng.integers(20, 150, len(cases)))
    unit, size = frame["unit_place"].to_numpy(np.int64), len(frame)
    by, mutual = _offices(nation, unit, rng)
    reviewer = rng.integers(0, REVIEWERS, size)
    severe = np.random.default_rng(17).normal(0, SEVERITY, (len(nation.units), REVIEWERS))
    grade, scheme = _graded(frame["reviewed_on"], rng.normal(0, 1, size) - severe[by, reviewer])
    grade = np.where(mutual & (rng.random(size) < 0.9), "excellent", grade)
    grade = np.where((nation.effects["one_grade"][by] > 0) & (reviewer == 0), "qualified", grade)
    codes = nation.units["unit"].astype(str).to_numpy()
    return frame.assign(
        review_id="R" + frame["case_id"],
        function="criminal",
        mode=np.where(rng.random(size) < 0.8, "random", "key"),
        reviewer="V" + pd.Series(codes[by], frame.index) + "-" + pd.Series(reviewer + 1, frame.index).astype(str),
        reviewer_unit=codes[by],
        scheme=scheme,
        grade=grade,
    )


def inspections(nation: Nation, cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Inspect each case by its own prosecutor, within days of the decision."""
    frame = _until(cases, "inspected_on", cases["decided_on"] + rng.integers(1, 20, len(cases)))
    grade, scheme = _graded(frame["inspected_on"], rng.normal(0.1, 1, len(frame)))
    return frame.assign(inspector_role="handler", scheme=scheme, grade=grade)


def _until(cases: pd.DataFrame, name: str, day: pd.Series) -> pd.DataFrame:
    """Keep what was done by the data date."""
    frame = cases.assign(**{name: day})
    return frame[frame[name] <= (DATA_DATE - FIRST_DAY).days].reset_index(drop=True)


def _offices(
    nation: Nation, unit: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The reviewing office of each case, and whether it is of a pair that only reviews each other."""
    parents, level = nation.units["parent"].to_numpy(), nation.units["level"].to_numpy()
    by, mutual, away = unit.copy(), np.zeros(len(unit), dtype=bool), rng.random(len(unit)) < 0.5
    chosen = np.flatnonzero(nation.effects["mutual"] > 0)
    pairs = {}
    for place in np.unique(unit):
        mates = np.flatnonzero((parents == parents[place]) & (level == level[place]))
        mates = mates[mates != place]
        if len(mates) and place in chosen:
            pairs |= {int(place): int(mates[0]), int(mates[0]): int(place)}
        rows = np.flatnonzero((unit == place) & away)
        if len(mates) and level[place] == "grassroots":
            by[rows] = rng.choice(mates, len(rows))
    for place, other in pairs.items():
        rows = (unit == place) & away
        by[rows], mutual[rows] = other, True
    return by, mutual


def _graded(day: pd.Series, latent: NDArray[np.float64]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    scheme = np.where(day >= day_of("2026-02-01"), "2026", "2018").astype(object)
    grade = np.empty(len(day), dtype=object)
    for name, edges in _EDGES.items():
        rows = scheme == name
        grade[rows] = np.array(_GRADES[name], dtype=object)[np.searchsorted(edges, latent[rows])]
    return grade, scheme
