"""What a screen saw, in Chinese: the sentences of the statistics are English, and their figures stay as they are."""

from __future__ import annotations

import re

from caselib.domain.vocabulary import GRADE

__all__ = ["in_chinese"]

_N = r"(-?[\d,.]*\d)"
_SENTENCES = (
    (f"{_N} of {_N} cases, {_N} %; elsewhere {_N} %", "{1}件中有{0}件，占{2}%；其他单位为{3}%"),
    (f"{_N} cases ended on day {_N}, where others' have {_N}", "第{1}日办结{0}件，按其他单位的情况应为{2}件"),
    (
        f"In {_N} closing months {_N} decisions were made, {_N} % (more|fewer) a working day than in the office's {_N} "
        "other months",
        "{0}个季末月份作出决定{1}件，每个工作日比本单位其他{4}个月{3}{2}%",
    ),
    (f"{_N} of {_N} units are at exactly 100 %, where the others lead to expect {_N}",
     "{1}个月中有{0}个月恰为100%，按其他月份推算应为{2}个月"),
    (f"Shares of {_N} periods vary {_N} times as much as counting alone makes them",
     "{0}个季度的不捕占比，波动为单纯随机波动的{1}倍"),
    (
        f"One channel went from {_N} to {_N} % and the other from {_N} to {_N} % at one date, both together from {_N} "
        f"to {_N} %",
        "前后相比，退回补充侦查由{0}%变为{1}%，延长期限由{2}%变为{3}%，两者合计由{4}%变为{5}%",
    ),
    (f"all {_N} reviews by one reviewer have one grade in each scheme \\((.+)\\)",
     "一名评查员评查的{0}件，在各等次方案中均为同一等次（{1}）"),
    ("no reviewer gave one grade only", "没有评查员只评一个等次"),
)  # fmt: skip
_GRADES = {code.value: code.label.zh for code in GRADE.codes}
_WORDS = {"more": "多", "fewer": "少"}


def in_chinese(fact: str) -> str:
    """Say what was seen in Chinese, with its figures; nothing where the sentence is not known.

    >>> in_chinese("6 of 48 cases, 12.5 %; elsewhere 1.2 %")
    '48件中有6件，占12.5%；其他单位为1.2%'
    >>> in_chinese("all 33 reviews by one reviewer have one grade in each scheme (qualified)")
    '一名评查员评查的33件，在各等次方案中均为同一等次（合格）'
    """
    for english, chinese in _SENTENCES:
        if found := re.fullmatch(english, fact):
            return chinese.format(*(_part(part) for part in found.groups()))
    return ""


def _part(part: str) -> str:
    if part in _WORDS:
        return _WORDS[part]
    return part if re.fullmatch(_N, part) else "、".join(_GRADES.get(grade, grade) for grade in part.split(", "))
