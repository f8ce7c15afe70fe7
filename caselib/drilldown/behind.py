"""What is made before it is asked for, by a thread that gives way to whoever is looking."""

from __future__ import annotations

import os
import sys
import threading
import time
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
QUIET = 2.0
"""Seconds in which nothing was sent for, after which somebody is thought to be reading."""
_NICE = 10
"""How far the thread steps back, and with it all threads that its own engine starts."""


class Behind:
    """Makes things by their keys, one after the other; `kept` has what was made.

    Where nothing is wanted and something is `left` for quiet times, `idle` does a part of that: once nothing was sent
    for during a while, or at once where somebody waits for all. `lasting` says of a key whether it is held for good.
    """

    def __init__(
        self,
        make: Callable[[Any], Any],
        *,
        left: Callable[[], bool] = lambda: False,
        idle: Callable[[], Any] = lambda: None,
        lasting: Callable[[Any], bool] = lambda key: False,
    ) -> None:
        self.kept: dict[Any, Any] = {}
        self._make, self._left, self._idle, self._lasting = make, left, idle, lasting
        self._wanted: dict[Any, int] = {}
        self._until: list[tuple[int, Future[None]]] = []
        self._making: tuple[Any, Future[None]] | None = None
        self._lock = threading.Lock()
        self._last, self._looks_again = 0.0, False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="caselib-behind", initializer=_give_way)

    def want(self, keys: Iterable[Any], turn: int) -> None:
        """Send for what is not there; what may be asked for next takes the place of what might have been before."""
        with self._lock:
            self._last = time.monotonic()
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
            self._told(min(PASSING, self._open_turn()))
            self._rest()

    def _rest(self) -> None:
        """Go on with what is wanted, else with what was left for quiet times: who waits for all waits for that too."""
        if self._open_turn() <= PASSING:
            self._go_on()
        elif not self._left():
            self._told(self._open_turn())
        elif not any(turn == PASSING for turn, _ in self._until) and self._last + QUIET > time.monotonic():
            self._go_on_later()
        else:
            try:
                self._idle()
            finally:
                self._go_on()

    def _go_on_later(self) -> None:
        """Look again after a while; a timer holds up no process that ends."""
        if not self._looks_again:
            self._looks_again = True
            timer = threading.Timer(QUIET, _look_again, [weakref.ref(self)])
            timer.daemon = True
            timer.start()

    def _open_turn(self) -> int:
        with self._lock:
            return min(self._wanted.values(), default=PASSING + 1)

    def _told(self, turn: int) -> None:
        """Tell those who wait for what comes before a turn."""
        with self._lock:
            done = [future for each, future in self._until if each < turn]
            self._until = [each for each in self._until if each[0] >= turn]
        for future in done:
            future.set_result(None)


def _step(ref: weakref.ref[Behind]) -> None:
    behind = ref()
    if behind is not None:
        behind.step()


def _look_again(ref: weakref.ref[Behind]) -> None:
    behind = ref()
    if behind is not None:
        behind._looks_again = False
        behind._go_on()


def _give_way() -> None:
    """Step back behind whoever is looking. Threads have a priority of their own on Linux alone."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
