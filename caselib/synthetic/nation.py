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

from caselib.errors import ParameterError, SourceError
from caselib.synthetic.arrests import Nation, pending, quarter
from caselib.synthetic.days import DATA_DATE, FIRST_DAY
from caselib.synthetic.faults import faults as write_faults
from caselib.synthetic.linkage import linkages
from caselib.synthetic.plant import plant
from caselib.synthetic.public_interest import public_interest
from caselib.synthetic.reviews import inspections, reviews, sampled
from caselib.synthetic.supervision import administrative, civil
from caselib.synthetic.targets import quarter_targets
from caselib.synthetic.tree import unit_table
from caselib.synthetic.write import TableFile
from caselib.synthetic.yearly import YEARS, sources

__all__ = ["Invented", "synthesize"]

MARK = "INVENTED.txt"
_SUBJECTS = {
    "civil_supervision": civil,
    "administrative_supervision": administrative,
    "reverse_linkage": linkages,
    "public_interest": public_interest,
}
_BEGINS = {"public_interest": "filed_on"}
_SENTENCE = (
    "Everything in this folder is invented; no case, person or office in it is real.\n"
    "本目录全部数据均为虚构，不涉及任何真实案件、人员和单位。\n"
)


@dataclass(frozen=True)
class Invented:
    """What was written: the folder, the rows of each table, and what is planted."""

    path: Path
    rows: dict[str, int]
    planted: tuple[dict[str, Any], ...]


def synthesize(
    out: str | Path,
    *,
    scale: float = 0.01,
    seed: int = 7,
    planted: bool = True,
    faults: bool = False,
    format: str = "parquet",
    progress: Callable[[int, int, str], Any] | None = None,
) -> Invented:
    """Invent a nation in a folder: the tables of its work from 2019-01 to 2026-09, a mapping, and answers.json.

    Persons approved and refused follow the published counts, quarter by quarter, times `scale`. The same scale,
    seed and format give the same bytes. With `faults`, each table has a second file whose rows break one rule each, and
    the key lists them. A folder that holds something else is never replaced.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = cl.synthesize(f"{folder}/export", scale=0.002, format="csv")
    ...     (made.path / "INVENTED.txt").is_file()
    True
    """
    if not 0 < scale <= 10 or format not in ("parquet", "csv"):
        raise ParameterError(
            "scale lies between 0 and 10, format is parquet or csv",
            got=(scale, format),
            advice="--scale 0.01 is about 90,000 persons; --format parquet or csv",
        )
    target = Path(out)
    if target.exists() and not (target / MARK).is_file():
        raise SourceError("the folder holds something else", got=str(target), advice="name a new folder")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise SourceError(
            f"the folder can't be made ({error.strerror})", got=str(target), advice="name a folder of your own"
        ) from error
    try:
        made = _write(partial, scale, seed, planted, faults, format, progress or (lambda *_: None))
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Invented(target, *made)


def _write(
    folder: Path,
    scale: float,
    seed: int,
    planted: bool,
    with_faults: bool,
    format: str,
    progress: Callable[[int, int, str], Any],
) -> tuple[dict[str, int], tuple[dict[str, Any], ...]]:
    units = unit_table(scale)
    units.to_csv(folder / "units.csv", index=False, lineterminator="\n")
    effects, targets = plant(units, planted=planted), quarter_targets()
    root = np.random.SeedSequence(seed)
    nation = Nation.invent(units, effects, np.random.default_rng(root.spawn(1)[0]))
    drawn: list[pd.DataFrame] = []
    rows = {
        "units": len(units),
        "arrest_reviews": _arrests(folder, nation, targets, scale, format, root, progress, drawn),
    }
    for subject, generator in zip(_SUBJECTS, root.spawn(len(_SUBJECTS)), strict=True):
        rows[subject] = _subject(folder, subject, nation, scale, format, np.random.default_rng(generator), progress)
    rows |= _reviewed(folder, nation, drawn, seed, format)
    answers = tuple(item.answer() for item in effects.planted)
    _texts(folder, scale, seed, answers, targets, write_faults(folder) if with_faults else [])
    return rows, answers


def _arrests(
    folder: Path,
    nation: Nation,
    targets: pd.DataFrame,
    scale: float,
    format: str,
    root: np.random.SeedSequence,
    progress: Callable[[int, int, str], Any],
    drawn: list[pd.DataFrame],
) -> int:
    quarters = list(targets.groupby(["year", "quarter"]))
    seeds = root.spawn(len(quarters) + 1)
    with TableFile(folder, "arrest_reviews", format) as file:
        for step, ((year, part), rows) in enumerate(quarters):
            progress(step, len(quarters), f"{year}Q{part}")
            wanted = {row.decision: round(scale * row.persons) for row in rows.itertuples()}
            made = quarter(nation, year, part, wanted, np.random.default_rng(seeds[step]))
            drawn.append(sampled(made, np.random.default_rng([year, part, 4])))
            file.write(made)
        # Some four days of requests lie undecided at the data date.
        file.write(pending(nation, round(0.045 * sum(wanted.values())), np.random.default_rng(seeds[-1])))
    return file.rows


def _reviewed(folder: Path, nation: Nation, drawn: list[pd.DataFrame], seed: int, format: str) -> dict[str, int]:
    """Inspections and reviews of some arrest cases."""
    cases, rows = pd.concat(drawn, ignore_index=True), {}
    for table, made in (("inspections", inspections), ("reviews", reviews)):
        with TableFile(folder, table, format) as file:
            file.write(made(nation, cases, np.random.default_rng([seed, len(table)])))
        rows[table] = file.rows
    return rows


def _subject(
    folder: Path,
    subject: str,
    nation: Nation,
    scale: float,
    format: str,
    rng: np.random.Generator,
    progress: Callable[[int, int, str], Any],
) -> int:
    with TableFile(folder, subject, format) as file:
        for step, year in enumerate(YEARS):
            progress(step, len(YEARS), f"{subject} {year}")
            for part in range(1, 5):
                rows = _SUBJECTS[subject](nation, year, part, scale, rng)
                # What ends after the data date has begun before it, or is not there yet.
                file.write(rows[rows[_BEGINS.get(subject, "accepted_on")] <= (DATA_DATE - FIRST_DAY).days])
    return file.rows


def _texts(
    folder: Path,
    scale: float,
    seed: int,
    answers: tuple[dict[str, Any], ...],
    targets: pd.DataFrame,
    broken: list[dict[str, str]],
) -> None:
    mapping = (
        f'[source]\nname = "Invented nation (scale {scale:g}, seed {seed})"\ninvented = true\ndata_date = {DATA_DATE}\n'
    )
    key = {
        "scale": scale,
        "seed": seed,
        "data_date": str(DATA_DATE),
        "planted": list(answers),
        "faults": broken,
        "targets": targets.to_dict("records"),
        "yearly": sources(),
    }
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    (folder / "answers.json").write_text(
        json.dumps(key, ensure_ascii=False, indent=1, default=int) + "\n", encoding="utf-8"
    )
    (folder / MARK).write_text(_SENTENCE, encoding="utf-8")
