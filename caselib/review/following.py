"""Findings of a casebook followed up: where they stand, how long they take, what comes back, and what is typical."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.domain.vocabulary import DIMENSION, PROBLEM, SEVERITY, STAGE
from caselib.measures.counts import About
from caselib.review.estimates import FAULTY
from caselib.review.ledger import EVENTS, Event, follow_up, overdue, read_events, states
from caselib.review.round import Kept, everything, plans_of
from caselib.stats.intervals import difference

__all__ = ["Digest", "FollowUp", "digest", "findings_until", "follow"]

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
REVIEWED_WITHIN = 3
"""Months after a period in which the cases concluded in it are reviewed."""
MOST = 5
"""Kinds of problem that a meeting can talk about."""


@dataclass(frozen=True)
class FollowUp(Shown):
    """`frame`: state, role, findings, overdue. `late`: overdue findings in case order.

    `curves`: name ("rectified": from the decision; "recurred": from the repair, of findings that somebody has looked at
    again), days, value, low, high, at_risk: the share that has come to it by each day, with what has not come to it
    counted as waiting (Kaplan-Meier). Findings whose days contradict each other are in no curve.
    """

    frame: pd.DataFrame
    late: pd.DataFrame
    curves: pd.DataFrame
    about: About


def follow(
    book: Kept,
    *,
    until: str | Period,
    within: str | None = None,
    events: Sequence[Event] | None = None,
    today: date | None = None,
) -> FollowUp:
    """Follow up all findings made by the end of a period on cases of a unit and those below it.

    `events`: what was recorded since; those of the casebook's plans unless given. `today`: the last day that is known
    of, of the data or of an event, unless given.

    >>> look = cl.review.follow(reviewed, until="2026Q1-Q3")
    >>> bool((look.frame["overdue"] <= look.frame["findings"]).all())
    True
    """
    steps = read_events(plans_of(book.path)) if events is None else list(events)
    found = findings_until(book, as_period(until), within)
    rows = follow_up(found, [step for step in steps if step.finding_id in set(found["finding_id"])])
    day = today or _last(book, rows)
    stand = states(rows, today=day)
    counted = stand.groupby(["state", "role"], as_index=False, sort=False).agg(
        findings=("finding_id", "size"), overdue=("overdue", lambda late: int((late > 0).sum()))
    )
    parts = [_curve(rows, name, since, to, day) for name, since, to in _CURVES]
    curves = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(_COLUMNS[1:], float))
    return FollowUp(counted, overdue(rows, today=day), curves, book.about)


def _last(book: Kept, rows: pd.DataFrame) -> date:
    """The last day that is known of: reviews come after the data on which they were drawn."""
    days = [pd.to_datetime(rows[column]).max() for column in ("found_on", *EVENTS.values())] if len(rows) else []
    return max([book.about.data_date, *(day.date() for day in days if pd.notna(day))])


_CURVES = (("rectified", "decided_on", "rectified_on"), ("recurred", "rectified_on", "recurred_on"))
_COLUMNS = ["name", "days", "value", "low", "high", "at_risk"]


def findings_until(book: Kept, until: Period, within: str | None) -> pd.DataFrame:
    """Findings on cases of these units, with the review that they come from; those made by then.

    Adds case_id, plan_id, function, mode and reviewed_on to the table of findings, in the order of their numbers.
    """
    reviews, findings = everything(book)
    units = set(book.units.below(within or book.about.reader.unit or book.units.top))
    mine = reviews[reviews["unit"].isin(units)]
    rows = findings.merge(mine[["review_id", "case_id", "plan_id", "function", "mode", "reviewed_on"]], on="review_id")
    found = pd.to_datetime(rows["found_on"]).fillna(pd.to_datetime(rows["reviewed_on"]))
    reach = pd.Timestamp(until.last_day) + pd.DateOffset(months=REVIEWED_WITHIN)
    return rows[found.isna() | (found <= reach)].sort_values("finding_id", ignore_index=True)


def _curve(rows: pd.DataFrame, name: str, since: str, to: str, day: date) -> pd.DataFrame:
    from caselib.stats.time_to_event import follow as followed
    from caselib.stats.time_to_event import kaplan_meier

    begun = rows[pd.to_datetime(rows[since]).notna() & (rows["objection"] != "upheld")] if len(rows) else rows
    # Days that contradict each other tell no time: the rules of the casebook list them.
    begun = begun[~(pd.to_datetime(begun[to]) < pd.to_datetime(begun[since]))] if len(begun) else begun
    if name == "recurred" and len(begun):
        # What nobody has looked at again can't have been seen again.
        begun = begun[begun["verified_on"].notna() | begun["recurred_on"].notna()]
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
    the problem; low and high bound the difference. The example names no office, no person and no case; a problem
    in words of the reviewer's own is `OWN_WORDS`.
    """

    frame: pd.DataFrame
    period: str
    rule: str
    about: About


def digest(book: Kept, *, period: str | Period, within: str | None = None, most: int = MOST) -> Digest:
    """Set out the problems found most often in each function, with an example and what changed in a year.

    An order by frequency is one of problems, not of offices or persons. Dismissed findings (objection upheld) are left
    out.

    >>> look = cl.review.digest(reviewed, period="2026Q1-Q3")
    >>> bool((look.frame["share"].dropna() <= 1).all())
    True
    """
    span = as_period(period)
    now, before = (_round(book, each, within) for each in (span, span.year_before()))
    rule = say(
        book.about.reader.language,
        "Shares of the function's cases drawn at random that were reviewed in the period or within three months of its "
        "end, in rounds whose findings were written down, each case as one; differences to a year before with "
        "Newcombe's 95 % interval. An example names no office, person or case.",
    )
    functions = sorted(set(now[1]["function"]))
    lines = [line for function in functions for line in _typical(now, before, function, most)]
    return Digest(pd.DataFrame(lines, columns=_DIGEST), str(span), rule, book.about)


def _round(book: Kept, span: Period, within: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The graded reviews of a period's months and of the months in which they are made, and their findings."""
    reviews, findings = everything(book)
    units = set(book.units.below(within or book.about.reader.unit or book.units.top))
    day = pd.to_datetime(reviews["reviewed_on"])
    reach = pd.Timestamp(span.last_day) + pd.DateOffset(months=REVIEWED_WITHIN)
    inside = (day >= pd.Timestamp(span.first_day)) & (day <= reach) & reviews["unit"].isin(units)
    mine = _with_findings(reviews[inside & reviews["grade"].notna()], findings)
    rows = findings.merge(mine[["review_id", "function", "mode"]], on="review_id")
    steps = [step for step in read_events(plans_of(book.path)) if step.finding_id in set(rows["finding_id"])]
    rows = follow_up(rows, steps)
    kept = rows[rows["objection"].ne("upheld")].fillna({"problem": "", "dimension": "", "function": ""})
    return mine, _in_codes(kept)


OWN_WORDS = "own_words"
"""Stands for a problem that a reviewer wrote in words of their own, which may name somebody."""


def _in_codes(findings: pd.DataFrame) -> pd.DataFrame:
    """Keep of open lists only what is a code: what was typed freely may hold the name of an office, person or case."""
    problem = findings["problem"].where(findings["problem"].isin(["", *PROBLEM.values]), OWN_WORDS)
    others = {
        name: findings[name].where(findings[name].isin(codes.values))
        for name, codes in (("stage", STAGE), ("severity", SEVERITY))
        if name in findings
    }
    dimension = findings["dimension"].where(findings["dimension"].isin(DIMENSION.values), "")
    return findings.assign(problem=problem, dimension=dimension, **others)


def _with_findings(reviews: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Keep the rounds whose findings were written down: of most cases graded as faulty there is one.

    Reviews that left a grade alone would stand in every base, and in no number of findings.
    """
    faulty = [
        grade in FAULTY.get(scheme, ()) for grade, scheme in zip(reviews["grade"], reviews["scheme"], strict=True)
    ]
    named = reviews["review_id"].isin(set(findings["review_id"]))
    plans = reviews["plan_id"].fillna("")
    told = pd.DataFrame({"plan": plans, "faulty": faulty, "told": named}).query("faulty").groupby("plan")["told"].mean()
    return reviews[plans.isin(told.index[told >= 0.5])]


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
        said = tuple(str(example[name]) if pd.notna(example.get(name)) else "" for name in ("stage", "severity"))
        shares = (k / n if n else float("nan"), j / m if m else float("nan"), float(apart.low), float(apart.high))
        lines.append((dimension, problem, function, len(same), n, *shares, *said))
    return lines


def _random(
    reviews: pd.DataFrame, findings: pd.DataFrame, function: str, dimension: str, problem: str
) -> tuple[int, int]:
    """Cases of a function drawn at random in which somebody found a problem, and all of them; a case counts once."""
    drawn = reviews[(reviews["function"] == function) & (reviews["mode"] == "random")]
    named = findings[(findings["dimension"] == dimension) & (findings["problem"] == problem)]
    here = drawn["review_id"].isin(set(named["review_id"]))
    return drawn.loc[here, "case_id"].nunique(), drawn["case_id"].nunique()
