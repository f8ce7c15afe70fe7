"""Published figures as tables: published, recomputed, the smallest revision that would explain it."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from caselib.domain.label import Label, Language
from caselib.domain.reader import Reader
from caselib.figures.cells import write
from caselib.figures.headlines import written
from caselib.measures.counts import About
from caselib.published.line import QUESTIONS
from caselib.published.words import CHECKS, INNOCENT

if TYPE_CHECKING:
    from caselib.published.checking import Checked
    from caselib.published.implied import Bases
    from caselib.published.quarterly import Quarters

__all__ = ["about", "bases_table", "lines_table", "quarters_table", "summary_table"]

SOURCE = Label("printed figures, as released", "公布数据")
_NONE = Label("Rounding explains all {n} that were compared.", "比对{n}项，四舍五入均可解释。")
_CAPTION = Label(
    "{label}: {n} of {all} that rounding does not explain.", "{label}：比对{all}项，{n}项非四舍五入所能解释。"
)
_ASKED = Label("{label}: {n} of {all} to be asked about.", "{label}：比对{all}项，{n}项值得问询。")
_HEADS = Label("Figure|Published|Recomputed|Smallest revision|In words", "数据|公布|复算|最小修正|说明")
_SAID = Label(
    "{n} comparisons of printed figures: {contradictions} can't hold by any rounding, {questions} want a reason.",
    "对公布数据作{n}项比对：{contradictions}项无论如何取舍都不能同时成立，{questions}项值得问询原因。",
)
_SUMMARY = Label("Compared|Number|Rounding explains|To be explained", "比对|项数|四舍五入可解释|待说明")
_INNOCENT = Label("Innocent explanations to exclude first: ", "应先排除的正常原因：")


def about(days: Iterable[date], language: Language) -> About:
    """Say what the numbers rest on, and up to which day."""
    known = list(days)
    return About(SOURCE.text(language), max(known) if known else date(1, 1, 1), reader=Reader(language=language))


def lines_table(look: Checked) -> str:
    """A table for each check that leaves something to explain, and a line for each that does not."""
    if not look.lines:
        return f'<p class="cl-empty">{_NONE.text(look.language).format(n=0)}</p>'
    return "".join(_check(look, name) for name in CHECKS)


def summary_table(look: Checked) -> str:
    """How many were compared by each check, and how many of them rounding explains."""
    rows = [
        [CHECKS[row["check"]].text(look.language), f"{row['compared']:,}", f"{row['agree']:,}", f"{row['differ']:,}"]
        for row in look.summary.to_dict("records")
        if row["compared"]
    ]
    source = about((line.period.last_day for line in look.lines), look.language)
    sums = look.summary.groupby("kind")["differ"].sum()
    said = _SAID.text(look.language).format(
        n=f"{len(look.lines):,}", contradictions=sums["contradiction"], questions=sums["question"]
    )
    return written(said) + write(_SUMMARY.text(look.language).split("|"), rows, about=source)


def _check(look: Checked, name: str) -> str:
    mine = look.only(name)
    if not mine.lines:
        return ""
    label, frame = CHECKS[name].text(look.language), mine.compared if look.everything else mine.frame  # type: ignore[index]
    if frame.empty:
        said = f"{label}{'：' if look.language == 'zh' else ': '}{_NONE.text(look.language).format(n=len(mine.lines))}"
        return f'<p class="cl-note">{html.escape(said[:1].upper() + said[1:])}</p>'
    columns = ["subject", "published", "recomputed", "smallest_revision", "sentence"]
    caption = (
        (_ASKED if name in QUESTIONS else _CAPTION)
        .text(look.language)
        .format(label=label, n=sum(not line.agrees for line in mine.lines), all=len(mine.lines))
    )
    cells = [[_unbroken(cell) for cell in row] for row in frame[columns].to_numpy().tolist()]
    table = write(_HEADS.text(look.language).split("|"), cells, caption=_upper(caption))
    # A revision with its share is longer than what the cells of other tables take for a number.
    table = re.sub(r"<td>(?=[+−][\d,.]+ )", '<td class="num">', table)
    innocent = _INNOCENT.text(look.language) + INNOCENT[name].text(look.language)  # type: ignore[index]
    return f'{table}<p class="cl-note">{html.escape(innocent)}</p>'


def _unbroken(text: str) -> str:
    """Keep a number and its percent sign on one line."""
    return text.replace(" %", "\u00a0%")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def bases_table(look: Bases) -> str:
    """Rows by base year: parts of years first, whole years after them."""
    zh = look.language == "zh"
    heads = "基数|项数|四舍五入可解释|须上调|须下调|最小修正" if zh else (
        "Base|Number|Rounding explains|Base must be higher|Base must be lower|Smallest revisions"
    )  # fmt: skip
    rows = []
    for row in look.frame.to_dict("records"):
        kind = ("全年" if zh else "whole year") if row["whole_year"] else ("年内时段" if zh else "part of the year")
        counts = [str(row[name]) for name in ("compared", "agree", "raised", "lowered")]
        rows.append([f"{row['base_year']}{'，' if zh else ', '}{kind}", *counts, _ends(row["least"], row["most"], zh)])
    return write(heads.split("|"), rows, about=about(look.points["last_day"], look.language))


def _ends(least: float, most: float, zh: bool) -> str:
    if math.isnan(least):
        return "–"
    first, last = (f"{'+' if share > 0 else '−'}{abs(100 * share):.2f}" for share in (least, most))
    return f"{first} %" if least == most else f"{first}{'至' if zh else ' to '}{last} %"


def quarters_table(look: Quarters) -> str:
    """One table a series, folded: years down, quarters across, each as the range that it may have."""
    from caselib.domain.periods import Period

    heads = (
        ["年", "一季度", "二季度", "三季度", "四季度"] if look.language == "zh" else ["Year", "Q1", "Q2", "Q3", "Q4"]
    )
    parts = []
    for (_, label, _), part in look.frame.groupby(["series", "label", "unit"], sort=False):
        cells = {row["period"]: _range(row["low"], row["high"]) for row in part.to_dict("records")}
        years = sorted({period[:4] for period in cells})
        rows = [[year, *(cells.get(f"{year}Q{quarter}", "–") for quarter in (1, 2, 3, 4))] for year in years]
        source = about((Period.parse(period).last_day for period in cells), look.language)
        parts.append(f"<details><summary>{html.escape(label)}</summary>{write(heads, rows, about=source)}</details>")
    return f'<div class="cl-definitions">{"".join(parts)}</div>'


def _range(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
