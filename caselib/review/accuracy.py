"""How often records differ from the paper file: a random sample, a sheet to compare with, error rates by field.

The sheets go out and come back as those of review do: the same locks, the same store, the same conflicts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from caselib.domain.periods import Period, as_period
from caselib.domain.tables import TABLES, Column, Table
from caselib.errors import ParameterError, nearest
from caselib.review.collecting import conflicts_of, take_back
from caselib.review.kept import read_collections, read_decisions
from caselib.review.merge import Merged, Said, merge
from caselib.stats.finite_population import hypergeometric_interval

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["AccuracyChecks", "AccuracySample", "accuracy_sample", "collect_accuracy", "error_rates"]

_NOTHING = Said("")


@dataclass(frozen=True)
class AccuracySample:
    """A simple random sample of the records of a table.

    `records`: check_id, case_id, unit, key, one row each, in key order; `values`: check_id, place, field, recorded.
    `population`: how many records it was drawn from.
    """

    table: str
    period: Period
    population: int
    seed: int
    records: pd.DataFrame = field(repr=False)
    values: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class AccuracyChecks:
    """What came back: `checks` (check_id, field, agrees, on_paper, source_file, source_cell), conflicts, problems."""

    checks: pd.DataFrame = field(repr=False)
    conflicts: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)


def accuracy_sample(
    book: Book, table: str, *, size: int, seed: int, period: str | Period, clock: str = "", within: str | None = None
) -> AccuracySample:
    """Draw records at random, each with the same chance; the same book, seed and size draw the same.

    `clock`: the date that puts a record into the period (by default the table's first); `within`: the unit, with all
    under it (by default the reader's own). Only columns that the source had are compared.
    Raises `ParameterError` for an unknown table or clock, and where there are fewer records than `size`.

    >>> sample = cl.review.accuracy_sample(book, "arrest_reviews", size=5, seed=1, period="2026Q1-Q3")
    >>> len(sample.records), sample.population > 1000
    (5, True)
    """
    declared, span = _table(table), as_period(period)
    columns = [column for column in declared.columns if column.name not in book.absent.get(table, frozenset())]
    day = clock or next((column.name for column in columns if column.type == "date"), "")
    if day not in [column.name for column in columns if column.type == "date"]:
        raise ParameterError(
            "no such date in this table", where=table, got=clock, advice=nearest(clock, declared.names)
        )
    where, asked = _where(book, day, span, within)
    population = int(book.sql(f"SELECT count(*) AS n FROM {table} WHERE {where}", asked)["n"][0])
    if not 1 <= size <= population:
        what = "a sample has one record or more, and no more than there are"
        raise ParameterError(what, where=f"{table} {span}", got=size, advice=f"there are {population:,}")
    drawn = np.sort(np.random.default_rng(seed).choice(population, size, replace=False)) + 1
    order = ", ".join(declared.key)
    placed = f"SELECT *, row_number() OVER (ORDER BY {order}) AS place_ FROM {table} WHERE {where}"
    found = book.sql(f"SELECT * FROM ({placed}) WHERE place_ IN ({', '.join(map(str, drawn))}) ORDER BY place_", asked)
    keys = ["|".join(map(_plain, row)) for row in found[list(declared.key)].itertuples(index=False)]
    ids = [_check_id(book.id, table, seed, key) for key in keys]
    records = pd.DataFrame({"check_id": ids, "case_id": found["case_id"], "unit": found["unit"], "key": keys})
    rows = [
        (check, place, column.name, _plain(value))
        for check, record in zip(ids, found.to_dict("records"), strict=True)
        for place, column in enumerate(columns)
        for value in [record[column.name]]
    ]
    values = pd.DataFrame(rows, columns=["check_id", "place", "field", "recorded"])
    return AccuracySample(table, span, population, seed, records, values)


def collect_accuracy(
    folder: str | Path, sample: AccuracySample, store: str | Path, *, collected_on: date
) -> AccuracyChecks:
    """Take back the sheets, as `caselib.review.collecting.collect` takes back those of review.

    >>> import tempfile
    >>> from datetime import date
    >>> sample = cl.review.accuracy_sample(book, "arrest_reviews", size=2, seed=1, period="2026Q1-Q3")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = cl.review.write_accuracy_sheet(sample, f"{folder}/sheets")
    ...     found = cl.review.collect_accuracy(f"{folder}/sheets", sample, f"{folder}/store", collected_on=date.today())
    >>> len(found.checks)  # nobody has ticked anything yet
    0
    """
    assigned = sample.records[["check_id", "case_id"]].rename(columns={"check_id": "review_id"})
    take_back(folder, assigned, store, collected_on=collected_on)
    answers, problems, _ = read_collections(Path(store))
    merged = merge(answers[answers["review_id"].isin(assigned["review_id"])], read_decisions(Path(store)))
    rows = [row for one in merged for row in _checks(one)]
    names = ["check_id", "field", "agrees", "on_paper", "source_file", "source_cell"]
    both = [
        (file, cell, one.review_id, "ticked both as agreeing and as differing", name, "ask which is meant", "")
        for one in merged
        for name, file, cell in _ticked_twice(one)
    ]
    listed = problems[["file", "cell", "review_id", "what", "got", "advice", "collected_on"]]
    later = pd.DataFrame(both, columns=listed.columns, dtype=object)
    return AccuracyChecks(pd.DataFrame(rows, columns=names), conflicts_of(merged), _joined(listed, later))


def error_rates(found: AccuracyChecks, sample: AccuracySample, *, confidence: float = 0.95) -> pd.DataFrame:
    """Estimate, for each field in the order declared, in how many records of the population it differs from the file.

    Gives field, label_en, label_zh, sampled, checked, wrong, unchecked, rate, low, high. The interval is exact for a
    finite population (`hypergeometric_interval`) and takes the records compared for a random part of it: where many are
    unchecked, ask why before it is believed. NaN where none was compared.

    >>> from caselib.review.accuracy import AccuracyChecks
    >>> import pandas as pd
    >>> sample = cl.review.accuracy_sample(book, "arrest_reviews", size=4, seed=1, period="2026Q1-Q3")
    >>> ids = sample.records["check_id"]
    >>> checks = pd.DataFrame({"check_id": ids, "field": "accepted_on", "agrees": [True, True, True, False]})
    >>> found = AccuracyChecks(checks, pd.DataFrame(), pd.DataFrame())
    >>> row = cl.review.error_rates(found, sample).set_index("field").loc["accepted_on"]
    >>> int(row["wrong"]), float(row["rate"])
    (1, 0.25)
    """
    sampled = len(sample.records)
    rows: list[tuple[Any, ...]] = []
    for column in _compared(sample):
        mine = found.checks.loc[found.checks["field"] == column.name, "agrees"]
        checked, wrong = len(mine), int((~mine.astype(bool)).sum())
        ends = (float("nan"),) * 2
        if checked:
            ends = hypergeometric_interval(wrong, checked, sample.population, confidence=confidence)
        rate = wrong / checked if checked else float("nan")
        label = column.label
        rows.append((column.name, label.en, label.zh, sampled, checked, wrong, sampled - checked, rate, *ends))
    names = ["field", "label_en", "label_zh", "sampled", "checked", "wrong", "unchecked", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def _table(name: str) -> Table:
    if name not in TABLES or "case_id" not in TABLES[name].names:
        cases = [table.name for table in TABLES.values() if "case_id" in table.names]
        raise ParameterError("no table of cases has this name", got=name, advice=nearest(name, cases))
    return TABLES[name]


def _where(book: Book, day: str, span: Period, within: str | None) -> tuple[str, list[Any]]:
    where, asked = f"{day} BETWEEN ? AND ?", [span.first_day, span.last_day]
    unit = within or book.reader.unit
    if not unit:
        return where, asked
    below = book.units.below(unit)
    return f"{where} AND list_contains(?, unit)", [*asked, below]


def _check_id(book: str, table: str, seed: int, key: str) -> str:
    return "A-" + hashlib.sha256(f"{book}\x1f{table}\x1f{seed}\x1f{key}".encode()).hexdigest()[:10]


def _plain(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).lower() if isinstance(value, bool | np.bool_) else str(value)


def _compared(sample: AccuracySample) -> list[Column]:
    there = set(sample.values["field"])
    return [column for column in _table(sample.table).columns if column.name in there]


def _names(one: Merged) -> list[str]:
    return sorted({name.rpartition(".")[0] for name in one.said if "." in name})


def _ticks(one: Merged, name: str) -> tuple[Said, Said]:
    return one.said.get(f"{name}.in_order", _NOTHING), one.said.get(f"{name}.problem", _NOTHING)


def _checks(one: Merged) -> list[tuple[Any, ...]]:
    """Give what was compared; a field ticked twice, or neither way, was not."""
    rows = []
    for name in _names(one):
        agrees, differs, paper = (
            one.said.get(f"{name}.{mark}", _NOTHING) for mark in ("in_order", "problem", "remark")
        )
        if bool(agrees.value) != bool(differs.value):
            tick = agrees if agrees.value else differs
            rows.append((one.review_id, name, bool(agrees.value), paper.value, tick.file, tick.cell))
    return rows


def _ticked_twice(one: Merged) -> list[tuple[str, str, str]]:
    said = [
        (name, one.said.get(f"{name}.in_order", _NOTHING), one.said.get(f"{name}.problem", _NOTHING))
        for name in _names(one)
    ]
    return [(name, differs.file, differs.cell) for name, agrees, differs in said if agrees.value and differs.value]


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([first, second], ignore_index=True) if len(second) else first
