"""Why there is no report, said on a Chinese page: in Chinese as far as the book has it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from caselib.domain import phrases
from caselib.domain.label import Language
from caselib.domain.phrases import say

__all__ = ["book", "why"]

_KIND = re.compile(r"(\w+): ")


def why(reason: str, language: Language) -> str:
    """Say a reason in the reader's language.

    >>> why("the page holds a rank; where: overview.html; got: 'rank 3'", "zh"), why("KeyError: 'unit'", "zh")
    ('页面含有名次', '未能生成')
    >>> why("the notebook took longer than 900 s, and was ended (--time-limit)", "zh")
    '笔记本运行超过900秒，已中止'
    """
    if language == "en":
        return reason
    what, kind = re.split(r"; (?:where|got|do): ", reason)[0], _KIND.match(reason)
    return _said(what) or (_said(kind[1]) if kind else "") or say(language, "It failed")


@cache
def book() -> dict[str, str]:
    """Give what errors say, with {parts} that may be anything, and its Chinese."""
    return tomllib.loads((Path(phrases.__file__).parent / "reasons.toml").read_text(encoding="utf-8"))


def _said(text: str) -> str:
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(text):
            return chinese.format(**found.groupdict())
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    parted = ((re.split(r"{(\w+)}", english), chinese) for english, chinese in book().items())
    return [(re.compile("".join(map(_part, range(len(parts)), parts)), re.DOTALL), said) for parts, said in parted]


def _part(place: int, text: str) -> str:
    return f"(?P<{text}>.+)" if place % 2 else re.escape(text)
