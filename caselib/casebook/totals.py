"""Totals that somebody has already counted, in files as they are published: one row an area, one file a month."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from caselib.domain.periods import Month
from caselib.errors import SourceError

__all__ = ["month_in_name", "read_totals"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_totals(files: Iterable[Path], *, of_which: str, among: str, total: str | None = None) -> pd.DataFrame:
    """Read published tables into unit, period, numerator, denominator, for `Counts.from_totals`.

    `of_which` and `among` are regular expressions over the headings; the numbers of all columns that match are
    added up. The first column names the unit, the file name holds the month and the year. A row named `total`
    is left out, after every column used has been found equal to the sum of the others. Thousands commas are
    read; anything else that is not a whole number is a `SourceError` that names file, row and heading.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "arrests_july_2026.csv")
    ...     _ = file.write_text("area,refused,approved\\nA,3,7\\nB,2,8\\n")
    ...     cl.read_totals([file], of_which="refused", among="refused|approved")["numerator"].tolist()
    [3, 2]
    """
    tables = [_one(Path(path), of_which, among, total) for path in sorted(files)]
    if not tables:
        raise SourceError("no files to read totals from", advice="name at least one file")
    return pd.concat(tables, ignore_index=True).sort_values(["period", "unit"], ignore_index=True)


def month_in_name(name: str) -> Month:
    """Find the month and the year in the name of a file.

    >>> str(month_in_name("principal_offence_category_april_2014.csv"))
    '2014-04'
    """
    year = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", name)
    words = [word[:3] for word in re.findall(r"[a-z]+", name.lower()) if word[:3] in _MONTHS]
    if not year or len(set(words)) != 1:
        raise SourceError("the name of a file of totals holds one month and one year", got=name)
    return Month(int(year[0]), _MONTHS.index(words[0]) + 1)


def _one(path: Path, of_which: str, among: str, total: str | None) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    parts = [i for i, name in enumerate(head) if re.search(of_which, name)]
    whole = [i for i, name in enumerate(head) if re.search(among, name)]
    if not parts or not set(parts) <= set(whole):
        raise SourceError("no headings match, or a part is not in its whole", where=path.name, got=(of_which, among))
    numbers = {row[0].strip(): {i: _number(row, i, head, path) for i in whole} for row in rows}
    if total is not None:
        _check_total(numbers, numbers.pop(total, None), head, path, total)
    period = str(month_in_name(path.name))
    return pd.DataFrame(
        [(unit, period, sum(cells[i] for i in parts), sum(cells[i] for i in whole)) for unit, cells in numbers.items()],
        columns=["unit", "period", "numerator", "denominator"],
    )


def _number(row: list[str], place: int, head: list[str], path: Path) -> int:
    text = row[place].strip().replace(",", "") if place < len(row) else ""
    if not text.isdigit():
        raise SourceError(
            "not a whole number", where=f"{path.name}, {row[0]}, {head[place]}", got=row[place : place + 1]
        )
    return int(text)


def _check_total(
    numbers: dict[str, dict[int, int]], said: dict[int, int] | None, head: list[str], path: Path, total: str
) -> None:
    if said is None:
        raise SourceError("there is no row of totals", where=path.name, got=total)
    for place, number in said.items():
        added = sum(cells[place] for cells in numbers.values())
        if added != number:
            raise SourceError(
                f"the parts add up to {added}, not to the total", where=f"{path.name}, {head[place]}", got=number
            )
