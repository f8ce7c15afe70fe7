"""`Rate`, `Duration`, `Mean` and `Count`: how a measure is declared.

A predicate names rows. Counted, it is the macro figure; listed, it is the pile of files to read; sampled, it is
the frame of a review; printed, it is the definition in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from caselib.domain.label import Label
from caselib.domain.periods import Month, Period
from caselib.domain.tables import TABLES, Table
from caselib.errors import DeclarationError, nearest
from caselib.measures.predicate import check, columns

__all__ = ["Amount", "Count", "Counted", "Duration", "Mean", "Measure", "Rate", "months"]

Counted = Literal["persons", "cases"]


def months(number: int) -> int:
    """Say how long a cohort needs: a number of whole months.

    >>> months(7)
    7
    """
    if number < 1:
        raise DeclarationError("a cohort matures after one month or more", got=number)
    return number


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What every measure says of itself: where it counts, whom, by which date, and how it is to be read.

    `clock` is the date that puts a row into a period. With `matures_after`, the measure follows the cohort of
    that date until the outcome is known; `open` then says which of its rows still wait. Without it, the
    measure describes what happened in the period.
    """

    name: str
    table: str
    counts: Counted
    clock: str
    label: Label
    why: str
    caution: str
    source: str
    among: str = "TRUE"
    open: str = ""
    matures_after: int | None = None
    read_with: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.table not in TABLES:
            raise DeclarationError("no such table", where=self.name, got=self.table, advice=nearest(self.table, TABLES))
        for sql in self.predicates:
            check(sql, self.declared_in, where=self.name)
        if self.declared_in[self.clock].type != "date":
            raise DeclarationError("a clock is a date", where=self.name, got=self.clock)
        if bool(self.open) != (self.matures_after is not None):
            raise DeclarationError("a cohort that matures says which of its rows are open", where=self.name)
        for said in (self.why, self.caution, self.source):
            if not said.strip():
                raise DeclarationError("a measure says why, with what caution, and from what source", where=self.name)

    @property
    def declared_in(self) -> Table:
        """The table that it counts in."""
        return TABLES[self.table]

    @property
    def predicates(self) -> tuple[str, ...]:
        """Every condition it is made of."""
        return (self.among, *([self.open] if self.open else []))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it rests on; where they are missing, it is weakened."""
        named = [self.clock, *(name for sql in self.predicates for name in columns(sql))]
        return tuple(dict.fromkeys(named))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns without which it has no value; what only tells which rows are open is not among them."""
        if not self.open:
            return self.columns
        judged = {name for sql in self.predicates if sql != self.open for name in columns(sql)}
        waiting = set(columns(self.open)) - judged - {self.clock}
        return tuple(name for name in self.columns if name not in waiting)

    @property
    def basis(self) -> Literal["cohort", "period"]:
        """Whether it follows rows to their outcome, or describes a period."""
        return "period" if self.matures_after is None else "cohort"

    def matured(self, period: Period, data_date: Month) -> bool:
        """Say whether the last cohort of a period has had its time by the month of the data.

        >>> cl.MEASURES["refused"].matured(cl.Period.parse("2026Q3"), cl.Period.parse("2026-09").last)
        True
        >>> cl.MEASURES["days_to_rectification"].matured(cl.Period.parse("2026Q3"), cl.Period.parse("2026-09").last)
        False
        """
        return self.matures_after is None or period.last.plus(self.matures_after) <= data_date


@dataclass(frozen=True, kw_only=True)
class Rate(Measure):
    """A share: of the rows `among`, those `of_which`; evaluated only inside, so it can't exceed one."""

    of_which: str

    @property
    def predicates(self) -> tuple[str, ...]:
        """Every condition it is made of."""
        return (*super().predicates, self.of_which)


@dataclass(frozen=True, kw_only=True)
class Count(Measure):
    """A number of rows, with no base to relate it to."""


@dataclass(frozen=True, kw_only=True)
class Amount(Measure):
    """A whole number that each row has; it is counted as a histogram, and all else follows from that."""

    @property
    def amount(self) -> str:
        """The number of a row, as SQL."""
        raise NotImplementedError

    @property
    def known(self) -> str:
        """Which rows have it."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Mean(Amount):
    """How many of something a row has on average, such as steps of procedure."""

    adds: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.declared_in[self.adds].type != "integer":
            raise DeclarationError("a mean adds up a whole number", where=self.name, got=self.adds)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it rests on."""
        return tuple(dict.fromkeys((*super().columns, self.adds)))

    @property
    def amount(self) -> str:
        """The number of a row, as SQL."""
        return self.adds

    @property
    def known(self) -> str:
        """Which rows have it."""
        return f"({self.among}) AND {self.adds} IS NOT NULL"


@dataclass(frozen=True, kw_only=True)
class Duration(Amount):
    """Whole days from one date to another; its value is the median, exact from the histogram of days.

    `cause` names the column that says in which way it ended, where there is more than one.
    """

    start: str
    end: str
    cause: str = ""
    # Legal terms in days for each value of one stratum: {"yes": (7,), "no": (15, 20)} by "detained".
    terms_by: str = ""
    terms: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in (self.start, self.end):
            if self.declared_in[name].type != "date":
                raise DeclarationError("a duration runs between two dates", where=self.name, got=name)
        if self.cause:
            self.declared_in.column(self.cause)
        if self.terms_by and self.terms_by not in self.declared_in.strata:
            raise DeclarationError("legal terms differ by a stratum", where=self.name, got=self.terms_by)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it rests on."""
        return tuple(dict.fromkeys((*super().columns, self.start, self.end)))

    @property
    def amount(self) -> str:
        """The number of a row, as SQL."""
        return f"date_diff('day', {self.start}, {self.end})"

    @property
    def known(self) -> str:
        """Which rows have it."""
        return f"({self.among}) AND {self.start} IS NOT NULL AND {self.end} IS NOT NULL"
