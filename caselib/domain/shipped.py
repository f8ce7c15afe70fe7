"""Where the files lie that come with the project: data and notebooks, in a checkout or in an installed package."""

from __future__ import annotations

from pathlib import Path

from caselib.errors import SourceError

__all__ = ["shipped"]

_PACKAGE = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """Find "data/..." or "notebooks": in the checkout around the package, or inside the installed package.

    >>> shipped("data/divisions/divisions.csv").name
    'divisions.csv'
    """
    for place in (_PACKAGE.parent / name, _PACKAGE / "shipped" / name):
        if place.exists():
            return place
    raise SourceError(
        "a file of the project is missing", got=name, advice="install caselib again, or run from its checkout"
    )
