"""Words of SQL made from values and from names; nothing else may be put into a statement."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed", "literal", "named"]


def literal(text: str) -> str:
    """Write a text as an SQL literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Write the name of a column or a table, whatever stands in it.

    >>> named("决定日期")
    '"决定日期"'
    """
    return '"' + name.replace('"', '""') + '"'


def listed(texts: Iterable[str]) -> str:
    """Write texts as literals with commas between."""
    return ", ".join(literal(text) for text in texts)
