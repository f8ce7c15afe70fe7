"""Exact arithmetic on the intervals that a printed figure allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from caselib.errors import StatisticsError

__all__ = ["ANYTHING", "Interval", "Number", "total"]

# Infinity is the one float that comes in: Fractions compare with it and add to it exactly.
Number = Fraction | float


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`, both included; fractions, so that an edge is an edge.

    Own code, because interval libraries round binary floats outwards (a false edge at 22.05), or know sets of
    intervals and no arithmetic.

    >>> year, nine_months = Interval.of(75_000, 85_000), Interval.of(60_000, 61_000)
    >>> str(year - nine_months)
    '14000..25000'
    >>> Interval.of(10).gap(Interval.of(12, 15)), Interval.of(10, 13).gap(Interval.of(12, 15))
    (Fraction(2, 1), Fraction(0, 1))
    """

    low: Number
    high: Number

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise StatisticsError(
                "an interval ends before it begins", got=f"{self.low}..{self.high}", advice="write the lower end first"
            )

    @classmethod
    def of(cls, low: str | int | Fraction, high: str | int | Fraction | None = None) -> Interval:
        """Read limits exactly; one limit is a point.

        >>> str(Interval.of("22.05", "22.15")), str(Interval.of(3))
        ('441/20..443/20', '3..3')
        """
        return cls(Fraction(low), Fraction(low if high is None else high))

    def __str__(self) -> str:
        return f"{_plain(self.low)}..{_plain(self.high)}"

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; by what may be nothing, the quotient may be anything on that side.

        >>> str(Interval.of(6) / Interval.of(2, 3)), str(Interval.of(6) / Interval.of(0, 3))
        ('2..3', '2..inf')
        """
        if other.low < 0 < other.high or other.low == other.high == 0:
            return ANYTHING
        return self * Interval(_inverse(other.high, other.low), _inverse(other.low, other.high))

    def scaled(self, factor: int | Fraction) -> Interval:
        """Multiply by a number that is known.

        >>> str(Interval.of(2, 3).scaled(10_000))
        '20000..30000'
        """
        return self * Interval.of(factor)

    def share(self, rest: Interval) -> Interval:
        """Give self / (self + rest), of counts; self is the same number above and below the line.

        >>> str(Interval.of(25).share(Interval.of(75)))
        '1/4..1/4'
        """
        low, high = _quotient(self.low, self.low + rest.high), _quotient(self.high, self.high + rest.low)
        return Interval(low, max(low, high))

    def gap(self, other: Interval) -> Fraction:
        """Give the smallest shift of self that lets both meet: up is positive, 0 where they meet already.

        >>> Interval.of(10).gap(Interval.of(12, 15)), Interval.of(16).gap(Interval.of(12, 15))
        (Fraction(2, 1), Fraction(-1, 1))
        """
        if self.high < other.low:
            return Fraction(other.low) - Fraction(self.high)
        if self.low > other.high:
            return Fraction(other.high) - Fraction(self.low)
        return Fraction(0)

    def meet(self, other: Interval) -> Interval | None:
        """Give what both allow, if there is anything.

        >>> str(Interval.of(10, 13).meet(Interval.of(12, 15))), Interval.of(10).meet(Interval.of(12))
        ('12..13', None)
        """
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def hull(self, other: Interval) -> Interval:
        """Give the smallest interval that holds both.

        >>> str(Interval.of(10, 13).hull(Interval.of(12, 15)))
        '10..15'
        """
        return Interval(min(self.low, other.low), max(self.high, other.high))

    @property
    def bounded(self) -> bool:
        """Whether there is a limit on both sides."""
        return math.isfinite(self.low) and math.isfinite(self.high)


ANYTHING = Interval(-math.inf, math.inf)


def total(parts: list[Interval]) -> Interval:
    """Add up."""
    result = Interval.of(0)
    for part in parts:
        result += part
    return result


def _times(a: Number, b: Number) -> Number:
    # Nothing of something without limit is nothing: the limit is never reached.
    return Fraction(0) if a == 0 or b == 0 else a * b


def _inverse(value: Number, other_end: Number) -> Number:
    if value == 0:
        return math.inf if other_end >= 0 else -math.inf
    return Fraction(0) if math.isinf(value) else 1 / value


def _quotient(part: Number, whole: Number) -> Number:
    if math.isinf(part):
        return Fraction(1)
    if whole == 0:
        return Fraction(1)
    return Fraction(0) if math.isinf(whole) else part / whole


def _plain(value: Number) -> str:
    return str(value)
