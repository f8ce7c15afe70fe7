"""What changed at a date at which policy did: an interrupted time series, with its assumptions printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caselib.analysis.result import Result
from caselib.analysis.trends import mature_rows
from caselib.analysis.words import points
from caselib.domain.label import Language
from caselib.domain.periods import REGIMES, Period, Regime
from caselib.domain.phrases import say
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

    >>> cl.change(book.history("refused", until="2026Q1-Q3", years=5)).place
    46
    """
    name, regime, language = counts.one, _regime(at), counts.about.reader.language
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
    return Change(counts, frame, _rule(fit, language), regime, place, fit, _sentence(fit, regime.starts, language))


def _regime(name: str) -> Regime:
    found = {regime.name: regime for regime in REGIMES}
    if name not in found:
        raise ParameterError("no such date of policy", got=name, advice=nearest(name, found))
    return found[name]


def _rule(fit: Segmented | None, language: Language) -> str:
    if fit is None:
        return say(language, "No line is fitted with fewer than {least} mature periods on either side.", least=LEAST)
    assumed = say(language, "; ").join(say(language, each) for each in ASSUMPTIONS)
    return say(
        language,
        "Segmented regression weighted by the base, one yearly wave, Newey-West errors ({lags} lags), critical "
        "values of t simulated from noise with the autocorrelation found ({found}). Dashed: the line before, drawn on. "
        "Assumed: {assumed}.",
        lags=fit.lags,
        found=f"{fit.autocorrelation:.2f}",
        assumed=assumed,
    )


def _sentence(fit: Segmented | None, day: date, language: Language) -> str:
    if fit is None:
        said = "Too few mature periods on one side of {day} to say whether anything changed."
        return say(language, said, day=day)
    ends = {"low": f"{100 * fit.level.low:+.1f}", "high": f"{100 * fit.level.high:+.1f}"}
    level = say(language, "no change of level can be told from usual movement ({low} to {high} points)", **ends)
    if fit.level.low > 0 or fit.level.high < 0:
        moved = points(fit.level.low, fit.level.high, language)
        level = say(language, "the level was {moved} (95 % interval)", moved=moved)
    slope = say(language, "no change of slope can be told")
    if fit.slope.low > 0:
        slope = say(language, "afterwards it moved up compared with the line before")
    elif fit.slope.high < 0:
        slope = say(language, "afterwards it moved down compared with the line before")
    return say(language, "At {day} {level}; {slope}.", day=day, level=level, slope=slope)
