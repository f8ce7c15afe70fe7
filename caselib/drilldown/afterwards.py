"""What is left for a moment later, so that a click is answered first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

__all__ = ["QUIET", "after", "in_quiet", "when"]

QUIET = 0.4
"""Seconds without a click after which what may be asked for next is made ready."""
_SENT = 0.05


def after(action: Callable[[], object], seconds: float = _SENT) -> asyncio.TimerHandle | None:
    """Do something once what was sent is on its way; at once where nothing waits for it."""
    try:
        return asyncio.get_running_loop().call_later(seconds, action)
    except RuntimeError:
        action()
        return None


def in_quiet(action: Callable[[], object], seconds: float) -> asyncio.TimerHandle | None:
    """Do something later if there is a later; not at all where nobody can click in between."""
    try:
        return asyncio.get_running_loop().call_later(seconds, action)
    except RuntimeError:
        return None


def when(made: Future[None], action: Callable[[], object]) -> None:
    """Do something once what another thread makes is made; not at all where nobody can click meanwhile."""

    def told(_: Future[None]) -> None:
        # Nobody looks any more when the loop is closed.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(action)

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    made.add_done_callback(told)
