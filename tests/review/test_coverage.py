"""Held against the truth of the invented nation, by the doors that people use: right as often as promised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import caselib as cl
from caselib.casebook.store import Book, open_casebook
from caselib.domain.periods import as_period
from caselib.review.desk import signals_of
from caselib.review.estimates import FAULTY
from caselib.review.frame import CASE, MUST_REVIEW, REVIEWED, adverse, concluded
from caselib.review.plan import Plan
from caselib.review.sampling import stratified, take
from caselib.synthetic.rehearsal import Truth, inspections_of, truth

pytestmark = pytest.mark.slow

PERIOD, SCHEME = "2026Q1-Q3", "2026"


class Held:
    """A book that answers each question once, with the inspection of every case as its own people made it."""

    def __init__(self, book: Book, inspections: pd.DataFrame) -> None:
        self.book, self.inspections, self.once = book, inspections, cache(book.sql)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.book, name)

    def sql(self, query: str) -> pd.DataFrame:
        if "FROM inspections" in query:
            return self.inspections.rename(columns={"grade": "inspection"})[["case_id", "inspection"]]
        return self.once(query).copy()


@dataclass(frozen=True)
class World:
    """The book; its truth; the frame of a draw; and the first plan, whose settings all draws share."""

    book: Held
    true: Truth
    frame: pd.DataFrame
    first: Plan

    def plan(self, seed: int) -> Plan:
        """Another draw from the same frame, each case with one review of its own number."""
        plan = Plan.of(self.first.settings, take(self.frame, 120, per_signal=20, seed=seed), self.first.behind)
        rows = plan.drawn.assign(review_id=plan.drawn["table"] + plan.drawn["case_id"], plan_id=plan.id)
        return plan.with_assignments(rows.reindex(columns=plan.assignments.columns))

    def reviews(self, plan: Plan) -> pd.DataFrame:
        """Reviewers see the truth: what is asked here is what chance does."""
        rows = plan.assignments.merge(self.true.cases[[*CASE, "grade"]], on=CASE)
        return rows[["review_id", "case_id", "grade"]].assign(scheme=SCHEME, reviewer="v")


@pytest.fixture(scope="module")
def world(casebook: Path) -> World:
    book = open_casebook(casebook, unit="420000")
    signals = signals_of(book, ["arrest"], period=PERIOD)
    first = cl.review.draw(book, period=PERIOD, signals=signals, look_back=0, random=120, per_signal=20)
    true, span = truth(book, period=PERIOD), as_period(PERIOD)
    units = book.units.below("420000")
    cases = concluded(book, span, units=units, tables=tuple(REVIEWED)).assign(in_population=True)
    must = adverse(book, MUST_REVIEW, first_day=span.first_day, last_day=span.last_day, units=units)
    seen = set(book.sql("SELECT case_id FROM reviews WHERE grade IS NOT NULL")["case_id"])
    behind = first.behind.merge(cases[CASE], on=CASE)
    frame = stratified(cases, must[~must["case_id"].isin(seen)], behind, strata=("function",))
    frame = frame[frame["in_population"]]
    return World(Held(book, inspections_of(true, period=PERIOD)), true, frame, first)


def test_the_frame_here_is_that_of_the_public_draw(world: World) -> None:
    """The draws below are those of `draw`, by another seed: strata and populations are the same."""
    inside = world.first.drawn[world.first.drawn["in_population"]]
    public = inside.groupby("stratum")["population"].first()
    here = world.plan(1).drawn.groupby("stratum")["population"].first()
    pd.testing.assert_series_equal(public, here)
    assert world.frame.shape[0] == len(world.true.cases) == here.sum()


def test_estimates_hold_the_truth_as_often_as_they_say(world: World) -> None:
    """500 draws: the public estimate, its 95 % interval, and the plain share beside it."""
    share, held, values, naive = world.true.share, 0, [], []
    for seed in range(500):
        plan = world.plan(seed)
        look = cl.review.estimate(
            plan, world.reviews(plan), scheme=SCHEME, about=world.book.about, by=(), widest=1.0
        ).frame
        line = look[look["what"] == "faulty"].iloc[0]
        held += line["low"] <= share <= line["high"]
        values.append(line["value"])
        naive.append(line["naive"])
    assert 0.93 <= held / 500 <= 0.995, held
    assert abs(np.mean(values) - share) < 0.003, "no draw knows more than another"
    assert np.mean(naive) - share > 0.03, "what the plain share makes of it"


def test_the_two_phase_estimate_beats_inspection_and_the_plain_share(world: World) -> None:
    """60 draws: the public calibration is nearer the truth than either, and its interval holds it."""
    share, held, errors, plain = world.true.share, 0, [], []
    for seed in range(60):
        plan = world.plan(seed)
        reviews = world.reviews(plan)
        found = cl.review.calibrate(world.book, plan, reviews, scheme=SCHEME).found
        held += found.rate.low <= share <= found.rate.high
        errors.append(abs(found.rate.value - share))
        plain.append(abs(reviews["grade"].isin(FAULTY[SCHEME]).mean() - share))
    inspected = world.book.inspections["grade"].isin(FAULTY[SCHEME]).mean()
    assert held >= 54, held
    assert np.mean(errors) < 0.7 * abs(inspected - share)
    assert np.mean(errors) < 0.7 * np.mean(plain)
