"""What the rows of a released table may be called: by a code that is known, and by the name of that code."""

from __future__ import annotations

import re

from caselib.analysis.release import division_of
from caselib.domain.label import LANGUAGES, Language
from caselib.domain.tables import Column
from caselib.domain.units import Units
from caselib.errors import GateError, ParameterError
from caselib.figures.release_table import WHOLE, row_name, whole_name

__all__ = ["WHOLE", "check_rows", "code_of"]

_UNIT = re.compile(r"\d{6}|\d{12}", re.ASCII)


def check_rows(
    figure: str, rows: list[tuple[str, str]], units: Units | None, language: Language, *, where: str
) -> None:
    """Raise `GateError` for a figure that no release makes, a row by no known code, or one not named as its code.

    Without the table of units, a unit's code is any that looks like one, and its name holds no number.
    """
    try:
        column = division_of(figure)
    except ParameterError as error:
        raise GateError("a released table names its figure", where=where, got=figure) from error
    within = figure.split("|")[1]
    if units is not None and within and within not in units:
        raise GateError("a released table names its figure", where=where, got=figure)
    codes = [code for code, _ in rows]
    if len(set(codes)) < len(codes) or rows[-1] != (WHOLE, whole_name(language)):
        raise GateError("a released table has each row once, and the whole last", where=where)
    for code, name in rows[:-1]:
        right = _is_unit(code, name, units, language) if column is None else _is_value(column, code, name, language)
        if not right:
            raise GateError("a row bears a code that is not known, or not its name", where=where, got=f"{code}: {name}")


def code_of(figure: str, name: str, units: Units) -> str:
    """Give the code of a row from its name in either language, as ledgers held rows before they held codes.

    What is a code already is given back. Raises `GateError` where several units bear the name, or none.
    """
    try:
        column = division_of(figure)
    except ParameterError:  # What no release makes any more is held against nothing.
        return name
    return _unit_of(name, units) if column is None else _value_of(column, name)


def _is_unit(code: str, name: str, units: Units | None, language: Language) -> bool:
    if units is None:
        return bool(_UNIT.fullmatch(code)) and (name == code or not re.search(r"\d", name))
    return code in units and name == units.name(code, language)


def _is_value(column: Column, code: str, name: str, language: Language) -> bool:
    listed = code in _values(column)
    unlisted = (column.codes is None or column.codes.open) and column.type != "boolean"
    # A code of the office's own may be any word; a number in it could be a count.
    return (listed or (unlisted and not re.search(r"\d", code))) and name == row_name(column, code, language)


def _values(column: Column) -> list[str]:
    named = list(column.codes.values) if column.codes else ["yes", "no"] if column.type == "boolean" else []
    return ["", *named]


def _names(column: Column, code: str) -> set[str]:
    return {row_name(column, code, language) for language in LANGUAGES}


def _unit_names(units: Units, unit: str) -> set[str]:
    return {units.name(unit, language) for language in LANGUAGES}


def _unit_of(name: str, units: Units) -> str:
    if name in units:
        return name
    found = [unit for unit in units.frame.index if name in _unit_names(units, unit)]
    if len(found) != 1:
        advice = "make what is out again from its casebook with another --out, and go on there"
        raise GateError("the ledger names a row as no unit, or as several", where="ledger", got=name, advice=advice)
    return str(found[0])


def _value_of(column: Column, name: str) -> str:
    # Rows that were not stated were named as the whole is.
    if name == WHOLE:
        return ""
    for value in _values(column):
        if name in _names(column, value):
            return value
    for language in LANGUAGES:
        before, _, after = row_name(column, "\0", language).partition("\0")
        if not after and name.startswith(before):
            return name.removeprefix(before)
    return name
