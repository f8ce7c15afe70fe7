"""A small invented province in memory: offices, a step in time, one office that differs; for tests of analyses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from caselib.domain.reader import Reader
from caselib.domain.tables import TABLES
from caselib.domain.units import Units
from caselib.measures.counts import About

DATA_DATE = date(2026, 9, 30)
ODD = "420103"


def province(seed: int = 1, rows: int = 20_000, *, odd: bool = True, reader: Reader | None = None) -> MemoryBook:
    """Invent arrest reviews of 2022-01 to 2026-09 in 14 cities of 5 offices each; refusals step down at 2024-10-16."""
    rng = np.random.default_rng(seed)
    cities = [f"42{city:02d}00" for city in range(1, 15)]
    offices = [city[:4] + f"{place:02d}" for city in cities for place in range(2, 7)]
    decided = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 4 * 365 + 273, rows), "D")
    unit = rng.choice(offices, rows)
    offence = rng.choice(["theft", "fraud", "drugs"], rows)
    share = np.where(decided < "2024-10-16", 0.40, 0.30) + np.where(odd & (unit == ODD), 0.35, 0.0)
    detained = rng.random(rows) < 0.9
    days = np.where(detained, rng.integers(3, 8, rows), rng.integers(3, 21, rows))
    charged = decided + pd.to_timedelta(rng.gamma(6, 18, rows).astype(int), "D")
    frame = pd.DataFrame(
        {
            "case_id": [f"INV{place:06d}" for place in range(rows)],
            "person_id": "p1",
            "unit": unit,
            "offence": offence,
            "accepted_on": decided - pd.to_timedelta(days, "D"),
            "decided_on": decided,
            "decision": np.where(rng.random(rows) < share, "refused", "approved"),
            "detained": detained,
            "charge_decided_on": charged,
            "charge_decision": np.where(rng.random(rows) < 0.04, "not_prosecuted_minor", "prosecuted"),
        }
    )
    frame.loc[frame["charge_decided_on"] > pd.Timestamp(DATA_DATE), ["charge_decided_on", "charge_decision"]] = None
    units = pd.DataFrame({"unit": ["420000", *cities, *offices]})
    units["parent"] = [None, *["420000"] * 14, *[office[:4] + "00" for office in offices]]
    units["level"] = ["provincial", *["municipal"] * 14, *["grassroots"] * len(offices)]
    units["name_en"] = [f"Office {unit}" for unit in units["unit"]]
    return MemoryBook(frame, Units(units), reader or Reader(unit="420000"))


class MemoryBook:
    """What analyses need of a casebook, over a frame."""

    def __init__(self, frame: pd.DataFrame, units: Units, reader: Reader) -> None:
        self.units = units
        self.about = About("an invented province", DATA_DATE, casebook="0123456789abcdef", invented=True, reader=reader)
        self.connection = duckdb.connect()
        declared = ", ".join(f'"{column.name}" {column.sql_type}' for column in TABLES["arrest_reviews"].columns)
        self.connection.execute(f"CREATE TABLE arrest_reviews ({declared})")
        self.connection.register("given", frame)
        self.connection.execute("INSERT INTO arrest_reviews BY NAME SELECT * FROM given")

    def read_by(self, reader: Reader) -> MemoryBook:
        """The same casebook for another reader."""
        self.about = replace(self.about, reader=reader)
        return self

    @property
    def absent(self) -> dict[str, frozenset[str]]:
        return {}

    def sql(self, query: str) -> pd.DataFrame:
        return self.connection.execute(query).df()
