"""What is drawn: all that must be, some behind each signal, and a random sample of the rest; each with its chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caselib.analysis.comparisons import funnel
from caselib.casebook.store import Book, open_casebook
from caselib.errors import CasebookError, CaselibError, ParameterError
from caselib.review.assignment import assign
from caselib.review.desk import signals_of
from caselib.review.estimates import estimate
from caselib.review.frame import MUST_REVIEW, REVIEWED
from caselib.review.loop import back_test
from caselib.review.named import named_from
from caselib.review.plan import Plan
from caselib.review.sampling import draw, take
from caselib.review.targets import Coverage, Discovery, Precision
from caselib.synthetic.rehearsal import invented_reviewers
from tests.review.nation import REVIEWERS, behind, frame, plan_of, population

pytestmark = pytest.mark.slow

PERIOD = "2026Q1-Q3"


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit="420000")


@pytest.fixture(scope="module")
def plan(book: Book) -> Plan:
    late = funnel(book.count("decided_late", by=["unit"], period=PERIOD, level="lowest"))
    return draw(book, period=PERIOD, signals=late.signals, random=200, seed=7)


def test_all_that_must_be_reviewed_is(book: Book, plan: Plan) -> None:
    """Counted by hand: the cases of which of each measure in the period are all drawn, at chance one."""
    drawn = plan.drawn[plan.drawn["stratum"] == "certain"]
    assert (drawn["probability"] == 1).all()
    wanted: set[str] = set()
    for measure in ("refusal_changed", "pil_ended_against_record"):
        wanted |= set(book.cases(measure, period=PERIOD, within="420000")["case_id"])
    here = set(plan.drawn["case_id"])
    concluded = set(book.sql("SELECT case_id FROM public_interest WHERE ended_on IS NOT NULL")["case_id"])
    seen = set(book.sql("SELECT case_id FROM reviews WHERE grade IS NOT NULL")["case_id"])
    assert {case for case in wanted if case in concluded or case.startswith("INV4")} - seen <= here


def test_the_strata_are_the_population(book: Book, plan: Plan) -> None:
    """Populations of the strata add up to the cases concluded in the period, by a plain count."""
    units = ", ".join(f"'{unit}'" for unit in book.units.below("420000"))
    plain = sum(
        int(
            book.sql(
                f"SELECT COUNT(DISTINCT case_id) AS n FROM {said.table} WHERE unit IN ({units})"
                f" AND {said.concluded} BETWEEN DATE '2026-01-01' AND DATE '2026-09-30'"
            )["n"].iloc[0]
        )
        for said in REVIEWED.values()
    )
    inside = plan.drawn[plan.drawn["in_population"]].drop_duplicates("stratum")
    assert inside["population"].sum() == plain
    assert not plan.drawn["case_id"].duplicated().any()


def test_a_chance_is_what_was_drawn_of_what_there_was(plan: Plan) -> None:
    for row in plan.strata.itertuples():
        assert row.probability == row.drawn / row.population
        assert row.mode == {"certain": "key", "signal": "special", "random": "random"}[row.stratum.split("/")[0]]


def test_adverse_cases_of_before_are_read_and_say_nothing_of_the_period(plan: Plan) -> None:
    earlier = plan.drawn[plan.drawn["stratum"] == "certain/earlier"]
    assert len(earlier)
    assert not earlier["in_population"].any()


def test_the_same_seed_draws_the_same_in_any_order_of_the_frame() -> None:
    made = frame(population(), behind(population()))
    shuffled = made.sample(frac=1, random_state=3).reset_index(drop=True)
    first, again = (take(one, 200, seed=5)[["case_id", "stratum"]] for one in (made, shuffled))
    pd.testing.assert_frame_equal(first, again)
    assert set(take(made, 200, seed=6)["case_id"]) != set(first["case_id"])


def test_each_case_of_a_stratum_is_drawn_equally_often() -> None:
    """Over 400 seeds, 20 of 100: each case about 80 times; a chi-square of 99 degrees lies below 170."""
    cases = population(100).assign(function="civil", table="civil", adverse=False)
    made = frame(cases, behind(cases.head(0)))
    often = pd.concat([take(made, 20, seed=seed)["case_id"] for seed in range(400)]).value_counts()
    assert len(often) == 100
    assert ((often - 80) ** 2 / (80 * 0.8)).sum() < 170


def test_sizes_follow_the_target() -> None:
    made = frame(population(), behind(population()))
    sizes = take(made, Discovery("0.05")).groupby("stratum").agg(n=("case_id", "size"), N=("population", "first"))
    civil = sizes.loc["random/civil"]
    assert civil["n"] == Discovery("0.05").size(int(civil["N"]))
    assert take(made, Precision(0.5)).groupby("stratum").size().min() >= 2


def test_every_handler_is_covered_and_chances_are_exact() -> None:
    cases = population().assign(handler=lambda rows: rows["unit"] + rows["case_type"].str[0])
    made = frame(cases, behind(cases.head(0)), strata=("handler",))
    drawn = take(made, 10, coverage=Coverage(share=0.05, least=2))
    rest = drawn[drawn["mode"] == "random"].groupby("handler").agg(n=("case_id", "size"), N=("population", "first"))
    assert set(rest.index) == set(cases["handler"])
    assert (rest["n"] >= np.maximum(2, np.ceil(0.05 * rest["N"] - 1e-9))).all()


@given(st.integers(1, 10_000), st.floats(0.01, 0.4))
def test_a_precision_asks_for_no_more_than_there_is(population: int, half_width: float) -> None:
    size = Precision(half_width).size(population)
    assert 1 <= size <= population
    assert Precision(half_width / 2).size(population) >= size


def test_a_plan_is_kept_whole(tmp_path: Path, plan: Plan) -> None:
    place = plan.save(tmp_path)
    again = Plan.open(place)
    assert again.id == plan.id
    pd.testing.assert_frame_equal(again.drawn, plan.drawn)
    assert plan.save(tmp_path) == place
    with pytest.raises(CasebookError, match="not a plan of review"):
        Plan.open(tmp_path / "nowhere")


def test_reviewers_given_are_assigned(book: Book) -> None:
    people = REVIEWERS.assign(unit=book.units.at_level("420000", "lowest")[: len(REVIEWERS)])
    made = draw(book, period=PERIOD, random=40, certain=MUST_REVIEW[:1], reviewers=people)
    assert set(made.assignments["case_id"]) == set(made.drawn["case_id"])


def test_a_reviewer_of_no_known_unit_is_named_in_a_line(book: Book) -> None:
    people = pd.DataFrame({"reviewer": ["V1", "V2"], "unit": ["420102", "420999"]})
    with pytest.raises(ParameterError, match="a reviewer of no known unit; where: V2; got: '420999'"):
        draw(book, period=PERIOD, random=10, reviewers=people)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"strata": ["funktion"]}, "did you mean 'function'"),
        ({"per_signal": 1}, "two cases or more"),
        ({"certain": ["days_to_decision"]}, "of_which"),
        ({"tables": ["units"]}, "can't be drawn by that"),
    ],
)
def test_what_is_not_there_is_refused(book: Book, asked: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        draw(book, period=PERIOD, **asked)  # type: ignore[arg-type]


def test_cases_that_a_person_chose_are_all_drawn_and_stand_for_themselves(book: Book, tmp_path: Path) -> None:
    some = book.sql(
        "SELECT 'arrest_reviews' AS \"table\", MIN(case_id) AS case_id, 'asked by hand' AS reason FROM arrest_reviews"
        " WHERE decision = 'approved' AND charge_decision IS NULL AND unit LIKE '42%'"
        " GROUP BY unit ORDER BY unit LIMIT 5"
    )
    some.to_csv(tmp_path / "plan.csv", index=False)
    drawn = draw(book, period=PERIOD, random=10, named=named_from(tmp_path / "plan.csv"), within="420000").drawn
    mine = drawn[drawn["case_id"].isin(some["case_id"])]
    assert sorted(mine["case_id"]) == sorted(some["case_id"])
    assert set(mine["cause"]) == {"asked by hand"} and set(mine["probability"]) == {1.0}
    assert set(mine["stratum"]) <= {"certain/named", "certain/earlier"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("case_id\nA\n", "a list of cases has a column"),
        ("table,case_id\narrest_reviews,NOBODY\n", "these units have no such case"),
        ("table,case_id\narrest_review,A\n", "did you mean 'arrest_reviews'"),
    ],
)
def test_a_list_of_cases_that_can_not_be_taken_is_refused_in_a_line(
    book: Book, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CaselibError, match=said):
        draw(book, period=PERIOD, random=10, named=named_from(tmp_path / "plan.csv"))


def test_an_empty_period_draws_nothing(book: Book) -> None:
    made = draw(book, period="2031", random=20)
    assert not made.drawn["in_population"].any()


def test_the_draw_of_a_plan_has_no_case_twice() -> None:
    signals = behind(population())
    plan = plan_of(frame(population(), signals), signals)
    assert not plan.drawn["case_id"].duplicated().any()


@pytest.fixture(scope="module")
def older(book: Book) -> Plan:
    """A plan with signals of cohorts that have matured: they lie before the period."""
    signals = [each for each in signals_of(book, ["arrest"], period=PERIOD) if each.period.startswith("2025")]
    assert signals
    return draw(book, period=PERIOD, signals=signals, random=100, certain=[], per_signal=20)


def test_cases_behind_signals_of_older_cohorts_are_drawn_apart(book: Book, older: Plan) -> None:
    """They have strata of their own, at a chance of their own, and none is of the period's population."""
    drawn = older.drawn
    rows = drawn[drawn["stratum"].str.startswith("signal/") & drawn["stratum"].str.endswith("/earlier")]
    assert len(rows)
    assert not rows["in_population"].any()
    assert set(rows["mode"]) == {"special"}
    day = book.sql("SELECT case_id, MAX(decided_on) AS decided FROM arrest_reviews GROUP BY case_id")
    decided = day.set_index("case_id").loc[rows["case_id"], "decided"]
    assert (decided < pd.Timestamp("2026-01-01")).all()
    sizes = rows.groupby("stratum").agg(n=("case_id", "size"), size=("size", "first"), N=("population", "first"))
    assert (sizes["n"] == sizes["size"]).all() and (sizes["n"] <= 20).all()
    assert (rows["probability"] == rows["size"] / rows["population"]).all()


def test_every_case_behind_a_signal_is_drawn_from_or_counted_as_left_out(book: Book, older: Plan) -> None:
    """By hand: the cases that the signals list, each once a measure, are those of the plan and those left out."""
    signals = [each for each in signals_of(book, ["arrest"], period=PERIOD) if each.period.startswith("2025")]
    listed = {(each.measure, case) for each in signals for case in each.cases(book)["case_id"]}
    kept = set(older.behind[["signal", "case_id"]].itertuples(index=False, name=None))
    assert kept <= listed
    assert len(listed) == len(kept) + sum(older.settings.get("left_out", {}).values())


def test_cases_left_out_behind_a_signal_are_said(book: Book) -> None:
    """A signal of persons whose request is not decided yet: nothing can be reviewed, and the plan says how many."""
    some = signals_of(book, ["arrest"], period=PERIOD)[0]
    open_ones = replace(some, measure="refused", unit="420000", period="2026Q3")
    plan = draw(book, period="2026Q1", signals=[open_ones], random=10, certain=[])
    assert plan.settings["left_out"]["refused"] == open_ones.cases(book)["case_id"].nunique()
    assert plan.behind.empty


def test_strata_of_before_leave_the_estimates_as_they_are(book: Book, older: Plan) -> None:
    """Shares of the period's cases rest on its own cases alone; the back-test counts the others behind their signal."""
    made = assign(older, invented_reviewers(book))
    reviews = made.assignments.drop(columns=["table"]).assign(scheme="2026", grade="qualified")
    earlier = set(older.drawn.loc[~older.drawn["in_population"], "case_id"])
    reviews.loc[reviews["case_id"].isin(earlier), "grade"] = "unqualified"
    look = estimate(made, reviews, scheme="2026", about=book.about, by=())
    line = look.frame.set_index("what").loc["faulty"]
    assert line["value"] == 0
    assert (
        line["population"] == older.drawn[older.drawn["in_population"]].drop_duplicates("stratum")["population"].sum()
    )
    tested = back_test(made, reviews, scheme="2026", about=book.about).frame.set_index("signal")
    some = older.drawn.loc[~older.drawn["in_population"], "stratum"].iloc[0].split("/")[1]
    assert tested.loc[some, "faulty"] > 0 and tested.loc[some, "faulty"] == tested.loc[some, "earlier"]
    assert (tested["others"] == 0).all()
