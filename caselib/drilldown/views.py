"""What a state shows: its look, figure and rows, each made once; and those that may be asked for next, made before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from caselib.drilldown.afterwards import QUIET, in_quiet
from caselib.drilldown.charts import chart
from caselib.drilldown.cube import Cube
from caselib.drilldown.histories import chosen
from caselib.drilldown.lately import Lately
from caselib.drilldown.looks import Look, beside, line, look
from caselib.drilldown.rows import Rows, rows
from caselib.drilldown.state import State
from caselib.errors import CaselibError

if TYPE_CHECKING:
    from caselib.analysis.result import Result

__all__ = ["Views", "below", "others"]

LATELY = 900
"""How many looks, figures and tables are kept."""
MOST = 40
"""So many units below are looked at before somebody asks."""
DRAWN = 12
"""So many figures are drawn before somebody asks: the other views, and the units at the head of the numbers."""
BETWEEN = 0.005
"""Seconds from one step that is made ahead to the next: a click waits for one step at most."""


class Views:
    """The views of a casebook, each made once, and those beside the one that is looked at before somebody asks."""

    def __init__(self, cube: Cube) -> None:
        self._cube = cube
        self._lately = Lately(LATELY)
        self._turn = 0

    def look(self, state: State) -> Look:
        """Analyse a state; a mistake is said, and not kept."""
        try:
            return self._looked(state)
        except CaselibError as error:
            return Look(None, line(self._cube, state), str(error))

    def figure(self, state: State) -> dict[str, Any]:
        """Draw a state; nothing where there is nothing to draw."""
        seen = self.look(state).result
        return {} if seen is None else self._lately(self._key("figure", state), lambda: self._drawn(state, seen))

    def rows(self, state: State) -> Rows:
        """Write the numbers behind a figure."""
        seen = self.look(state).result
        if seen is None:
            return Rows([], [])
        language = self._cube.about.reader.language
        return self._lately(self._key("rows", state), lambda: rows(seen, language, own=self._own(state)))

    def ahead(self, state: State, drawn: Callable[[dict[str, Any]], object] = lambda figure: None) -> None:
        """Make what stands beside a state ready, step by step, while nobody clicks; what takes long is left out.

        `drawn` gets the figures of those that are the nearest.
        """
        self.clicked()
        steps = self._steps(chain(others(state), below(self._cube, state)), drawn)
        in_quiet(partial(self._go_on, self._turn, steps), QUIET)

    def clicked(self) -> None:
        """Make nothing ahead from now on."""
        self._turn += 1

    def _steps(self, states: Iterator[State], drawn: Callable[[dict[str, Any]], object]) -> Iterator[None]:
        for place, state in enumerate(states):
            for step in (self.look, self.figure, self.rows):
                with _at_a_look(self._cube):
                    made = step(state)
                    if step == self.figure and made and place < DRAWN:
                        drawn(made)
                yield

    def _go_on(self, turn: int, steps: Iterator[None]) -> None:
        if turn == self._turn and next(steps, self) is None:
            in_quiet(partial(self._go_on, turn, steps), BETWEEN)

    def _looked(self, state: State) -> Look:
        # A list is not analysed, and its line follows the case that is chosen.
        if state.view == "cases":
            return look(self._cube, state)
        return self._lately(self._key("look", state), lambda: look(self._cube, state))

    def _drawn(self, state: State, seen: Result) -> dict[str, Any]:
        drawn = chart(seen, self._cube.about.reader.language, own=self._own(state))
        over_time = state.view in ("history", "linked")
        return chosen(drawn, seen.frame["period"], state.period) if over_time else drawn

    def _own(self, state: State) -> str:
        """The unit that a figure marks among others."""
        return state.unit if state.view == "units" and beside(self._cube, state) else ""

    def _key(self, what: str, state: State) -> tuple[str, State, str]:
        # Neither the case that was chosen nor the page of the list is drawn here.
        return what, replace(state, case="", page=0), self._cube.about.reader.language


def others(state: State) -> Iterator[State]:
    """Name the other views of a state.

    >>> [other.view for other in others(State("refused", "2026", "420000"))]
    ['history', 'division', 'durations', 'linked']
    """
    return (state.to(view=view) for view in state.views if view not in (state.view, "cases"))


def below(cube: Cube, state: State) -> Iterator[State]:
    """Name the same view of the units below, for those who may see them."""
    if cube.about.reader.audience == "internal" and state.view != "cases":
        yield from (state.to(unit=unit) for unit in cube.units.children(state.unit)[:MOST])


class _TakesLongerError(Exception):
    pass


@contextmanager
def _at_a_look(cube: Cube) -> Iterator[None]:
    """Leave the block where something would take longer than a look."""

    def leave() -> None:
        raise _TakesLongerError

    before, cube.waiting = cube.waiting, leave
    try:
        yield
    except _TakesLongerError:
        return
    finally:
        cube.waiting = before
