"""How good each invented case truly is, how its own people grade it, and how reviewers do: all from hashes.

The truth of a case follows from its number alone, whoever asks and in whatever order, so that estimates can be held
against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.errors import ParameterError, nearest

__all__ = ["grade_of", "inspect", "quality", "review"]

Floats = NDArray[np.float64]
GRADES = {
    "2018": ("unqualified", "defective", "qualified", "excellent"),
    "2026": ("unqualified", "basically_qualified", "qualified", "excellent"),
}
CUTS = (-2.0, -1.25, 1.5)
"""Quality is normal: 2.3 % of ordinary cases are unqualified, 8.3 % have lesser problems, 6.7 % are excellent."""
ADVERSE = -1.2
"""How much worse cases are that ended in one of the ways that must be reviewed."""


def _normal(words: Iterable[str]) -> Floats:
    """A standard normal number for each word."""
    from scipy.special import ndtri

    digests = [hashlib.sha256(word.encode()).digest()[:7] for word in words]
    whole = np.array([int.from_bytes(digest, "big") for digest in digests], dtype=float)
    return np.asarray(ndtri((whole + 0.5) / 2**56))


def quality(cases: pd.DataFrame, *, seed: int = 7, units: Mapping[str, float] | None = None) -> Floats:
    """The true quality of cases (table, case_id, unit, adverse): a number, better ones higher.

    `units` moves all cases of an office.
    """
    # Not the words by which cases are drawn: else those drawn first would be the worst.
    base = _normal(
        f"{seed}|quality|{table}|{case}" for table, case in zip(cases["table"], cases["case_id"], strict=True)
    )
    moved = cases["unit"].map(dict(units or {})).fillna(0.0).to_numpy(dtype=float)
    return base + ADVERSE * cases["adverse"].to_numpy(dtype=float) + moved


def grade_of(value: Floats, *, scheme: str) -> NDArray[np.object_]:
    """The grade that a quality deserves in a scheme.

    >>> grade_of(np.array([-3.0, -1.5, 0.0, 2.0]), scheme="2026").tolist()
    ['unqualified', 'basically_qualified', 'qualified', 'excellent']
    """
    if scheme not in GRADES:
        raise ParameterError("no such scheme", got=scheme, advice=nearest(scheme, GRADES))
    return np.array(GRADES[scheme], dtype=object)[np.digitize(value, CUTS)]


def inspect(cases: pd.DataFrame, value: Floats, *, scheme: str, seed: int = 7) -> NDArray[np.object_]:
    """The grade that the case's own department gives it: milder than it deserves, and not sure."""
    noise = _normal(f"{seed}|inspection|{case}" for case in cases["case_id"])
    return grade_of(value + 0.6 + 0.5 * noise, scheme=scheme)


def review(
    reviews: pd.DataFrame,
    value: Floats,
    *,
    scheme: str,
    strict: Mapping[str, float] | None = None,
    mild: Iterable[tuple[str, str]] = (),
    noise: float = 0.3,
    seed: int = 7,
) -> NDArray[np.object_]:
    """The grades that reviewers give (reviews: case_id, unit, reviewer, reviewer_unit), seen with some noise.

    `strict`: how much worse a reviewer sees all cases (below zero: milder). `mild`: pairs of offices that
    spare each other.
    """
    seen = value + noise * _normal(f"{seed}|{who}|{case}" for who, case in zip(reviews["reviewer"], reviews["case_id"],
                                                                                 strict=True))  # fmt: skip
    seen = seen - reviews["reviewer"].map(dict(strict or {})).fillna(0.0).to_numpy(dtype=float)
    pairs = {frozenset(pair) for pair in mild}
    spared = [frozenset(pair) in pairs for pair in zip(reviews["unit"], reviews["reviewer_unit"], strict=True)]
    return grade_of(seen + 2.5 * np.array(spared, dtype=float), scheme=scheme)
