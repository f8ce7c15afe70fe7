"""The codes of a workbook: a tab to read, and the drop-downs and checks that Excel makes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from caselib.domain.vocabulary import DIMENSION, PROBLEMS_OF, SEVERITY, STAGE
from caselib.review.layout import TICKED, UNTICKED, WORDS, Shown, shown
from caselib.review.paper import print_on_a4, protect, put, set_heights
from caselib.review.schemes import grades

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["FORM_TAB", "add_checks", "add_codes", "other_tabs"]

FORM_TAB = "_form"
"""The hidden tab that keeps what the locked cells said, so that an edited one is noticed."""

_HEADS = ("dimension", "problem", "severity", "stage")


def other_tabs() -> tuple[str, ...]:
    """Name the tabs that are of no single review."""
    return FORM_TAB, WORDS["codes"].zh, WORDS["contents"].zh


def add_codes(book: Workbook, language: Shown) -> None:
    """Add the tab of codes and name its lists."""
    from openpyxl.workbook.defined_name import DefinedName

    tab = book.create_sheet(WORDS["codes"].zh)
    put(tab["A1"], shown(WORDS["codes"], language), "title")
    for column, said in _lists(language).items():
        tab.column_dimensions[column].width = {"A": 46, "B": 70, "C": 46}.get(column, 26)
        for row, text in enumerate(said[1:], 3):
            put(tab[f"{column}{row}"], text, "head" if row == 3 else "value")
        book.defined_names[said[0]] = DefinedName(
            said[0], attr_text=f"'{tab.title}'!${column}$4:${column}${len(said) + 1}"
        )
    set_heights(tab, 3)
    print_on_a4(tab, f"A1:G{tab.max_row}", "1:3", footer=shown(WORDS["codes"], language))
    protect(tab)


def _lists(language: Shown) -> dict[str, tuple[str, ...]]:
    """Give, by column: the name of a list, its head, its members."""
    listed = [(code, problem) for code in DIMENSION.codes for problem in PROBLEMS_OF[code.value]]
    heads = {name: shown(WORDS[name], language) for name in (*_HEADS, "grade")}
    return {
        "A": ("problem_dimensions", heads["dimension"], *(shown(code.label, language) for code, _ in listed)),
        "B": ("problems", heads["problem"], *(shown(problem.label, language) for _, problem in listed)),
        "C": ("dimensions", heads["dimension"], *(shown(code.label, language) for code in DIMENSION.codes)),
        "D": ("severities", heads["severity"], *(shown(code.label, language) for code in SEVERITY.codes)),
        "E": ("stages", heads["stage"], *(shown(code.label, language) for code in STAGE.codes)),
        "F": ("grades_2018", f"{heads['grade']} 2018", *(shown(code.label, language) for code in grades("2018"))),
        "G": ("grades_2026", f"{heads['grade']} 2026", *(shown(code.label, language) for code in grades("2026"))),
    }


def add_checks(tab: Worksheet, before: str, first: int, last: int, first_day: date) -> None:
    """Add drop-downs and checks: grades of the day's scheme, problems of the line's dimension, no day to come.

    `before`: a formula, true while the old scheme is valid; `first`, `last`: rows of the lines for problems.
    """
    start = f"DATE({first_day.year},{first_day.month},{first_day.day})"
    own = f"MATCH($E{first},problem_dimensions,0)-1,0,COUNTIF(problem_dimensions,$E{first}),1"
    top = f"OFFSET('{WORDS['codes'].zh}'!$B$4,{own})"
    _check(tab, "F5", "date", start, between=f"MAX({start},TODAY())")
    _check(tab, "F6", "list", f"IF({before},grades_2018,grades_2026)")
    _check(tab, "G9:H17", "list", f'"{UNTICKED},{TICKED}"')
    _check(tab, f"E{first}:E{last}", "list", "dimensions")
    _check(tab, f"F{first}:F{last}", "list", f'IF($E{first}="",problems,{top})')
    _check(tab, f"G{first}:G{last}", "list", "severities")
    _check(tab, f"H{first}:H{last}", "list", "stages")


def _check(tab: Worksheet, cells: str, kind: str, formula: str, *, between: str = "") -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type=kind, formula1=formula, allow_blank=True, showErrorMessage=True)
    if between:
        rule.operator, rule.formula2 = "between", between
    rule.errorTitle = "请核对 Please check"
    rule.error = (
        "请输入评查日期(如2026-03-05)。A date, such as 2026-03-05."
        if between
        else "请从列表中选择。Choose from the list."
    )
    rule.add(cells)
    tab.add_data_validation(rule)
