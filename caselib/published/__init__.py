"""What has been published: figures as their printing allows, and whether they can all be true.

    found = cl.published.check(cl.published.figures())

Rounding is never reported: a line says that no numbers behind the figures could have been printed like this
(a contradiction), or that the numbers surely show what somebody should be able to explain (a question).

`COLUMNS` says what each column of such a table holds; `RELATIONS` how the shipped figures hang together: a sum,
a rate, what follows on what, or one name for several.

>>> import caselib as cl
>>> cl.published.COLUMNS["series"], type(cl.published.RELATIONS[0]).__name__
('what is counted; needed', 'Sum')
"""

from __future__ import annotations

from caselib.published.checking import Checked, check, figures
from caselib.published.implied import Bases, bases
from caselib.published.interval import Interval
from caselib.published.printing import allowed
from caselib.published.quarterly import Quarters, quarters
from caselib.published.relations import RELATIONS, Follows, OneName, Rate, Sum
from caselib.published.table import COLUMNS

__all__ = [
    "COLUMNS",
    "RELATIONS",
    "Bases",
    "Checked",
    "Follows",
    "Interval",
    "OneName",
    "Quarters",
    "Rate",
    "Sum",
    "allowed",
    "bases",
    "check",
    "figures",
    "quarters",
]
