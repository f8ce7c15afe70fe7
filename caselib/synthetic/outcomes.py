"""What became of each person after the decision on arrest; what lies after the data date has not happened yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.days import NEVER, after, day_of

if TYPE_CHECKING:
    from caselib.synthetic.arrests import Nation

__all__ = ["outcomes"]

Floats = NDArray[np.float64]
# Shares of outcomes; our assumptions, of the size that reports mention.
CHALLENGED, CHANGED = 0.024, 0.12
NOT_PROSECUTED, REFUSED_NOT_PROSECUTED, WITHDRAWN = 0.03, 0.30, 0.004
ACQUITTED, PROSECUTION_WITHDRAWN = 0.0004, 0.0008
_KINDS = np.array(["not_prosecuted_no_crime", "not_prosecuted_insufficient", "not_prosecuted_minor"])


def outcomes(
    nation: Nation, frame: pd.DataFrame, grounds: Floats, weight: Floats, year: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Add everything that follows the decision, as days since 2019-01-01 and codes."""
    frame = _tags(nation, _decision(frame, grounds, rng), rng)
    frame = _challenges(nation, frame, year, rng)
    frame = _charges(nation, frame, year, rng)
    frame = _custody(frame, rng)
    return _judgments(nation, frame, weight, year, rng)


def _decision(frame: pd.DataFrame, grounds: Floats, rng: np.random.Generator) -> pd.DataFrame:
    size, refused = len(frame), frame["refused"].to_numpy()
    ground = rng.choice(np.array(["no_crime", "insufficient_evidence", "no_necessity"]), size, p=grounds)
    doubt = refused & (ground != "no_necessity")
    duty = (frame["minor"] | frame["guilty_plea"]).to_numpy()
    return frame.assign(
        decision=np.where(refused, "refused", "approved"),
        refusal_ground=np.where(refused, ground, None),
        chief_approved=np.where(doubt, rng.random(size) < 0.99, None),
        interviewed=rng.random(size) < np.where(duty, 0.985, 0.8),
        # Added suspects: some nineteen thousand in 2023 (published) of a million requests.
        added=~refused & (rng.random(size) < 0.025),
        returns=rng.binomial(2, 0.13, size),
        extensions=rng.binomial(3, 0.06, size),
        campaign=_campaign(frame, rng),
    ).assign(extra_steps=lambda frame: frame["returns"] + frame["extensions"] + rng.poisson(0.06, size))


def _campaign(frame: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.object_]:
    """Tags of the two campaigns, within their time."""
    start, end = 1857, 2192  # 2024-02-01 and 2024-12-31, in days since 2019-01-01
    inside = frame["decided"].between(start, end).to_numpy()
    later = (frame["decided"] >= start).to_numpy()
    enterprise = inside & frame["offence_place"].isin([1, 12, 13]).to_numpy() & (rng.random(len(frame)) < 0.15)
    livelihood = later & frame["offence_place"].isin([0, 1]).to_numpy() & (rng.random(len(frame)) < 0.04)
    return np.where(enterprise, "enterprises", np.where(livelihood, "livelihoods", None))


def _tags(nation: Nation, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """When the tag of a campaign was entered: soon, or all in one week where that is planted."""
    size, tagged = len(frame), pd.notna(frame["campaign"]).to_numpy()
    accepted, week = frame["accepted"].to_numpy(), day_of("2024-11-18")
    late = (rng.random(size) < nation.effects["tagged"][frame["unit_place"]]) & (accepted < week)
    on = np.where(late, week + rng.integers(0, 5, size), accepted + rng.integers(0, 25, size))
    return frame.assign(tagged=np.where(tagged, on, NEVER))


def _challenges(nation: Nation, frame: pd.DataFrame, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """Reconsideration within seven days of a request soon after; of what is upheld, a part goes to the next level."""
    size, refused = len(frame), frame["refused"].to_numpy()
    odd = nation.effects["changed"][frame["unit_place"]] * (year >= 2024)
    asked = refused & (rng.random(size) < np.where(odd > 0, 0.4, CHALLENGED))
    on = frame["decided"].to_numpy() + rng.integers(3, 12, size)
    changed = rng.random(size) < np.where(odd > 0, odd, CHANGED)
    higher = asked & ~changed & (rng.random(size) < 0.2)
    return frame.assign(
        reconsidered=np.where(asked, on, NEVER),
        reconsideration=np.where(changed, "changed", "upheld"),
        higher=np.where(higher, on + rng.integers(6, 20, size), NEVER),
        higher_review=np.where(rng.random(size) < 0.1, "changed", "upheld"),
    )


def _charges(nation: Nation, frame: pd.DataFrame, year: int, rng: np.random.Generator) -> pd.DataFrame:
    size, refused = len(frame), frame["refused"].to_numpy()
    unit, decided = frame["unit_place"].to_numpy(), frame["decided"].to_numpy()
    chance = np.where(refused, REFUSED_NOT_PROSECUTED, NOT_PROSECUTED)
    odds = np.log(chance / (1 - chance)) + nation.unprosecuted[unit] + 0.5 * frame["luck"].to_numpy()
    share = 1 / (1 + np.exp(-odds)) + np.where(refused | (year < 2024), 0.0, nation.effects["unprosecuted"][unit])
    draw = rng.random(size)
    kind = rng.choice(_KINDS, size, p=[0.05, 0.30, 0.65])
    kind = np.where(frame["minor"].to_numpy() & (rng.random(size) < 0.4), "not_prosecuted_conditional", kind)
    decision = np.where(draw < share, kind, np.where(draw > 1 - WITHDRAWN, "withdrawn", "prosecuted"))
    soon, late = after(rng, decided, mean=100, least=20), after(rng, decided, mean=190, least=30, shape=2.0)
    # Of those not arrested, some never come to a charge decision.
    never = refused & (rng.random(size) < 0.12)
    return frame.assign(charged=np.where(never, NEVER, np.where(refused, late, soon)), charge_decision=decision)


def _custody(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Review of necessity between arrest and charge, and release after some of them."""
    size, arrested = len(frame), ~frame["refused"].to_numpy()
    on = frame["decided"].to_numpy() + rng.integers(15, 90, size)
    reviewed = arrested & (rng.random(size) < 0.18) & (on < frame["charged"])
    released = reviewed & (rng.random(size) < 0.22)
    return frame.assign(
        necessity=np.where(reviewed, on, NEVER), released=np.where(released, on + rng.integers(0, 4, size), NEVER)
    )


def _judgments(
    nation: Nation, frame: pd.DataFrame, weight: Floats, year: int, rng: np.random.Generator
) -> pd.DataFrame:
    size, unit = len(frame), frame["unit_place"].to_numpy()
    judged = after(rng, frame["charged"].to_numpy(), mean=75, least=15, shape=3.0)
    draw = rng.random(size)
    judgment = np.where(
        draw < ACQUITTED, "acquitted", np.where(draw < ACQUITTED + PROSECUTION_WITHDRAWN, "withdrawn", "guilty")
    )
    heavy = weight[frame["offence_place"]] + np.where(frame["refused"], -0.35, 0.25)
    heavy = heavy - nation.effects["light"][unit] * (year >= 2023) + rng.normal(0, 0.25, size)
    sentence, length = _sentences(heavy, rng)
    return frame.assign(
        judged=np.where(frame["charge_decision"] == "prosecuted", judged, NEVER),
        judgment=judgment,
        sentence=np.where(judgment == "guilty", sentence, None),
        sentence_months=np.where(judgment == "guilty", length, -1),
    )


def _sentences(heavy: Floats, rng: np.random.Generator) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """The heavier the case, the longer: from exemption to death; months only where there are months."""
    edges = [-0.15, -0.05, 0.0, 0.15, 0.38, 1.75, 1.85]
    kinds = np.array(
        ["exempted", "fine_only", "control", "criminal_detention", "probation", "imprisonment", "life", "death"]
    )
    sentence = kinds[np.searchsorted(edges, heavy)]
    months = np.select(
        [sentence == "imprisonment", sentence == "probation", sentence == "criminal_detention", sentence == "control"],
        [6 + (rng.gamma(1.5, 12, len(heavy)) * np.clip(heavy, 0.3, 2) * 2).astype(int), rng.integers(6, 37, len(heavy)),
         rng.integers(1, 7, len(heavy)), rng.integers(3, 25, len(heavy))],
        -1,
    )  # fmt: skip
    return sentence, months.clip(max=300)
