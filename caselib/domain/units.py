"""The tree of procuratorates: who stands below whom, in administrative-code order."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from caselib.domain.label import Language
from caselib.domain.vocabulary import LEVEL
from caselib.errors import UnitError, nearest

__all__ = ["LOWEST", "Units"]

LOWEST = "lowest"


class Units:
    """Units and their parents, from a frame with the columns of the table `units`.

    The parent link decides the tree; a parent that is not itself a unit makes its child a root.
    Two lines of the same unit, a unit that is its own ancestor, and an unknown level are refused.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        frame = frame.copy()
        frame["unit"] = frame["unit"].astype(str)
        if not frame["unit"].is_unique:
            twice = frame.loc[frame["unit"].duplicated(), "unit"].iloc[0]
            raise UnitError("a unit stands twice in the table of units", got=twice, advice="keep one row for each code")
        self.frame = frame.set_index("unit", drop=False).sort_index()
        self.frame.index.name = None
        self._refuse_loops()

    def __contains__(self, unit: object) -> bool:
        return unit in self.frame.index

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """The unit above each unit; None for a root."""
        known = set(self.frame.index)
        above = self.frame["parent"] if "parent" in self.frame else pd.Series(index=self.frame.index, dtype=object)
        return {unit: (str(up) if up in known else None) for unit, up in above.items()}

    @cached_property
    def _children(self) -> dict[str | None, list[str]]:
        below: dict[str | None, list[str]] = {}
        for unit, up in self.parents.items():
            below.setdefault(up, []).append(unit)
        return below

    @property
    def roots(self) -> list[str]:
        """Units with none above them, in code order."""
        return self._children.get(None, [])

    @property
    def top(self) -> str:
        """The single unit above all others; raises where there is more than one."""
        if len(self.roots) != 1:
            shown = ", ".join(self.roots[:5])
            raise UnitError("there is no single top unit", got=shown, advice="name the unit with `within`")
        return self.roots[0]

    def known(self, unit: str) -> str:
        """Give the unit back, or say which one was meant.

        >>> book.units.known("420100x")
        Traceback (most recent call last):
        caselib.errors.UnitError: no such unit; got: '420100x'; do: did you mean '420100'?
        """
        if unit not in self:
            raise UnitError("no such unit", got=unit, advice=nearest(unit, self.frame.index))
        return unit

    def children(self, unit: str) -> list[str]:
        """Units directly below, in code order.

        >>> book.units.children("420100")
        ['420102', '420103']
        """
        return list(self._children.get(self.known(unit), []))

    def below(self, unit: str) -> list[str]:
        """The unit itself and every unit under it, in code order.

        >>> book.units.below("420100")
        ['420100', '420102', '420103']
        """
        found, waiting = [], [self.known(unit)]
        while waiting:
            found.append(waiting.pop())
            waiting.extend(self._children.get(found[-1], []))
        return sorted(found)

    def path(self, unit: str) -> list[str]:
        """Units from the root down to this one.

        >>> book.units.path("420102")
        ['100000', '420000', '420100', '420102']
        """
        chain: list[str] = []
        step: str | None = self.known(unit)
        while step is not None:
            chain.append(step)
            step = self.parents[step]
        return chain[::-1]

    def at_level(self, unit: str, level: str) -> list[str]:
        """Units of one level under (or equal to) a unit, in code order; "lowest": those with none below them.

        >>> book.units.at_level("420100", "lowest")
        ['420102', '420103']
        """
        if level == LOWEST:
            return [code for code in self.below(unit) if code not in self._children]
        if level not in LEVEL.values:
            raise UnitError("no such level", got=level, advice=nearest(level, (*LEVEL.values, LOWEST)))
        return [code for code in self.below(unit) if self.level(code) == level]

    def level(self, unit: str) -> str:
        """Level of a unit; empty where the table does not say.

        >>> book.units.level("420000")
        'provincial'
        """
        value = self.frame.at[self.known(unit), "level"] if "level" in self.frame else ""
        return "" if pd.isna(value) else str(value)

    def name(self, unit: str, language: Language = "en") -> str:
        """Name of a unit; its code where it has none.

        >>> book.units.name("420100", "zh")
        '武汉市人民检察院'
        """
        if language not in self._names:
            self._names[language] = self._named(language)
        return self._names[language][unit] if unit in self._names[language] else self.known(unit)

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return {}

    def _named(self, language: Language) -> dict[str, str]:
        named: dict[str, str] = {unit: unit for unit in self.frame.index}
        for column in ("name_zh", "name_en", f"name_{language}"):
            for unit, value in self.frame[column].items() if column in self.frame else ():
                if not pd.isna(value) and str(value).strip():
                    named[str(unit)] = str(value)
        return named

    def _refuse_loops(self) -> None:
        reached = {unit for root in self._children.get(None, []) for unit in self.below(root)}
        lost = sorted(set(self.frame.index) - reached)
        if lost:
            raise UnitError(
                "a unit stands below itself in the table of units",
                got=lost[0],
                advice="put `parent` right, or leave it empty at the top",
            )
