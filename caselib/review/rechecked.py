"""Is what was put right still right: a second review of the same cases, and what it lets a person record.

Nothing here moves a finding. A second review that found the same coded problem speaks for "recur", one that did not for
"verify"; a person reads the proposals, strikes out what is wrong, and records the rest in their own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.periods import Period, as_period
from caselib.errors import ParameterError, nearest
from caselib.measures.counts import About
from caselib.review.following import findings_until
from caselib.review.frame import CASE, REVIEWED
from caselib.review.ledger import AGAIN, Event, follow_up, read_events, states
from caselib.review.round import Kept, everything, plans_of

__all__ = ["COLUMNS", "Rechecked", "recheck", "to_check"]

COLUMNS = ("finding_id", "case_id", "dimension", "problem", "state", "put_right_on", "checked_on", "seen", "proposal")


@dataclass(frozen=True)
class Rechecked(Shown):
    """`frame`: `COLUMNS`, one row a finding that was put right, in the order of their numbers.

    `seen`: "again" where a second review of the case coded the same problem, "alike" where it coded another one of the
    same dimension or none that can be compared, "not" where it found nothing of the kind, "" where the case has not
    been reviewed again since it was put right. `proposal`: "recur", "verify", or "" where a person must look.
    """

    frame: pd.DataFrame
    about: About

    def events(self, *, by: str, only: Sequence[str] | None = None) -> list[Event]:
        """Turn proposals into events in the name of the person who confirms them; nothing is recorded yet.

        `only`: the findings that this person confirms; all that have a proposal unless given. Raises `ParameterError`
        for one that has none.

        >>> cl.review.recheck(book, until="2026Q1-Q3").events(by="panel 3")
        []
        """
        rows = self.frame[self.frame["proposal"] != ""].set_index("finding_id")
        for number in only or ():
            if number not in rows.index:
                raise ParameterError("nothing is proposed of it", got=number, advice=nearest(number, rows.index))
        chosen = rows if only is None else rows.loc[sorted(only)]
        return [
            Event(str(number), row["proposal"], row["checked_on"].date(), by, note="second review")
            for number, row in chosen.iterrows()
        ]


def to_check(
    book: Kept, *, until: str | Period, within: str | None = None, of: Sequence[str] = ("rectified",)
) -> pd.DataFrame:
    """List the cases whose findings stand in these states, as `draw(named=...)` takes them: table, case_id, reason.

    `of`: states; put right and not checked yet unless given; ("rectified", "verified") looks at what was checked
    again, too. One row a case, in case order.

    >>> cl.review.to_check(book, until="2026Q1-Q3").columns.tolist()
    ['table', 'case_id', 'reason']
    """
    rows = _standing(book, as_period(until), within)
    rows = rows[rows["state"].isin(list(of))]
    said = rows.groupby("case_id").agg(function=("function", "first"), finding_id=("finding_id", "; ".join))
    parts = [_in_table(book, table, said[said["function"] == one.function]) for table, one in REVIEWED.items()]
    columns = [*CASE, "reason"]
    kept = [part for part in parts if len(part)]
    found = pd.concat(kept) if kept else pd.DataFrame(columns=columns)
    return found.sort_values(CASE, ignore_index=True)[columns]


def recheck(book: Kept, *, until: str | Period, within: str | None = None) -> Rechecked:
    """Hold findings that were put right against later reviews of the same cases, of other rounds.

    Findings made by the end of a period (and the months of its reviews) on cases of a unit and those below it. Only a
    graded review made on the day of the repair or later tells anything; where several were, one that saw the problem
    is enough. A problem is the same where dimension and code are.

    >>> look = cl.review.recheck(book, until="2026Q1-Q3")
    >>> look.frame.columns.tolist()[-2:]
    ['seen', 'proposal']
    """
    rows = _standing(book, as_period(until), within)
    # One that was checked and never put right contradicts itself: the rules of the casebook list it.
    rows = rows[rows["state"].isin(["rectified", "verified"]) & rows["rectified_on"].notna()]
    reviews, findings = everything(book)
    graded = reviews[reviews["grade"].notna()]
    lines = [_line(row, graded[graded["case_id"] == row["case_id"]], findings) for row in rows.to_dict("records")]
    return Rechecked(pd.DataFrame(lines, columns=list(COLUMNS)), book.about)


def _standing(book: Kept, until: Period, within: str | None) -> pd.DataFrame:
    """All findings with their dates and where they stand, in the order of their numbers."""
    found = findings_until(book, until, within)
    steps = [step for step in read_events(plans_of(book.path)) if step.finding_id in set(found["finding_id"])]
    rows = follow_up(found, steps)
    # No term is asked for here, so any day will do.
    return rows.assign(state=states(rows, today=book.about.data_date)["state"])


def _in_table(book: Kept, table: str, said: pd.DataFrame) -> pd.DataFrame:
    """The cases that this table has, with the findings for which they are looked at again."""
    if said.empty or "case_id" in book.absent.get(table, frozenset()):
        return pd.DataFrame()
    known = book.sql(f"SELECT DISTINCT case_id FROM {table}")["case_id"]
    here = said[said.index.isin(set(known))]
    reasons = "put right: " + here["finding_id"]
    return pd.DataFrame({"table": table, "case_id": here.index.to_numpy(), "reason": reasons.to_numpy()})


def _line(row: dict[str, Any], graded: pd.DataFrame, findings: pd.DataFrame) -> tuple[object, ...]:
    repaired = max(day for day in (row["rectified_on"], row[AGAIN["rectify"]]) if pd.notna(day))
    day = pd.to_datetime(graded["reviewed_on"])
    later = graded[(day >= repaired) & (graded["plan_id"].fillna("") != (row["plan_id"] or ""))]
    found = findings[findings["review_id"].isin(set(later["review_id"]))]
    seen = _seen(row, found) if len(later) else ""
    same = set(found.loc[found["problem"] == row["problem"], "review_id"])
    telling = later[later["review_id"].isin(same)] if seen == "again" else later
    checked = pd.to_datetime(telling["reviewed_on"]).max()
    said = (row["finding_id"], row["case_id"], row["dimension"], row["problem"], row["state"])
    return *said, repaired, checked, seen, _proposal(seen, row["state"])


def _seen(row: dict[str, Any], found: pd.DataFrame) -> str:
    of_it = found[(found["dimension"] == row["dimension"]) | found["dimension"].isna()]
    if pd.notna(row["problem"]) and (of_it["problem"] == row["problem"]).any():
        return "again"
    return "alike" if len(of_it) else "not"


def _proposal(seen: str, state: str) -> str:
    if seen == "again":
        return "recur"
    return "verify" if seen == "not" and state == "rectified" else ""
