"""Tables of the macro reports: adjusted comparisons, chains, structure, years, courses, what waits."""

from __future__ import annotations

import math
from typing import Any

from caselib.analysis.changes import Change
from caselib.analysis.courses import MARKS, Course
from caselib.analysis.mix import Adjusted
from caselib.analysis.splits import REASONS, Splits
from caselib.analysis.stages import Stages
from caselib.analysis.structure import RATIOS, Structure
from caselib.analysis.substandard import Substandard
from caselib.analysis.waiting import Waiting
from caselib.analysis.words import amount, number, signed, whole
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.figures.cells import interval_text, unit_name, write
from caselib.figures.tables import not_there

__all__ = ["adjusted", "change", "course", "splits", "stages", "structure", "substandard", "waiting"]

_SAID = {"outer": "outside", "inner": "between the limits", "": "within"}

RUNS = 20
"""How many runs a page lists; the frame has all."""


def adjusted(look: Adjusted) -> str:
    """Units in code order: as they are, what their mix makes one expect, and where they lie with and without it."""
    reader, language = look.counts.about.reader, look.counts.about.reader.language
    heads = ["Unit", "Counted", "Value", "Expected", "Observed / expected", "Limits 99.8 %", "With its mix", "Without"]
    rows = []
    for row in look.frame.to_dict("records"):
        if not reader.may_name(row["unit"]) or not row["denominator"]:
            continue
        limits = interval_text({"low": row["low_outer"], "high": row["high_outer"]}, lambda value: f"{100 * value:.1f}")
        base = say(language, "{k} of {n}", k=whole(row["numerator"]), n=whole(row["denominator"]))
        share = amount(row["expected_share"], language)
        expected = say(language, "{value} ({base})", value=f"{row['expected']:.1f}", base=share)
        said = [say(language, _SAID[row["outside"]]), say(language, _SAID[row["unadjusted"]])]
        name = unit_name(look.counts, row["unit"])
        rows.append([name, base, amount(row["value"]), expected, number(row["ratio"]), limits, *said])
    return write(heads, rows, caption=say(language, "In code order; the order says nothing else."), language=language)


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
    return write(heads, rows, language=language)


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
    return write(heads, rows, caption=look.rule, about=look.counts.about, language=language)


def substandard(look: Substandard) -> str:
    """One row a definition, one column a year: how many of how many; what is still open."""
    language = look.counts.about.reader.language
    years = list(dict.fromkeys(look.frame["period"]))
    rows = []
    for name, part in look.frame.groupby("measure", sort=False):
        if str(name) not in look.counts.absent:
            cells = [_of_year(row, language) for row in part.to_dict("records")]
            rows.append([look.counts.labels[str(name)].text(language), *cells])
    said = " In brackets: of how many; then the share still open, where cohorts have not had their time."
    caption = look.rule + say(language, said)
    return write(["", *years], rows, caption=caption, about=look.counts.about, language=language) + not_there(look)


def _of_year(row: dict[str, Any], language: Language) -> str:
    if not row["denominator"] and not row["open"]:
        return "–"
    waiting = (
        say(language, ", {share} open", share=amount(row["open"] / (row["open"] + row["denominator"])))
        if not row["mature"] and row["open"]
        else ""
    )
    base = f"{whole(row['denominator'])}{waiting}"
    return say(language, "{value} ({base})", value=whole(row["numerator"]), base=base)


def course(look: Course) -> str:
    """What has ended by one, two, three, six and twelve months, by cause; and how much still waits."""
    language = look.counts.about.reader.language
    heads = ["", *(say(language, "by day {day}", day=day) for day in MARKS), "Of those ended so far"]
    rows = []
    for cause, part in look.frame.groupby("cause", sort=False) if len(look.frame) else ():
        cells = [_at_day(part, day) if day <= look.last else "–" for day in MARKS]
        rows.append([look.label(str(cause)), *cells, amount(look.so_far.get(str(cause), math.nan))])
    waiting = int(look.waiting["n"].sum()) if len(look.waiting) else 0
    old = int(look.waiting.loc[look.waiting["days"] > 365, "n"].sum()) if len(look.waiting) else 0
    said = "{began} began; {waiting} still wait, {old} of them for more than a year."
    numbers = {"began": whole(look.started), "waiting": whole(waiting), "old": whole(old)}
    return write(heads, rows, caption=say(language, said, **numbers), language=language)


def _at_day(part: Any, day: int) -> str:
    """The estimate at a day up to which somebody was followed."""
    upto = part[part["days"] <= day]
    if not len(upto):
        return amount(0.0)
    row = upto.iloc[-1]
    return f"{amount(row['value'])} [{100 * row['low']:.1f}, {100 * row['high']:.1f}]"


def change(look: Change) -> str:
    """Periods in order of time, with the fitted line and the line before drawn on."""
    language = look.counts.about.reader.language
    heads = ["Period", "Counted", "Value", "Fitted", "Line before"]
    rows = []
    for row in look.frame.to_dict("records"):
        base = say(language, "{k} of {n}", k=whole(row["numerator"]), n=whole(row["denominator"]))
        lines = [amount(row.get(name, math.nan)) for name in ("fitted", "without")]
        rows.append([row["period"], base, amount(row["value"]), *lines])
    return write(heads, rows, caption=look.sentence, language=language)


def waiting(look: Waiting) -> str:
    """One row a step: how many began, how many still wait, and for how long."""
    language = look.counts.about.reader.language
    heads = ["Step", "Began", "Still wait", "to 3 months", "to 6 months", "to a year", "over a year"]
    rows = [
        [look.counts.labels[row["measure"]].text(language), *(whole(row[name]) for name in look.frame.columns[1:])]
        for row in look.frame.to_dict("records")
    ]
    caption = say(language, "{period}. ", period=look.counts.period) + look.rule
    return write(heads, rows, caption=caption, about=look.counts.about, language=language)


def splits(look: Splits) -> str:
    """Runs of the offices outside the limits, in code order; how many there are elsewhere."""
    reader, language = look.counts.about.reader, look.counts.about.reader.language
    heads = ["Office", "Cases", "First filed", "Last filed", "Files to read"]
    listed = look.frame[look.frame["unit"].isin(look.outside)]
    shown = [row for row in listed.head(RUNS).to_dict("records") if reader.may_name(row["unit"])]
    rows = [
        [
            look.counts.name(row["unit"], language),
            whole(row["cases"]),
            *(f"{row[name]:%Y-%m-%d}" for name in ("first", "last")),
            row["case_ids"],
        ]
        for row in shown
    ]
    first = say(language, " The first {n} of {all} are listed.", n=RUNS, all=whole(len(listed)))
    more = first if len(listed) > RUNS else ""
    others = len(look.frame) - len(listed)
    caption = say(
        language,
        "{n} offices have more cases in such runs than chance and ordinary spread explain; their runs stand "
        "here.{more} {others} runs elsewhere are within the limits. It may be: {reasons}.",
        n=len(look.outside),
        more=more,
        others=whole(others),
        reasons=REASONS.text(language),
    )
    return write(heads, rows, caption=caption, language=language)
