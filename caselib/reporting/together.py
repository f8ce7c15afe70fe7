"""What releases that count the same rows give away together: one linear program over the months that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caselib.analysis.release import BASE, WIDTH
from caselib.analysis.same_base import states
from caselib.domain.periods import Period
from caselib.errors import GateError
from caselib.reporting.keys import WHOLE

__all__ = ["REVISED", "check_together"]

REVISED = (
    "keep the release that is out, since who has both subtracts them and knows the records that came late; if it is in "
    "error, take it back everywhere first, then give the new one another --out, where a new ledger begins"
)
Place = tuple[str, int]
_OFF = BASE // 2
_SIDES = ("which", "others")
Line = tuple[dict[int, float], float]


def check_together(tables: list[dict[str, Any]], *, where: str) -> None:
    """Raise `GateError` where releases that share rows bound a blank to a range of `WIDTH` or less.

    Unknown are the true counts of each row of a table, in each state in which what it counts can be for the measures
    released (refused on this ground, refused on another, not refused), in the months that always stand together; and
    the rounded count behind each blank. A printed count is off by 2 at the most, a printed 0 and a row that is not
    there are exact, and printed totals are sums of rounded counts. Releases that no counts fit are of other data, and
    refused too.
    """
    if len(tables) < 2:
        return
    program = _Program(tables)
    for number, table in enumerate(tables):
        for key, column in program.blanks(number):
            low, high = program.ends(number, (key, column), where)
            if high - low <= WIDTH + 1e-6:
                what = f"a count left out of {table['period']} follows from all releases of what it counts together"
                raise GateError(what, where=f"{where}, {table['figure']}, {key}", got=f"{low:g} to {high:g}")


class _Program:
    """The unknowns and what is printed of them."""

    def __init__(self, tables: list[dict[str, Any]]) -> None:
        self.read = [_cells(table) for table in tables]
        self.totals = [_total(table) for table in tables]
        self.parts = _parts(tables)
        named = [table["figure"].split("|")[0] for table in tables]
        measures = tuple(dict.fromkeys(named))
        self.measure = [measures.index(name) for name in named]
        self.states = sorted(states(measures))
        keys = sorted({key for cells in self.read for key, _ in cells})
        parts = sorted(set().union(*self.parts), key=sorted)
        unknown = ((key, state, part) for key in keys for state in self.states for part in parts)
        self.true = {each: at for at, each in enumerate(unknown)}
        hidden = [(number, place) for number in range(len(tables)) for place in self.blanks(number)]
        self.rounded = {each: len(self.true) + at for at, each in enumerate(hidden)}
        self.size = len(self.true) + len(self.rounded)
        near = [line for number in range(len(tables)) for line in self._near(number, keys)]
        self.at_most = self._matrix(near)
        self.equal = self._matrix([line for number in range(len(tables)) for line in self._sums(number)])

    def blanks(self, number: int) -> list[Place]:
        return [place for place, count in self.read[number].items() if place[1] < 2 and count is None]

    def ends(self, number: int, place: Place, where: str) -> tuple[float, float]:
        """Give the least and the largest true count behind a blank."""
        from scipy.optimize import linprog

        goal, found = np.zeros(self.size), []
        goal[list(self._whole(number, place))] = 1
        for sign in (1, -1):
            look = linprog(sign * goal, *self.at_most, *self.equal, bounds=(0, None), method="highs")
            if look.status == 2:
                what = "no counts fit all releases of this figure: the data have changed"
                raise GateError(what, where=where, advice=REVISED)
            found.append(float(np.inf if look.status == 3 else sign * look.fun))
        return found[0], found[1]

    def _whole(self, number: int, place: Place) -> dict[int, float]:
        key, column = place
        meant = [state for state in self.states if state[self.measure[number]] == _SIDES[column]]
        return {self.true[key, state, part]: 1.0 for state in meant for part in self.parts[number]}

    def _near(self, number: int, keys: Iterable[str]) -> Iterator[Line]:
        """Two inequalities a cell: the true count is near the rounded one, printed or not."""
        for place in ((key, column) for key in keys for column in (0, 1)):
            line, count = self._whole(number, place), self.read[number].get(place, 0)
            off = 0 if count == 0 else _OFF
            if count is None:
                line[self.rounded[number, place]] = -1
            yield line, (count or 0) + off
            yield {at: -each for at, each in line.items()}, off - (count or 0)

    def _sums(self, number: int) -> Iterator[Line]:
        """One equation a printed total that has blanks."""
        cells = self.read[number]
        for key in {key for key, _ in cells}:
            yield from self._sum(number, [(key, 0), (key, 1)], cells[key, 2])
        for column, total in enumerate(self.totals[number][:2]):
            yield from self._sum(number, [place for place in cells if place[1] == column], total)

    def _sum(self, number: int, places: list[Place], total: int | None) -> Iterator[Line]:
        hidden = [self.rounded[number, place] for place in places if self.read[number][place] is None]
        if hidden and total is not None:
            known = sum(self.read[number][place] or 0 for place in places)
            yield dict.fromkeys(hidden, 1.0), float(total - known)

    def _matrix(self, lines: list[Line]) -> tuple[Any, NDArray[np.float64]]:
        """Write lines sparsely: each speaks of few of the unknowns."""
        from scipy.sparse import coo_array

        rows = [row for row, (line, _) in enumerate(lines) for _ in line]
        columns = [column for line, _ in lines for column in line]
        numbers = [each for line, _ in lines for each in line.values()]
        shape = (len(lines), self.size)
        return coo_array((numbers, (rows, columns)), shape=shape).tocsr(), np.array([end for _, end in lines])


def _cells(table: dict[str, Any]) -> dict[Place, int | None]:
    rows = table["rows"][:-1] if _has_total(table) else table["rows"]
    return {(row["key"], column): count for row in rows for column, count in enumerate(row["cells"])}


def _total(table: dict[str, Any]) -> list[int | None]:
    return list(table["rows"][-1]["cells"]) if _has_total(table) else [None, None, None]


def _has_total(table: dict[str, Any]) -> bool:
    return bool(table["rows"]) and table["rows"][-1]["key"] == WHOLE


def _parts(tables: list[dict[str, Any]]) -> list[set[frozenset[int]]]:
    """For each release the parts it is made of: months that stand in the same releases are one part."""
    months = [set(Period.parse(table["period"]).months()) for table in tables]
    shared = {frozenset(n for n, own in enumerate(months) if month in own) for month in set().union(*months)}
    return [{part for part in shared if number in part} for number in range(len(tables))]
