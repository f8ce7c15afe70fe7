"""A casebook's counts in memory: what `book.count` gives, from integers that were added up once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from caselib.casebook.store import FEW, Book
from caselib.domain.label import Language
from caselib.domain.periods import Period, as_period
from caselib.drilldown.alike import Alike, alike
from caselib.drilldown.grid import Divided, Grid, Keyed, Tree, divided, grid, held_from, keyed
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import MEASURES, find
from caselib.measures.counts import Counts, with_means, with_medians, with_values
from caselib.measures.declare import Amount, Count, Duration, Measure, Rate
from caselib.measures.query import Scope

__all__ = ["YEARS", "Cube"]

YEARS = 4
"""How many years before the data's own are held at first; an earlier period that is asked for brings in its years."""
TIMES = {"month": 1, "quarter": 3, "year": 12}
Columns = dict[str, np.ndarray]


class Cube:
    """Counts of a casebook by unit, month and stratum, made when first asked for and kept.

    `count` gives the same `Counts` as `Book.count`, also with `only`: rows with these values of strata alone. What is
    not held yet is asked of the casebook, and made behind the reader's back; only what is narrowed is waited for.
    """

    def __init__(self, book: Book, *, years: int = YEARS) -> None:
        self.book, self.units, self.about = book, book.units, book.about
        self._tree = held_from(book, book.data_date.year - years)
        self._kept: dict[Any, Any] = {}
        self._coming: dict[Any, Future[Any]] = {}
        self.waiting: Callable[[], Any] = lambda: None
        """Called before anything that takes longer than a look."""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="caselib-cube")

    def told(self, language: Language) -> None:
        """Label what follows in a language."""
        self.about = replace(self.about, reader=replace(self.about.reader, language=language))

    def count(
        self,
        measures: str | Sequence[str],
        *,
        period: str | Period,
        by: Sequence[str] = (),
        within: str | None = None,
        only: tuple[tuple[str, str], ...] = (),
    ) -> Counts:
        """Count measures as `Book.count` does; `only` keeps rows with these values."""
        span, top = as_period(period), self.units.known(within or self.about.reader.unit or self.units.top)
        found = {name: find(name) for name in ([measures] if isinstance(measures, str) else dict.fromkeys(measures))}
        stratum = _stratum(by, only, found)
        self._reach(span)
        shares = [m for m in found.values() if isinstance(m, Rate) and m.counts == "persons"] if _apart(by) else []
        needed = [key for measure in found.values() for key in self._needed(measure, stratum, only)]
        if not only and not self._ready([*needed, *(("alike", m.name, "", only) for m in shares)]):
            self.waiting()
            return replace(self.book.count(list(found), period=span, by=by, within=top), about=self.about)
        units = sorted([top, *self.units.children(top)]) if "unit" in by else [top]
        asked = _Asked(self, span, top, units, next((key for key in by if key in TIMES), ""), only)
        parts = [asked.rows(measure, stratum) for measure in found.values()]
        frame, days = _valued(_framed([part[0] for part in parts]), parts, found)
        absent = self._absent(found)
        _blanked(frame, absent)
        clusters = self._effects([m for m in shares if m.name not in absent], top, asked.months, only)
        labels = {name: measure.label for name, measure in found.items()}
        return Counts(frame, tuple(by), self.about, labels, found, top, str(span), self.units, days, absent, clusters)

    def _effects(self, shares: Sequence[Measure], top: str, months: slice, only: Any) -> dict[str, float]:
        """The design effect of each share of persons, among all units under one."""
        below = [self._tree.places[unit] for unit in self.units.below(top)] if shares else []
        return {m.name: self.held(("alike", m.name, "", only)).effect(below, months) for m in shares}

    def history(self, measure: str, *, until: str | Period, within: str | None = None, only: Any = ()) -> Counts:
        """Count one measure by month, or by quarter where months hold too few, as `Book.history` does."""
        span = as_period(until).history(3)
        monthly = self.count(measure, period=span, by=["month"], within=within, only=only)
        few = float(monthly.frame["denominator"].median()) < FEW
        return self.count(measure, period=span, by=["quarter"], within=within, only=only) if few else monthly

    def scope(self, period: str | Period, within: str, only: tuple[tuple[str, str], ...]) -> Scope:
        """The rows of a period and a unit with all under it, for a list of cases."""
        span = as_period(period)
        units = None if self.units.roots == [within] else tuple(self.units.below(within))
        return Scope(span.first_day, span.last_day, self.book.data_date, units, only)

    def prepare(self, tables: Sequence[str] = ()) -> Future[None]:
        """Make ready, behind, all that needs no stratum, the tables named first."""
        rest = [name for name in self.book.tables if name not in tables]
        keys = dict.fromkeys(_key(m, ()) for name in (*tables, *rest) for m in _measured(name))
        for key in keys:
            self._behind(key)
        ready = self._pool.submit(lambda: None)
        self._pool.submit(self._tree.shelve)
        return ready

    def shelved(self) -> None:
        """Wait until all that was sent for is made and kept."""
        self._pool.submit(lambda: None).result()

    def foresee(self, measure: str, stratum: str) -> None:
        """Make ready, behind, how a measure divides: the view that is asked for next as often as any."""
        if not self._ready(self._needed(find(measure), stratum, ())):
            self._pool.submit(self._tree.shelve)

    def held(self, key: Any) -> Any:
        """Give what is kept under a key, and make it where it is not there."""
        whole = (self._tree.first, key)
        if whole not in self._kept:
            self.waiting()
            self._kept[whole] = _made(self._tree, key)
        return self._kept[whole]

    def _ready(self, keys: Sequence[Any]) -> bool:
        """Say whether all is held; what is not, is sent for."""
        missing = [key for key in keys if (self._tree.first, key) not in self._kept]
        for key in missing:
            self._behind(key)
        return not missing

    def _behind(self, key: Any) -> None:
        whole, tree = (self._tree.first, key), self._tree
        if whole not in self._kept and whole not in self._coming:
            self._coming[whole] = self._pool.submit(lambda: self._kept.setdefault(whole, _made(tree, key)))

    def _needed(self, measure: Measure, stratum: str, only: Any) -> list[Any]:
        keys = [("divided", measure.name, stratum, only) if stratum else _key(measure, only)]
        return [*keys, *([("days", measure.name, stratum, only)] if isinstance(measure, Amount) else [])]

    def _reach(self, span: Period) -> None:
        """Hold earlier years too where they are asked for; all is then made anew."""
        if span.first < self._tree.first:
            self._tree = held_from(self.book, span.first.year)
            self._kept.clear()

    def _absent(self, found: dict[str, Measure]) -> dict[str, tuple[str, ...]]:
        missing = self.book.absent
        lost = {
            name: tuple(column for column in measure.needed if column in missing.get(measure.table, frozenset()))
            for name, measure in found.items()
        }
        return {name: columns for name, columns in lost.items() if columns}


def _key(measure: Measure, only: Any) -> Any:
    """All measures of a clock lie together; of what is narrowed only the one that is looked at is made."""
    return ("one", measure.name, "", only) if only else ("grid", measure.table, measure.clock, ())


def _made(tree: Tree, key: Any) -> Divided | Grid | Keyed | Alike:
    """Make what a key names: what kind, of which measure (or table), by which stratum (or clock), kept to what."""
    kind, first, second, only = key
    if kind == "divided":
        return divided(tree, find(first), second, only)
    if kind == "days":
        return keyed(tree, find(first), [second] if second else [], only)  # type: ignore[arg-type]
    if kind == "alike":
        return alike(tree, find(first), only)  # type: ignore[arg-type]
    if kind == "one":
        return grid(tree, [find(first)], only)
    return grid(tree, [m for m in _measured(first) if m.clock == second])


def _measured(table: str) -> list[Measure]:
    return [measure for measure in MEASURES.values() if measure.table == table]


def _apart(by: Sequence[str]) -> bool:
    """Whether units are set side by side, and not followed over time."""
    return "unit" in by and not set(TIMES) & set(by)


class _Asked:
    """One question: these units, these times."""

    def __init__(self, cube: Cube, span: Period, top: str, units: list[str], time: str, only: Any) -> None:
        self.cube, self.top, self.units, self.time, self.only = cube, top, units, time, only
        self.months = cube._tree.span(span)
        texts = [_time_text(month.year, month.month, time) if time else str(span) for month in span.months()]
        self.times = list(dict.fromkeys(texts))
        # Months before those held were refused above, so the first of the span is the first place.
        self.slot = np.array([self.times.index(text) for text in texts], dtype=np.int64)

    def rows(self, measure: Measure, stratum: str) -> tuple[Columns, pd.DataFrame | None]:
        """The integers of one measure, and the histogram of a number of days."""
        counted = self._by_stratum(measure, stratum) if stratum else self._whole(measure)
        named = np.full(len(counted["unit"]), measure.name, dtype=object)
        return {"measure": named, **counted}, self._days(measure, stratum)

    def _own(self, unit: str) -> bool:
        return unit == self.top and len(self.units) > 1

    def _slots(self) -> np.ndarray:
        return self.slot[: max(0, self.months.stop - self.months.start)]

    def _whole(self, measure: Measure) -> Columns:
        held = self.cube.held(_key(measure, self.only))
        blocks = []
        for unit in self.units:
            sums = np.zeros((len(self.times), 3), dtype=np.int64)
            place = self.cube._tree.places[unit]
            np.add.at(sums, self._slots(), held.sums(measure.name, place, self.months, own=self._own(unit)))
            blocks.append(sums)
        return self._columns(np.concatenate(blocks), [])

    def _by_stratum(self, measure: Measure, stratum: str) -> Columns:
        held = self.cube.held(("divided", measure.name, stratum, self.only))
        parts = [held.rows(self.cube._tree.places[unit], self.months, own=self._own(unit)) for unit in self.units]
        seen = sorted({held.keys[key][0] for part in parts for key in np.unique(part[:, 1])})
        order = np.array([seen.index(key[0]) if key[0] in seen else -1 for key in held.keys], dtype=np.int64)
        blocks = []
        for part in parts:
            sums = np.zeros((len(self.times), len(seen), 3), dtype=np.int64)
            np.add.at(sums, (self._slots()[part[:, 0] - self.months.start], order[part[:, 1]]), part[:, 2:])
            blocks.append(sums.reshape(-1, 3))
        return self._columns(np.concatenate(blocks), seen, stratum)

    def _columns(self, sums: np.ndarray, seen: list[str], stratum: str = "") -> Columns:
        inner = len(seen) if stratum else 1
        columns: Columns = {
            "unit": np.repeat(np.array(self.units, dtype=object), len(self.times) * inner),
            "period": np.tile(np.repeat(np.array(self.times, dtype=object), inner), len(self.units)),
        }
        if stratum:
            columns[stratum] = np.tile(np.array(seen, dtype=object), len(self.units) * len(self.times))
        return columns | {"numerator": sums[:, 0], "denominator": sums[:, 1], "open": sums[:, 2]}

    def _days(self, measure: Measure, stratum: str) -> pd.DataFrame | None:
        if not isinstance(measure, Amount):
            return None
        held = self.cube.held(("days", measure.name, stratum, self.only))
        blocks = []
        for unit in self.units:
            part = held.rows(self.cube._tree.places[unit], self.months, own=self._own(unit))
            slots = self._slots()[part[:, 0] - self.months.start]
            code, place = np.unique(slots * len(held.keys) + part[:, 1], return_inverse=True)
            n = np.bincount(place, weights=part[:, 2], minlength=len(code)).astype(np.int64)
            for number, many in zip(code, n, strict=True):
                slot, key = divmod(int(number), len(held.keys))
                blocks.append((unit, self.times[slot], *held.keys[key], int(many)))
        names = ["unit", "period", *([stratum] if stratum else []), "days", "n"]
        frame = pd.DataFrame(blocks, columns=names)
        return frame.assign(measure=measure.name)


def _framed(parts: Sequence[Columns]) -> pd.DataFrame:
    """All measures in one frame, made at once: a frame a measure would take most of a look's time."""
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame({name: pd.Series(v, dtype=str if v.dtype == object else v.dtype) for name, v in joined.items()})


def _stratum(by: Sequence[str], only: Any, found: dict[str, Measure]) -> str:
    """The one stratum asked for. Its name and those of filters become SQL, so they are names that were declared."""
    strata = [key for key in by if key not in (*TIMES, "unit")]
    if len(strata) > 1:
        raise ParameterError("one stratum at a time", got=strata)
    for name in (*strata, *dict(only)):
        for measure in found.values():
            known = measure.declared_in.strata
            if name not in known:
                raise ParameterError(f"{measure.name} can't be divided so", got=name, advice=nearest(name, known))
    return strata[0] if strata else ""


def _blanked(frame: pd.DataFrame, absent: Mapping[str, Any]) -> None:
    """What was never recorded is not zero: it is not there."""
    if absent:
        gone = frame["measure"].isin(absent)
        frame.loc[gone, ["numerator", "denominator", "open"]] = 0
        frame.loc[gone, ["value", "low", "high"]] = np.nan


def _valued(frame: pd.DataFrame, parts: Any, found: dict[str, Measure]) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Add values as `count` does: shares, medians, averages, or the number itself."""
    frame = with_values(frame)
    if counts := [name for name, measure in found.items() if isinstance(measure, Count)]:
        counted = frame["measure"].isin(counts)
        frame.loc[counted, "value"] = frame.loc[counted, "numerator"].astype(float)
        frame.loc[counted, ["low", "high"]] = np.nan
    days = [part for _, part in parts if part is not None]
    if not days:
        return frame, None
    histogram = pd.concat(days, ignore_index=True)
    keys = [column for column in frame.columns if column in histogram.columns]
    done = []
    for name, measure in found.items():
        part = frame[frame["measure"] == name]
        if isinstance(measure, Amount):
            part = (with_medians if isinstance(measure, Duration) else with_means)(part, histogram, keys)
        done.append(part)
    return pd.concat(done).sort_index(), histogram


def _time_text(year: int, month: int, time: str) -> str:
    if time == "year":
        return f"{year:04d}"
    return f"{year:04d}Q{(month + 2) // 3}" if time == "quarter" else f"{year:04d}-{month:02d}"
