"""The sentence of each line: what was published, what follows from other published figures, how far they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from caselib.domain.label import Label, Language
from caselib.published.line import Line
from caselib.published.words import span_of

__all__ = ["named", "sentence", "subject"]

Labels = Mapping[str, Label]


def named(series: str, labels: Labels, language: Language) -> str:
    """Name a series; one without a label by its key."""
    return labels[series].text(language) if series in labels else series.replace("_", " ")


def subject(line: Line, labels: Labels, language: Language) -> str:
    """Name what a line is about."""
    return f"{named(line.series, labels, language)}{'，' if language == 'zh' else ', '}{line.period}"


def sentence(line: Line, labels: Labels, language: Language) -> str:
    """Write the sentence of a line.

    >>> from fractions import Fraction
    >>> from caselib.domain.periods import Period
    >>> from caselib.published.interval import Interval
    >>> year = Period.parse("2024")
    >>> line = Line("total", "both", year, Interval.of(10), Interval.of(12), "cases", Fraction(2), "cases",
    ...             parts=(("one", year), ("other", year)), facts={"complete": True})
    >>> sentence(line, {}, "en")
    'Its parts (one, other) add up to 12.'
    """
    english, chinese, facts = _TEMPLATES[line.check]
    said = facts(line, labels, language)
    said |= {
        "published": span_of(line.published, line.shown, language),
        "recomputed": span_of(line.recomputed, line.shown, language),
        "period": str(line.period),
        "of": str(line.of or line.period),
    }
    return (chinese if language == "zh" else english).format(**said)


def _none(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    return {}


def _base(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    implied: Any = line.facts["implied"]
    assert line.revised is not None
    return {"implied": span_of(implied, line.unit, language), "base": span_of(line.revised, line.unit, language)}


def _quotient(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    part, other = (named(name, labels, language) for name, _ in line.parts)
    if line.facts["together"]:
        return {"part": part, "whole": f"（{part}+{other}）" if language == "zh" else f"({part} + {other})"}
    return {"part": part, "whole": other}


def _parts(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    comma = "、" if language == "zh" else ", "
    return {"parts": comma.join(named(name, labels, language) for name, _ in line.parts)}


def _periods(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    return {"parts": ("、" if language == "zh" else ", ").join(str(period) for _, period in line.parts)}


def _dates(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    unknown = "日期不详" if language == "zh" else "no date"
    return {key: str(line.facts[key] or unknown) for key in ("earlier", "later")}


def _pace(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    ratio: Any = line.facts["ratio"]
    times = f"{float(ratio.low):.2f}" if ratio else "?"
    if ratio and ratio.low != ratio.high:
        times += f"{'至' if language == 'zh' else ' to '}{float(ratio.high):.2f}"
    return {"first": str(line.facts["first"]), "times": times}


def _filed(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    return {"filed": named(str(line.facts["filed"]), labels, language)}


def _leap(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    name: Any = line.facts["name"]
    said = {"name": name.text(language)}
    formulas: Any = line.facts["formulas"]
    for place, formula in zip(("before", "after"), formulas, strict=True):
        figure: Any = line.facts[place]
        said[place] = f"{figure.period}{_formula(formula, figure.series, labels, language)}"
    return said


def _formula(formula: Any, series: str, labels: Labels, language: Language) -> str:
    """Name the quotient that a rate is, if that is known; else the rate."""
    if formula is None:
        said = named(series, labels, language)
        return f"（{said}）" if language == "zh" else f" ({said})"
    part, other = (named(part, labels, language) for part in (formula.part, formula.whole or formula.rest))
    return f"（即{part}÷{other}）" if language == "zh" else f" (= {part} / {other})"


def _rest(line: Line, labels: Labels, language: Language) -> dict[str, str]:
    before: Any = line.facts["before"]
    how = {"en": ("if matters came evenly", "by the printed counts"), "zh": ("按各月均匀计", "按公布的基数")}[language]
    return {
        "before": span_of(before, "percent", language),
        "inner": str(line.facts["inner"]),
        "remaining": str(line.facts["remaining"]),
        "how": how[bool(line.facts["counted"])],
    }


_Facts = Callable[[Line, Labels, Language], dict[str, str]]
_TEMPLATES: dict[str, tuple[str, str, _Facts]] = {
    "year_on_year": (
        "The printed change implies a base of {implied} for {of}; printed was {base}.",
        "公布的变化意味着{of}基数为{implied}；此前公布为{base}。",
        _base,
    ),
    "rate": (
        "{part} / {whole} gives {recomputed}.",
        "{part}÷{whole}得{recomputed}。",
        _quotient,
    ),
    "total": (
        "Its parts ({parts}) add up to {recomputed}.",
        "分项（{parts}）合计{recomputed}。",
        _parts,
    ),
    "months": (
        "The shorter periods in it ({parts}) give {recomputed}.",
        "其中各时段（{parts}）给出{recomputed}。",
        _periods,
    ),
    "twice": (
        "Printed as {published} ({earlier}) and as {recomputed} ({later}).",
        "先公布为{published}（{earlier}），又公布为{recomputed}（{later}）。",
        _dates,
    ),
    "pace": (
        "{times} times as many as at the pace of {first}, which would have given {recomputed}.",
        "按{first}的进度应为{recomputed}，实为其{times}倍。",
        _pace,
    ),
    "reform": (
        "{times} times as many as at the pace of {first}; in {period} the rankings ended.",
        "为按{first}进度的{times}倍；{period}间取消排名。",
        _pace,
    ),
    "follows": (
        "More than were filed in the same time ({filed}: {recomputed}): some are of earlier periods.",
        "多于同期提出数（{filed}：{recomputed}）：部分属于以前时期。",
        _filed,
    ),
    "rest": (
        "After {before} for {inner}, whatever happened in {remaining}, it could be {recomputed} ({how}).",
        "{inner}为{before}，则无论{remaining}如何，只能为{recomputed}（{how}）。",
        _rest,
    ),
    "name": (
        "Under the name “{name}”: {recomputed} in {before}, then {published} in {after}.",
        "同名“{name}”：{before}为{recomputed}，{after}为{published}。",
        _leap,
    ),
}
