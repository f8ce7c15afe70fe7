"""Words of the review tables in both languages: grades, dimensions, strata, states, roles, verdicts."""

from __future__ import annotations

from typing import Any

from caselib.domain import phrases
from caselib.domain.label import Label
from caselib.domain.vocabulary import DIMENSION, FUNCTION, GRADE, PROBLEM, SEVERITY, STAGE
from caselib.measures.catalogue import MEASURES
from caselib.measures.counts import About

__all__ = ["say", "word", "words"]

_WORDS = {
    "all": Label("All cases", "全部案件"),
    "faulty": Label("A problem was found", "存在问题"),
    "none": Label("not inspected", "未检查"),
    "joined": Label("joined cells", "合并单元"),
    "certain": Label("must be reviewed", "应评必评"),
    "signal": Label("behind a signal", "信号案件"),
    "random": Label("random", "随机"),
    "keep": Label("keep", "保留"),
    "retire": Label("retire", "停用"),
    "too few": Label("too few to say", "数量过少，不能判断"),
    "raw": Label("Plain agreement", "一致率"),
    "gwet_ac2": Label("Gwet's AC2 (near grades count in part)", "Gwet AC2（相邻等次部分计分）"),
    "krippendorff_alpha": Label("Krippendorff's α", "Krippendorff α"),
    "unit": Label("Unit", "单位"),
    "function": Label("Function", "业务条线"),
    "case_type": Label("Case type", "案件类型"),
    "earlier": Label("outside the period", "时段以外"),
    "named": Label("chosen by a person", "人工选定"),
    "key": Label("key review", "重点评查"),
    "special": Label("special review", "专项评查"),
    "clue": Label("clue", "线索"),
    "found": Label("found, to be answered", "已发现待反馈"),
    "answered": Label("answered, to be decided", "已反馈待认定"),
    "decided": Label("decided, to be put right", "已认定待整改"),
    "rectified": Label("put right, to be checked", "已整改待核验"),
    "verified": Label("checked", "已核验"),
    "dismissed": Label("dismissed: the objection was upheld", "异议成立，不予认定"),
    "recurred": Label("seen again", "再次发生"),
    "handler": Label("handling prosecutor", "承办检察官"),
    "panel": Label("review panel", "评查组"),
    "department": Label("department", "办案部门"),
    "case_management": Label("case-management office", "案件管理部门"),
    "reviewer": Label("reviewer", "评查员"),
    "own_words": Label("in words of the reviewer's own", "评查员自行填写"),
    "again": Label("seen again", "再次发现"),
    "alike": Label("another of its dimension: a person looks", "同一维度另有问题，由人判断"),
    "not": Label("not seen", "未再发现"),
    "verify": Label("checked: it is in order", "核验通过"),
    "recur": Label("it has come back", "再次发生"),
}


def say(about: About, text: str, /, **values: Any) -> str:
    """Say it in the reader's language."""
    return phrases.say(about.reader.language, text, **values)


def word(name: str, about: About) -> str:
    """A code in the reader's language: a grade, a dimension, a function, a measure, a word of these tables."""
    for codes in (GRADE, DIMENSION, FUNCTION, SEVERITY, PROBLEM, STAGE):
        label = next((code.label for code in codes.codes if code.value == name), None)
        if label is not None:
            return label.text(about.reader.language)
    label = MEASURES[name].label if name in MEASURES else _WORDS.get(name)
    return name if label is None else label.text(about.reader.language)


def words(stratum: str, about: About, between: str = "/") -> str:
    """Name the parts of a stratum or a domain."""
    return say(about, ", ").join(word(part.strip(), about) for part in stratum.split(between))
