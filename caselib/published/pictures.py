"""Published figures drawn: ranges of quarters, and how far bases must have moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caselib.domain.periods import REGIMES, Period
from caselib.figures.picture import Picture
from caselib.figures.style import FAINT, GREY, LIMIT, MARK, SERIES, SMALL, WHOLE, new, styled
from caselib.published.page import about, bases_table, quarters_table

if TYPE_CHECKING:
    from caselib.published.implied import Bases
    from caselib.published.quarterly import Quarters

__all__ = ["bases_picture", "quarters_picture"]


def quarters_picture(look: Quarters) -> Picture:
    """One panel a series; a bar runs from the least to the greatest that a quarter may have been."""
    panels = list(look.frame.groupby(["series", "label", "unit"], sort=False))
    zh = look.language == "zh"
    with styled():
        figure, axes = new(8.2, 1.7 * max(len(panels), 1) + 0.4, nrows=max(len(panels), 1), sharex=True, squeeze=False)
        for axis, ((name, _, unit), part) in zip(axes[:, 0], panels, strict=False):
            said = look.labels[name].text(look.language) if name in look.labels else name
            _quarters(axis, part, said if zh else f"{said} ({unit})", "千" if zh else "thousand")
    title = "各季度数值的可能范围。" if zh else "Quarters, as the range that the printed figures leave."
    rule = (
        "蓝色：由累计数相减所得的最小至最大可能值；虚线：2024年10月16日取消排名。"
        if zh
        else "Blue: from the least to the greatest that the quarter may have been; no bar: it can't be found. Dashed:"
        " rankings abolished, 16 October 2024."
    )
    days = [Period.parse(period).last_day for period in look.frame["period"]]
    return Picture(figure, title, rule, about(days, look.language), quarters_table(look))


def _quarters(axis: Any, part: Any, title: str, unit: str) -> None:
    for row in part.to_dict("records"):
        where = _place(row["period"])
        axis.fill_between([where + 0.02, where + 0.23], 0, row["low"] / 1000, color=FAINT, lw=0)
        axis.fill_between([where + 0.02, where + 0.23], row["low"] / 1000, row["high"] / 1000, color=SERIES, lw=1.2)
    ended = next(regime.starts for regime in REGIMES if regime.name == "rankings_abolished")
    axis.axvline(ended.year + ended.timetuple().tm_yday / 366, color=LIMIT, lw=0.9, ls=(0, (4, 3)))
    axis.set_title(title, fontweight="normal")
    axis.set_ylim(0)
    axis.set_ylabel(unit)
    years = sorted({int(period[:4]) for period in part["period"]})
    axis.set_xticks(range(years[0], years[-1] + 2), [str(year) for year in range(years[0], years[-1] + 2)])
    axis.spines[["top", "right"]].set_visible(False)


def _place(period: str) -> float:
    return int(period[:4]) + (int(period[-1]) - 1) / 4


def bases_picture(look: Bases) -> Picture:
    """One mark a base: at zero where rounding explains it, else as far away as the smallest revision."""
    words = _WORDS[look.language]
    with styled():
        figure, axis = new(8.2, 3.4)
        axis.axhline(0, color=GREY, lw=0.8)
        for whole, marker, label in ((False, "o", words["part"]), (True, "s", words["whole"])):
            part = look.points[look.points["whole_year"] == whole]
            moved = part["share"] != 0
            kinds = ((moved, MARK, MARK, words["moved"]), (~moved, "white", SERIES, words["rounding"]))
            for chosen, face, colour, said in kinds:
                x = [day.year + day.month / 12 for day in part["last_day"][chosen]]
                y = (100 * part["share"][chosen]).tolist()
                axis.plot(x, y, marker, ms=5, mfc=face, mec=colour, ls="", **WHOLE)
                if x:
                    _kind_named(axis, x, y, words["mark"].format(label, said), colour, first=not whole)
        axis.set(xlabel=words["x"], ylabel=words["y"])
        axis.set_yscale("symlog", linthresh=5)
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0")
        axis.set_yticks([-4, -2, 0, 2, 4, 10, 20])
        axis.xaxis.set_major_locator(_whole_years())
        axis.spines[["top", "right"]].set_visible(False)
    zh = look.language == "zh"
    title = "基数的最小修正。" if zh else "How far bases must have moved."
    rule = (
        "零：四舍五入可解释；其余：使公布的变化成立的基数最小修正。"
        if zh
        else "At zero, rounding explains the printed change; elsewhere, the least revision of the base that would."
        " Beyond 5 % the scale is compressed."
    )
    return Picture(figure, title, rule, about(look.points["last_day"], look.language), bases_table(look))


def _kind_named(axis: Any, x: list[float], y: list[float], text: str, colour: str, *, first: bool) -> None:
    """Name a kind of mark beside the one farthest from zero; where all lie there, under the first or the last."""
    style = {"textcoords": "offset points", "fontsize": SMALL, "color": colour, "annotation_clip": False}
    if any(y):
        place = max(range(len(y)), key=lambda at: abs(y[at]))
        axis.annotate(text, (x[place], y[place]), xytext=(7, 0), va="center", **style)
    else:
        end, side = (min(x), "left") if first else (max(x), "right")
        axis.annotate(text, (end, 0), xytext=(0, -8), va="top", ha=side, **style)


_WORDS = {
    "en": {
        "part": "part of a year", "whole": "whole year", "moved": "moved", "rounding": "rounding", "mark": "{}: {}",
        "x": "end of the base period", "y": "smallest revision of the base (%)",
    },
    "zh": {
        "part": "非整年", "whole": "整年", "moved": "有变动", "rounding": "四舍五入", "mark": "{}：{}",
        "x": "基期截止时间", "y": "基数的最小修正（%）",
    },
}  # fmt: skip


def _whole_years() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)
