"""A draw on Spark is that of the embedded engine: the same cases, chances and names, from the same seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from caselib.casebook.spark import SparkBook
from caselib.casebook.store import open_casebook
from caselib.review.desk import signals_of
from caselib.review.sampling import draw
from caselib.synthetic.rehearsal import invented_reviewers

pytestmark = [
    pytest.mark.slow,
    # pyspark's own words about the pandas that it meets, and sockets that it leaves to the collector.
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


def test_the_same_seed_draws_the_same_on_spark(casebook: Path, spark: Any) -> None:
    ours = open_casebook(casebook, unit="420000")
    theirs = SparkBook(ours.path, ours.place, ours.manifest, ours.reader)
    signals = signals_of(ours, ["arrest"], period="2026Q1-Q3")[:4]
    how: dict[str, Any] = {"period": "2026Q1-Q3", "signals": signals, "random": 60, "per_signal": 10, "seed": 11}
    how["certain"] = ["refusal_changed", "pil_relapsed"]
    people = invented_reviewers(ours)
    first, second = (draw(book, reviewers=people, **how) for book in (ours, theirs))
    assert first.id == second.id
    assert len(first.drawn) and first.drawn["stratum"].str.startswith("signal/").any()
    for name in ("drawn", "behind", "assignments"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_dtype=False)
