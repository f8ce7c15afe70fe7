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

PERIOD = "2026Q1-Q3"


def test_every_planted_office_is_found(nation: Path, casebook: Path) -> None:
    planted = json.loads((nation / "answers.json").read_text(encoding="utf-8"))["planted"]
    book = open_casebook(casebook, unit="420000")
    found = {(signal.measure, signal.unit) for signal in scan(book, PANELS["arrest"], period=PERIOD).signals}
    for item in planted:
        if item["kind"] == "unit":
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


@pytest.mark.slow
def test_nothing_planted_brings_few_signals(tmp_path: Path) -> None:
    seen, expected = 0, 0.0
    for seed in (1, 2, 3):
        clean = synthesize(tmp_path / f"clean{seed}", scale=0.01, seed=seed, planted=False).path
        load(clean, tmp_path / f"book{seed}")
        found = scan(open_casebook(tmp_path / f"book{seed}"), PANELS["arrest"], period=PERIOD)
        seen, expected = seen + len(found.signals), expected + found.expected_false
    # Exact limits keep below their level; accomplices who share a fate bring some more. 18 expected at most from
    # chance; twice that would mean that the limits do not hold.
    assert seen < 2 * expected
