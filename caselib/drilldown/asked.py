"""One question put to counts in memory: the integers of units and times, set out as `book.count` sets them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from caselib.domain.periods import Period
from caselib.drilldown.foresight import Key, whole
from caselib.drilldown.tree import Tree
from caselib.measures.counts import with_means, with_medians, with_values
from caselib.measures.declare import Amount, Count, Duration, Measure

__all__ = ["TIMES", "Asked", "blanked", "framed", "valued"]

TIMES = {"month": 1, "quarter": 3, "year": 12}
Columns = dict[str, np.ndarray]


class Held(Protocol):
    """What holds the counts."""

    @property
    def tree(self) -> Tree:
        """Its units and months."""

    def held(self, key: Key) -> Any:
        """What lies under a key."""


class Asked:
    """One question: these units, these times."""

    def __init__(self, cube: Held, span: Period, top: str, units: list[str], time: str, only: Any) -> None:
        self.cube, self.top, self.units, self.time, self.only = cube, top, units, time, only
        self.months = cube.tree.span(span)
        texts = [time_text(month.year, month.month, time) if time else str(span) for month in span.months()]
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
        held = self.cube.held(whole(measure, self.only))
        blocks = []
        for unit in self.units:
            sums = np.zeros((len(self.times), 3), dtype=np.int64)
            place = self.cube.tree.places[unit]
            np.add.at(sums, self._slots(), held.sums(measure.name, place, self.months, own=self._own(unit)))
            blocks.append(sums)
        return self._columns(np.concatenate(blocks), [])

    def _by_stratum(self, measure: Measure, stratum: str) -> Columns:
        held = self.cube.held(("divided", measure.name, stratum, self.only))
        parts = [held.rows(self.cube.tree.places[unit], self.months, own=self._own(unit)) for unit in self.units]
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
            part = held.rows(self.cube.tree.places[unit], self.months, own=self._own(unit))
            slots = self._slots()[part[:, 0] - self.months.start]
            code, place = np.unique(slots * len(held.keys) + part[:, 1], return_inverse=True)
            n = np.bincount(place, weights=part[:, 2], minlength=len(code)).astype(np.int64)
            for number, many in zip(code, n, strict=True):
                slot, key = divmod(int(number), len(held.keys))
                blocks.append((unit, self.times[slot], *held.keys[key], int(many)))
        names = ["unit", "period", *([stratum] if stratum else []), "days", "n"]
        frame = pd.DataFrame(blocks, columns=names)
        return frame.assign(measure=measure.name)


def framed(parts: Sequence[Columns]) -> pd.DataFrame:
    """All measures in one frame, made at once: a frame a measure would take most of a look's time."""
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame({name: pd.Series(v, dtype=str if v.dtype == object else v.dtype) for name, v in joined.items()})


def blanked(frame: pd.DataFrame, absent: Mapping[str, Any]) -> None:
    """What was never recorded is not zero: it is not there."""
    if absent:
        gone = frame["measure"].isin(absent)
        frame.loc[gone, ["numerator", "denominator", "open"]] = 0
        frame.loc[gone, ["value", "low", "high"]] = np.nan


def valued(frame: pd.DataFrame, parts: Any, found: dict[str, Measure]) -> tuple[pd.DataFrame, pd.DataFrame | None]:
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


def time_text(year: int, month: int, time: str) -> str:
    if time == "year":
        return f"{year:04d}"
    return f"{year:04d}Q{(month + 2) // 3}" if time == "quarter" else f"{year:04d}-{month:02d}"
