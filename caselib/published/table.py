"""A table of printed figures, read and checked: what each figure allows, and what change was printed beside it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from caselib.domain.label import Label
from caselib.domain.periods import Month, Period
from caselib.errors import CaselibError, SourceError, nearest
from caselib.published.interval import Interval
from caselib.published.printing import allowed, whole_numbers

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHANGES", "COLUMNS", "NOT_COUNTED", "Figure", "Figures", "Key", "Span", "read"]

Key = tuple[str, str]
Span = tuple[Month, Month]

COLUMNS = {
    "series": "what is counted; needed",
    "period": "2024, 2024H1, 2024Q1-Q3, 2024-01..2024-11; needed",
    "printed": "the figure as it was printed (16.8万, 1900余, 22.1%); needed, unless low and high are given",
    "low": "the least value that the printing allows; empty: no limit",
    "high": "the value below which it lies; empty: no limit",
    "precision": "how it was printed, if low and high are given: exact, 余 and near leave out the upper end",
    "unit": "cases, persons, ...; percent and ratio are not added up; default: percent where printed ends so, or cases",
    "yoy_printed": "the change that was printed beside it",
    "yoy_unit": "pct (default), pp, times_up, or one of these with _vs_2018, _qoq, _prev5y",
    "yoy_low": "the least change that the printing allows; default: half a step of the last digit either way",
    "yoy_high": "the greatest one",
    "source_date": "when it was published",
    "confidence": "rows with `low` are left out",
    "label_en": "what the series is called in English",
    "label_zh": "what the series is called in Chinese",
}
"""The columns of a table of printed figures; others are left alone."""

CHANGES = (
    "pct", "pp", "times_up", "pct_vs_2018", "pp_vs_2018", "times_up_vs_2018", "pct_qoq", "pct_vs_prev5y",
    "multiple_of_prev5y", "pct_avg_annual", "pct_as_printed(pp?)", "pct_as_printed(pp?)_vs_2018",
    "pct(基本持平)", "pct(sign_suspect)",
)  # fmt: skip
_NUMBERS = {"period", "printed", "low", "high", "unit", "yoy_printed", "yoy_unit", "yoy_low", "yoy_high"}
NOT_COUNTED = ("percent", "ratio", "unclear")
"""Units that are not numbers of things: they are not added up over months."""


@dataclass(frozen=True)
class Figure:
    """One printed figure. `level` is what its printing allows, `change` the same of the change printed beside it."""

    series: str
    unit: str
    period: Period
    level: Interval | None
    change: Interval | None = None
    change_unit: str = ""
    released: str = ""

    @property
    def key(self) -> Key:
        """Figures are compared with figures of the same series in the same unit."""
        return self.series, self.unit

    @property
    def span(self) -> Span:
        """First and last month."""
        return self.period.first, self.period.last


@dataclass(frozen=True)
class Figures:
    """A table of printed figures, by series and period."""

    rows: tuple[Figure, ...]
    labels: dict[str, Label] = field(default_factory=dict)
    _levels: dict[Key, dict[Span, list[Figure]]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for figure in self.rows:
            if figure.level is not None:
                self._levels.setdefault(figure.key, {}).setdefault(figure.span, []).append(figure)

    def series(self) -> Iterator[Key]:
        """Give series and unit, in the order of the table."""
        yield from self._levels

    def printed(self, key: Key) -> dict[Span, list[Figure]]:
        """Give the figures of a series by period: usually one, sometimes printed again."""
        return self._levels.get(key, {})

    def level(self, key: Key, span: Span) -> Interval | None:
        """Give what all printings of a figure allow; where they exclude each other, all between them."""
        same = [figure.level for figure in self.printed(key).get(span, []) if figure.level is not None]
        return merged(same) if same else None

    def at(self, series: str, span: Span) -> Interval | None:
        """Give the level of a series, in whichever unit it was printed for this period."""
        found = [self.level(key, span) for key in self._levels if key[0] == series and span in self._levels[key]]
        return found[0] if len(found) == 1 else None

    def unit(self, series: str) -> str:
        """Name the unit of a series."""
        return next((unit for name, unit in self._levels if name == series), "")

    def spans(self, names: Iterable[str]) -> list[Span]:
        """Give the periods for which any of some series was printed."""
        wanted = set(names)
        found = {span for key, spans in self._levels.items() if key[0] in wanted for span in spans}
        return sorted(found)


def merged(levels: list[Interval]) -> Interval:
    """Give what all allow, or, where they exclude each other, everything between them."""
    common: Interval | None = levels[0]
    for level in levels[1:]:
        common = common.meet(level) if common else None
    if common:
        return common
    result = levels[0]
    for level in levels[1:]:
        result = result.hull(level)
    return result


def read(frame: pd.DataFrame) -> Figures:
    """Read a table with `COLUMNS`; what cannot be read is a `SourceError` that names the row and the column."""
    if not hasattr(frame, "columns"):
        raise SourceError("a table of printed figures is a data frame", got=type(frame).__name__, advice="pd.read_csv")
    columns = list(map(str, frame.columns))
    for name in ("series", "period"):
        if name not in columns:
            raise SourceError("the table lacks a column", got=name, advice=_near(name, columns))
    if "printed" not in columns and not {"low", "high"} <= set(columns):
        raise SourceError(
            "the table has neither `printed` nor `low` and `high`",
            got=columns,
            advice="write what was printed in the column `printed`",
        )
    rows, labels = [], {}
    for number, cells in enumerate(frame.to_dict("records"), start=1):
        row = {str(name): _text(cell) for name, cell in cells.items()}
        # An input method leaves full-width digits and signs in what is a number; names stay as they were written.
        row |= {name: unicodedata.normalize("NFKC", row[name]) for name in _NUMBERS & row.keys()}
        try:
            if row.get("confidence") != "low":
                rows.append(_figure(row))
        except CaselibError as error:
            where = f"row {number} ({row['series'] or 'no series'}, {row['period'] or 'no period'})"
            raise SourceError(error.what, where=where, got=error.got, advice=error.advice) from error
        if row.get("label_en") and row.get("label_zh"):
            labels[row["series"]] = Label(row["label_en"], row["label_zh"])
    return Figures(tuple(rows), labels)


def _near(name: str, columns: list[str]) -> str:
    said = nearest(name, columns)
    return f"call it {name!r}; {said}" if columns else "the table is empty"


def _text(cell: object) -> str:
    # A spreadsheet that holds 29 as a float did not print 29.0: the wider reading can't raise a false alarm.
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    # A cell that is not equal to itself is one that pandas calls missing.
    return "" if cell is None or cell != cell or str(cell) in ("<NA>", "NaT") else str(cell).strip()


def _figure(row: dict[str, str]) -> Figure:
    if not row["series"]:
        raise SourceError("a figure without a series", advice="name what is counted in the column `series`")
    unit = row.get("unit") or ("percent" if row.get("printed", "").endswith(("%", "％")) else "cases")
    change, change_unit = _change(row)
    return Figure(
        row["series"],
        unit,
        Period.parse(row["period"]),
        _level(row, unit),
        change,
        change_unit,
        row.get("source_date", ""),
    )


def _level(row: dict[str, str], unit: str) -> Interval | None:
    whole = unit not in NOT_COUNTED
    low, high = row.get("low", ""), row.get("high", "")
    if not low and not high:
        return allowed(row["printed"], whole=whole) if row.get("printed") else None
    if low and high and _number(low) > _number(high):
        raise SourceError("`low` is above `high`", got=f"{low}, {high}", advice="write the lower end in `low`")
    for text in filter(None, (low, high)):
        _number(text)
    if whole:
        return whole_numbers(low, high, precision=row.get("precision", ""))
    return Interval(_number(low) if low else Fraction(0), _number(high) if high else math.inf)


def _change(row: dict[str, str]) -> tuple[Interval | None, str]:
    printed, unit = row.get("yoy_printed", ""), row.get("yoy_unit", "") or "pct"
    if not printed:
        return None, ""
    if unit not in CHANGES:
        raise SourceError("not a known unit of a change", got=unit, advice=nearest(unit, CHANGES))
    value = _number(printed.removesuffix("%"))
    if "yoy_low" not in row:
        digits = len(printed.removesuffix("%").partition(".")[2])
        half = Fraction(1, 2) / 10**digits
        return Interval(value - half, value + half), unit
    low, high = row["yoy_low"], row.get("yoy_high", "")
    if low and high and _number(low) > _number(high):
        raise SourceError(
            "`yoy_low` is above `yoy_high`", got=f"{low}, {high}", advice="write the lower end in `yoy_low`"
        )
    return (Interval(_number(low), _number(high)) if low and high else None), unit


def _number(text: str) -> Fraction:
    try:
        return Fraction(text.replace(",", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise SourceError("not a number", got=text, advice="write it in digits, as in 1,234 or 5.6") from error
