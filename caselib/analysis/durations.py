"""How many days a step took, against its legal terms: the whole histogram, not an average."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.analysis.strata import stratum_order
from caselib.domain.phrases import say
from caselib.errors import ParameterError
from caselib.measures.counts import Counts
from caselib.measures.declare import Duration

__all__ = ["Terms", "durations"]


@dataclass(frozen=True)
class Terms(Result):
    """A duration by the values of one stratum (or as a whole).

    `frame`: the stratum and its numbers, `terms` (the legal terms in days that hold for it) and `over` (how many
    rows took more days than each). `days`: the stratum, days, n, share.
    """

    stratum: str
    days: pd.DataFrame


def durations(counts: Counts) -> Terms:
    """Set out a duration with its histogram of whole days and its legal terms.

    >>> look = cl.durations(book.count("days_to_decision", period="2026Q1-Q3", by=["detained"]))
    >>> look.frame[["detained", "value", "terms"]].to_dict("records")
    [{'detained': 'yes', 'value': 6.0, 'terms': (7,)}, {'detained': 'no', 'value': 11.0, 'terms': (15, 20)}]
    """
    measure = counts.measures.get(counts.one)
    if not isinstance(measure, Duration) or counts.days is None:
        raise ParameterError("not a duration", got=counts.one, advice="name a measure in days, as days_to_decision")
    if len(counts.strata) > 1 or counts.frame["unit"].nunique() > 1 or counts.frame["period"].nunique() > 1:
        raise ParameterError(
            "a duration is divided by one stratum at most",
            got=list(counts.by),
            advice="count it for one unit and one period, with one stratum or none in `by`",
        )
    stratum = counts.strata[0] if counts.strata else ""
    days = counts.days.assign(**({} if stratum else {"": "all"}))
    days = days.assign(share=days["n"] / days.groupby(stratum)["n"].transform("sum"))
    frame = counts.frame.assign(**({} if stratum else {"": "all"})).set_index(stratum)
    frame = frame.loc[
        [value for value in (stratum_order(counts, stratum) if stratum else ["all"]) if value in frame.index]
    ]
    terms = [measure.terms.get(value, ()) if stratum == measure.terms_by else () for value in frame.index]
    over = [
        tuple(_beyond(days[days[stratum] == value], limits)) for value, limits in zip(frame.index, terms, strict=True)
    ]
    frame = frame.assign(terms=terms, over=over)
    said = "Medians with exact 95 % intervals (order statistics); the day of receipt does not count."
    rule = say(counts.about.reader.language, said)
    return Terms(counts, frame.reset_index(), rule, stratum, days[[stratum, "days", "n", "share"]])


def _beyond(days: pd.DataFrame, limits: tuple[int, ...]) -> list[int]:
    return [int(days.loc[days["days"] > limit, "n"].sum()) for limit in limits]
