"""What can't be, said in the reader's language: what was wrong, what was got, what to do."""

from __future__ import annotations

import re

from caselib.domain.label import Language
from caselib.errors import CaselibError

__all__ = ["told"]

_CHINESE = (
    (r"not a period|one year or more", "时段写法有误"),
    (r"a period ends before it begins", "时段的结束早于开始"),
    (r"no such unit", "没有这个单位"),
    (r"no such measure", "没有这个指标"),
    (r"no such function", "没有这个业务条线"),
    (r"no such view|.* has no such view", "该指标没有这种视图"),
    (r".* can't be divided so|one stratum at a time", "该指标不能这样分组或筛选"),
    (r"no such value of .*", "没有这个分类值"),
    (r"not a page of the list", "页码写法有误"),
    (r"not a part of a state", "状态文本中有无法识别的部分"),
    (r"a state lacks a part", "状态文本不完整"),
    (r"the measure is of another function", "该指标属于另一业务条线"),
)
_ADVICE = (
    (r"did you mean (.*)\?", r"是否指{0}"),
    (r"one of: (.*)", r"可选：{0}"),
    (r"say (.*)", r"请写明{0}"),
    (r"choose one of them", r"请选其一"),
    (r"pages are counted .*", r"页码写作0、1、2"),
    (r"quarters are .*|.*2026Q.*", "写法如2026、2026H1、2026Q3、2026Q1-Q3或2026-09"),
)


def told(error: CaselibError, language: Language) -> str:
    """Say a mistake in a line; what has no Chinese is said as it is, as a page must never fail for a word.

    >>> from caselib.errors import ParameterError
    >>> told(ParameterError("no such measure", got="refusd", advice="did you mean 'refused'?"), "zh")
    "没有这个指标；收到：'refusd'；是否指'refused'"
    """
    what = _said(error.what, _CHINESE) if language == "zh" else ""
    if not what:
        return str(error)
    got = "" if error.got is None else f"收到：{error.got!r}"
    return "；".join(filter(None, [what, got, _said(error.advice, _ADVICE) or error.advice]))


def _said(text: str, book: tuple[tuple[str, str], ...]) -> str:
    for pattern, chinese in book:
        found = re.fullmatch(pattern, text)
        if found:
            return chinese.format(*found.groups())
    return ""
