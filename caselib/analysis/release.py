"""Figures for the public: rounded, small ones left out, and nothing left out that follows from what is printed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.analysis.result import Result
from caselib.domain.label import Label, Language
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.domain.tables import Column
from caselib.errors import ParameterError
from caselib.measures.catalogue import find
from caselib.measures.count import Source, count
from caselib.measures.declare import Rate
from caselib.stats.disclosure import given_away

__all__ = ["BASE", "SMALL", "WIDTH", "Release", "division_of", "label_of", "protected", "release", "rule"]

BASE = 5
"""Counts are rounded to a multiple of this."""
SMALL = 10
"""A true count from 1 to 9 is left out."""
WIDTH = 10
"""What is left out may follow from what is printed only to a range wider than this."""
_RULE = (
    "Rounded to {base}; counts from 1 to {most} are left out (·), and so are others from which they would follow. "
    "Totals are the sums of the rounded parts; shares follow from the rounded counts."
)
PROVINCIAL = ("national", "provincial")


@dataclass(frozen=True)
class Release(Result):
    """A table for the public. `frame`: key, which, others, all (rounded; NaN: left out); its last row is the whole.

    `figure` names it, so that releases of the same figure can be held against each other.
    """

    figure: str
    period: str


def release(book: Source, measure: str, *, period: str | Period, by: str = "unit") -> Release:
    """Make a table of one share for the public: by province, or by a stratum, with what is small left out.

    Shares follow from the rounded counts. Totals are the sums of the rounded parts, so that the table adds up and gives
    no more away than `protected` has looked for. Raises `ParameterError` for what is not a share, or a unit below.

    >>> look = cl.release(book, "refused", period="2026Q1-Q3", by="detained")
    >>> len(look.frame) > 0
    True
    """
    declared, own = find(measure), book.about.reader.unit
    if not isinstance(declared, Rate):
        raise ParameterError("only shares are released so far", got=measure, advice="name a share, as refused")
    if own and book.units.level(own) not in PROVINCIAL:
        advice = "open the casebook for the nation or a provincial unit"
        raise ParameterError("nothing below the provincial level is released", got=own, advice=advice)
    counts = count(book, measure, period=period, by=[by])
    rows = counts.frame[counts.frame["denominator"] > 0]
    if by == "unit":
        rows = rows[[book.units.level(unit) in PROVINCIAL for unit in rows["unit"]]]
    true = np.column_stack([rows["numerator"], rows["denominator"] - rows["numerator"]]).astype(float)
    cells, right, below = protected(true)
    body = pd.DataFrame({"key": rows[by].to_numpy(), "which": cells[:, 0], "others": cells[:, 1], "all": right})
    total = {"key": "", "which": below[0], "others": below[1], "all": float(below.sum())}
    frame = pd.concat([body, pd.DataFrame([total])], ignore_index=True)
    return Release(
        counts, frame, rule(book.about.reader.language), f"{measure}|{counts.within}|{by}", str(as_period(period))
    )


def rule(language: Language) -> str:
    """Say what stands under every released table.

    >>> rule("en")[:41], rule("zh")[:13]
    ('Rounded to 5; counts from 1 to 9 are left', '数目取整到5；1至9的数目')
    """
    return say(language, _RULE, base=BASE, most=SMALL - 1)


def division_of(figure: str) -> Column | None:
    """Give the column by which a released figure is divided; none where it is divided by unit.

    Raises `ParameterError` for the name of a figure that no release can have.

    >>> division_of("refused|420000|offence").name
    'offence'
    """
    parts = figure.split("|")
    declared = find(parts[0])
    if len(parts) != 3 or not isinstance(declared, Rate) or parts[2] not in ("unit", *declared.declared_in.strata):
        advice = "write it as measure|unit|division, as in refused|420000|offence"
        raise ParameterError("no figure that is released", got=figure, advice=advice)
    return None if parts[2] == "unit" else declared.declared_in[parts[2]]


def label_of(figure: str) -> Label:
    """Give what a released figure counts.

    >>> label_of("refused|420000|offence").en
    'Arrest refused'
    """
    return find(figure.split("|")[0]).label


def protected(true: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Round a table and blank its cells until no blank follows from the margins; give cells, row and column totals.

    Blanks are added where a linear program over the printed margins finds a range of `WIDTH` or less. Where not even a
    table of blanks is safe, the margins that are too small go as well.
    """
    rounded = np.floor(true / BASE + 0.5) * BASE
    cells = np.where((true > 0) & (true < SMALL), np.nan, rounded)
    rows, columns = rounded.sum(axis=1), rounded.sum(axis=0)
    small = true.sum(axis=1) < 2 * SMALL
    while np.isnan(cells).any():
        open_rows = np.where(small & np.isnan(cells).any(axis=1), np.nan, rows)
        found = given_away(cells, rows=open_rows, columns=columns, width=WIDTH)
        if found.empty:
            return cells, open_rows, columns
        if not (~np.isnan(cells)).any():
            return cells, np.full(len(rows), np.nan), np.full(len(columns), np.nan)
        cells[_next_blank(cells, rounded, open_rows, int(found.loc[0, "row"]), int(found.loc[0, "column"]))] = np.nan
    return cells, rows, columns


def _next_blank(
    cells: NDArray[np.float64], rounded: NDArray[np.float64], rows: NDArray[np.float64], row: int, column: int
) -> tuple[int, int]:
    """Choose what else to leave out: beside the blank if its row's total is printed, else under it, else anywhere.

    Among these the smallest that is large enough to hide behind, so that least is lost.
    """
    places = [(int(r), int(c)) for r, c in np.argwhere(~np.isnan(cells))]
    beside = [at for at in places if at[0] == row and not np.isnan(rows[row])]
    under = [at for at in places if at[1] == column]
    return min(beside or under or places, key=lambda at: (rounded[at] <= WIDTH, abs(rounded[at] - WIDTH), at))
