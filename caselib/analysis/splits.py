"""Cases that may be one: the same office, addressee and violation within days of each other."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.comparisons import Comparison, funnel
from caselib.analysis.result import Result
from caselib.casebook.sql import listed
from caselib.domain.label import Label
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.measures import shelf
from caselib.measures.count import Source
from caselib.measures.counts import Counts

__all__ = ["Splits", "runs", "split_cases"]

DAYS = 30
"""Cases that follow each other within so many days belong to one run; PR 69 names no number, this one is ours."""
LABEL = Label("Cases in runs on one addressee and violation", "同一对象同一违法情形短期内多次立案占比")
REASONS = Label(
    "different agencies for one harm, which are separate cases; different legal duties under one name; violations "
    "found after the recommendation was issued; addressees or violations that are recorded too roughly",
    "同一损害涉及不同行政机关（应分别立案）；同名下的不同法定职责；检察建议发出后新发现的违法；对象或违法情形填录过粗",
)


@dataclass(frozen=True)
class Splits(Result):
    """Runs of cases. `frame`: unit, cases, first, last, case_ids (in code order, then by date).

    `comparison` sets the share of an office's cases that stand in such runs against that of all offices.
    """

    comparison: Comparison

    @property
    def outside(self) -> frozenset[str]:
        """Offices whose share lies outside the limits."""
        return frozenset(signal.unit for signal in self.comparison.signals if signal.side > 0)


def split_cases(book: Source, *, period: str | Period, days: int = DAYS) -> Splits:
    """Find runs of cases of one office on one addressee and one kind of violation, each within `days` of the last.

    One agency with several violations of the same nature makes one case (PR 69). A run is a reason to read the files,
    not a finding. Limits come from all offices in the casebook, runs are listed for the reader's own circle.

    >>> look = cl.split_cases(book, period="2024..2026Q3")
    >>> bool((look.frame["cases"] > 1).all())
    True
    """
    span, reader = as_period(period), book.about.reader
    totals = runs(book, span, days)
    counts = Counts.from_totals(
        totals, unit="unit", numerator="runs", denominator="cases", measure="split_cases", label=LABEL, units=book.units
    )
    look = funnel(Counts(counts.frame, counts.by, book.about, counts.labels, units=book.units, period=str(span)))
    inside = set(book.units.below(reader.unit)) if reader.unit else set(totals["unit"])
    own = f" AND unit IN ({listed(sorted(inside))})" if reader.unit else ""
    shown = book.sql(_listed(span, days, own)).sort_values(["unit", "first"], ignore_index=True)
    rule = say(
        reader.language,
        "Runs: the same office, addressee and kind of violation, each case within {days} days of the one before. ",
        days=days,
    )
    named = Comparison(
        counts=look.counts,
        frame=look.frame[look.frame["unit"].isin(inside)].reset_index(drop=True),
        rule=look.rule,
        funnel=look.funnel,
        signals=tuple(signal for signal in look.signals if signal.unit in inside),
    )
    return Splits(look.counts, shown, rule + look.rule, named)


def runs(book: Source, span: Period, days: int = DAYS) -> pd.DataFrame:
    """Count the cases of every office, and those of them in runs of several: unit, cases, runs."""
    query = f"""
        {_numbered(span, days)}
        SELECT unit, CAST(SUM(cases) AS BIGINT) AS cases,
            CAST(SUM(CASE WHEN cases > 1 THEN cases ELSE 0 END) AS BIGINT) AS runs
        FROM (SELECT unit, COUNT(*) AS cases FROM numbered GROUP BY unit, respondent, violation_type, run) AS runs
        GROUP BY unit ORDER BY unit
    """
    return shelf.rows(book, "splits", query)


def _listed(span: Period, days: int, own: str) -> str:
    """One row a run of several, with its cases."""
    return f"""
        {_numbered(span, days, own)}
        SELECT unit, COUNT(*) AS cases, MIN(filed_on) AS first, MAX(filed_on) AS last,
            STRING_AGG(case_id, ', ' ORDER BY filed_on, case_id) AS case_ids
        FROM numbered GROUP BY unit, respondent, violation_type, run HAVING COUNT(*) > 1 ORDER BY unit, first, case_ids
    """


def _numbered(span: Period, days: int, own: str = "") -> str:
    """Cases with the number of their run: gaps of more than `days` begin a new one."""
    return f"""
        WITH ordered AS (
            SELECT unit, case_id, filed_on, respondent, violation_type,
                CASE WHEN date_diff('day', LAG(filed_on) OVER same, filed_on) <= {int(days)} THEN 0 ELSE 1 END AS begins
            FROM public_interest
            WHERE filed_on BETWEEN DATE '{span.first_day}' AND DATE '{span.last_day}'
                AND respondent IS NOT NULL AND violation_type IS NOT NULL{own}
            WINDOW same AS (PARTITION BY unit, respondent, violation_type ORDER BY filed_on, case_id)
        ), numbered AS (
            SELECT *, SUM(begins) OVER (PARTITION BY unit, respondent, violation_type ORDER BY filed_on, case_id) AS run
            FROM ordered
        )
    """
