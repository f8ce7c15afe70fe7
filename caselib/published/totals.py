"""Parts against their whole."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from caselib.published.interval import Interval, total
from caselib.published.line import Line, period_of
from caselib.published.relations import Relation, Sum
from caselib.published.table import Figures, Key, Span

__all__ = ["known", "lines"]


def lines(figures: Figures, relations: Sequence[Relation]) -> Iterator[Line]:
    """Compare a whole with the sum of its parts; where parts are not printed, they are nothing or more."""
    for relation in relations:
        if isinstance(relation, Sum):
            for span in figures.spans([relation.whole]):
                yield from _compare(figures, relation, span)


def _compare(figures: Figures, relation: Sum, span: Span) -> Iterator[Line]:
    parts = {name: figures.at(name, span) for name in relation.parts}
    printed = {name: part for name, part in parts.items() if part is not None}
    whole = figures.at(relation.whole, span)
    if not printed or whole is None:
        return
    complete = relation.complete and len(printed) == len(parts)
    added = total(list(printed.values()))
    recomputed = added if complete else Interval(added.low, math.inf)
    period, unit = period_of(span), figures.unit(relation.whole)
    yield Line(
        "total", relation.whole, period, whole, recomputed, unit, whole.gap(recomputed), unit, revised=whole,
        of=period, parts=tuple((name, period) for name in printed), facts={"complete": complete},
    )  # fmt: skip


def known(figures: Figures, relations: Sequence[Relation], key: Key) -> dict[Span, Interval]:
    """Give a series by period, narrowed by (or, where it was not printed, found from) complete sums.

    Where a sum contradicts what was printed, what was printed stands.
    """
    levels = {span: level for span in figures.printed(key) if (level := figures.level(key, span))}
    for relation in relations:
        if isinstance(relation, Sum) and relation.complete and key[0] in (relation.whole, *relation.parts):
            for span in figures.spans([relation.whole, *relation.parts]):
                derived = _derive(figures, relation, key[0], span)
                before = levels.get(span)
                common = derived.meet(before) if derived and before else derived
                if common:
                    levels[span] = common
    return levels


def _derive(figures: Figures, relation: Sum, name: str, span: Span) -> Interval | None:
    """Give the whole from all parts, or a part from the whole and all others."""
    others = [figures.at(part, span) for part in relation.parts if part != name]
    if any(other is None for other in others):
        return None
    added = total([other for other in others if other is not None])
    if name == relation.whole:
        return added
    whole = figures.at(relation.whole, span)
    rest = whole - added if whole else None
    return Interval(max(rest.low, Fraction(0)), rest.high) if rest and rest.high >= 0 else None
