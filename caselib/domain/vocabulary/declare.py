"""How a code list is declared.

An open list names the values we know and takes others as they are; a closed list takes no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caselib.domain.label import Label, Language
from caselib.errors import DeclarationError

__all__ = ["Code", "CodeList", "codes"]


@dataclass(frozen=True)
class Code:
    """One value that a column may take, and between which dates it is valid."""

    value: str
    label: Label
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class CodeList:
    """The values of a column; `open` lists take further values as they are."""

    name: str
    codes: tuple[Code, ...]
    open: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        values = [code.value for code in self.codes]
        if len(values) != len(set(values)):
            raise DeclarationError("a code stands twice in a list", where=self.name)

    @property
    def values(self) -> tuple[str, ...]:
        """The codes, in the order declared."""
        return tuple(code.value for code in self.codes)

    def label(self, value: str, language: Language = "en") -> str:
        """Name a value; a value of an open list that is not declared names itself."""
        for code in self.codes:
            if code.value == value:
                return code.label.text(language)
        return value


def codes(**named: tuple[str, str]) -> tuple[Code, ...]:
    """Write codes as value=(English, Chinese)."""
    return tuple(Code(value, Label(*both)) for value, both in named.items())
