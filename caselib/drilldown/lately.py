"""What was made lately, by what it is of: a casebook does not change, so going up and back costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

__all__ = ["Lately"]

Made = TypeVar("Made")


class Lately:
    """Keeps the last `most` things that were made.

    >>> lately = Lately(2)
    >>> lately("a", lambda: 1), lately("a", lambda: 2)
    (1, 1)
    >>> lately("b", lambda: 3), lately("c", lambda: 4), lately("a", lambda: 5)
    (3, 4, 5)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Any] = {}

    def __call__(self, of: Hashable, make: Callable[[], Made]) -> Made:
        """Give what was made of something, or make it; what fails is not kept."""
        made: Made = self._kept.pop(of) if of in self._kept else make()
        # What was asked for last goes last.
        self._kept[of] = made
        while len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)))
        return made
