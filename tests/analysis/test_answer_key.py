"""What is planted in the invented nation is found, and one with nothing planted is about as quiet as it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caselib.analysis.reading import scan
from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.measures.catalogue import PANELS
from caselib.synthetic.nation import synthesize

pytestmark = pytest.mark.slow

PERIOD = "2026Q1-Q3"


SUBJECTS = {
    "arrest": ("arrest", 1),
    "civil": ("retrial", 3),
    "administrative": ("administrative", 3),
    "linkage": ("linkage", 3),
    "public_interest": ("public_interest", 3),
}
"""By subject: the panel in which its planted offices are found, and over how many years."""


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_planted_office_is_found(nation: Path, casebook: Path, subject: str) -> None:
    planted = json.loads((nation / "answers.json").read_text(encoding="utf-8"))["planted"]
    book = open_casebook(casebook, unit="420000")
    panel, years = SUBJECTS[subject]
    signals = scan(book, PANELS[panel], period=PERIOD, years=years).signals
    found = {(signal.measure, signal.unit) for signal in signals}
    here = [item for item in planted if item["kind"] == "unit" and item["subject"] == subject]
    assert here
    for item in here:
        units = book.units.below(item["unit"])
        assert any((item["measure"], unit) in found for unit in units), item["sentence"]


def test_the_planted_step_is_seen(casebook: Path) -> None:
    book = open_casebook(casebook, unit="330000")
    monthly = book.count("refused", period="2023..2026Q3", by=["month"]).frame
    before = monthly[monthly["period"] < "2024-10"]
    after = monthly[monthly["period"] > "2024-10"]
    shares = [part["numerator"].sum() / part["denominator"].sum() for part in (before, after)]
    assert shares[1] - shares[0] > 0.08
    provinces = open_casebook(casebook)
    found = scan(provinces, ["refused"], period=PERIOD, level="provincial").signals
    assert "330000" in {signal.unit for signal in found}


def test_nothing_planted_brings_no_more_signals_than_said(tmp_path: Path) -> None:
    seen, expected = 0, 0.0
    for seed in (1, 2, 3):
        clean = synthesize(tmp_path / f"clean{seed}", scale=0.01, seed=seed, planted=False).path
        load(clean, tmp_path / f"book{seed}")
        book = open_casebook(tmp_path / f"book{seed}")
        for panel in PANELS:
            found = scan(book, PANELS[panel], period=PERIOD)
            seen, expected = seen + len(found.signals), expected + found.expected_false
    # Exact limits keep below their level: some 20 of the 36 that are announced.
    assert seen <= expected
