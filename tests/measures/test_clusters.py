"""Suspects of one case share its fate: by how much their shares vary more, by hand and by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from caselib.measures.count import count
from tests.measures.worked import GridBook

PAIRS = "unit | case_id | person_id | decided_on | decision\n" + "\n".join(
    f"420102 | c{case} | p{person} | 2026-02-01 | {'refused' if case % 4 == 0 else 'approved'}"
    for case in range(200)
    for person in (1, 2)
)


def test_pairs_who_fare_alike_count_as_half() -> None:
    """Four hundred persons in two hundred cases, a hundred of them refused, in pairs: n = 2 and p = 1/4.

    Fifty cases deviate by 2 - 0.5, the others by -0.5: 50·2.25 + 150·0.25 = 150, times 400/399; alone: 400·(1/4)·(3/4).
    """
    counts = count(GridBook("arrest_reviews", PAIRS), "refused", period="2026Q1", by=["unit"], within="420100")
    assert counts.clusters["refused"] == pytest.approx(150 / 75 * 400 / 399)


def test_single_suspects_are_strangers() -> None:
    rng = np.random.default_rng(1)
    rows = ["unit | case_id | person_id | decided_on | decision"]
    rows += [f"420102 | c{n} | p1 | 2026-02-01 | {'refused' if rng.random() < 0.3 else 'approved'}" for n in range(400)]
    counts = count(
        GridBook("arrest_reviews", "\n".join(rows)), "refused", period="2026Q1", by=["unit"], within="420100"
    )
    assert counts.clusters["refused"] == pytest.approx(1.0, abs=0.01)


def test_only_persons_are_clustered_and_only_where_units_are_counted() -> None:
    book = GridBook("arrest_reviews", PAIRS)
    assert count(book, "refused", period="2026Q1").clusters == {}
    civil = GridBook("civil_supervision", "accepted_on | origin\n2026-01-01 | application")
    assert count(civil, "civil_own_initiative", period="2026Q1", by=["unit"], within="420100").clusters == {}
