"""Invented reverse linkage: persons not prosecuted, examined for administrative punishment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from caselib.synthetic.arrests import OFFENCES, Nation, drawn_units
from caselib.synthetic.days import NEVER, after, working_days
from caselib.synthetic.yearly import quarter_counts

__all__ = ["linkages"]

_SHARES = np.array([0.15, 0.06, 0.1, 0.08, 0.15, 0.08, 0.1, 0.02, 0.16, 0.04, 0.01, 0.0, 0.01, 0.0, 0.0, 0.04])


def linkages(nation: Nation, year: int, part: int, scale: float, rng: np.random.Generator) -> pd.DataFrame:
    """Persons whose punishment was taken up in a quarter; opinions to two in three of their agencies."""
    size = quarter_counts("linkage", year, part, scale=scale)
    unit = drawn_units(nation, year, part, size, rng, subject="linkage")
    accepted = rng.choice(np.array(working_days(year, part)), size)
    opinion = np.where(rng.random(size) < 0.66, after(rng, accepted, mean=18, least=2), NEVER)
    silent = rng.random(size) < 0.06 + nation.effects["linkage_silent"][unit] * (year >= 2024)
    decided = np.where(silent, NEVER, after(rng, opinion, mean=70, least=7, shape=3.0))
    frame = pd.DataFrame(
        {
            "unit": nation.units["unit"].to_numpy()[unit],
            "offence": rng.choice(np.array(list(OFFENCES), dtype=object), size, p=_SHARES / _SHARES.sum()),
            "accepted_on": accepted,
            "opinion_on": opinion,
            "replied_on": np.where(decided < NEVER, decided + rng.integers(0, 10, size), NEVER),
            "decided_on": decided,
            "agency": rng.choice(np.array(["public security", "market regulation", "ecology"], dtype=object), size),
            "result": np.where(rng.random(size) < 0.88, "punished", "not_punished"),
        }
    )
    serial = pd.Series(np.arange(1, size + 1)).astype(str).str.zfill(6)
    frame["case_id"] = "INVFX" + frame["unit"].astype(str) + f"-{year}-{part}" + serial
    frame["handler"] = "H" + frame["unit"].astype(str) + "-" + (frame.index % 5 + 1).astype(str)
    return frame.assign(person_id="P1")
