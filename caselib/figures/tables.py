"""Results as HTML tables: aligned digits, every number with its base, what is open beside it."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from caselib.analysis.changes import Change
from caselib.analysis.comparisons import Comparison
from caselib.analysis.courses import MARKS, Course
from caselib.analysis.durations import Terms
from caselib.analysis.mix import Adjusted
from caselib.analysis.moves import Move
from caselib.analysis.panels import Panel
from caselib.analysis.splits import REASONS, Splits
from caselib.analysis.stages import Stages
from caselib.analysis.strata import Division, stratum_label
from caselib.analysis.structure import RATIOS, Structure
from caselib.analysis.substandard import Substandard
from caselib.analysis.trends import Trend
from caselib.analysis.waiting import Waiting
from caselib.analysis.words import amount, days, number, points, signed, whole
from caselib.figures.picture import source_line
from caselib.measures.counts import About, Counts

__all__ = [
    "adjusted",
    "change",
    "comparison",
    "course",
    "division",
    "panel",
    "splits",
    "stages",
    "stratum_value",
    "structure",
    "substandard",
    "terms",
    "trend",
    "unit_name",
    "waiting",
    "write",
]

OPEN = "open"


def write(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, caption: str = "", about: About | None = None) -> str:
    """Write rows of text as a table; a cell that begins with a digit or is a dash is set as a number."""
    lines = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    head = "".join(f'<th scope="col"{_class(index, text)}>{html.escape(text)}</th>' for index, text in enumerate(heads))
    source = f"<br>{source_line(about)}" if about else ""
    shown = f"<caption>{html.escape(caption)}{source}</caption>" if caption or source else ""
    return f'<table class="cl">{shown}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'


_WORDS = ("Change", "Against the limits", "With its mix", "Without", "Beyond the term")
"""Heads of columns that hold words, and stand to the left as those do."""


def _class(index: int, head: str) -> str:
    return "" if index == 0 or head in _WORDS else ' class="num"'


def _cell(cell: Any) -> str:
    text = str(cell)
    number = len(text) < 24 and (text[:1].isdigit() or text in ("–", "") or text[:1] in "[<+−±")
    return f"<td{' class=num' if number else ''}>{html.escape(text)}</td>".replace("class=num", 'class="num"')


def unit_name(counts: Counts, unit: str) -> str:
    """Name a unit if this reader may see its name."""
    reader = counts.about.reader
    if not reader.may_name(unit) and unit != counts.within:
        return "a peer"
    own = " (own cases)" if "unit" in counts.by and unit == counts.within else ""
    return counts.name(unit, reader.language) + own


def stratum_value(counts: Counts, stratum: str, value: str) -> str:
    """Name a stratum and its value together."""
    if not stratum:
        return ""
    language = counts.about.reader.language
    label = stratum_label(counts, stratum, language)
    return f"{label}: {Division(counts, counts.frame, '', stratum, math.nan).label(value, language)}"


def _value(row: dict[str, Any], kind: str, suffix: str = "") -> list[str]:
    """The base, the value, its interval and what is open, as text."""
    numbers = {key: row[f"{key}{suffix}"] for key in ("numerator", "denominator", "open", "value", "low", "high")}
    waiting = numbers["open"] / (numbers["open"] + numbers["denominator"]) if numbers["open"] else 0.0
    still = amount(waiting) if numbers["open"] else "–"
    if kind == "count":
        return [whole(numbers["numerator"]), "–", "–", "–"]
    if kind == "mean":
        interval = _interval(numbers, lambda value: f"{value:.2f}")
        return [
            f"{whole(numbers['numerator'])} in {whole(numbers['denominator'])}",
            number(numbers["value"]),
            interval,
            still,
        ]
    if kind == "duration":
        interval = _interval(numbers, lambda value: f"{value:g}")
        return [whole(numbers["denominator"]), days(numbers["value"]), interval, still]
    interval = _interval(numbers, _percent(numbers["high"]))
    base = f"{whole(numbers['numerator'])} of {whole(numbers['denominator'])}"
    return [base, amount(numbers["value"]), interval, still]


def _percent(high: float) -> Callable[[float], str]:
    """Ends of an interval as percentages: two decimals where all of it lies below two per cent."""
    return lambda value: f"{100 * value:.{2 if high < 0.02 else 1}f}"


def _interval(numbers: dict[str, Any], written: Any) -> str:
    if math.isnan(numbers["low"]) or math.isnan(numbers["high"]):
        return "–"
    return f"[{written(numbers['low'])}, {written(numbers['high'])}]"


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
        now, moved = _value(row, row["kind"]), _moved(row["move"]) + ("" if row["mature"] else " *")
        rows.append([label + ("" if row["mature"] else " *"), *now, _before(row, look), moved])
    star = (
        f"Before: {look.period.year_before()} unless another period is named. * not yet mature: read the open share "
        "first and the mature year beside it; the change is of that year against the one before."
    )
    caption = f"{look.period}. {look.rule} {star}"
    none = f'<p class="cl-note">No cases in either period: {html.escape("; ".join(empty))}.</p>' if empty else ""
    return write(heads, rows, caption=caption, about=look.counts.about) + none + _not_there(look)


def _before(row: dict[str, Any], look: Panel) -> str:
    """The earlier value with its base; the period is named where it is not the year before."""
    base, value, *_ = _value(row, row["kind"], "_before")
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


def _not_there(look: Panel | Substandard) -> str:
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
        limits = _interval({"low": row["low_outer"], "high": row["high_outer"]}, lambda value: f"{100 * value:.1f}")
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
        limits = _interval(row, lambda value: f"{100 * value:.1f}") if row["mature"] else "–"
        base = f"{whole(row['numerator'])} of {whole(row['denominator'])}"
        waiting = amount(row["open"] / (row["open"] + row["denominator"])) if row["open"] else "–"
        centre = amount(row["centre"]) if row["mature"] else "–"
        rows.append([row["period"], base, amount(row["value"]), centre, limits, waiting])
    return write(heads, rows)


def division(look: Division) -> str:
    """Values of a stratum, in the order of the vocabulary."""
    language = look.counts.about.reader.language
    heads = [stratum_label(look.counts, look.stratum, language), "Counted", "Value", "95 % interval", "Still open"]
    rows = [[look.label(row[look.stratum], language), *_value(row, "rate")] for row in look.frame.to_dict("records")]
    return write(heads, rows)


def terms(look: Terms) -> str:
    """A duration by stratum, with what exceeded each legal term."""
    heads = ["", "Counted", "Median", "95 % interval", "Still open", "Beyond the term"]
    rows = []
    for row in look.frame.to_dict("records"):
        over = [_over(row["denominator"], limit, n) for limit, n in zip(row["terms"], row["over"], strict=True)]
        name = stratum_value(look.counts, look.stratum, row[look.stratum]) or "all"
        rows.append([name, *_value(row, "duration"), "; ".join(over) or "–"])
    return write(heads, rows)


def _over(among: int, limit: int, number: int) -> str:
    share = number / among if among else math.nan
    return f"{whole(number)} ({amount(share)}) over {limit} days"


def adjusted(look: Adjusted) -> str:
    """Units in code order: as they are, what their mix makes one expect, and where they lie with and without it."""
    reader = look.counts.about.reader
    heads = ["Unit", "Counted", "Value", "Expected", "Observed / expected", "Limits 99.8 %", "With its mix", "Without"]
    rows = []
    for row in look.frame.to_dict("records"):
        if not reader.may_name(row["unit"]) or not row["denominator"]:
            continue
        limits = _interval({"low": row["low_outer"], "high": row["high_outer"]}, lambda value: f"{100 * value:.1f}")
        base = f"{whole(row['numerator'])} of {whole(row['denominator'])}"
        expected = f"{row['expected']:.1f} ({amount(row['expected_share'])})"
        said = [_SAID[row["outside"]], _SAID[row["unadjusted"]]]
        name = unit_name(look.counts, row["unit"])
        rows.append([name, base, amount(row["value"]), expected, number(row["ratio"]), limits, *said])
    return write(heads, rows, caption="In code order; the order says nothing else.")


_SAID = {"outer": "outside", "inner": "between the limits", "": "within"}


def stages(look: Stages) -> str:
    """The chain, then its branch."""
    language = look.counts.about.reader.language
    heads = ["Stage", "Cases", "Of the step before", "Of those filed"]
    rows = [
        [
            look.counts.labels[row["measure"]].text(language),
            whole(row["n"]),
            *map(amount, (row["of_previous"], row["of_first"])),
        ]
        for row in look.frame.to_dict("records")
    ]
    return write(heads, rows)


def structure(look: Structure) -> str:
    """The three ratios, part by part, with the same months of the year before."""
    language = look.counts.about.reader.language
    heads = ["", str(look.period), "Share", str(look.period.year_before()), "Share", "Changed by"]
    rows = []
    for ratio, part in look.frame.groupby("ratio", sort=False):
        rows.append([RATIOS[str(ratio)].text(language), *[""] * 5])
        for row in part.to_dict("records"):
            change = row["n"] / row["n_before"] - 1 if row["n_before"] else math.nan
            then = [whole(row["n_before"]), amount(row["share_before"])]
            label = f"\u2003{row['label'].text(language)}"
            rows.append([label, whole(row["n"]), amount(row["share"]), *then, signed(change)])
    return write(heads, rows, caption=look.rule, about=look.counts.about)


def substandard(look: Substandard) -> str:
    """One row a definition, one column a year: how many of how many; what is still open."""
    language = look.counts.about.reader.language
    years = list(dict.fromkeys(look.frame["period"]))
    rows = []
    for name, part in look.frame.groupby("measure", sort=False):
        if str(name) not in look.counts.absent:
            cells = [_of_year(row) for row in part.to_dict("records")]
            rows.append([look.counts.labels[str(name)].text(language), *cells])
    caption = f"{look.rule} In brackets: of how many; then the share still open, where cohorts have not had their time."
    return write(["", *years], rows, caption=caption, about=look.counts.about) + _not_there(look)


def _of_year(row: dict[str, Any]) -> str:
    if not row["denominator"] and not row["open"]:
        return "–"
    waiting = (
        f", {amount(row['open'] / (row['open'] + row['denominator']))} open"
        if not row["mature"] and row["open"]
        else ""
    )
    return f"{whole(row['numerator'])} ({whole(row['denominator'])}{waiting})"


def course(look: Course) -> str:
    """What has ended by one, two, three, six and twelve months, by cause; and how much still waits."""
    heads = ["", *(f"by day {day}" for day in MARKS), "Of those ended so far"]
    rows = []
    for cause, part in look.frame.groupby("cause", sort=False) if len(look.frame) else ():
        cells = [_at_day(part, day) if day <= look.last else "–" for day in MARKS]
        rows.append([look.label(str(cause)), *cells, amount(look.so_far.get(str(cause), math.nan))])
    waiting = int(look.waiting["n"].sum()) if len(look.waiting) else 0
    old = int(look.waiting.loc[look.waiting["days"] > 365, "n"].sum()) if len(look.waiting) else 0
    caption = f"{whole(look.started)} began; {whole(waiting)} still wait, {whole(old)} of them for more than a year."
    return write(heads, rows, caption=caption)


def _at_day(part: Any, day: int) -> str:
    """The estimate at a day up to which somebody was followed."""
    upto = part[part["days"] <= day]
    if not len(upto):
        return amount(0.0)
    row = upto.iloc[-1]
    return f"{amount(row['value'])} [{100 * row['low']:.1f}, {100 * row['high']:.1f}]"


def change(look: Change) -> str:
    """Periods in order of time, with the fitted line and the line before drawn on."""
    heads = ["Period", "Counted", "Value", "Fitted", "Line before"]
    rows = []
    for row in look.frame.to_dict("records"):
        base = f"{whole(row['numerator'])} of {whole(row['denominator'])}"
        lines = [amount(row.get(name, math.nan)) for name in ("fitted", "without")]
        rows.append([row["period"], base, amount(row["value"]), *lines])
    return write(heads, rows, caption=look.sentence)


def waiting(look: Waiting) -> str:
    """One row a step: how many began, how many still wait, and for how long."""
    language = look.counts.about.reader.language
    heads = ["Step", "Began", "Still wait", "to 3 months", "to 6 months", "to a year", "over a year"]
    rows = [
        [look.counts.labels[row["measure"]].text(language), *(whole(row[name]) for name in look.frame.columns[1:])]
        for row in look.frame.to_dict("records")
    ]
    return write(heads, rows, caption=f"{look.counts.period}. {look.rule}", about=look.counts.about)


def splits(look: Splits) -> str:
    """Runs of the offices outside the limits, in code order; how many there are elsewhere."""
    reader, language = look.counts.about.reader, look.counts.about.reader.language
    heads = ["Office", "Cases", "First filed", "Last filed", "Files to read"]
    listed = look.frame[look.frame["unit"].isin(look.outside)]
    rows = [
        [
            look.counts.name(row["unit"], language),
            whole(row["cases"]),
            f"{row['first']:%Y-%m-%d}",
            f"{row['last']:%Y-%m-%d}",
            row["case_ids"],
        ]
        for row in listed.head(RUNS).to_dict("records")
        if reader.may_name(row["unit"])
    ]
    more = f" The first {RUNS} of {whole(len(listed))} are listed." if len(listed) > RUNS else ""
    others = len(look.frame) - len(listed)
    caption = (
        f"{len(look.outside)} offices have more cases in such runs than chance and ordinary spread explain; their runs "
        f"stand here.{more} {whole(others)} runs elsewhere are within the limits. It may be: {REASONS.text(language)}."
    )
    return write(heads, rows, caption=caption)


RUNS = 20
"""How many runs a page lists; the frame has all."""
