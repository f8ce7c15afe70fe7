"""Does a signal lead to files with faults: what review found behind each kind, against the other cases."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Shown
from caselib.domain.phrases import say
from caselib.measures.counts import About
from caselib.review.estimates import reviewed, with_spread
from caselib.review.frame import CASE
from caselib.review.plan import Plan
from caselib.stats.survey import rare_share

__all__ = ["WORTH", "BackTest", "back_test"]

WORTH = 0.05
"""A signal whose files hold, at most, so much more faults than other files is not worth a reader's day."""


@dataclass(frozen=True)
class BackTest(Shown):
    """`frame`: signal, function, reviewed, faulty, share, low, high, others, others_n, more and its ends, verdict,
    earlier.

    `verdict`: "keep" where more faults lie behind the signal than in the others; "retire" where at most `WORTH` more
    do; "too few" to say either. `earlier`: how many of those reviewed are of before the period. A verdict is of a kind
    of signal, never of an office.
    """

    frame: pd.DataFrame
    rule: str
    about: About


_COLUMNS = [
    "signal",
    "function",
    "reviewed",
    "faulty",
    "share",
    "low",
    "high",
    "others",
    "others_n",
    "more",
    "more_low",
    "more_high",
    "verdict",
    "earlier",
]
_RULE = (
    "Cases behind a signal against the other cases of the function, each at its own weight, without those that must be "
    "reviewed; those of before the period, where a signal lies in an older cohort, are held against this period's "
    "others; 95 % intervals of Korn and Graubard, of the difference by Zou and Donner. Keep: surely more faults. "
    "Retire: surely no more than {points} points more."
)


def back_test(plan: Plan, reviews: pd.DataFrame, *, scheme: str, about: About, worth: float = WORTH) -> BackTest:
    """Compare the share of faulty cases behind each kind of signal with that of the other cases of its function.

    A case that must be reviewed is left out on both sides: its adverse end is why it was read. Cases behind another
    signal are among the others, at the weight of their stratum, or a signal of chance would look better than chance.
    Cases of before the period count behind their signal alone, and never among the others.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> look = cl.review.back_test(one.plan, one.reviews, scheme="2026", about=reviewed.about)
    >>> set(look.frame["verdict"]) <= {"keep", "retire", "too few"}
    True
    """
    rows = with_spread(reviewed(plan, reviews, scheme=scheme, earlier=True))
    rows = rows[rows["mode"] != "key"].reset_index(drop=True)
    lines = []
    for signal, named in plan.behind.drop_duplicates().groupby("signal"):
        behind = pd.Series(pd.MultiIndex.from_frame(rows[CASE]).isin(pd.MultiIndex.from_frame(named[CASE])))
        for function in sorted(set(rows.loc[behind, "function"])):
            same = rows["function"] == function
            others = ~behind & same & rows["in_population"]
            lines.append(_line(str(signal), function, rows, behind & same, others, worth))
    return BackTest(
        pd.DataFrame(lines, columns=_COLUMNS), say(about.reader.language, _RULE, points=f"{100 * worth:g}"), about
    )


def _line(
    signal: str, function: str, rows: pd.DataFrame, behind: pd.Series, others: pd.Series, worth: float
) -> tuple[object, ...]:
    own, rest = (rare_share(rows.assign(_in=part), "faulty", within="_in") for part in (behind, others))
    more = own.value - rest.value
    # Limits of a difference from those of its parts: Zou and Donner (2008), Statistics in Medicine 27, 1693.
    low = more - math.hypot(own.value - own.low, rest.high - rest.value)
    high = more + math.hypot(own.high - own.value, rest.value - rest.low)
    verdict = "keep" if low > 0 else "retire" if high <= worth else "too few"
    faulty = int(rows.loc[behind, "faulty"].sum())
    shares = (own.value, own.low, own.high, rest.value)
    earlier = int((behind & ~rows["in_population"]).sum())
    return signal, function, own.n, faulty, *shares, rest.n, more, low, high, verdict, earlier
