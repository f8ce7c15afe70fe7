"""Every measure of the nation by month: ours, the same in SQL written out, and (arrests alone) in pandas."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path

import pandas as pd

from benchmarks.side_by_side import Line, in_turn, peak_memory
from caselib.casebook.store import Book, open_casebook
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Rate

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


def ours(book: Book, names: list[str]) -> dict[str, tuple[int, int]]:
    """All measures at once: numerator and denominator of all months together."""
    frame = book.count(names, period=PERIOD, by=["month"]).frame
    sums = frame.groupby("measure")[["numerator", "denominator"]].sum()
    return {
        str(name): (int(row.numerator), int(row.denominator))
        for name, row in zip(sums.index, sums.itertuples(), strict=True)
    }


def written_out(book: Book, names: list[str]) -> dict[str, tuple[int, int]]:
    """One statement a table and clock, as somebody who knows the tables would write it down."""
    found: dict[str, tuple[int, int]] = {}
    rates = [m for name in names if isinstance(m := MEASURES[name], Rate)]
    key = lambda m: (m.table, m.clock)  # noqa: E731
    for (table, clock), group in groupby(sorted(rates, key=key), key=key):
        measures = list(group)
        parts = ", ".join(
            f"count(*) FILTER (WHERE ({m.among}) AND ({m.of_which})) AS k{i}, count(*) FILTER (WHERE {m.among}) AS n{i}"
            for i, m in enumerate(measures)
        )
        months = book.sql(
            f"SELECT date_trunc('month', {clock}) AS month, {parts} FROM (SELECT *, DATE '{LAST}' AS data_date FROM"
            f" {table}) WHERE {clock} BETWEEN DATE '{FIRST}' AND DATE '{LAST}' GROUP BY 1 ORDER BY 1"
        )
        found |= {m.name: (int(months[f"k{i}"].sum()), int(months[f"n{i}"].sum())) for i, m in enumerate(measures)}
    return found


def in_pandas(book: Book) -> dict[str, tuple[int, int]]:
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
    rates = [name for name, m in MEASURES.items() if isinstance(m, Rate) and m.table in book.tables]
    same = ours(book, rates) == written_out(book, rates)
    every = Line.of(
        f"{len(rates)} shares of the nation by month / SQL written out",
        in_turn(lambda: ours(book, rates), lambda: written_out(book, rates)), same=same, most=1.3,
    )  # fmt: skip
    arrests = list(ARRESTS)
    alike = ours(book, arrests) == in_pandas(book)
    times = in_turn(lambda: ours(book, arrests), lambda: in_pandas(book))
    (_, mine), (_, theirs) = peak(casebook, "ours"), peak(casebook, "pandas")
    return [
        every,
        Line.of(f"{len(arrests)} shares of arrests / pandas", times, same=alike, most=0.2),
        Line(f"{len(arrests)} shares of arrests / pandas: memory", mine, theirs, "MiB", alike, 0.25),
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
