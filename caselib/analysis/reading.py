"""What to read next: every signal of a page as an inquiry, and the page itself in a few sentences."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from caselib.analysis.comparisons import Comparison, funnel
from caselib.analysis.maturity import mature_period
from caselib.analysis.moves import Move
from caselib.analysis.panels import Panel
from caselib.analysis.signals import Signal
from caselib.analysis.words import amount, days, number, points, signed, whole
from caselib.domain.label import Language
from caselib.domain.periods import Period
from caselib.domain.phrases import say
from caselib.domain.reader import Reader
from caselib.domain.units import LOWEST
from caselib.measures.catalogue import find
from caselib.measures.count import Source, count
from caselib.measures.counts import Counts
from caselib.measures.declare import Rate

__all__ = ["ReadingList", "Scan", "Summary", "moved", "reading_list", "scan", "summary"]


@dataclass(frozen=True)
class Scan:
    """Many measures over many units: what was looked at, what stood out, what chance alone would bring."""

    signals: tuple[Signal, ...]
    comparisons: tuple[Comparison, ...]
    looks: int
    expected_false: float


def scan(
    book: Source,
    measures: Sequence[str],
    *,
    period: str | Period,
    years: int = 1,
    level: str = LOWEST,
    within: str | None = None,
) -> Scan:
    """Compare the lowest units (or those of a level) with all such units in the casebook, on several rates.

    Each rate is read in the latest period in which its cohorts have matured; with `years`, from the start of so many
    calendar years up to its end, so that what is rare in one office can be told from chance. Limits come from all
    units, signals only from those `within` (by default the reader's own): a small circle can't tell its odd one from
    its spread.

    >>> found = cl.scan(book, ["refused", "decided_late"], period="2026Q1-Q3")
    >>> found.looks, round(found.expected_false, 2)
    (26, 0.05)
    """
    head = within or book.about.reader.unit
    inside = set(book.units.below(head)) if head else set(book.units.frame["unit"])
    root = book.units.path(head)[0] if head else None
    looks = []
    for name in measures:
        if isinstance(find(name), Rate):
            span = mature_period(name, period, data_date=book.about.data_date)
            span = span.history(years - 1) if years > 1 else span
            looks.append(funnel(count(book, name, period=span, by=["unit"], within=root, level=level)))
    signals = tuple(signal for look in looks for signal in look.signals if signal.unit in inside)
    compared = [int(((look.frame["denominator"] > 0) & look.frame["unit"].isin(inside)).sum()) for look in looks]
    expected = sum(number * (1 - look.funnel.levels[1]) for number, look in zip(compared, looks, strict=True))
    return Scan(signals, tuple(looks), sum(compared), expected)


@dataclass(frozen=True)
class ReadingList:
    """Signals as inquiries: a question, the innocent explanations, and how many files lie behind."""

    signals: tuple[Signal, ...]
    counts: Counts | None
    reader: Reader
    note: str = ""

    def _repr_html_(self) -> str:
        language = self.reader.language
        shown = [signal for signal in self.signals if self._names(signal)]
        hidden = len(self.signals) - len(shown)
        cards = "".join(self._card(signal) for signal in shown)
        if not shown:
            none = say(language, "Nothing lies outside its limits; there is no inquiry to open from these looks.")
            cards = f'<p class="cl-empty">{none}</p>'
        said = say(language, "{n} further inquiries concern peers and are put to them.", n=hidden)
        peers = f"<p>{said}</p>" if hidden else ""
        note = f'<p class="cl-note">{html.escape(self.note)}</p>' if self.note else ""
        return f'<div class="cl-reading">{note}{cards}{peers}</div>'

    def _names(self, signal: Signal) -> bool:
        return self.reader.may_name(signal.unit) or signal.kind == "time"

    def _card(self, signal: Signal) -> str:
        language = self.reader.language
        name = self.counts.name(signal.unit, language) if self.counts is not None and signal.unit else signal.unit
        files = signal.numerator if signal.side > 0 else signal.denominator
        part = "numerator" if signal.side > 0 else "denominator"
        within = f', within="{signal.unit}"' if signal.unit else ""
        line = f'book.cases("{signal.measure}", period="{signal.period}"{within}, which="{part}")'
        # By this an index knows a signal again in another period and in another language.
        key = f"{signal.unit}|{signal.measure}|{signal.kind}"
        told = html.escape(f"{name}{say(language, ': ')}{signal.label.text(language)}")
        return (
            f'<div class="cl-signal"><p class="cl-question" data-signal="{key}" data-name="{told}">'
            f"<strong>{html.escape(name)}</strong>{say(language, ', ')}{signal.period}{say(language, '. ')}"
            f"{html.escape(signal.question(language))}</p>"
            f"<p>{html.escape(say(language, 'It may be: {reasons}.', reasons=signal.reasons.text(language)))}</p>"
            f"<p>{say(language, 'Files to read: {n}', n=whole(files))} <code>{html.escape(line)}</code></p></div>"
        )


def reading_list(book: Source, found: Iterable[Signal] | Scan, *, note: str = "") -> ReadingList:
    """Gather signals into what to read next, by measure and in code order; never by size.

    >>> look = cl.funnel(book.side_by_side("not_prosecuted_after_arrest", period="2025Q1-Q3"))
    >>> print(cl.reading_list(book, look.signals).signals[0].question())
    Arrested, then not prosecuted: 20.7 % (37 of 179), 6.5 % overall. What explains it?
    """
    signals = found.signals if isinstance(found, Scan) else tuple(found)
    if isinstance(found, Scan) and not note:
        note = say(
            book.about.reader.language,
            "{looks} shares were compared with their limits. If all units were alike but for chance and ordinary "
            "spread, about {expected} would lie outside all the same.",
            looks=f"{found.looks:,}",
            expected=f"{found.expected_false:.1f}",
        )
    ordered = tuple(sorted(signals, key=lambda signal: (signal.measure, signal.unit, signal.period)))
    counts = count(book, ordered[0].measure, period=ordered[0].period) if ordered else None
    return ReadingList(ordered, counts, book.about.reader, note)


@dataclass(frozen=True)
class Summary:
    """A page in a few sentences, each made from the numbers."""

    sentences: tuple[str, ...]

    def _repr_html_(self) -> str:
        return f'<div class="cl-headline">{"".join(f"<p>{html.escape(text)}</p>" for text in self.sentences)}</div>'


def summary(look: Panel, *, measures: Sequence[str]) -> Summary:
    """Say what the named shares of a panel were and are, and whether the change is larger than chance.

    What else of the panel moved beyond chance and usual movement is named after them, so that a headline hides nothing.

    >>> panel = cl.panel(book, "arrest", period="2026Q1-Q3")
    >>> print(cl.summary(panel, measures=["refused"]).sentences[0])
    Arrest refused: 29.7 % of 1,544 in 2026Q1-Q3, 29.6 % of 1,443 in 2025Q1-Q3; within chance and usual variation.
    """
    rows = look.frame.set_index("measure")
    said = [_sentence(look, rows.loc[name].to_dict(), name) for name in measures]
    language, others = look.counts.about.reader.language, [name for name in rows.index if name not in measures]
    beyond = [look.counts.labels[name].text(language) for name in others if rows.loc[name, "move"].beyond]
    also = say(language, "Moved more than chance and usual movement explain: {others}.",
               others=say(language, "; ").join(beyond))  # fmt: skip
    return Summary((*said, also) if beyond else tuple(said))


def moved(look: Panel) -> Summary:
    """Say which measures of a panel moved more than chance and usual movement explain, and name the others.

    >>> cl.moved(cl.panel(book, "efficiency", period="2026Q1-Q3")).sentences[0].split(":")[0]
    'Suspects added and arrested'
    """
    language = look.counts.about.reader.language
    beyond, others = [], []
    for row in look.frame.to_dict("records"):
        label = look.counts.labels[row["measure"]].text(language)
        if row["move"].beyond:
            beyond.append(_sentence(look, row, row["measure"]))
        elif row["measure"] not in look.counts.absent and row["denominator"] + row["denominator_before"]:
            others.append(label)
    said = beyond or [say(language, "Nothing here moved by more than chance and usual movement explain.")]
    named = say(language, "; ").join(others)
    rest = [say(language, "Within chance and usual movement: {others}.", others=named)] if others else []
    return Summary((*said, *rest))


def _sentence(look: Panel, row: dict[str, Any], name: str) -> str:
    language = look.counts.about.reader.language
    label = look.counts.labels[name].text(language)
    if name in look.counts.absent:
        said = "{label}: not in these data ({lost} is not recorded)."
        return say(language, said, label=label, lost=look.counts.lost(name))
    now, before = _said(row, row["kind"], language), _said(row, row["kind"], language, "_before")
    moved = _said_move(row["move"], language)
    words = {"label": label, "now": now, "before": before, "period": row["period"], "then": row["period_before"]}
    if not row["mature"] and row["denominator_before"]:
        change = say(language, " (against the year before: {moved})", moved=moved) if moved else ""
        said = (
            "{label}: {before} in {then}, the latest such months whose cohorts have matured{change}; "
            "of {period}, {open} is still open."
        )
        return say(language, said, change=change, open=_open(row, language), **words)
    change = say(language, "; ") + moved if moved and row["mature"] else ""
    return say(language, "{label}: {now} in {period}, {before} in {then}{change}.", change=change, **words)


def _said(row: dict[str, Any], kind: str, language: Language, suffix: str = "") -> str:
    """A value with its base, in words."""
    value, among = row[f"value{suffix}"], row[f"denominator{suffix}"]
    if not among:
        return say(language, "no cases")
    if kind == "count":
        return whole(value)
    written = {
        "duration": say(language, "median {days}", days=days(value, language)),
        "mean": say(language, "{value} on average", value=number(value)),
    }.get(kind, amount(value, language))
    return say(language, "{written} of {among}", written=written, among=whole(among))


def _open(row: dict[str, Any], language: Language) -> str:
    total = row["open"] + row["denominator"]
    return amount(row["open"] / total, language) if total else "–"


def _said_move(moved: Move, language: Language) -> str:
    """A change in words: how large, and whether months usually move as much."""
    if moved.kind == "percent":
        if math.isnan(moved.low):
            return say(language, "{change}; too few earlier years to say what is usual", change=signed(moved.change))
        said = "{change}, within what was usual ({low} to {high} in earlier years)"
        if moved.beyond:
            said = "{change}, outside what was usual ({low} to {high} in earlier years)"
        ends = {"change": signed(moved.change), "low": signed(moved.low), "high": signed(moved.high)}
        return say(language, said, **ends)
    if moved.kind != "points":
        return ""
    if not moved.beyond:
        return say(language, "within chance and usual variation")
    return say(language, "{moved}, more than months usually vary", moved=points(moved.low, moved.high, language))
