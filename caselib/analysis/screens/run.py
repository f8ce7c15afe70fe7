"""Run the screens for a reader: both sides of the day the rankings ended, with false discovery held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from caselib.analysis.result import Shown
from caselib.analysis.screens.catalogue import SCREENS
from caselib.analysis.screens.declare import COLUMNS, Span
from caselib.domain.label import Language
from caselib.domain.periods import Period, as_period
from caselib.domain.phrases import say
from caselib.errors import ParameterError, nearest
from caselib.measures.count import Source
from caselib.measures.counts import About
from caselib.stats.multiplicity import false_discovery

__all__ = ["RATE", "STEP", "Question", "Screens", "keep_screens", "screens"]

STEP = date(2024, 10, 16)
"""The day on which the rankings were abolished (domain 1.1)."""
RATE = 0.1


@dataclass(frozen=True)
class Question:
    """One question to one office."""

    screen: str
    unit: str
    span: Span
    fact: str

    def text(self, language: Language = "en") -> str:
        """Ask it; the fact stands before it in English."""
        asked = SCREENS[self.screen].question.text(language)
        return asked if language == "zh" else f"{self.fact}. {asked}"

    def innocent(self, language: Language = "en") -> str:
        """What else may explain it."""
        return SCREENS[self.screen].innocent.text(language)

    def cases(self, book: Source) -> pd.DataFrame:
        """List the files behind it: case_id and day, in order of days."""
        return SCREENS[self.screen].files(book, self.span, self.unit)


@dataclass(frozen=True)
class Screens(Shown):
    """What was looked at, in the order of screens and unit codes.

    `frame`: screen, unit, n_before, value_before, p_before, n, value, p, adjusted, asked, fact. `lacking`: columns
    that the source did not have, by screen that could not look.
    """

    frame: pd.DataFrame
    before: Span
    after: Span
    lacking: dict[str, tuple[str, ...]]
    rule: str
    about: About
    names: dict[str, str]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Those that stand after false discovery is held, in the order of the frame."""
        rows = self.frame[self.frame["asked"]].to_dict("records")
        return tuple(Question(row["screen"], row["unit"], self.after, row["fact"]) for row in rows)

    @property
    def looks(self) -> int:
        """How many looks had enough cases to say anything."""
        return int(self.frame["p"].notna().sum())


def screens(
    book: Source, *, period: str | Period, within: str | None = None, only: tuple[str, ...] = (), rate: float = RATE
) -> Screens:
    """Screen the offices of the reader's own unit, or `within` another, since 2024-10-16 and as long before.

    Days from 2024-10-16 to the end of `period`, and as many days before. Questions are those that stand when false
    discovery is held at `rate` over all looks of the later side (Benjamini and Hochberg 1995).

    >>> look = cl.screens(book, period="2026Q1-Q3", only=("split",))
    >>> sorted({question.screen for question in look.questions})
    ['split']
    """
    before, after = _sides(as_period(period))
    wrong = [name for name in only if name not in SCREENS]
    if wrong:
        raise ParameterError("no such screen", got=wrong[0], advice=nearest(wrong[0], SCREENS))
    top = within or book.about.reader.unit
    units = tuple(book.units.below(top) if top else book.units.frame.index)
    chosen = [SCREENS[name] for name in only or SCREENS]
    lacking = {screen.name: screen.lacks(book) for screen in chosen if screen.lacks(book)}
    parts = [_both(book, screen.name, before, after, units) for screen in chosen if screen.name not in lacking]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_KEPT)
    stands, adjusted = false_discovery(frame["p"].to_numpy(dtype=float), rate=rate)
    frame = frame.assign(adjusted=adjusted, asked=stands)[_KEPT]
    names = {unit: book.units.name(unit, book.about.reader.language) for unit in set(frame["unit"])}
    return Screens(frame, before, after, lacking, _rule(frame, rate, book.about.reader.language), book.about, names)


def keep_screens(book: Source, period: Period) -> None:
    """Count what the screens of a period ask of all offices, and keep it: the first page waits for nothing."""
    before, after = _sides(period)
    for screen in SCREENS.values():
        for span in () if screen.lacks(book) else (after,) if screen.compares else (after, before):
            screen.look(book, span, before, ())


def _sides(period: Period) -> tuple[Span, Span]:
    """The days since the rankings ended, and as many before."""
    last = period.last_day
    if last <= STEP:
        raise ParameterError("screens set the time since 2024-10-16 against that before", got=str(period),
                             advice="name a period that ends later")  # fmt: skip
    before = Span(STEP - (last - STEP) - timedelta(days=1), STEP - timedelta(days=1))
    return before, Span(STEP, last)


_KEPT = ["screen", "unit", "n_before", "value_before", "p_before", "n", "value", "p", "adjusted", "asked", "fact"]


def _both(book: Source, name: str, before: Span, after: Span, units: tuple[str, ...]) -> pd.DataFrame:
    screen = SCREENS[name]
    now = screen.look(book, after, before, units)
    # A screen that itself compares both sides has nothing of its own to say of the earlier one.
    then = pd.DataFrame(columns=COLUMNS) if screen.compares else screen.look(book, before, before, units)
    then = then.drop(columns=["fact"]).rename(columns={"n": "n_before", "value": "value_before", "p": "p_before"})
    kinds = {"n_before": float, "value_before": float, "p_before": float, "n": float, "value": float, "p": float}
    both = now.merge(then, on="unit", how="outer").sort_values("unit", ignore_index=True).astype(kinds)
    return both.assign(screen=name, fact=both["fact"].fillna(""))


def _rule(frame: pd.DataFrame, rate: float, language: Language) -> str:
    looks, asked = int(frame["p"].notna().sum()), int(frame["asked"].sum())
    return say(
        language,
        "{looks} looks at offices, {asked} questions. False discovery is held at {rate} % (Benjamini and Hochberg "
        "1995): of the questions asked, about {chance} are expected to be chance; with nothing but chance at work, "
        "{rate} in 100 such pages ask anything. A question goes to the office concerned first; what it explains goes "
        "no further.",
        looks=f"{looks:,}",
        asked=asked,
        rate=f"{100 * rate:g}",
        chance=f"{rate * asked:.1f}",
    )
