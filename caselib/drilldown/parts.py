"""The parts of the page that ipywidgets has not: a chart, a table whose rows lead somewhere, and the state as text.

Each is an anywidget over a few lines in `browser/`; plotly's script comes from its Python package: nothing is fetched.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import traitlets as t

from caselib.errors import ParameterError

try:
    import anywidget
    import orjson
except ModuleNotFoundError as missing:
    raise ParameterError("the explorer's parts are not installed", advice="install caselib[explore]") from missing

__all__ = ["HAS_PLOTLY", "Address", "Chart", "Table", "style"]

HAS_PLOTLY = "CASELIB_PAGE_HAS_PLOTLY"
"""Set in the environment of a kernel whose page loads plotly's script by itself, while the kernel starts."""

BROWSER = Path(__file__).parent / "browser"


def style() -> str:
    """The page's own rules."""
    return (BROWSER / "page.css").read_text(encoding="utf-8")


@cache
def _plotly() -> str:
    """Plotly's script as a module that leaves nothing outside itself."""
    from plotly.offline import get_plotlyjs

    # The script gives itself to a module where it finds one; so nothing is left in the page that others could meet.
    head, foot = "const Plotly = (() => { const module = { exports: {} };", "return module.exports; })();"
    return f"{head}\n{get_plotlyjs()}\n{foot}\n"


class _Part(anywidget.AnyWidget):
    """What all parts share: a turn that says when to draw anew, and ears for what was chosen.

    What a part holds of the many numbers of a view goes to the browser as one `text` of JSON: ipywidgets would look at
    each of them for bytes, and at each for a change.
    """

    turn = t.Int(0).tag(sync=True)
    text = t.Unicode("{}").tag(sync=True)
    many = ""
    """The name of what goes as text; it is empty at first."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        if self.many:
            setattr(self, self.many, {})

    def heard(self, answers: dict[str, Callable[[Any], Any]]) -> None:
        """Answer messages by their name; a change of state comes as JSON."""

        def answer(_: Any, content: Any, buffers: Any) -> None:
            for name, value in dict(content).items():
                if name in answers:
                    answers[name](json.loads(value) if name == "go" else value)

        self.on_msg(answer)

    def show(self, **values: Any) -> None:
        """Set all at once, in one message."""
        if self.many in values:
            setattr(self, self.many, values[self.many])
            values["text"] = _text(values.pop(self.many))
        with self.hold_sync():
            for name, value in values.items():
                setattr(self, name, value)
            self.turn += 1


def _text(many: Any) -> str:
    return cast(str, orjson.dumps(many, option=orjson.OPT_SERIALIZE_NUMPY).decode())


class Chart(_Part):
    """One plotly figure.

    Messages: `go`, a change of state; `range`, the ends of a range that was drawn over; `ready`, the page stands.
    """

    many = "figure"
    figure: dict[str, Any]
    told = t.Unicode().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        script = "" if os.environ.get(HAS_PLOTLY) else _plotly()
        self._esm = script + (BROWSER / "chart.js").read_text(encoding="utf-8")
        super().__init__(**values)

    def ahead(self, figure: dict[str, Any]) -> None:
        """Have the browser draw what may be asked for next, where nobody sees it, while it has nothing else to do."""
        self.send({"ahead": _text(figure)})


class Table(_Part):
    """Rows of text. Messages: `go`, a change of state; `act`, the first cell of the row whose button was pressed."""

    _esm = BROWSER / "rows.js"
    many = "table"
    table: dict[str, Any]
    act = t.Unicode().tag(sync=True)
    did = t.Unicode().tag(sync=True)
    done = t.List().tag(sync=True)


class Address(_Part):
    """The state and its line of Python as text; the browser's tab keeps the plan for a page that is read anew.

    Messages: `ask`, a text that was put back; `arrive`, that of a link which opened the page; `plan`, what the tab
    kept. `wrong`: what was put back was none.
    """

    _esm = BROWSER / "address.js"
    state = t.Unicode().tag(sync=True)
    code = t.Unicode().tag(sync=True)
    words = t.Dict().tag(sync=True)
    wrong = t.Bool().tag(sync=True)
    book = t.Unicode().tag(sync=True)
    plan = t.List().tag(sync=True)
