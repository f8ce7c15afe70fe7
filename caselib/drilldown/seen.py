"""Which values cases have where more are taken than are declared, such as the campaigns of an office's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from caselib.drilldown.keyed import Ints
from caselib.drilldown.tree import Tree

__all__ = ["Seen", "seen"]


@dataclass(frozen=True)
class Seen:
    """Each value of a unit once: the unit's place, and the place of the value in `values`."""

    values: list[str]
    place: Ints
    value: Ints

    @property
    def nbytes(self) -> int:
        """How much is held."""
        return self.place.nbytes + self.value.nbytes

    def of(self, places: Iterable[int]) -> list[str]:
        """Give what cases of these units have, in the order of letters."""
        here = np.isin(self.place, list(places))
        return sorted(self.values[number] for number in np.unique(self.value[here]))


def seen(tree: Tree, table: str, stratum: str) -> Seen:
    """Read the values of a stratum, whatever its cases' days; what is not stated is no value."""
    found = tree.rows(f"SELECT unit, {stratum} AS value FROM {table} WHERE {stratum} IS NOT NULL GROUP BY 1, 2")
    values = sorted(found["value"].unique())
    number = {value: place for place, value in enumerate(values)}
    return Seen(values, found["place"].to_numpy(np.int64), found["value"].map(number).to_numpy(np.int64))
