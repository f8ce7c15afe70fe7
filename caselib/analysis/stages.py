"""How far the cases of one period have come: a chain of stages, each counted, with its branch."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from caselib.analysis.result import Result
from caselib.domain.periods import Period
from caselib.domain.phrases import say
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import CHAINS
from caselib.measures.count import Source, count
from caselib.measures.counts import Counts

__all__ = ["Stages", "reached", "stages"]


@dataclass(frozen=True)
class Stages(Result):
    """A chain. `frame`: measure, branch, n, of_first (share of the first stage), of_previous, in the order of steps."""

    chain: str


def stages(book: Source, chain: str, *, period: str | Period, within: str | None = None) -> Stages:
    """Count how many of the cases that began in a period have reached each stage by the data date.

    A branch (suit, judgment) leaves the chain at any stage, and its first step is related to the beginning.

    >>> look = cl.stages(book, "public_interest", period="2025Q1-Q3")
    >>> look.frame[["measure", "n"]].head(2).to_dict("records")
    [{'measure': 'pil_filed', 'n': 221}, {'measure': 'pil_recommended', 'n': 136}]
    """
    if chain not in CHAINS:
        raise ParameterError("no such chain of stages", got=chain, advice=nearest(chain, CHAINS))
    main, branch = CHAINS[chain]
    return reached(count(book, [*main, *branch], period=period, within=within), chain)


def reached(counts: Counts, chain: str) -> Stages:
    """Set out a chain that has been counted."""
    main, branch = CHAINS[chain]
    numbers = counts.frame.set_index("measure")["numerator"]
    rows = [_row(numbers, name, main[0], before, False) for name, before in zip(main, ["", *main], strict=False)]
    rows += [
        _row(numbers, name, main[0], before, True) for name, before in zip(branch, [main[0], *branch], strict=False)
    ]
    rule = say(
        counts.about.reader.language,
        "Cases of {period}, by how far they have come by {day}; later ones had less time.",
        period=counts.period,
        day=counts.about.data_date,
    )
    return Stages(counts, pd.DataFrame(rows), rule, chain)


def _row(numbers: pd.Series, name: str, first: str, before: str, branch: bool) -> dict[str, object]:
    n = int(numbers[name])
    return {
        "measure": name,
        "branch": branch,
        "n": n,
        "of_first": _share(n, int(numbers[first])),
        "of_previous": _share(n, int(numbers[before])) if before else float("nan"),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
