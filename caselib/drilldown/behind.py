"""What is made before it is asked for, by a thread that gives way to whoever is looking."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

__all__ = ["ASKED", "LASTING", "PASSING", "Behind"]

ASKED, LASTING, PASSING = range(3)
"""What is made first: what somebody asked for and had otherwise, what is held for good, what may be asked for next."""
MOST = 2_000_000_000
"""So many bytes of what was made are kept; beyond, what was made first is made again where it is asked for again."""
_NICE = 10
"""How far the thread steps back, and with it all threads that its own engine starts."""


class Behind:
    """Makes things by their keys, one after the other; `kept` has what was made. `idle` is called when all is done.

    `lasting` says of a key whether what it names is held for good.
    """

    def __init__(
        self,
        make: Callable[[Any], Any],
        *,
        idle: Callable[[], Any] = lambda: None,
        lasting: Callable[[Any], bool] = lambda key: False,
    ) -> None:
        self.kept: dict[Any, Any] = {}
        self._make, self._idle, self._lasting = make, idle, lasting
        self._wanted: dict[Any, int] = {}
        self._until: list[tuple[int, Future[None]]] = []
        self._making: tuple[Any, Future[None]] | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="caselib-behind", initializer=_give_way)

    def want(self, keys: Iterable[Any], turn: int) -> None:
        """Send for what is not there; what may be asked for next takes the place of what might have been before."""
        with self._lock:
            if turn == PASSING:
                self._wanted = {key: then for key, then in self._wanted.items() if then != PASSING}
            for key in dict.fromkeys(keys):
                if key not in self.kept:
                    self._wanted[key] = min(turn, self._wanted.get(key, turn))
        self._go_on()

    def until(self, turn: int) -> Future[None]:
        """Give a future that is done when nothing of this turn, or of one before it, is wanted any more."""
        done: Future[None] = Future()
        with self._lock:
            self._until.append((turn, done))
        self._go_on()
        return done

    def wait_for(self, key: Any) -> None:
        """Wait for what is being made at this moment, if it is this."""
        making = self._making
        if making and making[0] == key:
            making[1].result()

    def keep(self, key: Any, made: Any) -> Any:
        """Keep what was made, and let go of what was made long before where it has become too much."""
        with self._lock:
            self.kept[key] = made
            passing = [old for old in self.kept if old != key and not self._lasting(old)]
            spare = sum(self.kept[old].nbytes for old in passing) + made.nbytes - MOST
            for old in passing:
                if spare > 0:
                    spare -= self.kept.pop(old).nbytes
        return made

    def forget(self, which: Callable[[Any], bool]) -> None:
        """Let go of what has such a key, and want it no more."""
        with self._lock:
            self.kept = {key: made for key, made in self.kept.items() if not which(key)}
            self._wanted = {key: turn for key, turn in self._wanted.items() if not which(key)}

    def _go_on(self) -> None:
        """Have the next thing made. Only one is sent at a time, so that a process ends after the one it is at."""
        # Nobody looks any more when the interpreter ends.
        with suppress(RuntimeError):
            self._pool.submit(_step, weakref.ref(self))

    def step(self) -> None:
        """Make what comes next, and go on while something is wanted."""
        with self._lock:
            # Of one turn that comes first which was wanted first.
            key = min(self._wanted, key=lambda one: self._wanted[one], default=None)
            if key is not None:
                del self._wanted[key]
                self._making = key, Future()
        try:
            if key is not None and key not in self.kept:
                self.keep(key, self._make(key))
        finally:
            if self._making:
                self._making[1].set_result(None)
                self._making = None
            self._told()
            if self._wanted:
                self._go_on()

    def _told(self) -> None:
        """Tell those who wait for what is done by now; who waits for all waits for what is left for quiet times."""
        with self._lock:
            open_turn = min(self._wanted.values(), default=PASSING + 1)
            done = [each for each in self._until if each[0] < open_turn]
            self._until = [each for each in self._until if each[0] >= open_turn]
        for _, future in (each for each in done if each[0] < PASSING):
            future.set_result(None)
        if open_turn > PASSING:
            self._idle()
        for _, future in (each for each in done if each[0] == PASSING):
            future.set_result(None)


def _step(ref: weakref.ref[Behind]) -> None:
    behind = ref()
    if behind is not None:
        behind.step()


def _give_way() -> None:
    """Step back behind whoever is looking. Threads have a priority of their own on Linux alone."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
