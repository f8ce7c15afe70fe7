"""Where the explorer stands, as one line of text that can be copied, kept and restored."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from caselib.domain.periods import Period
from caselib.domain.tables import TABLES, Column
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import CHAINS, MEASURES, PANELS, find
from caselib.measures.declare import Count, Duration, Measure, Rate

__all__ = ["BOXES", "VIEWS", "Only", "State", "View", "free", "offered", "values_of"]

View = Literal["units", "history", "division", "durations", "stages", "linked", "cases"]
VIEWS: tuple[View, ...] = get_args(View)
Only = tuple[tuple[str, str], ...]
"""Filters: pairs of a stratum and the value that is kept."""

BOXES = 8
"""By so many strata the page filters at once."""
_ONLY = "only-"
_DIGITS = 9
_NO_PAGE, _PAGES = "not a page of the list", "pages are counted 0, 1, 2"
_DECISIONS = ("decision", "outcome", "result", "grade", "severity")


@cache
def offered(function: str) -> tuple[Measure, ...]:
    """Give the measures of a table that the explorer draws: shares and durations."""
    return tuple(
        measure for measure in MEASURES.values() if measure.table == function and isinstance(measure, Rate | Duration)
    )


def values_of(column: Column) -> tuple[str, ...]:
    """Give every declared value of a stratum as text, in the order of the vocabulary; "" for not stated."""
    declared = column.codes.values if column.codes is not None else ("yes", "no") if column.type == "boolean" else ()
    return (*declared, "")


def free(column: Column) -> bool:
    """Whether a stratum takes values beyond those that are declared, such as an office's own campaign."""
    return column.codes.open if column.codes is not None else column.type != "boolean"


@dataclass(frozen=True)
class State:
    """What is looked at: a measure of a function, a period, a unit, a stratum, the view of it, and what is kept.

    `case` is the one that was chosen of the list of cases, `page` the page of the list, the first being 0.

    >>> str(State("refused", "2026Q1-Q3", "420000"))
    'function=arrest_reviews&measure=refused&period=2026Q1-Q3&unit=420000&stratum=offence&view=units'
    >>> State.parse(str(State("refused", "2026", "42", only=(("offence", "fraud"),)))).only
    (('offence', 'fraud'),)
    """

    measure: str
    period: str
    unit: str
    view: View = "units"
    stratum: str = ""
    only: Only = ()
    case: str = ""
    page: int = 0

    def __post_init__(self) -> None:
        strata = find(self.measure).declared_in.strata
        Period.parse(self.period)
        if self.view not in VIEWS:
            raise ParameterError("no such view", got=self.view, advice=nearest(self.view, VIEWS))
        if not self.stratum:
            object.__setattr__(self, "stratum", strata[0] if strata else "")
        for name in (*([self.stratum] if self.stratum else []), *dict(self.only)):
            if name not in strata:
                raise ParameterError(f"{self.measure} can't be divided so", got=name, advice=nearest(name, strata))
        for name, value in self.only:
            column = find(self.measure).declared_in[name]
            known = values_of(column)
            if value not in known and not free(column):
                raise ParameterError(f"no such value of {name}", got=value, advice=nearest(value, known))
        if self.page < 0:
            raise ParameterError(_NO_PAGE, got=self.page, advice=_PAGES)
        object.__setattr__(self, "only", tuple(sorted(dict(self.only).items())))
        # The view of days is offered beside every measure, and leads to one that has days; by itself it has none.
        has = [view for view in self.views if self.timed or view != "durations"]
        if self.view not in has:
            raise ParameterError(f"{self.measure} has no such view", got=self.view, advice=", ".join(has))

    @property
    def function(self) -> str:
        """The table that the measure counts in: what the office's functions are kept by."""
        return find(self.measure).table

    @property
    def views(self) -> tuple[View, ...]:
        """The views that this measure has."""
        timed = any(isinstance(measure, Duration) for measure in offered(self.function))
        has = {
            "durations": timed,
            "stages": self.function in CHAINS,
            "linked": len(self.linked) > 1,
            "division": bool(self.stratum) and isinstance(find(self.measure), Rate | Duration),
        }
        return tuple(view for view in VIEWS if has.get(view, True))

    @property
    def linked(self) -> tuple[str, ...]:
        """The shares that are read together, the measure first: four at most.

        Those that it declares to be read with. Its neighbours in the panel, often its own parts, stand in for them only
        where those it declares make no two.
        """
        panel = next((names for names in PANELS.values() if self.measure in names), ())
        place = panel.index(self.measure) if panel else 0
        beside = sorted(panel, key=lambda name: abs(panel.index(name) - place))
        declared = self._shares([self.measure, *find(self.measure).read_with])
        return (declared if len(declared) > 1 else self._shares([self.measure, *beside]))[:4]

    def _shares(self, names: list[str]) -> tuple[str, ...]:
        """Those of the same table that are shares, each once."""
        found = [find(name) for name in dict.fromkeys(names)]
        return tuple(one.name for one in found if isinstance(one, Rate) and one.table == self.function)

    @property
    def filters(self) -> tuple[str, ...]:
        """The strata by which the page filters: what it is about, what was decided, and the campaign."""
        strata = find(self.measure).declared_in.strata
        usual = [*strata[:1], *[name for name in strata[1:] if name in (*_DECISIONS, "campaign", "field", "cause")]][:4]
        # Whatever was kept by a click has a box as well, or nobody could take it back.
        return tuple([*usual, *[name for name in dict(self.only) if name not in usual]][:BOXES])

    @property
    def timed(self) -> bool:
        """Whether the measure is a duration."""
        return isinstance(find(self.measure), Duration)

    @property
    def counted(self) -> bool:
        """Whether the measure is a plain number of rows, of which there are no shares and no limits."""
        return isinstance(find(self.measure), Count)

    def __str__(self) -> str:
        said = {"function": self.function} | {
            name: getattr(self, name) for name in ("measure", "period", "unit", "stratum", "view", "case", "page")
        }
        kept = {f"{_ONLY}{name}": value for name, value in self.only}
        return urlencode({name: value for name, value in said.items() if value} | kept)

    @classmethod
    def parse(cls, text: str) -> State:
        """Restore a state from its text."""
        said = dict(parse_qsl(text.strip().lstrip("?#"), keep_blank_values=True))
        only = tuple((name.removeprefix(_ONLY), said.pop(name)) for name in list(said) if name.startswith(_ONLY))
        function = said.pop("function", "")
        if function and function not in TABLES:
            raise ParameterError("no such function", got=function, advice=nearest(function, TABLES))
        page = said.pop("page", "0")
        if not page.isdecimal() or len(page) > _DIGITS:
            raise ParameterError(_NO_PAGE, got=page, advice=_PAGES)
        known = {field.name for field in fields(cls)} - {"only"}
        for name in said:
            if name not in known:
                raise ParameterError("not a part of a state", got=name, advice=nearest(name, known))
        missing = {"measure", "period", "unit"} - set(said)
        if missing:
            raise ParameterError("a state lacks a part", got=text, advice=f"say {', '.join(sorted(missing))}")
        made = cls(**said, only=only, page=int(page))  # type: ignore[arg-type]
        if function and function != made.function:
            raise ParameterError("the measure is of another function", got=function, advice=made.function)
        return made

    def to(self, **change: Any) -> State:
        """The same with a change; another function begins with its first measure, and drops what it can't keep."""
        function = change.pop("function", "")
        if function and function != self.function:
            change = {"measure": offered(function)[0].name, **change}
        if "keep" in change:
            name, value = change.pop("keep")
            change["only"] = tuple({**dict(self.only), name: value}.items())
        if "measure" in change:
            strata = find(change["measure"]).declared_in.strata
            change.setdefault("only", tuple(pair for pair in self.only if pair[0] in strata))
            change.setdefault("stratum", self.stratum if self.stratum in strata else "")
        if change.keys() & {"measure", "unit", "period", "only"}:
            change = {"case": "", "page": 0, **change}
        if change.get("view") == "durations" and not isinstance(find(change.get("measure", self.measure)), Duration):
            change["measure"] = next(
                measure.name for measure in offered(self.function) if isinstance(measure, Duration)
            )
        view = change.pop("view", self.view)
        made = replace(self, **change, view="units")
        kept = view in made.views and (made.timed or view != "durations")
        # What is no view at all is said, what this measure has not is left.
        return replace(made, view=view) if kept or view not in VIEWS else made

    def code(self, *, by: str = "", period: str = "") -> str:
        """The line of Python that makes the same table; `by` and `period` where the view counted by time."""
        if self.view == "cases" and self.case:
            # Whatever was written into a link stays text in Python.
            case = json.dumps(self.case, ensure_ascii=False)
            return f'book.course_of("{self.function}", {case}, within="{self.unit}")'
        if self.view == "cases":
            kept = f", only={json.dumps(dict(self.only), ensure_ascii=False)}" if self.only else ""
            return f'book.cases("{self.measure}", period="{self.period}", within="{self.unit}"{kept})'
        asked: str | list[str] = self.measure
        keys = {"units": ["unit"], "division": [self.stratum], "durations": [self.terms_by]}.get(self.view, [by])
        if self.view == "linked":
            asked = list(self.linked)
        if self.view == "stages":
            asked = [name for part in CHAINS[self.function] for name in part]
        keys = [key for key in dict.fromkeys([*keys, *dict(self.only)]) if key]
        named = f'"{asked}"' if isinstance(asked, str) else repr(asked).replace("'", '"')
        listed = f", by={keys!r}".replace("'", '"') if keys else ""
        line = f'book.count({named}, period="{period or self.period}", within="{self.unit}"{listed})'
        return line if not self.only else f"{line}.frame.query({self.kept()!r})"

    def kept(self) -> str:
        """The filters, as pandas reads them."""
        return " and ".join(f"{name} == {json.dumps(value, ensure_ascii=False)}" for name, value in self.only)

    @property
    def terms_by(self) -> str:
        """The stratum by which the legal terms of a duration differ, unless another was chosen."""
        measure = find(self.measure)
        return measure.terms_by if isinstance(measure, Duration) else ""
