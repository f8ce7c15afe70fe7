"""What screens look for, planted: each draws from a stream of its own, so that nothing else in the nation moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.synthetic.days import FIRST_DAY, NEVER, day_of, working_days
from caselib.synthetic.plant import STEP

if TYPE_CHECKING:
    from caselib.synthetic.arrests import Nation

__all__ = ["all_plead", "channels", "even", "quarter_end", "quick", "taken_back"]

Whole = NDArray[np.int64]


def _own(year: int, part: int, what: int) -> np.random.Generator:
    return np.random.default_rng([year, part, what])


def _since(days: Any) -> NDArray[np.bool_]:
    return np.asarray(days) >= day_of(STEP)


def quarter_end(nation: Nation, unit: Whole, decided: Whole, year: int, part: int) -> Whole:
    """Move decisions to the last month of the quarter."""
    rng, days = _own(year, part, 1), np.array(working_days(year, part))
    last = days[days >= day_of(f"{year}-{3 * part:02d}-01")]
    moved = (rng.random(len(unit)) < nation.effects["surge"][unit]) & _since(decided)
    return np.where(moved, rng.choice(last, len(unit)), decided)


def all_plead(nation: Nation, frame: pd.DataFrame) -> pd.Series:
    """In every other month all admit guilt."""
    month = pd.to_datetime(FIRST_DAY) + pd.to_timedelta(frame["decided"], unit="D")
    planted = nation.effects["all_plead"][frame["unit_place"]] > 0
    return frame["guilty_plea"] | (planted & _since(frame["decided"]) & (month.dt.month % 2 == 0))


def even(nation: Nation, frame: pd.DataFrame, odds: pd.Series) -> pd.Series:
    """Refuse the same share in every quarter: those of the office who are likeliest to be refused, and no others."""
    share = nation.effects["even"][frame["unit_place"]]
    rows = odds[(share > 0) & (_since(frame["decided"]))]
    order = rows.rank(ascending=False, method="first")
    refused = order <= np.round(len(rows) * share.max(initial=0))
    return odds.mask(odds.index.isin(rows.index), 0).add(refused.map({True: 1e6, False: -1e6}), fill_value=0)


def channels(nation: Nation, frame: pd.DataFrame) -> pd.DataFrame:
    """Extend what would have been returned; the sum of steps stays."""
    moved = (nation.effects["channels"][frame["unit_place"]] > 0) & _since(frame["decided"])
    extended = frame["extensions"] + frame["returns"].where(moved, 0)
    return frame.assign(extensions=extended, returns=frame["returns"].mask(moved, 0))


def taken_back(nation: Nation, frame: pd.DataFrame, year: int, part: int) -> pd.DataFrame:
    """Add, before some requests, the same request taken back undecided some days earlier."""
    rng = _own(year, part, 2)
    chosen = (rng.random(len(frame)) < nation.effects["again"][frame["unit_place"]]) & _since(frame["accepted_on"])
    given = ["case_id", "person_id", "unit", "offence", "accepted_on", "detained", "guilty_plea", "minor", "handler"]
    first = frame.loc[chosen, given]
    first = first.assign(accepted_on=first["accepted_on"] - rng.integers(8, 20, len(first)))
    days = {name: NEVER for name in frame.columns if name.endswith("_on") and name != "accepted_on"}
    numbers = dict.fromkeys(("returns", "extensions", "extra_steps", "sentence_months"), -1)
    return pd.concat([frame, first.assign(**days, **numbers)], ignore_index=True) if len(first) else frame


def quick(nation: Nation, frame: pd.DataFrame, year: int, part: int) -> pd.DataFrame:
    """End cases without a recommendation within a week of filing."""
    rng, filed = _own(year, part, 3), frame["filed_on"]
    alone = (frame["kind"] == "administrative") & (frame["recommended_on"] >= NEVER) & (frame["sued_on"] >= NEVER)
    chance = nation.effects["quick"][frame["unit_place"]]
    chosen = alone & (rng.random(len(frame)) < chance) & _since(filed)
    return frame.assign(
        ended_on=frame["ended_on"].mask(chosen, filed + rng.integers(1, 7, len(frame))),
        filing_served_on=frame["filing_served_on"].mask(chosen, filed),
        consulted_on=frame["consulted_on"].mask(chosen, NEVER),
    )
