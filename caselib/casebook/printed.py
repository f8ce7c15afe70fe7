"""What published tables of totals have against themselves: gaps, headings that name another column, shares that do not
follow from the counts beside them, totals that are no sum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from caselib.casebook.totals import Printed, read_printed
from caselib.domain.periods import Month
from caselib.errors import ParameterError

__all__ = ["check_totals"]

_COLUMNS = ["remark", "period", "file", "unit", "heading", "printed", "recomputed"]
_PERCENT = re.compile(r"(\d+(?:\.(\d+))?)\s*%$")


@dataclass(frozen=True)
class _Share:
    """A printed share: the place of its column, that of the count it is of, and those of the counts it is among."""

    place: int
    count: int
    base: tuple[int, ...]


def check_totals(files: Iterable[Path], *, counts: str, shares: str, total: str | None = None) -> pd.DataFrame:
    """List what published tables have against themselves: remark, period, file, unit, heading, printed, recomputed.

    `counts` is a regular expression over the headings of counts whose group `whole` names what a count is part of;
    `shares` one over the headings of percentages, each of the count in the column before it. A share must follow from
    its counts as far as its digits go; a group `named` in both says that the two are headed alike. Remarks: "month
    missing", "heading of another column", "no number" (where a count should stand), "no share" (of nothing there is
    none), "share differs", "total differs" (of the row named `total`).

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "arrests_july_2026.csv")
    ...     _ = file.write_text("area,No. refused,% refused,No. approved,% approved\\nA,3,30.0%,7,71.0%\\n")
    ...     look = cl.check_totals([file], counts="^No. (?P<whole>)", shares="^%")
    >>> look[["unit", "heading", "printed", "recomputed"]].to_numpy().tolist()
    [['A', '% approved', '71.0%', '70.0%']]
    """
    if "whole" not in re.compile(counts).groupindex:
        advice = "'^Number of (?P<whole>.+) (?:won|lost)$'"
        raise ParameterError("`counts` has a group that names the whole", got=counts, advice=advice)
    tables = read_printed(files)
    rows = [*_gaps([printed.month for printed in tables])]
    for printed in tables:
        rows += [
            (remark, str(printed.month), printed.file, *rest) for remark, *rest in _of(printed, counts, shares, total)
        ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _gaps(months: list[Month]) -> Iterator[tuple[str, ...]]:
    month = months[0]
    while month < months[-1]:
        if month not in months:
            yield ("month missing", str(month), "", "", "", "", "")
        month = month.plus(1)


def _of(printed: Printed, counts: str, shares: str, total: str | None) -> Iterator[tuple[str, ...]]:
    wholes = {i: match["whole"] for i, name in enumerate(printed.heads) if (match := re.search(counts, name))}
    found = [_Share(i, i - 1, tuple(j for j in wholes if wholes[j] == wholes[i - 1]))
             for i, name in enumerate(printed.heads) if re.search(shares, name) and i - 1 in wholes]  # fmt: skip
    yield from _headings(printed, counts, shares, found)
    for unit in printed.rows:
        for place in wholes:
            if _count(printed.cell(unit, place)) is None:
                yield "no number", unit, printed.heads[place], printed.cell(unit, place), ""
        for share in found:
            yield from _share(printed, unit, share)
    if total in printed.rows:
        yield from _total(printed, list(wholes), str(total))


def _headings(printed: Printed, counts: str, shares: str, found: list[_Share]) -> Iterator[tuple[str, ...]]:
    """Find percentages that are named otherwise than the count before them."""
    for share in found:
        meant = re.search(counts, printed.heads[share.count])
        said = re.search(shares, printed.heads[share.place])
        names = [match.groupdict().get("named") for match in (meant, said) if match]
        if names[0] != names[1] and None not in names:
            yield "heading of another column", "", printed.heads[share.place], str(names[1]), str(names[0])


def _share(printed: Printed, unit: str, share: _Share) -> Iterator[tuple[str, ...]]:
    text = printed.cell(unit, share.place)
    parts = [_count(printed.cell(unit, place)) for place in (share.count, *share.base)]
    if any(part is None for part in parts):
        return
    count, *base = (part or 0 for part in parts)
    heading, match = printed.heads[share.place], _PERCENT.match(text)
    if match is None:
        yield "no share", unit, heading, text, "" if sum(base) == 0 else f"{100 * count / sum(base):.1f}%"
    elif sum(base) == 0 or not _follows(Decimal(match[1]), len(match[2] or ""), count, sum(base)):
        exact = f"{100 * count / sum(base):.{len(match[2] or '')}f}%" if sum(base) else "of nothing"
        yield "share differs", unit, heading, text, exact


def _follows(printed: Decimal, digits: int, count: int, base: int) -> bool:
    """Whether a share lies within half a unit of the last printed digit, both ends allowed: halves go either way."""
    return abs(printed * base - 100 * count) * 2 * 10**digits <= base


def _total(printed: Printed, places: list[int], total: str) -> Iterator[tuple[str, ...]]:
    for place in places:
        numbers = {unit: _count(printed.cell(unit, place)) or 0 for unit in printed.rows}
        said = numbers.pop(total)
        if sum(numbers.values()) != said:
            yield "total differs", total, printed.heads[place], printed.cell(total, place), str(sum(numbers.values()))


def _count(text: str) -> int | None:
    plain = text.replace(",", "")
    return int(plain) if plain.isdigit() else None
