"""Control charts: where the points of a stable process fall, phase by phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caselib.errors import StatisticsError

__all__ = ["Chart", "Phase", "chart_rule", "p_chart", "p_prime", "phase_numbers", "u_chart", "u_prime"]

Floats = NDArray[np.float64]
TRIAL = 12
"""With fewer points the limits of a phase are on trial: they move much with every further point."""
RANGE = 1.128
"""The mean range of two draws from a standard normal distribution."""
Kind = Literal["p", "u"]


@dataclass(frozen=True)
class Phase:
    """From which point on new limits hold, and why; limits are never set anew without a reason."""

    start: int
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise StatisticsError("a phase has a reason", where=f"point {self.start}", advice="say what changed")


@dataclass(frozen=True)
class Chart:
    """A chart. `points` in order of time: value, centre, low, high, sigma_z, phase, outside, side; `rule` to print."""

    points: pd.DataFrame
    phases: tuple[Phase, ...]
    trial: tuple[bool, ...]
    rule: str


def p_chart(k: ArrayLike, n: ArrayLike, *, phases: Sequence[Phase] = ()) -> Chart:
    """The p chart: p̄ ± 3·sqrt(p̄(1-p̄)/n), clipped to [0, 1], phase by phase.

    p̄ is the share of all in the phase. Montgomery, Introduction to Statistical Quality Control, section 7.2.
    Points without a base are NaN and never outside.
    """
    return _chart(k, n, phases, prime=False)


def p_prime(k: ArrayLike, n: ArrayLike, *, phases: Sequence[Phase] = ()) -> Chart:
    """Laney's p′ chart: p̄ ± 3·sqrt(p̄(1-p̄)/n)·σz, where σz is the short-term spread of the z-scores.

    z = (p - p̄)/sqrt(p̄(1-p̄)/n), σz = mean |z(t) - z(t-1)| / 1.128, per phase. With large bases the spread between
    periods exceeds that of counting, and a plain p chart flags nearly every point. σz may be below one.
    Laney (2002), Quality Engineering 14(4), 531.

    >>> chart = p_prime([10, 12, 9, 30], [100, 100, 100, 100])
    >>> chart.points["centre"].round(4).tolist()
    [0.1525, 0.1525, 0.1525, 0.1525]
    """
    return _chart(k, n, phases, prime=True)


def u_chart(counts: ArrayLike, exposure: ArrayLike, *, phases: Sequence[Phase] = ()) -> Chart:
    """The u chart: ū ± 3·sqrt(ū/e) for counts over an exposure (flaws per case, signals per office), never below zero.

    Montgomery, Introduction to Statistical Quality Control, section 7.3.
    """
    return _chart(counts, exposure, phases, prime=False, kind="u")


def u_prime(counts: ArrayLike, exposure: ArrayLike, *, phases: Sequence[Phase] = ()) -> Chart:
    """Laney's u′ chart: the u chart with limits times σz, the short-term spread of the z-scores. Laney (2002).

    >>> chart = u_prime([4, 6, 5, 20], [10, 10, 10, 10])
    >>> chart.points["centre"].round(3).tolist(), chart.trial
    ([0.875, 0.875, 0.875, 0.875], (True,))
    """
    return _chart(counts, exposure, phases, prime=True, kind="u")


def _chart(k: ArrayLike, n: ArrayLike, phases: Sequence[Phase], *, prime: bool, kind: Kind = "p") -> Chart:
    counts, sizes = (np.asarray(given, dtype=float) for given in np.broadcast_arrays(k, n))
    if bool(np.any(counts < 0) or np.any(sizes < 0)) or (kind == "p" and bool(np.any(counts > sizes))):
        raise StatisticsError(
            "a part lies between nothing and its whole" if kind == "p" else "counts are not below zero"
        )
    numbers = phase_numbers(len(sizes), phases)
    here = [numbers == phase for phase in np.unique(numbers)] or [numbers == 0]
    parts = [_phase(counts[part], sizes[part], prime, kind) for part in here]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    trial = tuple(bool((sizes[part] > 0).sum() < TRIAL) for part in here if part.any())
    name = f"Laney's {kind}′ chart" if prime else f"{kind} chart"
    spreads = [part["sigma_z"][0] for part in parts if len(part["sigma_z"])]
    found = f"; σz {', '.join(f'{spread:.2f}' for spread in spreads)}" if prime else ""
    rule = chart_rule(f"{name}, three sigma{found}", phases, trial)
    return Chart(pd.DataFrame(columns | {"phase": numbers}), tuple(phases), trial, rule)


def phase_numbers(length: int, phases: Sequence[Phase]) -> NDArray[np.int64]:
    """Number the phase of each point, from 0; raise where phases are out of order or hold nothing."""
    numbers = np.zeros(length, dtype=np.int64)
    starts = [phase.start for phase in phases]
    if starts != sorted(set(starts)) or any(not 0 < start < max(length, 1) for start in starts):
        raise StatisticsError("phases start in order, after the first point and before the last", got=starts)
    for start in starts:
        numbers[start:] += 1
    return numbers


def _phase(k: Floats, n: Floats, prime: bool, kind: Kind) -> dict[str, NDArray[Any]]:
    some = n > 0
    value = np.divide(k, n, out=np.full(n.shape, np.nan), where=some)
    centre = float(k.sum() / n.sum()) if some.any() else float("nan")
    error = np.sqrt(centre * (1 - centre if kind == "p" else 1) / np.where(some, n, np.nan))
    sigma_z = _sigma_z(value[some], centre, error[some]) if prime else 1.0
    top = 1.0 if kind == "p" else np.inf
    low, high = np.clip(centre - 3 * error * sigma_z, 0, top), np.clip(centre + 3 * error * sigma_z, 0, top)
    outside = (value < low) | (value > high)
    side = np.nan_to_num(np.sign(value - centre)).astype(int)
    alike = {"centre": np.full(n.shape, centre), "low": low, "high": high, "sigma_z": np.full(n.shape, sigma_z)}
    return {"value": value, **alike, "outside": outside, "side": side}


def _sigma_z(value: Floats, centre: float, error: Floats) -> float:
    if len(value) < 2 or not np.all(error > 0):
        return 1.0
    z = (value - centre) / error
    return float(np.abs(np.diff(z)).mean() / RANGE)


def chart_rule(limits: str, phases: Sequence[Phase], trial: Sequence[bool]) -> str:
    """Say how limits were set, why anew, and where they are on trial."""
    reasons = f" New limits from: {'; '.join(phase.reason for phase in phases)}." if phases else ""
    numbered = ", ".join(str(place + 1) for place, mark in enumerate(trial) if mark)
    few = f" Trial limits (fewer than {TRIAL} points) in phase {numbered}." if any(trial) else ""
    return f"Limits: {limits}.{reasons}{few}"
