"""Which grades may be given on which day: two schemes, never mapped on each other."""

from __future__ import annotations

from datetime import date

from caselib.domain.vocabulary import GRADE, SCHEME, Code
from caselib.errors import ParameterError, nearest

__all__ = ["NEW_SCHEME_FROM", "grades", "needs_finding", "scheme_on"]

NEW_SCHEME_FROM = date(2026, 2, 1)
"""The day on which the official rules took effect (domain 2.5)."""


def scheme_on(day: date) -> str:
    """Say which scheme of grades is valid on a day. Raises `ParameterError` for a day before the first.

    >>> scheme_on(date(2026, 1, 31)), scheme_on(date(2026, 2, 1))
    ('2018', '2026')
    """
    valid = [code.value for code in SCHEME.codes if _holds(code, day)]
    if not valid:
        raise ParameterError("no scheme of grades was valid on that day", got=str(day), advice="2018-01-01 or later")
    return valid[0]


def grades(scheme: str, on: date | None = None) -> tuple[Code, ...]:
    """Give the grades of a scheme, with both labels; with `on`, only where the scheme is valid on that day.

    Raises `ParameterError` for an unknown scheme, or one not valid on that day.

    >>> [grade.label.zh for grade in grades("2026", date(2026, 3, 1))]
    ['优质', '合格', '基本合格', '不合格']
    """
    found = next((code for code in SCHEME.codes if code.value == scheme), None)
    if found is None or found.valid_from is None:
        raise ParameterError("unknown scheme of grades", got=scheme, advice=nearest(scheme, SCHEME.values))
    if on is not None and not _holds(found, on):
        raise ParameterError(f"scheme {scheme} is not valid on that day", got=str(on), advice=scheme_on(on))
    return tuple(grade for grade in GRADE.codes if _holds(grade, found.valid_from))


def needs_finding(grade: str) -> bool:
    """Say whether a grade can't stand alone, without a single problem having been coded."""
    # What "basically qualified" needs is not known: no definition of it was seen (domain 2.5).
    return grade in ("defective", "unqualified")


def _holds(code: Code, day: date) -> bool:
    return (code.valid_from is None or code.valid_from <= day) and (code.valid_to is None or day <= code.valid_to)
