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
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.figures.cells import interval_text, unit_name, value_cells, write
from caselib.measures.counts import Counts

__all__ = ["comparison", "division", "not_there", "panel", "stratum_value", "terms", "trend"]

NOT_YET = "\u00a0*"
"""Marks what is not mature, and never stands on a line of its own."""


def stratum_value(counts: Counts, stratum: str, value: str) -> str:
    """Name a stratum and its value together."""
    if not stratum:
        return ""
    language = counts.about.reader.language
    label = stratum_label(counts, stratum, language)
    return f"{label}{say(language, ': ')}{Division(counts, counts.frame, '', stratum, math.nan).label(value, language)}"


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
        now, moved = (
            value_cells(row, row["kind"], "", language),
            _moved(row["move"], language) + ("" if row["mature"] else NOT_YET),
        )
        rows.append([label + ("" if row["mature"] else NOT_YET), *now, _before(row, look), moved])
    star = say(
        language,
        " Before: {then} unless another period is named. * not yet mature: read the open share first and the mature "
        "year beside it; the change is of that year against the one before.",
        then=look.period.year_before(),
    )
    caption = say(language, "{period}. ", period=look.period) + look.rule + star
    named = say(language, "No cases in either period: {names}.", names=say(language, "; ").join(empty))
    none = f'<p class="cl-note">{html.escape(named)}</p>' if empty else ""
    return write(heads, rows, caption=caption, about=look.counts.about, language=language) + none + not_there(look)


def _before(row: dict[str, Any], look: Panel) -> str:
    """The earlier value with its base; the period is named where it is not the year before."""
    language = look.counts.about.reader.language
    base, value, *_ = value_cells(row, row["kind"], "_before", language)
    said = base if row["kind"] == "count" else say(language, "{value} ({base})", value=value, base=base)
    other = row["period_before"] != str(look.period.year_before())
    return said + say(language, ", ") + row["period_before"] if other and row["denominator_before"] else said


def _moved(moved: Move, language: Language) -> str:
    """The change, shortly: the caption says how it is weighed."""
    if moved.kind == "percent":
        usual = say(language, " (usual {low} to {high})", low=signed(moved.low), high=signed(moved.high))
        return signed(moved.change) + ("" if math.isnan(moved.low) else usual)
    if moved.kind == "points":
        return points(moved.low, moved.high, language) if moved.beyond else say(language, "within usual")
    return "–"


def not_there(look: Result) -> str:
    """Name the measures that could not be counted, and the columns that are missing."""
    language = look.counts.about.reader.language
    named = [
        say(language, "{value} ({base})", value=look.counts.labels[name].text(language), base=look.counts.lost(name))
        for name in look.counts.absent
    ]
    if not named:
        return ""
    said = "Not counted, because the source has no such column: {names}."
    return f'<p class="cl-note">{html.escape(say(language, said, names=say(language, "; ").join(named)))}</p>'


def comparison(look: Comparison) -> str:
    """Units in code order; names as far as this reader may see them."""
    reader, language = look.counts.about.reader, look.counts.about.reader.language
    heads = ["Unit", "Counted", "Value", "Limits 99.8 %", "Against the limits"]
    rows = []
    for row in look.frame.to_dict("records"):
        if not reader.may_name(row["unit"]):
            continue
        limits = interval_text({"low": row["low_outer"], "high": row["high_outer"]}, lambda value: f"{100 * value:.1f}")
        base = say(language, "{k} of {n}", k=whole(row["numerator"]), n=whole(row["denominator"]))
        said = {"outer": "outside: read the files", "inner": "between the two limits", "": "within"}[row["outside"]]
        rows.append(
            [
                unit_name(look.counts, row["unit"]),
                base,
                amount(row["value"]),
                limits,
                say(language, said if row["denominator"] else "no cases"),
            ]
        )
    return write(heads, rows, caption=say(language, "In code order; the order says nothing else."), language=language)


def trend(look: Trend) -> str:
    """Periods in order of time."""
    language = look.counts.about.reader.language
    heads = ["Period", "Counted", "Value", "Centre", "Limits", "Still open"]
    rows = []
    for row in look.frame.to_dict("records"):
        limits = interval_text(row, lambda value: f"{100 * value:.1f}") if row["mature"] else "–"
        base = say(language, "{k} of {n}", k=whole(row["numerator"]), n=whole(row["denominator"]))
        waiting = amount(row["open"] / (row["open"] + row["denominator"])) if row["open"] else "–"
        centre = amount(row["centre"]) if row["mature"] else "–"
        rows.append([row["period"], base, amount(row["value"]), centre, limits, waiting])
    return write(heads, rows, language=language)


def division(look: Division) -> str:
    """Values of a stratum, in the order of the vocabulary."""
    language = look.counts.about.reader.language
    heads = [stratum_label(look.counts, look.stratum, language), "Counted", "Value", "95 % interval", "Still open"]
    rows = [
        [look.label(row[look.stratum], language), *value_cells(row, "rate", "", language)]
        for row in look.frame.to_dict("records")
    ]
    return write(heads, rows, language=language)


def terms(look: Terms) -> str:
    """A duration by stratum, with what exceeded each legal term."""
    language = look.counts.about.reader.language
    heads = ["", "Counted", "Median", "95 % interval", "Still open", "Beyond the term"]
    rows = []
    for row in look.frame.to_dict("records"):
        over = [
            _over(row["denominator"], limit, n, language) for limit, n in zip(row["terms"], row["over"], strict=True)
        ]
        name = stratum_value(look.counts, look.stratum, row[look.stratum]) or say(language, "all")
        rows.append([name, *value_cells(row, "duration", "", language), say(language, "; ").join(over) or "–"])
    return write(heads, rows, language=language)


def _over(among: int, limit: int, number: int, language: Language) -> str:
    share = number / among if among else math.nan
    said = "{n} ({share}) over {limit} days"
    return say(language, said, n=whole(number), share=amount(share, language), limit=limit)
