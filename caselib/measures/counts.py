"""Counts: the one shape of every result, one row per measure × unit × period × stratum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from caselib.domain.label import Label, Language
from caselib.domain.periods import Period
from caselib.domain.reader import Reader
from caselib.domain.units import Units
from caselib.errors import ParameterError, nearest
from caselib.measures.declare import Measure
from caselib.stats.histogram import median_interval, quantile_from_histogram
from caselib.stats.intervals import wilson

__all__ = ["SHAPE", "UNDATED", "About", "Counts", "with_values"]

SHAPE = ("measure", "unit", "period", "numerator", "denominator", "open", "value", "low", "high")
UNDATED = date.max
"""The data date of what rests on no data, as a simulation."""


@dataclass(frozen=True)
class About:
    """Where the numbers come from: which casebook, up to which day, and whether it is invented."""

    source: str
    data_date: date
    casebook: str = ""
    invented: bool = False
    reader: Reader = field(default_factory=Reader)


@dataclass(frozen=True)
class Counts:
    """Integers and what follows from them, with everything a reader needs to know of them.

    `frame` has the columns of `SHAPE`, with the strata (offence, detained, ...) between period and numerator.
    For a rate: rows of which, rows among, rows still open, the share and its 95 % Wilson interval. For a
    duration: the sum of days, the number of rows, rows still open, the median and its exact interval; `days`
    holds the histogram. For a count: the number, and no base. `absent` names the columns that a measure rests on
    and the source did not have: it has no value then. `clusters` says, where units are counted, by how much the
    variance of a share of persons exceeds that of independent ones, because suspects of one case share its fate.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"area": ["A", "B"], "refused": [80, 30], "decided": [260, 110]})
    >>> counts = cl.Counts.from_totals(table, unit="area", numerator="refused", denominator="decided")
    >>> counts.frame["value"].round(3).tolist()
    [0.308, 0.273]
    """

    frame: pd.DataFrame
    by: tuple[str, ...]
    about: About
    labels: Mapping[str, Label]
    measures: Mapping[str, Measure] = field(default_factory=dict)
    within: str = ""
    period: str = ""
    units: Units | None = None
    days: pd.DataFrame | None = None
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clusters: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [column for column in SHAPE if column not in self.frame.columns]
        if missing:
            raise ParameterError(
                "counts lack columns", got=missing, advice="make them with count() or Counts.from_totals()"
            )

    @property
    def strata(self) -> tuple[str, ...]:
        """The columns by which rows are divided, beside unit and time."""
        return tuple(column for column in self.frame.columns if column not in SHAPE)

    @property
    def one(self) -> str:
        """The single measure counted; raises where there are several."""
        names = list(self.labels)
        if len(names) != 1:
            raise ParameterError("one measure is needed here", got=names, advice="take one with counts.only(name)")
        return names[0]

    def only(self, measure: str) -> Counts:
        """Keep one measure.

        >>> both = book.count(["refused", "arrested"], period="2026Q1-Q3")
        >>> both.only("refused").one
        'refused'
        """
        if measure not in self.labels:
            raise ParameterError("not counted here", got=measure, advice=nearest(measure, self.labels))
        days = None if self.days is None else self.days[self.days["measure"] == measure]
        return replace(
            self,
            frame=self.frame[self.frame["measure"] == measure].reset_index(drop=True),
            labels={measure: self.labels[measure]},
            measures={name: kept for name, kept in self.measures.items() if name == measure},
            days=days,
        )

    def lost(self, name: str) -> str:
        """Name the columns that a measure rests on and the source did not have.

        >>> from dataclasses import replace
        >>> counts = book.count("refused", period="2026Q1-Q3")
        >>> replace(counts, absent={"refused": ("decision",)}).lost("refused")
        'decision'
        """
        table, language = self.measures[name].declared_in, self.about.reader.language
        columns = self.absent[name]
        return "、".join(table[column].label.zh for column in columns) if language == "zh" else ", ".join(columns)

    def name(self, unit: str, language: Language = "en") -> str:
        """Name a unit as far as it is known.

        >>> counts = book.count("refused", period="2026Q1-Q3", by=["unit"])
        >>> counts.name("420000"), counts.name("420000", "zh"), counts.name("elsewhere")
        ("Hubei People's Procuratorate", '湖北省人民检察院', 'elsewhere')
        """
        return self.units.name(unit, language) if self.units is not None and unit in self.units else unit

    @classmethod
    def from_totals(
        cls,
        frame: pd.DataFrame,
        *,
        numerator: str,
        denominator: str,
        unit: str | None = None,
        period: str | None = None,
        measure: str = "share",
        label: Label | None = None,
        source: str = "totals brought by the reader",
        data_date: date | None = None,
        units: Units | None = None,
    ) -> Counts:
        """Take totals that an office has already counted; everything from here on works on them.

        The named columns hold whole numbers, the numerator at most the denominator; further lines of the
        same unit and period are added up.

        >>> table = pd.DataFrame({"area": ["A", "B"], "won": [80, 30], "all": [100, 40]})
        >>> counts = Counts.from_totals(table, unit="area", numerator="won", denominator="all")
        >>> counts.frame[["unit", "numerator", "denominator", "value"]].to_dict("list")
        {'unit': ['A', 'B'], 'numerator': [80, 30], 'denominator': [100, 40], 'value': [0.8, 0.75]}
        """
        named = {"unit": unit, "period": period, "numerator": numerator, "denominator": denominator}
        taken = pd.DataFrame({ours: _column(frame, theirs) for ours, theirs in named.items() if theirs is not None})
        for column in ("numerator", "denominator"):
            taken[column] = _whole(taken[column], named[column] or "")
        if (taken["numerator"] > taken["denominator"]).any() or (taken["numerator"] < 0).any():
            row = taken.index[(taken["numerator"] > taken["denominator"]) | (taken["numerator"] < 0)][0]
            raise ParameterError(
                "a part exceeds its whole, or is below zero",
                where=f"row {row}",
                got=dict(taken.loc[row]),
                advice="put the row right; numerator and denominator may be the wrong way round",
            )
        by = tuple(key for key in ("unit", "period") if named[key] is not None)
        summed = taken.groupby(list(by), sort=True).sum().reset_index() if by else taken.sum().to_frame().T
        for key in ("unit", "period"):
            summed[key] = summed[key].astype(str) if key in summed else ""
        return cls(
            frame=with_values(_every_month(summed).assign(measure=measure, open=0)),
            by=tuple("month" if key == "period" else key for key in by),
            about=About(source=source, data_date=data_date or date.today()),
            labels={measure: label or Label(measure, measure)},
            units=units,
        )


def with_values(frame: pd.DataFrame) -> pd.DataFrame:
    """Add value, low and high of shares to integers, and put the columns in the order of `SHAPE`."""
    numerator, denominator = (frame[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    value = np.divide(numerator, denominator, out=np.full(len(frame), np.nan), where=denominator > 0)
    interval = wilson(numerator, denominator)
    frame = frame.assign(value=value, low=interval.low, high=interval.high)
    strata = [column for column in frame.columns if column not in SHAPE]
    return frame[[*SHAPE[:3], *strata, *SHAPE[3:]]]


def with_medians(frame: pd.DataFrame, days: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Give durations their sum of days, their median and its exact interval, from the histogram of days."""
    parts = _parts(days, keys)
    rows = [_median(*parts.get(key, _NONE)) for key in frame[keys].itertuples(index=False, name=None)]
    found = pd.DataFrame(rows, index=frame.index, columns=["numerator", "value", "low", "high"])
    return frame.assign(**{column: found[column] for column in found})


def with_means(frame: pd.DataFrame, amounts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Give means their sum, their average and its interval, from the histogram of amounts.

    The interval is the average ± 1.96·s/√n, for averages over enough rows; below two rows there is none.
    """
    parts = _parts(amounts, keys)
    rows = [_mean(*parts.get(key, _NONE)) for key in frame[keys].itertuples(index=False, name=None)]
    found = pd.DataFrame(rows, index=frame.index, columns=["numerator", "value", "low", "high"])
    return frame.assign(**{column: found[column] for column in found})


Histogram = tuple[np.ndarray, np.ndarray]
"""Amounts, and how many rows have each."""
_NONE: Histogram = (np.array([], dtype=np.int64), np.array([], dtype=np.int64))


def _parts(amounts: pd.DataFrame, keys: list[str]) -> dict[tuple[str, ...], Histogram]:
    """The histogram of each group. Places in two arrays take a tenth of what a frame for each group takes."""
    days, n = (amounts[name].to_numpy() for name in ("days", "n"))
    return {key: (days[places], n[places]) for key, places in amounts.groupby(keys).indices.items()}


def _mean(amount: np.ndarray, n: np.ndarray) -> tuple[int, float, float, float]:
    if not len(n):
        return 0, np.nan, np.nan, np.nan
    total, size = int((amount * n).sum()), int(n.sum())
    mean = total / size
    if size < 2:
        return total, mean, np.nan, np.nan
    error = 1.959964 * np.sqrt(float((n * (amount - mean) ** 2).sum()) / (size - 1) / size)
    return total, mean, max(0.0, mean - error), mean + error


def _median(days: np.ndarray, n: np.ndarray) -> tuple[int, float, float, float]:
    if not len(n):
        return 0, np.nan, np.nan, np.nan
    interval = median_interval(days, n)
    return int((days * n).sum()), quantile_from_histogram(days, n, 0.5), float(interval.low), float(interval.high)


def _every_month(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the months that nobody reported their place, with zeros: a gap is seen, not closed."""
    if frame.empty or not frame["period"].str.fullmatch(r"\d{4}-\d{2}").all():
        return frame
    span = Period.parse(f"{frame['period'].min()}..{frame['period'].max()}")
    grid = pd.MultiIndex.from_product(
        [sorted(frame["unit"].unique()), map(str, span.months())], names=["unit", "period"]
    )
    return frame.set_index(["unit", "period"]).reindex(grid, fill_value=0).reset_index()


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise ParameterError("no such column in the totals", got=name, advice=nearest(name, map(str, frame.columns)))
    return frame[name]


def _whole(values: pd.Series, name: str) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce")
    bad = numbers.isna() | (numbers % 1 != 0)
    if bad.any():
        raise ParameterError(
            "totals are whole numbers",
            where=f"{name}, row {values.index[bad][0]}",
            got=values[bad].iloc[0],
            advice="put the cell right, or leave the row out",
        )
    return numbers.astype("int64")
