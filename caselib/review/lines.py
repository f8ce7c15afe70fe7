"""Lines for problems from several copies of a sheet: which are the same problem, said once, half, or otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from caselib.domain.vocabulary import dimension_of
from caselib.review.layout import FINDING_FIELDS

__all__ = ["Found", "Line", "match_lines"]


@dataclass(frozen=True)
class Line:
    """One line as typed: `source` is the copy in which it stood; fields that were left empty are absent.

    `of`: the number of the problem, where the line says it.
    """

    source: str
    file: str
    cell: str
    said: dict[str, str]
    of: str = ""

    def __post_init__(self) -> None:
        known = dimension_of(self.said.get("problem", ""))
        if known and "dimension" not in self.said:
            self.said["dimension"] = known


@dataclass
class Found:
    """One problem, in all the ways it was said; the first way gives it its number."""

    review_id: str
    number: str
    lines: list[Line] = field(default_factory=list)
    again: list[Line] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Give the different values of a field, in the order in which they came."""
        return list(dict.fromkeys(line.said[name] for line in self.lines if name in line.said))


def match_lines(review_id: str, lines: Iterable[Line]) -> list[Found]:
    """Put lines together, in the order in which they came.

    Within a copy each line is a problem of its own, unless it says exactly what another does. Between copies a line is
    the same problem where it says the same; or adds to it; or codes the same problem and says the rest otherwise.
    """
    found: list[Found] = []
    copies: dict[str, list[Line]] = {}
    for line in lines:
        copies.setdefault(line.source, []).append(line)
    for copy in copies.values():
        _add_copy(review_id, found, copy)
    return found


def _add_copy(review_id: str, found: list[Found], copy: Sequence[Line]) -> None:
    left, free = _without_doubles(copy), list(found)
    twice = [line for line in copy if line not in left]
    for alike in (_named, _equal, _adds, _contradicts):
        for line in list(left):
            best = max(
                (other for other in free if alike(line, other)), key=lambda other: _shared(line, other), default=None
            )
            if best is not None:
                best.lines.append(line)
                left, free = [other for other in left if other is not line], [o for o in free if o is not best]
    for line in left:
        found.append(Found(review_id, _number(review_id, line, found), [line]))
    for line in twice:
        next(other for other in found if any(line.said == known.said for known in other.lines)).again.append(line)


def _without_doubles(copy: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in copy:
        if line.of or all(line.said != other.said for other in kept):
            kept.append(line)
    return kept


def _named(line: Line, other: Found) -> bool:
    return bool(line.of) and line.of == other.number


def _equal(line: Line, other: Found) -> bool:
    return any(line.said == known.said for known in other.lines)


def _adds(line: Line, other: Found) -> bool:
    """Nothing differs, and what is the same is enough to know the problem by."""
    clash = any(line.said[name] != value for name in line.said for value in other.values(name))
    same = {name for name in line.said if line.said[name] in other.values(name)}
    halved = "dimension" in same and ("problem" not in line.said or not other.values("problem"))
    return not clash and ("problem" in same or "note" in same or halved)


def _contradicts(line: Line, other: Found) -> bool:
    return "problem" in line.said and line.said["problem"] in other.values("problem")


def _shared(line: Line, other: Found) -> int:
    return sum(line.said[name] in other.values(name) for name in line.said)


def _number(review_id: str, line: Line, found: Sequence[Found]) -> str:
    said = "\x1f".join([review_id, *(line.said.get(name, "") for name in FINDING_FIELDS)])
    taken = {other.number for other in found}
    numbers = ("F-" + hashlib.sha256(f"{said}\x1f{turn}".encode()).hexdigest()[:12] for turn in range(len(found) + 1))
    return next(number for number in numbers if number not in taken)
