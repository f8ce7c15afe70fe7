"""What the macro reports say, checked on cases that were counted by hand and on the invented nation."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caselib.analysis.changes import change
from caselib.analysis.courses import course
from caselib.analysis.linked import FOUR_SIDES, linked
from caselib.analysis.mix import adjusted
from caselib.analysis.moves import move
from caselib.analysis.panels import panel
from caselib.analysis.reading import moved, scan, summary
from caselib.analysis.splits import split_cases
from caselib.analysis.stages import stages
from caselib.analysis.structure import structure
from caselib.analysis.substandard import substandard
from caselib.analysis.trends import trend
from caselib.analysis.waiting import waiting
from caselib.casebook.load import load
from caselib.casebook.store import Book, open_casebook
from caselib.domain.periods import Period
from caselib.errors import ParameterError
from caselib.measures.catalogue import OVERVIEW, PANELS, SUBSTANDARD, find
from caselib.measures.count import count
from caselib.measures.declare import Count, Duration, Rate
from caselib.synthetic.arrests import Nation
from caselib.synthetic.days import day_of
from caselib.synthetic.plant import plant
from caselib.synthetic.supervision import civil
from caselib.synthetic.tree import unit_table
from caselib.synthetic.write import TableFile
from tests.analysis.nation import province
from tests.measures.worked import GridBook

pytestmark = pytest.mark.slow

PERIOD = "2026Q1-Q3"
MIXED = """
    unit   | offence | decided_on | decision
    420102 | theft   | 2026-02-01 | refused
    420102 | theft   | 2026-02-01 | approved
    420102 | theft   | 2026-02-01 | approved
    420102 | fraud   | 2026-02-01 | refused
    420103 | theft   | 2026-02-01 | refused
    420103 | fraud   | 2026-02-01 | refused
    420103 | fraud   | 2026-02-01 | refused
    420103 | fraud   | 2026-02-01 | approved
"""


def test_expected_cases_by_hand() -> None:
    """Together: theft 2 of 4 refused, fraud 3 of 4. The first office: 3 at 1/2 and 1 at 3/4 make 2.25 expected."""
    book = GridBook("arrest_reviews", MIXED)
    look = adjusted(count(book, "refused", period="2026Q1", by=["unit", "offence"], within="420100"))
    rows = look.frame.set_index("unit")
    assert rows.loc["420102", "expected"] == pytest.approx(3 * 0.5 + 1 * 0.75)
    assert rows.loc["420103", "expected"] == pytest.approx(1 * 0.5 + 3 * 0.75)
    assert rows["expected"].sum() == rows["numerator"].sum() == 5
    assert rows.loc["420102", "ratio"] == pytest.approx(2 / 2.25)


def test_a_unit_that_differs_by_its_mix_alone_is_not_outside() -> None:
    """An office with nothing but drug cases, which are seldom refused anywhere."""
    rows = ["unit | offence | decided_on | decision"]
    for unit, offence, refused, approved in (
        ("420102", "drugs", 10, 190), ("420103", "drugs", 10, 190), ("420103", "theft", 300, 100),
    ):  # fmt: skip
        rows += [f"{unit} | {offence} | 2026-02-01 | refused"] * refused
        rows += [f"{unit} | {offence} | 2026-02-01 | approved"] * approved
    book = GridBook("arrest_reviews", "\n".join(rows))
    look = adjusted(count(book, "refused", period="2026Q1", by=["unit", "offence"], within="420100"))
    office = look.frame.set_index("unit").loc["420102"]
    assert (office["unadjusted"], office["outside"]) == ("outer", "")
    assert look.signals == ()


def test_units_are_adjusted_for_one_stratum() -> None:
    with pytest.raises(ParameterError, match="one stratum"):
        adjusted(count(province(rows=100), "refused", period=PERIOD, by=["unit"]))


CHAIN = """
    filed_on   | kind           | recommended_on | replied_on | rectification | looked_back_on | look_back | sued_on
    2026-01-05 | administrative | 2026-01-20     | 2026-02-20 | full          | 2026-08-01     | holds     |
    2026-01-06 | administrative | 2026-01-20     | 2026-02-20 | full          |                |           |
    2026-01-07 | administrative | 2026-01-20     |            | none          |                |           | 2026-06-01
    2026-01-08 | administrative |                |            |               |                |           |
"""


def test_the_chain_by_hand() -> None:
    look = stages(GridBook("public_interest", CHAIN), "public_interest", period="2026Q1")
    rows = look.frame.set_index("measure")
    assert rows["n"].tolist() == [4, 3, 2, 2, 1, 1, 1, 0]
    assert rows.loc["pil_replied", "of_previous"] == pytest.approx(2 / 3)
    assert rows.loc["pil_sued", "of_previous"] == rows.loc["pil_sued", "of_first"] == pytest.approx(1 / 4)
    assert "those filed" in look.plot()._repr_html_()
    with pytest.raises(ParameterError, match="no such chain"):
        stages(GridBook("public_interest", CHAIN), "pil", period="2026Q1")


COURSE = """
    dispatched_on | outcome                | court_decided_on | court_decision
    2026-01-01    | retrial_recommendation | 2026-01-31       | retrial_ordered
    2026-01-01    | retrial_recommendation | 2026-03-02       | refused
    2026-09-01    | retrial_recommendation |                  |
    2026-01-01    | retrial_recommendation |                  |
"""


def test_what_still_waits_counts_as_waiting() -> None:
    """Days: 30 ordered, 60 refused, 29 and 272 still open. At 30 three are at risk; at 60, two."""
    look = course(GridBook("civil_supervision", COURSE), "days_to_court_decision", until="2026Q1-Q3")
    last = look.frame.groupby("cause")["value"].last()
    assert last["retrial_ordered"] == pytest.approx(1 / 3)
    assert last["refused"] == pytest.approx(2 / 3 * 1 / 2)
    assert look.so_far == {"refused": 0.5, "retrial_ordered": 0.5}
    assert (look.started, look.last, int(look.waiting["n"].sum())) == (4, 272, 2)
    assert "2 still wait" in look.plot()._repr_html_()


def test_what_waits_by_how_long() -> None:
    look = waiting(GridBook("civil_supervision", COURSE), until="2026Q1-Q3", steps=["days_to_court_decision"])
    row = look.frame.iloc[0]
    assert (row["started"], row["waiting"]) == (4, 2)
    assert [row[f"band_{place}"] for place in range(4)] == [1, 0, 1, 0]


def months(first: str, values: list[tuple[int, int]]) -> pd.DataFrame:
    span = pd.period_range(first, periods=len(values), freq="M").astype(str)
    return pd.DataFrame({"period": span, "numerator": [k for k, _ in values], "denominator": [n for _, n in values]})


def test_a_change_larger_than_months_usually_vary() -> None:
    steady = months("2025-01", [(20, 100), (21, 100), (19, 100), (20, 100), (21, 100), (20, 100)] * 2)
    now, before = Period.parse("2025H2"), Period.parse("2025H1")
    assert not move(find("refused"), steady, now, before).beyond
    stepped = months("2025-01", [(20, 100)] * 6 + [(40, 100)] * 6)
    found = move(find("refused"), stepped, now, before)
    assert found.beyond
    assert found.change == pytest.approx(0.2)
    restless = months("2025-01", [(5, 100), (45, 100), (2, 100), (40, 100), (8, 100), (20, 100)] * 2)
    assert move(find("refused"), restless, now, before).spread > 3


def test_a_volume_against_its_own_earlier_years() -> None:
    yearly = [100, 110, 105, 100, 50]
    counted = months("2022-01", [(n, n) for n in yearly for _ in range(12)])
    found = move(find("requested"), counted, Period.parse("2026H1"), Period.parse("2025H1"))
    assert isinstance(find("requested"), Count)
    assert found.change == pytest.approx(-0.5)
    assert (found.low, found.high) == pytest.approx((100 / 105 - 1, 0.10))
    assert found.beyond


def test_the_overview_says_what_moved_and_names_the_rest(casebook: Path) -> None:
    look = panel(open_casebook(casebook), OVERVIEW, period=PERIOD)
    assert list(look.frame["measure"]) == list(OVERVIEW)
    said = " ".join(moved(look).sentences)
    for name in OVERVIEW:
        assert look.counts.labels[name].en in said


@pytest.mark.parametrize("name", ["arrest", "retrial", "administrative", "public_interest"])
def test_a_headline_names_what_else_moved_and_nothing_that_did_not(casebook: Path, name: str) -> None:
    look = panel(open_casebook(casebook), name, period=PERIOD)
    head = look.frame["measure"].tolist()[:2]
    beyond = {row["measure"] for row in look.frame.to_dict("records") if row["move"].beyond} - set(head)
    said = summary(look, measures=head).sentences[2:]
    named = said[0].removesuffix(".").split(": ", 1)[1].split("; ") if said else []
    assert named == [look.counts.labels[one].en for one in look.frame["measure"] if one in beyond]


def test_linked_histories_share_their_quarters(casebook: Path) -> None:
    look = linked(open_casebook(casebook, unit="420000"), FOUR_SIDES, until=PERIOD)
    assert len({tuple(part.frame["period"]) for part in look.trends}) == 1
    assert look.plot()._repr_html_().count("<table") == len(FOUR_SIDES)


def test_the_structure_adds_up_and_warns(casebook: Path) -> None:
    book = open_casebook(casebook)
    look = structure(book, period=PERIOD)
    assert look.frame.groupby("ratio")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    totals = look.frame.groupby("ratio")["n"].sum()
    assert totals["cases"] == totals["sources"]
    assert "no share is better" in look._repr_html_()


def test_every_definition_since_2019_with_its_open_share(casebook: Path) -> None:
    look = substandard(open_casebook(casebook), until=PERIOD)
    assert list(dict.fromkeys(look.frame["measure"])) == list(SUBSTANDARD)
    assert look.frame["period"].unique().tolist() == [str(year) for year in range(2019, 2027)]
    rows = look.frame.set_index(["measure", "period"])
    assert rows.loc[("acquitted_after_arrest", "2023"), "mature"]
    assert not rows.loc[("acquitted_after_arrest", "2026"), "mature"]
    assert "open" in look._repr_html_()
    assert look.plot()._repr_html_()


def test_the_planted_steps_are_seen_by_the_history(nation: Path, casebook: Path) -> None:
    planted = json.loads((nation / "answers.json").read_text(encoding="utf-8"))["planted"]
    steps = [item for item in planted if item["kind"] == "time"]
    assert len(steps) == 2
    for item in steps:
        look = trend(open_casebook(casebook, unit=item["unit"]).history(item["measure"], until=PERIOD))
        assert any("higher by" in said or "lower by" in said for said in look.shifts), item["sentence"]


def test_late_tags_are_found_by_the_overview(casebook: Path) -> None:
    book = open_casebook(casebook, unit="420000")
    found = scan(book, PANELS["efficiency"], period=PERIOD, years=3).signals
    assert ("tagged_late", "420303") in {(signal.measure, signal.unit) for signal in found}


RUNS = """
    case_id | unit   | respondent | violation_type | filed_on
    c1      | 420102 | bureau     | waste          | 2026-01-01
    c2      | 420102 | bureau     | waste          | 2026-01-31
    c3      | 420102 | bureau     | waste          | 2026-03-02
    c4      | 420102 | bureau     | waste          | 2026-04-02
    c5      | 420102 | bureau     | noise          | 2026-01-02
    c6      | 420103 | bureau     | waste          | 2026-01-02
    c7      | 420102 |            | waste          | 2026-01-02
"""


def test_runs_of_cases_by_hand() -> None:
    """Thirty days after the last one a case still belongs to the run; the thirty-first day begins another."""
    look = split_cases(GridBook("public_interest", RUNS), period="2026")
    assert look.frame[["unit", "cases", "case_ids"]].to_numpy().tolist() == [["420102", 3, "c1, c2, c3"]]


def test_split_cases_are_found_where_they_are_planted(nation: Path, casebook: Path) -> None:
    planted = json.loads((nation / "answers.json").read_text(encoding="utf-8"))["planted"]
    office = next(item["unit"] for item in planted if item["measure"] == "split")
    look = split_cases(open_casebook(casebook, unit="420000"), period="2024..2026Q3")
    assert look.outside == {office}
    assert "PR 69" in (split_cases.__doc__ or "")
    assert "INVGY" in look._repr_html_()


def test_a_date_of_policy_with_too_few_periods_says_so() -> None:
    look = change(count(province(rows=500), "refused", period="2026", by=["month"]))
    assert look.fit is None
    assert "Too few" in look.plot()._repr_html_()


def test_a_step_of_policy_is_fitted_with_its_assumptions_printed() -> None:
    look = change(count(province(), "refused", period="2022..2026Q3", by=["month"]))
    assert look.fit is not None
    assert look.fit.level.high < 0
    assert "would have gone on" in look.rule
    with pytest.raises(ParameterError, match="did you mean 'rankings_abolished'"):
        change(count(province(rows=10), "refused", period="2026", by=["month"]), at="ranking_abolished")


@pytest.fixture(scope="module")
def civil_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Civil supervision of 2024 to 2026 as it would be at full scale, with nothing planted: 8 in 100 are refused."""
    folder = tmp_path_factory.mktemp("civil")
    units, rng = unit_table(0.01), np.random.default_rng(5)
    nation = Nation.invent(units, plant(units, planted=False), rng)
    (folder / "in").mkdir()
    units.to_csv(folder / "in" / "units.csv", index=False)
    (folder / "in" / "mapping.toml").write_text("[source]\ndata_date = 2026-09-30\ninvented = true\n", encoding="utf-8")
    with TableFile(folder / "in", "civil_supervision", "parquet") as file:
        for year, part in [(year, part) for year in (2024, 2025, 2026) for part in (1, 2, 3, 4)]:
            rows = civil(nation, year, part, 0.5, rng)
            file.write(rows[rows["accepted_on"] <= day_of("2026-09-30")])
    load(folder / "in", folder / "book")
    return open_casebook(folder / "book")


@pytest.mark.slow
def test_the_naive_rate_of_recent_quarters_is_biased_and_ours_is_not(civil_book: Book) -> None:
    """Courts refuse 8 in 100 and do so later than they adopt: the share adopted *so far* stands too high."""
    recent = count(civil_book, "retrial_ordered_of_issued", period="2026Q2-Q3").frame.iloc[0]
    assert recent["low"] > 0.95, "the interval of the naive share does not hold the truth of 0.92"
    mature = count(civil_book, "retrial_ordered_of_issued", period="2024").frame.iloc[0]
    assert mature["low"] < 0.92 < mature["high"]
    ends = course(civil_book, "days_to_court_decision", until=PERIOD).frame.query("days <= 330").groupby("cause").last()
    # Three in a hundred courts stay silent; of the rest, 92 in 100 order retrial.
    assert ends.loc["retrial_ordered", "low"] < 0.97 * 0.92 < ends.loc["retrial_ordered", "high"]
    assert ends.loc["refused", "low"] < 0.97 * 0.08 < ends.loc["refused", "high"]


def test_kinds_of_measures_are_what_panels_expect() -> None:
    kinds = {type(find(name)) for names in PANELS.values() for name in names}
    assert {Rate, Count, Duration} <= kinds
    assert date(2026, 9, 30) == province(rows=1).about.data_date
