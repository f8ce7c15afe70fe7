"""A kernel and all that it started: they end together, by whoever of them is left."""

from __future__ import annotations

import os
import select
import signal
import threading
from contextlib import suppress
from pathlib import Path

__all__ = ["MARK", "Watch", "end_family"]

MARK = "CASELIB_KERNEL"
"""The variable by which what a kernel started is known, also where it has left the kernel's group."""
_ROUNDS = 20


def end_family(kernel: int, mark: str) -> None:
    """End all that a kernel started, then the kernel and its group; nothing where they have ended already."""
    # What is being ended may just have started another: looked at again until none is left.
    for _ in range(_ROUNDS):
        left = _marked(mark) - {kernel}
        for number in left:
            with suppress(OSError):
                os.kill(number, signal.SIGKILL)
        if not left:
            break
    with suppress(OSError):
        os.killpg(kernel, signal.SIGKILL)


class Watch(threading.Thread):
    """Within a kernel: when the process that forked it is gone, end the family of the kernel, itself with it."""

    def __init__(self, parent: int, mark: str) -> None:
        super().__init__(daemon=True)
        self.parent, self.mark = os.pidfd_open(parent), mark

    def run(self) -> None:
        """Wait for the end of the parent."""
        select.select([self.parent], [], [])
        end_family(os.getpid(), self.mark)


def _marked(mark: str) -> set[int]:
    """The processes of this user that hold the mark; one that is dead and not yet buried holds none."""
    sign, found = f"{MARK}={mark}".encode(), set()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if sign in (place / "environ").read_bytes().split(b"\0"):
                found.add(int(place.name))
    return found
