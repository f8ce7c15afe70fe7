"""Quarter values from cumulative ones: what all printings of a year leave open for each quarter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from caselib.domain.label import Label, Language
from caselib.domain.periods import Month
from caselib.errors import ParameterError, nearest
from caselib.published.interval import Interval
from caselib.published.line import period_of
from caselib.published.relations import RELATIONS, Relation
from caselib.published.table import NOT_COUNTED, Span, read
from caselib.published.totals import known

if TYPE_CHECKING:
    import pandas as pd

    from caselib.figures.picture import Picture

__all__ = ["Quarters", "quarters"]


@dataclass(frozen=True)
class Quarters:
    """`frame`: series, label, unit, period (a quarter), low, high (both possible), how (printed, difference).

    >>> import pandas as pd
    >>> table = pd.DataFrame({"series": "a", "period": ["2024Q1", "2024H1"], "printed": ["1900", "4600"]})
    >>> list(quarters(table).frame["how"])
    ['printed', 'difference']
    """

    frame: pd.DataFrame
    labels: Mapping[str, Label] = field(default_factory=dict)
    language: Language = "en"

    def plot(self) -> Picture:
        """Draw each quarter as the range that the printing leaves, the reform marked.

        >>> import pandas as pd
        >>> table = pd.DataFrame({"series": "a", "period": ["2024Q1", "2024H1"], "printed": ["1900", "4600"]})
        >>> type(quarters(table).plot()).__name__
        'Picture'
        """
        from caselib.published.pictures import quarters_picture

        return quarters_picture(self)

    def _repr_html_(self) -> str:
        from caselib.published.page import quarters_table

        return quarters_table(self)


def quarters(
    frame: pd.DataFrame,
    *,
    series: Sequence[str] | None = None,
    relations: Sequence[Relation] = RELATIONS,
    language: Language = "en",
) -> Quarters:
    """Give the quarters of counted series (default: all) that follow from a table of printed figures.

    A quarter is the difference of two cumulative figures from 1 January, or was printed itself; where both are there,
    it is what both allow, or what was printed, if they exclude each other.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"series": "a", "period": ["2024Q1", "2024H1"], "printed": ["1900余", "4600余"]})
    >>> quarters(table).frame[["period", "low", "high"]].values.tolist()
    [['2024Q1', 1900, 1999], ['2024Q2', 2601, 2799]]
    """
    import pandas as pd

    from caselib.published.checking import series_labels

    table = read(frame)
    labels = {**series_labels(), **table.labels}
    counted = [key for key in table.series() if key[1] not in NOT_COUNTED]
    for name in series or []:
        if name not in {key[0] for key in counted}:
            raise ParameterError("no such counted series", got=name, advice=nearest(name, [key[0] for key in counted]))
    rows = []
    for key in counted:
        if series is None or key[0] in series:
            label = labels[key[0]].text(language) if key[0] in labels else key[0]
            for span, level, how in _quarters(known(table, relations, key)):
                rows.append((key[0], label, key[1], str(period_of(span)), int(level.low), int(level.high), how))
    columns = ["series", "label", "unit", "period", "low", "high", "how"]
    found = pd.DataFrame(rows, columns=columns)
    if series is not None:
        order = {name: place for place, name in enumerate(series)}
        found = found.sort_values("series", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    return Quarters(found, labels, language)


def _quarters(levels: Mapping[Span, Interval]) -> Iterator[tuple[Span, Interval, str]]:
    for year in sorted({span[0].year for span in levels}):
        before: Interval | None = Interval.of(0)
        for last in (3, 6, 9, 12):
            span = (Month(year, last - 2), Month(year, last))
            until = levels.get((Month(year, 1), span[1]))
            printed = levels.get(span)
            found = _one(until, before, printed)
            if found and found.bounded:
                yield span, found, "printed" if printed else "difference"
            before = until


def _one(until: Interval | None, before: Interval | None, printed: Interval | None) -> Interval | None:
    difference = until - before if until and before else None
    if difference and difference.high < 0:
        difference = None
    if difference:
        difference = Interval(max(difference.low, Fraction(0)), difference.high)
    if printed and difference:
        return printed.meet(difference) or printed
    return printed or difference
