"""How alike the persons of one case are: by how much shares of persons vary more than those of strangers."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["design_effect"]

LEAST = 200
"""With fewer persons in all the estimate is mostly noise (its error is about √(2/cases)), and one is taken."""


def design_effect(sums: pd.DataFrame, place: int) -> float:
    """Estimate the design effect of one measure from integer sums over cases, unit by unit.

    With p of each unit, Σ(k - n·p)² over its cases against n·p·(1 - p) over its persons; 1 if suspects of one case are
    no more alike than those of two, and never taken below 1. Kish (1965), Survey Sampling, section 5.4. Columns kk, kn,
    nn, k, n with the place of the measure, as `query.cluster_query` gives them.

    >>> two_alike = pd.DataFrame({"kk0": [400], "kn0": [400], "nn0": [800], "k0": [200], "n0": [400]})
    >>> round(design_effect(two_alike, 0), 2)
    2.01
    """
    kk, kn, nn, k, n = (sums[f"{name}{place}"].to_numpy(dtype=float) for name in ("kk", "kn", "nn", "k", "n"))
    some = n > 0
    p = np.divide(k, n, out=np.zeros_like(k), where=some)
    # A unit's own share takes one degree of freedom, which matters where units have few persons.
    spare = np.where(n > 1, n / np.maximum(n - 1, 1), 0.0)
    between = (spare * (kk - 2 * p * kn + p**2 * nn))[some].sum()
    alone = (n * p * (1 - p))[some & (n > 1)].sum()
    return max(1.0, float(between / alone)) if n.sum() >= LEAST and alone > 0 else 1.0
