"""A mapping: which source column is which, how its values translate, and the office's own checks."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from caselib.domain.tables import TABLES
from caselib.errors import MappingError, nearest

__all__ = ["DATE_FORMATS", "Check", "ColumnSource", "Mapping", "TableSource"]

DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")


@dataclass(frozen=True)
class ColumnSource:
    """Where a column's values come from: a source column, an SQL expression, a constant, or the record number."""

    column: str | None = None
    sql: str | None = None
    constant: str | None = None
    record: bool = False
    values: AnyMapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = [self.column is not None, self.sql is not None, self.constant is not None, self.record]
        if sum(said) != 1:
            raise MappingError("a column comes from one of: column, sql, constant, record", got=asdict(self))


@dataclass(frozen=True)
class Check:
    """An office's own check over source columns; `bad` is true on a bad row."""

    name: str
    bad: str
    why: str
    severity: str = "quarantine"
    column: str = ""

    def __post_init__(self) -> None:
        if self.severity not in ("quarantine", "flag"):
            raise MappingError("a check quarantines or flags", where=self.name, got=self.severity)
        if not self.name.isidentifier():
            raise MappingError("the name of a check is a plain name", got=self.name)


@dataclass(frozen=True)
class TableSource:
    """Where a table comes from."""

    files: tuple[str, ...]
    sheet: str | None = None
    date_formats: tuple[str, ...] = DATE_FORMATS
    columns: AnyMapping[str, ColumnSource] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    rows: tuple[AnyMapping[str, str], ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A whole mapping; `Mapping.read(path)` reads one, `Mapping()` takes files as they are named."""

    name: str = ""
    invented: bool = False
    data_date: date | None = None
    tables: AnyMapping[str, TableSource] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Mapping:
        """Read a TOML mapping; whatever is not known is refused with the nearest right word."""
        try:
            text = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise MappingError(f"the mapping can't be read ({error})", where=str(path)) from error
        _known(text, ("source", "tables"), str(path))
        source = text.get("source", {})
        _known(source, ("name", "invented", "data_date"), f"{path}, [source]")
        day = source.get("data_date")
        if day is not None and type(day) is not date:
            raise MappingError("data_date is a day, as 2026-09-30 without quotes", where=str(path), got=day)
        tables = {name: _table(name, said, path) for name, said in text.get("tables", {}).items()}
        return cls(str(source.get("name", "")), source.get("invented", False) is True, day, tables)

    def table(self, name: str) -> TableSource:
        """Where a table comes from; files of its name where the mapping says nothing else."""
        return self.tables.get(name) or TableSource(files=(f"{name}.*",))

    def fingerprint(self) -> str:
        """The same for the same mapping, whatever its layout."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()


def _known(said: AnyMapping[str, Any], words: tuple[str, ...], where: str) -> None:
    if not isinstance(said, dict):
        raise MappingError("a table of TOML is expected here", where=where, got=said)
    for word in said:
        if word not in words:
            raise MappingError("not a word of mappings", where=where, got=word, advice=nearest(word, words))


def _table(name: str, said: AnyMapping[str, Any], path: Path) -> TableSource:
    where = f"{path}, [tables.{name}]"
    if name not in TABLES:
        raise MappingError("no such table", where=str(path), got=name, advice=nearest(name, TABLES))
    _known(said, ("files", "sheet", "date_formats", "columns", "checks", "rows"), where)
    _known(said.get("columns", {}), TABLES[name].names, f"{where}, columns")
    for row in said.get("rows", []):
        _known(row, TABLES[name].names, f"{where}, rows")
    rows = tuple({key: str(value) for key, value in row.items()} for row in said.get("rows", []))
    return TableSource(
        files=tuple(said.get("files", () if rows else (f"{name}.*",))),
        sheet=said.get("sheet"),
        date_formats=tuple(said.get("date_formats", DATE_FORMATS)),
        columns={column: _column(source, f"{where}, {column}") for column, source in said.get("columns", {}).items()},
        checks=tuple(_check(check, where) for check in said.get("checks", [])),
        rows=rows,
    )


def _column(said: Any, where: str) -> ColumnSource:
    if isinstance(said, str):
        return ColumnSource(column=said)
    _known(said, ("column", "sql", "constant", "record", "values"), where)
    values = {str(key): str(value) for key, value in said.get("values", {}).items()}
    constant = said.get("constant")
    try:
        return ColumnSource(
            column=said.get("column"),
            sql=said.get("sql"),
            constant=None if constant is None else str(constant),
            record=bool(said.get("record", False)),
            values=values,
        )
    except MappingError as error:
        raise MappingError(error.what, where=where, got=said) from error


def _check(said: AnyMapping[str, Any], where: str) -> Check:
    words = ("name", "bad", "why", "severity", "column")
    _known(said, words, f"{where}, checks")
    missing = [word for word in words[:3] if word not in said]
    if missing:
        raise MappingError("a check says its name, what is bad, and why", where=f"{where}, checks", got=dict(said))
    return Check(**{word: str(value) for word, value in said.items()})
