"""Draw cases for review: all that must be, some behind each signal, and a random sample of the rest.

The three never overlap. A case that must be reviewed is in the first, whatever else is true of it; one behind several
signals belongs to the first of them. Every case of the period had a known chance to be drawn, and keeps it. Signals of
cohorts that have matured lie before the period: their cases are strata of their own (`signal/.../earlier`), which say
whether the signal was worth it and nothing of the period's cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from caselib.analysis.signals import Signal
from caselib.domain.periods import Period, as_period
from caselib.errors import ParameterError, nearest
from caselib.measures.catalogue import find
from caselib.measures.count import Source
from caselib.review.assignment import assign
from caselib.review.behind import cases_behind, left_out, outside
from caselib.review.frame import CASE, MUST_REVIEW, REVIEWED, adverse, concluded
from caselib.review.named import named_cases
from caselib.review.plan import Plan
from caselib.review.targets import Coverage, Precision, Target

__all__ = ["CERTAIN", "draw", "random_strata", "stratified", "take", "turn"]

CERTAIN = "certain"
EARLIER = "/earlier"
"""Ends the names of strata whose cases are not of the period."""
MODES = {CERTAIN: "key", "signal": "special", "random": "random"}
_STRATA = ("function", "unit", "case_type", "table")
LOOK_BACK = 24
"""Months before the period from which adverse cases are still taken: outcomes come late (domain 12)."""


def draw(
    book: Source,
    *,
    period: str | Period,
    random: Target = Precision(0.05, expected=0.1),  # noqa: B008 - frozen
    signals: Sequence[Signal] = (),
    per_signal: int = 30,
    certain: Sequence[str] = MUST_REVIEW,
    named: pd.DataFrame | None = None,
    look_back: int = LOOK_BACK,
    strata: Sequence[str] = ("function",),
    coverage: Coverage | None = None,
    reviewers: pd.DataFrame | None = None,
    twice: float = 0.1,
    tables: Sequence[str] = tuple(REVIEWED),
    within: str | None = None,
    seed: int = 7,
) -> Plan:
    """Draw a plan: which cases are reviewed, with what chance each was drawn, and by whom.

    `certain`: measures whose cases of which are all reviewed, also those of `look_back` months before that no review
    has seen. `named`: cases that a person chose (table, case_id, reason), as the explorer's plan has them: all are
    reviewed, and stand for themselves alone. `per_signal`: cases drawn behind each of `signals`. `random`: a number of
    cases, in proportion to the strata, or a `Precision` or `Discovery` for each. `strata`: of function, unit,
    case_type, table. `coverage` draws from each handler apart. `reviewers`: reviewer, unit, and (not needed) functions;
    without it nobody is assigned.

    The order of cases within a stratum follows from the seed and their numbers alone: the same on every machine and
    engine. Raises `ParameterError` where something is asked for that is not there.

    >>> plan = cl.review.draw(book, period="2026Q1-Q3", random=20)
    >>> plan.drawn.equals(cl.review.draw(book, period="2026Q1-Q3", random=20).drawn)
    True
    """
    span = as_period(period)
    _checked(strata, tables, per_signal)
    _known(book, reviewers)
    units = book.units.below(within or book.about.reader.unit or book.units.top)
    here = [table for table in tables if not book.absent.get(table, frozenset()) >= {REVIEWED[table].concluded}]
    kept = [name for name in certain if find(name).table in here]
    population = concluded(book, span, units=units, tables=here).assign(in_population=True)
    back = span.first.plus(-look_back).first_day
    must = adverse(book, kept, first_day=back, last_day=span.last_day, units=units)
    named_by = cases_behind(book, signals, tables=here)
    before = outside(book, named_by, population, until=span.last_day, units=units)
    population = pd.concat([population, before], ignore_index=True) if len(before) else population
    behind = named_by.merge(population[CASE], on=CASE)
    taken = _unseen(book, must)
    if named is not None and len(named):
        taken = pd.concat([taken, named_cases(book, named, units=units)], ignore_index=True)
    frame = stratified(population, taken, behind, strata=strata, coverage=coverage)
    frame.loc[(frame["stratum"] == CERTAIN) & ~_in(frame, must), "stratum"] = f"{CERTAIN}/named"
    drawn = take(frame, random, per_signal=per_signal, coverage=coverage, seed=seed)
    settings = {
        "period": str(span), "seed": seed, "random": repr(random), "per_signal": per_signal, "certain": list(kept),
        "strata": list(strata), "coverage": repr(coverage), "twice": twice, "units": [units[0], len(units)],
        "casebook": book.about.casebook, "data_date": str(book.about.data_date), "invented": book.about.invented,
        "signals": [f"{signal.measure} {signal.unit} {signal.period}" for signal in signals],
        **({"left_out": missing} if (missing := left_out(named_by, behind)) else {}),
        **({"named": sorted(map("/".join, named[CASE].to_numpy().tolist()))} if named is not None else {}),
    }  # fmt: skip
    plan = Plan.of(settings, drawn, behind)
    return plan if reviewers is None else assign(plan, reviewers, twice=twice, seed=seed)


def turn(seed: int, table: str, case_id: str) -> str:
    """Say when the case's turn comes: a hash, lower first.

    >>> turn(7, "civil_supervision", "A1")[:8]
    '5d320e5d'
    """
    return hashlib.sha256(f"{seed}|{table}|{case_id}".encode()).hexdigest()


def _checked(strata: Sequence[str], tables: Sequence[str], per_signal: int) -> None:
    for name, known in [(name, _STRATA) for name in strata] + [(name, tuple(REVIEWED)) for name in tables]:
        if name not in known:
            raise ParameterError("cases can't be drawn by that", got=name, advice=nearest(name, known))
    if per_signal < 2:
        raise ParameterError(
            "two cases or more behind each signal, or their spread can't be told",
            got=per_signal,
            advice="say per_signal=2 or more",
        )


def _known(book: Source, reviewers: pd.DataFrame | None) -> None:
    """Refuse a reviewer of a unit that nobody knows: whose cases they may not review could not be told."""
    if reviewers is None or not {"reviewer", "unit"} <= set(reviewers.columns):
        return
    for name, unit in reviewers[["reviewer", "unit"]].astype(str).itertuples(index=False, name=None):
        if unit not in book.units:
            advice = nearest(unit, book.units.frame.index)
            raise ParameterError("a reviewer of no known unit", where=name, got=unit, advice=advice)


def _unseen(book: Source, must: pd.DataFrame) -> pd.DataFrame:
    """Adverse cases that no review has seen yet: neither in the casebook's table, nor in a round that was collected."""
    seen: set[str] = set()
    if "case_id" not in book.absent.get("reviews", frozenset()):
        seen |= set(book.sql("SELECT DISTINCT case_id FROM reviews WHERE grade IS NOT NULL")["case_id"])
    if hasattr(book, "path"):
        from caselib.review.round import rounds

        seen |= {case for one in rounds(book) for case in one.reviews.loc[one.reviews["grade"].notna(), "case_id"]}
    return must[~must["case_id"].isin(seen)]


def _in(frame: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Whether each case is also in another frame."""
    return frame.set_index(CASE).index.isin(other.set_index(CASE).index)


def stratified(
    population: pd.DataFrame,
    must: pd.DataFrame,
    behind: pd.DataFrame,
    *,
    strata: Sequence[str],
    coverage: Coverage | None = None,
) -> pd.DataFrame:
    """Put each case into one stratum, by the first of: it must be reviewed, it is behind a signal, the rest.

    `population` as `concluded` gives it, and below it cases of before that are behind a signal (in_population is
    false); `must` as `adverse` does, `behind`: table, case_id, signal. Adds cause (the measures for which it must be
    reviewed) and stratum; adverse cases of before the period come below.
    """
    causes = must.groupby(CASE)["measure"].agg("; ".join).rename("cause") if len(must) else pd.Series(name="cause")
    earlier = must.drop_duplicates(CASE).drop(columns="measure").merge(population[CASE], "left", CASE, indicator=True)
    earlier = earlier[earlier["_merge"] == "left_only"].drop(columns="_merge").assign(in_population=False)
    frame = pd.concat([population, earlier], ignore_index=True) if len(earlier) else population.copy()
    frame = frame.join(causes, on=CASE) if len(must) else frame.assign(cause=None)
    first = behind.drop_duplicates(CASE).set_index(CASE)["signal"]
    frame = frame.join(first, on=CASE) if len(behind) else frame.assign(signal=None)
    by = [*strata, *(["handler"] if coverage else [])]
    frame["stratum"] = random_strata(frame, by)
    before = np.where(frame["in_population"], "", EARLIER)
    frame.loc[frame["signal"].notna(), "stratum"] = "signal/" + frame["signal"].astype(str) + before
    certain = frame["cause"].notna()
    frame.loc[certain, "stratum"] = CERTAIN
    frame.loc[certain & ~frame["in_population"], "stratum"] = CERTAIN + EARLIER
    return frame.drop(columns="signal")


def random_strata(frame: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Name the random stratum of each case by the columns that make it up.

    >>> random_strata(pd.DataFrame({"function": ["civil"], "unit": ["420102"]}), ["function", "unit"]).tolist()
    ['random/civil/420102']
    """
    named = pd.Series("random", index=frame.index)
    return named.str.cat([frame[name].astype(str) for name in by] or [pd.Series("all", index=frame.index)], sep="/")


def take(
    frame: pd.DataFrame, random: Target, *, per_signal: int = 30, coverage: Coverage | None = None, seed: int = 7
) -> pd.DataFrame:
    """Take the first of each stratum in the order of their turns: population, size, probability and mode are added."""
    frame = frame.assign(turn=[turn(seed, *case) for case in frame[CASE].itertuples(index=False, name=None)])
    sizes = frame.groupby("stratum").size()
    rest = sizes[sizes.index.str.startswith("random/")]
    wanted = {stratum: size for stratum, size in sizes.items() if str(stratum).startswith(CERTAIN)}
    wanted |= _behind_signals(sizes[sizes.index.str.startswith("signal/")], per_signal)
    wanted |= {str(name): _size(int(size), int(rest.sum()), random, coverage) for name, size in rest.items()}
    frame = frame.sort_values(["stratum", "turn"], ignore_index=True)
    place = frame.groupby("stratum").cumcount()
    frame["population"] = frame["stratum"].map(sizes).astype("int64")
    frame["size"] = frame["stratum"].map(wanted).astype("int64")
    frame["probability"] = frame["size"].astype(float) / frame["population"].astype(float)
    frame["mode"] = frame["stratum"].str.split("/").str[0].map(MODES)
    drawn = frame[place < frame["size"]]
    return drawn.sort_values(CASE, ignore_index=True)


def _behind_signals(sizes: pd.Series, per_signal: int) -> dict[str, int]:
    """Share the cases drawn behind a signal between those of the period and those of before: two of each at least."""
    whole = sizes.groupby(sizes.index.str.removesuffix(EARLIER)).transform("sum")
    parts = (per_signal * sizes / whole).round().astype(int)
    return {str(name): min(int(size), max(int(parts[name]), 2)) for name, size in sizes.items()}


def _size(population: int, whole: int, random: Target, coverage: Coverage | None) -> int:
    """Cases of one random stratum: two at least, or all, so that its spread can be told."""
    size = round(random * population / whole) if isinstance(random, int) else random.size(population)
    least = coverage.size(population) if coverage else 0
    return min(population, max(size, least, 2))
