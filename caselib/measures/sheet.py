"""The table of measures for the READMEs, written from the catalogue: `python -m caselib.measures.sheet README.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from caselib.domain.label import Language
from caselib.domain.marked import language_of, with_part
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Duration, Mean, Measure, Rate

__all__ = ["measures_table", "with_table"]

_HEADS = {
    "en": "| measure | label | 中文 | what is counted | period or cohort |\n| --- | --- | --- | --- | --- |",
    "zh": "| 指标 | 名称 | 计数内容 | 时段或批次 |\n| --- | --- | --- | --- |",
}
_UNITS = {"persons": "人", "cases": "件"}


def measures_table(language: Language = "en") -> str:
    """Write one line a measure, as Markdown; the English table names each in Chinese too.

    >>> print(measures_table("zh").splitlines()[2])
    | `requested` | 受理审查逮捕人数 | 人：全部 | 按`accepted_on` |
    """
    return "\n".join([_HEADS[language], *(_line(measure, language) for measure in MEASURES.values())])


def with_table(text: str, language: Language = "en") -> str:
    """Put the table between its two marks in a text."""
    return with_part(text, "measures", measures_table(language))


def _line(measure: Measure, language: Language) -> str:
    cells = [f"`{measure.name}`", measure.label.en, measure.label.zh, _counted(measure, language)]
    if language == "zh":
        cells.remove(measure.label.en)
    return f"| {' | '.join([*cells, _clock(measure, language)])} |"


def _clock(measure: Measure, language: Language) -> str:
    months = measure.matures_after
    if language == "zh":
        return f"按`{measure.clock}`" + (f"，满{months}个月后成熟" if months else "")
    return f"by `{measure.clock}`" + (f", mature after {months} months" if months else "")


def _counted(measure: Measure, language: Language) -> str:
    chinese = language == "zh"
    if isinstance(measure, Duration):
        days = (measure.start, measure.end)
        return "从`{}`到`{}`的天数".format(*days) if chinese else "days from `{}` to `{}`".format(*days)
    unit = f"{_UNITS[measure.counts]}：" if chinese else f"{measure.counts}: "
    rows = _rows(measure.among, language)
    if isinstance(measure, Rate):
        return f"{unit}`{measure.of_which}`" + (f"，在{rows}中" if chinese else f" among {rows}")
    if isinstance(measure, Mean):
        return f"{unit}`{measure.adds}`的平均数" if chinese else f"{unit}mean of `{measure.adds}`"
    return f"{unit}{rows}"


def _rows(condition: str, language: Language) -> str:
    every = "全部" if language == "zh" else "all"
    return every if condition == "TRUE" else f"`{condition}`"


if __name__ == "__main__":
    for readme in map(Path, sys.argv[1:]):
        readme.write_text(with_table(readme.read_text(encoding="utf-8"), language_of(readme)), encoding="utf-8")
