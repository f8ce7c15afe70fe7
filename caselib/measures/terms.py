"""Legal terms in the course of one case: from which date they run, their last day, and which measure judges them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caselib.domain.label import Label
from caselib.domain.tables import TABLES
from caselib.errors import DeclarationError
from caselib.measures.catalogue import LEGAL, find
from caselib.measures.declare import Rate
from caselib.measures.predicate import DATA_DATE, check
from caselib.measures.query import Scope

__all__ = ["TERMS", "UNCHECKED", "Term", "terms_query"]


@dataclass(frozen=True)
class Term:
    """A term runs from `start` to `end` for rows that `holds` is true of; `last` adds it up in SQL.

    `judged_by`: the legal measure that counts what came too late, so that a course and a report never differ; empty for
    a day after which only some cases are late.
    """

    table: str
    start: str
    end: str
    holds: str
    last: str
    judged_by: str
    said: Label

    def __post_init__(self) -> None:
        where = f"term from {self.start} to {self.end}"
        check(self.holds, TABLES[self.table], where=where)
        check(f"{self.last} IS NULL", TABLES[self.table], where=where)
        if self.judged_by and (self.judged_by not in LEGAL or find(self.judged_by).table != self.table):
            raise DeclarationError("a term is judged by a legal measure of its table", where=where, got=self.judged_by)

    @property
    def late(self) -> str:
        """The condition of a row that came too late, as its measure has it."""
        if not self.judged_by:
            return "FALSE"
        measure = find(self.judged_by)
        assert isinstance(measure, Rate), "what is judged is a share"
        inside = f"({measure.of_which})" if LEGAL[measure.name] == "numerator" else f"NOT ({measure.of_which})"
        return f"({measure.among}) AND {inside}"


def _of_judgments(table: str, reviewed: str, names: tuple[str, str, str]) -> tuple[Term, ...]:
    """Declare the terms that civil and administrative judgments share."""
    issued = "outcome = 'retrial_recommendation' AND issued_on IS NOT NULL"
    late, dispatched, court = names
    months = Label("3 months", "三个月")
    days = Label("15 days", "15日")
    return (
        Term(table, "accepted_on", "concluded_on", reviewed, "accepted_on + INTERVAL 3 MONTH", late, months),
        Term(table, "issued_on", "dispatched_on", issued, "issued_on + INTERVAL 15 DAY", dispatched, days),
        Term(table, "dispatched_on", "court_decided_on", issued, "dispatched_on + INTERVAL 3 MONTH", court, months),
    )


_ARREST = "arrest_reviews", "accepted_on", "decided_on"
_PIL = "public_interest"
_AGENCY = "kind = 'administrative'"

TERMS: tuple[Term, ...] = (
    Term(*_ARREST, "detained", "accepted_on + INTERVAL 7 DAY", "decided_late", Label("7 days", "7日")),
    Term(*_ARREST, "NOT detained", "accepted_on + INTERVAL 15 DAY", "",
         Label("15 days, 20 if grave or complex", "15日，重大、复杂的20日")),
    Term(*_ARREST, "NOT detained", "accepted_on + INTERVAL 20 DAY", "decided_late",
         Label("20 days, at the most", "至迟20日")),
    *_of_judgments(
        "civil_supervision", "TRUE", ("civil_reviewed_late", "recommendation_dispatched_late", "court_decided_in_time")
    ),
    *_of_judgments(
        "administrative_supervision",
        "kind = 'judgment'",
        ("administrative_reviewed_late", "administrative_dispatched_late", "administrative_court_in_time"),
    ),
    Term(_PIL, "filed_on", "filing_served_on", _AGENCY, "filed_on + INTERVAL 7 DAY", "filing_served_late",
         Label("7 days", "7日")),
    Term(_PIL, "recommended_on", "served_on", _AGENCY, "recommended_on + INTERVAL 3 DAY", "recommendation_served_late",
         Label("3 days", "3日")),
    Term(_PIL, "served_on", "replied_on", f"{_AGENCY} AND urgent", "served_on + INTERVAL 15 DAY", "pil_replied_in_time",
         Label("15 days, urgent", "紧急情形15日")),
    Term(_PIL, "served_on", "replied_on", f"{_AGENCY} AND NOT COALESCE(urgent, FALSE)", "served_on + INTERVAL 2 MONTH",
         "pil_replied_in_time", Label("2 months", "两个月")),
)  # fmt: skip
"""Terms with a last day; the measure that judges each names its article."""


UNCHECKED: tuple[tuple[Label, str], ...] = (
    (Label("reconsideration within 7 days of the request: the day of the request", "复议7日期限：要求复议日期"),
     "CR 290"),
    (Label("review by the next level within 15 days: the day of the request", "复核15日期限：提请复核日期"), "CR 291"),
    (Label("custody reviewed at least once where at most 3 years are to be expected: the penalty expected",
           "可能判处三年以下的羁押必要性审查：预期刑罚"), "domain 3.4"),
    (Label("time that does not count in the 3 months of a civil review: files fetched, expert work",
           "民事审查三个月期限的扣除：调卷、鉴定期间"), "CV 52"),
    (Label("the 3 months of an administrative review where they were extended: the approval",
           "行政审查三个月期限的延长：批准手续"),
     "AD 56"),
    (Label("filing with the next level within 5 days: the day of that filing", "5日内报上一级备案：备案日期"),
     "AD 92; PR 75"),
    (Label("review for suit within 1 month (administrative) or 3 months (civil): the day on which the term to put right"
           " or to answer ends", "审查起诉期限（行政一个月、民事三个月）：整改或公告期满日期"), "PR 47-48"),
)  # fmt: skip
"""Terms that no column lets anybody check, each with what would be needed, and the article."""


def terms_query(places: Sequence[int], scope: Scope, *, cases: int | None = None) -> str:
    """Write the query of the rows of several terms of one table, for so many cases (a `?` each), in one reading.

    Columns: `term` (its place in `TERMS`), case_id, unit, who, due, done, late. A term that has run out by the day of
    the data with nothing recorded is late as well. With `cases` None the rows of all.
    """
    table = TERMS[places[0]].table
    named = "" if cases is None else f" WHERE case_id IN ({', '.join('?' * cases)})"
    each = " UNION ALL ".join(f"SELECT {place} AS term, * FROM ({_rows(TERMS[place])})" for place in places)
    return f"WITH mine AS MATERIALIZED (SELECT * FROM {scope.rows(table)}{named}) {each} ORDER BY ALL"


def _rows(term: Term) -> str:
    who = "person_id" if "person_id" in TABLES[term.table].names else "''"
    due = f"CAST({term.last} AS DATE)"
    waits = f"{bool(term.judged_by)} AND {term.end} IS NULL AND {due} < {DATA_DATE}"
    late = f"COALESCE({term.late}, FALSE) OR ({waits})"
    return (
        f"SELECT case_id, unit, {who} AS who, {due} AS due, {term.end} AS done, {late} AS late"
        f" FROM mine WHERE {term.start} IS NOT NULL AND ({term.holds})"
    )
