"""Excel and Parquet files, and rows that the mapping itself gives."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from caselib.casebook.csv_source import quoted
from caselib.casebook.raw import Raw, checked_names
from caselib.errors import SourceError, nearest

__all__ = ["excel_source", "mapped_rows", "parquet_source"]


def parquet_source(path: Path) -> Raw:
    """Make a Parquet file readable: its typed columns stay typed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"not a Parquet file ({str(error).splitlines()[0]})", where=path.name) from error
    names = checked_names(schema.names, path)
    kinds = {
        "date32[day]": "DATE",
        "bool": "BOOLEAN",
        "int64": "BIGINT",
        "string": "VARCHAR",
        "large_string": "VARCHAR",
    }
    types = {name: kinds.get(str(schema.field(name).type), "") for name in names}
    return Raw(path, names, types, f"read_parquet({quoted(str(path))})", _same_number)


def excel_source(path: Path, work: Path, *, sheet: str | None = None) -> Raw:
    """Make a sheet of a workbook readable; its rows are written out as text once, with their own row numbers."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            name = sheet or book.sheet_names[0]
            if name not in book.sheet_names:
                raise SourceError("no such sheet", where=path.name, got=name, advice=nearest(name, book.sheet_names))
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise SourceError(
            f"the workbook can't be read ({error})", where=path.name, advice="save it as .xlsx"
        ) from error
    return _written(path, [[_text(cell) for cell in row] for row in rows], work)


def mapped_rows(rows: Sequence[Mapping[str, str]], path: Path, work: Path) -> Raw:
    """Make rows readable that stand in the mapping itself."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return _written(path, [names, *([row.get(name, "") for name in names] for row in rows)], work)


def _written(path: Path, rows: list[list[str]], work: Path) -> Raw:
    """Write rows as CSV with their row number; wholly empty ones are left out, short ones are filled up."""
    numbered = [(place, row) for place, row in enumerate(rows, start=1) if any(row)]
    if not numbered:
        raise SourceError("the sheet is empty", where=path.name)
    (_, heading), *body = numbered
    names = checked_names(heading, path)
    made = work / f"{path.name}.{len(list(work.iterdir()))}.rows.csv"
    with made.open("w", encoding="utf-8", newline="") as out:
        # Everything in quotes: an empty cell and a line end in a cell stay what they are.
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(names)
        writer.writerows((row + [""] * len(names))[: len(names)] for _, row in body)
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    sql = (
        f"read_csv({quoted(str(made))}, columns={{{columns}}}, header=true, auto_detect=false, quote='\"', escape='\"')"
    )
    places = [place for place, _ in body]
    return Raw(path, names, {}, sql, lambda wanted, _, __: ({number: places[number - 1] for number in wanted}, []))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _same_number(wanted: Iterable[int], _: list[int], __: int) -> tuple[dict[int, int], list[int]]:
    """A Parquet file has no lines: the number of the record stands for it."""
    return {number: number for number in wanted}, []
