"""How hypothesis searches, and where the shared files are; the invented casebook stands in the conftest above."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import settings

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("whole", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=20)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "whole"))

# nbformat brings it for addresses in schemas that no notebook has; it builds 39 grammars when it is imported, a quarter
# of the time in which the tests are collected.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
