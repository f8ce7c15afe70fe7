"""One table of ratios: `make bench`. Each line times two ways of the same work in turn, and compares their results.

`python -m benchmarks SCALE` does it on a smaller nation, to try it.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from scipy.stats import binom

from benchmarks import batches, counting, explorer, growth, loading
from benchmarks.side_by_side import HEAD, ROUNDS, Line, in_turn, machine
from caselib.casebook.load import load
from caselib.stats.funnel import Funnel, funnel
from caselib.synthetic.nation import synthesize

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Measure, print, and write RESULTS.md (of the whole nation only)."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        small, whole = work / "small", work / "whole"
        load(synthesize(work / "small_nation", scale=0.01).path, small)
        lines += batches.lines(work, small)
        lines += loading.lines(work / "loading", scale=loading.SCALE * scale)
        load(synthesize(work / "nation", scale=scale).path, whole)
        lines += [*counting.lines(whole), _limits()]
        latencies = explorer.report(whole, work)
        grown = growth.table(work / "growth", scales=tuple(part * scale for part in growth.SCALES))
    text = "\n".join([HEAD, *map(str, lines)])
    rounds = f"median of {ROUNDS} rounds in turn ({counting.OFTEN} of measures, one of batches and of limits)"
    note = f"Nation at scale {scale:g}; {rounds}"
    parts = [
        "# Benchmarks",
        f"{note}; DuckDB {duckdb.__version__}; {machine()}; {date.today()}.",
        text,
        REMARKS,
        grown,
        f"#{latencies}",
    ]
    said = "\n\n".join(parts)
    if scale == 1:
        RESULTS.write_text(said, encoding="utf-8")
        explorer.RESULTS.write_text(latencies, encoding="utf-8")
    print(said)


REMARKS = """The explorer's latencies stand below (`python -m benchmarks.explorer` measures them alone), near-duplicate
texts in [TEXTS.md](TEXTS.md).

A batch of the shipped notebooks can't be ten times as fast as a loop: most of such a report is its own counting and
drawing, which both ways do. What the batch saves is the loading of libraries and the start of a kernel, as the report
of one count shows. Ours include the start of the process that has the libraries loaded, the pages, and the gate.

A tenth was asked where papermill took nine seconds and more for a report; here it takes little more than five, on as
many cores. Of ours, some five seconds are the start of that process and the loading of our own libraries, once in a
batch: sixty reports bear a twelfth of a second each, a whole country's nothing. So one count takes more than a tenth.

All measures are counted in one pass a table and clock, as in the SQL; for each that is an amount (days, steps) ours
counts the whole histogram besides, one more pass, since the interval of a median and every later question of days
follow from it. The SQL has the median alone. Counting by `CASE` is what ours does too.

In pandas each column that a measure rests on is read once, and each condition is one mask of all rows, remembered for
every measure that shares it. Two ways of reading stand here, since the usual one is not the best that pandas can do.
SQL written out by hand, in the form that is fastest, itself takes a sixth of the time of pandas as most would read it,
and three tenths of the quicker one's, on two cores: a fifth of that is out of this engine's reach. Ours count 14 whole
histograms besides, where both others have a median.

Each line is of one run, and seconds differ between days by more than most of these ratios leave room for. A few hours
before, on the same machine, with each pair of ways by itself: `CASE` 1.35, pandas as most would read it 0.22. On an AMD
EPYC (the loop: 0.30 s) the same day: one count 0.1035, overview 0.57, load of the CSV 2.80, growth of load 1.12 in one
run and 0.98 in the median of three.

## Growth"""


def _limits() -> Line:
    """Limits for 3,600 units on 30 measures against one call of the binomial quantile for each unit and measure."""
    rng = np.random.default_rng(7)
    n = rng.integers(5, 800, 3600)
    k = [rng.binomial(n, share) for share in rng.uniform(0.02, 0.5, 30)]
    levels = [side for level in (0.95, 0.998) for side in ((1 - level) / 2, 1 - (1 - level) / 2)]

    def ours() -> list[Funnel]:
        return [funnel(one, n, overdispersion="additive", consistent=True) for one in k]

    def other() -> list[list[Any]]:
        return [[binom.ppf(levels, size, one.sum() / n.sum()) / size for size in n] for one in k]

    # Ours allow for the spread between units too; those of chance alone are the same numbers.
    chance = ["low_inner", "high_inner", "low_outer", "high_outer"]
    alone = [funnel(one, n).points[chance].to_numpy() for one in k]
    return Line.of(
        "limits of 3,600 units x 30 measures, with the spread between units / of chance alone, unit by unit",
        in_turn(ours, other, rounds=1), same=np.array_equal(alone, other()),
    )  # fmt: skip


if __name__ == "__main__":
    main()
