"""CSV files: heading, delimiter, and the exact line of any record."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from caselib.casebook.files import Text, open_text, text_of
from caselib.casebook.raw import Raw, checked_names
from caselib.errors import SourceError

__all__ = ["csv_source", "quoted"]

_DELIMITERS = ",;\t|"
_LONGEST = 1 << 24


def csv_source(path: Path, work: Path) -> Raw:
    """Make a CSV file readable by the engine: every field as text, records numbered from one."""
    text = text_of(path, work)
    delimiter, names = _heading(text, path)
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    # store_rejects keeps what does not fit the heading, so that it is quarantined and not skipped.
    sql = (
        f"read_csv({quoted(str(text.path))}, columns={{{columns}}}, delim={quoted(delimiter)}, header=true,"
        " auto_detect=false, quote='\"', escape='\"', ignore_errors=true, store_rejects=true, rejects_limit=0,"
        f" max_line_size={_LONGEST})"
    )

    def lines(wanted: set[int], rejected: list[int], records: int) -> tuple[dict[int, int], list[int]]:
        return _lines(text, delimiter, len(names), wanted, rejected, records)

    return Raw(path, names, {}, sql, lines, rejects=True)


def quoted(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _heading(text: Text, path: Path) -> tuple[str, tuple[str, ...]]:
    with open_text(text) as lines:
        first = next((line for line in lines if line.strip()), "")
    if "\x00" in first:
        raise SourceError("there are NUL bytes in the heading", where=path.name, advice="save it as CSV text")
    delimiter = max(_DELIMITERS, key=first.count)
    with open_text(text) as lines:
        names = next((row for row in csv.reader(lines, delimiter=delimiter) if any(row)), [])
    return delimiter, checked_names(names, path)


def _lines(
    text: Text, delimiter: str, width: int, wanted: set[int], rejected: list[int], records: int
) -> tuple[dict[int, int], list[int]]:
    """Where every record takes one line, its line follows from its number; else the file is gone through once.

    The engine's own line of a rejected record leaves line ends within quotes uncounted.
    """
    if not wanted and not rejected:
        return {}, []
    total = text.line_ends + (0 if text.ends_with_newline else 1)
    if records + len(rejected) + 1 == total:
        return _by_number(wanted, sorted(rejected)), rejected
    walked = list(_walk(text, delimiter, width))
    misfits = [line for number, line in walked if not number]
    found = {number: line for number, line in walked if number in wanted}
    return found, misfits if len(misfits) == len(rejected) else rejected


def _by_number(wanted: set[int], rejected: list[int]) -> dict[int, int]:
    found, passed = {}, 0
    for number in sorted(wanted):
        while passed < len(rejected) and rejected[passed] <= number + 1 + passed:
            passed += 1
        found[number] = number + 1 + passed
    return found


def _walk(text: Text, delimiter: str, width: int) -> Iterator[tuple[int, int]]:
    """Number the records that fit the heading, each with the line on which it begins; the others have number zero."""
    csv.field_size_limit(_LONGEST)
    with open_text(text) as lines:
        reader = csv.reader(lines, delimiter=delimiter)
        number, begins, heading = 0, 1, True
        for row in reader:
            if row and heading:
                heading = False
            elif len(row) == width:
                number += 1
                yield number, begins
            elif row:
                yield 0, begins
            begins = reader.line_num + 1
