"""Calibrations as points: what was observed in simulation, against what the method says of itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from caselib.analysis.methods import Calibration
from caselib.figures.cells import write
from caselib.figures.picture import Picture
from caselib.figures.style import INK, SERIES, new, styled
from caselib.measures.counts import About

__all__ = ["draw", "table"]


def draw(look: Calibration) -> Picture:
    """Draw one line a method and setting; the dark tick is what the method says of itself."""
    frame = look.frame
    with styled():
        figure, axes = new(8.2, 0.27 * len(frame) + 1.0)
        for place, row in enumerate(frame.to_dict("records")):
            _line(axes, place, row)
        axes.set_yticks(range(len(frame)), [f"{row.method}: {row.setting}" for row in frame.itertuples()])
        axes.invert_yaxis()
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g} %")
        axes.set(xlabel="observed in simulation, with its 95 % interval (dark tick: nominal)")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    about = About(source="simulation", data_date=date(2026, 9, 30))
    rule = f"Seed {look.seed}; the number of draws stands in the table."
    groups = "; ".join(dict.fromkeys(frame["group"]))
    return Picture(figure, f"{groups[:1].upper()}{groups[1:]}.", rule, about, table(look))


def _line(axes: Any, place: int, row: dict[str, Any]) -> None:
    axes.hlines(place, row["low"], row["high"], color=SERIES, lw=1.6)
    axes.plot(row["observed"], place, "o", ms=4.5, color=SERIES)
    axes.plot([row["nominal"]] * 2, [place - 0.32, place + 0.32], color=INK, lw=1.4)


def table(look: Calibration) -> str:
    """Write the rows of a calibration."""
    heads = ["Method", "Setting", "Nominal", "Observed", "95 % interval", "Draws"]
    rows = [
        [
            row["method"],
            row["setting"],
            f"{100 * row['nominal']:g} %",
            f"{100 * row['observed']:.2f} %",
            f"[{100 * row['low']:.2f}, {100 * row['high']:.2f}]",
            f"{row['draws']:,}",
        ]
        for row in look.frame.to_dict("records")
    ]
    return write(heads, rows)
