"""A measure by offence, cause or field: where the whole comes from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.domain.tables import TABLES
from caselib.errors import ParameterError
from caselib.measures.counts import Counts

__all__ = ["Division", "by_stratum"]


@dataclass(frozen=True)
class Division(Result):
    """A rate by the values of one stratum, in the order of the vocabulary. `frame`: the stratum and its numbers."""

    stratum: str
    whole: float

    def label(self, value: str, language: Language = "en") -> str:
        """Name a value of the stratum.

        >>> look = cl.by_stratum(book.count("refused", period="2026Q1-Q3", by=["offence"]))
        >>> look.label("theft")
        'theft'
        """
        return _label(self.counts, self.stratum, value, language)


def by_stratum(counts: Counts) -> Division:
    """Set the values of one stratum side by side, in the order of the vocabulary; never by size.

    >>> look = cl.by_stratum(book.count("refused", period="2026Q1-Q3", by=["offence"]))
    >>> look.stratum, round(look.whole, 3)
    ('offence', 0.297)
    """
    name = counts.one
    if len(counts.strata) != 1 or counts.frame["unit"].nunique() > 1 or counts.frame["period"].nunique() > 1:
        raise ParameterError("a division has one stratum alone", got=list(counts.by), advice='count by=["offence"]')
    stratum = counts.strata[0]
    frame = counts.frame[(counts.frame["denominator"] > 0) | (counts.frame["open"] > 0)]
    order = _order(counts, stratum)
    places = frame[stratum].map(lambda value: (order.index(value) if value in order else len(order), value))
    frame = frame.assign(_place=places).sort_values("_place", kind="stable").drop(columns="_place")
    total = int(frame["denominator"].sum())
    whole = float(frame["numerator"].sum() / total) if total else float("nan")
    rule = say(
        counts.about.reader.language,
        "Points with 95 % Wilson intervals; the line is the whole. Values stand in the order of the vocabulary.",
    )
    return Division(counts.only(name), frame.reset_index(drop=True), rule, stratum, whole)


def _column(counts: Counts, stratum: str):  # type: ignore[no-untyped-def]
    measure = counts.measures.get(counts.one)
    return TABLES[measure.table][stratum] if measure is not None else None


def _order(counts: Counts, stratum: str) -> list[str]:
    column = _column(counts, stratum)
    return list(column.codes.values) if column is not None and column.codes is not None else ["yes", "no"]


def _label(counts: Counts, stratum: str, value: str, language: Language) -> str:
    if not value:
        return say(language, "not stated")
    column = _column(counts, stratum)
    if column is not None and column.codes is not None:
        return column.codes.label(value, language)
    return say(language, value)


def stratum_label(counts: Counts, stratum: str, language: Language) -> str:
    """Name a stratum itself."""
    column = _column(counts, stratum)
    return stratum if column is None else column.label.text(language)


def stratum_order(counts: Counts, stratum: str) -> pd.Index:
    """Give the values of a stratum that were seen, in the order of the vocabulary."""
    seen = counts.frame[stratum].unique()
    order = _order(counts, stratum)
    return pd.Index([value for value in order if value in seen] + sorted(set(seen) - set(order)))
