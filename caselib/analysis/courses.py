"""When and in which way things end, with those that still wait counted as well."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from caselib.analysis.result import Result
from caselib.domain.periods import Period, years
from caselib.domain.phrases import say
from caselib.measures.catalogue import find
from caselib.measures.count import Source, count
from caselib.measures.count import course as followed
from caselib.measures.counts import Counts
from caselib.measures.declare import Duration
from caselib.measures.query import NOT_STATED
from caselib.stats.competing_risks import OPEN, cumulative_incidence

__all__ = ["Course", "course"]

MARKS = (30, 61, 91, 182, 365)
"""Days at which the table reads the curves: one, two, three, six and twelve months."""


@dataclass(frozen=True)
class Course(Result):
    """The share ended in each way by each day. `frame`: cause, days, at_risk, ended, value, se, low, high.

    `last`: for how many days the longest has been followed. `so_far`: the share of each cause among those that have
    ended, which leaves out all that wait. `waiting`: how many still wait, by how long they have (days, n). `terms`:
    legal terms in days, if there are any.
    """

    started: int
    last: int = 0
    so_far: dict[str, float] = field(default_factory=dict)
    waiting: pd.DataFrame = field(default_factory=pd.DataFrame)
    terms: tuple[int, ...] = ()

    def label(self, cause: str) -> str:
        """Name a cause in the reader's language.

        >>> look = cl.course(book, "days_to_court_decision", until="2026Q1-Q3")
        >>> look.label("adopted")
        'recommendation adopted'
        """
        return _label(self.counts, cause)


def course(book: Source, measure: str, *, until: str | Period, over: int = 3, within: str | None = None) -> Course:
    """Follow all that began in the last years up to the end of a period, to the data date (Aalen and Johansen 1978).

    What has not ended is not left out: it has waited, and counts as waiting up to the data date.

    >>> look = cl.course(book, "days_to_court_decision", until="2026Q1-Q3")
    >>> look.started, look.terms
    (57, (91,))
    """
    declared, span = find(measure), years(until, over)
    rows = followed(book, measure, period=span, within=within)
    counts = count(book, measure, period=span, within=within)
    rows = rows[rows["days"] >= 0]
    frame = cumulative_incidence(rows["days"], rows["cause"], weight=rows["n"]) if len(rows) else pd.DataFrame()
    ended = rows[rows["cause"] != OPEN].groupby("cause")["n"].sum()
    waiting = rows[rows["cause"] == OPEN].groupby("days", as_index=False)["n"].sum()
    rule = say(
        counts.about.reader.language,
        "Shares ended by each day since the start, with 95 % intervals (Aalen-Johansen); what still waits is counted "
        "as waiting. The shares among those that have ended so far leave the waiting ones out.",
    )
    terms = declared.terms.get("all", ()) if isinstance(declared, Duration) else ()
    so_far = {str(cause): float(n / ended.sum()) for cause, n in ended.items()}
    last = int(rows["days"].max()) if len(rows) else 0
    return Course(counts, frame, rule, int(rows["n"].sum()), last, so_far, waiting, terms)


def _label(counts: Counts, cause: str) -> str:
    measure, language = counts.measures[counts.one], counts.about.reader.language
    if not isinstance(measure, Duration) or not measure.cause:
        return say(language, "done")
    if cause == NOT_STATED:
        return say(language, "not stated")
    codes = measure.declared_in[measure.cause].codes
    return codes.label(cause, language) if codes is not None else cause
