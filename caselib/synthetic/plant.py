"""What is planted in the nation, so that analyses can be asked whether they find it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.tree import HUBEI

__all__ = ["Effects", "Planted", "plant"]

Floats = NDArray[np.float64]
STEP = "2024-10-16"


@dataclass(frozen=True)
class Planted:
    """One planted finding: where, in which measure, since when, and what was done, in a sentence."""

    kind: str
    unit: str
    measure: str
    since: str
    until: str
    sentence: str

    def answer(self) -> dict[str, Any]:
        """The line of the answer key."""
        return asdict(self)


@dataclass(frozen=True)
class Effects:
    """What is planted, as numbers for each unit in the order of the table of units."""

    planted: tuple[Planted, ...]
    volume: Floats
    unprosecuted: Floats
    last_day: Floats
    late: Floats
    changed: Floats
    light: Floats
    refused_since_step: Floats


def plant(units: pd.DataFrame, *, planted: bool) -> Effects:
    """Choose the units and the sizes; with `planted=False` every effect is nothing."""
    zero = {
        name: np.zeros(len(units))
        for name in ("unprosecuted", "last_day", "late", "changed", "light", "refused_since_step")
    }
    if not planted:
        return Effects((), np.ones(len(units)), **zero)
    offices = _offices(units)
    volume = np.ones(len(units))
    volume[[offices[key] for key in ("unprosecuted", "last_day", "late", "changed")]] = 4.0
    zero["unprosecuted"][offices["unprosecuted"]] = 0.22
    zero["last_day"][offices["last_day"]] = 0.9
    zero["late"][offices["late"]] = 0.15
    zero["changed"][offices["changed"]] = 0.85
    zero["light"][_below(units, offices["city"])] = 0.35
    zero["refused_since_step"][_below(units, offices["province"])] = 1.0
    return Effects(_answers(units, offices), volume, **zero)


def _offices(units: pd.DataFrame) -> dict[str, int]:
    """Positions of the chosen units: four offices of Hubei in four cities, a city in it, and a province."""
    cities = units[(units["parent"] == HUBEI) & (units["level"] == "municipal")]["unit"].tolist()
    chosen = {}
    for name, city in zip(("unprosecuted", "last_day", "late", "changed"), cities, strict=False):
        below = units[(units["parent"] == city) & (units["level"] == "grassroots")].index
        chosen[name] = int(below[0])
    chosen["city"] = int(units.index[units["unit"] == cities[4]][0])
    chosen["province"] = int(units.index[units["unit"] == "330000"][0])
    return chosen


def _below(units: pd.DataFrame, head: int) -> list[int]:
    code = units.loc[head, "unit"]
    children = units.index[units["parent"] == code]
    grandchildren = units.index[units["parent"].isin(units.loc[children, "unit"])]
    return [head, *children, *grandchildren]


def _answers(units: pd.DataFrame, at: dict[str, int]) -> tuple[Planted, ...]:
    code = {name: str(units.loc[place, "unit"]) for name, place in at.items()}
    return (
        Planted("unit", code["unprosecuted"], "not_prosecuted_after_arrest", "2024-01-01", "2026-09-30",
                "Of its arrests, 22 points more than elsewhere end without prosecution."),
        Planted("unit", code["last_day"], "decided_on_last_day", "2019-01-01", "2026-09-30",
                "Nine in ten of its decisions on detained suspects fall on the seventh day."),
        Planted("unit", code["late"], "decided_late", "2025-01-01", "2026-09-30",
                "Fifteen in a hundred of its decisions on detained suspects come after the seventh day."),
        Planted("unit", code["changed"], "refusal_changed", "2024-01-01", "2026-09-30",
                "Two in five of its refusals are challenged, and five in six of these are changed."),
        Planted("unit", code["city"], "light_sentence_after_arrest", "2023-01-01", "2026-09-30",
                "In this city, 35 points more of those arrested and convicted are sentenced lightly."),
        Planted("time", code["province"], "refused", STEP, "2026-09-30",
                "In this province the log-odds of refusal rise by one at the day the rankings were abolished."),
    )  # fmt: skip
