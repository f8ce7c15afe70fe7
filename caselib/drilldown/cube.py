"""A casebook's counts in memory: what `book.count` gives, from integers that were added up once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, cast

from caselib.casebook.store import FEW, Book
from caselib.domain.label import Language
from caselib.domain.periods import Month, Period, as_period
from caselib.domain.tables import TABLES
from caselib.drilldown.alike import alike
from caselib.drilldown.asked import TIMES, Asked, blanked, framed, valued
from caselib.drilldown.behind import ASKED, LASTING, PASSING, Behind
from caselib.drilldown.companions import companions
from caselib.drilldown.foresight import Key, of_persons, whole
from caselib.drilldown.grid import divided, grid
from caselib.drilldown.keyed import keyed
from caselib.drilldown.seen import Seen, seen
from caselib.drilldown.state import free
from caselib.drilldown.tree import Tree, held_from
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import MEASURES, find
from caselib.measures.counts import Counts
from caselib.measures.courses import Courses, courses
from caselib.measures.declare import Amount, Measure
from caselib.measures.query import Scope
from caselib.measures.shelf import nothing_lost

__all__ = ["YEARS", "Cube", "explore_beforehand"]

YEARS = 4
"""How many years before the data's own are held at first; an earlier period that is asked for brings in its years."""
_LASTING = ("grid", "several", "seen")
"""What is held for good: all else is cut or made from it, or was looked at by somebody."""
_SLICES = {"one": "divided", "days": "days"}
"""What is narrowed by one value of a stratum is a slice of what was divided by that stratum."""


class Cube:
    """Counts of a casebook by unit, month and stratum, made when first asked for and kept.

    `count` gives the same `Counts` as `Book.count`, also with `only`: rows with these values of strata alone. What is
    not held yet is asked of the casebook, and made behind the reader's back; only what is narrowed is waited for, where
    it is no part of what is held. `tree`: the units and months that were asked for last.
    """

    def __init__(self, book: Book, *, years: int = YEARS) -> None:
        self.book, self.units, self.about = book, book.units, book.about
        self.waiting: Callable[[], Any] = lambda: None
        """Called before anything that takes longer than a look."""
        self._pairs = [self._pair(book.data_date.year - years)]
        self.tree = self._pairs[0][0]
        self._behind = Behind(
            lambda place: self._made(self._other(place[0]), place[1]),
            left=lambda: bool(self._fresh()),
            idle=self._shelve,
            lasting=lambda place: place[1][0] in _LASTING,
        )

    def _pair(self, year: int) -> tuple[Tree, Tree]:
        """The months from a year on, once for who looks and once for what is made behind."""
        # An engine of its own: its threads give way as the thread does that opened it.
        return held_from(self.book, year), held_from(replace(self.book), year)

    def _other(self, first: Month) -> Tree:
        return {tree.first: other for tree, other in self._pairs}[first]

    def told(self, language: Language) -> None:
        """Label what follows in a language."""
        self.about = replace(self.about, reader=replace(self.about.reader, language=language))

    def count(
        self,
        measures: str | Sequence[str],
        *,
        period: str | Period,
        by: Sequence[str] = (),
        within: str | None = None,
        only: tuple[tuple[str, str], ...] = (),
    ) -> Counts:
        """Count measures as `Book.count` does; `only` keeps rows with these values."""
        span, top = as_period(period), self.units.known(within or self.about.reader.unit or self.units.top)
        found = {name: find(name) for name in ([measures] if isinstance(measures, str) else dict.fromkeys(measures))}
        stratum = _stratum(by, only, found)
        self._reach(span)
        shares = [m for m in found.values() if of_persons(m)] if _apart(by) else []
        needed = [key for measure in found.values() for key in self._needed(measure, stratum, only)]
        if not only and not self._ready([*needed, *(("alike", m.name, "", only) for m in shares)]):
            return replace(self.book.count(list(found), period=span, by=by, within=top), about=self.about)
        units = sorted([top, *self.units.children(top)]) if "unit" in by else [top]
        asked = Asked(self, span, top, units, next((key for key in by if key in TIMES), ""), only)
        parts = [asked.rows(measure, stratum) for measure in found.values()]
        frame, days = valued(framed([part[0] for part in parts]), parts, found)
        absent = self._absent(found)
        blanked(frame, absent)
        clusters = self._effects([m for m in shares if m.name not in absent], top, asked.months, only)
        labels = {name: measure.label for name, measure in found.items()}
        return Counts(frame, tuple(by), self.about, labels, found, top, str(span), self.units, days, absent, clusters)

    def _effects(self, shares: Sequence[Measure], top: str, months: slice, only: Any) -> dict[str, float]:
        """The design effect of each share of persons, among all units under one."""
        below = [self.tree.places[unit] for unit in self.units.below(top)] if shares else []
        return {m.name: self.held(("alike", m.name, "", only)).effect(below, months) for m in shares}

    def history(self, measure: str, *, span: Period, within: str | None = None, only: Any = ()) -> Counts:
        """Count one measure by month, or by quarter where months hold too few, as `Book.history` does."""
        monthly = self.count(measure, period=span, by=["month"], within=within, only=only)
        few = float(monthly.frame["denominator"].median()) < FEW
        return self.count(measure, period=span, by=["quarter"], within=within, only=only) if few else monthly

    def scope(self, period: str | Period, within: str, only: tuple[tuple[str, str], ...]) -> Scope:
        """The rows of a period and a unit with all under it, for a list of cases."""
        span = as_period(period)
        units = None if self.units.roots == [within] else tuple(self.units.below(within))
        return Scope(span.first_day, span.last_day, self.book.data_date, units, only)

    def prepare(self, tables: Sequence[str] = ()) -> Future[None]:
        """Make ready, behind, all that needs no stratum, the tables named first."""
        rest = [name for name in self.book.tables if name not in tables]
        named = [*tables, *rest]
        wanted = [whole(m, ()) for name in named for m in _measured(name)]
        self._want([*wanted, *(_seen(name, each) for name in named for each in _free(name))], LASTING)
        return self._behind.until(LASTING)

    def foresee(self, keys: Iterable[Key]) -> None:
        """Make ready, behind, what may be asked for next, in this order; what was foreseen before is given up."""
        self._want(keys, PASSING)

    def seen(self, table: str, stratum: str) -> list[str]:
        """Give the values of a stratum that cases have, in the order of their letters.

        Who may name no other unit sees those of the own unit: what a peer calls its campaign says who it is.
        """
        reader, places = self.about.reader, self.tree.places
        inside = places if reader.audience == "internal" else self.units.below(reader.unit or self.units.top)
        return cast(Seen, self.held(_seen(table, stratum))).of(places[unit] for unit in inside)

    def courses(self, table: str, case: str, beside: Sequence[str] = ()) -> Courses:
        """Give the course of a case; where the courses of those listed beside it are held, it is among them."""
        listed = _courses(table, beside if case in beside else [case])
        self._behind.wait_for(self._place(listed))
        found = self._found(listed)
        return cast(Courses, self.held(_courses(table, [case])) if found is None else found)

    def follow(self, table: str, cases: Sequence[str]) -> None:
        """Make ready, behind, the courses of cases that are listed: one of them may be chosen next."""
        self._want([_courses(table, cases)] if len(cases) else [], ASKED)

    def shelved(self) -> None:
        """Wait until all that was sent for is made and kept."""
        self._behind.until(PASSING).result()

    def held(self, key: Key) -> Any:
        """Give what is kept under a key, and make it where it is not there."""
        found = self._found(key)
        if found is None:
            parts = _parts(key)
            # What is made from what is held is made at a look.
            if not parts or any(self._found(part) is None for part in parts):
                self.waiting()
            self._behind.wait_for(self._place(key))
            found = self._made(self.tree, key)
        return found

    def _place(self, key: Key, tree: Tree | None = None) -> tuple[Month, Key]:
        """Where something is kept: what is made from a tree that is held no longer is not taken for that of another."""
        return (tree or self.tree).first, key

    def _want(self, keys: Iterable[Key], turn: int) -> None:
        self._behind.want([self._place(key) for key in keys], turn)

    def _ready(self, keys: Sequence[Key]) -> bool:
        """Say whether all is held; what is not, is sent for."""
        missing = [key for key in keys if self._found(key) is None]
        if missing:
            self.waiting()
            self._want(missing, ASKED)
        return not missing

    def _found(self, key: Key, tree: Tree | None = None) -> Any:
        """Give what is held, or is a slice of what is held; None where it is neither."""
        kept, (kind, first, second, only) = self._behind.kept, key
        found = kept.get(self._place(key, tree))
        for name, value in only if found is None and kind in _SLICES and not second else ():
            rest = tuple(pair for pair in only if pair[0] != name)
            divided = kept.get(self._place((_SLICES[kind], first, name, rest), tree))
            if divided is not None:
                return self._behind.keep(self._place(key, tree), divided.of(value))
        return found

    def _made(self, tree: Tree, key: Key) -> Any:
        """Give what is found under a key, or make it and keep it, with what it is made from."""
        found = self._found(key, tree)
        if found is None:
            parts = [self._made(tree, part) for part in _parts(key)]
            found = self._behind.keep(self._place(key, tree), _new(tree, key, *parts))
        return found

    def _fresh(self) -> list[tuple[Tree, Book]]:
        """Where something was counted anew, and the engine that stands back."""
        return [(tree, behind.book) for ahead, behind in self._pairs for tree in (ahead, behind) if tree.fresh]

    def _shelve(self) -> None:
        """Keep one thing that was counted anew."""
        for tree, engine in self._fresh()[:1]:
            tree.shelve(engine)

    def _needed(self, measure: Measure, stratum: str, only: Any) -> list[Key]:
        keys = [("divided", measure.name, stratum, only) if stratum else whole(measure, only)]
        return [*keys, *([("days", measure.name, stratum, only)] if isinstance(measure, Amount) else [])]

    def _reach(self, span: Period) -> None:
        """Look among the months held at first; where a period begins earlier, among those from its own year on.

        Both are held, so that nothing is made anew for who comes back.
        """
        pair = next((pair for pair in self._pairs if span.first >= pair[0].first), None)
        if pair is None:
            self.waiting()
            pair = self._pair(span.first.year)
            self._pairs = [self._pairs[0], pair]
            self._behind.forget(lambda place: place[0] not in {tree.first for tree, _ in self._pairs})
            self.tree = pair[0]
            self.prepare()
        self.tree = pair[0]

    def _absent(self, found: dict[str, Measure]) -> dict[str, tuple[str, ...]]:
        missing = self.book.absent
        lost = {
            name: tuple(column for column in measure.needed if column in missing.get(measure.table, frozenset()))
            for name, measure in found.items()
        }
        return {name: columns for name, columns in lost.items() if columns}


def explore_beforehand(book: Book) -> None:
    """Make and keep, with the casebook, what an explorer needs beside the counts of reports.

    Raises `CasebookError` where it can't be kept.
    """
    tree = held_from(book, book.data_date.year - YEARS)
    with nothing_lost():
        for table in book.tables:
            several = [_several(table)] if any(of_persons(measure) for measure in _measured(table)) else []
            for key in [*(_seen(table, each) for each in _free(table)), *several]:
                _new(tree, key)
                while tree.fresh:
                    tree.shelve(book)


def _courses(table: str, cases: Sequence[str]) -> Key:
    return ("courses", table, "", tuple(("case_id", case) for case in dict.fromkeys(cases)))


def _seen(table: str, stratum: str) -> Key:
    return ("seen", table, stratum, ())


def _several(table: str) -> Key:
    return ("several", table, "", ())


def _free(table: str) -> list[str]:
    return [name for name in TABLES[table].strata if free(TABLES[table][name])]


def _parts(key: Key) -> list[Key]:
    """What something is made from, beside the casebook."""
    kind, first, _, only = key
    measure = find(first) if kind == "alike" else None
    return [_several(measure.table), whole(measure, only)] if measure else []


def _new(tree: Tree, key: Key, *parts: Any) -> Any:
    """Make what a key names: what kind, of which measure (or table), by which stratum (or clock), kept to what."""
    kind, first, second, only = key
    if kind == "courses":
        return courses(tree.book, first, [case for _, case in only], scope=tree.scope())
    if kind == "seen":
        return seen(tree, first, second)
    if kind == "several":
        return companions(tree, first)
    if kind == "grid":
        return grid(tree, [m for m in _measured(first) if m.clock == second])
    if kind == "one":
        return grid(tree, [find(first)], only)
    if kind == "divided":
        return divided(tree, find(first), second, only)
    measure: Any = find(first)
    return alike(*parts, measure, only) if kind == "alike" else keyed(tree, measure, [second] if second else [], only)


def _measured(table: str) -> list[Measure]:
    return [measure for measure in MEASURES.values() if measure.table == table]


def _apart(by: Sequence[str]) -> bool:
    """Whether units are set side by side, and not followed over time."""
    return "unit" in by and not set(TIMES) & set(by)


def _stratum(by: Sequence[str], only: Any, found: dict[str, Measure]) -> str:
    """The one stratum asked for. Its name and those of filters become SQL, so they are names that were declared."""
    strata = [key for key in by if key not in (*TIMES, "unit")]
    if len(strata) > 1:
        raise ParameterError("one stratum at a time", got=strata, advice="choose one of them")
    for name in (*strata, *dict(only)):
        for measure in found.values():
            known = measure.declared_in.strata
            if name not in known:
                raise ParameterError(f"{measure.name} can't be divided so", got=name, advice=nearest(name, known))
    return strata[0] if strata else ""
