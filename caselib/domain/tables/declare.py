"""How a table and its columns are declared: once, and checked as they are declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from caselib.domain.label import Label
from caselib.domain.vocabulary import CodeList
from caselib.errors import DeclarationError, nearest

__all__ = ["SQL_TYPES", "Column", "ColumnType", "Table"]

ColumnType = Literal["key", "text", "code", "unit", "date", "integer", "boolean"]

SQL_TYPES: dict[ColumnType, str] = {
    "key": "VARCHAR",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "unit": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, and where its meaning comes from.

    A `key` is text that must be there; a `unit` stands in the table of units; a `code` stands in its list.
    """

    name: str
    type: ColumnType
    label: Label
    meaning: str
    codes: CodeList | None = None
    required: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if (self.type == "code") != (self.codes is not None):
            raise DeclarationError("a code column, and only a code column, names its list", where=self.name)
        if not self.name.isidentifier():
            raise DeclarationError("a column name is not a plain name", got=self.name)

    @property
    def sql_type(self) -> str:
        """The type in which the engine keeps it."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and what makes a row the same row."""

    name: str
    label: Label
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    strata: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(names) != len(set(names)):
            raise DeclarationError("a column stands twice", where=self.name)
        for name in (*self.key, *self.strata):
            self.column(name)

    def __getitem__(self, name: str) -> Column:
        return self.column(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in the order declared."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Find a column; a name that is not there says what was meant."""
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(f"table {self.name} has no such column", got=name, advice=nearest(name, self.names))
