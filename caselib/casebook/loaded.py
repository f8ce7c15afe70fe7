"""What a load did: counted, and refused where the counts do not add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from caselib.errors import CasebookError

__all__ = ["Loaded", "LoadedTable"]


@dataclass(frozen=True)
class LoadedTable:
    """What became of one table. Rows in = accepted + quarantined, or it is not made.

    `rules` and `flags` say how many rows broke which rule: of those set aside, and of those kept.
    """

    name: str
    rows_in: int
    accepted: int
    quarantined: int
    flagged: int
    rules: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    columns_absent: tuple[str, ...] = ()
    columns_not_used: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_in != self.accepted + self.quarantined:
            got = f"{self.rows_in} in, {self.accepted} accepted, {self.quarantined} quarantined"
            raise CasebookError(
                "rows are lost; nothing was loaded",
                where=self.name,
                got=got,
                advice="this is a fault of caselib: report it with the mapping and the heads of the file",
            )

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> LoadedTable:
        """Read what a manifest says of a table.

        >>> said = {"name": "findings", "rows_in": 3, "accepted": 2, "quarantined": 1, "flagged": 0}
        >>> str(LoadedTable.of(said))
        'findings: 3 rows in = 2 accepted + 1 quarantined'
        """
        read: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
        return cls(**read)

    def __str__(self) -> str:
        return f"{self.name}: {self.rows_in:,} rows in = {self.accepted:,} accepted + {self.quarantined:,} quarantined"


@dataclass(frozen=True)
class Loaded:
    """A finished load: what became of each table, and how each file was read (as the manifest has it)."""

    id: str
    path: Path
    tables: tuple[LoadedTable, ...]
    invented: bool
    data_date: date
    units_derived: bool
    files: tuple[Mapping[str, Any], ...] = ()

    def __getitem__(self, name: str) -> LoadedTable:
        found = next((table for table in self.tables if table.name == name), None)
        if found is None:
            raise CasebookError("no such table was loaded", got=name, advice=", ".join(t.name for t in self.tables))
        return found

    def __str__(self) -> str:
        return "\n".join(str(table) for table in self.tables)

    @classmethod
    def of(cls, manifest: Mapping[str, Any], path: Path) -> Loaded:
        """Read what a manifest says.

        >>> said = {"id": "c1", "tables": [], "invented": True, "data_date": "2026-09-30", "units_derived": False}
        >>> Loaded.of(said | {"files": []}, Path("casebook")).data_date
        datetime.date(2026, 9, 30)
        """
        tables = tuple(LoadedTable.of(table) for table in manifest["tables"])
        day = date.fromisoformat(manifest["data_date"])
        derived, files = manifest["units_derived"], tuple(manifest["files"])
        return cls(manifest["id"], path, tables, manifest["invented"], day, derived, files)
