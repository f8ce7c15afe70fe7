"""National quarters to follow: persons whose arrest was approved or refused, as published or as follows from it."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from caselib.domain.shipped import shipped

__all__ = ["SHAPE", "quarter_targets", "series_marks"]

_SERIES = {"approved": "arrest_approved_persons", "refused": "arrest_not_approved_persons"}
# How a year usually fills up by the end of each quarter: our assumption, used only between published figures.
SHAPE = {0: 0.0, 1: 0.22, 2: 0.47, 3: 0.74, 4: 1.0}
_ENDS = {"Q1": 1, "H1": 2, "Q1-Q3": 3, "": 4}
_YEARS = range(2019, 2027)


def quarter_targets() -> pd.DataFrame:
    """One row a quarter and decision: year, quarter, decision, persons, basis.

    `basis` says where the year-to-date figures at both ends come from: published (exact or rounded), derived from
    the change that the next year published, from a published rate or its parts, or assumed.
    """
    rows = []
    for decision in _SERIES:
        marks = _marks(decision)
        for year in _YEARS:
            rows += _quarters(decision, year, _filled({q: marks[year, q] for q in range(1, 5) if (year, q) in marks}))
    return pd.DataFrame(_assumed(rows))


def _marks(decision: str) -> dict[tuple[int, int], tuple[float, str]]:
    marks = series_marks(_SERIES[decision])
    return marks | _by_hand(decision, marks)


@cache
def series_marks(name: str) -> dict[tuple[int, int], tuple[float, str]]:
    """Year-to-date figures at the end of a quarter: published first, then what the next year's change implies."""
    figures = pd.read_csv(shipped("data/published/figures.csv"), dtype={"period": str})
    series = figures[(figures["series"] == name) & (figures["confidence"] != "low")]
    marks: dict[tuple[int, int], tuple[float, str]] = {}
    for row in series.sort_values("precision").itertuples():
        found = re.fullmatch(r"(\d{4})(Q1-Q3|Q1|H1|)", str(row.period))
        if found and pd.notna(row.printed):
            marks.setdefault((int(found[1]), _ENDS[found[2]]), (float(row.printed), f"published ({row.precision})"))
    for row in series[series["yoy_unit"] == "pct"].itertuples():
        found = re.fullmatch(r"(\d{4})(Q1-Q3|Q1|H1|)", str(row.period))
        if found and pd.notna(row.printed):
            before = (int(found[1]) - 1, _ENDS[found[2]])
            marks.setdefault(
                before, (float(row.printed) / (1 + float(row.yoy_printed) / 100), "from the next year's change")
            )
    return marks


def _by_hand(
    decision: str, marks: dict[tuple[int, int], tuple[float, str]]
) -> dict[tuple[int, int], tuple[float, str]]:
    """Two years in which refusals were published only as a rate, or in parts."""
    if decision == "approved":
        return {}
    approved = _marks("approved")[2022, 4][0]
    return {
        (2022, 4): (approved * 0.434 / (1 - 0.434), "from the published rate of 43.4 %"),
        (2023, 4): (210_000 + 266_000, "sum of published parts"),
    }


def _filled(known: dict[int, tuple[float, str]]) -> dict[int, tuple[float, str]]:
    """Fill the year to date between known marks, in proportion to the usual shape."""
    if not known:
        return {}
    marks = {0: (0.0, "")} | known
    if 4 not in marks:
        last = max(marks)
        marks[4] = (marks[last][0] / SHAPE[last], "assumed from the shape of a year")
    filled = {}
    for q in range(1, 5):
        low, high = max(m for m in marks if m <= q), min(m for m in marks if m >= q)
        if low == high:
            filled[q] = marks[q]
            continue
        part = (SHAPE[q] - SHAPE[low]) / (SHAPE[high] - SHAPE[low])
        filled[q] = (
            marks[low][0] + part * (marks[high][0] - marks[low][0]),
            "between published figures, by the shape of a year",
        )
    return filled


def _quarters(decision: str, year: int, marks: dict[int, tuple[float, str]]) -> list[dict[str, object]]:
    rows, before = [], 0
    for q, (upto, basis) in sorted(marks.items()):
        # Rounded before they are subtracted, so that the quarters add up to the published year.
        rows.append({"year": year, "quarter": q, "decision": decision, "persons": round(upto) - before, "basis": basis})
        before = round(upto)
    return rows


def _assumed(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Nothing is published for 2026 yet: its first three quarters repeat those of 2025."""
    last = [
        row | {"year": 2026, "basis": "assumed: as in 2025"}
        for row in rows
        if row["year"] == 2025 and row["quarter"] != 4
    ]
    return [*rows, *last]
