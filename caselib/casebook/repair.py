"""CSV that does not go straight through the engine: gone through record by record, so that nothing is lost.

A record is one line, or several where quotes hold them together. A quote that is never closed would swallow
the rest of the file: if the lines it joins do not make a record of the right width, only the first of them is
set aside, and reading goes on with the next line. Blank lines are no records.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from caselib.casebook.raw import LineNumbers

__all__ = ["Repaired", "repair", "trimmed"]

_LONGEST = 1_000
"""Lines that one record may take."""
_WIDEST = 100_000
"""Characters of a record that are kept to be shown."""
_QUOTE = b'"'


@dataclass(frozen=True)
class Repaired:
    """A file in which every record has the right width; `misshapen` says which only stand in for what was read."""

    path: Path
    records: int
    misshapen: dict[int, str] = field(repr=False)
    lines: LineNumbers = field(repr=False)


_Record = tuple[int, bytes, bytes]
"""The line on which it begins; what goes on (as it stood where that is safe, else written anew; empty where it
is misshapen); and the line as it was read."""


def trimmed(fields: list[str], width: int) -> list[str]:
    """Leave out empty fields beyond the heading: delimiters at the end of a line are no values.

    >>> trimmed(["a", "b", "", ""], 2), trimmed(["a", "b", "c"], 2)
    (['a', 'b'], ['a', 'b', 'c'])
    """
    surplus = fields[width:]
    return fields[:width] if surplus and not any(surplus) else fields


def repair(path: Path, out: Path, *, delimiter: str, width: int) -> Repaired:
    """Write a UTF-8 file anew, one record of `width` fields each; the heading is its first record.

    A misshapen record becomes a line of empty fields, so that records keep their numbers (from 1), and its
    text is returned. Time grows with the file, memory with what is misshapen.
    """
    misshapen: dict[int, str] = {}
    lines = LineNumbers()
    number = -1
    stand_in = delimiter.encode() * (width - 1) + b"\n"
    with path.open("rb") as source, out.open("wb") as target:
        for number, (line, text, as_read) in enumerate(_Reader(source, delimiter, width)):
            lines.add(number, line)
            if not text:
                misshapen[number] = as_read[:_WIDEST].decode(errors="replace").rstrip("\r\n")
            target.write(text or stand_in)
    return Repaired(out, max(number, 0), misshapen, lines)


class _Reader:
    """Records of a file, in order."""

    def __init__(self, source: BinaryIO, delimiter: str, width: int) -> None:
        self._source, self._delimiter, self._width = source, delimiter, width
        self._waiting: list[bytes] = []
        self._line = 0

    def __iter__(self) -> Iterator[_Record]:
        comma, commas = self._delimiter.encode(), self._width - 1
        while line := self._next():
            begins = self._line
            if _QUOTE not in line and line.count(comma) == commas and (commas or line.strip(b" \r\n")):
                body = line.rstrip(b"\r\n")
                yield begins, (body + b"\n" if b"\r" not in body else b""), line
            elif line.strip(b" \r\n"):
                yield self._harder(line, begins)

    def _next(self) -> bytes:
        line = self._waiting.pop() if self._waiting else self._source.readline()
        if self._line == 0:
            line = line.removeprefix(b"\xef\xbb\xbf")
        self._line += bool(line)
        return line

    def _harder(self, line: bytes, begins: int) -> _Record:
        """A line with quotes or of another width: alone if it can be, else with the lines that its quotes join."""
        fields = self._fields(line)
        if fields is None and line.count(_QUOTE) % 2:
            fields = self._joined(line)
        if fields is None or len(fields) != self._width:
            return begins, b"", line
        return begins, self._written(fields), line

    def _joined(self, line: bytes) -> list[str] | None:
        """Take further lines until the quotes close; give them back where that makes no record."""
        taken, quotes = [line], line.count(_QUOTE)
        while len(taken) < _LONGEST and (more := self._next()):
            taken.append(more)
            quotes += more.count(_QUOTE)
            if quotes % 2 == 0:
                fields = self._fields(b"".join(taken))
                if fields is not None and len(fields) == self._width:
                    return fields
                break
        self._waiting += taken[:0:-1]
        self._line -= len(taken) - 1
        return None

    def _fields(self, text: bytes) -> list[str] | None:
        reader = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=self._delimiter, strict=True)
        try:
            rows = list(reader)
        except csv.Error:
            return None
        return trimmed(rows[0], self._width) if len(rows) == 1 else None

    def _written(self, fields: list[str]) -> bytes:
        line = io.StringIO()
        csv.writer(line, delimiter=self._delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(fields)
        return line.getvalue().encode()
