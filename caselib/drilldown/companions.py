"""Rows of cases that have several, one by one: what their persons have in common is no sum of what units count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.domain.tables import TABLES
from caselib.drilldown.foresight import of_persons
from caselib.drilldown.tree import Tree
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Measure
from caselib.measures.query import BITS, parts_of, several_query, values_query

__all__ = ["Companions", "companions"]


@dataclass(frozen=True)
class Companions:
    """Rows in the order of their cases: what is true of each (a bit a condition), its months, its values of strata."""

    case: NDArray[np.int32]
    place: NDArray[np.int32]
    true: list[NDArray[np.int64]]
    month: dict[str, NDArray[np.int16]]
    strata: dict[str, NDArray[np.int16]]
    conditions: dict[str, int]
    values: dict[str, list[str]]

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return sum(
            part.nbytes for part in (self.case, self.place, *self.true, *self.month.values(), *self.strata.values())
        )

    def rows(self, measure: Measure, only: Sequence[tuple[str, str]] = ()) -> dict[str, NDArray[Any]]:
        """Give those whom a measure is of, where only these values are kept: case, place, month, which (yes or no).

        Left out is who is then alone in a case.
        """
        which, among, _ = parts_of(measure)
        month = self.month[measure.clock]
        chosen = self._holds(among) & (month >= 0)
        for name, value in only:
            seen = self.values[name]
            chosen &= self.strata[name] == (seen.index(value) if value in seen else len(seen))
        here = np.flatnonzero(chosen)
        same = self.case[here][1:] == self.case[here][:-1]
        here = here[np.append(same, False) | np.append(False, same)] if len(here) else here
        taken = {"case": self.case, "place": self.place, "month": month, "which": self._holds(which)}
        return {name: values[here] for name, values in taken.items()}

    def _holds(self, condition: str) -> NDArray[np.bool_]:
        number, bit = divmod(self.conditions[condition], BITS)
        return (self.true[number] & (1 << bit)) != 0


def companions(tree: Tree, table: str) -> Companions:
    """Read the rows of all cases of a table that have several, for all measures of persons."""
    measures = [each for each in MEASURES.values() if each.table == table and of_persons(each)]
    conditions = {each: place for place, each in enumerate(dict.fromkeys(c for m in measures for c in parts_of(m)[:2]))}
    clocks = list(dict.fromkeys(measure.clock for measure in measures))
    values = _values(tree, table)
    query = several_query(table, list(conditions), clocks, values, scope=tree.scope())
    found = tree.rows(query).sort_values("case_number", kind="stable")
    numbers = range(-(-len(conditions) // BITS))
    return Companions(
        pd.factorize(found["case_number"])[0].astype(np.int32),
        found["place"].to_numpy(np.int32),
        [found[f"true{place}"].to_numpy(np.int64) for place in numbers],
        {clock: tree.months_of(found[f"month{place}"]).astype(np.int16) for place, clock in enumerate(clocks)},
        {name: found[f"value{place}"].to_numpy(np.int16) for place, name in enumerate(values)},
        conditions,
        values,
    )


def _values(tree: Tree, table: str) -> dict[str, list[str]]:
    found = tree.book.sql(values_query(table, TABLES[table].strata))
    # In one order, or what is kept of the rows would not be found again.
    return {str(name): sorted(found[name].iloc[0]) for name in found.columns}
