"""Micro: cases drawn for review, sheets filled and collected, what they say of all cases, and findings followed up.

>>> import caselib as cl
>>> cl.review.Discovery("0.05").size(100)
45
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Opened when first used, as the doors of the package are.
_DOORS = {
    "Coverage": "targets",
    "Discovery": "targets",
    "Event": "ledger",
    "Plan": "plan",
    "Precision": "targets",
    "accuracy_sample": "accuracy",
    "agreements": "reviewers",
    "assign": "assignment",
    "back_test": "loop",
    "calibrate": "calibration",
    "collect": "collecting",
    "collect_accuracy": "accuracy",
    "decide": "collecting",
    "digest": "following",
    "dimensions": "by_dimension",
    "draw": "sampling",
    "error_rates": "accuracy",
    "estimate": "estimates",
    "facts": "case_facts",
    "follow": "following",
    "follow_up": "ledger",
    "found_behind": "round",
    "latest_round": "round",
    "mutual": "reviewers",
    "open_round": "round",
    "overdue": "ledger",
    "plans_of": "round",
    "read_events": "ledger",
    "recheck": "rechecked",
    "record": "ledger",
    "review_form": "form",
    "rounds": "round",
    "sample": "round",
    "settle": "desk",
    "start": "desk",
    "states": "ledger",
    "strictness": "reviewers",
    "take_in": "desk",
    "to_check": "rechecked",
    "write_accuracy_sheet": "accuracy_sheet",
    "write_conflicts": "desk",
    "write_sheets": "sheets",
}

__all__ = sorted(_DOORS)


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'caselib.review' has no attribute {name!r}")
    found = getattr(import_module(f"caselib.review.{_DOORS[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_DOORS])
