"""The definition of a measure, from the declaration that is counted: who, who of them, by which date, since when."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from caselib.domain.label import Language
from caselib.measures.catalogue import find
from caselib.measures.declare import Duration, Measure, Rate

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
    """Set out the definitions of measures, as they are counted."""
    listed = [names] if isinstance(names, str) else list(names)
    return Definitions(tuple(find(name) for name in listed), language)


def _item(measure: Measure, language: Language) -> str:
    rows = "".join(
        f"<dt>{html.escape(head)}</dt><dd>{_code(text) if head in _SQL else html.escape(text)}</dd>"
        for head, text in _facts(measure)
    )
    label = html.escape(measure.label.text(language))
    return f"<details><summary>{label} <code>{measure.name}</code></summary><dl>{rows}</dl></details>"


_SQL = ("Among", "Of which", "Open while")


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"


def _facts(measure: Measure) -> list[tuple[str, str]]:
    facts = [("Counts", f"{measure.counts} in {measure.table}"), ("Among", measure.among)]
    if isinstance(measure, Rate):
        facts.append(("Of which", measure.of_which))
    if isinstance(measure, Duration):
        facts.append(("From, to", f"{measure.start} to {measure.end}, in whole days"))
    if measure.open:
        facts.append(("Open while", measure.open))
    basis = f"cohort of {measure.clock}; matures after {measure.matures_after} months"
    facts.append(("Clock", basis if measure.matures_after else f"period of {measure.clock}"))
    return [*facts, ("Why", measure.why), ("Caution", measure.caution), ("Source", measure.source)]
