"""The widgets of the page: they show a state and ask for another, and hold nothing themselves."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import ipywidgets as w

from caselib.domain.tables import TABLES
from caselib.drilldown import mistakes, reading
from caselib.drilldown.parts import Address, Chart, Table, style
from caselib.drilldown.rows import Rows
from caselib.drilldown.state import BOXES, State, free, offered, values_of
from caselib.drilldown.words import say
from caselib.errors import CaselibError
from caselib.figures.picture import invented_mark
from caselib.measures.catalogue import find

if TYPE_CHECKING:
    from caselib.drilldown.explorer import Explorer
    from caselib.drilldown.looks import Look

__all__ = ["Controls"]

ALL = "*"


class Controls:
    """Everything on the page. `follow` brings the controls to the state, `tell` the figure and its numbers."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer, self._drawing, self._turn = explorer, False, 0
        self._make()
        self._arrange()
        self._listen()

    def _make(self) -> None:
        self.where, self.reads, self.rule, self.empty = w.HTML(), w.HTML(), w.HTML(), w.HTML()
        self.function, self.measure = w.Dropdown(layout=_wide(22)), w.Dropdown(layout=_wide(31))
        self.period = w.Text(continuous_update=False, layout=_wide(16))
        self.below, self.stratum = w.Dropdown(layout=_wide(22)), w.Dropdown(layout=_wide(16))
        self.view = w.ToggleButtons()
        self.filters = [w.Dropdown(layout=_wide(17)) for _ in range(BOXES)]
        names = ("up", "back", "forward", "language", "to_cases", "earlier", "later", "add_page", "take_out", "clear")
        self.buttons = {name: w.Button() for name in names}
        for button in self.buttons.values():
            button.add_class("cl-narrow")
        self.chart, self.numbers, self.cases = Chart(), Table(), Table()
        self.address = Address(book=self.explorer.cube.book.id)
        self.plan, self.planned = w.HTML(), w.Dropdown(layout=_wide(16))

    def _arrange(self) -> None:
        b = self.buttons
        self.where.layout.flex = "1 1 0"
        steps = w.HBox([b["up"], b["back"], b["forward"], b["language"]], layout=w.Layout(flex="0 0 auto"))
        self.pages = w.HBox([b["earlier"], b["later"], b["add_page"]])
        plan = w.HBox([b["to_cases"], self.plan, self.planned, b["take_out"], b["clear"]])
        plan.layout.flex_flow = "row wrap"
        listed = w.VBox([plan, self.cases, self.pages])
        self.counted = w.VBox([self.numbers])
        tables = w.HBox([self.counted, listed])
        for box in tables.children:
            box.layout = w.Layout(flex="1 1 0", max_height="20rem", overflow="auto")
        self.listed = listed
        tables.add_class("cl-tables")
        self.page = w.VBox(
            [
                w.HTML(f"<style>{style()}</style>"),
                w.HBox([self.where, steps]),
                w.HBox([self.function, self.measure, self.period], layout=w.Layout(flex_flow="row wrap")),
                w.HBox([self.below, *self.filters], layout=w.Layout(flex_flow="row wrap")),
                w.HBox([self.view, self.stratum], layout=w.Layout(flex_flow="row wrap")),
                self.reads,
                self.chart,
                self.rule,
                self.empty,
                tables,
                self.address,
            ]
        )
        self.page.add_class("cl-explorer")

    def _listen(self) -> None:
        e = self.explorer
        for name in ("function", "measure", "period", "view", "stratum"):
            getattr(self, name).observe(lambda change, name=name: self._ask(**{name: change["new"]}), "value")
        self.below.observe(lambda change: change["new"] and self._ask(unit=change["new"]), "value")
        for box in self.filters:
            box.observe(self._filtered, "value")
        actions = {"up": e.up, "back": e.back, "forward": e.forward, "clear": e.clear}
        actions |= {"language": lambda _: e.speak("en" if e.language == "zh" else "zh")}
        actions |= {"to_cases": lambda _: e.change(view="cases"), "add_page": lambda _: e.add()}
        actions |= {"earlier": lambda _: e.turn(-1), "later": lambda _: e.turn(1)}
        actions |= {"take_out": lambda _: self.planned.value and e.take_out(*self.planned.value)}
        for name, action in actions.items():
            self.buttons[name].on_click(action)
        ready = {"ready": lambda _: self.look_ahead()}
        self.chart.heard({"go": lambda change: e.change(**change), "range": e.brush, **ready})
        self.numbers.heard({"go": lambda change: e.change(**change)})
        self.cases.heard({"go": lambda change: e.change(**change), "act": e.put})
        self.address.heard({"ask": e.restore, "arrive": self._arrived, "plan": e.take_up})

    def _arrived(self, text: str) -> None:
        """Begin at the state of a link: nothing lies before it."""
        self.explorer.restore(text)
        self.explorer.past.clear()
        self.follow()

    def _ask(self, **change: Any) -> None:
        if not self._drawing:
            self.explorer.change(**change)

    def _filtered(self, _: Any) -> None:
        names = self.explorer.state.filters
        chosen = {name: box.value for name, box in zip(names, self.filters, strict=False) if box.value != ALL}
        others = {name: value for name, value in self.explorer.state.only if name not in names}
        self._ask(only=tuple({**others, **chosen}.items()))

    def follow(self) -> None:
        """Bring every control to the state, without answering to what that sets off."""
        self._drawing = True
        try:
            self._choices(self.explorer.state, self.explorer.language)
            self._label(self.explorer.language)
        finally:
            self._drawing = False

    def _choices(self, state: State, language: Any) -> None:
        cube = self.explorer.cube
        functions = [name for name in TABLES if name in cube.book.tables and offered(name)]
        _set(self.function, [(TABLES[name].label.text(language), name) for name in functions], state.function)
        measures = {m.name: m for m in (*offered(state.function), find(state.measure))}
        _set(self.measure, [(m.label.text(language), name) for name, m in measures.items()], state.measure)
        self.period.value = state.period
        units = [unit for unit in cube.units.children(state.unit) if cube.about.reader.may_name(unit)]
        names = [(f"{cube.units.name(unit, language)} {unit}", unit) for unit in units]
        _set(self.below, [("…", ""), *names], "")
        _set(self.view, [(self._named(view, language), view) for view in state.views], state.view)
        table = find(state.measure).declared_in
        self.stratum.layout.display = None if state.view == "division" else "none"
        _set(self.stratum, [(table[name].label.text(language), name) for name in table.strata], state.stratum)
        kept, strata = dict(state.only), state.filters
        for box, name in zip(self.filters, [*strata, *[""] * BOXES], strict=False):
            box.layout.display = None if name else "none"
            if name:
                column, own = table[name], kept.get(name)
                seen = cube.seen(state.function, name) if free(column) else []
                values = dict.fromkeys([*values_of(column), *seen, *([own] if own is not None else [])])
                box.description = column.label.text(language)
                named = [(reading.value_name(column, value, language), value) for value in values]
                _set(box, [(say("all", language), ALL), *named], ALL if own is None else own)

    def _named(self, view: str, language: Any) -> str:
        """Name a view: what has no units below it stands beside others."""
        return say("beside" if view == "units" and self.explorer.beside else view, language)

    def _label(self, language: Any) -> None:
        for name in ("function", "measure", "period", "below", "stratum", "planned"):
            getattr(self, name).description = say(name, language)
        texts = {"to_cases": "to cases", "earlier": "previous", "later": "next"}
        texts |= {"add_page": "add page", "take_out": "take out"}
        for name, button in self.buttons.items():
            button.description = say(texts.get(name, name), language)
        e = self.explorer
        self.buttons["up"].disabled = len(e.cube.units.path(e.state.unit)) < 2
        self.buttons["back"].disabled, self.buttons["forward"].disabled = not e.past, not e.future

    def tell(self, seen: Look) -> None:
        """Show the figure, the numbers behind it, the state and its line of Python."""
        e, language = self.explorer, self.explorer.language
        figure = e.figure()
        label = find(e.state.measure).label.text(language)
        where = f"{e.cube.units.name(e.state.unit, language)}, {e.state.period}"
        told = ". ".join([label, self._named(e.state.view, language), where, say("numbers", language)])
        self.chart.show(figure=figure, told=told)
        self.numbers.show(table=e.numbers().sent())
        self.address.show(state=str(e.state), code=seen.code, words=_words(language), wrong=False)
        said = seen.said or (say("choose case", language) if e.state.view == "cases" and not figure else "")
        self.where.value = reading.where(e.cube, e.state)
        self._tell_reads(figure=bool(figure))
        self.empty.value = f'<p class="cl-empty" role="status">{html.escape(said)}</p>' if said else ""
        listed = e.state.view == "cases" or not e.cube.units.children(e.state.unit)
        if not listed and self.cases.table:
            self.cases.show(table={})
        self._arranged(listed=listed)
        self.tell_plan()

    def look_ahead(self) -> None:
        """Make ready, once nobody clicks, what may be asked for next; of that the nearest is drawn, too."""
        self.explorer.views.ahead(self.explorer.state, self.chart.ahead)

    def _tell_reads(self, *, figure: bool) -> None:
        """Say how the view is read, and under the figure by what rule and with what caution."""
        e = self.explorer
        # A figure says for itself that it is invented.
        mark = f' <span class="cl-invented">{invented_mark(e.language)}</span>'
        invented = mark if e.cube.about.invented and not figure else ""
        reads = reading.told(e.state, e.language, beside=e.beside and figure)
        rule = html.escape(reading.rule(e.shown, e.state, e.language))
        self.reads.value = f'<p class="cl-reads">{html.escape(reads)}{invented}</p>'
        self.rule.value = f'<p class="cl-reads"><small>{rule}</small></p>' if rule else ""

    def _arranged(self, *, listed: bool) -> None:
        """Give a list of cases its half of the page, where there is one, and all of it where nothing stands beside."""
        self.counted.layout.display = None if self.numbers.table.get("rows") else "none"
        self.pages.layout.display = None if listed else "none"
        self.listed.layout.flex = "1 1 0" if listed else "0 0 24rem"
        self.buttons["to_cases"].layout.display = "none" if self.explorer.state.view == "cases" else None

    def tell_cases(self, written: Rows, *, earlier: bool, later: bool) -> None:
        """Show a page of cases."""
        language = self.explorer.language
        words = {"act": say("add", language), "did": say("added", language)}
        self.cases.show(table=written.sent(), done=self.explorer.planned, **words)
        self.buttons["earlier"].disabled, self.buttons["later"].disabled = not earlier, not later

    def tell_plan(self) -> None:
        """Say how many cases the plan has, and offer it as a file; nothing is written on this machine."""
        language, plan = self.explorer.language, self.explorer.plan
        said = html.escape(say("plan", language, len(plan)))
        for part in (self.planned, self.buttons["take_out"], self.buttons["clear"]):
            part.layout.display = None if len(plan) else "none"
        cases = [(row.case_id, (row.case_id, row.table)) for row in plan.itertuples()]
        _set(self.planned, cases, cases[-1][1] if cases else None)
        if len(plan):
            # With its mark of order at the head Excel opens Chinese as Chinese.
            content = quote("\ufeff" + plan.to_csv(index=False))
            file = (
                f'<a download="plan.csv" href="data:text/csv;charset=utf-8,{content}">{say("download", language)}</a>'
            )
            said = f"{said} {file}"
        self.plan.value = f'<span class="cl-plan">{said}</span>'
        if (kept := plan.to_dict("records")) != self.address.plan:
            self.address.show(plan=kept)
        if self.cases.table:
            self.cases.show(done=self.explorer.planned)

    def complain(self, error: CaselibError) -> None:
        """Say what can't be; the rest of the page stays as it was, and the address bar leads there."""
        self.follow()
        said = mistakes.told(error, self.explorer.language)
        self.address.show(wrong=True)
        self.empty.value = f'<p class="cl-empty" role="alert">{html.escape(said)}</p>'

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Say that something is being counted, if it takes longer than a look."""
        language, cube = self.explorer.language, self.explorer.cube
        text = f'<p class="cl-reads cl-busy" role="status">{say("loading", language)}</p>'
        cube.waiting = lambda: setattr(self.reads, "value", text)
        try:
            yield
        except CaselibError as error:
            self.complain(error)
        finally:
            cube.waiting = lambda: None
            # A list of cases is counted after the figure was told: what was said meanwhile must not stay.
            if self.reads.value == text:
                self._tell_reads(figure=bool(self.chart.figure))


def _wide(rem: int) -> Any:
    """A width of its own: a layout that two widgets share would hide both."""
    return w.Layout(width=f"{rem}rem")


def _words(language: Any) -> dict[str, str]:
    named = {"state": "state", "python": "python", "copy": "copy", "copied": "copied"}
    return {name: say(word, language) for name, word in named.items()} | {"lang": "zh-CN" if language == "zh" else "en"}


def _set(box: Any, options: list[tuple[str, Any]], value: Any) -> None:
    """Offer and choose at once; what is the same is not sent again."""
    if list(box.options) != options:
        with box.hold_sync():
            box.options = options
            box.value = value
    elif box.value != value:
        box.value = value
