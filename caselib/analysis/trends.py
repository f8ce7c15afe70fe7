"""A measure over time: is it moving by more than chance and its own habit explain, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caselib.analysis.limits import chart_rule
from caselib.analysis.maturity import month_reached
from caselib.analysis.moves import widened
from caselib.analysis.result import Result
from caselib.analysis.signals import Signal
from caselib.analysis.words import amount, points
from caselib.domain.label import Language
from caselib.domain.periods import REGIMES, Period, Regime, as_period
from caselib.domain.phrases import say
from caselib.errors import ParameterError
from caselib.measures.counts import Counts
from caselib.stats.control_chart import Chart, Phase, p_prime

__all__ = ["Trend", "mature_rows", "trend"]

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Trend(Result):
    """A chart over time. `frame`: period, the numbers, centre, low, high, phase, outside, side, run, mature.

    `shifts`: for each date at which the series breaks, the phases before and after compared, in words.
    """

    signals: tuple[Signal, ...] = ()
    breaks: tuple[tuple[int, Regime], ...] = ()
    shifts: tuple[str, ...] = ()


def trend(counts: Counts) -> Trend:
    """Draw a p-prime chart of one rate by month, quarter or year, with a new phase at each regime.

    Limits hold for the spread between a unit's own periods, not only for the chance of counting (Laney 2002).
    Cohorts that have not matured are shown and set apart: they make no limits and no signals.

    >>> look = cl.trend(book.history("refused", until="2026Q1-Q3"))
    >>> print(look.shifts[0])
    Since 2024-10-16: 31.3 % against 34.7 % before, lower by 0.2 to 6.5 points.
    """
    name, language = counts.one, counts.about.reader.language
    rows = counts.frame.reset_index(drop=True)
    if not rows["period"].is_unique or counts.strata:
        raise ParameterError("a history has one row a period", got=list(counts.by), advice='count by=["month"] alone')
    mature = mature_rows(counts, name)
    known = rows[mature]
    measure = counts.measures.get(name)
    regimes = [regime for regime in REGIMES if measure is None or regime.breaks(measure.table)]
    breaks = _breaks([Period.parse(period) for period in known["period"]], regimes)
    said = [f"{regime.label.text(language)}{say(language, ', ')}{regime.starts}" for _, regime in breaks]
    phases = [Phase(start=place, reason=reason) for (place, _), reason in zip(breaks, said, strict=True)]
    k, n = known["numerator"].to_numpy(), known["denominator"].to_numpy()
    chart = p_prime(k, n, phases=phases)
    frame = _joined(rows, chart.points.set_axis(known.index), mature)
    outside = known.index[chart.points["outside"].to_numpy()]
    flagged = frame.loc[outside].to_dict("records") if len(outside) else []
    signals = tuple(Signal.in_time(counts, row) for row in flagged)
    shifts = tuple(_shift(chart, k, n, place, language) for place in enumerate(regime for _, regime in breaks))
    return Trend(counts, frame, chart_rule(chart, language), signals, tuple(breaks), shifts)


def _joined(rows: pd.DataFrame, points: pd.DataFrame, mature: pd.Series) -> pd.DataFrame:
    """The rows with what is drawn of them; column by column, as joining frames takes most of a look's time."""
    points = points if len(points) == len(rows) else points.reindex(rows.index)
    counted = {name: rows[name].array for name in rows.columns if name not in ("low", "high")}
    drawn = {name: points[name].array for name in points.columns if name != "value"}
    return pd.DataFrame({**counted, **drawn, "mature": mature.array})


def mature_rows(counts: Counts, name: str) -> pd.Series:
    """Mark the rows of a history whose cohorts have had their time."""
    measure, reached = counts.measures.get(name), month_reached(counts.about.data_date)
    if measure is None:
        return pd.Series(True, index=range(len(counts.frame)))
    periods = [as_period(period) for period in counts.frame["period"].tolist()]
    done = [measure.matured(period, reached) and period.last <= reached for period in periods]
    return pd.Series(done, index=range(len(done)))


def _breaks(periods: list[Period], regimes: Sequence[Regime]) -> list[tuple[int, Regime]]:
    """Place each regime at the first period that lies wholly in it."""
    found = []
    for regime in regimes:
        place = next((i for i, period in enumerate(periods) if period.first_day >= regime.starts), None)
        if place:
            found.append((place, regime))
    return found


def _shift(chart: Chart, k: Whole, n: Whole, place: tuple[int, Regime], language: Language) -> str:
    """The share of all of a phase against that of the phase before; a slow drift would look like a step as well."""
    before, regime = place
    phases, sigma = (chart.points[name].to_numpy() for name in ("phase", "sigma_z"))
    now, then = phases == before + 1, phases == before
    k1, n1, k2, n2 = (int(part.sum()) for part in (k[now], n[now], k[then], n[then]))
    if not n1 or not n2:
        return ""
    spread = max(1.0, float(sigma[now][0]), float(sigma[then][0]))
    low, high = widened(k1, n1, k2, n2, spread=spread)
    said = say(language, "within usual variation") if low <= 0 <= high else points(low, high, language)
    shares = {"now": amount(k1 / n1, language), "before": amount(k2 / n2, language)}
    return say(language, "Since {day}: {now} against {before} before, {said}.", day=regime.starts, said=said, **shares)
