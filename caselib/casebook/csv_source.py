"""CSV files: heading, delimiter, and a reading that is proved to lose no record."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from caselib.casebook.files import Text, open_text, text_of
from caselib.casebook.raw import LineNumbers, Raw, checked_names
from caselib.casebook.repair import repair
from caselib.casebook.sql import literal
from caselib.errors import SourceError

__all__ = ["csv_source", "read_csv"]

_SPOKEN = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LONGEST = 1 << 24


def csv_source(path: Path, work: Path, *, file: str) -> Raw:
    """Make a CSV file readable by the engine: every field as text, records numbered from one.

    The engine reads strictly. If it finds one record for each line, nothing can have been lost or joined; if
    not, or if it refuses, the file is gone through record by record. Raises `SourceError`.
    """
    text = text_of(path, work)
    delimiter, heading, first = _heading(text, file)
    names = checked_names(heading, file)
    read_as = f"{text.encoding}, {_SPOKEN[delimiter]} between fields"

    def harder() -> Raw:
        out = work / f"{len(list(work.iterdir()))}.repaired.csv"
        done = repair(text.path, out, delimiter=delimiter, width=len(names))
        sql = read_csv(done.path, names, delimiter)
        read = f"{read_as}, record by record"
        easier = Raw(file, names, sql, done.records, done.lines, read, done.misshapen)
        # Long fields with line ends in them can be more than the engine's threads manage together.
        slow = replace(easier, sql=read_csv(done.path, names, delimiter, parallel=False))
        return replace(easier, harder=lambda: slow)

    if not (text.even and first) or len(names) == 1:
        return harder()
    sql = read_csv(text.path, names, delimiter)
    return Raw(file, names, sql, text.lines - 1, LineNumbers(ahead=1), read_as, harder=harder)


def read_csv(path: Path, names: Sequence[str], delimiter: str = ",", *, parallel: bool = True) -> str:
    """Write the reading of a UTF-8 file with a heading, in which every field is text and every record complete."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({literal(str(path.resolve()))}, columns={{{columns}}}, delim={literal(delimiter)}, header=true,"
        f" auto_detect=false, quote='\"', escape='\"', max_line_size={_LONGEST}, parallel={str(parallel).lower()})"
    )


def _heading(text: Text, file: str) -> tuple[str, list[str], bool]:
    """The delimiter that divides the heading into most fields, those fields, and whether they are the first line."""
    best: tuple[str, list[str], bool] = (",", [], False)
    for delimiter in _SPOKEN:
        with open_text(text) as lines:
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            try:
                names = next((row for row in reader if any(row)), [])
            except csv.Error:
                continue
        if len(names) > len(best[1]):
            best = delimiter, names, reader.line_num == 1
    if not best[1]:
        raise SourceError("the heading can't be read", where=file, advice="the first line names the columns")
    return best
