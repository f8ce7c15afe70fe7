"""Invented public interest litigation, keyed by the quarter of filing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.arrests import Nation, drawn_units
from caselib.synthetic.days import NEVER, after, day_of, working_days
from caselib.synthetic.patterns import quick
from caselib.synthetic.plant import STEP
from caselib.synthetic.texts import recommendation_texts
from caselib.synthetic.yearly import quarter_counts

__all__ = ["public_interest"]

# By field of the 189,885 cases of 2023 (published); the rest of the shares are our assumptions.
_FIELDS = {
    "environment": 70000,
    "food_drug": 28000,
    "state_property": 14000,
    "state_land": 5400,
    "minors": 21538,
    "work_safety": 17286,
    "personal_information": 6383,
    "women": 1490,
    "heroes": 875,
    "military": 762,
    "telecom_fraud": 162,
    "farm_products": 144,
    "accessibility": 1983,
    "heritage": 2734,
    "other": 19000,
}
_AGENCIES = (
    "ecology bureau",
    "water bureau",
    "market regulation bureau",
    "natural resources bureau",
    "urban management bureau",
    "agriculture bureau",
    "housing bureau",
    "transport bureau",
)
_VIOLATIONS = (
    "discharge without permit",
    "waste left in the open",
    "sale of expired goods",
    "licence not checked",
    "fee not collected",
    "building in a protected strip",
    "signs missing",
    "data left open",
)
_CLUES = {"own_duty": 0.5, "public_report": 0.12, "transferred": 0.13, "special_action": 0.15, "data_model": 0.1}
_TYPES = {"county_agency": 0.66, "township": 0.26, "city_agency": 0.07, "provincial_agency": 0.01}


def public_interest(nation: Nation, year: int, part: int, scale: float, rng: np.random.Generator) -> pd.DataFrame:
    """Cases filed in a quarter, with all that follows."""
    size = quarter_counts("public_interest", year, part, scale=scale)
    unit = drawn_units(nation, year, part, size, rng, subject="public_interest")
    frame = pd.DataFrame(
        {
            "unit_place": unit,
            "unit": nation.units["unit"].to_numpy()[unit],
            "kind": np.where(rng.random(size) < 0.895, "administrative", "civil"),
            "field": _choice(rng, _FIELDS, size),
            "clue_source": _choice(rng, _CLUES, size),
            "filed_on": rng.choice(np.array(working_days(year, part)), size),
        }
    )
    frame = _addressed(frame, rng)
    frame = _split(nation, frame, year, rng)
    frame = _recommended(frame, rng)
    frame = _answered(nation, frame, rng)
    frame = _sued(frame, rng)
    frame = _closed(nation, frame, rng)
    frame = quick(nation, frame, year, part)
    frame["recommendation_text"] = recommendation_texts(frame, rng)
    return _named(frame, year, part)


def _addressed(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size, civil = len(frame), (frame["kind"] == "civil").to_numpy()
    agency = rng.choice(np.array(_AGENCIES, dtype=object), size) + " " + rng.integers(1, 60, size).astype(str)
    private = np.where(rng.random(size) < 0.5, "company", "individual")
    return frame.assign(
        respondent=np.where(civil, "party " + rng.integers(1, 10**6, size).astype(str), agency),
        respondent_type=np.where(civil, private, _choice(rng, _TYPES, size)),
        violation_type=rng.choice(np.array(_VIOLATIONS, dtype=object), size),
        place=np.char.add("place ", rng.integers(1, 400, size).astype(str)),
        batch=np.arange(size),
    )


def _split(nation: Nation, frame: pd.DataFrame, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """Where it is planted: runs of four cases on one agency and violation, filed within days of each other."""
    chosen = (rng.random(len(frame)) < nation.effects["split"][frame["unit_place"]]) & (year >= 2022)
    rows = frame.index[chosen & (frame["kind"] == "administrative")]
    first = rows[np.arange(len(rows)) // 4 * 4]
    for name in ("respondent", "respondent_type", "violation_type", "field", "batch"):
        frame.loc[rows, name] = frame.loc[first, name].to_numpy()
    frame.loc[rows, "filed_on"] = frame.loc[first, "filed_on"].to_numpy() + np.arange(len(rows)) % 4
    return frame


def _recommended(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size, filed = len(frame), frame["filed_on"].to_numpy()
    administrative = (frame["kind"] == "administrative").to_numpy()
    served = filed + np.where(rng.random(size) < 0.01, rng.integers(8, 15, size), rng.integers(0, 7, size))
    made = administrative & (rng.random(size) < 0.70)
    recommended = np.where(made, after(rng, filed, mean=32, least=3), NEVER)
    late = rng.random(size) < 0.01
    return frame.assign(
        filing_served_on=np.where(administrative, served, NEVER),
        consulted_on=np.where(administrative & (rng.random(size) < 0.35), served + rng.integers(0, 3, size), NEVER),
        recommended_on=recommended,
        served_on=np.where(
            made, recommended + np.where(late, rng.integers(4, 10, size), rng.integers(0, 3, size)), NEVER
        ),
        urgent=rng.random(size) < 0.04,
    )


def _answered(nation: Nation, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Replies and rectification; the term is two months, or fifteen days where urgent."""
    size, unit, served = len(frame), frame["unit_place"].to_numpy(), frame["served_on"].to_numpy()
    urgent, made = frame["urgent"].to_numpy(), served < NEVER
    term = np.where(urgent, 15, 59)
    after_step = served >= day_of(STEP)
    late = rng.random(size) < 0.012 + nation.effects["unserved_since_step"][unit] * after_step
    replied = served + np.where(late, term + rng.integers(6, 40, size), np.minimum(rng.integers(4, 60, size), term))
    never = rng.random(size) < 0.006
    since = served >= day_of("2023-01-01")
    against = made & (rng.random(size) < nation.effects["ended_against"][unit] * since)
    draw = np.where(against, 0.0, rng.random(size))
    rectification = np.where(draw < 0.022, "partial", np.where(draw < 0.03, "none", "full"))
    rectification = np.where(never & (rectification == "full"), "none", rectification)
    known = replied + rng.integers(0, 25, size)
    full = made & (rectification == "full")
    return frame.assign(
        replied_on=np.where(made & ~never, replied, NEVER),
        rectification=np.where(made, rectification, None),
        against=against & ~never,
        known=np.where(made, np.where(never, served + 120, known), NEVER),
        rectified_on=np.where(full, known, NEVER),
    )


def _sued(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Suits: against agencies that did not perform, and civil ones after thirty days of notice."""
    size, civil = len(frame), (frame["kind"] == "civil").to_numpy()
    unmet = frame["rectification"].isin(["partial", "none"]).to_numpy() & (rng.random(size) < 0.8)
    unmet = unmet & ~frame["against"].to_numpy()
    notice = after(rng, frame["filed_on"].to_numpy(), mean=25, least=3)
    suit = civil & (rng.random(size) < 0.55)
    sued = np.where(suit, notice + 30 + rng.integers(0, 40, size), frame["known"] + rng.integers(20, 90, size))
    draw = rng.random(size)
    judgment = np.where(draw < 0.985, "supported", np.where(draw < 0.995, "partly_supported", "rejected"))
    judgment = np.where((frame["rectification"] == "partial") & (rng.random(size) < 0.4), "withdrawn_met", judgment)
    sued = np.where(suit | unmet, sued, NEVER)
    return frame.assign(
        announced_on=np.where(civil, notice, NEVER),
        sued_on=sued,
        judged_on=np.where(sued < NEVER, after(rng, sued, mean=115, least=25), NEVER),
        judgment=judgment,
    )


def _closed(nation: Nation, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Ends, look-backs, and what is planted in them."""
    size, unit = len(frame), frame["unit_place"].to_numpy()
    before = (rng.random(size) < nation.effects["before_filed"][unit]) & (frame["filed_on"] >= day_of("2024-01-01"))
    rectified = frame["rectified_on"].to_numpy()
    early = before & (rectified < NEVER)
    rectified = np.where(early, frame["filed_on"] - rng.integers(0, 12, size), rectified)
    looked = np.where(
        (rectified < NEVER) & (rng.random(size) < 0.35), frame["known"] + rng.integers(60, 300, size), NEVER
    )
    relapsed = rng.random(size) < 0.04 + nation.effects["relapsed"][unit] * (looked >= day_of("2023-01-01"))
    sued = frame["sued_on"].to_numpy() < NEVER
    reason, ended = _ends(frame, rectified, frame["against"].to_numpy(), sued, rng)
    return frame.assign(
        rectified_on=rectified,
        looked_back_on=looked,
        look_back=np.where(relapsed, "relapsed", "holds"),
        end_reason=reason,
        ended_on=ended,
    )


def _ends(
    frame: pd.DataFrame,
    rectified: NDArray[np.int64],
    against: NDArray[np.bool_],
    sued: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    size, known = len(frame), frame["known"].to_numpy()
    alone = (frame["recommended_on"] >= NEVER).to_numpy() & ~sued
    civil = (frame["kind"] == "civil").to_numpy()
    quiet = np.where(rng.random(size) < 0.25, "no_illegality", "interest_protected")
    quiet = np.where(civil, np.where(rng.random(size) < 0.5, "compensation_agreed", "other_plaintiff"), quiet)
    done = (rectified < NEVER) | against
    reason = np.where(sued, "judged", np.where(done, "rectified", np.where(alone, quiet, None)))
    soon = after(rng, frame["filed_on"].to_numpy(), mean=50, least=10)
    ended = np.where(sued, frame["judged_on"] + 20, np.where(done, known + rng.integers(5, 40, size), soon))
    return reason, np.where(pd.notna(reason), ended, NEVER).astype(np.int64)


def _named(frame: pd.DataFrame, year: int, part: int) -> pd.DataFrame:
    serial = pd.Series(np.arange(1, len(frame) + 1), frame.index).astype(str).str.zfill(6)
    frame["case_id"] = "INVGY" + frame["unit"].astype(str) + f"-{year}-{part}" + serial
    frame["handler"] = "H" + frame["unit"].astype(str) + "-" + (frame.index % 6 + 1).astype(str)
    # How far it was rectified is known when it is known.
    last = day_of("2026-09-30")
    frame["rectification"] = frame["rectification"].where(frame["known"] <= last, None)
    return frame


def _choice(rng: np.random.Generator, shares: dict[str, float] | dict[str, int], size: int) -> NDArray[np.object_]:
    weights = np.array(list(shares.values()), dtype=float)
    return rng.choice(np.array(list(shares), dtype=object), size, p=weights / weights.sum())
