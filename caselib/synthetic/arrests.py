"""One quarter of invented arrest reviews, following the national counts of persons approved and refused exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.days import DATA_DATE, FIRST_DAY, day_of, decision_days, working_days
from caselib.synthetic.outcomes import outcomes
from caselib.synthetic.patterns import all_plead, channels, even, quarter_end, taken_back
from caselib.synthetic.plant import STEP, Effects

__all__ = ["Nation", "drawn_units", "pending", "quarter"]

Floats = NDArray[np.float64]
# Share of the docket in 2019, its drift by 2026, log-odds of refusal, and weight of the sentence: our assumptions.
OFFENCES = {
    "theft": (0.20, -0.02, 0.1, 0.35),
    "fraud": (0.14, 0.02, -0.2, 0.7),
    "aiding_cybercrime": (0.04, 0.05, 0.6, 0.2),
    "concealing_proceeds": (0.05, 0.03, 0.5, 0.2),
    "intentional_injury": (0.11, -0.02, 0.7, 0.3),
    "picking_quarrels": (0.08, -0.02, 0.3, 0.4),
    "gambling": (0.07, 0.0, 0.1, 0.4),
    "drugs": (0.09, -0.05, -1.2, 0.8),
    "dangerous_driving": (0.02, 0.01, 1.2, 0.05),
    "traffic_casualty": (0.03, 0.0, 1.0, 0.25),
    "sexual_offences": (0.05, 0.02, -1.0, 0.85),
    "robbery": (0.03, -0.01, -1.3, 0.9),
    "illegal_fundraising": (0.02, 0.0, -0.2, 0.7),
    "corruption": (0.015, 0.0, -0.8, 0.75),
    "homicide": (0.01, 0.0, -2.0, 0.97),
    "other": (0.065, 0.01, 0.4, 0.3),
}
_NAMES = np.array(list(OFFENCES))
_SHARE, _DRIFT, _REFUSAL, WEIGHT = (np.array(column) for column in zip(*OFFENCES.values(), strict=True))
_DATES = {
    "accepted": "accepted_on",
    "decided": "decided_on",
    "reconsidered": "reconsidered_on",
    "higher": "higher_reviewed_on",
    "necessity": "necessity_reviewed_on",
    "released": "released_on",
    "charged": "charge_decided_on",
    "judged": "judged_on",
    "tagged": "campaign_tagged_on",
}
# Grounds of refusal: no crime, insufficient evidence, no necessity; about the published parts of 2020 and 2023.
_GROUNDS = np.array([0.07, 0.37, 0.56])


@dataclass(frozen=True)
class Nation:
    """The lasting traits of the units: who they are, how much they do, and how they decide."""

    units: pd.DataFrame
    weight: Floats
    refusal: Floats
    unprosecuted: Floats
    mix: Floats
    effects: Effects

    @classmethod
    def invent(cls, units: pd.DataFrame, effects: Effects, rng: np.random.Generator) -> Nation:
        """Draw the traits: log-normal sizes, and spreads in log-odds of 0.25 (refusal) and 0.20 (non-prosecution)."""
        size = len(units)
        share = units["level"].map({"national": 0.0, "provincial": 0.004, "municipal": 0.05, "grassroots": 1.0})
        below = units.groupby("parent")["unit"].transform("size")
        alone = (units["level"] == "municipal") & ~units["unit"].isin(units["parent"])
        weight = np.where(alone, 1.0, share) * rng.lognormal(0.0, 0.5, size) / np.sqrt(below.fillna(1))
        mix = rng.normal(0.0, 0.25, (size, len(OFFENCES)))
        return cls(units, weight, rng.normal(0.0, 0.25, size), rng.normal(0.0, 0.20, size), mix, effects)


def quarter(nation: Nation, year: int, part: int, persons: dict[str, int], rng: np.random.Generator) -> pd.DataFrame:
    """Invent the persons decided in one quarter; `persons`: how many approved and how many refused."""
    number = persons["approved"] + persons["refused"]
    case = _cases(rng, number)
    count = int(case[-1]) + 1 if number else 0
    unit = drawn_units(nation, year, part, count, rng)
    offence = _offences(nation, unit, year, rng)
    detained = rng.random(count) < 0.93
    decided = rng.choice(np.array(working_days(year, part)), count)
    decided = quarter_end(nation, unit, decided, year, part)
    taken = _days(nation, unit, detained, year, rng)
    frame = pd.DataFrame(
        {
            "case": case,
            "unit_place": unit[case],
            "offence_place": offence[case],
            "detained": detained[case],
            "decided": decided[case],
            "accepted": (decided - taken)[case],
            # Accomplices fare alike: part of what is not explained belongs to the case.
            "luck": (rng.normal(0, 0.6, count))[case],
            "minor": rng.random(number) < 0.035,
            "guilty_plea": rng.random(number) < 0.85,
        }
    )
    frame["guilty_plea"] = all_plead(nation, frame)
    frame["refused"] = _refused(nation, frame, persons["refused"], rng)
    frame = outcomes(nation, frame, _GROUNDS, WEIGHT, year, rng)
    return taken_back(nation, _named(nation, channels(nation, frame), year, part), year, part)


def pending(nation: Nation, persons: int, rng: np.random.Generator) -> pd.DataFrame:
    """Invent requests received in the last days and not decided yet."""
    unit = drawn_units(nation, DATA_DATE.year, 3, persons, rng)
    last = (DATA_DATE - FIRST_DAY).days
    frame = pd.DataFrame(
        {"case": np.arange(persons), "unit_place": unit, "offence_place": _offences(nation, unit, DATA_DATE.year, rng)}
    )
    frame = frame.assign(
        detained=rng.random(persons) < 0.93,
        accepted=last - rng.integers(0, 6, persons),
        minor=rng.random(persons) < 0.035,
    )
    return _named(nation, frame.assign(guilty_plea=rng.random(persons) < 0.85), DATA_DATE.year, 4)


def _cases(rng: np.random.Generator, persons: int) -> NDArray[np.int64]:
    """Give each person a case: most cases have one suspect, some have many."""
    sizes = rng.choice([1, 2, 3, 4, 6, 10], persons, p=[0.78, 0.13, 0.05, 0.02, 0.015, 0.005])
    return np.repeat(np.arange(persons), sizes)[:persons]


def drawn_units(
    nation: Nation, year: int, part: int, cases: int, rng: np.random.Generator, *, subject: str = "arrest"
) -> NDArray[np.int64]:
    """Draw the unit of each case, by the units' sizes; a unit that has ceased to be gets none."""
    ended = pd.to_datetime(nation.units["valid_to"]) < pd.Timestamp(year, 3 * part, 1)
    weight = np.where(ended, 0.0, nation.weight * nation.effects.volume(subject))
    return rng.choice(len(weight), cases, p=weight / weight.sum())


def _offences(nation: Nation, unit: NDArray[np.int64], year: int, rng: np.random.Generator) -> NDArray[np.int64]:
    share = np.maximum(_SHARE + _DRIFT * (year - 2019) / 7, 0.002) * np.exp(nation.mix[unit])
    upto = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    return (rng.random((len(unit), 1)) > upto).sum(axis=1).clip(max=len(OFFENCES) - 1)


def _days(
    nation: Nation, unit: NDArray[np.int64], detained: NDArray[np.bool_], year: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    taken = decision_days(rng, detained)
    last = detained & (rng.random(len(unit)) < nation.effects["last_day"][unit])
    late = detained & (rng.random(len(unit)) < nation.effects["late"][unit]) & (year >= 2025)
    return np.where(late, rng.integers(8, 12, len(unit)), np.where(last, 7, taken))


def _refused(nation: Nation, frame: pd.DataFrame, number: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Refuse exactly so many: those whose log-odds, with chance added, are highest."""
    unit, step = frame["unit_place"].to_numpy(), day_of(STEP)
    odds = nation.refusal[unit] + _REFUSAL[frame["offence_place"]] + 0.8 * frame["minor"] + frame["luck"]
    odds = (
        odds + nation.effects["refused_since_step"][unit] * (frame["decided"] >= step) + rng.logistic(size=len(frame))
    )
    odds = even(nation, frame, odds)
    chosen = np.zeros(len(frame), dtype=bool)
    chosen[np.argsort(-odds.to_numpy(), kind="stable")[:number]] = True
    return chosen


def _named(nation: Nation, frame: pd.DataFrame, year: int, part: int) -> pd.DataFrame:
    """Numbers and names: every case number says that it is invented."""
    unit = nation.units["unit"].to_numpy()[frame["unit_place"]]
    serial = (frame["case"] + 1).astype(str).str.zfill(7)
    frame["unit"] = unit
    frame["case_id"] = "INV" + frame["unit"].astype(str) + f"-{year}-{part}" + serial
    frame["person_id"] = "P" + (frame.groupby("case").cumcount() + 1).astype(str)
    frame["offence"] = _NAMES[frame["offence_place"]]
    frame["handler"] = "H" + frame["unit"].astype(str) + "-" + (frame["case"] % 7 + 1).astype(str)
    return frame.rename(columns=_DATES)
