"""The explorer: choose, go down, look at the cases; every view is a state, and every state a line of Python."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from caselib.analysis.comparisons import funnel
from caselib.analysis.strata import by_stratum
from caselib.analysis.trends import trend
from caselib.drilldown.state import VIEWS, State
from caselib.errors import CaselibError, ParameterError
from caselib.figures.picture import source_line
from caselib.figures.tables import write
from caselib.measures.catalogue import MEASURES
from caselib.measures.declare import Rate

if TYPE_CHECKING:
    from caselib.casebook.store import Book

__all__ = ["Explorer", "explore"]

PAGE = 25
"""Cases shown at once."""


def explore(book: Book, *, period: str, measure: str = "refused") -> Explorer:
    """Open the explorer on a casebook, at the reader's own unit (or the top).

    >>> cl.explore(book, period="2026Q1-Q3")  # doctest: +SKIP
    """
    return Explorer(book, State(measure, period, book.reader.unit or book.units.top))


class Explorer:
    """A page of widgets over one state; `state` may be set, and everything shown follows."""

    def __init__(self, book: Book, state: State) -> None:
        import ipywidgets as w

        self.book, self._state, self._past = book, state, []
        labels = {
            name: item.label.text(book.reader.language) for name, item in MEASURES.items() if isinstance(item, Rate)
        }
        rates = [(label, name) for name, label in labels.items()]
        self.measure = w.Dropdown(options=rates, description="Measure", layout=w.Layout(width="34rem"))
        self.period = w.Text(description="Period", continuous_update=False)
        self.view = w.ToggleButtons(options=[(name.capitalize(), name) for name in VIEWS])
        self.below = w.Dropdown(description="Go down", layout=w.Layout(width="34rem"))
        self.up = w.Button(description="Up", icon="")
        self.back = w.Button(description="Back")
        self.text = w.Text(description="State", continuous_update=False, layout=w.Layout(width="60rem"))
        self.shown, self.where = w.HTML(), w.HTML()
        rows = [w.HBox([self.measure, self.period]), w.HBox([self.up, self.back, self.below]), self.view]
        self.page = w.VBox([self.where, *rows, self.shown, self.text])
        self._listen()
        self._show()

    @property
    def state(self) -> State:
        """What is looked at now."""
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        if state != self._state:
            self._past.append(self._state)
            self._state = state
            self._show()

    def go_back(self, *_: object) -> None:
        """Return to what was looked at before."""
        if self._past:
            self._state = self._past.pop()
            self._show()

    def _listen(self) -> None:
        for name in ("measure", "period", "view"):
            getattr(self, name).observe(lambda change, name=name: self._set(**{name: change["new"]}), "value")
        self.below.observe(lambda change: change["new"] and self._set(unit=change["new"]), "value")
        self.text.observe(lambda change: self._restore(change["new"]), "value")
        self.up.on_click(lambda _: self._set(unit=(self.book.units.path(self.state.unit) * 2)[-2]))
        self.back.on_click(self.go_back)

    def _set(self, **change: Any) -> None:
        if self._drawing:
            return
        try:
            self.state = self._allowed(self.state.to(**change))
        except CaselibError as error:
            self.shown.value = f'<p class="cl-empty">{html.escape(str(error))}</p>'

    def _restore(self, text: str) -> None:
        if not self._drawing:
            try:
                self.state = self._allowed(State.parse(text))
            except (CaselibError, TypeError) as error:
                self.shown.value = f'<p class="cl-empty">{html.escape(str(error))}</p>'

    def _allowed(self, state: State) -> State:
        """Refuse a unit that is not there, and one that this reader may not see by name."""
        self.book.units.known(state.unit)
        if not self.book.reader.may_name(state.unit):
            raise ParameterError("a peer is not shown by itself to this audience", got=self.book.reader.audience)
        return state

    _drawing = False

    def _show(self) -> None:
        """Bring every widget to the state, without answering to what that sets off."""
        self._drawing = True
        try:
            state, units, language = self.state, self.book.units, self.book.reader.language
            self.measure.value, self.period.value, self.view.value = state.measure, state.period, state.view
            children = [unit for unit in units.children(state.unit) if self.book.reader.may_name(unit)]
            below = [(f"{units.name(unit, language)} {unit}", unit) for unit in children]
            self.below.options, self.below.value = [("…", ""), *below], ""
            self.text.value = str(state)
            names = " › ".join(html.escape(units.name(unit, language)) for unit in units.path(state.unit))
            self.where.value = f"<p>{names}</p>"
            self.up.disabled, self.back.disabled = len(units.path(state.unit)) < 2, not self._past
            self.shown.value = self._view()
        finally:
            self._drawing = False

    def _view(self) -> str:
        line = f"<p><code>{html.escape(self.state.code())}</code></p>"
        return {"units": self._units, "history": self._history, "offence": self._offence, "cases": self._cases}[
            self.state.view
        ]() + line

    def _count(self, by: list[str]) -> Any:
        return self.book.count(self.state.measure, period=self.state.period, within=self.state.unit, by=by)

    def _units(self) -> str:
        return funnel(self._count(["unit"])).plot()._repr_html_()

    def _history(self) -> str:
        return (
            trend(self.book.history(self.state.measure, until=self.state.period, within=self.state.unit))
            .plot()
            ._repr_html_()
        )

    def _offence(self) -> str:
        return by_stratum(self._count(["offence"])).plot()._repr_html_()

    def _cases(self) -> str:
        found = self.book.cases(self.state.measure, period=self.state.period, within=self.state.unit)
        shown = found.head(PAGE)
        caption = f"{len(found):,} files behind the numerator, in case order; the first {len(shown)} are shown."
        return write(list(shown.columns), shown.astype(str).to_numpy().tolist(), caption=caption) + source_line(
            self.book.about
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.page._repr_mimebundle_(**options)
