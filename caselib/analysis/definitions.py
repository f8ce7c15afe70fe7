"""The definition of a measure, from the declaration that is counted: who, who of them, by which date, since when."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from caselib.domain.label import Language
from caselib.domain.phrases import said_source, say
from caselib.measures.catalogue import find
from caselib.measures.declare import Duration, Mean, Measure, Rate

__all__ = ["Definitions", "definitions"]


@dataclass(frozen=True)
class Definitions:
    """The declarations behind a page, shown as a folded list."""

    measures: tuple[Measure, ...]
    language: Language = "en"

    def _repr_html_(self) -> str:
        items = "".join(_item(measure, self.language) for measure in self.measures)
        return f'<div class="cl-definitions">{items}</div>'


def definitions(names: str | Iterable[str], *, language: Language = "en") -> Definitions:
    """Set out the definitions of measures, as they are counted.

    >>> [measure.name for measure in cl.definitions(["refused", "decided_late"]).measures]
    ['refused', 'decided_late']
    """
    listed = [names] if isinstance(names, str) else list(names)
    return Definitions(tuple(find(name) for name in listed), language)


def _item(measure: Measure, language: Language) -> str:
    rows = "".join(
        f"<dt>{html.escape(say(language, head))}</dt><dd>{_code(text) if head in _SQL else html.escape(text)}</dd>"
        for head, text in _facts(measure, language)
    )
    label = html.escape(measure.label.text(language))
    return f"<details><summary>{label} <code>{measure.name}</code></summary><dl>{rows}</dl></details>"


_SQL = ("Among", "Of which", "Open while")


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"


def _facts(measure: Measure, language: Language) -> list[tuple[str, str]]:
    facts = [
        (
            "Counts",
            say(language, "{whom} in {table}", whom=say(language, measure.counts), table=_table(measure, language)),
        ),
        ("Among", measure.among),
    ]
    if isinstance(measure, Rate):
        facts.append(("Of which", measure.of_which))
    if isinstance(measure, Duration):
        start, end = (_column(measure, name, language) for name in (measure.start, measure.end))
        facts.append(("From, to", say(language, "{start} to {end}, in whole days", start=start, end=end)))
    if isinstance(measure, Mean):
        facts.append(("Mean of", _column(measure, measure.adds, language)))
    if measure.open:
        facts.append(("Open while", measure.open))
    basis = "cohort of {clock}; matures after {months} months" if measure.matures_after else "period of {clock}"
    clock = _column(measure, measure.clock, language)
    facts.append(("Clock", say(language, basis, clock=clock, months=measure.matures_after)))
    source = said_source(language, measure.source)
    return [
        *facts,
        ("Why", say(language, measure.why)),
        ("Caution", say(language, measure.caution)),
        ("Source", source),
    ]


def _table(measure: Measure, language: Language) -> str:
    return measure.declared_in.label.text("zh") if language == "zh" else measure.table


def _column(measure: Measure, column: str, language: Language) -> str:
    return measure.declared_in[column].label.text("zh") if language == "zh" else column
