"""Write the invented nation as an office's export would be: files, a mapping, and the answer key."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from caselib.domain.tables import TABLES
from caselib.errors import ParameterError, SourceError
from caselib.synthetic.arrests import DATA_DATE, Nation, pending, quarter
from caselib.synthetic.days import FIRST_DAY
from caselib.synthetic.outcomes import NEVER
from caselib.synthetic.plant import plant
from caselib.synthetic.targets import quarter_targets
from caselib.synthetic.tree import unit_table

__all__ = ["Invented", "synthesize"]

MARK = "INVENTED.txt"
_SENTENCE = (
    "Everything in this folder is invented; no case, person or office in it is real.\n"
    "本目录全部数据均为虚构，不涉及任何真实案件、人员和单位。\n"
)
_DATES = {
    "accepted_on": "accepted",
    "decided_on": "decided",
    "reconsidered_on": "reconsidered",
    "higher_reviewed_on": "higher",
    "necessity_reviewed_on": "necessity",
    "released_on": "released",
    "charge_decided_on": "charged",
    "judged_on": "judged",
}
# What is known only once its day has come.
_FOLLOWS = {
    "reconsideration": "reconsidered_on",
    "higher_review": "higher_reviewed_on",
    "charge_decision": "charge_decided_on",
    "judgment": "judged_on",
    "sentence": "judged_on",
    "sentence_months": "judged_on",
}
_ARROW = {"DATE": pa.date32(), "BOOLEAN": pa.bool_(), "BIGINT": pa.int64(), "VARCHAR": pa.string()}


@dataclass(frozen=True)
class Invented:
    """What was written: the folder, the number of persons, and what is planted."""

    path: Path
    persons: int
    planted: tuple[dict[str, Any], ...]


def synthesize(
    out: str | Path,
    *,
    scale: float = 0.01,
    seed: int = 7,
    planted: bool = True,
    format: str = "parquet",
    progress: Callable[[int, int, str], Any] | None = None,
) -> Invented:
    """Invent a nation in a folder: units, arrest reviews of 2019-01 to 2026-09, a mapping, and answers.json.

    Persons approved and refused follow the published counts, quarter by quarter, times `scale`. The same scale,
    seed and format give the same bytes. A folder that holds something else is never replaced.
    """
    if not 0 < scale <= 10 or format not in ("parquet", "csv"):
        raise ParameterError("scale lies between 0 and 10, format is parquet or csv", got=(scale, format))
    target = Path(out)
    if target.exists() and not (target / MARK).is_file():
        raise SourceError("the folder holds something else", got=str(target), advice="name a new folder")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        made = _write(partial, scale, seed, planted, format, progress or (lambda *_: None))
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Invented(target, *made)


def _write(
    folder: Path, scale: float, seed: int, planted: bool, format: str, progress: Callable[[int, int, str], Any]
) -> tuple[int, tuple[dict[str, Any], ...]]:
    units = unit_table(scale)
    units.to_csv(folder / "units.csv", index=False, lineterminator="\n")
    effects, targets = plant(units, planted=planted), quarter_targets()
    quarters = list(targets.groupby(["year", "quarter"]))
    seeds = np.random.SeedSequence(seed).spawn(len(quarters) + 2)
    nation = Nation.invent(units, effects, np.random.default_rng(seeds[-1]))
    file = folder / f"arrest_reviews.{format}"
    persons = 0
    with _writer(file, format) as writer:
        for step, ((year, part), rows) in enumerate(quarters):
            progress(step, len(quarters), f"{year}Q{part}")
            wanted = {row.decision: round(scale * row.persons) for row in rows.itertuples()}
            chunk = quarter(nation, year, part, wanted, np.random.default_rng(seeds[step]))
            writer.write(_arrow(chunk))
            persons += len(chunk)
        # Some four days of requests lie undecided at the data date.
        waiting = pending(nation, round(0.045 * sum(wanted.values())), np.random.default_rng(seeds[-2]))
        writer.write(_arrow(waiting))
    answers = tuple(item.answer() for item in effects.planted)
    _texts(folder, scale, seed, answers, targets)
    return persons + len(waiting), answers


def _writer(file: Path, format: str) -> Any:
    schema = pa.schema([(column.name, _ARROW[column.sql_type]) for column in TABLES["arrest_reviews"].columns])
    if format == "csv":
        return _Csv(pa_csv.CSVWriter(file, schema))
    return pq.ParquetWriter(file, schema)


class _Csv:
    """A CSV writer with the manners of the Parquet one."""

    def __init__(self, writer: pa_csv.CSVWriter) -> None:
        self._writer = writer

    def __enter__(self) -> pa_csv.CSVWriter:
        return self._writer

    def __exit__(self, *_: object) -> None:
        self._writer.close()


def _arrow(frame: pd.DataFrame) -> pa.Table:
    """Turn days into dates and drop what has not happened by the data date."""
    last = (DATA_DATE - FIRST_DAY).days
    columns: dict[str, Any] = {}
    for column in TABLES["arrest_reviews"].columns:
        if column.name in _DATES:
            columns[column.name] = _dates(frame.get(_DATES[column.name]), last, len(frame))
        else:
            columns[column.name] = _values(frame, column.name, _ARROW[column.sql_type])
    for name, day in _FOLLOWS.items():
        unknown = columns[day].is_null()
        columns[name] = pc.if_else(unknown, pa.scalar(None, columns[name].type), columns[name])
    return pa.table(columns)


def _dates(days: pd.Series | None, last: int, size: int) -> pa.Array:
    if days is None:
        return pa.nulls(size, pa.date32())
    start = (FIRST_DAY - FIRST_DAY.replace(year=1970)).days
    known = days.to_numpy()
    return pa.array((known + start).astype(np.int32), pa.int32(), mask=(known > last) | (known >= NEVER)).cast(
        pa.date32()
    )


def _values(frame: pd.DataFrame, name: str, kind: pa.DataType) -> pa.Array:
    if name not in frame:
        return pa.nulls(len(frame), kind)
    if name == "sentence_months":
        return pa.array(frame[name].to_numpy(), kind, mask=(frame[name] < 0).to_numpy())
    return pa.array(frame[name].to_numpy(), kind, from_pandas=True)


def _texts(folder: Path, scale: float, seed: int, answers: tuple[dict[str, Any], ...], targets: pd.DataFrame) -> None:
    mapping = (
        f'[source]\nname = "Invented nation (scale {scale:g}, seed {seed})"\ninvented = true\ndata_date = {DATA_DATE}\n'
    )
    key = {
        "scale": scale,
        "seed": seed,
        "data_date": str(DATA_DATE),
        "planted": list(answers),
        "targets": targets.to_dict("records"),
    }
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    (folder / "answers.json").write_text(
        json.dumps(key, ensure_ascii=False, indent=1, default=int) + "\n", encoding="utf-8"
    )
    (folder / MARK).write_text(_SENTENCE, encoding="utf-8")
