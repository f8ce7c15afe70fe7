"""Every measure of the nation by month: ours, the same in SQL written out, and in pandas."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.in_pandas import categories, in_pandas, plain
from benchmarks.side_by_side import Line, in_turn, peak_memory
from caselib.casebook.store import Book, open_casebook
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Amount, Duration, Measure, Rate

PERIOD, FIRST, LAST = "2019..2026Q3", "2019-01-01", "2026-09-30"
PANDAS = {"as most would read it": plain, "with texts as categories, which is faster": categories}


class Straight(Book):
    """A casebook that keeps no counts."""

    shelf = None  # type: ignore[assignment]


def straight(casebook: Path) -> Book:
    """Open a casebook so that every count is made anew."""
    kept = open_casebook(casebook)
    return Straight(kept.path, kept.place, kept.manifest, kept.reader)


Found = dict[str, tuple[float, ...]]
"""Of a share its parts, of a number of rows that number, of days and steps the value of each month: by measure."""


def ours(book: Book, names: list[str]) -> Found:
    """All measures at once, by month."""
    frame = book.count(names, period=PERIOD, by=["month"]).frame.sort_values("period")
    return {str(name): _told(MEASURES[str(name)], part) for name, part in frame.groupby("measure")}


def _told(measure: Measure, months: pd.DataFrame) -> tuple[float, ...]:
    if isinstance(measure, Amount):
        return tuple(months["value"].dropna())
    parts = ["numerator", "denominator"] if isinstance(measure, Rate) else ["numerator"]
    return tuple(int(months[part].sum()) for part in parts)


FILTER, CASE = "count(*) FILTER (WHERE {})", "count(CASE WHEN {} THEN 1 END)"
FORMS = {"FILTER": FILTER, "CASE, which is faster": CASE}
"""Two ways to count what is so: as most would write it, and as this version of DuckDB is fastest."""
OFTEN = 5
"""Rounds: a time differs from the next by a third, which is all that a ratio of 1.3 leaves room for."""


def written_out(book: Book, names: list[str], form: str = FILTER) -> Found:
    """One statement a table and clock, as somebody who knows the tables would write it down."""
    found: Found = {}
    key = lambda m: (m.table, m.clock)  # noqa: E731
    for (table, clock), group in groupby(sorted((MEASURES[name] for name in names), key=key), key=key):
        measures = list(group)
        listed = ", ".join(_written(measure, f"_{place}", form) for place, measure in enumerate(measures))
        months = book.sql(
            f"SELECT date_trunc('month', {clock}) AS month, {listed} FROM (SELECT *, DATE '{LAST}' AS data_date FROM"
            f" {table}) WHERE {clock} BETWEEN DATE '{FIRST}' AND DATE '{LAST}' GROUP BY 1 ORDER BY 1"
        )
        for place, measure in enumerate(measures):
            parts = [months[name].dropna() for name in (f"k_{place}", f"n_{place}") if name in months]
            whole = isinstance(measure, Amount)
            found[measure.name] = tuple(parts[0]) if whole else tuple(int(part.sum()) for part in parts)
    return found


def _written(measure: Measure, place: str, form: str) -> str:
    if isinstance(measure, Amount):
        middle = f"median({measure.amount})" if isinstance(measure, Duration) else f"avg({measure.amount})"
        return f"{middle} FILTER (WHERE {measure.known}) AS k{place}"
    base = form.format(measure.among)
    if isinstance(measure, Rate):
        inside = form.format(f"({measure.among}) AND ({measure.of_which})")
        return f"{inside} AS k{place}, {base} AS n{place}"
    return f"{base} AS k{place}"


def alike(mine: Found, theirs: Found) -> bool:
    """Whether two ways found the same: counts to the last case, medians and means as far as a float tells them."""
    return mine.keys() == theirs.keys() and all(
        len(mine[name]) == len(theirs[name]) and np.allclose(mine[name], theirs[name], rtol=1e-12, atol=0)
        for name in mine
    )


def peak(casebook: Path, way: str) -> tuple[float, float]:
    """Run one way in a process of its own: seconds of the work alone, and by how many MiB its memory rose."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.counting", str(casebook), way], check=True, capture_output=True, text=True
    )
    seconds, memory = told.stdout.split()[-2:]
    return float(seconds), float(memory)


def lines(casebook: Path) -> list[Line]:
    """The rows of the table. All ways are timed in turn, so that each ratio is to the same time of ours."""
    book = straight(casebook)
    names = [name for name, measure in MEASURES.items() if measure.table in book.tables]
    ways: dict[str, Callable[[], Found]] = {"ours": lambda: ours(book, names)}
    ways |= {
        f"SQL written out with {how}": lambda form=form: written_out(book, names, form)  # type: ignore[misc]
        for how, form in FORMS.items()
    }
    ways |= {
        f"pandas, {how}": lambda read=read: in_pandas(book, names, read, first=FIRST, last=LAST)  # type: ignore[misc]
        for how, read in PANDAS.items()
    }
    # What all find alike is found once before, and so nothing is read from the disk for the first time below.
    found = {how: way() for how, way in ways.items()}
    times = dict(zip(ways, in_turn(*ways.values(), rounds=OFTEN), strict=True))
    _, memory = peak(casebook, "ours")
    written = []
    for how in list(ways)[1:]:
        what, same = f"all {len(names)} measures of the nation by month / {how}", alike(found["ours"], found[how])
        pandas = PANDAS.get(how.removeprefix("pandas, "))
        written.append(Line.of(what, (times["ours"], times[how]), same=same, most=0.2 if pandas else 1.3))
        if pandas:
            _, theirs = peak(casebook, pandas.__name__)
            written.append(Line(f"{what}: memory", memory, theirs, "MiB", same, 0.25))
    return written


def _main() -> None:
    """One way, for `peak`."""
    book = straight(Path(sys.argv[1]))
    names = [name for name, measure in MEASURES.items() if measure.table in book.tables]
    reads = {read.__name__: read for read in PANDAS.values()}
    # What the libraries take is not of the way.
    before = peak_memory()
    start = time.perf_counter()
    if sys.argv[2] == "ours":
        ours(book, names)
    else:
        in_pandas(book, names, reads[sys.argv[2]], first=FIRST, last=LAST)
    took = time.perf_counter() - start
    print(took, peak_memory() - before)


if __name__ == "__main__":
    _main()
