"""A file that the engine can read: its headings, how many records it has, and on which line each begins."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from caselib.errors import SourceError

__all__ = ["LineNumbers", "Raw", "checked_names"]


class LineNumbers:
    """On which line of the file a record begins: kept only where the distance of line and record changes.

    >>> lines = LineNumbers()
    >>> for record, line in ((1, 2), (2, 3), (3, 7)):
    ...     lines.add(record, line)
    >>> [lines[record] for record in (1, 2, 3, 4)]
    [2, 3, 7, 8]
    """

    def __init__(self, *, ahead: int | None = None) -> None:
        self.records, self.ahead = array("q"), array("q")
        if ahead is not None:
            self.add(0, ahead)

    def add(self, record: int, line: int) -> None:
        """Note where a record begins; records come in order."""
        if not self.ahead or self.ahead[-1] != line - record:
            self.records.append(record)
            self.ahead.append(line - record)

    def __getitem__(self, record: int) -> int:
        place = bisect_right(self.records, record) - 1
        return record + (self.ahead[place] if place >= 0 else 1)


@dataclass(frozen=True)
class Raw:
    """A source file made readable.

    `file` is its name within the source; `names` its headings, each a column of text (NULL where it is
    empty); `sql` what stands in FROM.
    The engine must find exactly `records` records: where it finds another number, or refuses, the file is read
    again as `harder` gives it. `misshapen` holds the text of records that have another number of fields than the
    heading; rows of nothing stand in for them. `read_as` says how a person should check that it was read rightly.
    `parquet` is the file itself, where it is one. `record` names the column of `sql` that numbers the records from one,
    where they don't come in their order.
    """

    file: str
    names: tuple[str, ...]
    sql: str
    records: int
    lines: LineNumbers = field(repr=False)
    read_as: str = ""
    misshapen: Mapping[int, str] = field(default_factory=dict, repr=False)
    harder: Callable[[], Raw] | None = None
    parquet: Path | None = None
    record: str = ""


def checked_names(names: Sequence[object], file: str) -> tuple[str, ...]:
    """Headings as plain text; an empty one, or one that stands twice, is refused, for nobody can say which is meant."""
    plain = [str(name if name is not None else "").strip() for name in names]
    while plain and not plain[-1]:
        plain.pop()
    if not plain:
        raise SourceError("there is no heading", where=file, advice="the first line names the columns")
    seen: set[str] = set()
    for place, name in enumerate(plain, start=1):
        if not name or "\x00" in name:
            raise SourceError("a heading is empty or no text", where=f"{file}, column {place}", advice="name it")
        # The engine does not tell upper from lower case in names.
        if name.casefold() in seen:
            raise SourceError("a heading stands twice", where=file, got=name, advice="name every column once")
        seen.add(name.casefold())
    return tuple(plain)
