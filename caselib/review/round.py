"""A round of review: its plan, what came back, and where both are kept: in `plans/` of the casebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.errors import CasebookError, StatisticsError, nearest
from caselib.measures.count import Source
from caselib.measures.counts import About
from caselib.review.by_dimension import dimensions
from caselib.review.calibration import calibrate
from caselib.review.collecting import collected_so_far
from caselib.review.estimates import estimate
from caselib.review.loop import WORTH, BackTest, back_test
from caselib.review.plan import Plan
from caselib.review.reviewers import agreements, mutual, strictness

__all__ = [
    "COLLECTED",
    "Round",
    "Sample",
    "Silent",
    "found_behind",
    "latest_round",
    "open_round",
    "plans_of",
    "rounds",
    "sample",
]


class Kept(Source, Protocol):
    """A casebook that lies in a folder."""

    @property
    def path(self) -> Path:
        """The folder of the casebook."""


@dataclass(frozen=True)
class Round:
    """A plan with the reviews and findings that came back; both may still be empty."""

    plan: Plan
    reviews: pd.DataFrame
    findings: pd.DataFrame

    @property
    def period(self) -> str:
        """The period whose cases are reviewed."""
        return str(self.plan.settings["period"])

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes of grades used; two are never joined."""
        return tuple(sorted(set(self.reviews.loc[self.reviews["grade"].notna(), "scheme"].dropna())))


@dataclass(frozen=True)
class Sample(Shown):
    """A round as the reader's page shows it: strata, chances, what came back; `round` is None where there is none.

    Its results ask nothing twice: `estimates()`, `dimensions()`, `calibrated()`, `agreements()`, `strictness()`,
    `mutual()`, `back_test()`, of the latest scheme of grades used (two are never joined), and a line where they can't
    be told.
    """

    round: Round | None
    book: Kept
    about: About

    def _each(self, ask: Callable[[Round, str], Shown]) -> Shown:
        """Ask of the latest scheme; where nothing came back yet, or too little, say so."""
        if self.round is None or not self.round.schemes:
            return Silent(say(self.about.reader.language, "Nothing has come back with a grade yet."), self.about)
        try:
            return ask(self.round, self.round.schemes[-1])
        except StatisticsError as error:
            return Silent(say(self.about.reader.language, "It can't be told: {why}.", why=error.what), self.about)

    def estimates(self, *, by: Sequence[str] = ("function",)) -> Shown:
        """Shares of all cases, by function or other domains.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").estimates(by=["function"])).__name__
        'Estimates'
        """
        return self._each(
            lambda one, scheme: estimate(one.plan, one.reviews, one.findings, scheme=scheme, about=self.about, by=by)
        )

    def dimensions(self) -> Shown:
        """Shares of all cases with a problem, by dimension, at each stage and in each type of case.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").dimensions()).__name__
        'Dimensions'
        """
        return self._each(
            lambda one, scheme: dimensions(one.plan, one.reviews, one.findings, scheme=scheme, about=self.about)
        )

    def calibrated(self) -> Shown:
        """The inspection of every case, calibrated by the review of some.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").calibrated()).__name__
        'Calibrated'
        """
        return self._each(lambda one, scheme: calibrate(self.book, one.plan, one.reviews, scheme=scheme))

    def agreements(self) -> Shown:
        """How far two reviewers of one case agree.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").agreements()).__name__
        'Agreements'
        """
        return self._each(lambda one, scheme: agreements(one.plan, one.reviews, scheme=scheme, about=self.about))

    def strictness(self) -> Shown:
        """Whether some reviewers are stricter, and what that does to the result.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").strictness()).__name__
        'Strictness'
        """
        return self._each(lambda one, scheme: strictness(one.plan, one.reviews, scheme=scheme, about=self.about))

    def mutual(self) -> Shown:
        """Whether offices that review each other find less.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").mutual()).__name__
        'Mutual'
        """
        return self._each(lambda one, scheme: mutual(one.reviews, scheme=scheme, about=self.about))

    def back_test(self) -> Shown:
        """Whether the signals led to files with faults.

        >>> type(cl.review.sample(reviewed, period="2026Q1-Q3").back_test()).__name__
        'BackTest'
        """
        return self._each(lambda one, scheme: back_test(one.plan, one.reviews, scheme=scheme, about=self.about))


@dataclass(frozen=True)
class Silent(Shown):
    """Nothing to show, and why."""

    said: str
    about: About

    def plot(self) -> Silent:  # type: ignore[override]
        """Nothing to draw, and why."""
        return self


def sample(book: Kept, *, period: str | Period) -> Sample:
    """Open the unit's latest round on cases of a period, or of one before it, for a page.

    A round that was drawn for another unit, above or below, tells nothing of this one and is not shown.

    >>> look = cl.review.sample(reviewed, period="2026Q1-Q3")
    >>> look.round.period
    '2026Q1-Q3'
    """
    return Sample(latest_round(book, period=period), book, book.about)


COLLECTED = "collected"
"""The folder of a plan in which its collections are kept."""


def plans_of(casebook: str | Path) -> Path:
    """The folder of a casebook's plans.

    >>> cl.review.plans_of(reviewed.path).name
    'plans'
    """
    return Path(casebook) / "plans"


def open_round(book: Kept, plan: str) -> Round:
    """Open a round by the name of its plan: with what was collected, else what the tables of the casebook have.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> cl.review.open_round(reviewed, one.plan.id).schemes
    ('2026',)
    """
    folder = plans_of(book.path)
    known = sorted(place.name for place in folder.glob("*") if (place / "plan.json").is_file())
    if plan not in known:
        advice = nearest(plan, known) if known else "draw one with `caselib review draw`"
        raise CasebookError("no such plan of review", where=str(folder), got=plan, advice=advice)
    made = Plan.open(folder / plan)
    return Round(made, *_back(book, made, folder / plan))


def rounds(book: Kept) -> list[Round]:
    """Open all rounds of a casebook, in the order of their periods, then of the time at which they were drawn.

    >>> [one.period for one in cl.review.rounds(reviewed)]
    ['2026Q1-Q3']
    """
    folder = plans_of(book.path)
    drawn = {place.parent.name: place.stat().st_mtime_ns for place in sorted(folder.glob("*/plan.json"))}
    found = [open_round(book, name) for name in drawn]
    return sorted(found, key=lambda one: (as_period(one.period).last, drawn[one.plan.id], one.plan.id))


def latest_round(book: Kept, *, period: str | Period) -> Round | None:
    """Open the unit's latest round on cases of a period or of an earlier one; None where there is none.

    >>> cl.review.latest_round(reviewed, period="2026Q1-Q3").period
    '2026Q1-Q3'
    >>> cl.review.latest_round(reviewed, period="2025") is None
    True
    """
    last = as_period(period).last
    before = [one for one in _own(book) if as_period(one.period).last <= last]
    return before[-1] if before else None


def _own(book: Kept) -> list[Round]:
    """The rounds that were drawn for the reader's unit."""
    unit = book.about.reader.unit or book.units.top
    return [one for one in rounds(book) if str(one.plan.settings["units"][0]) == unit]


def _back(book: Kept, plan: Plan, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    store = folder / COLLECTED
    if store.is_dir():
        found = collected_so_far(store, plan.assignments)
        return found.reviews, found.findings
    reviews = book.sql(f"SELECT * FROM reviews WHERE plan_id = '{_plain(plan.id)}' ORDER BY review_id")
    findings = book.sql(
        f"SELECT f.* FROM findings f JOIN reviews r USING (review_id) WHERE r.plan_id = '{_plain(plan.id)}'"
        " ORDER BY finding_id"
    )
    return reviews, findings


def _plain(name: str) -> str:
    return name.replace("'", "''")


def everything(book: Kept) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give all reviews and findings: those of the casebook's tables, and what was collected beside them."""
    reviews = book.sql("SELECT * FROM reviews ORDER BY review_id")
    findings = book.sql("SELECT * FROM findings ORDER BY finding_id")
    collected = [one for one in rounds(book) if (plans_of(book.path) / one.plan.id / COLLECTED).is_dir()]
    known = set(reviews["review_id"])
    for one in collected:
        new = one.reviews[~one.reviews["review_id"].isin(known)]
        reviews = _below(reviews, new)
        findings = _below(findings, one.findings[one.findings["review_id"].isin(set(new["review_id"]))])
    return reviews, findings


def _below(rows: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Put rows below others, with the columns of the first."""
    added = more.reindex(columns=rows.columns)
    return pd.concat([part.astype(object) for part in (rows, added)], ignore_index=True) if len(added) else rows


def found_behind(book: Kept, measures: Sequence[str], *, period: str | Period, worth: float = WORTH) -> BackTest:
    """Say what review found behind a unit's earlier signals of some measures: the back-test of its latest round.

    Earlier are rounds on cases of periods that ended before this one begins. Empty where none of them has been
    reviewed, or none of the measures had a signal in it.

    >>> cl.review.found_behind(reviewed, ["decided_on_last_day", "refused"], period="2026Q4").frame["signal"].tolist()
    ['decided_on_last_day']
    >>> cl.review.found_behind(reviewed, ["decided_on_last_day"], period="2026Q1-Q3").frame.empty  # it is this period's
    True
    """
    last = as_period(period).first
    done = [one for one in _own(book) if as_period(one.period).last < last and one.schemes]
    if not done:
        return BackTest(pd.DataFrame(), "", book.about)
    look = back_test(done[-1].plan, done[-1].reviews, scheme=done[-1].schemes[-1], about=book.about, worth=worth)
    kept = look.frame[look.frame["signal"].isin(list(measures))].reset_index(drop=True)
    return BackTest(kept, look.rule, look.about)
