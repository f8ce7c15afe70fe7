"""A sheet that came back: what was typed in it, cell by cell, and what about it is not as it went out.

Rows are known by their keys, so that a sheet with rows put between is read as well as any; nothing that was typed
is passed over: it is an answer, or a line among the problems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from caselib.errors import SourceError
from caselib.review.codes_tab import FORM_TAB, other_tabs
from caselib.review.layout import FIELDS, UNTICKED, field_of, read_answer

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Answer", "Problem", "read_returned", "reviews_in"]

_TOO_MANY = 8
"""Rows gone from a form, above which it is said once."""
Expected = dict[tuple[str, str], str]


class Answer(NamedTuple):
    """One thing answered: `line` tells lines of problems apart and is empty for what is asked once."""

    review_id: str
    line: str
    field: str
    value: str
    file: str
    cell: str


class Problem(NamedTuple):
    """One thing to look at: where, what, what was there, and what to do."""

    file: str
    cell: str
    review_id: str
    what: str
    got: str
    advice: str


def read_returned(path: Path, name: str, reviews: Collection[str]) -> tuple[list[Answer], list[Problem]]:
    """Read a workbook; `name` is what it is called in answers and problems, `reviews` the keys that are known.

    Raises `SourceError` where the file can't be read, or isn't a workbook of review sheets.
    """
    book = _open(path, name)
    form = book[FORM_TAB] if FORM_TAB in book.sheetnames else None
    went_out, tab_of = _went_out(form)
    if _of_another_plan(book, tab_of, reviews):
        what, advice = "a workbook of another plan", "nothing was read; collect it with its own plan"
        return [], [Problem(name, "", "", what, f"{len(set(tab_of.values()))} reviews", advice)]
    answers: list[Answer] = []
    problems: list[Problem] = []
    for tab in book.worksheets:
        if tab.title in other_tabs():
            continue
        review_id, wrong = _review_of(tab, tab_of, reviews, name)
        problems += wrong
        if review_id:
            got, wrong = _read_tab(tab, review_id, went_out.get(review_id, {}), name)
            answers, problems = answers + got, problems + wrong
        else:
            problems += _strange_tab(tab, name)
    if not answers and not problems and form is None:
        raise SourceError("this is not a workbook of review sheets", where=name, advice="send the sheet that went out")
    for title in tab_of.keys() - set(book.sheetnames):
        advice = "ask for it, if it was not renamed"
        problems.append(Problem(name, "", tab_of[title], "a tab is no longer there", title, advice))
    return answers, problems


def reviews_in(path: Path, name: str) -> set[str]:
    """The numbers of the reviews that a workbook went out for; none where it is no workbook of review sheets."""
    try:
        book = _open(path, name)
    except SourceError:
        return set()
    _, tab_of = _went_out(book[FORM_TAB] if FORM_TAB in book.sheetnames else None)
    return set(tab_of.values()) | {str(tab["I1"].value or "").strip() for tab in book.worksheets}


def _open(path: Path, name: str) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(path)
    # openpyxl lets out whatever its parsers raise at a damaged file.
    except Exception as error:
        advice = "open it in Excel and save it as .xlsx, without a password"
        raise SourceError(
            "the file can't be read as a workbook", where=name, got=str(error)[:80], advice=advice
        ) from error


def _went_out(form: Worksheet | None) -> tuple[dict[str, Expected], dict[str, str]]:
    """Say what the locked cells were, by review, and which tab was for which review."""
    expected: dict[str, Expected] = defaultdict(dict)
    tab_of: dict[str, str] = {}
    rows = form.iter_rows(min_row=2, max_col=5, values_only=True) if form is not None else ()
    for tab, review_id, key, column, text in rows:
        if review_id is not None and key is not None:
            expected[str(review_id)][str(key), str(column)] = str(text)
            tab_of[str(tab)] = str(review_id)
    return expected, tab_of


def _of_another_plan(book: Any, tab_of: dict[str, str], reviews: Collection[str]) -> bool:
    """Whether a workbook went out for reviews, none of which we know, nor any that is written on its tabs."""
    written = {str(tab["I1"].value or "").strip() for tab in book.worksheets}
    return bool(tab_of) and not (written | set(tab_of.values())) & set(reviews)


def _review_of(
    tab: Worksheet, tab_of: dict[str, str], reviews: Collection[str], name: str
) -> tuple[str, list[Problem]]:
    """Say which review a tab is of: as it went out, else as is written on it, if that is a review we know."""
    written = str(tab["I1"].value or "").strip()
    sent = tab_of.get(tab.title, "")
    found = next((key for key in (sent, written) if key in reviews), "")
    if not found:
        return "", []
    wrong = []
    if sent and written != sent:
        what, advice = "the number of the review was changed", f"read as {sent}, for which the tab went out"
        wrong.append(Problem(name, _cell(tab, "I1"), found, what, written, advice))
    if not sent and tab_of:
        what, advice = "a tab was copied or renamed", "compare it with the tab that went out"
        wrong.append(Problem(name, _cell(tab, "I1"), found, what, tab.title, advice))
    return found, wrong


def _read_tab(tab: Worksheet, review_id: str, expected: Expected, name: str) -> tuple[list[Answer], list[Problem]]:
    keys = _keys(tab, {key for key, _ in expected})
    answers: list[Answer] = []
    problems: list[Problem] = []
    for row, key in keys.items():
        fields = FIELDS.get(key.partition(":")[0], {})
        for cell in tab[row]:
            if cell.value is None or cell.column == 1 or str(cell.value) in ("", UNTICKED):
                continue
            place = _cell(tab, cell.coordinate)
            if cell.column_letter in fields:
                got, wrong = _answer(field_of(key, cell.column_letter), cell, review_id, name, place)
                line = f"{place.rpartition('!')[0]}!{row}" if key.startswith("finding:") else ""
                answers += [got._replace(line=line)] if got else []
                problems += wrong
            elif (key, cell.column_letter) not in expected and expected:
                advice = "nothing is asked here; take it over by hand"
                problems.append(Problem(name, place, review_id, "text outside the form", str(cell.value), advice))
    return answers, problems + list(_edited(tab, keys, expected, review_id, name))


def _keys(tab: Worksheet, sent: set[str]) -> dict[int, str]:
    """Find the key of each row; rows put between are lines for problems there, and else have a key of no meaning."""
    written = [str(tab.cell(row, 1).value or "") for row in range(1, tab.max_row + 1)]
    lines = [number for number, key in enumerate(written) if key.startswith("finding")]
    known: dict[int, str] = {}
    seen: set[str] = set()
    for number, key in enumerate(written):
        if key.startswith("finding:") or (key and key not in seen and (not sent or key in sent or key in _ASKED)):
            known[number + 1] = key
        elif lines and min(lines) <= number < max(lines):
            known[number + 1] = f"finding:added {number + 1}"
        else:
            known[number + 1] = f"added:{number + 1}"
        seen.add(key)
    return known


_ASKED = ("remark",)


def _answer(field: str, cell: Any, review_id: str, name: str, place: str) -> tuple[Answer | None, list[Problem]]:
    value, wrong = read_answer(field, cell.value)
    if cell.data_type == "f" and field == "reviewed_on":
        value, wrong = "", "a formula"
    answer = Answer(review_id, "", field, value, name, place) if value else None
    if not wrong:
        return answer, []
    advice = "kept as it is" if value else "write it as the form offers it, and send the sheet again"
    return answer, [Problem(name, place, review_id, wrong, str(cell.value), advice)]


def _edited(tab: Worksheet, keys: dict[int, str], expected: Expected, review_id: str, name: str) -> Iterator[Problem]:
    """Compare what was locked with what is there now."""
    row_of = {key: row for row, key in keys.items()}
    if expected and len({key for key, _ in expected} - row_of.keys()) > _TOO_MANY:
        what, advice = (
            "the rows of the form can't be recognised",
            "look at the copy that is kept, and ask for a new sheet",
        )
        yield Problem(name, _cell(tab, "A1"), review_id, what, "", advice)
        return
    for (key, column), text in expected.items():
        if key not in row_of:
            what, advice = "a row of the form is gone, or its key is", "look at the copy that is kept"
            yield Problem(name, _cell(tab, column), review_id, what, text, advice)
            continue
        cell = tab[f"{column}{row_of[key]}"]
        now = "" if cell.value is None else str(cell.value)
        same = cell.data_type == "f" if text == "=" else now == text
        if not same and (key, column) != ("row:1", "I"):
            advice = "read as it went out: " + text if text != "=" else "it is worked out anew"
            yield Problem(name, _cell(tab, cell.coordinate), review_id, "a locked cell was changed", now, advice)


def _strange_tab(tab: Worksheet, name: str) -> Iterator[Problem]:
    """List what stands in a tab of no review that is known."""
    advice = "find out to which review it belongs, and take it over by hand"
    for row in tab.iter_rows():
        for cell in row:
            if cell.value is not None and cell.column > 1 and str(cell.value) != UNTICKED:
                what = "text in a tab of no known review"
                yield Problem(name, _cell(tab, cell.coordinate), "", what, str(cell.value), advice)


def _cell(tab: Worksheet, coordinate: str) -> str:
    return f"{tab.title}!{coordinate}"
