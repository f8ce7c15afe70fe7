"""A mapping: which source column is which, how its values translate, and the office's own checks."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from caselib.casebook.rules import BUILT_IN, rules_of
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
            raise MappingError(
                "a column comes from one of: column, sql, constant, record",
                got=asdict(self),
                advice='name exactly one of them, as in { column = "CASE_NO" }',
            )


@dataclass(frozen=True)
class Check:
    """An office's own check over source columns; `bad` is true on a bad row."""

    name: str
    bad: str
    why: str
    severity: Literal["quarantine", "flag"] = "quarantine"
    column: str = ""

    def __post_init__(self) -> None:
        if self.severity not in ("quarantine", "flag"):
            raise MappingError(
                "a check quarantines or flags",
                where=self.name,
                got=self.severity,
                advice='severity = "quarantine" or severity = "flag"',
            )
        if not self.name.isidentifier():
            raise MappingError(
                "the name of a check is a plain name",
                got=self.name,
                advice="letters, digits and underscores, as in decided_before_accepted",
            )


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
            raise MappingError(
                f"the mapping can't be read ({error})",
                where=str(path),
                advice="name a TOML file, saved as UTF-8; the README has a sample",
            ) from error
        _known(text, ("source", "tables"), str(path))
        return cls(**_source(text.get("source", {}), path), tables=_tables(text.get("tables", {}), path))

    def table(self, name: str) -> TableSource:
        """Where a table comes from; files of its name where the mapping says nothing else."""
        return self.tables.get(name) or TableSource(files=(f"{name}.*",))

    def fingerprint(self) -> str:
        """The same for the same mapping, whatever its layout."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()


def _source(said: Any, path: Path) -> dict[str, Any]:
    where = f"{path}, [source]"
    _known(said, ("name", "invented", "data_date"), where)
    for word, kind, example in (("name", str, '"..."'), ("invented", bool, "true"), ("data_date", date, "2026-09-30")):
        if word in said and type(said[word]) is not kind:
            raise MappingError(
                f"{word} is written as {example}", where=where, got=said[word], advice=f"write {word} = {example}"
            )
    return dict(said)


def _tables(said: Any, path: Path) -> dict[str, TableSource]:
    _known(said, tuple(TABLES), f"{path}, [tables]")
    return {name: _table(name, table, f"{path}, [tables.{name}]") for name, table in said.items()}


def _table(name: str, said: Any, where: str) -> TableSource:
    _known(said, ("files", "sheet", "date_formats", "columns", "checks", "rows"), where)
    _known(said.get("columns", {}), TABLES[name].names, f"{where}, columns")
    rows = [_row(row, name, f"{where}, rows") for row in _listed(said.get("rows", []), dict, f"{where}, rows")]
    files = _listed(said.get("files", () if rows else [f"{name}.*"]), str, f"{where}, files")
    for pattern in files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise MappingError(
                "files are named within the source",
                where=where,
                got=pattern,
                advice="give paths from the source down, or name another source",
            )
    checks = [_check(check, f"{where}, checks", name) for check in _listed(said.get("checks", []), dict, where)]
    sheet = said.get("sheet")
    return TableSource(
        files=tuple(files),
        sheet=None if sheet is None else _word(sheet, f"{where}, sheet"),
        date_formats=tuple(_listed(said.get("date_formats", DATE_FORMATS), str, f"{where}, date_formats")),
        columns={column: _column(one, f"{where}, {column}") for column, one in said.get("columns", {}).items()},
        checks=tuple(checks),
        rows=tuple(rows),
    )


def _column(said: Any, where: str) -> ColumnSource:
    if isinstance(said, str):
        return ColumnSource(column=said)
    _known(said, ("column", "sql", "constant", "record", "values"), where)
    values = said.get("values", {})
    _known(values, None, f"{where}, values")
    words = {word: _word(said[word], f"{where}, {word}") for word in ("column", "sql") if word in said}
    if "constant" in said:
        words["constant"] = str(said["constant"])
    try:
        return ColumnSource(
            **words, record=said.get("record") is True, values={str(key): str(value) for key, value in values.items()}
        )
    except MappingError as error:
        raise MappingError(error.what, where=where, got=said, advice=error.advice) from error


def _check(said: dict[str, Any], where: str, table: str) -> Check:
    words = ("name", "bad", "why", "severity", "column")
    _known(said, words, where)
    if any(word not in said for word in words[:3]):
        raise MappingError(
            "a check says its name, what is bad, and why",
            where=where,
            got=said,
            advice="write all three: name, bad, why",
        )
    if said["name"] in BUILT_IN or said["name"] in {rule.name for rule in rules_of(table)}:
        raise MappingError(
            "a rule has this name already", where=where, got=said["name"], advice="give the check another name"
        )
    return Check(**{word: _word(value, f"{where}, {word}") for word, value in said.items()})  # type: ignore[arg-type]


def _row(said: dict[str, Any], table: str, where: str) -> dict[str, str]:
    _known(said, TABLES[table].names, where)
    return {name: str(value) for name, value in said.items()}


def _known(said: Any, words: tuple[str, ...] | None, where: str) -> None:
    """Refuse what is no table of TOML, and words that are not known in it (any, if None)."""
    if not isinstance(said, dict):
        raise MappingError(
            "a table of TOML is expected here", where=where, got=said, advice='write it as in { column = "CASE_NO" }'
        )
    for word in said:
        if words is not None and word not in words:
            raise MappingError("not a word of mappings", where=where, got=word, advice=nearest(word, words))


def _listed(said: Any, kind: type, where: str) -> list[Any]:
    if not isinstance(said, list | tuple) or not all(isinstance(one, kind) for one in said):
        raise MappingError("a list is expected here", where=where, got=said, advice='as in ["a.csv"]')
    return list(said)


def _word(said: Any, where: str) -> str:
    if not isinstance(said, str):
        raise MappingError(
            "a text in quotes is expected here", where=where, got=said, advice='put it in quotes, as in "CASE_NO"'
        )
    return said
