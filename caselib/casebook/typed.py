"""How a text is read as what a column holds: SQL that gives NULL for what can't be read.

The common form is tried first and cheaply; full-width digits, blanks and rarer forms only where it fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caselib.casebook.sql import listed, literal
from caselib.domain.tables import Column

__all__ = ["FIRST_DAY", "LAST_DAY", "translated", "typed"]

FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"
"""Days outside are typing errors or the stand-ins of a database for "no date"."""
_TRUE = ("true", "1", "是", "有", "t", "yes", "y", "1.0", "√")
_FALSE = ("false", "0", "否", "无", "f", "no", "n", "0.0", "×")
_WIDE, _NARROW = "０１２３４５６７８９－／．：　", "0123456789-/.: "
_WHOLE_NUMBER = "[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.]0+)?"


def typed(column: Column, text: str, formats: Sequence[str]) -> str:
    """Write the value of a text (an SQL name) in the type of a column."""
    if column.type == "date":
        return _date(text, formats)
    if column.type == "integer":
        return _integer(text)
    if column.type == "boolean":
        return _boolean(text)
    plain = f"nullif(trim({text}), '')"
    if column.codes is None:
        return plain
    # A code may also be written as its Chinese label.
    labels = {code.label.zh: code.value for code in column.codes.codes}
    known = f"WHEN {text} IN ({listed(column.codes.values)}) THEN {text}"
    return f"CASE WHEN {text} IS NULL THEN NULL {known} ELSE {translated(plain, labels)} END"


def translated(text: str, values: Mapping[str, str]) -> str:
    """Write a translation; what is not in it stays as it is, what becomes nothing is NULL."""
    whens = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in values.items())
    return f"nullif(CASE trim({text}) {whens} ELSE {text} END, '')" if whens else text


def _narrow(text: str) -> str:
    return f"trim(translate({text}, {literal(_WIDE)}, {literal(_NARROW)}))"


def _date(text: str, formats: Sequence[str]) -> str:
    plain = _narrow(text)
    known = f"[{listed(formats)}]"
    # As Excel writes a day into a CSV: the time of day says nothing here, in whatever form the day is written.
    day = f"regexp_replace({plain}, '[ T][0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]+)?)?$', '')"
    bounds = f"DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'"
    # The ISO form says itself what it is; anything else is read by the formats given and by no other.
    read = (
        f"CASE WHEN {plain} LIKE '____-__-__%' THEN CAST(TRY_CAST({plain} AS TIMESTAMP) AS DATE)"
        f" ELSE CAST(coalesce(try_strptime({plain}, {known}), try_strptime({day}, {known})) AS DATE) END"
    )
    return (
        f"CASE WHEN {text} IS NULL THEN NULL"
        f" WHEN {text} LIKE '____-__-__' AND {text} >= '1900' AND {text} < '2200' THEN TRY_CAST({text} AS DATE)"
        f" WHEN {read} BETWEEN {bounds} THEN {read} END"
    )


def _integer(text: str) -> str:
    plain = _narrow(text)
    return (
        f"CASE WHEN {text} IS NULL THEN NULL"
        f" WHEN CAST(TRY_CAST({text} AS BIGINT) AS VARCHAR) = {text} THEN TRY_CAST({text} AS BIGINT)"
        f" WHEN regexp_full_match({plain}, {literal(_WHOLE_NUMBER)})"
        f" THEN TRY_CAST(TRY_CAST(replace({plain}, ',', '') AS DECIMAL(38, 3)) AS BIGINT) END"
    )


def _boolean(text: str) -> str:
    plain = f"lower(trim({text}))"
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN {text} IN ({listed(_TRUE[:4])}) THEN true"
        f" WHEN {text} IN ({listed(_FALSE[:4])}) THEN false"
        f" WHEN {plain} IN ({listed(_TRUE)}) THEN true WHEN {plain} IN ({listed(_FALSE)}) THEN false END"
    )
