"""Results as HTML tables: aligned digits, every number with its base, what is open beside it."""

from __future__ import annotations

import html
import math
from typing import Any

from caselib.analysis.comparisons import Comparison
from caselib.analysis.durations import Terms
from caselib.analysis.moves import Move
from caselib.analysis.panels import Panel
from caselib.analysis.result import Result
from caselib.analysis.strata import Division, stratum_label
from caselib.analysis.trends import Trend
from caselib.analysis.words import amount, points, signed, whole
from caselib.figures.cells import interval_text, unit_name, value_cells, write
from caselib.measures.counts import Counts

__all__ = ["comparison", "division", "not_there", "panel", "stratum_value", "terms", "trend"]


def stratum_value(counts: Counts, stratum: str, value: str) -> str:
    """Name a stratum and its value together."""
    if not stratum:
        return ""
    language = counts.about.reader.language
    label = stratum_label(counts, stratum, language)
    return f"{label}: {Division(counts, counts.frame, '', stratum, math.nan).label(value, language)}"


def panel(look: Panel) -> str:
    """The panel: this period, then the same months of the latest year whose cohorts have had their time."""
    language = look.counts.about.reader.language
    heads = ["", "Counted", "Value", "95 % interval", "Open", "Before", "Change"]
    rows: list[list[str]] = []
    empty: list[str] = []
    for row in look.frame.to_dict("records"):
        if row["measure"] in look.counts.absent:
            continue
        label = look.counts.labels[row["measure"]].text(language)
        if not row["denominator"] + row["open"] + row["denominator_before"]:
            empty.append(label)
            continue
        now, moved = value_cells(row, row["kind"]), _moved(row["move"]) + ("" if row["mature"] else " *")
        rows.append([label + ("" if row["mature"] else " *"), *now, _before(row, look), moved])
    star = (
        f"Before: {look.period.year_before()} unless another period is named. * not yet mature: read the open share "
        "first and the mature year beside it; the change is of that year against the one before."
    )
    caption = f"{look.period}. {look.rule} {star}"
    none = f'<p class="cl-note">No cases in either period: {html.escape("; ".join(empty))}.</p>' if empty else ""
    return write(heads, rows, caption=caption, about=look.counts.about) + none + not_there(look)


def _before(row: dict[str, Any], look: Panel) -> str:
    """The earlier value with its base; the period is named where it is not the year before."""
    base, value, *_ = value_cells(row, row["kind"], "_before")
    said = base if row["kind"] == "count" else f"{value} ({base})"
    other = row["period_before"] != str(look.period.year_before())
    return f"{said}, {row['period_before']}" if other and row["denominator_before"] else said


def _moved(moved: Move) -> str:
    """The change, shortly: the caption says how it is weighed."""
    if moved.kind == "percent":
        usual = "" if math.isnan(moved.low) else f" (usual {signed(moved.low)} to {signed(moved.high)})"
        return f"{signed(moved.change)}{usual}"
    if moved.kind == "points":
        return points(moved.low, moved.high) if moved.beyond else "within usual"
    return "–"


def not_there(look: Result) -> str:
    """Name the measures that could not be counted, and the columns that are missing."""
    language = look.counts.about.reader.language
    named = [
        f"{look.counts.labels[name].text(language)} ({', '.join(lost)})" for name, lost in look.counts.absent.items()
    ]
    if not named:
        return ""
    return (
        f'<p class="cl-note">Not counted, because the source has no such column: {html.escape("; ".join(named))}.</p>'
    )


def comparison(look: Comparison) -> str:
    """Units in code order; names as far as this reader may see them."""
    reader = look.counts.about.reader
    heads = ["Unit", "Counted", "Value", "Limits 99.8 %", "Against the limits"]
    rows = []
    for row in look.frame.to_dict("records"):
        if not reader.may_name(row["unit"]):
            continue
        limits = interval_text({"low": row["low_outer"], "high": row["high_outer"]}, lambda value: f"{100 * value:.1f}")
        base = f"{whole(row['numerator'])} of {whole(row['denominator'])}"
        said = {"outer": "outside: read the files", "inner": "between the two limits", "": "within"}[row["outside"]]
        rows.append(
            [
                unit_name(look.counts, row["unit"]),
                base,
                amount(row["value"]),
                limits,
                said if row["denominator"] else "no cases",
            ]
        )
    return write(heads, rows, caption="In code order; the order says nothing else.")


def trend(look: Trend) -> str:
    """Periods in order of time."""
    heads = ["Period", "Counted", "Value", "Centre", "Limits", "Still open"]
    rows = []
    for row in look.frame.to_dict("records"):
        limits = interval_text(row, lambda value: f"{100 * value:.1f}") if row["mature"] else "–"
        base = f"{whole(row['numerator'])} of {whole(row['denominator'])}"
        waiting = amount(row["open"] / (row["open"] + row["denominator"])) if row["open"] else "–"
        centre = amount(row["centre"]) if row["mature"] else "–"
        rows.append([row["period"], base, amount(row["value"]), centre, limits, waiting])
    return write(heads, rows)


def division(look: Division) -> str:
    """Values of a stratum, in the order of the vocabulary."""
    language = look.counts.about.reader.language
    heads = [stratum_label(look.counts, look.stratum, language), "Counted", "Value", "95 % interval", "Still open"]
    rows = [
        [look.label(row[look.stratum], language), *value_cells(row, "rate")] for row in look.frame.to_dict("records")
    ]
    return write(heads, rows)


def terms(look: Terms) -> str:
    """A duration by stratum, with what exceeded each legal term."""
    heads = ["", "Counted", "Median", "95 % interval", "Still open", "Beyond the term"]
    rows = []
    for row in look.frame.to_dict("records"):
        over = [_over(row["denominator"], limit, n) for limit, n in zip(row["terms"], row["over"], strict=True)]
        name = stratum_value(look.counts, look.stratum, row[look.stratum]) or "all"
        rows.append([name, *value_cells(row, "duration"), "; ".join(over) or "–"])
    return write(heads, rows)


def _over(among: int, limit: int, number: int) -> str:
    share = number / among if among else math.nan
    return f"{whole(number)} ({amount(share)}) over {limit} days"
