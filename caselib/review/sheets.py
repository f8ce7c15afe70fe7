"""Sheets that go out: one Excel workbook for each reviewer, one tab for each case, printable on A4.

The stratum and the mode of the draw are not on them: a reviewer does not know why a case was drawn.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from caselib.domain.vocabulary import DIMENSION, FUNCTION, PROBLEMS_OF, SCHEME
from caselib.errors import ParameterError, nearest
from caselib.review.codes_tab import add_checks, add_codes
from caselib.review.layout import TICKED, UNTICKED, WORDS, Shown, shown
from caselib.review.paper import put
from caselib.review.schemes import NEW_SCHEME_FROM, scheme_on
from caselib.review.tabs import (
    WIDTHS,
    both,
    facts_on_the_left,
    file_name,
    finish_book,
    finish_tab,
    formula,
    line,
    list_tabs,
    new_book,
    room_for,
    save,
    tab_name,
    text,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["ASSIGNMENT_COLUMNS", "FACT_COLUMNS", "write_sheets"]

ASSIGNMENT_COLUMNS = (
    "review_id", "plan_id", "case_id", "function", "table", "unit", "stratum", "mode", "reviewer", "reviewer_unit",
    "due_on",
)  # fmt: skip
FACT_COLUMNS = ("review_id", "place", "label_en", "label_zh", "value", "group")
LINES = 8
"""Lines for problems; more are had by inserting rows."""
_DATE, _GRADE = "$F$5", "$F$6"


def write_sheets(
    assignments: pd.DataFrame,
    facts: pd.DataFrame,
    folder: str | Path,
    *,
    reviewed_from: date,
    language: Shown = "both",
) -> list[Path]:
    """Write one workbook for each reviewer, in the order of the reviewers' keys; what is there is written over.

    `assignments`: a row for each review (`ASSIGNMENT_COLUMNS`); `facts`: a row for each fact shown (`FACT_COLUMNS`).
    `reviewed_from`: the day on which reviewing begins; grades are those of the scheme valid on the day of the review.
    Raises `ParameterError` where columns are missing, a review stands twice, or a fact belongs to no review.

    >>> import tempfile
    >>> from datetime import date
    >>> one = cl.review.latest_round(reviewed, period="2026Q1-Q3")
    >>> some = one.plan.assignments.head(2)
    >>> told = cl.review.facts(reviewed, one.plan.with_assignments(some))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = cl.review.write_sheets(some, told, folder, reviewed_from=date(2026, 10, 8))
    >>> [path.suffix for path in made] == [".xlsx"] * some["reviewer"].nunique()
    True
    """
    _check(assignments, facts, language)
    place = room_for(Path(folder))
    scheme_on(reviewed_from)
    return [
        save(_workbook(str(reviewer), mine, facts, reviewed_from, language), place / file_name("review", str(reviewer)))
        for reviewer, mine in assignments.groupby("reviewer", sort=True)
    ]


def _check(assignments: pd.DataFrame, facts: pd.DataFrame, language: str) -> None:
    if language not in ("both", "en", "zh"):
        raise ParameterError("a sheet is in both languages or in one", got=language, advice="both, en or zh")
    for name, frame, columns in (("assignments", assignments, ASSIGNMENT_COLUMNS), ("facts", facts, FACT_COLUMNS)):
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            raise ParameterError("a column is missing", where=name, got=missing[0], advice=nearest(missing[0], frame))
    ids = assignments["review_id"]
    if ids.isna().any() or ids.duplicated().any() or assignments["reviewer"].isna().any():
        twice = ids[ids.isna() | ids.duplicated() | assignments["reviewer"].isna()].iloc[0]
        raise ParameterError(
            "each review has one key and one reviewer",
            where="assignments",
            got=twice,
            advice="give each row a review_id of its own, and a reviewer",
        )
    strangers = set(facts["review_id"]) - set(ids)
    if strangers:
        raise ParameterError(
            "a fact belongs to no review",
            where="facts",
            got=min(map(str, strangers)),
            advice="make facts from the same plan: review.facts(book, plan)",
        )


def _workbook(reviewer: str, mine: pd.DataFrame, facts: pd.DataFrame, first_day: date, language: Shown) -> Workbook:
    book, known = new_book(reviewer)
    by_review = dict(list(facts.sort_values("place", kind="stable").groupby("review_id")))
    listed = []
    for number, review in enumerate(mine.to_dict("records"), 1):
        key = str(review["review_id"])
        tab = book.create_sheet(tab_name(number, key))
        for column, width in WIDTHS.items():
            tab.column_dimensions[column].width = width
        _heads(tab, review, language)
        left = facts_on_the_left(tab, by_review.get(review["review_id"], facts.iloc[:0]), language)
        finish_tab(tab, known, key, max(left, _opinion(tab, first_day, language)))
        state = f'=IF(\'{tab.title}\'!{_GRADE}="","{UNTICKED}","{TICKED}")'
        listed.append((tab.title, key, _function(review, language), text(review["due_on"]), state))
    heads = [shown(WORDS[word], language) for word in ("review", "function", "due", "state")]
    list_tabs(book.worksheets[0], listed, heads, f"{shown(WORDS['title'], language)} · {reviewer}", language)
    add_codes(book, language)
    finish_book(book, known)
    return book


def _function(review: dict[str, Any], language: Shown) -> str:
    name = next((code.label for code in FUNCTION.codes if code.value == review["function"]), None)
    return shown(name, language) if name else text(review["function"])


def _heads(tab: Worksheet, review: dict[str, Any], language: Shown) -> None:
    put(tab["B1"], shown(WORDS["title"], language), "title")
    put(tab["I1"], str(review["review_id"]), "id")
    put(tab["B2"], _function(review, language), "small")
    put(tab["E2"], f"{shown(WORDS['reviewer'], language)}: {review['reviewer']}", "small")
    put(tab["I2"], f"{shown(WORDS['due'], language)}: {text(review['due_on'])}", "due")
    put(tab["B3"], shown(WORDS["fill"], language), "small")
    for column, word in zip("BCEFGHI", ("facts", "", "opinion", "", "", "", ""), strict=True):
        put(tab[f"{column}4"], shown(WORDS[word], language) if word else "", "band")
    for row, height in ((1, 26), (2, 15), (3, 15), (4, 18)):
        tab.row_dimensions[row].height = height


def _opinion(tab: Worksheet, first_day: date, language: Shown) -> int:
    """Write the form on the right; gives the last row."""
    for row, name in ((5, "reviewed_on"), (6, "grade")):
        line(tab, row, name, [(shown(WORDS[name], language), "label"), ("", "input")])
    tab["F5"].number_format = "yyyy-mm-dd"
    before = f'IF({_DATE}="",DATE({_day(first_day)}),{_DATE})<DATE({_day(NEW_SCHEME_FROM)})'
    old, new = (both(code.label.en, code.label.zh, language) for code in SCHEME.codes)
    formula(tab, "G6", f'=IF({before},"{old}","{new}")', "small")
    row = _dimensions(tab, 8, language)
    first = row + 2
    row = _findings(tab, row, language)
    strict = "".join(f'+ISNUMBER(SEARCH("{word}",{_GRADE}))' for word in ("瑕疵", "不合格", "defective", "unqualified"))
    warning = shown(WORDS["needs_finding"], language)
    empty = f"COUNTA($E${first}:$F${row - 1})=0"
    formula(tab, "E7", f'=IF(AND((0{strict})>0,{empty}),"{warning}","")', "warning")
    add_checks(tab, before, first, row - 1, first_day)
    return _close(tab, row + 1, language)


def _dimensions(tab: Worksheet, row: int, language: Shown) -> int:
    heads = ("dimension", "examples", "in_order", "has_problem", "remark")
    line(tab, row, "", [(shown(WORDS[word], language), "head") for word in heads])
    for number, code in enumerate(DIMENSION.codes, 1):
        some = [problem.label for problem in PROBLEMS_OF[code.value][:2]]
        hint = ";".join(label.text("en" if language == "en" else "zh") for label in some)
        named = f"{number}. {shown(code.label, language)}"
        ticks = [(UNTICKED, "tick"), (UNTICKED, "tick"), ("", "input")]
        line(tab, row + number, f"dimension:{code.value}", [(named, "value"), (hint, "hint"), *ticks])
    return row + len(DIMENSION.codes) + 1


def _findings(tab: Worksheet, row: int, language: Shown) -> int:
    """Write the lines for problems; gives the row of the line that ends them."""
    line(tab, row, "", [(shown(WORDS["findings"], language), "group"), *[("", "group")] * 4])
    heads = ("dimension", "problem", "severity", "stage", "note")
    line(tab, row + 1, "", [(shown(WORDS[word], language), "head") for word in heads])
    for number in range(1, LINES + 1):
        line(tab, row + 1 + number, f"finding:{number}", [("", "input")] * 5)
        tab.row_dimensions[row + 1 + number].height = 24
    end = row + 2 + LINES
    line(tab, end, "findings_end", [(shown(WORDS["more"], language), "small")])
    return end


def _close(tab: Worksheet, row: int, language: Shown) -> int:
    line(tab, row, "", [(shown(WORDS["overall"], language), "group"), *[("", "group")] * 4])
    line(tab, row + 1, "remark", [("", "input")] * 5)
    tab.merge_cells(f"E{row + 1}:I{row + 1}")
    tab.row_dimensions[row + 1].height = 70
    line(tab, row + 2, "", [("", "blank")] * 3 + [(shown(WORDS["signed"], language), "small"), ("", "blank")])
    tab.row_dimensions[row + 2].height = 26
    return row + 2


def _day(day: date) -> str:
    return f"{day.year},{day.month},{day.day}"
