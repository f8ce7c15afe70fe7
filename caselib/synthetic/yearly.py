"""How many cases of each subject the invented nation has in a quarter: published figures, and what lies between."""

from __future__ import annotations

from caselib.synthetic.targets import SHAPE, series_marks

__all__ = ["YEARS", "quarter_counts", "sources"]

YEARS = range(2019, 2027)
# Cases a year; where no source is named the figure is assumed. 2026 repeats 2025 and ends with September.
_YEARLY: dict[str, tuple[tuple[int, ...], str]] = {
    "civil_not_supervised": (
        (60000, 60000, 62000, 65000, 68000, 72000, 70000, 70000),
        "accepted less supervised: 74,800 cases in 2020, 83,703 accepted in 2024; the rest assumed",
    ),
    "retrial_recommendation": (
        (7972, 9900, 8803, 9500, 10525, 8314, 7700, 7700),
        "published 2019 to 2023; 7,621 in eleven months of 2024; 2025 from 11,000 together with protests",
    ),
    "protest": (
        (5103, 4994, 5319, 4500, 3807, 3610, 3300, 3300),
        "published 2019 to 2023; 3,309 in eleven months of 2024; 2025 from 11,000 together with recommendations",
    ),
    "administrative_judgments": (
        (11200, 13700, 16700, 20400, 24900, 24000, 22000, 22000),
        "87,000 accepted in 2019 to 2023, growing by 22 % a year; 18,000 in nine months of 2024; 2025 assumed",
    ),
    "administrative_recommendation": (
        (300, 320, 350, 400, 450, 420, 380, 380),
        "2,781 with protests from 2019 to September 2024; 1,488 recommendations in 2018 to 2023",
    ),
    "administrative_protest": (
        (130, 140, 150, 170, 190, 180, 170, 170),
        "176 in eleven months of 2023; the rest of the published sum",
    ),
    "trial_activity": (
        (8000, 8600, 9200, 9800, 10300, 10600, 9000, 9000),
        "54,000 recommendations from 2019 to September 2024",
    ),
    "enforcement": (
        (22000, 24000, 26000, 27500, 29000, 30000, 25000, 25000),
        "152,000 recommendations from 2019 to September 2024",
    ),
    "illegal_act": (
        (9000, 11000, 13000, 15000, 15500, 14000, 3427, 3427),
        "74,000 recommendations from 2019 to September 2024; 3,427 in 2025",
    ),
    "linkage": (
        (0, 0, 10000, 30000, 80000, 126667, 115000, 115000),
        "95,000 in nine months of 2024; three fifths of the line; the rest assumed",
    ),
    "public_interest": (
        (126912, 151260, 169000, 195000, 189885, 151000, 136000, 136000),
        "published year by year, and quarter by quarter where published",
    ),
}


def quarter_counts(name: str, year: int, quarter: int, *, scale: float = 1.0) -> int:
    """Give the nation's cases of one kind in a quarter, at a scale; the quarters add up to the year."""
    upto = _marks(name, year)
    return round(scale * upto[quarter]) - round(scale * upto[quarter - 1])


def sources() -> dict[str, str]:
    """Where the yearly numbers come from, for the answer key."""
    return {name: basis for name, (_, basis) in _YEARLY.items()}


def _marks(name: str, year: int) -> dict[int, float]:
    total = _YEARLY[name][0][YEARS.index(year)]
    upto = {quarter: total * share for quarter, share in SHAPE.items()}
    if name == "public_interest":
        published = series_marks("pil_cases_filed")
        upto |= {quarter: published[year, quarter][0] for quarter in (1, 2, 3) if (year, quarter) in published}
    return upto
