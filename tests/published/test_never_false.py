"""What rounding explains is never reported; what it can't explain always is."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from caselib.domain.label import Label
from caselib.domain.periods import Period
from caselib.errors import SourceError
from caselib.published import OneName, check
from caselib.published.printing import allowed
from tests.published.nation import RELATIONS, STYLES, Truth, printings, true_numbers, written

CALM = settings(max_examples=15, deadline=None)
chances = st.integers(0, 2**32).map(Random)


@given(st.integers(0, 30_000_000), st.sampled_from(STYLES))
def test_each_way_of_printing_allows_the_true_number(number: int, style: str) -> None:
    limits = allowed(written(number, style))
    assert limits.low <= number <= limits.high


@pytest.mark.slow
@CALM
@given(chances)
def test_true_numbers_however_rounded_never_contradict(chance: Random) -> None:
    truth = true_numbers(chance)
    found = check(printings(chance, truth), relations=RELATIONS).frame
    assert found[found["kind"] == "contradiction"].empty


@CALM
@given(chances)
def test_even_months_however_rounded_are_never_asked_about(chance: Random) -> None:
    truth = true_numbers(chance, even=True)
    assert check(printings(chance, truth), relations=RELATIONS).frame.empty


@CALM
@given(chances)
def test_a_pace_is_asked_about_only_if_it_truly_is_unusual(chance: Random) -> None:
    truth = true_numbers(chance)
    for line in check(printings(chance, truth), relations=RELATIONS).only("pace", "reform").lines:
        if not line.agrees:
            assert not Fraction(2, 3) <= true_ratio(truth, line.series, line.period) <= Fraction(3, 2)


def true_ratio(truth: Truth, series: str, rest: Period) -> Fraction:
    year, last = rest.first.year, rest.first.plus(-1)
    first = Period.parse(f"{year}-01..{last}")
    before = Fraction(truth.count(series, str(first)), last.month)
    after = Fraction(truth.count(series, f"{rest.first}..{rest.last}"), 12 - last.month)
    return after / before if before else Fraction(10**9)


# One figure of consistent ones, moved by more than all roundings together; and the check that must say so.
PLANTED = {
    "total": ("both", "2023", 40_000),
    "months": ("one", "2023", 40_000),
    "twice": ("one", "2023", 40_000),
}


@CALM
@given(chances, st.sampled_from(sorted(PLANTED)), st.sampled_from([1, -1]))
def test_what_is_larger_than_rounding_is_always_found(chance: Random, name: str, sign: int) -> None:
    truth = true_numbers(chance)
    series, period, shift = PLANTED[name]
    styles = ["exact", "wan"]
    keys = {
        "total": [("one", "2023"), ("other", "2023")],
        "months": [("one", "2023-01..2023-11"), ("one", "2023-12")],
        "twice": [("one", "2023")],
    }[name]
    rows = [(key, span, written(truth.count(key, span), chance.choice(styles))) for key, span in keys]
    # The roundings of four figures in 万 come to 2,000 at most.
    wrong = max(truth.count(series, period) + sign * shift, 0)
    if abs(wrong - truth.count(series, period)) <= 2_000:
        return
    rows.append((series, period, written(wrong, chance.choice(styles))))
    found = check(pd.DataFrame(rows, columns=["series", "period", "printed"]), relations=RELATIONS)
    assert [line.agrees for line in found.only(name).lines] == [False]


@CALM
@given(chances, st.sampled_from(["12", "-12"]))
def test_a_wrong_change_and_a_wrong_rate_are_always_found(chance: Random, off: str) -> None:
    truth = true_numbers(chance)
    now, before = truth.count("one", "2024"), truth.count("one", "2023")
    share = truth.percent("2024")
    if not before or not now or share is None:
        return
    change = Fraction(now, before) * 100 - 100
    rows = [("one", "2023", str(before), ""), ("other", "2024", str(truth.count("other", "2024")), "")]
    rows.append(("one", "2024", str(now), f"{float(change) + float(off):.1f}"))
    rows.append(("rate", "2024", f"{float(share) + float(off):.1f}%", ""))
    table = pd.DataFrame(rows, columns=["series", "period", "printed", "yoy_printed"])
    found = check(table[~table["printed"].str.startswith("-")], relations=RELATIONS)
    if change + Fraction(off) > -100:
        assert [line.agrees for line in found.only("year_on_year").lines] == [False]
    assert not any(line.agrees for line in found.only("rate").lines)


@given(st.fractions("0.2", 100, max_denominator=100), st.fractions("0.2", 100, max_denominator=100))
def test_a_smallest_revision_is_enough_and_less_is_not(one: Fraction, other: Fraction) -> None:
    """On exact figures: a base that is moved by its smallest revision gives the printed change."""
    now, before = int(one * 10_000), int(other * 10_000)
    table = pd.DataFrame(
        {"series": "a", "period": ["2023", "2024"], "printed": [str(before), str(now)], "yoy_printed": ["", "10.0"]}
    )
    line = check(table).only("year_on_year").lines[0]
    for share, enough in ((Fraction(1), True), (Fraction(9, 10), line.agrees)):
        base = before + share * line.revision
        change = (now / base - 1) * 100
        assert (Fraction("9.95") <= change <= Fraction("10.05")) == enough


cells = st.sampled_from(["", "0", "5", "1900余", "近10万", "超过85%", "2万", "120%", "-3", "12.5%", "7"])
rows = st.tuples(
    st.sampled_from(["one", "other", "both", "rate", "share"]),
    st.sampled_from(["2023", "2023H1", "2023Q1", "2024", "2024Q1-Q3", "2024-01..2024-11", "2020..2024", "2023-12"]),
    cells,
    st.sampled_from(["", "-100", "-250", "0", "13.1", "99.9"]),
    st.sampled_from(
        ["", "pct", "pp", "times_up", "pct_qoq", "pct_vs_2018", "multiple_of_prev5y", "pct_as_printed(pp?)"]
    ),
)


@CALM
@example([("one", "2023", "0", "", ""), ("both", "2023", "-3", "", "")])
@given(st.lists(rows, max_size=25))
def test_no_table_however_wrong_ends_in_anything_but_lines_or_one_sentence(drawn: list[tuple[str, ...]]) -> None:
    frame = pd.DataFrame(drawn, columns=["series", "period", "printed", "yoy_printed", "yoy_unit"])
    names = (*RELATIONS, OneName(Label("a name", "名称"), ("rate", "share")))
    try:
        found = check(frame, relations=names)
    except SourceError as error:
        pytest.fail(f"these can all be read: {error}")
    assert len(found.compared) == len(found.lines)
    assert isinstance(found._repr_html_(), str)
