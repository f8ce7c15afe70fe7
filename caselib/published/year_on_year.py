"""The change that was printed, against the change that the printed levels give; and the base that it implies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from caselib.published.interval import Interval
from caselib.published.line import Line, months, period_of
from caselib.published.relations import Relation
from caselib.published.table import Figure, Figures, Span

__all__ = ["lines"]

_Both = Callable[[Interval, Interval], Interval]
ONE, HUNDRED = Interval.of(1), Interval.of(100)


@dataclass(frozen=True)
class _Reading:
    """`change` follows from level and base, `base` from level and change; `shown` is what the change is written in."""

    change: _Both
    base: _Both
    shown: str


_PERCENT = _Reading(
    lambda level, base: (level / base - ONE) * HUNDRED, lambda level, change: level / (ONE + change / HUNDRED), "change"
)
_POINTS = _Reading(lambda level, base: level - base, lambda level, change: level - change, "points")
_TIMES_UP = _Reading(lambda level, base: level / base - ONE, lambda level, change: level / (ONE + change), "times_up")
_MULTIPLE = _Reading(lambda level, base: level / base, lambda level, change: level / change, "multiple")


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare each printed change with what this figure and its printed base give.

    The smallest revision is that of the base: a release prints this year's figure and a change, and so implies
    a base, which may not be the one that was printed a year before.
    """
    for figure in figures.rows:
        span = _base_span(figure)
        base = figures.level(figure.key, span) if span else None
        if span and base and figure.level and figure.change and base.high > 0 and figure.level.low > 0:
            compared = [_line(reading, figure, base, span) for reading in _readings(figure.change_unit)]
            yield min(compared, key=lambda line: abs(line.revision))


def _line(reading: _Reading, figure: Figure, base: Interval, span: Span) -> Line:
    assert figure.level is not None
    assert figure.change is not None
    implied, of = reading.base(figure.level, figure.change), period_of(span)
    return Line(
        "year_on_year", figure.series, figure.period, figure.change, reading.change(figure.level, base), reading.shown,
        base.gap(implied), figure.unit, revised=base, of=of,
        parts=((figure.series, figure.period), (figure.series, of)),
        released=figure.released, facts={"implied": implied, "of": of},
    )  # fmt: skip


def _readings(unit: str) -> tuple[_Reading, ...]:
    """Say how a change may be read; where it is not clear, any reading may explain it."""
    if unit.startswith("pct_as_printed"):
        return _PERCENT, _POINTS
    named = {"multiple": _MULTIPLE, "times_up": _TIMES_UP, "pct": _PERCENT, "pp": _POINTS}
    return (next(reading for name, reading in named.items() if unit.startswith(name)),)


def _base_span(figure: Figure) -> Span | None:
    """Give the months that a change is a change from, if one run of months is its base."""
    (first, last), unit = figure.span, figure.change_unit
    if not unit or unit.startswith("pct_avg_annual"):
        return None
    if unit.endswith("_vs_2018"):
        back = 12 * (first.year - 2018)
    elif unit.endswith("_prev5y"):
        back = 60
    elif unit.endswith("_qoq"):
        back = months((first, last))
    else:
        back = 12
    return (first.plus(-back), last.plus(-back)) if back > 0 else None
