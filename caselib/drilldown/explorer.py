"""The explorer: choose, go down, look at the cases; every view is a state, and every state a line of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from caselib.drilldown import cases as piles
from caselib.drilldown.afterwards import QUIET, after, when
from caselib.drilldown.controls import Controls
from caselib.drilldown.cube import Cube
from caselib.drilldown.foresight import foreseen
from caselib.drilldown.looks import allowed, beside
from caselib.drilldown.rows import Rows
from caselib.drilldown.state import State
from caselib.drilldown.views import Views
from caselib.errors import CaselibError, ParameterError

if TYPE_CHECKING:
    from asyncio import TimerHandle

    from caselib.casebook.store import Book

__all__ = ["Explorer", "explore"]


def explore(book: Book, *, period: str, measure: str = "refused") -> Explorer:
    """Open the explorer on a casebook, at the reader's own unit (or the top).

    Raises `ParameterError` for the public: an explorer shows single cases.

    >>> str(cl.explore(book, period="2026Q1-Q3").state)
    'function=arrest_reviews&measure=refused&period=2026Q1-Q3&unit=420000&stratum=offence&view=units'
    """
    if book.reader.audience == "public":
        raise ParameterError("the explorer is not for the public", advice="give out a report instead")
    cube = Cube(book)
    start = State(measure, period, book.reader.unit or book.units.top)
    made = Explorer(cube, start)
    when(cube.prepare([start.function]), made.controls.look_ahead)
    return made


class Explorer:
    """A page of widgets over one state; `state` may be set, and everything follows. `plan` holds the cases kept."""

    def __init__(self, cube: Cube, state: State) -> None:
        self.cube, self._state = cube, allowed(cube, state)
        self.past: list[State] = []
        self.future: list[State] = []
        self.plan = pd.DataFrame(columns=list(piles.PLAN))
        self.views = Views(cube)
        self.controls = Controls(self)
        self.page = self.controls.page
        self.controls.follow()
        self.draw()

    @property
    def state(self) -> State:
        """What is looked at now."""
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        state = allowed(self.cube, state)
        if state != self._state:
            # The browser's own back and forward bring a state as text: it is found again, and not piled up.
            if self.past and state == self.past[-1]:
                self.future.append(self._state)
                self.past.pop()
            elif self.future and state == self.future[-1]:
                self.past.append(self._state)
                self.future.pop()
            else:
                self.past.append(self._state)
                self.future.clear()
            self._state = state
            self.draw()

    @property
    def language(self) -> Any:
        """The language in which everything is told."""
        return self.cube.about.reader.language

    def speak(self, language: Any) -> None:
        """Tell everything in a language.

        >>> explorer.speak("zh")
        >>> explorer.language
        'zh'
        """
        self.cube.told(language)
        self.draw()

    def change(self, **change: Any) -> None:
        """Go where a control or a mark leads; what can't be is said, and nothing moves.

        >>> explorer.change(unit="420100", view="history")
        >>> explorer.state.unit, explorer.state.view
        ('420100', 'history')
        """
        if "keep" in change and isinstance(change["keep"], str):
            name, _, value = change["keep"].partition("=")
            change["keep"] = (name, value)
        try:
            self.state = self.state.to(**change)
        except CaselibError as error:
            self.controls.complain(error)

    def restore(self, text: str) -> None:
        """Go to a state that was written down.

        >>> explorer.restore("measure=pretrial_detention&period=2026H1&unit=420000")
        >>> explorer.state.measure
        'pretrial_detention'
        """
        try:
            self.state = State.parse(text)
        except CaselibError as error:
            self.controls.complain(error)

    def back(self, *_: object) -> None:
        """Return to what was looked at before.

        >>> explorer.change(view="history")
        >>> explorer.back()
        >>> explorer.state.view
        'units'
        """
        if self.past:
            self.state = self.past[-1]

    def forward(self, *_: object) -> None:
        """Go again to what was left by going back.

        >>> explorer.change(view="history")
        >>> explorer.back()
        >>> explorer.forward()
        >>> explorer.state.view
        'history'
        """
        if self.future:
            self.state = self.future[-1]

    def up(self, *_: object) -> None:
        """Go to the unit above.

        >>> explorer.change(unit="420100")
        >>> explorer.up()
        >>> explorer.state.unit
        '420000'
        """
        path = self.cube.units.path(self.state.unit)
        if len(path) > 1:
            self.change(unit=path[-2])

    def brush(self, ends: list[float]) -> None:
        """Choose the run of periods that was drawn over in a history.

        >>> explorer.change(view="history")
        >>> explorer.brush([0, 2.4])
        >>> explorer.state.period
        '2023-01..2023-03'
        """
        periods = list(dict.fromkeys(self.shown.result.counts.frame["period"])) if self.shown.result else []
        inside = [period for place, period in enumerate(periods) if min(ends) <= place <= max(ends)]
        if inside:
            self.change(period=inside[0] if len(inside) == 1 else f"{inside[0]}..{inside[-1]}")

    def turn(self, step: int) -> None:
        """Turn the pages of the list of cases.

        >>> explorer.change(unit="420102", view="cases")
        >>> explorer.turn(1)
        >>> explorer.state.page
        1
        """
        page = max(0, self.state.page + step)
        if page != self.state.page:
            self.change(page=page)

    def add(self, case: str = "") -> None:
        """Put a case of the list (or, with none named, the page of it) into the review plan.

        What is not listed is not put there: the page must not tell whether a number that was guessed is a case.

        >>> explorer.change(unit="420202", view="cases")
        >>> explorer.add()
        >>> len(explorer.plan) > 5
        True
        """
        shown = dict.fromkeys(self._listed["case_id"])
        named = [one for one in shown if one == case or not case]
        made = piles.planned(self.cube, self.state, named)
        self.plan = pd.concat([self.plan, made]).drop_duplicates(["table", "case_id"], ignore_index=True)
        self.controls.tell_plan()

    def take_out(self, case: str, table: str = "") -> None:
        """Take a case out of the plan; of the function that is looked at, where no table is named.

        >>> explorer.change(unit="420202", view="cases")
        >>> explorer.add()
        >>> case = explorer.plan["case_id"].iloc[0]
        >>> explorer.take_out(case)
        >>> case in set(explorer.plan["case_id"])
        False
        """
        there = (self.plan["table"] == (table or self.state.function)) & (self.plan["case_id"] == case)
        self.plan = self.plan[~there].reset_index(drop=True)
        self.controls.tell_plan()

    def put(self, case: str) -> None:
        """Put a case of the list into the plan, or take it out where it is there.

        >>> explorer.change(unit="420202", view="cases")
        >>> listed = explorer.controls.cases.table["rows"][0][0]
        >>> explorer.put(listed)
        >>> explorer.put(listed)
        >>> len(explorer.plan)
        0
        """
        (self.take_out if case in self.planned else self.add)(case)

    @property
    def planned(self) -> list[str]:
        """The cases of the function that is looked at that stand in the plan."""
        return list(self.plan.loc[self.plan["table"] == self.state.function, "case_id"])

    def take_up(self, kept: list[dict[str, str]]) -> None:
        """Take up a plan that the browser's tab kept when the page was read anew: nothing of it is looked up.

        >>> row = {"table": "reviews", "case_id": "A1", "unit": "420100", "stratum": "named", "reason": "asked"}
        >>> explorer.take_up([row])
        >>> list(explorer.plan["case_id"])
        ['A1']
        """
        rows = [row for row in kept if set(row) == set(piles.PLAN) and all(isinstance(row[name], str) for name in row)]
        named = [row for row in rows if self.cube.about.reader.may_name(row["unit"])]
        if self.plan.empty and named:
            self.plan = pd.DataFrame(named)[list(piles.PLAN)]
            self.controls.tell_plan()

    def clear(self, *_: object) -> None:
        """Empty the plan.

        >>> explorer.clear()
        >>> len(explorer.plan)
        0
        """
        self.plan = self.plan.iloc[:0]
        self.controls.tell_plan()

    def draw(self) -> None:
        """Bring everything to the state; what takes longer than a look says so while it lasts.

        >>> explorer.draw()
        """
        # While somebody clicks on, nothing is made behind that would take the browser's time.
        self.cube.foresee(())
        self.views.clicked()
        with self.controls.busy():
            self.shown = self.views.look(self.state)
            # The figure and its numbers go first: what was chosen stands in the controls already.
            self.controls.tell(self.shown)
            after(self.controls.follow)
        if self.state.view == "cases":
            self.list_cases()
        elif not self.cube.units.children(self.state.unit):
            after(self.list_cases)
        if self._coming is not None:
            self._coming.cancel()
        self._coming = after(lambda: self.cube.foresee(foreseen(self.state)), QUIET)
        self.controls.look_ahead()

    _coming: TimerHandle | None = None

    _listed = pd.DataFrame({"case_id": []})

    def list_cases(self) -> None:
        """List a page of the cases behind the number; of a page that the list does not have, its last.

        >>> explorer.change(unit="420202", view="cases")
        >>> explorer.list_cases()
        """
        with self.controls.busy():
            self._listed, many = piles.listed(self.cube, self.state)
            last = max(0, many - 1) // piles.PAGE
            if self.state.page > last:
                self._state = self.state.to(page=last)
                self.draw()
                return
            self.cube.follow(self.state.function, list(self._listed["case_id"]))
            written = piles.table(self.cube, self.state, self._listed, many, self.language)
            self.controls.tell_cases(written, earlier=self.state.page > 0, later=self.state.page < last)

    def figure(self) -> dict[str, Any]:
        """What is drawn: the view, or the course of the case that was chosen.

        >>> explorer.figure()["data"][0]["type"]
        'scatter'
        """
        if self.course is not None:
            return piles.timeline(self.course, self.state, self.language, invented=self.cube.about.invented)
        return self.views.figure(self.state)

    def numbers(self) -> Rows:
        """The rows behind the figure.

        >>> explorer.numbers().heads[:2]
        ['Unit', 'Counted']
        """
        if self.course is not None:
            return piles.events(self.course, self.state, self.language)
        return self.views.rows(self.state)

    @property
    def beside(self) -> bool:
        """Whether the view of units sets this one beside others."""
        return beside(self.cube, self.state)

    @property
    def course(self) -> piles.Course | None:
        """The course of the case that was chosen, where its list is looked at."""
        if self.state.view != "cases" or not self.state.case:
            return None
        key = (self.state.case, self.state.function, self.state.unit)
        if self._followed is None or self._followed[0] != key:
            self._followed = (key, piles.course(self.cube, self.state, list(self._listed["case_id"])))
        seen = self._followed[1]
        return seen if len(seen.events) else None

    _followed: tuple[Any, piles.Course] | None = None

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return cast(Any, self.page)._repr_mimebundle_(**options)
