"""Invented supervision of civil and administrative judgments, keyed by the quarter in which the review ended."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.arrests import Nation, drawn_units
from caselib.synthetic.days import NEVER, after, day_of, working_days
from caselib.synthetic.yearly import quarter_counts

__all__ = ["administrative", "civil"]

Days = NDArray[np.int64]
# Shares are our assumptions, of the size that reports mention; courts refuse later than they adopt.
_CAUSES = {"loan": 0.3, "sale": 0.14, "construction": 0.1, "labour": 0.1, "tort": 0.1, "family": 0.06, "company": 0.05,
           "other": 0.15}  # fmt: skip
_GROUNDS = {"new_evidence": 0.22, "fact_unproved": 0.26, "forged_evidence": 0.24, "evidence_unexamined": 0.06,
            "party_absent": 0.06, "default_no_summons": 0.05, "claims_mismatch": 0.05, "law_misapplied": 0.05,
            "judge_corruption": 0.01}  # fmt: skip
_PROTEST_GROUNDS = {"law_misapplied": 0.55, "fact_unproved": 0.2, "new_evidence": 0.15, "judge_corruption": 0.1}
_RESULTS = {"changed": 0.68, "remanded": 0.08, "mediated": 0.08, "withdrawn_settled": 0.07, "upheld": 0.09}
_FOR_PROTEST = np.array(["law_misapplied", "judge_corruption"])


def civil(nation: Nation, year: int, part: int, scale: float, rng: np.random.Generator) -> pd.DataFrame:
    """Civil cases whose review ended in a quarter."""
    numbers = {
        "retrial_recommendation": quarter_counts("retrial_recommendation", year, part, scale=scale),
        "protest_requested": quarter_counts("protest", year, part, scale=scale),
        "not_supported": quarter_counts("civil_not_supervised", year, part, scale=scale),
    }
    frame = _ended(nation, year, part, numbers, rng, subject="civil")
    ended = (frame["outcome"] == "not_supported") & (rng.random(len(frame)) < 0.3)
    frame["outcome"] = frame["outcome"].mask(ended, "ended")
    return _named(nation, _followed(nation, frame, rng), "MS", year, part)


def administrative(nation: Nation, year: int, part: int, scale: float, rng: np.random.Generator) -> pd.DataFrame:
    """Administrative cases whose review ended in a quarter: judgments, and the three other kinds."""
    supervised = {
        "retrial_recommendation": quarter_counts("administrative_recommendation", year, part, scale=scale),
        "protest_requested": quarter_counts("administrative_protest", year, part, scale=scale),
    }
    rest = quarter_counts("administrative_judgments", year, part, scale=scale) - sum(supervised.values())
    judgments = _ended(nation, year, part, supervised | {"not_supported": max(0, rest)}, rng, subject="administrative")
    judgments = _followed(nation, judgments.assign(kind="judgment"), rng)
    resolved = rng.random(len(judgments)) < 0.2
    on = judgments["concluded_on"] - rng.integers(0, 30, len(judgments))
    judgments["dispute_resolved_on"] = np.where(resolved, np.maximum(on, judgments["accepted_on"]), NEVER)
    others = [
        _recommended(nation, year, part, kind, scale, rng) for kind in ("trial_activity", "enforcement", "illegal_act")
    ]
    frame = pd.concat([judgments, *others], ignore_index=True)
    frame["dispute_resolved_on"] = frame["dispute_resolved_on"].fillna(NEVER).astype(np.int64)
    return _named(nation, _whole_days(frame), "XZ", year, part)


def _ended(
    nation: Nation,
    year: int,
    part: int,
    numbers: dict[str, int],
    rng: np.random.Generator,
    *,
    subject: str,
) -> pd.DataFrame:
    """Cases by outcome, with the days of acceptance and of the end of review."""
    outcome = np.repeat(np.array(list(numbers)), list(numbers.values()))
    size = len(outcome)
    ended = rng.choice(np.array(working_days(year, part)), size)
    taken = (
        np.minimum(after(rng, np.zeros(size, dtype=np.int64), mean=58, least=5), 92) + (rng.random(size) < 0.03) * 30
    )
    return pd.DataFrame(
        {
            "outcome": outcome,
            "unit_place": drawn_units(nation, year, part, size, rng, subject=subject),
            "cause": _choice(rng, _CAUSES, size),
            "origin": np.where(rng.random(size) < 0.2, "own_initiative", "application"),
            "accepted_on": ended - taken,
            "concluded_on": ended,
        }
    )


def _followed(nation: Nation, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """What follows a recommendation or a protest: dispatch, the court, the retrial, and following up."""
    size, unit = len(frame), frame["unit_place"].to_numpy()
    recommended = (frame["outcome"] == "retrial_recommendation").to_numpy()
    issued = recommended | (frame["outcome"] == "protest_requested").to_numpy()
    own = issued & ~recommended & (nation.units["level"].to_numpy()[unit] != "grassroots")
    frame["outcome"] = frame["outcome"].mask(own, "protest")
    ground = np.where(recommended, _choice(rng, _GROUNDS, size), _choice(rng, _PROTEST_GROUNDS, size))
    planted = recommended & (rng.random(size) < nation.effects["protest_ground"][unit])
    frame["ground"] = np.where(issued, np.where(planted, rng.choice(_FOR_PROTEST, size), ground), None)
    frame["committee_decided"] = np.where(issued, ~recommended | (rng.random(size) < 0.99), None)
    frame["issued_on"] = np.where(issued, frame["concluded_on"], NEVER)
    late = rng.random(size) < 0.02
    sent = frame["issued_on"] + np.where(late, rng.integers(16, 30, size), rng.integers(1, 15, size))
    frame["dispatched_on"] = np.where(issued, sent, NEVER)
    return _court(nation, frame, recommended, issued, rng)


def _court(
    nation: Nation,
    frame: pd.DataFrame,
    recommended: NDArray[np.bool_],
    issued: NDArray[np.bool_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    size, unit = len(frame), frame["unit_place"].to_numpy()
    sent = frame["dispatched_on"].to_numpy()
    since = day_of("2023-01-01")
    refuse = 0.08 + nation.effects["refused_by_court"][unit] * (sent >= since)
    refused = recommended & (rng.random(size) < refuse)
    silent = recommended & (rng.random(size) < 0.03)
    soon, late = after(rng, sent, mean=62, least=10), after(rng, sent, mean=140, least=40)
    decided = np.where(refused, late, soon)
    frame["court_decided_on"] = np.where(issued & ~silent, decided, NEVER)
    frame["court_decision"] = np.where(refused, "refused", "retrial_ordered")
    ordered = issued & ~silent & ~refused
    frame["retrial_concluded_on"] = np.where(ordered, after(rng, decided, mean=130, least=30), NEVER)
    frame["retrial_result"] = _choice(rng, _RESULTS, size)
    again = np.where(silent, rng.random(size) < 0.6, refused & (rng.random(size) < 0.25))
    followed = np.where(silent, sent + 95, decided + 5) + rng.integers(0, 60, size)
    frame["followed_up_on"] = np.where(again.astype(bool), followed, NEVER)
    frame["court"] = np.where(issued, "court of " + frame["unit_place"].astype(str), None)
    return frame


def _recommended(
    nation: Nation, year: int, part: int, kind: str, scale: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Cases of supervision that is not of judgments: a recommendation, and what its addressee says."""
    number = quarter_counts(kind, year, part, scale=scale)
    frame = _ended(nation, year, part, {"recommendation": number, "ended": number // 6}, rng, subject="administrative")
    made = (frame["outcome"] == "recommendation").to_numpy()
    size, unit = len(frame), frame["unit_place"].to_numpy()
    frame["issued_on"] = np.where(made, frame["concluded_on"], NEVER)
    frame["dispatched_on"] = np.where(made, frame["concluded_on"] + rng.integers(0, 8, size), NEVER)
    planted = nation.effects["enforcement_refused"][unit] * (kind == "enforcement") * (year >= 2023)
    refused = rng.random(size) < 0.018 + planted
    frame["court_decided_on"] = np.where(made, after(rng, frame["dispatched_on"].to_numpy(), mean=45, least=7), NEVER)
    frame["court_decision"] = np.where(refused, "refused", "adopted")
    return frame.assign(kind=kind)


def _whole_days(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates that one part of the rows does not have never come."""
    dates = [name for name in frame if str(name).endswith("_on")]
    return frame.assign(**{name: frame[name].fillna(NEVER).astype(np.int64) for name in dates})


def _named(nation: Nation, frame: pd.DataFrame, prefix: str, year: int, part: int) -> pd.DataFrame:
    frame["unit"] = nation.units["unit"].to_numpy()[frame["unit_place"]]
    serial = pd.Series(np.arange(1, len(frame) + 1), frame.index).astype(str).str.zfill(6)
    frame["case_id"] = "INV" + prefix + frame["unit"].astype(str) + f"-{year}-{part}" + serial
    frame["handler"] = "H" + frame["unit"].astype(str) + "-" + (frame.index % 5 + 1).astype(str)
    return frame


def _choice(rng: np.random.Generator, shares: dict[str, float], size: int) -> NDArray[np.object_]:
    weights = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares), dtype=object), size, p=weights / weights.sum())
