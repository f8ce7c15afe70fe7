"""What is out already, and what a further release would give away beside it."""

from __future__ import annotations

import json
from functools import cache
from itertools import permutations
from pathlib import Path

from caselib.analysis.same_base import linked
from caselib.domain.periods import Month, Period
from caselib.domain.units import Units
from caselib.errors import GateError
from caselib.reporting.files import write_whole
from caselib.reporting.keys import WHOLE, code_of
from caselib.reporting.manifest import MANIFEST, read_manifest
from caselib.reporting.released import Table
from caselib.reporting.together import REVISED, check_together

__all__ = ["LEDGER", "check_ledger", "read_ledger", "write_ledger"]

LEDGER = "released.json"


def check_ledger(tables: list[Table], ledger: list[Table], *, where: str) -> None:
    """Raise `GateError` where a release gives away, beside others or earlier ones, what one of them left out.

    The same figure and period: what one leaves out, the other may not print, and what both print is the same. Periods
    that add up to another (a first half and its quarters): a cell that only one of the three leaves out follows from
    the two others. Figures that count the same rows, such as refusals and one ground of them, are held together with
    all whose months they share.
    """
    for place, table in enumerate(tables):
        out = [*ledger, *tables[:place]]
        known = [old for old in out if old["figure"] == table["figure"]]
        for old in known:
            if old["period"] == table["period"]:
                _check_same(old, table, where)
        for whole, one, two in permutations([table, *(old for old in known if old["period"] != table["period"])], 3):
            if table in (whole, one, two) and _add_up(whole, one, two):
                _check_sum(whole, one, two, where)
        check_together([*(old for old in _beside(table, out) if old != table), table], where=where)


def read_ledger(out: Path, units: Units) -> list[Table]:
    """Read what a folder has released; rows of an old ledger, which bore their printed names, get their codes."""
    path = out / LEDGER
    if not path.is_file():
        _check_nothing_out(out)
        return []
    try:
        return [_by_code(table, units) for table in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, KeyError, TypeError) as error:
        advice = "put it back from a copy; without it nothing says what is out"
        raise GateError("the ledger can't be read", where=LEDGER, advice=advice) from error


def _check_nothing_out(out: Path) -> None:
    """Without a ledger nothing is out: where a folder says otherwise, it has lost its ledger."""
    for path in sorted(out.glob(f"*/*/{MANIFEST}")):
        for name, entry in read_manifest(path.parent)["reports"].items():
            if entry["status"] == "made" and entry["parameters"]["audience"] == "public":
                advice = "put it back from a backup; or take back everywhere what is out, and give another --out"
                where = f"{path.parent.relative_to(out).as_posix()}/{name}.html stands, {LEDGER} does not"
                raise GateError("the ledger is gone, which says what is out", where=where, advice=advice)


def write_ledger(out: Path, ledger: list[Table], tables: list[Table]) -> None:
    """Add released tables to the ledger of a folder; the same figure and period stands there once for each content."""
    fresh = [table for table in tables if table not in ledger]
    write_whole(out / LEDGER, json.dumps([*ledger, *fresh], ensure_ascii=False, indent=1) + "\n")


def _by_code(table: Table, units: Units) -> Table:
    *parts, last = table["rows"]
    rows = [row | {"key": code_of(table["figure"], row["key"], units)} for row in parts]
    rows.append(last if last["key"] == WHOLE else last | {"key": code_of(table["figure"], last["key"], units)})
    return table | {"rows": rows}


def _check_same(old: Table, new: Table, where: str) -> None:
    before, now = _cells(old), _cells(new)
    for place in sorted(before.keys() & now.keys()):
        if None not in (before[place], now[place]) and before[place] != now[place]:
            what = f"the data of {new['period']} have changed since this figure was released"
            raise GateError(
                what, where=f"{where}, {place[0]}", got=f"{before[place]}, now {now[place]}", advice=REVISED
            )
    if apart := _blanks(old) ^ _blanks(new):
        raise GateError("an earlier release and this one fill each other's blanks", where=where, got=sorted(apart)[0])


def _check_sum(whole: Table, one: Table, two: Table, where: str) -> None:
    blanks = [_blanks(each) for each in (whole, one, two)]
    alone = [key for key in set().union(*blanks) if sum(key in each for each in blanks) == 1]
    if alone:
        periods = ", ".join(each["period"] for each in (whole, one, two))
        what = f"what one of {periods} leaves out follows from the two others"
        raise GateError(what, where=where, got=sorted(alone)[0])


def _beside(table: Table, ledger: list[Table]) -> list[Table]:
    """The releases that share rows and months with a table, or with such a one."""
    left, found, waiting = list(ledger), [], [table]
    while waiting:
        one = waiting.pop()
        near = [other for other in left if _share(one, other)]
        left = [other for other in left if other not in near]
        found += near
        waiting += near
    return found


def _share(one: Table, other: Table) -> bool:
    (mine, *here), (its, *there) = one["figure"].split("|"), other["figure"].split("|")
    return here == there and bool(_months(one) & _months(other)) and linked(mine, its)


def _months(table: Table) -> frozenset[Month]:
    return _months_of(table["period"])


@cache
def _months_of(period: str) -> frozenset[Month]:
    return frozenset(Period.parse(period).months())


def _cells(table: Table) -> dict[tuple[str, int], int | None]:
    return {(row["key"], place): count for row in table["rows"] for place, count in enumerate(row["cells"])}


def _blanks(table: Table) -> set[tuple[str, int]]:
    return {place for place, count in _cells(table).items() if count is None}


def _add_up(whole: Table, one: Table, two: Table) -> bool:
    months = [_months(each) for each in (whole, one, two)]
    return months[0] == months[1] | months[2] and not months[1] & months[2]
