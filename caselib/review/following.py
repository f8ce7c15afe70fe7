"""Findings of a casebook followed up: where they stand, how long they take, what comes back, and what is typical."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import Period, as_period
from caselib.measures.count import Source
from caselib.measures.counts import About
from caselib.review.ledger import Event, follow_up, overdue, states
from caselib.stats.intervals import difference

__all__ = ["Digest", "FollowUp", "digest", "follow"]

_DIGEST = [
    "dimension",
    "problem",
    "function",
    "findings",
    "reviews",
    "share",
    "before",
    "low",
    "high",
    "example",
    "note",
]
MOST = 5
"""Kinds of problem that a meeting can talk about."""


@dataclass(frozen=True)
class FollowUp(Shown):
    """`frame`: state, role, findings, overdue. `late`: overdue findings in case order.

    `curves`: name ("rectified": from the decision; "recurred": from the check), days, value, low, high, at_risk: the
    share that has come to it by each day, with what has not come to it counted as waiting (Kaplan-Meier).
    """

    frame: pd.DataFrame
    late: pd.DataFrame
    curves: pd.DataFrame
    about: About


def follow(
    book: Source,
    *,
    until: str | Period,
    within: str | None = None,
    events: Sequence[Event] = (),
    today: date | None = None,
) -> FollowUp:
    """Follow up all findings made by the end of a period on cases of a unit and those below it.

    `events` of a ledger are put onto the findings of the casebook; `today`: the data date unless said.
    """
    rows = follow_up(_findings(book, as_period(until), within), events)
    day = today or book.about.data_date
    stand = states(rows, today=day)
    counted = stand.groupby(["state", "role"], as_index=False, sort=False).agg(
        findings=("finding_id", "size"), overdue=("overdue", lambda late: int((late > 0).sum()))
    )
    parts = [_curve(rows, name, since, to, day) for name, since, to in _CURVES]
    curves = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(_COLUMNS[1:], float))
    return FollowUp(counted, overdue(rows, today=day), curves, book.about)


_CURVES = (("rectified", "decided_on", "rectified_on"), ("recurred", "verified_on", "recurred_on"))
_COLUMNS = ["name", "days", "value", "low", "high", "at_risk"]


def _findings(book: Source, until: Period, within: str | None) -> pd.DataFrame:
    """Findings with the function, unit, case and type of review that they come from."""
    units = book.units.below(within or book.about.reader.unit or book.units.top)
    listed = ", ".join(f"'{unit}'" for unit in units)
    return book.sql(
        "SELECT f.*, r.case_id, r.unit, r.function, r.mode, r.reviewed_on FROM findings f"
        f" JOIN reviews r USING (review_id) WHERE r.unit IN ({listed})"
        f" AND COALESCE(f.found_on, r.reviewed_on) <= DATE '{until.last_day}'"
        " ORDER BY finding_id"
    )


def _curve(rows: pd.DataFrame, name: str, since: str, to: str, day: date) -> pd.DataFrame:
    from caselib.stats.time_to_event import follow as followed
    from caselib.stats.time_to_event import kaplan_meier

    begun = rows[pd.to_datetime(rows[since]).notna() & (rows["objection"] != "upheld")] if len(rows) else rows
    if begun.empty:
        return pd.DataFrame(columns=_COLUMNS)
    days, event = followed(begun[since], begun[to], data_date=str(day))
    curve = kaplan_meier(days, event)
    made = pd.DataFrame({"name": name, "days": curve["time"], "at_risk": curve["at_risk"]})
    ends = {"value": 1 - curve["survival"], "low": 1 - curve["high"], "high": 1 - curve["low"]}
    return made.assign(**ends)[_COLUMNS]


@dataclass(frozen=True)
class Digest(Shown):
    """The typical problems of a period, for a meeting on case quality (讲评).

    `frame`: dimension, problem, function, findings, reviews (random ones of the function), share, before, low, high,
    example, note. `share` and `before`: of the random reviews of this period and of the one a year before, those with
    the problem; low and high bound the difference. The example names no office, no person and no case.
    """

    frame: pd.DataFrame
    period: str
    rule: str
    about: About


def digest(book: Source, *, period: str | Period, within: str | None = None, most: int = MOST) -> Digest:
    """Set out the problems found most often in each function, with an example and what changed in a year.

    An order by frequency is one of problems, not of offices or persons. Dismissed findings (objection upheld) are left
    out.
    """
    span = as_period(period)
    now, before = (_round(book, each, within) for each in (span, span.year_before()))
    rule = (
        "Shares of cases drawn at random that were reviewed in the period; differences to a year before with "
        "Newcombe's 95 % interval. An example names no office, person or case."
    )
    functions = sorted(set(now[1]["function"]))
    lines = [line for function in functions for line in _typical(now, before, function, most)]
    return Digest(pd.DataFrame(lines, columns=_DIGEST), str(span), rule, book.about)


def _round(book: Source, span: Period, within: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings of the reviews of a period, and its random reviews."""
    units = ", ".join(f"'{unit}'" for unit in book.units.below(within or book.about.reader.unit or book.units.top))
    inside = f"reviewed_on BETWEEN DATE '{span.first_day}' AND DATE '{span.last_day}' AND unit IN ({units})"
    reviews = book.sql(f"SELECT review_id, function, mode FROM reviews WHERE {inside} AND grade IS NOT NULL ORDER BY 1")
    findings = book.sql(
        "SELECT f.*, r.function, r.mode FROM findings f JOIN reviews r USING (review_id)"
        f" WHERE {inside} AND f.objection IS DISTINCT FROM 'upheld' ORDER BY finding_id"
    )
    if "problem" not in findings:
        findings["problem"] = ""
    return reviews, findings.fillna({"problem": "", "dimension": "", "function": ""})


def _typical(
    now: tuple[pd.DataFrame, pd.DataFrame], before: tuple[pd.DataFrame, pd.DataFrame], function: str, most: int
) -> list[tuple[object, ...]]:
    findings = now[1][now[1]["function"] == function]
    often = findings.groupby(["dimension", "problem"])["review_id"].nunique()
    lines = []
    for dimension, problem in list(often.sort_values(ascending=False, kind="stable").index)[:most]:
        same = findings[(findings["dimension"] == dimension) & (findings["problem"] == problem)]
        (k, n), (j, m) = (_random(*part, function, dimension, problem) for part in (now, before))
        apart = difference(k, n, j, m)
        example = same.iloc[0]
        said = (str(example.get("stage") or ""), str(example.get("severity") or ""))
        shares = (k / n if n else float("nan"), j / m if m else float("nan"), float(apart.low), float(apart.high))
        lines.append((dimension, problem, function, len(same), n, *shares, *said))
    return lines


def _random(
    reviews: pd.DataFrame, findings: pd.DataFrame, function: str, dimension: str, problem: str
) -> tuple[int, int]:
    """Random reviews of a function with a problem, and all of them."""
    drawn = set(reviews.loc[(reviews["function"] == function) & (reviews["mode"] == "random"), "review_id"])
    named = (findings["dimension"] == dimension) & (findings["problem"] == problem)
    return len(drawn & set(findings.loc[named, "review_id"])), len(drawn)
