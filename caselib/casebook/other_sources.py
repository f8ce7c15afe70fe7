"""Excel and Parquet files, and rows that the mapping itself gives."""

from __future__ import annotations

import csv
import struct
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from caselib.casebook.csv_source import read_csv
from caselib.casebook.files import refuse_bomb
from caselib.casebook.raw import LineNumbers, Raw, checked_names
from caselib.casebook.sql import literal, named
from caselib.errors import SourceError, nearest

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

__all__ = ["as_texts", "excel_source", "mapped_rows", "parquet_source"]


def parquet_source(path: Path, *, file: str) -> Raw:
    """Make a Parquet file readable: every column as text, dates as ISO; a record's number stands for its line."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
    # A name of a column may be no text.
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"not a Parquet file ({str(error).splitlines()[0]})",
            where=file,
            advice="export it again, or give it the ending that it has",
        ) from error
    names = checked_names(schema.names, file)
    sql = f"(SELECT {as_texts(names)} FROM read_parquet({literal(str(path.resolve()))}))"
    return Raw(file, names, sql, metadata.num_rows, LineNumbers(ahead=0), "Parquet", parquet=path)


def as_texts(names: Iterable[str]) -> str:
    """Write every column of a Parquet file as text, NULL where it is empty."""
    return ", ".join(f"nullif(CAST({named(name)} AS VARCHAR), '') AS {named(name)}" for name in names)


def excel_source(
    path: Path, work: Path, *, file: str, table: str, sheet: str | None = None, known: Collection[str] = ()
) -> Raw:
    """Make a sheet of a workbook readable; its rows are written out as text once, with their own row numbers.

    Without `sheet`: the sheet named after the table, else the first. Formulas count as the values last shown. Titles
    and merged heads above the heading are passed over: it is the first of the first rows in which a `known` name
    stands. A number of more than 15 digits under a known name is refused: Excel has rounded it. Other sheets that hold
    anything are named, so that nobody takes them for read.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        _refuse_bomb(path, file)
        with CalamineWorkbook.from_path(path) as book:
            name = sheet or (table if table in book.sheet_names else book.sheet_names[0])
            if name not in book.sheet_names:
                raise SourceError("no such sheet", where=file, got=name, advice=nearest(name, book.sheet_names))
            rows = (list(map(_text, row)) for row in book.get_sheet_by_name(name).iter_rows())
            read_as = f"sheet {name}{_left(book, name)}"
            return _written(file, _from_heading(rows, known), work, read_as=read_as, known=known)
    except (CalamineError, OSError, IndexError, zipfile.BadZipFile) as error:
        advice = "save it as .xlsx without a password"
        raise SourceError(f"the workbook can't be read ({error})", where=file, advice=advice) from error


def mapped_rows(rows: Sequence[Mapping[str, str]], work: Path) -> Raw:
    """Make rows readable that stand in the mapping itself."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([row.get(name, "") for name in names] for row in rows)]
    return _written("mapping", enumerate(cells), work, read_as="rows of the mapping")


def _left(book: CalamineWorkbook, name: str) -> str:
    """Name the sheets that are not read and not empty."""
    others = [other for other in book.sheet_names if other != name and book.get_sheet_by_name(other).height]
    return f", and not: {', '.join(others)}" if others else ""


def _refuse_bomb(path: Path, file: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (NotImplementedError, ValueError, struct.error) as error:
        # A spoilt list of parts asks for a version that is not there, or has names that are no text.
        raise zipfile.BadZipFile(str(error)) from error
    refuse_bomb(path.stat().st_size, unpacked, where=file)


def _from_heading(rows: Iterable[list[str]], known: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """Number the rows from one, from the heading on."""
    numbered = ((place, row) for place, row in enumerate(rows, start=1) if any(row))
    first = list(islice(numbered, TITLES))
    begins = next((place for place, (_, row) in enumerate(first) if set(row) & set(known)), 0)
    return chain(first[begins:], numbered)


TITLES = 5
"""Rows among which the heading is looked for."""


def _written(
    file: str, rows: Iterable[tuple[int, list[str]]], work: Path, *, read_as: str, known: Collection[str] = ()
) -> Raw:
    """Write numbered rows as CSV; wholly empty ones are left out, those wider than the heading are set aside."""
    numbered = ((place, row) for place, row in rows if any(row))
    _, heading = next(numbered, (0, []))
    names = checked_names(heading, file)
    read = [column for column, name in enumerate(names) if name in known]
    made = work / f"{len(list(work.iterdir()))}.rows.csv"
    lines, misshapen, record = LineNumbers(), {}, 0
    with made.open("w", encoding="utf-8", newline="") as out:
        # Everything in quotes: an empty cell and a line end in a cell stay what they are.
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(names)
        for record, (place, row) in enumerate(numbered, start=1):
            lines.add(record, place)
            _refuse_rounded(row, read, names, f"{file}, row {place}")
            if any(row[len(names) :]):
                misshapen[record] = " | ".join(row)
                row = []
            writer.writerow((row + [""] * len(names))[: len(names)])
    return Raw(file, names, read_csv(made, names), record, lines, read_as, misshapen)


ROUNDED = "≈"
"""Marks a number of which Excel, which keeps 15 digits, has lost the last ones."""


def _refuse_rounded(row: list[str], read: Sequence[int], names: Sequence[str], where: str) -> None:
    for column in read:
        if column < len(row) and row[column].startswith(ROUNDED):
            advice = "in the export, make the column text: Excel keeps 15 digits of a number"
            got = row[column].removeprefix(ROUNDED)
            raise SourceError(
                "a number whose last digits are lost", where=f"{where}, {names[column]}", got=got, advice=advice
            )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float) and cell.is_integer():
        return f"{ROUNDED if abs(cell) >= 10**15 else ''}{int(cell)}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
