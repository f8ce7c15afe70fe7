"""Count measures over a casebook: by unit below, by month, by stratum; every cell of the grid, also the empty ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from caselib.domain.periods import Period, as_period
from caselib.domain.units import Units
from caselib.errors import ParameterError, UnitError, nearest
from caselib.measures import kept
from caselib.measures.catalogue import find
from caselib.measures.clusters import design_effect
from caselib.measures.counts import About, Counts, with_means, with_medians, with_values
from caselib.measures.declare import Amount, Count, Duration, Mean, Measure, Rate
from caselib.measures.query import Scope, case_query

__all__ = ["Source", "cases", "count", "course"]

TIMES = ("month", "quarter", "year")


class Source(Protocol):
    """What counting needs of a casebook."""

    @property
    def about(self) -> About:
        """Where the data come from."""

    @property
    def units(self) -> Units:
        """The tree of units."""

    @property
    def absent(self) -> Mapping[str, frozenset[str]]:
        """Declared columns that the source did not have, by table."""

    def sql(self, query: str) -> pd.DataFrame:
        """Run a query over the tables."""


def count(
    book: Source,
    measures: str | Sequence[str],
    *,
    period: str | Period,
    by: Sequence[str] = (),
    within: str | None = None,
    level: str | None = None,
) -> Counts:
    """Count measures in a period, within a unit and all under it (by default the reader's own).

    `by`: "unit" (the units directly below `within`, each with all under it, and `within`'s own cases; or every
    unit of a `level`), one of "month", "quarter" and "year", and strata of the table such as "offence".
    Every unit and every month appears, those without a case with zeros. Raises `ParameterError` and
    `UnitError` with the nearest right name.
    """
    names = [measures] if isinstance(measures, str) else list(dict.fromkeys(measures))
    found = {name: find(name) for name in names}
    span = as_period(period)
    top = _top(book, within)
    time, strata = _split(by, list(found.values()))
    groups = _groups(book.units, top, level) if "unit" in by else {}
    asked = _Asked(span, top, tuple(by), time, strata, groups)
    frames, days = [], []
    for table in dict.fromkeys(measure.table for measure in found.values()):
        here = [measure for measure in found.values() if measure.table == table]
        frames.append(asked.count(book, here))
        days += [asked.days(book, measure) for measure in here if isinstance(measure, Amount)]
    absent = {name: lost for name, measure in found.items() if (lost := _absent(book, measure))}
    whole = pd.concat(frames, ignore_index=True)
    # A share of what was never recorded is not zero: it is not there.
    whole.loc[whole["measure"].isin(absent), ["numerator", "denominator", "open"]] = 0
    frame, histogram = _valued(whole, [part for part in days if not part["measure"].isin(absent).any()], found, absent)
    return Counts(
        frame=frame,
        by=tuple(by),
        about=book.about,
        labels={name: measure.label for name, measure in found.items()},
        measures=found,
        within=top,
        period=str(span),
        units=book.units,
        days=histogram,
        absent=absent,
        clusters=asked.clusters(book, [m for name, m in found.items() if name not in absent])
        if groups and not time
        else {},
    )


def cases(
    book: Source,
    measure: str,
    *,
    period: str | Period,
    within: str | None = None,
    which: str = "numerator",
    columns: Sequence[str] = ("case_id", "person_id"),
    only: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """List the rows behind a number, in case order: those `of_which` ("numerator"), `among` or "open".

    `only`: values of strata that are kept, as counts by these strata name them.
    """
    declared = find(measure)
    if which not in ("numerator", "denominator", "open"):
        raise ParameterError("no such part of a measure", got=which, advice="numerator, denominator or open")
    table = declared.declared_in
    listed = [table[name].name for name in columns if name != "person_id" or name in table.names]
    if which == "open" and not declared.open:
        return pd.DataFrame(columns=listed)
    for name in only or {}:
        if name not in table.strata:
            raise ParameterError("cases are kept by strata", got=name, advice=nearest(name, table.strata))
    span, units, kept = as_period(period), _scope_units(book.units, _top(book, within)), tuple((only or {}).items())
    scope = Scope(span.first_day, span.last_day, book.about.data_date, units, kept)
    return book.sql(case_query(declared, which, scope=scope, columns=listed))


def course(
    book: Source, measure: str, *, period: str | Period, by: Sequence[str] = (), within: str | None = None
) -> pd.DataFrame:
    """Follow the rows of a duration from their start: strata, cause ("" while open), days, n.

    A row that has not ended is there with the days that it has waited by the data date. Raises `ParameterError` for
    what is not a duration, or says nothing of rows that still wait.
    """
    declared = find(measure)
    if not isinstance(declared, Duration) or not declared.open:
        raise ParameterError(
            "not a duration that is followed while it is open",
            got=measure,
            advice="name a measure in days that says what is still open, as days_to_decision",
        )
    span = as_period(period)
    scope = Scope(span.first_day, span.last_day, book.about.data_date, _scope_units(book.units, _top(book, within)))
    _split(by, [declared])
    return kept.courses(book, declared, list(by), scope=scope)


class _Asked:
    """One question put to each table in turn."""

    def __init__(
        self,
        span: Period,
        top: str,
        by: tuple[str, ...],
        time: str | None,
        strata: list[str],
        groups: dict[str, str],
    ) -> None:
        self.span, self.top, self.by, self.time, self.strata, self.groups = span, top, by, time, strata, groups
        self.keys = [*(["unit"] if groups else []), *(["month"] if time else []), *strata]

    def scope(self, book: Source) -> Scope:
        units = _scope_units(book.units, self.top)
        return Scope(self.span.first_day, self.span.last_day, book.about.data_date, units)

    def count(self, book: Source, measures: list[Measure]) -> pd.DataFrame:
        found = kept.tallies(book, measures, self.keys, scope=self.scope(book))
        long = pd.concat([frame.assign(measure=name) for name, frame in found.items()], ignore_index=True)
        return self._complete(self._named(long), [measure.name for measure in measures])

    def days(self, book: Source, measure: Amount) -> pd.DataFrame:
        found = self._named(kept.days(book, measure, self.keys, scope=self.scope(book)))
        found = found.groupby(["unit", "period", *self.strata, "days"], dropna=False, as_index=False)["n"].sum()
        return found.assign(measure=measure.name)

    def clusters(self, book: Source, measures: list[Measure]) -> dict[str, float]:
        """How much more the shares of persons vary than independent persons' would, by measure."""
        rates = [measure for measure in measures if isinstance(measure, Rate) and measure.counts == "persons"]
        found: dict[str, float] = {}
        for table, clock in dict.fromkeys((measure.table, measure.clock) for measure in rates):
            here = [measure for measure in rates if (measure.table, measure.clock) == (table, clock)]
            sums = kept.clusters(book, here, scope=self.scope(book))
            found |= {measure.name: design_effect(sums, place) for place, measure in enumerate(here)}
        return found

    def _named(self, wide: pd.DataFrame) -> pd.DataFrame:
        """Roll units up to those asked for, and write months as periods."""
        wide["unit"] = wide["unit"].map(self.groups) if self.groups else self.top
        wide["period"] = wide["month"].map(self._times(wide["month"])) if self.time else str(self.span)
        for stratum in self.strata:
            wide[stratum] = _as_text(wide[stratum])
        return wide[wide["unit"].notna()].drop(columns="month", errors="ignore")

    def _times(self, months: pd.Series) -> dict[int, str]:
        return {month: _time_text(int(month) // 100, int(month) % 100, self.time or "") for month in months.unique()}

    def _complete(self, long: pd.DataFrame, names: list[str]) -> pd.DataFrame:
        """Add up, and give every unit and every time a row; strata only where they were seen."""
        keys = ["measure", "unit", "period", *self.strata]
        summed = long.groupby(keys, dropna=False)[["numerator", "denominator", "open"]].sum()
        units = sorted(set(self.groups.values())) if self.groups else [self.top]
        times = (
            list(dict.fromkeys(_time_text(m.year, m.month, self.time) for m in self.span.months()))
            if self.time
            else [str(self.span)]
        )
        axes: list[list[Any]] = [names, units, times]
        axes += [list(summed.index.get_level_values(stratum).unique()) for stratum in self.strata]
        grid = pd.MultiIndex.from_product(axes, names=keys)
        numbers = dict.fromkeys(["numerator", "denominator", "open"], "int64")
        return summed.reindex(grid, fill_value=0).reset_index().astype(numbers)


def _absent(book: Source, measure: Measure) -> tuple[str, ...]:
    return tuple(name for name in measure.needed if name in book.absent.get(measure.table, frozenset()))


def _as_text(values: pd.Series) -> pd.Series:
    """Strata are text: yes and no for true and false, nothing for what is not stated."""
    words = {True: "yes", False: "no"}
    return pd.Series(
        ["" if pd.isna(value) else str(words.get(value, value)) for value in values], values.index, dtype=str
    )


def _time_text(year: int, month: int, time: str) -> str:
    if time == "year":
        return f"{year:04d}"
    return f"{year:04d}Q{(month + 2) // 3}" if time == "quarter" else f"{year:04d}-{month:02d}"


def _split(by: Sequence[str], measures: list[Measure]) -> tuple[str | None, list[str]]:
    times = [key for key in by if key in TIMES]
    if len(times) > 1:
        raise ParameterError(
            "one division of time at most", where="by", got=times, advice="name one of year, quarter, month"
        )
    strata = [key for key in by if key not in (*TIMES, "unit")]
    for measure in measures:
        for stratum in strata:
            if stratum not in measure.declared_in.strata:
                known = (*TIMES, "unit", *measure.declared_in.strata)
                raise ParameterError(f"{measure.name} can't be divided so", got=stratum, advice=nearest(stratum, known))
    return (times[0] if times else None), strata


def _groups(units: Units, top: str, level: str | None) -> dict[str, str]:
    """Which unit asked for each unit's rows belong to."""
    starts = [top] if top else units.roots
    if level:
        heads = [unit for start in starts for unit in units.at_level(start, level)]
        if not heads:
            raise UnitError("there are no units of this level here", where=top, got=level, advice='try level="lowest"')
    else:
        heads = units.children(top) if top else units.roots
    groups = {unit: head for head in heads for unit in units.below(head)}
    return {top: top, **groups} if top and not level else groups


def _top(book: Source, within: str | None) -> str:
    """The unit within which rows are counted: the one named, else the reader's own, else all.

    Empty for all, where no single unit stands above the others.
    """
    named = within or book.about.reader.unit
    if named:
        return book.units.known(named)
    return book.units.roots[0] if len(book.units.roots) == 1 else ""


def _scope_units(units: Units, top: str) -> tuple[str, ...] | None:
    return None if not top or units.roots == [top] else tuple(units.below(top))


def _valued(
    frame: pd.DataFrame, days: list[pd.DataFrame], measures: dict[str, Measure], absent: Mapping[str, tuple[str, ...]]
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Add values: shares for rates, medians for durations, averages for means, the number itself for counts."""
    frame = with_values(frame)
    counts = frame["measure"].map(lambda name: isinstance(measures[name], Count)).astype(bool)
    frame.loc[counts, "value"] = frame.loc[counts, "numerator"].astype(float)
    frame.loc[frame["measure"].isin(absent), "value"] = float("nan")
    frame.loc[counts, ["low", "high"]] = float("nan")
    if not days:
        return frame, None
    histogram = pd.concat(days, ignore_index=True)
    keys = [column for column in frame.columns if column in histogram.columns]
    of_kind = {
        kind: frame["measure"].isin([name for name, measure in measures.items() if isinstance(measure, kind)])
        for kind in (Duration, Mean)
    }
    parts = [frame[~of_kind[Duration] & ~of_kind[Mean]]]
    for kind, valued in ((Duration, with_medians), (Mean, with_means)):
        if of_kind[kind].any():
            parts.append(valued(frame[of_kind[kind]], histogram, keys))
    return pd.concat(parts).sort_index(), histogram
