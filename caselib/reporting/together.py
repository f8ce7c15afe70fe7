"""What all releases of one figure give away together: one linear program over the months that they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.analysis.release import BASE, WIDTH
from caselib.domain.periods import Period
from caselib.errors import GateError

__all__ = ["check_together"]

Place = tuple[str, int]
_OFF = BASE // 2
_TOTAL = "All"


def check_together(tables: list[dict[str, Any]], *, where: str) -> None:
    """Raise `GateError` where the releases of one figure bound a blank to a range of `WIDTH` or less.

    Unknown are the true counts of each row and column in the months that always stand together, and the rounded count
    behind each blank. A printed count is off by 2 at the most, a printed 0 and a row that is not there are exact, and
    printed totals are sums of rounded counts. Releases that no counts fit (other data, or rows named in another
    language) are refused too.
    """
    if len(tables) < 2:
        return
    program = _Program(tables)
    for number, table in enumerate(tables):
        for key, column in program.blanks(number):
            low, high = program.ends(number, (key, column), where)
            if high - low <= WIDTH + 1e-6:
                what = f"a count left out of {table['period']} follows from all releases of this figure together"
                raise GateError(what, where=f"{where}, {key}", got=f"{low:g} to {high:g}")


class _Program:
    """The unknowns and what is printed of them."""

    def __init__(self, tables: list[dict[str, Any]]) -> None:
        self.read = [_cells(table) for table in tables]
        self.totals = [_total(table) for table in tables]
        self.parts = _parts(tables)
        keys = sorted({place for cells in self.read for place in cells if place[1] < 2})
        parts = sorted(set().union(*self.parts), key=sorted)
        self.true = {(place, part): at for at, (place, part) in enumerate((k, p) for k in keys for p in parts)}
        hidden = [(number, place) for number in range(len(tables)) for place in self.blanks(number)]
        self.rounded = {each: len(self.true) + at for at, each in enumerate(hidden)}
        self.size = len(self.true) + len(self.rounded)
        near = [line for number in range(len(tables)) for line in self._near(number, keys)]
        sums = [line for number in range(len(tables)) for line in self._sums(number)]
        self.at_most = np.array([line for line, _ in near]), np.array([end for _, end in near])
        self.equal = np.array([line for line, _ in sums]).reshape(-1, self.size), np.array([end for _, end in sums])

    def blanks(self, number: int) -> list[Place]:
        return [place for place, count in self.read[number].items() if place[1] < 2 and count is None]

    def ends(self, number: int, place: Place, where: str) -> tuple[float, float]:
        """Give the least and the largest true count behind a blank."""
        from scipy.optimize import linprog

        goal, found = self._whole(number, place), []
        for sign in (1, -1):
            look = linprog(sign * goal, *self.at_most, *self.equal, bounds=(0, None), method="highs")
            if look.status == 2:
                raise GateError(
                    "releases of this figure contradict each other: other data, or another language", where=where
                )
            found.append(float(np.inf if look.status == 3 else sign * look.fun))
        return found[0], found[1]

    def _whole(self, number: int, place: Place) -> NDArray[np.float64]:
        line = np.zeros(self.size)
        line[[self.true[place, part] for part in self.parts[number]]] = 1
        return line

    def _near(self, number: int, keys: list[Place]) -> Iterator[tuple[NDArray[np.float64], float]]:
        """Two inequalities a cell: the true count is near the rounded one, printed or not."""
        for place in keys:
            line, count = self._whole(number, place), self.read[number].get(place, 0)
            off = 0 if count == 0 else _OFF
            if count is None:
                line[self.rounded[number, place]] = -1
            yield line, (count or 0) + off
            yield -line, off - (count or 0)

    def _sums(self, number: int) -> Iterator[tuple[NDArray[np.float64], float]]:
        """One equation a printed total that has blanks."""
        cells = self.read[number]
        for key in {key for key, _ in cells}:
            yield from self._sum(number, [(key, 0), (key, 1)], cells[key, 2])
        for column, total in enumerate(self.totals[number][:2]):
            yield from self._sum(number, [place for place in cells if place[1] == column], total)

    def _sum(self, number: int, places: list[Place], total: int | None) -> Iterator[tuple[NDArray[np.float64], float]]:
        hidden = [self.rounded[number, place] for place in places if self.read[number][place] is None]
        if hidden and total is not None:
            line = np.zeros(self.size)
            line[hidden] = 1
            yield line, float(total - sum(self.read[number][place] or 0 for place in places))


def _has_total(table: dict[str, Any]) -> bool:
    return bool(table["rows"]) and table["rows"][-1]["key"] in ("", _TOTAL)


def _cells(table: dict[str, Any]) -> dict[Place, int | None]:
    rows = table["rows"][:-1] if _has_total(table) else table["rows"]
    return {(row["key"], column): count for row in rows for column, count in enumerate(row["cells"])}


def _total(table: dict[str, Any]) -> list[int | None]:
    return list(table["rows"][-1]["cells"]) if _has_total(table) else [None, None, None]


def _parts(tables: list[dict[str, Any]]) -> list[set[frozenset[int]]]:
    """For each release the parts it is made of: months that stand in the same releases are one part."""
    months = [set(Period.parse(table["period"]).months()) for table in tables]
    shared = {frozenset(n for n, own in enumerate(months) if month in own) for month in set().union(*months)}
    return [{part for part in shared if number in part} for number in range(len(tables))]
