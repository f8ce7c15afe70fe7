"""What a load did, in plain lines for the shell."""

from __future__ import annotations

from caselib.casebook.loaded import Loaded, LoadedTable

__all__ = ["lines"]


def lines(loaded: Loaded) -> list[str]:
    """Say it: rows in = accepted + quarantined, the rules broken, what was not used, where the casebook is."""
    said = [line for table in loaded.tables for line in _table(table)]
    said += [
        f"{file['name']} was read as {file['read_as']}." for file in loaded.files if _worth_a_look(file["read_as"])
    ]
    if loaded.units_derived:
        said.append("No table of units was given: a flat tree was made of the units seen.")
    if loaded.invented:
        said.append("The data are invented; every page made from them says so.")
    if not any(table.accepted for table in loaded.tables):
        return [*said, f"Casebook {loaded.id} in {loaded.path}: no row was accepted; the quarantine says why."]
    return [*said, f"Casebook {loaded.id} in {loaded.path}, data up to {loaded.data_date}."]


def _worth_a_look(read_as: str) -> bool:
    """Whether a person should look if a file was understood: not where it was as plain as can be."""
    return "record by record" in read_as or ", and not: " in read_as or read_as.startswith(("gb18030", "utf-16"))


def _table(table: LoadedTable) -> list[str]:
    said = [str(table)]
    if table.flagged:
        said[0] += f"; {table.flagged:,} kept and flagged"
    said += [f"  quarantined, {rule}: {number:,}" for rule, number in table.rules.items()]
    said += [f"  flagged, {rule}: {number:,}" for rule, number in table.flags.items()]
    if table.columns_not_used:
        said.append(f"  source columns not used: {', '.join(table.columns_not_used)}")
    if table.columns_absent:
        said.append(f"  columns not in the source: {', '.join(table.columns_absent)}")
    return said
