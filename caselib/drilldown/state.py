"""Where the explorer stands, as one line of text that can be copied, kept and restored."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from caselib.domain.periods import Period
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import find
from caselib.measures.declare import Duration

__all__ = ["VIEWS", "State", "View"]

View = Literal["units", "history", "offence", "cases"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True)
class State:
    """What is looked at: a measure, a period, a unit, and the view of it.

    >>> State.parse(str(State("refused", "2026Q1-Q3", "420000")))
    State(measure='refused', period='2026Q1-Q3', unit='420000', view='units')
    """

    measure: str
    period: str
    unit: str
    view: View = "units"

    def __post_init__(self) -> None:
        find(self.measure)
        Period.parse(self.period)
        if self.view not in VIEWS:
            raise ParameterError("no such view", got=self.view, advice=nearest(self.view, VIEWS))

    def __str__(self) -> str:
        return urlencode({field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def parse(cls, text: str) -> State:
        """Restore a state from its text."""
        said = dict(parse_qsl(text.strip().lstrip("?"), keep_blank_values=True))
        known = {field.name for field in fields(cls)}
        for name in said:
            if name not in known:
                raise ParameterError("not a part of a state", got=name, advice=nearest(name, known))
        missing = known - {"view"} - set(said)
        if missing:
            raise ParameterError("a state lacks a part", got=text, advice=f"say {', '.join(sorted(missing))}")
        return cls(**said)  # type: ignore[arg-type]

    def to(self, **change: str) -> State:
        """The same with a change."""
        return replace(self, **change)  # type: ignore[arg-type]

    def code(self) -> str:
        """The line of Python that makes the same table."""
        named = f'"{self.measure}", period="{self.period}", within="{self.unit}"'
        if self.view == "cases":
            return f"book.cases({named})"
        if self.view == "history":
            return f'book.history("{self.measure}", until="{self.period}", within="{self.unit}")'
        by = {"units": "unit", "offence": "offence"}[self.view]
        return f'book.count({named}, by=["{by}"])'

    @property
    def timed(self) -> bool:
        """Whether the measure is a duration."""
        return isinstance(find(self.measure), Duration)
