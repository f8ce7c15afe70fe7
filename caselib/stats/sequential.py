"""Reading files in stages: stop and accept when few faults are found, read more when some are.

Each stage is one more chance to accept by luck. To widen the sample by one fault at a time, each size right for itself,
raises a risk of 10 % to 21.5 %. Here the risk of the whole plan is worked out exactly, and plans are found that keep
it. The rate that may be tolerated is best given as text ("0.05"), as in `sample_size`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.errors import StatisticsError

__all__ = ["Plan", "acceptance_numbers", "stage_sizes"]

Floats = NDArray[np.float64]
Rate = float | str
NEVER = -1
"""The acceptance number of a stage at which not even no fault suffices."""


@dataclass(frozen=True)
class Plan:
    """A plan in stages. `sizes`: files read by the end of each stage, all together; `numbers`: accept there with so
    many faults in all, or fewer. With more the next stage is read; reading ends, and the whole is rejected, when more
    faults are found than the last stage allows.

    >>> naive = Plan((45, 78, 105, 132, 158), (0, 1, 2, 3, 4))
    >>> round(Plan((45,), (0,)).risk("0.05"), 3), round(naive.risk("0.05"), 3)
    (0.099, 0.215)
    """

    sizes: tuple[int, ...]
    numbers: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.sizes or len(self.sizes) != len(self.numbers):
            raise StatisticsError("a plan has one acceptance number for each stage", got=(self.sizes, self.numbers))
        if self.sizes[0] < 1 or any(after <= before for before, after in zip(self.sizes, self.sizes[1:], strict=False)):
            raise StatisticsError("sizes are all files read so far, and grow", got=self.sizes)
        if self.numbers[0] < NEVER or list(self.numbers) != sorted(self.numbers):
            raise StatisticsError("acceptance numbers are -1 (never) or more, and never fall", got=self.numbers)

    def stages(self, rate: Rate, *, population: int | None = None) -> pd.DataFrame:
        """What happens at each stage if this share is faulty: size, number, accepted, rejected, goes_on, risk.

        Exact, by recursion: from the chances of each number of faults among samples that go on, those of the next
        stage follow. Draws are binomial, or hypergeometric from a `population` of which ceil(N·rate) are faulty.
        `risk`: the chance to have accepted by then. Wald (1947), Sequential Analysis, part II; Schilling and Neubauer
        (2017), Acceptance Sampling in Quality Control, chapter 6.
        """
        top, rows, read = max(self.numbers), [], 0
        going: Floats = np.eye(1, top + 1)[0]
        for size, number in zip(self.sizes, self.numbers, strict=True):
            alive = going.sum() if read else 1.0
            found = going @ _step(top, size - read, read, rate, population)
            last = size == self.sizes[-1]
            accepted = found[: number + 1].sum()
            going = np.where((np.arange(top + 1) > number) & (not last), found, 0.0)
            rows.append((size, number, accepted, alive - accepted - going.sum(), going.sum()))
            read = size
        frame = pd.DataFrame(rows, columns=["size", "number", "accepted", "rejected", "goes_on"])
        return frame.assign(risk=frame["accepted"].cumsum())

    def risk(self, rate: Rate, *, population: int | None = None) -> float:
        """The chance that the plan accepts, at whichever stage, if this share is faulty."""
        return float(self.stages(rate, population=population)["risk"].iloc[-1])

    def expected_size(self, rate: Rate, *, population: int | None = None) -> float:
        """How many files are read on average if this share is faulty.

        >>> round(Plan((45, 78, 105, 132, 158), (0, 1, 2, 3, 4)).expected_size("0.01"), 1)
        63.5
        """
        look = self.stages(rate, population=population)
        return float((look["size"] * (look["accepted"] + look["rejected"])).sum())


def acceptance_numbers(
    sizes: Sequence[int],
    *,
    tolerable: Rate,
    risk: float = 0.1,
    spend: Sequence[float] | None = None,
    population: int | None = None,
) -> Plan:
    """The largest acceptance numbers for these sizes with which the risk of accepting `tolerable` is at most `risk`.

    It holds at every stage: by the end of stage i no more than spend[i]·risk is used up, by default i/k of it, so
    that one may stop wherever the plan says so (spending as Lan and DeMets 1983, Biometrika 70, 659).

    >>> acceptance_numbers((45, 78, 105, 132, 158), tolerable="0.05").numbers
    (-1, 0, 1, 2, 3)
    """
    numbers: tuple[int, ...] = ()
    for stage, limit in enumerate(_limits(len(sizes), risk, spend)):
        read, best = tuple(sizes[: stage + 1]), numbers[-1] if numbers else NEVER
        while best < read[-1] and Plan(read, (*numbers, best + 1)).risk(tolerable, population=population) <= limit:
            best += 1
        numbers += (best,)
    return Plan(tuple(sizes), numbers)


def stage_sizes(
    numbers: Sequence[int],
    *,
    tolerable: Rate,
    risk: float = 0.1,
    spend: Sequence[float] | None = None,
    population: int | None = None,
) -> Plan:
    """The smallest sizes for these acceptance numbers with which the risk of accepting `tolerable` is at most `risk`.

    It holds at every stage, as for `acceptance_numbers`.

    >>> plan = stage_sizes((0, 1, 2), tolerable="0.05")
    >>> plan.sizes, round(plan.risk("0.05"), 4)
    ((67, 91, 112), 0.0991)
    """
    sizes: tuple[int, ...] = ()
    for stage, limit in enumerate(_limits(len(numbers), risk, spend)):
        sizes += (_next_size(sizes, tuple(numbers[: stage + 1]), limit, tolerable, population),)
    return Plan(sizes, tuple(numbers))


def _next_size(
    sizes: tuple[int, ...], numbers: tuple[int, ...], limit: float, rate: Rate, population: int | None
) -> int:
    """The smallest size of one more stage with which the plan so far accepts with no more than this chance."""
    choices = range(sizes[-1] + 1 if sizes else 1, 100_001 if population is None else population + 1)
    # The larger the stage, the smaller the chance: a sorted range, in which the place is found by halving.
    place = bisect_left(
        choices, -limit, key=lambda size: -Plan((*sizes, size), numbers).risk(rate, population=population)
    )
    if place == len(choices):
        raise StatisticsError("not even all files would do", where=f"stage {len(numbers)}", advice="allow fewer faults")
    return choices[place]


def _step(top: int, size: int, read: int, rate: Rate, population: int | None) -> Floats:
    """Chances to come from so many faults (row) to so many (column), none above `top`, by reading `size` more."""
    from scipy.stats import binom, hypergeom

    share = Fraction(str(rate))
    if not 0 <= share <= 1:
        raise StatisticsError("a rate lies between none and all", got=rate)
    before, after = np.arange(top + 1)[:, None], np.arange(top + 1)[None, :]
    if population is None:
        return np.asarray(binom.pmf(after - before, size, float(share)), dtype=float)
    if read + size > population:
        raise StatisticsError("no more files are read than there are", got=read + size)
    left = np.maximum(math.ceil(population * share) - before, 0)
    possible = left <= population - read
    pmf = hypergeom.pmf(after - before, population - read, np.where(possible, left, 0), size)
    return np.where(possible, pmf, 0.0)


def _limits(stages: int, risk: float, spend: Sequence[float] | None) -> list[float]:
    """How much of the risk may be used up by the end of each stage."""
    parts = [(stage + 1) / stages for stage in range(stages)] if spend is None else list(spend)
    if not 0 < risk < 1 or len(parts) != stages or parts != sorted(parts) or parts[0] < 0 or parts[-1] > 1:
        raise StatisticsError("a risk between 0 and 1, spent in parts that grow to 1", got=(risk, parts))
    return [risk * part for part in parts]
