"""A signal opens an inquiry and proves nothing: what was seen, what to ask, what else may explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from caselib.analysis.words import amount
from caselib.domain.label import Label, Language
from caselib.domain.phrases import say
from caselib.measures.count import Source, cases
from caselib.measures.counts import Counts

__all__ = ["Signal"]

_UNIT_REASONS = Label(
    "a different mix of offences; one large case with many suspects; a joint campaign; entries that are late or in "
    "another form; chance, which the limits make rare but not impossible",
    "案件结构不同；个别涉案人数多的大案；专项行动；案卡填录迟延或方式不同；偶然因素（界限使其少见，但不排除）",
)
_TIME_REASONS = Label(
    "a change of law or policy at that date; a campaign; a large case; a change in what is recorded; late entries",
    "法律政策调整；专项行动；个别大案；填录口径变化；补录迟延",
)


@dataclass(frozen=True)
class Signal:
    """One reason to read files: a unit or a period whose share lies outside its limits."""

    kind: Literal["unit", "time"]
    measure: str
    label: Label
    unit: str
    period: str
    value: float
    numerator: int
    denominator: int
    reference: float
    side: int
    p: float = float("nan")
    reasons: Label = field(default=_UNIT_REASONS)

    @classmethod
    def of_unit(cls, counts: Counts, row: Mapping[str, Any], *, reference: float) -> Signal:
        """Make the signal of a unit outside the limits of a comparison.

        >>> counts = book.count("refused", period="2026Q1-Q3", by=["unit"])
        >>> Signal.of_unit(counts, {**counts.frame.iloc[0], "side": 1}, reference=0.5).kind
        'unit'
        """
        return cls(
            kind="unit",
            period=str(row["period"]) or counts.period,
            p=float(row.get("p", float("nan"))),
            **_seen(counts, row, reference),
        )

    @classmethod
    def in_time(cls, counts: Counts, row: Mapping[str, Any]) -> Signal:
        """Make the signal of a period outside the limits of a history.

        >>> counts = book.count("refused", period="2026Q1-Q3", by=["quarter"])
        >>> Signal.in_time(counts, {**counts.frame.iloc[0], "side": 1, "centre": 0.5}).period
        '2026Q1'
        """
        seen = _seen(counts, row, float(row["centre"]))
        return cls(kind="time", period=str(row["period"]), reasons=_TIME_REASONS, **seen)

    def question(self, language: Language = "en") -> str:
        """Ask it, in one sentence.

        >>> look = cl.funnel(book.side_by_side("not_prosecuted_after_arrest", period="2025Q1-Q3"))
        >>> look.signals[0].question().endswith("What explains it?")
        True
        """
        here, there = amount(self.value, language), amount(self.reference, language)
        what = self.label.text(language)
        other = say(language, "overall" if self.kind == "unit" else "usual in that phase")
        base = {"k": f"{self.numerator:,}", "n": f"{self.denominator:,}"}
        said = "{what}: {here} ({k} of {n}), {there} {other}. What explains it?"
        return say(language, said, what=what, here=here, there=there, other=other, **base)

    def cases(self, book: Source, which: str = "numerator") -> pd.DataFrame:
        """List the files behind it, in case order.

        >>> look = cl.funnel(book.side_by_side("not_prosecuted_after_arrest", period="2025Q1-Q3"))
        >>> seen = look.signals[0]
        >>> len(seen.cases(book)) == seen.numerator
        True
        """
        return cases(book, self.measure, period=self.period, within=self.unit or None, which=which)


def _seen(counts: Counts, row: Mapping[str, Any], reference: float) -> dict[str, Any]:
    return {
        "measure": counts.one,
        "label": counts.labels[counts.one],
        "unit": str(row["unit"]),
        "value": float(row["value"]),
        "numerator": int(row["numerator"]),
        "denominator": int(row["denominator"]),
        "reference": reference,
        "side": int(row["side"]),
    }
