"""True monthly numbers that hang together, and printings of them that are all right."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pandas as pd

from caselib.domain.periods import Period
from caselib.published import Follows, Rate, Sum

RELATIONS = (
    Sum("both", ("one", "other")),
    Rate("rate", "one", rest="other"),
    Rate("share", "one", whole="both"),
    Follows("one", "both"),
)
PERIODS = ("Q1", "Q2", "H1", "Q1-Q3", "-01..{0}-11", "")
RATES = ("rate", "share")
STYLES = ("exact", "wan", "wan_even", "余", "近", "超过")


@dataclass(frozen=True)
class Truth:
    """Counts by series and month (year, month)."""

    months: dict[tuple[str, int, int], int]

    def count(self, series: str, period: str) -> int:
        if series == "both":
            return self.count("one", period) + self.count("other", period)
        return sum(self.months[series, month.year, month.month] for month in Period.parse(period).months())

    def percent(self, period: str) -> Fraction | None:
        whole = self.count("both", period)
        return Fraction(100 * self.count("one", period), whole) if whole else None


def written(number: int, style: str) -> str:
    """Print a count in one of the ways in which counts are printed."""
    if style in ("wan", "wan_even"):
        way = ROUND_HALF_UP if style == "wan" else ROUND_HALF_EVEN
        return f"{(Decimal(number) / 10_000).quantize(Decimal('0.1'), way)}万"
    step = 10 ** max(len(str(number)) - 2, 0)
    if style == "余" and number >= 100:
        return f"{number // step * step}余"
    if style == "近":
        return f"近{(number // step + 1) * step}"
    if style == "超过" and number >= 100:
        return f"超过{number // step * step}"
    return str(number)


def rounded(value: Fraction, decimals: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def true_numbers(chance: Random, *, even: bool = False) -> Truth:
    """Three years of two series: any numbers, small and large, or the same in each month."""
    months = {}
    for series in ("one", "other"):
        most = chance.choice([3, 400, 9_000, 90_000])
        for year in (2022, 2023, 2024):
            same = chance.randint(1, most)
            for month in range(1, 13):
                months[series, year, month] = same if even else chance.randint(0, most)
    return Truth(months)


def printings(chance: Random, truth: Truth) -> pd.DataFrame:
    """A table of figures of the truth, each printed in some way, some twice, some not at all."""
    rows = []
    for year in (2022, 2023, 2024):
        for suffix in PERIODS:
            period = f"{year}{suffix.format(year)}"
            for series in ("one", "other", "both"):
                rows += [printing(chance, truth, series, period) for _ in range(chance.choice([1, 1, 1, 0, 2]))]
            percent = truth.percent(period)
            if percent is not None:
                rows += [{"series": name, "period": period, "printed": f"{rounded(percent, 1)}%"} for name in RATES]
    return pd.DataFrame(rows, columns=["series", "period", "printed", "yoy_printed", "yoy_unit"])


def printing(chance: Random, truth: Truth, series: str, period: str) -> dict[str, str]:
    """One figure, and its change where there is a year before."""
    number = truth.count(series, period)
    row = {"series": series, "period": period, "printed": written(number, chance.choice(STYLES))}
    base = truth.count(series, str(Period.parse(period).year_before())) if period > "2023" else 0
    if base:
        change = Fraction(number, base) - 1
        row["yoy_unit"] = chance.choice(["pct", "times_up"])
        row["yoy_printed"] = rounded(change * 100 if row["yoy_unit"] == "pct" else change, 1)
    return row
