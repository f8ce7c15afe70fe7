"""A file that the engine can read: its headings, and the line of any record in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caselib.errors import SourceError

__all__ = ["Lines", "Raw", "checked_names"]

Lines = Callable[[set[int], list[int], int], tuple[dict[int, int], list[int]]]
"""From wanted record numbers, the lines the engine gave for rejected records, and the number of records, to the line
of each wanted record, and of each rejected one."""


@dataclass(frozen=True)
class Raw:
    """A source file made readable: `sql` stands in FROM, `types` names the columns that are not text."""

    path: Path
    names: tuple[str, ...]
    types: Mapping[str, str]
    sql: str
    lines: Lines
    rejects: bool = False


def checked_names(names: Sequence[object], path: Path) -> tuple[str, ...]:
    """Headings as plain text; an empty one, or one that stands twice, is refused, for nobody can say which is meant."""
    plain = [str(name if name is not None else "").strip() for name in names]
    while plain and not plain[-1]:
        plain.pop()
    if not plain:
        raise SourceError("there is no heading", where=path.name, advice="the first line names the columns")
    seen: set[str] = set()
    for place, name in enumerate(plain):
        if not name:
            raise SourceError(
                "a heading is empty", where=f"{path.name}, column {place + 1}", advice="name every column"
            )
        # The engine does not tell upper from lower case in names.
        if name.casefold() in seen:
            raise SourceError("a heading stands twice", where=path.name, got=name, advice="name every column once")
        seen.add(name.casefold())
    return tuple(plain)
