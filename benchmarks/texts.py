"""Near-duplicate texts, measured: `python -m benchmarks.texts`; writes TEXTS.md."""

from __future__ import annotations

import platform
import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from caselib.analysis.screens.texts import alike, shingles
from caselib.synthetic.texts import recommendation_texts

MILLION, SOME, OFFICES = 1_000_000, 20_000, 3_600


def invented(size: int, seed: int = 7) -> tuple[list[str], list[str]]:
    """Texts of offices; five in a hundred are of batches of four."""
    rng = np.random.default_rng(seed)
    batch = np.arange(size)
    batch[: size // 20] = batch[: size // 20] // 4 * 4
    office = rng.integers(0, OFFICES, size)[batch]
    place = "place " + pd.Series(rng.integers(1, 400, size)).astype(str)
    texts = recommendation_texts(pd.DataFrame({"batch": batch, "place": place}), rng)
    return [f"{code:06d}" for code in office], list(texts)


def _rensa(texts: list[str]) -> object:
    from rensa import RMinHash

    for text in texts:
        sketch = RMinHash(num_perm=128, seed=7)
        sketch.update(list(shingles(text)))
        sketch.digest()
    return None


def _datasketch(texts: list[str]) -> object:
    from datasketch import MinHash

    for text in texts:
        sketch = MinHash(num_perm=128, seed=7)
        sketch.update_batch([part.encode() for part in shingles(text)])
    return None


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure sketches by two libraries, then the whole way over a million texts."""
    groups, texts = invented(SOME)
    lines = [f"| 128 hashes of {SOME:,} texts, {name} | {_timed(lambda way=way: way(texts)):.1f} |"
             for name, way in (("rensa", _rensa), ("datasketch", _datasketch))]  # fmt: skip
    groups, texts = invented(MILLION)
    taken = _timed(lambda: alike(groups, texts))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    lines.append(f"| near texts among {MILLION:,}, {OFFICES:,} offices, one process | {taken:.1f} |")
    head = "| what | s |\n| --- | --- |"
    where = f"{platform.machine()}, Python {platform.python_version()}; {date.today()}"
    note = f"Invented texts; peak {memory:.1f} GiB; {where}."
    said = "\n".join(["# Near-duplicate texts", "", note, "", head, *lines, ""])
    (Path(__file__).parent / "TEXTS.md").write_text(said, encoding="utf-8")
    print(said)


if __name__ == "__main__":
    main()
