"""Intervals, revisions and lines in words, in both languages; every sentence follows from its numbers."""

from __future__ import annotations

import math
from decimal import ROUND_UP, Decimal

from caselib.domain.label import Label, Language
from caselib.published.interval import Interval, Number
from caselib.published.line import Check, Line

__all__ = ["CHECKS", "INNOCENT", "UNITS", "revision", "span_of"]

CHECKS: dict[Check, Label] = {
    "year_on_year": Label("change against levels", "同比与绝对数"),
    "rate": Label("rate against parts", "比率与分子分母"),
    "total": Label("parts against total", "分项与总数"),
    "months": Label("periods against each other", "各时段之间"),
    "twice": Label("printed twice", "两次公布"),
    "pace": Label("last months against the others", "年末与其他月份"),
    "reform": Label("before and after the reform", "改革前后"),
    "follows": Label("outcomes against matters filed", "结果数与提出数"),
    "rest": Label("year against its first months", "全年比率与前期比率"),
    "name": Label("one name, several formulas", "同名不同口径"),
}

INNOCENT: dict[Check, Label] = {
    "year_on_year": Label(
        "Late entries and corrections change last year's count after it was printed; the scope may have changed.",
        "上年数据公布后补录、更正；统计范围可能调整。",
    ),
    "rate": Label(
        "The denominator may leave out some (those decided, not approved) or be those accepted, not those decided.",
        "分母可能不含某些情形（如决定逮捕），或按受理数而非审结数计算。",
    ),
    "total": Label(
        "Parts may be of another date of release, another unit, or overlap.",
        "分项可能出自不同时点、不同计量单位，或有交叉。",
    ),
    "months": Label(
        "A longer period is counted anew from corrected entries; or the two releases count different things.",
        "较长时段按更正后的数据重新统计；或两次公布的口径不同。",
    ),
    "twice": Label(
        "The later release may rest on corrected entries, or count by another date.",
        "后一次公布可能依据更正数据或另一时点。",
    ),
    "pace": Label(
        "Matters filed earlier are concluded by the year's end; a campaign, a new rule, or a month of few cases"
        " (an epidemic, holidays) in the months compared.",
        "年底集中办结；专项活动、新规施行；或对比月份案件偏少（疫情、假期）。",
    ),
    "reform": Label(
        "Fewer matters to supervise, a campaign that had ended, another definition; other supervision may have grown.",
        "可监督事项减少、专项活动结束、口径调整；其他监督可能增加。",
    ),
    "follows": Label(
        "Courts conclude matters of earlier periods: the quotient is not a rate of anything.",
        "法院审结的包括以前时期的事项：二者之商不是比率。",
    ),
    "rest": Label(
        "Answers to matters of the first months came later and were counted then; or the formula changed.",
        "前期事项的回复在后期计入；或计算口径变更。",
    ),
    "name": Label(
        "Adopted of filed in the same period, adopted of all answered, changed of all concluded: each is right by"
        " itself, and they make no trend.",
        "同期采纳/同期提出、采纳/已回复、改变/已审结：各自成立，但不能连成趋势。",
    ),
}

UNITS: dict[str, Label] = {
    "cases": Label("cases", "件"),
    "persons": Label("persons", "人"),
    "case-times": Label("case-times", "件次"),
    "person-times": Label("person-times", "人次"),
    "issues": Label("issues", "个"),
    "points": Label("points", "个百分点"),
    "unclear": Label("(unit not said)", "（单位不明）"),
}
_SIGNED = ("change", "times_up", "points")


def span_of(interval: Interval, shown: str, language: Language = "en") -> str:
    """Write an interval, in counts or in the unit of a rate or a change.

    >>> span_of(Interval.of(280333), "persons"), span_of(Interval.of(167500, 168500), "persons")
    ('280,333', '167,500 to 168,500')
    >>> span_of(Interval.of("22.05", "22.15"), "percent", "zh"), span_of(Interval.of("-0.5", "0.5"), "change")
    ('22.05至22.15%', '−0.50 to +0.50 %')
    """
    scaled = interval.scaled(100) if shown == "times_up" else interval
    end = "%" if shown in ("percent", "change", "times_up") else ""
    low, high = (_one(value, shown) for value in (scaled.low, scaled.high))
    zh = language == "zh"
    if scaled.low == scaled.high or low == high:
        text = low
    elif math.isinf(scaled.high):
        text = f"{low}以上" if zh else f"{low} or more"
    elif scaled.low == 0 and shown not in _SIGNED:
        text = f"至多{high}" if zh else f"at most {high}"
    else:
        text = f"{low}至{high}" if zh else f"{low} to {high}"
    if shown == "multiple":
        return f"{text}倍" if zh else f"{text} times"
    if shown == "points":
        return f"{text}{UNITS[shown].zh}" if zh else f"{text} {UNITS[shown].en}"
    return f"{text}{end}" if zh or not end else f"{text} {end}"


def _one(value: Number, shown: str) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if shown in ("percent", "ratio", "multiple", *_SIGNED):
        text = f"{abs(float(value)):.2f}"
        sign = "−" if value < 0 else "+" if shown in _SIGNED else ""
        return sign + text
    return f"{math.floor(value) if value < 0 else round(value):,}"


def revision(line: Line, language: Language = "en") -> str:
    """Write the smallest revision; away from nothing, because less would not be enough.

    >>> from fractions import Fraction
    >>> from caselib.domain.periods import Period
    >>> seven, period = Interval.of(7), Period.parse("2024")
    >>> revision(Line("total", "a", period, seven, seven, "cases", Fraction(-7, 2), "cases", revised=Interval.of(100)))
    '−4 cases (−3.50 %)'
    """
    sign = "+" if line.revision > 0 else "−"
    if line.unit in ("percent", "ratio", "points"):
        amount = Decimal(abs(line.revision).numerator) / Decimal(line.revision.denominator)
        size = f"{amount.quantize(Decimal('0.01'), ROUND_UP)}"
        unit = "points" if line.unit != "ratio" else "ratio"
    else:
        size, unit = f"{math.ceil(abs(line.revision)):,}", line.unit
    named = UNITS[unit].text(language) if unit in UNITS else ""
    if size == "1" and language == "en":
        named = named.removesuffix("s")
    text = f"{sign}{size}{named}" if language == "zh" else f"{sign}{size} {named}".rstrip()
    if math.isnan(line.share) or unit == "points":
        return text
    share = f"{sign}{abs(100 * line.share):.2f}"
    return f"{text}（{share}%）" if language == "zh" else f"{text} ({share} %)"
