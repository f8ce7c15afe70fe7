"""Who reviews what: nobody a case of their own office, some cases twice, all reviewers joined."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from caselib.errors import ParameterError
from caselib.review.assignment import assign
from caselib.review.plan import ASSIGNMENTS, Plan
from tests.review.nation import REVIEWERS, behind, frame, plan_of, population


@pytest.fixture(scope="module")
def plan() -> Plan:
    cases = population()
    signals = behind(cases)
    return plan_of(frame(cases, signals), signals)


@pytest.fixture(scope="module")
def rows(plan: Plan) -> pd.DataFrame:
    return assign(plan, REVIEWERS, twice=0.1).assignments


def test_nobody_reviews_a_case_of_their_own_office(rows: pd.DataFrame) -> None:
    assert (rows["unit"] != rows["reviewer_unit"]).all()
    assert list(rows.columns) == ASSIGNMENTS


def test_every_case_has_a_reviewer_and_one_in_ten_a_second(plan: Plan, rows: pd.DataFrame) -> None:
    reviews = rows.groupby(["table", "case_id"])["reviewer"].agg(["size", "nunique"])
    assert len(reviews) == len(plan.drawn)
    assert (reviews["size"] == reviews["nunique"]).all()
    assert (reviews["size"] == 2).sum() == round(0.1 * len(plan.drawn))


def test_work_is_shared_evenly(rows: pd.DataFrame) -> None:
    load = rows.groupby("reviewer").size()
    assert load.max() - load.min() <= 6


def joined(rows: pd.DataFrame) -> int:
    """How many groups of reviewers share no case."""
    names, who = rows["reviewer"].factorize()[1], rows["reviewer"].factorize()[0]
    which = (rows["table"] + rows["case_id"]).factorize()[0]
    links = coo_matrix((rows.index * 0 + 1, (who, which + len(names))), shape=(len(names) + which.max() + 1,) * 2)
    return len(set(connected_components(links, directed=False)[1][: len(names)]))


@pytest.mark.parametrize("twice", [0.0, 0.01, 0.1])
def test_all_reviewers_are_joined_by_common_cases(plan: Plan, twice: float) -> None:
    assert joined(assign(plan, REVIEWERS, twice=twice).assignments) == 1


def test_twins_are_not_marked(rows: pd.DataFrame) -> None:
    """Nothing but the case number, which a reviewer sees of their own cases alone, is shared by the two."""
    twins = rows[rows.duplicated("case_id", keep=False)]
    assert rows["review_id"].is_unique
    assert set(twins["review_id"].str.len()) == set(rows["review_id"].str.len()) == {13}
    assert not twins["review_id"].str[1:5].duplicated().all()


def test_offices_review_each_other_less_than_chance_has_it(rows: pd.DataFrame) -> None:
    pairs = set(zip(rows["reviewer_unit"], rows["unit"], strict=True))
    mutual = sum((there, here) in pairs for here, there in pairs)
    assert mutual < len(pairs)


def test_functions_of_reviewers_are_kept(plan: Plan) -> None:
    people = REVIEWERS.assign(functions=["criminal"] * 6 + ["civil administrative public_interest"] * 6)
    rows = assign(plan, people, twice=0.05).assignments
    said = people.set_index("reviewer")["functions"]
    assert all(function in said[who] for who, function in zip(rows["reviewer"], rows["function"], strict=True))


def test_a_case_that_nobody_may_review_is_said(plan: Plan) -> None:
    own = REVIEWERS.head(1)
    with pytest.raises(ParameterError, match="nobody may review this case"):
        assign(plan, own)
    with pytest.raises(ParameterError, match="no list of reviewers"):
        assign(plan, own.drop(columns="unit"))


def test_the_same_seed_assigns_the_same(plan: Plan) -> None:
    pd.testing.assert_frame_equal(assign(plan, REVIEWERS).assignments, assign(plan, REVIEWERS.iloc[::-1]).assignments)
