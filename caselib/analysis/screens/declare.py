"""What a screen is: a question to an office, with its innocent answers, and the counts that raise it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from caselib.domain.label import Label
from caselib.errors import DeclarationError
from caselib.measures.count import Source
from caselib.stats.screens.evidence import Evidence

__all__ = ["COLUMNS", "LEAST", "Screen", "Span", "row"]

COLUMNS = ["unit", "n", "value", "p", "fact"]
LEAST = 20
"""Cases an office needs before a course of days or months is asked about."""


@dataclass(frozen=True)
class Span:
    """Days looked at, both ends included."""

    first: date
    last: date

    def holds(self, column: str) -> str:
        """Say it of a column, in SQL.

        >>> Span(date(2026, 1, 1), date(2026, 9, 30)).holds("decided_on")
        "decided_on BETWEEN DATE '2026-01-01' AND DATE '2026-09-30'"
        """
        return f"{column} BETWEEN DATE '{self.first}' AND DATE '{self.last}'"

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


Look = Callable[[Source, Span, Span, tuple[str, ...]], pd.DataFrame]
Files = Callable[[Source, Span, str], pd.DataFrame]


@dataclass(frozen=True)
class Screen:
    """One screen, declared once.

    `look(book, span, before, units)` gives a row an office: unit, n (cases it rests on), value, p, fact; `before` are
    the days to compare with, where the screen compares. `files(book, span, unit)` gives case_id and day. `needs`: the
    columns without which nothing is asked, as table.column. `value` says what the value is.
    """

    name: str
    label: Label
    question: Label
    innocent: Label
    value: Label
    source: str
    needs: tuple[str, ...]
    look: Look
    files: Files
    compares: bool = False

    def __post_init__(self) -> None:
        if not self.source.strip() or any(need.count(".") != 1 for need in self.needs):
            raise DeclarationError("a screen names its source, and its needs as table.column", where=self.name)
        if "?" not in self.question.en or "？" not in self.question.zh:
            raise DeclarationError("a screen asks", where=self.name)

    def lacks(self, book: Source) -> tuple[str, ...]:
        """Columns that the casebook's source did not have."""
        return tuple(
            need for need in self.needs if need.split(".")[1] in book.absent.get(need.split(".")[0], frozenset())
        )


def row(unit: str, n: int, look: Evidence) -> dict[str, object]:
    """Make the row of an office from what a screen of the statistics says."""
    fact = look.sentence.split(" (p ")[0]
    return {"unit": unit, "n": n, "value": look.effect, "p": look.p, "fact": fact}
