"""How time and memory grow with the nation: load and count at three sizes, each in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.side_by_side import peak_memory
from caselib.casebook.load import load
from caselib.synthetic.nation import synthesize

SCALES = (0.1, 1.0, 3.0)


def measured(source: Path, casebook: Path) -> list[float]:
    """Load and count in a process of its own: persons, seconds and MiB of both."""
    told = [
        subprocess.run(
            [sys.executable, "-m", "benchmarks.growth", step, str(source), str(casebook)],
            check=True, capture_output=True, text=True,
        ).stdout.split()[-3:]
        for step in ("load", "count")
    ]  # fmt: skip
    return [float(part) for one in told for part in one]


def table(work: Path, *, scales: tuple[float, ...] = SCALES) -> str:
    """A table of its own: the figures at each size, and for a million persons."""
    work.mkdir(parents=True, exist_ok=True)
    lines = ["| scale | persons | load, s | s per million | MiB | count all, s | s per million | MiB |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for scale in scales:
        source, casebook = work / f"nation{scale}", work / f"grown{scale}"
        synthesize(source, scale=scale)
        rows, loading, memory, _, counting, taken = measured(source, casebook)
        million = rows / 1e6
        lines.append(
            f"| {scale:g} | {int(rows):,} | {loading:.1f} | {loading / million:.2f} | {memory:,.0f} | {counting:.1f} |"
            f" {counting / million:.2f} | {taken:,.0f} |"
        )
        shutil.rmtree(source)
        shutil.rmtree(casebook)
    return "\n".join(lines)


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
        from caselib.measures.declare import Rate

        book = straight(casebook)
        rows = len(ours(book, [name for name, m in MEASURES.items() if isinstance(m, Rate) and m.table in book.tables]))
    took = time.perf_counter() - start
    print(rows, took, peak_memory())


if __name__ == "__main__":
    _main()
