"""What changed at a date at which policy did: an interrupted time series, with its assumptions printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caselib.analysis.result import Result
from caselib.analysis.trends import mature_rows
from caselib.analysis.words import points
from caselib.domain.periods import REGIMES, Period, Regime
from caselib.errors import ParameterError, nearest
from caselib.measures.counts import Counts
from caselib.stats.segmented import ASSUMPTIONS, LEAST, Segmented, segmented

__all__ = ["Change", "change"]


@dataclass(frozen=True)
class Change(Result):
    """A series with the line fitted on either side of a date. `frame`: period, value, denominator, fitted, without.

    `fit` is None where one side has too few periods; `sentence` says what was found.
    """

    regime: Regime
    place: int
    fit: Segmented | None
    sentence: str


def change(counts: Counts, *, at: str = "rankings_abolished") -> Change:
    """Ask whether the level or the slope of a share changed at a regime's date.

    Points are weighted by their base; cohorts that are still open are left out. Newey-West errors, since months
    resemble their neighbours. A change says that something happened then, never that the policy did it.
    """
    name, regime = counts.one, _regime(at)
    rows = counts.frame.reset_index(drop=True)
    if rows["period"].nunique() != len(rows) or counts.strata:
        raise ParameterError("a history has one row a period", got=list(counts.by), advice='count by=["month"] alone')
    frame = rows[mature_rows(counts, name) & (rows["denominator"] > 0)].reset_index(drop=True)
    place = int(sum(Period.parse(period).first_day < regime.starts for period in frame["period"]))
    fit = None
    if min(place, len(frame) - place) >= LEAST:
        wave = 12 if "-" in str(frame["period"].iloc[0]) else 4
        fit = segmented(frame["value"], place, weights=frame["denominator"], period=wave)
        frame = frame.assign(fitted=fit.fitted, without=fit.counterfactual)
    return Change(counts, frame, _rule(fit), regime, place, fit, _sentence(fit, regime.starts))


def _regime(name: str) -> Regime:
    found = {regime.name: regime for regime in REGIMES}
    if name not in found:
        raise ParameterError("no such date of policy", got=name, advice=nearest(name, found))
    return found[name]


def _rule(fit: Segmented | None) -> str:
    if fit is None:
        return f"No line is fitted with fewer than {LEAST} mature periods on either side."
    assumed = "; ".join(ASSUMPTIONS)
    return (
        "Segmented regression weighted by the base, one yearly wave, Newey-West errors "
        f"({fit.lags} lags), their reach simulated from noise with the autocorrelation found "
        f"({fit.autocorrelation:.2f}). Dashed: the line before, drawn on. Assumed: {assumed}."
    )


def _sentence(fit: Segmented | None, day: date) -> str:
    if fit is None:
        return f"Too few mature periods on one side of {day} to say whether anything changed."
    ends = f"{100 * fit.level.low:+.1f} to {100 * fit.level.high:+.1f} points"
    level = f"no change of level can be told from usual movement ({ends})"
    if fit.level.low > 0 or fit.level.high < 0:
        level = f"the level was {points(fit.level.low, fit.level.high)} (95 % interval)"
    slope = (
        f"afterwards it moved {'up' if fit.slope.value > 0 else 'down'} compared with the line before"
        if fit.slope.low > 0 or fit.slope.high < 0
        else "no change of slope can be told"
    )
    return f"At {day} {level}; {slope}."
