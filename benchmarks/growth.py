"""How time and memory grow with the nation: load and count at three sizes, each in a process of its own."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.side_by_side import ROUNDS, peak_memory
from caselib.casebook.load import load
from caselib.synthetic.nation import synthesize

SCALES = (0.1, 1.0, 3.0)
LINEAR = 1.1
"""Time that grows as size to this power still counts as linear: so much one run differs from the next."""


def measured(source: Path, casebook: Path) -> list[float]:
    """Load and count, each time in processes of their own: persons, seconds and MiB of both, medians of all rounds."""
    rounds = []
    for _ in range(ROUNDS):
        shutil.rmtree(casebook, ignore_errors=True)
        rounds.append([part for step in ("load", "count") for part in _alone(step, source, casebook)])
    return [median(part) for part in zip(*rounds, strict=True)]


def _alone(step: str, source: Path, casebook: Path) -> list[float]:
    run = [sys.executable, "-m", "benchmarks.growth", step, str(source), str(casebook)]
    told = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    return [float(part) for part in told.split()[-3:]]


def table(work: Path, *, scales: tuple[float, ...] = SCALES) -> str:
    """A table of its own: the figures at each size, and for a million persons."""
    work.mkdir(parents=True, exist_ok=True)
    lines = ["| scale | persons | load, s | s per million | MiB | count all, s | s per million | MiB |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- | --- |"]
    found = []
    for scale in scales:
        source, casebook = work / f"nation{scale}", work / f"grown{scale}"
        synthesize(source, scale=scale)
        found.append(measured(source, casebook))
        rows, loading, memory, _, counting, taken = found[-1]
        million = rows / 1e6
        lines.append(
            f"| {scale:g} | {int(rows):,} | {loading:.1f} | {loading / million:.2f} | {memory:,.0f} | {counting:.1f} |"
            f" {counting / million:.2f} | {taken:,.0f} |"
        )
        shutil.rmtree(source)
        shutil.rmtree(casebook)
    return "\n".join([*lines, "", *(_power(found, part, what) for part, what in _PARTS.items())])


_PARTS = {1: "load, time", 2: "load, memory", 4: "count, time", 5: "count, memory"}


def _power(found: list[list[float]], part: int, what: str) -> str:
    """Say as which power of the size something grew, from the last size but one to the last."""
    (before, after), (less, more) = ([one[place] for one in found[-2:]] for place in (0, part))
    power = math.log(more / less) / math.log(after / before)
    return f"- {what}: as size to the power {power:.2f}; linear or better: {'yes' if power <= LINEAR else 'NO'}"


def _main() -> None:
    """One step, for `measured`."""
    step, source, casebook = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    start = time.perf_counter()
    if step == "load":
        loaded = load(source, casebook)
        rows = next(table.accepted for table in loaded.tables if table.name == "arrest_reviews")
    else:
        from benchmarks.counting import ours, straight
        from caselib.measures.catalogue import MEASURES

        book = straight(casebook)
        rows = len(ours(book, [name for name, measure in MEASURES.items() if measure.table in book.tables]))
    took = time.perf_counter() - start
    print(rows, took, peak_memory())


if __name__ == "__main__":
    _main()
