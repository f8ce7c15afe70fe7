"""Calibrations as points: what was observed in simulation, against what the method says of itself."""

from __future__ import annotations

from typing import Any

from caselib.analysis.methods import Calibration
from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.domain.reader import Reader
from caselib.figures.cells import write
from caselib.figures.picture import Picture
from caselib.figures.style import INK, SERIES, WHOLE, new, percent, styled
from caselib.measures.counts import UNDATED, About

__all__ = ["draw", "table"]


def draw(look: Calibration) -> Picture:
    """Draw one line a method and setting; the dark tick is what the method says of itself."""
    frame, language = look.frame, look.language
    with styled():
        figure, axes = new(8.2, 0.27 * len(frame) + 1.0)
        for place, row in enumerate(frame.to_dict("records")):
            _line(axes, place, row)
        axes.set_yticks(range(len(frame)), [_name(row, language) for row in frame.to_dict("records")])
        axes.set_ylim(len(frame) - 0.5, -0.5)
        axes.xaxis.set_major_formatter(percent(language))
        axes.set(xlabel=say(language, "observed in simulation, with its 95 % interval (dark tick: nominal)"))
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    about = About(say(language, "simulation"), UNDATED, reader=Reader(language=language))
    rule = say(language, "Seed {seed}; the number of draws stands in the table.", seed=look.seed)
    return Picture(figure, _title(look), rule, about, table(look))


def _title(look: Calibration) -> str:
    groups = say(look.language, "; ").join(say(look.language, group) for group in look.frame["group"].unique())
    return groups[:1].upper() + groups[1:] + say(look.language, ".")


def _name(row: dict[str, Any], language: Language) -> str:
    method, setting = say(language, row["method"]), say(language, row["setting"])
    return say(language, "{method}: {setting}", method=method, setting=setting)


def _line(axes: Any, place: int, row: dict[str, Any]) -> None:
    axes.hlines(place, row["low"], row["high"], color=SERIES, lw=1.6)
    axes.plot(row["observed"], place, "o", ms=4.5, color=SERIES, **WHOLE)
    axes.plot([row["nominal"]] * 2, [place - 0.32, place + 0.32], color=INK, lw=1.4)


def table(look: Calibration) -> str:
    """Write the rows of a calibration."""
    language = look.language
    heads = ["Method", "Setting", "Nominal", "Observed", "95 % interval", "Draws"]
    rows = [
        [
            say(language, row["method"]),
            say(language, row["setting"]),
            f"{100 * row['nominal']:g} %",
            f"{100 * row['observed']:.2f} %",
            f"[{100 * row['low']:.2f}, {100 * row['high']:.2f}]",
            f"{row['draws']:,}",
        ]
        for row in look.frame.to_dict("records")
    ]
    return write(heads, rows, language=language)
