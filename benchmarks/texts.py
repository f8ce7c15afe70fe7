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

from caselib.analysis.screens.texts import ALIKE, alike, shingles
from caselib.synthetic.texts import recommendation_texts

MILLION, SOME, OFFICES = 1_000_000, 20_000, 3_600
LONG = 20
"""Invented texts in a long one: some 2,000 characters, as a full recommendation has."""


def invented(size: int, seed: int = 7) -> tuple[list[str], list[str]]:
    """Texts of offices; five in a hundred are of batches of four."""
    rng = np.random.default_rng(seed)
    batch = np.arange(size)
    batch[: size // 20] = batch[: size // 20] // 4 * 4
    office = rng.integers(0, OFFICES, size)[batch]
    place = "place " + pd.Series(rng.integers(1, 400, size)).astype(str)
    texts = recommendation_texts(pd.DataFrame({"batch": batch, "place": place}), rng)
    return [f"{code:06d}" for code in office], list(texts)


def long(size: int) -> tuple[list[str], list[str]]:
    """Texts of some 2,000 characters; near ones differ in places and numbers alone, as those of one batch do."""
    made = [invented(size, seed) for seed in range(LONG)]
    return made[0][0], ["".join(texts[place] for _, texts in made) for place in range(size)]


def found(groups: list[str], texts: list[str]) -> tuple[int, int]:
    """How many texts have an earlier near one of their office, by comparing all of an office with all; and by us."""
    sets = [shingles(text) for text in texts]
    near = set()
    for places in pd.Series(range(len(texts))).groupby(pd.Series(groups)).agg(list):
        for at, place in enumerate(places):
            if any(_near(sets[place], sets[other]) for other in places[:at]):
                near.add(place)
    ours = {place for place, other in enumerate(alike(groups, texts)) if other >= 0}
    return len(near), len(near & ours)


def _near(a: set[str], b: set[str]) -> bool:
    return len(a & b) >= ALIKE * len(a | b)


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
    some = SOME // 4
    truly, ours = found(*(part[:some] for part in invented(SOME)))
    groups, texts = long(SOME)
    length, taken = round(sum(map(len, texts)) / len(texts)), _timed(lambda: alike(groups, texts))
    lines.append(f"| near texts among {SOME:,} of {length:,} characters, one process | {taken:.1f} |")
    lines.append(f"| the same for {MILLION:,}, in proportion (an office at a time) | {taken * MILLION / SOME:.0f} |")
    groups, texts = invented(MILLION)
    length = round(sum(map(len, texts)) / len(texts))
    taken = _timed(lambda: alike(groups, texts))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    lines.append(f"| near texts among {MILLION:,} of {length} characters, {OFFICES:,} offices | {taken:.1f} |")
    head = "| what | s |\n| --- | --- |"
    where = f"{platform.machine()}, Python {platform.python_version()}; {date.today()}"
    recall = (
        f"of {some:,} texts {truly:,} are near an earlier one by comparing all with all, and {ours:,} of them are found"
    )
    note = f"Invented texts; {recall}. Peak {memory:.1f} GiB; {where}."
    said = "\n".join(["# Near-duplicate texts", "", note, "", head, *lines, ""])
    (Path(__file__).parent / "TEXTS.md").write_text(said, encoding="utf-8")
    print(said)


if __name__ == "__main__":
    main()
