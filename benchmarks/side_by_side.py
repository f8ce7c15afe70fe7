"""How two ways of the same work are timed: in turn, so that a drift of the machine strikes both."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["HEAD", "ROUNDS", "Line", "in_turn", "machine", "peak_memory"]

ROUNDS = 3
HEAD = "| what | ours | other | ratio | at most | met | same |\n" + "| --- " * 7 + "|"


@dataclass(frozen=True)
class Line:
    """A row: two figures, their ratio, the ratio that it should have at most, and whether results agree."""

    what: str
    ours: float
    other: float
    unit: str
    same: bool
    most: float | None = None

    @classmethod
    def of(cls, what: str, times: Sequence[float], *, same: bool, most: float | None = None) -> Line:
        """A row of two times."""
        mine, theirs = times
        return cls(what, mine, theirs, "s", same, most)

    @property
    def ratio(self) -> float:
        """Ours as a share of the other."""
        return self.ours / self.other

    def __str__(self) -> str:
        met = "" if self.most is None else ("yes" if self.ratio <= self.most else "NO")
        figures = f"{self.ours:,.2f} {self.unit} | {self.other:,.2f} {self.unit} | {self.ratio:.2f}"
        most = "" if self.most is None else f"{self.most:g}"
        return f"| {self.what} | {figures} | {most} | {met} | {'yes' if self.same else 'NO'} |"


def peak_memory() -> float:
    """The most memory that this process has had, in MiB. (`getrusage` gives that of the parent where it had more.)"""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def machine() -> str:
    """What was measured on: processor, cores, memory, and how long a plain loop takes.

    Virtual machines of one kind differ by two from one day to the next: seconds can only be read beside that loop.
    """
    named = re.search(r"model name\s*: (.*)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal: *(\d+)", _read("/proc/meminfo"))
    parts = [named[1] if named else platform.machine(), f"{os.cpu_count()} cores"]
    parts += [f"{int(memory[1]) / 1024**2:.0f} GiB"] if memory else []
    return ", ".join(
        [*parts, f"ten million additions in a function of Python {platform.python_version()}: {_loop():.2f} s"]
    )


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""


def _loop() -> float:
    start, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - start


def in_turn(*ways: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, ...]:
    """Time all ways in turn; for each the median of the rounds, in seconds."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, taken in zip(ways, times, strict=True):
            start = time.perf_counter()
            way()
            taken.append(time.perf_counter() - start)
    return tuple(map(median, times))
