"""Every measure of the nation by month: ours, the same in SQL written out, and (arrests alone) in pandas."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.side_by_side import Line, in_turn, peak_memory
from caselib.casebook.store import Book, open_casebook
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Amount, Duration, Measure, Rate

PERIOD, FIRST, LAST = "2019..2026Q3", "2019-01-01", "2026-09-30"
ARRESTS = (
    "refused", "refused_no_crime", "refused_insufficient_evidence", "refused_no_necessity", "refusal_challenged",
    "refusal_changed", "not_prosecuted_after_arrest", "not_convicted_after_arrest", "decided_late",
    "decided_on_last_day",
)  # fmt: skip


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
"""Two ways to count what is so: as most would write it, and as this version of DuckDB is fastest."""


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


def in_pandas(book: Book) -> Found:
    """Ten measures of arrests in pandas: the columns read, a mask each, and a group-by of months."""
    columns = [
        "decided_on", "accepted_on", "decision", "refusal_ground", "reconsideration", "higher_review",
        "charge_decision", "judgment", "detained",
    ]  # fmt: skip
    d = pd.read_parquet(book.place / "tables" / "arrest_reviews.parquet", columns=columns)
    d = d[pd.to_datetime(d["decided_on"]).between(FIRST, LAST)]
    decided, approved, refused = d["decision"].notna(), d["decision"] == "approved", d["decision"] == "refused"
    asked = d["reconsideration"].notna() | d["higher_review"].notna()
    changed = (d["reconsideration"] == "changed") | (d["higher_review"] == "changed")
    days = (pd.to_datetime(d["decided_on"]) - pd.to_datetime(d["accepted_on"])).dt.days
    charged, judged = approved & d["charge_decision"].notna(), approved & d["judgment"].notna()
    held, known = d["detained"] == True, d["detained"].notna()  # noqa: E712
    late = days > held.map({True: 7, False: 20})
    pairs = {
        "refused": (decided, refused),
        **{f"refused_{ground}": (decided, d["refusal_ground"] == ground)
           for ground in ("no_crime", "insufficient_evidence", "no_necessity")},
        "refusal_challenged": (refused, asked),
        "refusal_changed": (refused & asked, changed),
        "not_prosecuted_after_arrest": (charged, d["charge_decision"].str.startswith("not_prosecuted").fillna(False)),
        "not_convicted_after_arrest": (judged, d["judgment"] != "guilty"),
        "decided_late": (known, late),
        "decided_on_last_day": (held & (days <= 7), days == 7),
    }  # fmt: skip
    flags = {f"{name} {part}": mask for name, (n, k) in pairs.items() for part, mask in (("k", n & k), ("n", n))}
    month = pd.to_datetime(d["decided_on"]).dt.strftime("%Y-%m")
    sums = pd.DataFrame(flags).astype(bool).groupby(month).sum().sum()
    return {name: (int(sums[f"{name} k"]), int(sums[f"{name} n"])) for name in pairs}


def peak(casebook: Path, way: str) -> tuple[float, float]:
    """Run one way in a process of its own: seconds of the work alone, and by how many MiB its memory rose."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.counting", str(casebook), way], check=True, capture_output=True, text=True
    )
    seconds, memory = told.stdout.split()[-2:]
    return float(seconds), float(memory)


def lines(casebook: Path) -> list[Line]:
    """The rows of the table."""
    book = straight(casebook)
    names = [name for name, measure in MEASURES.items() if measure.table in book.tables]
    every = [
        Line.of(
            f"all {len(names)} measures of the nation by month / SQL written out with {what}",
            in_turn(lambda: ours(book, names), lambda form=form: written_out(book, names, form)),
            same=alike(ours(book, names), written_out(book, names, form)), most=1.3,
        )
        for what, form in (("FILTER", FILTER), ("CASE, which is faster", CASE))
    ]  # fmt: skip
    arrests = list(ARRESTS)
    same = alike(ours(book, arrests), in_pandas(book))
    times = in_turn(lambda: ours(book, arrests), lambda: in_pandas(book))
    (_, mine), (_, theirs) = peak(casebook, "ours"), peak(casebook, "pandas")
    return [
        *every,
        Line.of(f"{len(arrests)} shares of arrests / pandas", times, same=same, most=0.2),
        Line(f"{len(arrests)} shares of arrests / pandas: memory", mine, theirs, "MiB", same, 0.25),
    ]


def _main() -> None:
    """One way, for `peak`."""
    book = straight(Path(sys.argv[1]))
    # What the libraries take is not of the way.
    before = peak_memory()
    start = time.perf_counter()
    ours(book, list(ARRESTS)) if sys.argv[2] == "ours" else in_pandas(book)
    took = time.perf_counter() - start
    print(took, peak_memory() - before)


if __name__ == "__main__":
    _main()
