"""Invented reviewers fill in their workbooks, as hurried people do: in Excel's own cells, late, in part, and twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from caselib.domain.vocabulary import DIMENSION, GRADE, PROBLEMS_OF, SEVERITY, STAGE
from caselib.domain.vocabulary.declare import CodeList
from caselib.review.layout import KEY, TICKED, shown

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Filled", "fill_sheets"]


@dataclass(frozen=True)
class Filled:
    """What was done to the sheets: reviews graded, left empty, and told twice with another grade; files handed in."""

    graded: tuple[str, ...]
    left: tuple[str, ...]
    twice: tuple[str, ...]
    files: tuple[Path, ...]


def fill_sheets(
    sheets: Iterable[Path],
    reviews: pd.DataFrame,
    findings: pd.DataFrame,
    folder: Path,
    *,
    reviewed_on: date,
    hurried: bool = True,
    seed: int = 7,
) -> Filled:
    """Fill copies of workbooks in `folder` with the grades of `reviews` and the problems of `findings`.

    A hurried reviewer writes dates and grades in forms of their own, inserts rows where lines run out, overwrites a
    locked cell, leaves one case in twenty empty, and hands one workbook in twice with one grade changed.
    """
    from openpyxl import load_workbook

    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    said = reviews.set_index("review_id")["grade"].to_dict()
    problems = dict(list(findings.groupby("review_id"))) if len(findings) else {}
    done, left, twice, files = [], [], [], []
    for path in sheets:
        book = load_workbook(path)
        mine = []
        for tab in book.worksheets:
            number = _number(tab, said)
            if number is None:
                continue
            if hurried and rng.random() < 0.05:
                left.append(number)
                continue
            _fill(tab, said[number], problems.get(number), reviewed_on + timedelta(days=int(rng.integers(0, 9))), rng,
                  hurried=hurried)  # fmt: skip
            mine.append((number, tab.title))
        done += [number for number, _ in mine]
        files.append(folder / path.name)
        book.save(files[-1])
        if hurried and mine and not twice:
            twice.append(mine[0][0])
            files.append(_again(files[-1], mine[0][1], said[mine[0][0]]))
    return Filled(tuple(done), tuple(left), tuple(twice), tuple(files))


def _number(tab: Worksheet, known: Mapping[str, Any]) -> str | None:
    number = str(tab["I1"].value or "")
    return number if number in known else None


def _rows(tab: Worksheet) -> dict[str, int]:
    """Rows of a form by their keys."""
    return {str(tab[f"{KEY}{row}"].value): row for row in range(1, tab.max_row + 1) if tab[f"{KEY}{row}"].value}


def _fill(
    tab: Worksheet, grade: str, problems: pd.DataFrame | None, day: date, rng: np.random.Generator, *, hurried: bool
) -> None:
    rows = _rows(tab)
    label = next(code.label for code in GRADE.codes if code.value == grade)
    plain = not hurried or rng.random() < 0.6
    tab[f"F{rows['reviewed_on']}"].value = day if plain else f"{day.year}年{day.month}月{day.day}日"
    tab[f"F{rows['grade']}"].value = shown(label, "both") if plain else label.zh
    found = [] if problems is None else problems.to_dict("records")
    marked = {problem["dimension"] for problem in found}
    for key, row in rows.items():
        if key.startswith("dimension:") and (not hurried or rng.random() < 0.8):
            column = "H" if key.partition(":")[2] in marked else "G"
            tab[f"{column}{row}"].value = TICKED
    for place, problem in enumerate(found, 1):
        _line(tab, rows[f"finding:{place}"], problem)
    if hurried and rng.random() < 0.03:
        tab["C6"].value = "改过 changed"


def _line(tab: Worksheet, row: int, problem: Mapping[str, Any]) -> None:
    of = PROBLEMS_OF[problem["dimension"]]
    code = next((one for one in of if one.value == problem.get("problem")), of[0])
    coded = ((DIMENSION, problem["dimension"]), (SEVERITY, problem["severity"]), (STAGE, problem["stage"]))
    dimension, severity, stage = (_word(codes, value) for codes, value in coded)
    words = (dimension, shown(code.label, "both"), severity, stage, "卷宗第3页（虚构）")
    for column, word in zip("EFGHI", words, strict=True):
        tab[f"{column}{row}"].value = word


def _word(codes: CodeList, value: str) -> str:
    return shown(next(code.label for code in codes.codes if code.value == value), "both")


def _again(path: Path, title: str, grade: str) -> Path:
    """Hand a workbook in again with the grade of one case changed."""
    from openpyxl import load_workbook

    copy = path.with_name(f"{path.stem} (2).xlsx")
    shutil.copyfile(path, copy)
    book = load_workbook(copy)
    tab = book[title]
    other = "excellent" if grade != "excellent" else "qualified"
    tab[f"F{_rows(tab)['grade']}"].value = _word(GRADE, other)
    book.save(copy)
    return copy
