"""Write `figures.csv` anew from the collected figures that the Supreme People's Procuratorate has published.

    python data/published/build.py PATH/TO/COLLECTED/figures.csv

What each column means, and why a limit is where it is, stands in the README beside this file.
"""

from __future__ import annotations

import argparse
import csv
import io
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

Limits = tuple[Decimal | None, Decimal | None]
Rule = Callable[[Decimal], Limits]

COLUMNS = (
    "series",
    "domain",
    "period",
    "first_day",
    "last_day",
    "unit",
    "printed",
    "precision",
    "low",
    "high",
    "yoy_printed",
    "yoy_unit",
    "yoy_low",
    "yoy_high",
    "source_date",
    "source",
    "confidence",
)

# Remarks inside a name are put into words, so that every series has a plain key.
PLAIN_NAMES = {
    "arrests_accepted(unit unclear)": "arrests_accepted_unit_unclear",
    "prosecutions_accepted(unit unclear)": "prosecutions_accepted_unit_unclear",
    "cases_reviewed(Inner Mongolia only, provincial)": "inner_mongolia_cases_reviewed",
    "qualified_rate_pct(Inner Mongolia only, provincial)": "inner_mongolia_qualified_rate_pct",
    "persons_sent_to_discipline_committee(national)": "persons_sent_to_discipline_committee",
    "special_inspection_issues_found(national)": "special_inspection_issues_found",
    "special_inspection_problem_cases_analysed(national)": "special_inspection_problem_cases_analysed",
    'pretrial_detention_rate_pct("两年前",period vague)': "pretrial_detention_rate_vague_period_pct",
    "pretrial_detention_rate_pct(审前羁押)": "detention_before_trial_rate_pct",
}


def around(half_step: str) -> Rule:
    """Give the rule of a figure rounded to the nearest step."""
    return lambda value: (value - Decimal(half_step), value + Decimal(half_step))


def more_than(step: str) -> Rule:
    """Give the rule of "more than", where the last printed digit is known to stand for a step."""
    return lambda value: (value, value + Decimal(step))


def more_than_last_digit(value: Decimal) -> Limits:
    """Bound "more than" by the next step of the last digit that is not zero: 1900 by 2000."""
    return value, value + Decimal(1).scaleb(_exponent(value))


def at_least(value: Decimal) -> Limits:
    """Bound a figure from below only."""
    return value, None


def below(value: Decimal) -> Limits:
    """Bound a figure from above only."""
    return None, value


def unbounded(value: Decimal) -> Limits:
    """Claim nothing, because the printing itself is damaged."""
    return None, None


# How a figure was printed -> decimals it was printed with, and what it then allows.
PRECISIONS: dict[str, tuple[int, Rule]] = {
    "exact": (0, more_than("1")),
    "exact(low_grade_source)": (0, more_than("1")),
    "exact_garbled": (0, unbounded),
    "exact_typo": (0, unbounded),
    "round_hundred?": (0, around("50")),
    "wan_0dp": (0, around("5000")),
    "wan_1dp": (0, around("500")),
    "wan_1dp_tz": (0, around("5000")),
    "wan_1dp_余": (0, more_than("1000")),
    "wan_2dp": (0, around("50")),
    "余": (0, more_than_last_digit),
    "余_garbled": (0, unbounded),
    "lower_bound(>)": (0, at_least),
    "lower_bound(以上)": (0, at_least),
    "lower_bound(超过)": (0, at_least),
    "lower_bound(突破)": (0, at_least),
    "near(接近)": (0, below),
    "near(近)": (0, below),
    "int": (0, around("0.5")),
    "approx_int": (0, around("0.5")),
    "int(27.0?)": (0, around("0.5")),
    "1dp": (1, around("0.05")),
    "1dp(low_grade_source)": (1, around("0.05")),
    "2dp": (2, around("0.005")),
}

# Unit of a published change -> whether its digits can be trusted to bound the change.
CHANGE_UNITS = {
    "pct": True,
    "pct_qoq": True,
    "pct_vs_2018": True,
    "pct_vs_prev5y": True,
    "pct_avg_annual": True,
    "pct_as_printed(pp?)": True,
    "pct_as_printed(pp?)_vs_2018": True,
    "pp": True,
    "pp_vs_2018": True,
    "times_up": True,
    "times_up_vs_2018": True,
    "multiple_of_prev5y": True,
    "pct(基本持平)": False,
    "pct(sign_suspect)": False,
}


def build(collected: str) -> str:
    """Turn the collected figures into the text of `figures.csv`."""
    rows = [tidy(row) for row in csv.DictReader(io.StringIO(collected))]
    rows.sort(key=lambda row: [row[column] for column in ("series", "first_day", "last_day", "source_date")])
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def tidy(row: dict[str, str]) -> dict[str, str]:
    """Turn one collected figure into one row of ours."""
    first, last = date.fromisoformat(row["period_start"]), date.fromisoformat(row["period_end"])
    printed, low, high = level(row["value"], row["precision"])
    change, change_low, change_high = year_on_year(row["yoy_value"], row["yoy_unit"])
    values = (
        PLAIN_NAMES.get(row["series"], row["series"]),
        row["domain"],
        notation(first, last),
        first.isoformat(),
        last.isoformat(),
        row["unit"],
        printed,
        row["precision"],
        low,
        high,
        change,
        row["yoy_unit"],
        change_low,
        change_high,
        row["source_date"],
        row["source_url"],
        row["confidence"],
    )
    return dict(zip(COLUMNS, values, strict=True))


def level(value: str, precision: str) -> tuple[str, str, str]:
    """Give a figure as it was printed, and its limits.

    >>> level("168000.0", "wan_1dp")
    ('168000', '167500', '168500')
    """
    if precision == "yoy_only":
        if value:
            raise ValueError(f"only the change was published, yet there is a value: {value!r}")
        return "", "", ""
    if precision not in PRECISIONS:
        raise ValueError(f"unknown precision: {precision!r}; declare in PRECISIONS what it allows")
    decimals, rule = PRECISIONS[precision]
    number = Decimal(value)
    if -_exponent(number) > decimals:
        raise ValueError(f"{value!r} has more decimals than {precision!r} allows")
    low, high = rule(number)
    return f"{number:.{decimals}f}", _plain(low), _plain(high)


def year_on_year(value: str, unit: str) -> tuple[str, str, str]:
    """Give a published change as it was printed, and its limits.

    >>> year_on_year("-13.9", "pct")
    ('-13.9', '-13.95', '-13.85')
    """
    if not value and not unit:
        return "", "", ""
    if unit not in CHANGE_UNITS:
        raise ValueError(f"unknown unit of a change: {unit!r}; declare it in CHANGE_UNITS")
    number = Decimal(value)
    if not CHANGE_UNITS[unit]:
        return _plain(number), "", ""
    half_step = Decimal(1).scaleb(min(_exponent(number), 0)) / 2
    return _plain(number), _plain(number - half_step), _plain(number + half_step)


def notation(first: date, last: date) -> str:
    """Write a period of whole months as caselib does; other periods have no notation and stay empty."""
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return ""
    start, end = (first.year, first.month), (last.year, last.month)
    if start[1] == 1 and end[1] == 12:
        return str(start[0]) if start[0] == end[0] else f"{start[0]}..{end[0]}"
    if start == end:
        return _month(start)
    return _within_year(start, end) or f"{_month(start)}..{_month(end)}"


def _within_year(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Write a half year, a quarter or cumulative quarters; nothing where it is none of them."""
    year, span = start[0], (start[1], end[1])
    names = {(1, 6): "H1", (7, 12): "H2", (1, 9): "Q1-Q3"}
    names |= {(3 * quarter - 2, 3 * quarter): f"Q{quarter}" for quarter in (1, 2, 3, 4)}
    return f"{year}{names[span]}" if year == end[0] and span in names else ""


def _month(month: tuple[int, int]) -> str:
    return f"{month[0]:04d}-{month[1]:02d}"


def _exponent(value: Decimal) -> int:
    """Give the power of ten of the last digit that is not zero."""
    return int(value.normalize().as_tuple().exponent)


def _plain(value: Decimal | None) -> str:
    """Write a number with the digits it has: no exponent, no zeros that say nothing."""
    return "" if value is None else format(value.normalize(), "f")


def main() -> None:
    """Read the collected figures, write `figures.csv` beside this file."""
    parser = argparse.ArgumentParser(description="Write figures.csv from the collected figures.")
    parser.add_argument("collected", type=Path, help="the collected figures, a CSV file")
    text = build(parser.parse_args().collected.read_text(encoding="utf-8"))
    (Path(__file__).parent / "figures.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
