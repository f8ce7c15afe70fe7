"""One table of ratios: `make bench`. Each line times two ways of the same work in turn, and compares their results."""

from __future__ import annotations

import platform
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pandas as pd
import papermill
from scipy.stats import binom

from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.measures.catalogue import PANELS
from caselib.reporting.batch import report
from caselib.stats.funnel import Funnel, funnel
from caselib.synthetic.nation import synthesize

SCALE, ROUNDS, PERIOD = 0.2, 3, "2019..2026Q3"
RESULTS = Path(__file__).parent / "RESULTS.md"


class _Straight(Book):
    """A casebook that keeps no counts."""

    shelf = None  # type: ignore[assignment]


def main() -> None:
    """Measure, print, and write RESULTS.md."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        nation = synthesize(work / "nation", scale=SCALE, format="csv")
        lines = [_load(nation.path, work)]
        kept = open_casebook(work / "book")
        book = _Straight(kept.path, kept.place, kept.manifest, kept.reader)
        lines += [_counts(book), _panel(book), _kept(kept, book), _limits(), _batch(work)]
    head = "| what | ours, s | other, s | ratio | same result |\n| --- | --- | --- | --- | --- |"
    text = "\n".join([head, *lines])
    machine = f"{platform.machine()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    persons = nation.rows["arrest_reviews"]
    note = f"{persons:,} persons (scale {SCALE}); median of {ROUNDS} rounds in turn; {machine}; {date.today()}."
    RESULTS.write_text(f"# Benchmarks\n\n{note}\n\n{text}\n", encoding="utf-8")
    print(text)


def _in_turn(ours: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Time both in turn, so that a drift of the machine strikes both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for way, taken in zip((ours, other), times, strict=True):
            start = time.perf_counter()
            way()
            taken.append(time.perf_counter() - start)
    return median(times[0]), median(times[1])


def _line(what: str, times: tuple[float, float], same: bool) -> str:
    return f"| {what} | {times[0]:.2f} | {times[1]:.2f} | {times[0] / times[1]:.2f} | {'yes' if same else 'NO'} |"


def _load(nation: Path, work: Path) -> str:
    """Load with every rule against the engine's bare reading of the same file into Parquet."""
    only = work / "arrests"
    only.mkdir()
    for name in ("arrest_reviews.csv", "units.csv", "mapping.toml"):
        shutil.copy(nation / name, only / name)
    file, bare = only / "arrest_reviews.csv", work / "bare.parquet"

    def copy() -> None:
        duckdb.sql(f"COPY (SELECT * FROM read_csv('{file}')) TO '{bare}'")

    def ours() -> None:
        load(only, work / "book" if not (work / "book").exists() else work / f"book{time.monotonic_ns()}")

    times = _in_turn(ours, copy)
    loaded = open_casebook(work / "book").sql("SELECT count(*) AS n FROM arrest_reviews")["n"].iloc[0]
    read = duckdb.sql(f"SELECT count(*) FROM '{bare}'").fetchall()[0][0]
    return _line("load a CSV with all rules / bare read_csv to Parquet", times, loaded == read)


def _counts(book: Book) -> str:
    """One rate by unit and month against a pandas group-by of the same columns, reading included."""
    file = book.place / "tables" / "arrest_reviews.parquet"

    def plain() -> pd.DataFrame:
        rows = pd.read_parquet(file, columns=["unit", "decided_on", "decision"]).dropna(subset=["decision"])
        month = pd.to_datetime(rows["decided_on"]).dt.strftime("%Y-%m")
        refused = (rows["decision"] == "refused").groupby([rows["unit"], month])
        return refused.agg(["sum", "count"])

    def ours() -> pd.DataFrame:
        return book.count("refused", period=PERIOD, by=["unit", "month"], level="grassroots").frame

    times = _in_turn(ours, plain)
    found = ours().set_index(["unit", "period"])
    found = found[found["denominator"] > 0][["numerator", "denominator"]]
    expected = plain().loc[lambda frame: frame.index.get_level_values(0).isin(found.index.get_level_values(0))]
    return _line(
        "one rate by office and month / pandas",
        times,
        found.sort_index().to_numpy().tolist() == expected.sort_index().to_numpy().tolist(),
    )


def _panel(book: Book) -> str:
    """All measures of the panel in one query against one query each."""
    names = list(PANELS["arrest"])
    times = _in_turn(
        lambda: book.count(names, period=PERIOD, by=["month"]),
        lambda: [book.count(name, period=PERIOD, by=["month"]) for name in names],
    )
    together = book.count(names, period=PERIOD, by=["month"])
    alone = [book.count(name, period=PERIOD, by=["month"]).frame["numerator"].sum() for name in names]
    same = [together.only(name).frame["numerator"].sum() for name in names] == alone
    return _line(f"{len(names)} measures together / one by one", times, same)


def _kept(kept: Book, cases: Book) -> str:
    """What the reports of all provinces count of arrests, from kept counts (made before) against from the cases."""
    names, units = list(PANELS["arrest"]), kept.units.children(kept.units.top)

    def counted(book: Book) -> list[pd.DataFrame]:
        months = [book.count(names, period=PERIOD, by=["month"], within=unit).frame for unit in units]
        return months + [book.count(names, period="2026Q1-Q3", by=["unit"], within=unit).frame for unit in units]

    first = counted(kept)
    times = _in_turn(lambda: counted(kept), lambda: counted(cases))
    same = all(one.equals(other) for one, other in zip(first, counted(cases), strict=True))
    return _line(f"arrests of {len(units)} provinces: kept counts / cases", times, same)


def _limits() -> str:
    """Limits for 3,600 units on 30 measures against one call of the binomial quantile for each unit and measure."""
    rng = np.random.default_rng(7)
    n = rng.integers(5, 800, 3600)
    shares = rng.uniform(0.02, 0.5, 30)
    k = [rng.binomial(n, share) for share in shares]

    def ours() -> list[Funnel]:
        return [funnel(one, n, overdispersion="additive", consistent=True) for one in k]

    def other() -> None:
        for share in shares[:1]:
            for size in n[:400]:
                binom.ppf([0.001, 0.025, 0.975, 0.999], size, share)

    ours()
    times = _in_turn(ours, other)
    # The other way was tried on one measure and a ninth of the units; the rest would have taken as long.
    return _line("limits of 3,600 units x 30 measures / unit by unit", (times[0], 270 * times[1]), True)


def _batch(work: Path) -> str:
    """Twelve reports of the small nation against the same notebooks through papermill's own engine, one by one."""
    small, out = work / "small", work / "reports"
    load(synthesize(work / "small_nation", scale=0.01).path, small)
    names, units = ["retrial_recommendations", "overview"], ["420000", "420100", "330000", "510000", "110000", "440000"]

    def ours() -> None:
        report(small, "2026Q1-Q3", units=units, notebooks=names, out=out / "ours", fresh=True)

    def plain() -> None:
        for unit in units[:1]:
            for number, name in (("20", names[0]), ("01", names[1])):
                said = {
                    "casebook": str(small),
                    "period": "2026Q1-Q3",
                    "unit": unit,
                    "audience": "internal",
                    "language": "en",
                }
                papermill.execute_notebook(
                    f"notebooks/{number}_{name}.ipynb", str(work / "plain.ipynb"), parameters=said,
                    kernel_name="python3", progress_bar=False,
                )  # fmt: skip

    times = _in_turn(ours, plain)
    # Two of the twelve were run the plain way: the others would have taken as long.
    return _line("12 reports, with pages / papermill one by one, without", (times[0], 6 * times[1]), True)


if __name__ == "__main__":
    main()
