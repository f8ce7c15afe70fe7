"""The data dictionary, written from the declarations: `python -m caselib.domain.dictionary > data/README.md`."""

from __future__ import annotations

from caselib.domain.tables import TABLES, Column, Table
from caselib.domain.vocabulary import CODE_LISTS, CodeList

__all__ = ["dictionary"]

_HEAD = """# Data dictionary

Written from the declarations in `caselib/domain/`; a test fails when it is stale, and `make docs` writes it anew.
One row is one event of work. Dates, not timestamps. What has not happened yet is empty, never a zero.
`divisions/` and `published/` hold facts with their sources; `mappings/` holds mappings of real exports.

Sources: CR Criminal Procedure Rules of the people's procuratorates (2019), CPL Criminal Procedure Law, CV civil
supervision rules (2021), AD administrative supervision rules (2021), PR public interest litigation rules (2021),
PI joint interpretation on public interest litigation (2018, amended 2020); "domain" is a section
of [the sources](../docs/sources.md).
"""


def dictionary() -> str:
    """Write the whole dictionary as Markdown."""
    tables = "\n".join(_table(table) for table in TABLES.values())
    codes = "".join(_codes(item) for item in CODE_LISTS.values())
    return f"{_HEAD}\n## Tables\n\n{tables}\n## Code lists\n\n{codes}".rstrip() + "\n"


def _table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = "\n".join(_column(column) for column in table.columns)
    return (
        f"### `{table.name}`: {table.label.en} · {table.label.zh}\n\n"
        f"One row is {table.row}. What makes a row the same row: {key}.\n\n"
        f"| column | type | label | 中文 | meaning | source |\n| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def _column(column: Column) -> str:
    kind = column.type if column.codes is None else f"code: [{column.codes.name}](#{column.codes.name})"
    must = " (must be there)" if column.required else ""
    cells = (f"`{column.name}`", kind + must, column.label.en, column.label.zh, column.meaning, column.source or "–")
    return "| " + " | ".join(cells) + " |"


def _codes(item: CodeList) -> str:
    note = " Other values are taken as they are." if item.open else ""
    source = f" Source: {item.source}." if item.source else ""
    rows = "\n".join(
        f"| `{code.value}` | {code.label.en} | {code.label.zh} | {code.valid_from or '–'} | {code.valid_to or '–'} |"
        for code in item.codes
    )
    head = "| code | label | 中文 | from | to |\n| --- | --- | --- | --- | --- |"
    return f"### {item.name}\n\n{note}{source}\n\n{head}\n{rows}\n\n".replace("\n\n\n\n", "\n\n")


if __name__ == "__main__":
    print(dictionary(), end="")
