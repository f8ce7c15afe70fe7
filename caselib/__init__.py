"""Case-quality analysis for procuratorates: what moved, what differs from chance, which files to read; never a rank.

>>> import caselib as cl
>>> str(cl.Period.parse("2026Q1-Q3").last_day)
'2026-09-30'

Most names are functions; each shows how it is used: `help(cl.funnel)`. These hold names of measures to give to them:

- `MEASURES`: every measure by its name, with label, why it is counted, with what caution, and from what source.
- `PANELS`: by topic, the measures that are read together, since one alone can be improved by hurting another.
- `OVERVIEW`: a few measures of each function, for a first page.
- `SUBSTANDARD`: all definitions by which a case may have fallen short; one case can meet several.
- `FOUR_SIDES`: arrest refused too often or too seldom, and what became of both.

>>> cl.MEASURES["refused"].label.zh, len(cl.FOUR_SIDES)
('不捕率', 4)
>>> "refused" in cl.PANELS["arrest"], set(cl.OVERVIEW) | set(cl.SUBSTANDARD) <= set(cl.MEASURES)
(True, True)

Two rooms have doors of their own: `cl.review` (cases drawn, sheets, estimates, findings followed up) and `cl.published`
(printed figures held against each other).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Each door is opened when it is first used: importing the package must not cost the seconds that its libraries do.
_DOORS = {
    "Counts": "caselib.measures.counts",
    "FOUR_SIDES": "caselib.analysis.linked",
    "MEASURES": "caselib.measures.catalogue",
    "OVERVIEW": "caselib.measures.catalogue",
    "PANELS": "caselib.measures.catalogue",
    "Period": "caselib.domain.periods",
    "SUBSTANDARD": "caselib.measures.catalogue",
    "adjusted": "caselib.analysis.mix",
    "by_stratum": "caselib.analysis.strata",
    "calibrate": "caselib.analysis.methods",
    "change": "caselib.analysis.changes",
    "check_totals": "caselib.casebook.printed",
    "count_beforehand": "caselib.measures.beforehand",
    "course": "caselib.analysis.courses",
    "definitions": "caselib.analysis.definitions",
    "durations": "caselib.analysis.durations",
    "explore": "caselib.drilldown.explorer",
    "filled": "caselib.analysis.quality",
    "funnel": "caselib.analysis.comparisons",
    "kept": "caselib.analysis.quality",
    "legal_terms": "caselib.analysis.quality",
    "linked": "caselib.analysis.linked",
    "load": "caselib.casebook.load",
    "mature_period": "caselib.analysis.maturity",
    "moved": "caselib.analysis.reading",
    "open": "caselib.casebook.store",
    "panel": "caselib.analysis.panels",
    "past": "caselib.analysis.quality",
    "read_totals": "caselib.casebook.totals",
    "reading_list": "caselib.analysis.reading",
    "release": "caselib.analysis.release",
    "report": "caselib.reporting.batch",
    "scan": "caselib.analysis.reading",
    "screens": "caselib.analysis.screens.run",
    "split_cases": "caselib.analysis.splits",
    "stages": "caselib.analysis.stages",
    "structure": "caselib.analysis.structure",
    "substandard": "caselib.analysis.substandard",
    "summary": "caselib.analysis.reading",
    "synthesize": "caselib.synthetic.nation",
    "trend": "caselib.analysis.trends",
    "waiting": "caselib.analysis.waiting",
    "worst_case": "caselib.analysis.quality",
    "years": "caselib.domain.periods",
}
_ELSEWHERE = {"open": "open_casebook"}
# Rooms that are a door themselves.
_ROOMS = ("published", "review")

__all__ = sorted([*_DOORS, *_ROOMS, "__version__"])


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"caselib.{name}")
    if name not in _DOORS:
        raise AttributeError(f"module 'caselib' has no attribute {name!r}")
    found = getattr(import_module(_DOORS[name]), _ELSEWHERE.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_DOORS, *_ROOMS})
