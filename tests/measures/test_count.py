"""Counting: units roll up, months and units without a case appear, parts add up to the whole."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caselib.domain.reader import Reader
from caselib.errors import ParameterError, UnitError
from caselib.measures.catalogue import MEASURES
from caselib.measures.count import cases, count
from caselib.measures.counts import SHAPE, Counts
from caselib.measures.declare import Rate
from tests.measures.worked import GridBook

CASES = """
    case_id | person_id | unit   | offence | detained | accepted_on | decided_on | decision
    A1      | p1        | 420102 | theft   | true     | 2026-01-01  | 2026-01-05 | refused
    A1      | p2        | 420102 | theft   | true     | 2026-01-01  | 2026-01-05 | approved
    A2      | p1        | 420103 | fraud   | false    | 2026-01-20  | 2026-02-01 | approved
    A3      | p1        | 420103 | fraud   |          | 2026-01-20  | 2026-03-31 | approved
    A4      | p1        | 420200 | theft   | true     | 2026-02-20  | 2026-03-01 | refused
    A5      | p1        | 420000 |         | true     | 2026-02-20  | 2026-03-01 | approved
    A6      | p1        | 420200 | theft   | true     | 2026-03-28  | 2026-04-01 | refused
"""


@pytest.fixture
def book() -> GridBook:
    return GridBook("arrest_reviews", CASES)


def numbers(counts: Counts, *keys: str) -> dict:
    return {
        tuple(row[key] for key in keys): (row["numerator"], row["denominator"])
        for row in counts.frame.to_dict("records")
    }


def test_one_shape(book: GridBook) -> None:
    counts = count(book, ["refused", "requested", "days_to_decision"], period="2026Q1", by=["unit", "month", "offence"])
    assert [column for column in counts.frame.columns if column != "offence"] == list(SHAPE)
    assert counts.strata == ("offence",)


def test_units_below_roll_up_and_the_unit_has_its_own_cases(book: GridBook) -> None:
    counts = count(book, "refused", period="2026Q1", by=["unit"])
    assert numbers(counts, "unit") == {("420000",): (0, 1), ("420100",): (1, 4), ("420200",): (1, 1)}


def test_within_a_city(book: GridBook) -> None:
    counts = count(book, "refused", period="2026Q1", by=["unit"], within="420100")
    assert numbers(counts, "unit") == {("420100",): (0, 0), ("420102",): (1, 2), ("420103",): (0, 2)}


def test_a_reader_counts_within_their_own_unit(book: GridBook) -> None:
    book.about = replace(book.about, reader=Reader(unit="420100"))
    assert numbers(count(book, "refused", period="2026Q1"), "unit") == {("420100",): (1, 4)}
    assert numbers(count(book, "refused", period="2026Q1", within="420000"), "unit") == {("420000",): (2, 6)}


def test_a_level_at_once(book: GridBook) -> None:
    counts = count(book, "refused", period="2026Q1", by=["unit"], level="grassroots")
    assert numbers(counts, "unit") == {("420102",): (1, 2), ("420103",): (0, 2)}


def test_every_month_appears(book: GridBook) -> None:
    counts = count(book, "refused", period="2025Q4..2026Q1", by=["month"])
    assert list(counts.frame["period"]) == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert list(counts.frame["denominator"]) == [0, 0, 0, 2, 1, 3]
    assert counts.frame["value"].isna().sum() == 3


def test_quarters_and_years(book: GridBook) -> None:
    assert numbers(count(book, "refused", period="2026H1", by=["quarter"]), "period") == {
        ("2026Q1",): (2, 6),
        ("2026Q2",): (1, 1),
    }
    assert numbers(count(book, "refused", period="2026", by=["year"]), "period") == {("2026",): (3, 7)}


def test_strata_are_text_and_what_is_not_stated_is_shown(book: GridBook) -> None:
    assert numbers(count(book, "refused", period="2026Q1", by=["offence"]), "offence") == {
        ("",): (0, 1),
        ("theft",): (2, 3),
        ("fraud",): (0, 2),
    }
    assert set(count(book, "refused", period="2026Q1", by=["detained"]).frame["detained"]) == {"yes", "no", ""}


def test_a_stratum_that_nobody_recorded_is_one_unstated_group() -> None:
    book = GridBook("arrest_reviews", "decided_on | accepted_on | decision\n2026-01-05 | 2026-01-01 | refused")
    for by in ("detained", "offence", "minor"):
        counts = count(book, ["refused", "days_to_decision"], period="2026Q1", by=[by])
        assert list(counts.frame[by].unique()) == [""]


def test_the_files_behind_a_number(book: GridBook) -> None:
    listed = cases(book, "refused", period="2026Q1", within="420100")
    assert listed.to_dict("list") == {"case_id": ["A1"], "person_id": ["p1"]}
    assert len(cases(book, "refused", period="2026Q1", which="denominator")) == 6
    assert cases(book, "refused", period="2026Q1", which="open").empty


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"measures": "refussed"}, ParameterError),
        ({"by": ["ofence"]}, ParameterError),
        ({"by": ["month", "year"]}, ParameterError),
        ({"within": "999999"}, UnitError),
        ({"by": ["unit"], "level": "village"}, UnitError),
    ],
)
def test_a_wrong_question_says_what_was_meant(book: GridBook, wrong: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        count(book, **({"measures": "refused", "period": "2026Q1"} | wrong))


DAY = st.dates(min_value=pd.Timestamp("2025-11-01").date(), max_value=pd.Timestamp("2026-05-31").date())
ROW = st.tuples(
    st.sampled_from(["420000", "420102", "420103", "420200"]),
    st.sampled_from(["theft", "fraud", ""]),
    DAY,
    st.sampled_from(["approved", "refused", ""]),
    st.sampled_from(["prosecuted", "not_prosecuted_minor", "withdrawn", ""]),
    st.sampled_from(["guilty", "acquitted", ""]),
)


def grid(rows: list[tuple]) -> str:
    head = "unit | offence | decided_on | decision | charge_decision | judgment"
    return "\n".join([head, *(" | ".join(map(str, row)) for row in rows)])


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.lists(ROW, max_size=25))
def test_parts_add_up_to_the_whole_whatever_the_cases(rows: list[tuple]) -> None:
    book = GridBook("arrest_reviews", grid(rows))
    names = [name for name, measure in MEASURES.items() if measure.table == "arrest_reviews"]
    whole = count(book, names, period="2026Q1").frame.set_index("measure")[["numerator", "denominator", "open"]]
    for by in (["unit"], ["month"], ["offence"], ["unit", "month", "offence"]):
        parts = (
            count(book, names, period="2026Q1", by=by)
            .frame.groupby("measure")[["numerator", "denominator", "open"]]
            .sum()
        )
        pd.testing.assert_frame_equal(parts.reindex(whole.index, fill_value=0), whole, check_dtype=False)
    rates = [name for name in names if isinstance(MEASURES[name], Rate)]
    assert (whole.loc[rates, "numerator"] <= whole.loc[rates, "denominator"]).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=15))
def test_no_row_is_both_counted_and_open(rows: list[tuple]) -> None:
    book = GridBook("arrest_reviews", grid(rows))
    for measure in MEASURES.values():
        if measure.open and measure.table == "arrest_reviews":
            both = book.sql(f"SELECT count(*) AS n FROM arrest_reviews WHERE ({measure.among}) AND ({measure.open})")
            assert both["n"].iloc[0] == 0, measure.name


def test_totals_brought_by_the_reader() -> None:
    table = pd.DataFrame({"area": ["B", "A", "A"], "month": ["2026-01"] * 3, "won": [5, 80, 10], "all": [40, 100, 10]})
    counts = Counts.from_totals(table, unit="area", period="month", numerator="won", denominator="all")
    assert numbers(counts, "unit", "period") == {("A", "2026-01"): (90, 110), ("B", "2026-01"): (5, 40)}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"won": [5], "all": [4]}, "exceeds its whole"),
        ({"won": [-1], "all": [4]}, "exceeds its whole"),
        ({"won": [1.5], "all": [4]}, "whole numbers"),
        ({"won": ["many"], "all": [4]}, "whole numbers"),
        ({"win": [1], "all": [4]}, "did you mean 'win'"),
    ],
)
def test_totals_that_cannot_be_are_refused(table: dict, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Counts.from_totals(pd.DataFrame(table), numerator="won", denominator="all")


def test_what_was_never_recorded_is_absent_and_not_zero(book: GridBook, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = {"arrest_reviews": frozenset({"refusal_ground", "accepted_on"})}
    monkeypatch.setattr(GridBook, "absent", property(lambda self: lost))
    counts = count(book, ["refused", "refused_no_crime", "requested", "days_to_decision"], period="2026Q1")
    rows = counts.frame.set_index("measure")
    assert rows.loc["refused", "denominator"] == 6
    assert rows.loc[["refused_no_crime", "requested", "days_to_decision"], "value"].isna().all()
    assert counts.absent["refused_no_crime"] == ("refusal_ground",)


def test_a_level_without_a_unit_is_said(book: GridBook) -> None:
    with pytest.raises(UnitError, match="lowest"):
        count(book, "refused", period="2026Q1", by=["unit"], level="national")
    assert set(count(book, "refused", period="2026Q1", by=["unit"], level="lowest").frame["unit"]) == {
        "420102",
        "420103",
        "420200",
    }
