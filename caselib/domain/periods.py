"""Periods of whole months, written as the SPP writes them, and the dates at which a series breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from caselib.domain.label import Label
from caselib.errors import PeriodError

__all__ = ["REGIMES", "Month", "Period", "Regime", "as_period", "regimes_in", "years"]

_ADVICE = "write 2026, 2026H1, 2026Q3, 2026Q1-Q3, 2026-09, or a range such as 2019..2026Q3"
_SINGLE = re.compile(
    r"(?P<year>\d{4})(?:H(?P<half>[12])|Q(?P<first>[1-4])(?:-Q(?P<last>[1-4]))?|-(?P<month>0[1-9]|1[0-2]))?"
)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month.

    >>> str(Month(2026, 9).plus(5))
    '2027-02'
    """

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> Month:
        """Count forward (or back) by whole months.

        >>> str(Month(2026, 1).plus(-1))
        '2025-12'
        """
        total = self.year * 12 + self.month - 1 + months
        return Month(total // 12, total % 12 + 1)

    @property
    def first_day(self) -> date:
        """First day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the month."""
        return self.plus(1).first_day - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A run of whole months, both ends included.

    >>> Period.parse("2026Q1-Q3").last_day
    datetime.date(2026, 9, 30)
    >>> [str(m) for m in Period.parse("2026Q1").months()]
    ['2026-01', '2026-02', '2026-03']
    >>> str(Period.parse("2026Q1-Q3").year_before())
    '2025Q1-Q3'
    """

    text: str
    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodError("a period ends before it begins", got=self.text, advice=_ADVICE)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as it is written; raise `PeriodError` where it is not one.

        >>> Period.parse("2026H1").first_day
        datetime.date(2026, 1, 1)
        """
        return _parsed(str(text).strip())

    def __str__(self) -> str:
        return self.text

    @property
    def first_day(self) -> date:
        """First day of the period."""
        return self.first.first_day

    @property
    def last_day(self) -> date:
        """Last day of the period."""
        return self.last.last_day

    def months(self) -> Iterator[Month]:
        """Give each month in order.

        >>> [str(month) for month in Period.parse("2026Q2").months()]
        ['2026-04', '2026-05', '2026-06']
        """
        month = self.first
        while month <= self.last:
            yield month
            month = month.plus(1)

    def year_before(self) -> Period:
        """Give the same months of the year before.

        >>> str(Period.parse("2026H1").year_before())
        '2025H1'
        """
        earlier = re.sub(r"\d{4}(?=$|[HQ.\-])", lambda found: f"{int(found[0]) - 1:04d}", self.text)
        return Period(earlier, self.first.plus(-12), self.last.plus(-12))

    def history(self, years: int = 5) -> Period:
        """Give the run of months that ends with this period and goes back some whole years before it.

        >>> str(Period.parse("2026Q1-Q3").history(2))
        '2024..2026-09'
        """
        start = Month(self.first.year - years, 1)
        return Period(f"{start.year}..{self.last}", start, self.last)


@lru_cache(maxsize=4096)
def _parsed(written: str) -> Period:
    first, found, last = written.partition("..")
    start, end = _single(first, written), _single(last if found else first, written)
    return Period(written, start[0], end[1])


def as_period(period: str | Period) -> Period:
    """Take a period as text or as itself."""
    return period if isinstance(period, Period) else Period.parse(period)


def years(period: str | Period, number: int) -> Period:
    """Give so many calendar years up to the end of a period, the period's own year among them.

    >>> str(years("2026Q1-Q3", 3))
    '2024..2026-09'
    """
    if number < 1:
        raise PeriodError("one year or more", got=number, advice="give a number of years, as in years(period, 3)")
    return as_period(period).history(number - 1)


def _single(text: str, whole: str) -> tuple[Month, Month]:
    found = _SINGLE.fullmatch(text.strip())
    if not found:
        raise PeriodError("not a period", got=whole, advice=_ADVICE)
    year = int(found["year"])
    if found["month"]:
        return Month(year, int(found["month"])), Month(year, int(found["month"]))
    if found["half"]:
        return Month(year, 6 * int(found["half"]) - 5), Month(year, 6 * int(found["half"]))
    first, last = int(found["first"] or 1), int(found["last"] or found["first"] or 4)
    if last < first:
        raise PeriodError("a period ends before it begins", got=whole, advice=_ADVICE)
    return Month(year, 3 * first - 2), Month(year, 3 * last)


@dataclass(frozen=True)
class Regime:
    """A date at which law, practice or definition changed, so that a series breaks there.

    `tables` names those whose series it breaks; empty: all of them.
    """

    name: str
    starts: date
    label: Label
    source: str
    tables: tuple[str, ...] = ()

    def breaks(self, table: str) -> bool:
        """Say whether it breaks series counted in a table.

        >>> REGIMES[0].breaks("arrest_reviews")
        True
        """
        return not self.tables or table in self.tables


REGIMES: tuple[Regime, ...] = (
    Regime(
        "rankings_abolished",
        date(2024, 10, 16),
        Label("rankings abolished", "取消考核排名"),
        "SPP meetings of 15-16 October 2024 (one cancellation, three no-longers)",
    ),
    Regime(
        "review_grades_2026",
        date(2026, 2, 1),
        Label("new review grades", "新评查等次施行"),
        "Provisions on Case Quality Inspection and Review, in force 2026-02-01",
        # New words for grades change no arrest and no judgment: only graded series break here.
        tables=("inspections", "reviews", "findings"),
    ),
)


def regimes_in(period: Period) -> tuple[Regime, ...]:
    """Give the regimes that start inside a period, after its first day.

    >>> [regime.name for regime in regimes_in(Period.parse("2024..2025"))]
    ['rankings_abolished']
    """
    return tuple(regime for regime in REGIMES if period.first_day < regime.starts <= period.last_day)
