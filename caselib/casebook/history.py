"""What became of every broken rule, load after load: first seen, last seen, resolved, and how.

Each load leaves one file in `loads/`: the lines of its two ledgers. The history is read from those files alone, so that
it stays when an old version is removed, and loads that run at once can't spoil each other's.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from caselib.casebook.sql import literal, named
from caselib.domain.tables import TABLES
from caselib.errors import CasebookError

__all__ = ["HISTORY", "history", "record_load"]

WHAT = ["table", "case_id", "key", "rule", "column", "value"]
HISTORY = [*WHAT, "label_en", "label_zh", "fate", "first_seen", "last_seen", "resolved", "how"]
_FATES = {"quarantine": "quarantined", "flags": "flagged"}


def record_load(casebook: Path, version: Path) -> Path:
    """Leave the ledgers of a version that has just become current in `loads/`, under the time of this load."""
    manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    now = datetime.now(UTC)
    loads = casebook / "loads"
    loads.mkdir(exist_ok=True)
    descriptor, partial = tempfile.mkstemp(prefix=".", suffix=".partial", dir=loads)
    os.close(descriptor)
    _ledgers(version).to_parquet(partial, index=False)
    target = loads / f"{now:%Y%m%dT%H%M%S.%f}_{manifest['id']}.parquet"
    Path(partial).replace(target)
    return target


def history(casebook: Path, version: Path) -> pd.DataFrame:
    """Follow every broken rule through all loads; one line for each spell, with the columns of `HISTORY`.

    A spell begins with the load in which a row first broke a rule with a value and ends with the first load in which it
    did not: `resolved`, empty while it lasts. `how`: "changed", where the row then broke the same rule with another
    value; "quarantined" where it was set aside for another rule; "returned" where it has broken the same rule again
    since; "repaired", where a row with that key is accepted in the current version; "gone" where there is none: taken
    out, or the key was wrong. A row that has only vanished is no repair.
    """
    files = sorted((casebook / "loads").glob("*.parquet"))
    loads = [(_time(file), pd.read_parquet(file)) for file in files]
    if not files or not files[-1].stem.endswith(version.name):
        # A load that was killed before it left its file.
        manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        loads.append((datetime.fromisoformat(manifest["created"]), _ledgers(version)))
    spells: list[dict[str, Any]] = []
    lasting: dict[tuple[Any, ...], dict[str, Any]] = {}
    for time, lines in loads:
        seen = {_what(line): line for line in lines.to_dict("records")}
        broken = {(line["table"], line["key"], line["rule"]) for line in seen.values()}
        aside = {(line["table"], line["key"]) for line in seen.values() if line["fate"] == "quarantined"}
        for what in lasting.keys() - seen.keys():
            ended = lasting.pop(what)
            still = (ended["table"], ended["key"], ended["rule"]) in broken
            other = "quarantined" if (ended["table"], ended["key"]) in aside else ""
            ended |= {"resolved": time, "how": "changed" if still else other}
        for what, line in seen.items():
            if what not in lasting:
                lasting[what] = {**line, "first_seen": time, "resolved": None, "how": ""}
                spells.append(lasting[what])
            lasting[what]["last_seen"] = time
    return _with_how(pd.DataFrame(spells, columns=HISTORY), version)


def _what(line: dict[str, Any]) -> tuple[Any, ...]:
    """What makes a line the same from load to load; where it has no key, its place in the file stands for it."""
    return tuple(None if pd.isna(line[name]) else line[name] for name in [*WHAT, "fate"])


def _ledgers(version: Path) -> pd.DataFrame:
    parts = [pd.read_parquet(version / f"{name}.parquet").assign(fate=fate) for name, fate in _FATES.items()]
    lines = pd.concat(parts, ignore_index=True)
    if "key" not in lines:
        raise CasebookError("this version was made by an older caselib", where=str(version), advice="load it again")
    place = lines["file"] + ":" + lines["line"].astype(str)
    lines["key"] = lines["key"].where(lines["key"].notna(), place)
    return lines[[*WHAT, "label_en", "label_zh", "fate"]]


def _time(file: Path) -> datetime:
    return datetime.strptime(file.name.split("_")[0], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)


def _with_how(spells: pd.DataFrame, version: Path) -> pd.DataFrame:
    """Say of each spell that has ended whether a row of its key is accepted now."""
    for column in ("first_seen", "last_seen", "resolved"):
        spells[column] = pd.to_datetime(spells[column], utc=True)
    begun = spells.groupby(["table", "key", "rule"], dropna=False)["first_seen"].transform("max")
    spells.loc[spells["resolved"].notna() & (spells["how"] == "") & (begun >= spells["resolved"]), "how"] = "returned"
    ended = spells["resolved"].notna() & (spells["how"] == "")
    for name, part in spells[ended].groupby("table"):
        keys = sorted(set(part["key"].dropna()))
        accepted, aside = (_there(version / folder / f"{name}.parquet", str(name), keys) for folder in _FOLDERS)
        how = ["repaired" if key in accepted else "quarantined" if key in aside else "gone" for key in part["key"]]
        spells.loc[part.index, "how"] = how
    return spells.sort_values(["table", "key", "rule", "first_seen"], ignore_index=True)


_FOLDERS = ("tables", "quarantined")


def _there(file: Path, name: str, keys: Sequence[str]) -> set[str]:
    import duckdb

    if not file.is_file():
        return set()
    shown = key_text(name)
    with duckdb.connect() as engine:
        engine.register("keys", pd.DataFrame({"key": pd.Series(keys, dtype=str)}))
        rows = engine.execute(
            f"SELECT DISTINCT {shown} FROM read_parquet({literal(str(file))}) WHERE {shown} IN (FROM keys)"
        )
        return {key for (key,) in rows.fetchall()}


def key_text(name: str) -> str:
    """Write a row's key as text, as SQL; NULL where a part of it is missing."""
    return " || ' / ' || ".join(f"CAST({named(part)} AS VARCHAR)" for part in TABLES[name].key)
