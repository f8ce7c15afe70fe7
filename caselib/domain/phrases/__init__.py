"""What caselib says in sentences, in the reader's language: English stands in the code, Chinese in the books here."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from caselib.domain.label import Language

__all__ = ["known", "said_name", "said_source", "say"]

_BOOKS = ("words", "sentences", "measures", "review", "methods")
# The rules and laws that measures name, as domain.md shortens them.
_LAWS = {
    "CR": "《人民检察院刑事诉讼规则》",
    "CPL": "《刑事诉讼法》",
    "CV": "《人民检察院民事诉讼监督规则》",
    "AD": "《人民检察院行政诉讼监督规则》",
    "PR": "《人民检察院公益诉讼办案规则》",
    "PI": "《检察公益诉讼司法解释》",
}


def say(language: Language, text: str, /, **values: Any) -> str:
    """Say a sentence in a language; `{names}` in it are filled in.

    What the books don't hold is said in English: a page must never fail for a word (a test finds what is missing).

    >>> say("en", "{n} later", n=3), say("zh", "{n} later", n=3)
    ('3 later', '另有3件更晚')
    """
    template = _chinese().get(text, text) if language == "zh" else text
    filled = template.format(**values) if values else template
    # Chinese sets no space before the sign.
    return filled.replace(" %", "%") if language == "zh" else filled


def known(text: str) -> bool:
    """Say whether a sentence has its Chinese."""
    return text in _chinese()


def said_source(language: Language, text: str) -> str:
    """Name a source: articles of rules and laws, and the sections of the project's paper on the domain.

    >>> said_source("zh", "CR 282, 292; domain 3.3")
    '《人民检察院刑事诉讼规则》第282、292条；领域说明3.3'
    """
    return "；".join(_part(part) for part in text.split("; ")) if language == "zh" else text


def said_name(language: Language, text: str) -> str:
    """Name a casebook: the invented nation in either language, any other as its office does.

    >>> said_name("zh", "Invented nation (scale 0.01, seed 7)")
    '虚构全国数据（规模0.01，种子7）'
    """
    found = re.fullmatch(r"Invented nation \(scale ([\d.]+), seed (\d+)\)", text)
    return f"虚构全国数据（规模{found[1]}，种子{found[2]}）" if found and language == "zh" else say(language, text)


def _part(part: str) -> str:
    found = re.fullmatch(r"([A-Z]{2,3}) ([\d, -]+)", part)
    if found and found[1] in _LAWS:
        return f"{_LAWS[found[1]]}第{found[2].replace(', ', '、').replace('-', '至')}条"
    if part.startswith("domain "):
        return "领域说明" + part.removeprefix("domain ").replace(", ", "、")
    return say("zh", part)


@cache
def _chinese() -> dict[str, str]:
    place = Path(__file__).parent
    return {
        english: chinese
        for book in _BOOKS
        for english, chinese in tomllib.loads((place / f"{book}.toml").read_text(encoding="utf-8")).items()
    }
