"""The cases behind signals: of the period, of before it, and those that can't be reviewed yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from caselib.analysis.signals import Signal
from caselib.measures.catalogue import find
from caselib.measures.count import Source
from caselib.review.frame import CASE, concluded_between

__all__ = ["cases_behind", "left_out", "outside"]

_BEGAN = date(1949, 10, 1)
"""No case of a procuratorate was concluded before."""


def cases_behind(book: Source, signals: Sequence[Signal], *, tables: Sequence[str]) -> pd.DataFrame:
    """List the cases behind each signal, of whatever day: table, case_id, signal; each once a signal."""
    parts = []
    for signal in signals:
        table = find(signal.measure).table
        if table in tables:
            rows = signal.cases(book)[["case_id"]].drop_duplicates()
            parts.append(rows.assign(table=table, signal=signal.measure))
    columns = [*CASE, "signal"]
    return pd.concat(parts, ignore_index=True)[columns].drop_duplicates() if parts else pd.DataFrame(columns=columns)


def outside(
    book: Source, behind: pd.DataFrame, population: pd.DataFrame, *, until: date, units: Sequence[str]
) -> pd.DataFrame:
    """Give cases behind signals that were concluded before the period, as `concluded` gives its own.

    A signal of a cohort that has matured lies before the period in which it is read. Its cases tell whether it was
    worth reading; of the period's cases they say nothing (`in_population` is false).
    """
    strange = _without(behind, population)
    tables = sorted(set(strange["table"]))
    before = concluded_between(book, _BEGAN, until, units=units, tables=tables)
    mine = before.merge(strange[CASE].drop_duplicates(), on=CASE)
    return mine.assign(in_population=False)


def left_out(behind: pd.DataFrame, kept: pd.DataFrame) -> dict[str, int]:
    """Count the cases behind each signal that are not concluded yet, or are of another unit: they can't be drawn."""
    missing = _without(behind, kept)
    return {str(name): int(many) for name, many in missing.groupby("signal").size().items()}


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    known = pd.MultiIndex.from_frame(others[CASE])
    return rows[~pd.MultiIndex.from_frame(rows[CASE]).isin(known)]
