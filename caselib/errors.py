"""One family of errors: what was wrong, where, what was got, what to do next.

Everything a person can put right is a `CaselibError`; the shell prints it as one line, without a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "CasebookError",
    "CaselibError",
    "DeclarationError",
    "GateError",
    "MappingError",
    "ParameterError",
    "PeriodError",
    "SourceError",
    "StatisticsError",
    "UnitError",
    "nearest",
]


class CaselibError(Exception):
    """A mistake that a person can put right, said in one line.

    >>> print(CaselibError("unknown period", where="--period", got="2026Q5", advice="quarters are Q1 to Q4"))
    unknown period; where: --period; got: '2026Q5'; do: quarters are Q1 to Q4
    """

    # What to do where nothing better is said; only a family whose every member has the same next step has one.
    usual = ""

    def __init__(self, what: str, *, where: str = "", got: object = None, advice: str = "") -> None:
        advice = advice or self.usual
        self.what, self.where, self.got, self.advice = what, where, got, advice
        parts = [what]
        parts += [f"where: {where}"] if where else []
        parts += [f"got: {got!r}"] if got is not None else []
        parts += [f"do: {advice}"] if advice else []
        super().__init__("; ".join(parts))


class DeclarationError(CaselibError):
    """A measure, a table, a rule or a code list is declared wrongly."""


class SourceError(CaselibError):
    """A file or a folder cannot be read as what it was said to be."""


class MappingError(CaselibError):
    """A mapping names what is not there, or says what may not be said."""


class CasebookError(CaselibError):
    """A casebook is missing, unfinished, or asked for what it does not hold."""


class PeriodError(CaselibError):
    """A period is not written as a period."""


class UnitError(CaselibError):
    """A unit is not in the unit table, or not where it was looked for."""


class ParameterError(CaselibError):
    """A parameter of a report or a function is unknown, of the wrong type, or out of range."""


class StatisticsError(CaselibError):
    """A statistic was asked of numbers that it is not defined for."""


class GateError(CaselibError):
    """A finished file holds something that may not leave the office.

    >>> print(GateError("the page holds a rank", where="overview.html"))
    the page holds a rank; where: overview.html; do: change the cell that shows it, and make the report again
    """

    usual = "change the cell that shows it, and make the report again"


def nearest(word: str, choices: Iterable[str]) -> str:
    """Say which of the choices the word most resembles, or which there are.

    >>> nearest("decidd_on", ["decided_on", "accepted_on"])
    "did you mean 'decided_on'?"
    >>> nearest("xyz", ["a", "b"])
    'one of: a, b'
    """
    known = sorted(set(choices))
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    shown = ", ".join(known[:12]) + (f", ... ({len(known)} in all)" if len(known) > 12 else "")
    return f"one of: {shown}" if known else "there is nothing to choose from"
