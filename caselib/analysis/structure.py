"""The three structure ratios: what the work is made of. Counts and their change, no target and no merit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.domain.label import Label
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.measures.count import Source, count

__all__ = ["WARNING", "Structure", "structure"]

WARNING = (
    "Read over long times and large areas. A ratio moves when crime, parties or filing habits move, and can be moved "
    "by calling things otherwise; no share is better than another. The criminal part is arrest review alone, so these "
    "ratios are not those that the SPP publishes over all cases."
)
_FUNCTIONS = {
    "criminal": (("requested",), Label("criminal (arrest review)", "刑事（审查逮捕）")),
    "civil": (("civil_accepted",), Label("civil", "民事")),
    "administrative": (("administrative_accepted",), Label("administrative", "行政")),
    "public_interest": (("pil_filed",), Label("public interest", "公益诉讼")),
}
_SOURCES = {
    "by_procedure": Label("transferred by procedure", "依程序移送"),
    "application": Label("on application", "依申请受理"),
    "own_initiative": Label("on own initiative", "依职权发现"),
}
_CASES = {
    "by_procedure": Label("handled by procedure", "依程序办案"),
    "supervision": Label("supervision on own authority", "依职权监督"),
}
RATIOS = {
    "functions": Label("Four functions", "履职结构比"),
    "cases": Label("Cases", "案件结构比"),
    "sources": Label("Sources", "案源结构比"),
}


@dataclass(frozen=True)
class Structure(Result):
    """Three ratios. `frame`: ratio, part, label, n, n_before, share, share_before."""

    period: Period


def structure(book: Source, *, period: str | Period, within: str | None = None) -> Structure:
    """Count the three structure ratios in a period and in the same months of the year before. Domain 1.4.

    >>> look = cl.structure(book, period="2026Q1-Q3")
    >>> list(look.frame["ratio"].unique())
    ['functions', 'cases', 'sources']
    """
    span = as_period(period)
    now, before = (_parts(book, each, within) for each in (span, span.year_before()))
    rows = []
    for ratio, parts in now.items():
        for part, (label, n) in parts.items():
            then = before[ratio][part][1]
            shares = {"share": _share(n, parts), "share_before": _share(then, before[ratio])}
            rows.append({"ratio": ratio, "part": part, "label": label, "n": n, "n_before": then} | shares)
    counts = count(book, "requested", period=span, within=within)
    return Structure(counts, pd.DataFrame(rows), say(book.about.reader.language, WARNING), span)


Parts = Mapping[str, tuple[Label, int]]


def _parts(book: Source, span: Period, within: str | None) -> dict[str, Parts]:
    names = [name for measures, _ in _FUNCTIONS.values() for name in measures]
    counted = count(book, names, period=span, within=within).frame.set_index("measure")["numerator"]
    functions = {part: (label, int(counted[list(of)].sum())) for part, (of, label) in _FUNCTIONS.items()}
    applied, own = _origins(book, span, within)
    arrests, public = functions["criminal"][1], functions["public_interest"][1]
    sources = dict(zip(_SOURCES, (arrests, applied, own + public), strict=True))
    cases = dict(zip(_CASES, (arrests + applied, own + public), strict=True))
    return {
        "functions": functions,
        "cases": {part: (_CASES[part], n) for part, n in cases.items()},
        "sources": {part: (_SOURCES[part], n) for part, n in sources.items()},
    }


def _origins(book: Source, span: Period, within: str | None) -> tuple[int, int]:
    """Cases on application and on own initiative, civil and administrative together."""
    names = ["civil_accepted", "administrative_accepted"]
    origin = count(book, names, period=span, by=["origin"], within=within).frame.groupby("origin")["numerator"].sum()
    return int(origin.get("application", 0)), int(origin.get("own_initiative", 0))


def _share(n: int, parts: Parts) -> float:
    total = sum(number for _, number in parts.values())
    return n / total if total else float("nan")
