"""A name in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from caselib.errors import DeclarationError

__all__ = ["LANGUAGES", "Label", "Language"]

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True)
class Label:
    """What a thing is called in English and in Chinese.

    >>> Label("refused", "不批准逮捕").text("zh")
    '不批准逮捕'
    """

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.zh.strip():
            raise DeclarationError("a label needs both languages", got=(self.en, self.zh))

    def text(self, language: Language = "en") -> str:
        """Give the name in one language.

        >>> Label("refused", "不批准逮捕").text()
        'refused'
        """
        return self.zh if language == "zh" else self.en
