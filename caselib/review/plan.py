"""A plan of review: what was drawn, with what chance, and who reviews what; kept in a folder, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from caselib.errors import CasebookError

__all__ = ["ASSIGNMENTS", "Plan"]

ASSIGNMENTS = [
    "review_id",
    "plan_id",
    "case_id",
    "function",
    "table",
    "unit",
    "stratum",
    "mode",
    "reviewer",
    "reviewer_unit",
    "due_on",
]
_FRAMES = ("drawn", "behind", "assignments")


@dataclass(frozen=True)
class Plan:
    """`drawn`: one row a case, with stratum, mode, population and size of the stratum, and probability; in case order.

    `in_population` is false for adverse cases of before the period, which say nothing of its cases. `behind`: every
    case of the frame that lies behind a signal, drawn or not. `assignments`: one row a review, `ASSIGNMENTS`; empty
    until reviewers are given. The number of a review tells neither its case nor its twin.

    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> bool(one.plan.drawn["probability"].between(0, 1).all())
    True
    """

    id: str
    settings: Mapping[str, Any]
    drawn: pd.DataFrame
    behind: pd.DataFrame
    assignments: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ASSIGNMENTS))

    @classmethod
    def of(cls, settings: Mapping[str, Any], drawn: pd.DataFrame, behind: pd.DataFrame) -> Plan:
        """Name a plan by what it follows from: the same settings on the same cases have the same name.

        >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3").plan
        >>> Plan.of(one.settings, one.drawn, one.behind).id == one.id
        True
        """
        hashed = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
        hashed.update("|".join(drawn["table"] + drawn["case_id"]).encode())
        return cls(f"{settings['period']}-{hashed.hexdigest()[:8]}", settings, drawn, behind)

    @property
    def strata(self) -> pd.DataFrame:
        """The strata: stratum, mode, population, drawn, probability."""
        keys = ["stratum", "mode", "population", "probability"]
        return (
            self.drawn.groupby(keys, as_index=False)
            .size()
            .rename(columns={"size": "drawn"})[["stratum", "mode", "population", "drawn", "probability"]]
        )

    def save(self, folder: str | Path) -> Path:
        """Write the plan as a folder of its name, whole or not at all; one that is there is not written over.

        >>> import tempfile
        >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3").plan
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     one.save(folder).name == one.id
        True
        """
        target = Path(folder) / self.id
        if target.exists():
            if Plan.open(target).assignments.equals(self.assignments):
                return target
            raise CasebookError("a plan of this name is there", got=str(target), advice="name another folder")
        partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
        partial.mkdir(parents=True)
        try:
            for name in _FRAMES:
                getattr(self, name).to_parquet(partial / f"{name}.parquet", index=False)
            text = json.dumps(
                {"id": self.id, "settings": dict(self.settings)}, ensure_ascii=False, indent=1, default=str
            )
            (partial / "plan.json").write_text(text + "\n", encoding="utf-8")
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return target

    @classmethod
    def open(cls, folder: str | Path) -> Plan:
        """Read a plan. Raises `CasebookError` where there is none.

        >>> import tempfile
        >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3").plan
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Plan.open(one.save(folder)).assignments.equals(one.assignments)
        True
        """
        place = Path(folder)
        try:
            said = json.loads((place / "plan.json").read_text(encoding="utf-8"))
            frames = {name: pd.read_parquet(place / f"{name}.parquet") for name in _FRAMES}
        except (OSError, ValueError) as error:
            advice = "make one with `caselib review draw CASEBOOK PLANS`"
            raise CasebookError("this is not a plan of review", got=str(place), advice=advice) from error
        return cls(said["id"], said["settings"], **frames)

    def with_assignments(self, assignments: pd.DataFrame) -> Plan:
        """Give the plan its reviewers.

        >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3").plan
        >>> len(one.with_assignments(one.assignments.head(3)).assignments)
        3
        """
        return replace(self, assignments=assignments[ASSIGNMENTS].reset_index(drop=True))
