"""Totals that somebody has already counted, in files as they are published: one row an area, one file a month."""

from __future__ import annotations

import csv
import itertools
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from caselib.casebook.files import open_text, text_of
from caselib.domain.periods import Month
from caselib.errors import SourceError

__all__ = ["Printed", "month_in_name", "read_printed", "read_totals"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Printed:
    """One table as it was printed: the headings, and the cells of each row under its name."""

    file: str
    month: Month
    heads: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    def cell(self, unit: str, place: int) -> str:
        """Give the text of a cell, which a short row does not have."""
        row = self.rows[unit]
        return row[place].strip() if place < len(row) else ""


def read_totals(files: Iterable[Path], *, of_which: str, among: str, total: str | None = None) -> pd.DataFrame:
    """Read published tables into unit, period, numerator, denominator, for `Counts.from_totals`.

    `of_which` and `among` are regular expressions over the headings; the numbers of all columns that match are
    added up. The first column names the unit, the file name holds the month and the year. A row named `total`
    is left out, after every column used has been found equal to the sum of the others. Thousands commas are
    read; anything else that is not a whole number is a `SourceError` that names file, row and heading.
    `check_totals` says what else such files have.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "arrests_july_2026.csv")
    ...     _ = file.write_text("area,refused,approved\\nA,3,7\\nB,2,8\\n")
    ...     cl.read_totals([file], of_which="refused", among="refused|approved")["numerator"].tolist()
    [3, 2]
    """
    tables = [_added(printed, of_which, among, total) for printed in read_printed(files)]
    return pd.concat(tables, ignore_index=True).sort_values(["period", "unit"], ignore_index=True)


def read_printed(files: Iterable[Path]) -> list[Printed]:
    """Read published tables as text, in the order of their months; no month comes twice."""
    tables = sorted((_one(Path(path)) for path in files), key=lambda printed: (printed.month, printed.file))
    if not tables:
        raise SourceError("no files to read totals from", advice="name at least one file")
    for before, after in itertools.pairwise(tables):
        if before.month == after.month:
            raise SourceError(
                "two files hold one month",
                where=f"{before.file}, {after.file}",
                got=str(after.month),
                advice="leave one of them out",
            )
    return tables


def month_in_name(name: str) -> Month:
    """Find the month and the year in the name of a file.

    >>> str(month_in_name("principal_offence_category_april_2014.csv"))
    '2014-04'
    """
    year = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", name)
    words = [word[:3] for word in re.findall(r"[a-z]+", name.lower()) if word[:3] in _MONTHS]
    if not year or len(set(words)) != 1:
        raise SourceError(
            "the name of a file of totals holds one month and one year",
            got=name,
            advice="name it with both, as in totals_april_2014.csv",
        )
    return Month(int(year[0]), _MONTHS.index(words[0]) + 1)


def _one(path: Path) -> Printed:
    if not path.is_file():
        raise SourceError("no such file", got=path.name, advice="look at the folder and the name")
    with tempfile.TemporaryDirectory() as work, open_text(text_of(path, Path(work))) as lines:
        read = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    if len(read) < 2:
        raise SourceError(
            "a table of totals has a heading and at least one row",
            where=path.name,
            advice="save the whole sheet as CSV",
        )
    head, *rows = read
    named = [row[0].strip() for row in rows]
    again = next((name for name in named if named.count(name) > 1), None)
    if again is not None:
        raise SourceError(
            "one unit stands in two rows", where=path.name, got=again, advice="keep the one that is right"
        )
    month = month_in_name(path.name)
    return Printed(path.name, month, tuple(head), dict(zip(named, map(tuple, rows), strict=True)))


def _added(printed: Printed, of_which: str, among: str, total: str | None) -> pd.DataFrame:
    parts = [i for i, name in enumerate(printed.heads) if re.search(of_which, name)]
    whole = [i for i, name in enumerate(printed.heads) if re.search(among, name)]
    if not parts or not set(parts) <= set(whole):
        raise SourceError(
            "no headings match, or a part is not in its whole",
            where=printed.file,
            got=(of_which, among),
            advice=f"headings are: {', '.join(printed.heads)[:200]}",
        )
    numbers = {unit: {i: _number(printed, unit, i) for i in whole} for unit in printed.rows}
    if total is not None:
        _check_total(numbers, numbers.pop(total, None), printed, total)
    period = str(printed.month)
    return pd.DataFrame(
        [(unit, period, sum(cells[i] for i in parts), sum(cells[i] for i in whole)) for unit, cells in numbers.items()],
        columns=["unit", "period", "numerator", "denominator"],
    )


def _number(printed: Printed, unit: str, place: int) -> int:
    text = printed.cell(unit, place)
    if not text.replace(",", "").isdigit():
        raise SourceError(
            "not a whole number",
            where=f"{printed.file}, {unit}, {printed.heads[place]}",
            got=text,
            advice="write the number that was printed",
        )
    return int(text.replace(",", ""))


def _check_total(numbers: dict[str, dict[int, int]], said: dict[int, int] | None, printed: Printed, total: str) -> None:
    if said is None:
        raise SourceError(
            "there is no row of totals",
            where=printed.file,
            got=total,
            advice="say with `total` what the row is called, or None",
        )
    for place, number in said.items():
        added = sum(cells[place] for cells in numbers.values())
        if added != number:
            where = f"{printed.file}, {printed.heads[place]}"
            raise SourceError(
                f"the parts add up to {added}, not to the total",
                where=where,
                got=number,
                advice="look at the printed table; with total=None no sum is checked",
            )
