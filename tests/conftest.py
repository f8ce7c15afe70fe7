"""A small invented nation, made and loaded once for all tests that need a real casebook."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from caselib.casebook.load import load
from caselib.synthetic.nation import synthesize

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("whole", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "whole"))

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented nation of the README: scale 0.01, seed 7."""
    return synthesize(tmp_path_factory.mktemp("nation") / "nation", scale=0.01, seed=7).path


@pytest.fixture(scope="session")
def casebook(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its casebook."""
    path = tmp_path_factory.mktemp("casebook") / "casebook"
    load(nation, path)
    return path
