"""What is planted in the nation, so that analyses can be asked whether they find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.tree import HUBEI

__all__ = ["Effects", "Planted", "plant"]

Floats = NDArray[np.float64]
STEP = "2024-10-16"
_LAST = "2026-09-30"


@dataclass(frozen=True)
class Planted:
    """One planted finding: where, in which measure or screen, since when, and what was done, in a sentence.

    `kind`: "unit" (a comparison finds it), "time" (a history does) or "screen".
    """

    kind: str
    subject: str
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
    """What is planted, as numbers for each unit in the order of the table of units; nothing is zero."""

    planted: tuple[Planted, ...]
    units: int
    sizes: Mapping[str, Floats] = field(default_factory=dict)
    volumes: Mapping[str, Floats] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Floats:
        """The size of one effect in each unit."""
        return self.sizes.get(name, np.zeros(self.units))

    def volume(self, subject: str) -> Floats:
        """How many times the usual number of cases of a subject each unit has."""
        return self.volumes.get(subject, np.ones(self.units))


@dataclass(frozen=True)
class _Plan:
    """One line of what is planted: an effect of some size in an office that has enough cases to show it."""

    effect: str
    size: float
    place: tuple[int, int]
    volume: float
    subject: str
    measure: str
    since: str
    sentence: str
    kind: str = "unit"


# The place is (city of Hubei, office in it), both by code; an office of -1 stands for the whole city.
_PLANS = (
    _Plan("unprosecuted", 0.22, (0, 0), 4, "arrest", "not_prosecuted_after_arrest", "2024-01-01",
          "Of its arrests, 22 points more than elsewhere end without prosecution."),
    _Plan("last_day", 0.9, (1, 0), 4, "arrest", "decided_on_last_day", "2019-01-01",
          "Nine in ten of its decisions on detained suspects fall on the seventh day."),
    _Plan("late", 0.15, (2, 0), 4, "arrest", "decided_late", "2025-01-01",
          "Fifteen in a hundred of its decisions on detained suspects come after the seventh day."),
    _Plan("changed", 0.85, (3, 0), 4, "arrest", "refusal_changed", "2024-01-01",
          "Two in five of its refusals are challenged, and five in six of these are changed."),
    _Plan("light", 0.35, (4, -1), 1, "arrest", "light_sentence_after_arrest", "2023-01-01",
          "In this city, 35 points more of those arrested and convicted are sentenced lightly."),
    _Plan("tagged", 0.9, (2, 1), 8, "arrest", "bulk_tags", "2024-11-01",
          "It tags the cases of a campaign in one week of November 2024, long after they came in.", "screen"),
    _Plan("protest_ground", 0.7, (0, 1), 30, "civil", "recommended_where_protest", "2019-01-01",
          "Seven in ten of its recommendations rest on grounds meant for protest."),
    _Plan("refused_by_court", 0.6, (1, 1), 30, "civil", "retrial_ordered_of_issued", "2023-01-01",
          "Six in ten of its retrial recommendations are refused by the court."),
    _Plan("enforcement_refused", 0.45, (3, 1), 12, "administrative", "enforcement_adopted", "2023-01-01",
          "Less than six in ten of its recommendations on enforcement are adopted."),
    _Plan("linkage_silent", 0.75, (0, 1), 8, "linkage", "linkage_decided_in_half_a_year", "2024-01-01",
          "Three in four of its opinions to agencies find no decision within half a year."),
    _Plan("ended_against", 0.5, (1, 1), 8, "public_interest", "pil_ended_against_record", "2023-01-01",
          "Half of its cases ended as rectified were rectified in part only."),
    _Plan("before_filed", 0.4, (2, 1), 8, "public_interest", "pil_rectified_before_filed", "2024-01-01",
          "Four in ten of its rectifications were complete before the case was filed."),
    _Plan("relapsed", 0.45, (4, -1), 3, "public_interest", "pil_relapsed", "2023-01-01",
          "In this city nearly half of what is looked back at has relapsed."),
    _Plan("split", 0.7, (3, 0), 10, "public_interest", "split", "2022-01-01",
          "It opens several cases on one agency and one kind of violation within days, with the same text.", "screen"),
    # Offices that have the volume already: a screen planted beside another finding moves no other office.
    _Plan("split", 0.7, (3, 0), 10, "public_interest", "near_texts", "2022-01-01",
          "Its recommendations in split cases differ in the place alone.", "screen"),
    _Plan("last_day", 0.9, (1, 0), 4, "arrest", "last_day", "2019-01-01",
          "Nine in ten of its decisions on detained suspects fall on the last legal day.", "screen"),
    _Plan("before_filed", 0.4, (2, 1), 8, "public_interest", "rectified_before", "2024-01-01",
          "Four in ten of its rectifications were complete before the case was filed.", "screen"),
    _Plan("surge", 0.7, (3, 0), 4, "arrest", "quarter_end", STEP,
          "Seven in ten decisions of other months are moved to the last month of the quarter.", "screen"),
    _Plan("all_plead", 1.0, (0, 0), 4, "arrest", "all_plead", STEP,
          "In every other month all of its suspects admit guilt.", "screen"),
    _Plan("even", 0.3, (2, 0), 4, "arrest", "even", STEP,
          "It refuses three in ten, quarter after quarter.", "screen"),
    _Plan("channels", 1.0, (1, 0), 4, "arrest", "channels", STEP,
          "It returns no case any more, and extends those it would have returned.", "screen"),
    _Plan("again", 0.15, (2, 1), 8, "arrest", "accepted_again", STEP,
          "Fifteen in a hundred requests are taken back undecided and accepted again.", "screen"),
    _Plan("quick", 0.9, (1, 1), 8, "public_interest", "quick", STEP,
          "Nine in ten of its cases without a recommendation end within a week of filing.", "screen"),
    _Plan("mutual", 0.9, (0, 0), 4, "arrest", "reciprocal", "2019-01-01",
          "It and its neighbour review each other alone, and nine in ten grades are excellent.", "screen"),
    _Plan("one_grade", 1.0, (2, 1), 8, "arrest", "one_grade", "2019-01-01",
          "One of its reviewers finds every case qualified.", "screen"),
)  # fmt: skip
_STEP_PLANS = (
    ("refused_since_step", 1.3, "330000", "arrest", "refused",
     "In this province the log-odds of refusal rise by 1.3 at the day the rankings were abolished."),
    ("unserved_since_step", 0.12, "510000", "public_interest", "pil_replied_in_time",
     "In this province, 12 points fewer replies come in time since the rankings were abolished."),
)  # fmt: skip


def plant(units: pd.DataFrame, *, planted: bool) -> Effects:
    """Choose the units and the sizes; with `planted=False` nothing is planted."""
    if not planted:
        return Effects((), len(units))
    sizes: dict[str, Floats] = {}
    volumes: dict[str, Floats] = {}
    answers = []
    for plan in _PLANS:
        at = _place(units, plan.place)
        sizes.setdefault(plan.effect, np.zeros(len(units)))[at] = plan.size
        volumes.setdefault(plan.subject, np.ones(len(units)))[at] = plan.volume
        unit = str(units.loc[at[0], "unit"])
        answers.append(Planted(plan.kind, plan.subject, unit, plan.measure, plan.since, _LAST, plan.sentence))
    for effect, size, province, subject, measure, sentence in _STEP_PLANS:
        at = _below(units, int(units.index[units["unit"] == province][0]))
        sizes.setdefault(effect, np.zeros(len(units)))[at] = size
        answers.append(Planted("time", subject, province, measure, STEP, _LAST, sentence))
    return Effects(tuple(answers), len(units), sizes, volumes)


def _place(units: pd.DataFrame, place: tuple[int, int]) -> list[int]:
    """Positions of an office, or of a city with all under it."""
    cities = units.index[(units["parent"] == HUBEI) & (units["level"] == "municipal")]
    city = int(cities[place[0]])
    if place[1] < 0:
        return _below(units, city)
    offices = units.index[(units["parent"] == units.loc[city, "unit"]) & (units["level"] == "grassroots")]
    return [int(offices[place[1]])]


def _below(units: pd.DataFrame, head: int) -> list[int]:
    code = units.loc[head, "unit"]
    children = units.index[units["parent"] == code]
    grandchildren = units.index[units["parent"].isin(units.loc[children, "unit"])]
    return [head, *children, *grandchildren]
