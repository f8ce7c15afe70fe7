"""Screens of shares by period of one office: exactly all, too even, and one channel for another."""

from __future__ import annotations

from typing import Any

import pandas as pd

from caselib.analysis.screens.declare import COLUMNS, LEAST, Span, row
from caselib.measures import shelf
from caselib.measures.count import Source
from caselib.stats.screens import exactly_all, substitution, variance_collapse

__all__ = ["all_plead", "channel_files", "channels", "even", "even_files", "plea_files"]

_MONTH, _QUARTER = "strftime(decided_on, '%Y-%m')", "year(decided_on) * 4 + quarter(decided_on)"


def all_plead(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """Months in which all suspects admit guilt, against what the office's other months lead to expect."""
    offices = _series(book, span, units, _MONTH, "guilty_plea")
    return _rows(offices, lambda part: exactly_all(part["k"], part["n"]))


def even(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """Quarterly shares of refusal that vary less than counting alone lets them."""
    offices = _series(book, span, units, _QUARTER, "decision = 'refused'")
    return _rows(offices, lambda part: variance_collapse((part["k"], part["n"]), (part["k"], part["n"])).alone)


def channels(book: Source, span: Span, before: Span, units: tuple[str, ...]) -> pd.DataFrame:
    """Cases returned, and cases extended, by quarter on both sides of the day."""
    both = Span(before.first, span.last)
    sides = f"CASE WHEN decided_on >= DATE '{span.first}' THEN 100000 ELSE 0 END + {_QUARTER}"
    offices = _series(book, both, units, sides, "returns > 0", "extensions > 0")

    def look(part: pd.DataFrame) -> Any:
        at = int((part["time"] < 100000).sum())
        return substitution(part["k"], part["k2"], part["n"], at=at).shift if 0 < at < len(part) else None

    return _rows(offices, look)


def plea_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases of the months in which all admit guilt."""
    return _files(book, span, unit, f"TRUE QUALIFY bool_and(COALESCE(guilty_plea, false)) OVER (PARTITION BY {_MONTH})")


def even_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases refused."""
    return _files(book, span, unit, "decision = 'refused'")


def channel_files(book: Source, span: Span, unit: str) -> pd.DataFrame:
    """Cases extended and never returned."""
    return _files(book, span, unit, "extensions > 0 AND returns = 0")


def _files(book: Source, span: Span, unit: str, where: str) -> pd.DataFrame:
    return book.sql(
        f"SELECT case_id, decided_on AS day FROM arrest_reviews WHERE unit = '{unit}'"
        f" AND {span.holds('decided_on')} AND {where} ORDER BY 2, 1"
    )


def _series(
    book: Source, span: Span, units: tuple[str, ...], time: str, mark: str, other: str = "false"
) -> pd.DataFrame:
    rows = shelf.rows(
        book,
        "screens",
        f"SELECT unit, {time} AS time, COUNT(*) AS n, COUNT(*) FILTER (WHERE {mark}) AS k,"
        f" COUNT(*) FILTER (WHERE {other}) AS k2 FROM arrest_reviews"
        f" WHERE {span.holds('decided_on')} GROUP BY 1, 2 ORDER BY 1, 2",
    )
    return rows[rows["unit"].isin(units)]


def _rows(offices: pd.DataFrame, look: Any) -> pd.DataFrame:
    rows = []
    for unit, part in offices.groupby("unit"):
        found = look(part) if part["n"].sum() >= LEAST else None
        rows += [row(str(unit), int(part["n"].sum()), found)] if found is not None else []
    return pd.DataFrame(rows, columns=COLUMNS)
