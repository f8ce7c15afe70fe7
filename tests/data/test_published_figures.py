"""The published figures: all there, bounded as printed, and made again to the byte."""

import csv
import importlib.util
import re
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from caselib.domain.periods import Period

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "data" / "published" / "figures.csv"
COLLECTED = ROOT.parent / "shared" / "real" / "spp_published" / "figures.csv"
DAMAGED = {"exact_typo", "exact_garbled", "余_garbled"}


@pytest.fixture(scope="module")
def rows():
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("published_build", FIGURES.parent / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def limits(row):
    return tuple(Decimal(row[side]) if row[side] else None for side in ("low", "high"))


def disjoint(one, other):
    lows = [low for low in (limits(one)[0], limits(other)[0]) if low is not None]
    highs = [high for high in (limits(one)[1], limits(other)[1]) if high is not None]
    return bool(lows and highs) and max(lows) >= min(highs)


def test_file_is_plain_utf8_with_the_declared_columns(builder):
    raw = FIGURES.read_bytes()
    assert raw.startswith((",".join(builder.COLUMNS) + "\n").encode())
    assert b"\r" not in raw


def test_all_figures_and_series_are_there(rows):
    assert len(rows) == 695
    assert len({row["series"] for row in rows}) == 204


def test_series_are_plain_keys(rows):
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", row["series"]) for row in rows)


def test_printed_lies_within_its_limits(rows):
    for row in rows:
        for low, printed, high in (("low", "printed", "high"), ("yoy_low", "yoy_printed", "yoy_high")):
            if row[low]:
                assert Decimal(row[low]) <= Decimal(row[printed]), row
            if row[high]:
                assert Decimal(row[printed]) <= Decimal(row[high]), row
            if row[low] and row[high]:
                assert Decimal(row[low]) < Decimal(row[high]), row


def test_no_float_noise(rows):
    columns = ("printed", "low", "high", "yoy_printed", "yoy_low", "yoy_high")
    written = {row[column] for row in rows for column in columns} - {""}
    assert all(re.fullmatch(r"-?\d{1,8}(\.\d{1,3})?", text) for text in written)


def test_limits_are_missing_only_where_the_readme_says_so(rows):
    for row in rows:
        missing = {side for side in ("low", "high") if not row[side]}
        precision = row["precision"]
        if precision == "yoy_only" or precision in DAMAGED:
            assert missing == {"low", "high"}
        elif precision.startswith("lower_bound"):
            assert missing == {"high"}
        elif precision.startswith("near"):
            assert missing == {"low"}
        else:
            assert not missing
        assert bool(row["printed"]) == (precision != "yoy_only")


def test_damaged_figures_are_kept_and_marked(rows):
    damaged = [row for row in rows if row["precision"] in DAMAGED]
    assert len(damaged) == 4
    assert all(row["printed"] and row["confidence"] == "low" for row in damaged)
    assert sum(row["confidence"] == "low" for row in rows) == 11


def test_periods_are_caselibs_own(rows):
    for row in rows:
        period = Period.parse(row["period"])
        assert (period.first_day.isoformat(), period.last_day.isoformat()) == (row["first_day"], row["last_day"])


@pytest.mark.parametrize(
    ("series", "period", "printed", "low", "high"),
    [
        ("arrest_approved_persons", "2024Q1", "168000", "167500", "168500"),
        ("civil_retrial_recs_filed", "2024Q1", "1900", "1900", "2000"),
        ("arrest_not_approved_persons", "2018", "290000", "290000", "300000"),
        ("arrest_approved_persons", "2019", "1088490", "1088490", "1088491"),
        ("non_arrest_rate_pct", "2018", "22.1", "22.05", "22.15"),
        ("non_arrest_rate_pct", "2019Q1-Q3", "22", "21.5", "22.5"),
        ("pretrial_detention_rate_pct", "2021H2", "40.47", "40.465", "40.475"),
        ("case_event_ratio_events_per_case", "2019", "1.87", "1.865", "1.875"),
        ("arrest_not_approved_persons", "2019-01..2019-11", "280000", "275000", "285000"),
        ("filing_supervision_cases", "2023H1", "60000", "55000", "65000"),
        ("filing_supervision_cases", "2020H1", "19000", "19000", "20000"),
        ("all_cases_handled", "2024", "4099600", "4099550", "4099650"),
        ("filing_supervision_file_cases", "2023", "100000", "", "100000"),
        ("leniency_rate_pct", "2020", "85", "85", ""),
        ("admin_retrial_rec_adoption_rate_pct", "2022H1", "36", "35.5", "36.5"),
        ("arrested_then_acquitted_or_exempted_persons", "2023Q1", "250", "", ""),
        ("arrest_approved_persons", "2020Q2", "147329", "147329", "147330"),
        ("pretrial_detention_rate_pct", "2022-06", "32.7", "32.65", "32.75"),
        ("pil_cases_filed", "2015-07..2025-11", "1243000", "1243000", "1244000"),
        ("pil_lawsuits_filed", "2018..2022", "40000", "35000", "45000"),
    ],
)
def test_figures_by_hand(rows, series, period, printed, low, high):
    found = [row for row in rows if (row["series"], row["period"]) == (series, period)]
    assert [(row["printed"], row["low"], row["high"]) for row in found] == [(printed, low, high)]


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("168000.0", "wan_1dp", ("168000", "167500", "168500")),
        ("1900.0", "余", ("1900", "1900", "2000")),
        ("290000.0", "余", ("290000", "290000", "300000")),
        ("22000.0", "余", ("22000", "22000", "23000")),
        ("200000.0", "余", ("200000", "200000", "300000")),
        ("22.0", "1dp", ("22.0", "21.95", "22.05")),
        ("29.0", "int", ("29", "28.5", "29.5")),
        ("9900.0", "round_hundred?", ("9900", "9850", "9950")),
        ("", "yoy_only", ("", "", "")),
    ],
)
def test_what_a_printing_allows(builder, value, precision, expected):
    assert builder.level(value, precision) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("13.1", "pct", ("13.1", "13.05", "13.15")),
        ("-13.9", "pct", ("-13.9", "-13.95", "-13.85")),
        ("25.0", "pct", ("25", "24.5", "25.5")),
        ("50.0", "pct_vs_2018", ("50", "49.5", "50.5")),
        ("7.51", "pct", ("7.51", "7.505", "7.515")),
        ("1.4", "times_up", ("1.4", "1.35", "1.45")),
        ("0.0", "pct(基本持平)", ("0", "", "")),
        ("11.2", "pct(sign_suspect)", ("11.2", "", "")),
        ("", "", ("", "", "")),
    ],
)
def test_what_a_printed_change_allows(builder, value, unit, expected):
    assert builder.year_on_year(value, unit) == expected


def test_what_is_unknown_is_refused(builder):
    with pytest.raises(ValueError, match="unknown precision: 'roughly'"):
        builder.level("100.0", "roughly")
    with pytest.raises(ValueError, match="unknown unit of a change: 'bp'"):
        builder.year_on_year("1.0", "bp")
    with pytest.raises(ValueError, match="unknown unit of a change: ''"):
        builder.year_on_year("1.0", "")
    with pytest.raises(ValueError, match="more decimals"):
        builder.level("12.5", "exact")
    with pytest.raises(ValueError, match="only the change"):
        builder.level("12.0", "yoy_only")


def test_a_period_of_broken_months_has_no_notation(builder):
    first, last = builder.date(2024, 1, 2), builder.date(2024, 3, 31)
    assert builder.notation(first, last) == ""


def test_figures_printed_twice_agree_but_for_known_pairs(rows):
    together = {}
    for row in rows:
        together.setdefault((row["series"], row["period"]), []).append(row)
    clashes = {
        key for key, same in together.items() for pair in combinations(same, 2) if disjoint(*pair)
    }  # the README lists them
    assert clashes == {
        ("civil_protests_filed", "2020"),
        ("pil_cases_filed", "2019"),
        ("pil_cases_filed", "2019Q1-Q3"),
        ("pil_cases_filed", "2022H1"),
    }


@pytest.mark.skipif(not COLLECTED.is_file(), reason="the collected figures are not here")
def test_the_file_is_made_again_to_the_byte(builder):
    assert builder.build(COLLECTED.read_text(encoding="utf-8")) == FIGURES.read_text(encoding="utf-8")
