"""The desk: a round drawn and its workbooks written, and workbooks taken in again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from caselib.analysis.reading import scan
from caselib.analysis.signals import Signal
from caselib.domain.periods import Period
from caselib.errors import ParameterError, SourceError, nearest
from caselib.measures.catalogue import PANELS
from caselib.review.case_facts import facts
from caselib.review.collecting import collect, collected_so_far, decide_from
from caselib.review.plan import Plan
from caselib.review.returned import reviews_in
from caselib.review.round import COLLECTED, Kept, Round, open_round, plans_of, rounds
from caselib.review.sampling import draw
from caselib.review.sheets import write_sheets
from caselib.review.tabs import room_for

__all__ = ["chosen", "reviewers_from", "settle", "signals_of", "start", "take_in", "write_conflicts"]


def reviewers_from(file: str | Path) -> pd.DataFrame:
    """Read a list of reviewers: CSV with reviewer, unit, and where wanted functions."""
    try:
        return pd.read_csv(file, dtype=str, encoding="utf-8-sig").rename(columns=str.strip)
    except (OSError, ValueError) as error:
        raise SourceError("the list of reviewers can't be read", got=str(file), advice="CSV: reviewer,unit") from error


def signals_of(book: Kept, panels: Sequence[str], *, period: str | Period) -> list[Signal]:
    """Collect the signals of some panels in a period, as the reading lists of the macro notebooks have them."""
    for name in panels:
        if name not in PANELS:
            raise ParameterError("no such panel", got=name, advice=nearest(name, PANELS))
    return [signal for name in panels for signal in scan(book, PANELS[name], period=period).signals]


def start(
    book: Kept, *, period: str | Period, reviewers: str | Path | pd.DataFrame, out: str | Path, **how: Any
) -> tuple[Plan, list[Path]]:
    """Draw a round, keep its plan in the casebook's folder, and write a workbook for each reviewer.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"reviewer": list("abc"), "unit": ["420100", "420200", "420300"]})
    >>> plan, sheets = cl.review.start(own, period="2026Q1-Q3", reviewers=people, out=own.path / "sheets", random=20)
    >>> len(sheets)
    3
    """
    people = reviewers if isinstance(reviewers, pd.DataFrame) else reviewers_from(reviewers)
    plan = draw(book, period=period, reviewers=people, **how)
    # Before the plan is kept: a round whose workbooks can't be written was not drawn.
    place = room_for(Path(out))
    plan.save(plans_of(book.path))
    return plan, write_sheets(plan.assignments, facts(book, plan), place, reviewed_from=book.about.data_date)


def chosen(book: Kept, plan: str = "") -> Round:
    """Open a round by its name, or the latest."""
    if plan:
        return open_round(book, plan)
    known = rounds(book)
    if not known:
        advice = "draw one with `caselib review draw`"
        raise ParameterError("no round was drawn from this casebook", got=str(book.path), advice=advice)
    return known[-1]


def _plan_of(book: Kept, sheets: Path) -> str:
    """The plan whose reviews the workbooks went out for, where there are several; the workbooks know it best."""
    known = rounds(book)
    if len(known) < 2:
        return ""
    files = sorted(sheets.rglob("*.xlsx")) if sheets.is_dir() else [sheets]
    written = {number for file in files for number in reviews_in(file, file.name)} - {""}
    meant = [one.plan.id for one in known if written & set(one.plan.assignments["review_id"])]
    if len(meant) > 1:
        advice = "one folder a plan, or say which with --plan"
        raise ParameterError("these workbooks are of several plans", where=str(sheets), got=meant, advice=advice)
    if written and not meant:
        advice = "collect them with the casebook from which they were drawn"
        raise ParameterError("these workbooks are of no plan of this casebook", where=str(sheets), advice=advice)
    return meant[0] if meant else ""


def take_in(book: Kept, sheets: str | Path, *, plan: str = "", on: date | None = None) -> list[str]:
    """Collect filled workbooks into the store of a round, and say what came of it, line by line.

    The first lines sum it up; then every conflict, with the file and cell of each thing said, and every problem.
    `on`: the day of collecting, today unless said. Without `plan`, the workbooks say of which plan they are.

    >>> cl.review.take_in(reviewed, "no such folder")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    caselib.errors.SourceError: ...
    """
    one = chosen(book, plan or _plan_of(book, Path(sheets)))
    store = _store(book, one)
    drawn = date.fromisoformat(str(one.plan.settings["data_date"]))
    found = collect(sheets, one.plan.assignments, store, collected_on=on or date.today(), begun=drawn)
    said = [f"Plan {one.plan.id}: {found}"]
    said += [_conflict(row) for row in found.conflicts.to_dict("records")]
    for row in found.problems.to_dict("records"):
        where = f"{row['file']} {row['cell']}".strip()
        said.append(f"{where}: {row['what']}; got: {row['got']!r}; do: {row['advice']}")
    return said


def write_conflicts(book: Kept, out: str | Path, *, plan: str = "") -> int:
    """Write what waits for a person as CSV, with an empty column `decision`; gives how many there are.

    Each line has the values that were said, and the file and cell of each. What would be a formula in Excel is written
    as text.

    >>> cl.review.write_conflicts(book, "conflicts.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    caselib.errors.ParameterError: no round was drawn from this casebook...
    """
    found = collected_so_far(_store(book, chosen(book, plan))).conflicts
    risky = found["values"].str.startswith(("=", "+", "-", "@"))
    written = found.assign(values=found["values"].mask(risky, "'" + found["values"]))
    try:
        written.to_csv(out, index=False, encoding="utf-8-sig")
    except OSError as error:
        what = f"the list can't be written ({error.strerror or error})"
        raise SourceError(what, where=str(out), advice="name a file in a folder that is there, and close it") from error
    return len(found)


def settle(book: Kept, file: str | Path, *, by: str, plan: str = "", on: date | None = None) -> list[str]:
    """Take back a list of conflicts with its column `decision` filled in, and say what is left.

    `by`: the person or panel who decided. Nothing that was typed is lost; a later sheet that says something new opens
    the conflict again.

    >>> cl.review.settle(book, "conflicts.csv", by="")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    caselib.errors.ParameterError: a conflict is settled by a person...
    """
    if not by.strip():
        raise ParameterError("a conflict is settled by a person", got=by, advice="say who with `by`")
    one = chosen(book, plan)
    store = _store(book, one)
    done = decide_from(file, store, decided_by=by, decided_on=on or date.today())
    left = collected_so_far(store).conflicts
    said = [f"Plan {one.plan.id}: {done} conflicts settled by {by}, {len(left)} left"]
    return said + [_conflict(row) for row in left.to_dict("records")]


def _store(book: Kept, one: Round) -> Path:
    return plans_of(book.path) / one.plan.id / COLLECTED


def _conflict(row: dict[str, Any]) -> str:
    return f"conflict, {row['review_id']}, {row['field']}: {row['values']} ({row['files']}; {row['cells']})"
