"""What a careful reader finds in the SPP's figures, the checks find by themselves."""

from __future__ import annotations

from fractions import Fraction

import pytest

from caselib.published import Checked, bases, check, figures, quarters
from caselib.published.checking import series_labels
from caselib.published.line import Line
from caselib.published.relations import RELATIONS, Follows, OneName, Sum


@pytest.fixture(scope="module")
def found() -> Checked:
    return check(figures())


def reported(found: Checked, check_name: str, series: str) -> dict[str, Line]:
    """The lines that rounding does not explain, by period."""
    return {
        str(line.period): line for line in found.only(check_name).lines if line.series == series and not line.agrees
    }


def test_all_figures_but_the_damaged_ones_are_compared(found: Checked) -> None:
    assert len(figures()) == 695
    assert int(found.summary["compared"].sum()) == len(found.lines) == len(found.compared)
    assert (found.summary["compared"] > 0).all()
    assert found.summary["differ"].sum() == len(found.frame)


def test_annual_counts_hang_together_and_cumulative_bases_were_moved_upward(found: Checked) -> None:
    points = bases(found).points
    whole, parts = points[points["whole_year"]], points[~points["whole_year"]]
    assert (whole["share"] != 0).sum() <= 2
    assert (parts["share"] != 0).mean() > 0.5
    early = parts[parts["base_year"].isin([2020, 2021, 2022])]
    assert (early["share"] >= 0).all()
    assert early["share"].max() < 0.05
    persons = early[~early["series"].str.startswith("pil")]
    assert 0 < persons["share"].max() < 0.02


def test_arrests_of_2023_were_moved_downward_in_the_releases_of_2024(found: Checked) -> None:
    lines = reported(found, "year_on_year", "arrest_approved_persons")
    moved = {name: line for name, line in lines.items() if name.startswith("2024")}
    assert set(moved) == {"2024Q1", "2024H1"}
    assert all(line.revision < 0 and line.released.startswith("2024") for line in moved.values())
    assert [str(line.of) for line in moved.values()] == ["2023Q1", "2023H1"]
    # By hand: 366,500 / 1.1855 to 367,500 / 1.1845, against 315,500 at least.
    assert float(moved["2024H1"].revision) == pytest.approx(367_500 / 1.1845 - 315_500)


def test_the_rate_of_non_arrest_is_the_quotient_to_2020_and_in_2024_and_not_in_between(found: Checked) -> None:
    lines = {str(line.period): line for line in found.only("rate").lines if line.series == "non_arrest_rate_pct"}
    agree = {period for period, line in lines.items() if line.agrees}
    assert agree == {"2019Q1-Q3", "2019", "2020Q1", "2020H1", "2020Q1-Q3", "2024H1"}
    differ = {period: line for period, line in lines.items() if not line.agrees}
    assert {period[:4] for period in differ} == {"2021", "2022", "2023"}
    # The quotient is low, by 0.2 to 0.7 points between the middles.
    middles = [
        float(line.published.low + line.published.high - line.recomputed.low - line.recomputed.high) / 2
        for line in differ.values()
    ]
    assert all(0.2 <= round(gap, 1) <= 0.7 for gap in middles)
    assert not reported(found, "rate", "non_prosecution_rate_pct")


def test_filing_was_demanded_in_december_2023_as_in_no_other_month(found: Checked) -> None:
    line = reported(found, "pace", "filing_supervision_file_cases")["2023-12"]
    # 77,000 to November; about 21,000 in December lie in what total and withdrawals leave open.
    assert line.published.low <= 21_000 <= line.published.high
    assert line.published.low > Fraction(3, 2) * line.recomputed.high
    both = reported(found, "pace", "filing_supervision_cases")["2023-12"]
    assert both.published.low > 2 * both.recomputed.high


def test_both_kinds_of_it_fell_to_a_third_in_the_half_year_in_which_rankings_ended(found: Checked) -> None:
    lines = [line for line in found.only("reform").lines if not line.agrees]
    assert [(line.series, str(line.period)) for line in lines] == [("filing_supervision_cases", "2024H2")]
    assert lines[0].published.low <= 23_000 <= lines[0].published.high
    assert lines[0].recomputed.low <= 71_000 <= lines[0].recomputed.high
    assert len(found.only("reform").lines) > 5


def test_one_name_of_a_rate_has_several_formulas(found: Checked) -> None:
    leaps = {
        (str(line.facts["before"].period), str(line.period))  # type: ignore[attr-defined]
        for line in found.only("name").lines
        if not line.agrees and line.series.startswith("admin")
    }
    assert leaps == {("2022H1", "2022"), ("2023-01..2023-11", "2024Q1")}
    assert reported(found, "rest", "admin_retrial_rec_adoption_rate_pct").keys() == {"2022"}
    # 36 % is 50 adopted of 139 filed in the same half-year: that one formula is known.
    first = reported(found, "name", "admin_retrial_rec_adoption_rate_pct")["2022"]
    formula = first.facts["formulas"][0]  # type: ignore[index]
    assert (formula.part, formula.whole) == ("admin_retrial_recs_adopted", "admin_retrial_recs_filed")


def test_more_civil_cases_were_changed_than_filed_in_2024(found: Checked) -> None:
    line = reported(found, "follows", "civil_protests_retrial_changed")["2024"]
    assert (line.published.low, line.recomputed.high, line.revision) == (12_564, 11_593, -971)


def test_the_pairs_that_were_printed_twice_are_those_of_the_readme(found: Checked) -> None:
    twice = {(line.series, str(line.period)) for line in found.only("twice").lines if not line.agrees}
    assert twice == {
        ("civil_protests_filed", "2020"),
        ("pil_cases_filed", "2019"),
        ("pil_cases_filed", "2019Q1-Q3"),
        ("pil_cases_filed", "2022H1"),
    }


def test_a_half_year_that_is_not_its_quarters(found: Checked) -> None:
    line = reported(found, "months", "arrest_approved_persons")["2020H1"]
    assert (line.published.low, line.recomputed.low, line.revision) == (280_333, 132_914 + 147_329, -90)


def test_no_figure_is_named_in_the_code_of_a_check() -> None:
    """Relations name series; the checks know none, nor a year of which something is to be found."""
    from pathlib import Path

    import caselib.published as room

    for path in Path(room.__file__).parent.glob("*.py"):
        if path.name not in ("relations.py",):
            text = path.read_text(encoding="utf-8")
            assert not any(f'"{name}"' in text for name in series_labels()), path.name


def test_relations_name_series_that_were_published() -> None:
    published = set(figures()["series"])
    for relation in RELATIONS:
        if isinstance(relation, OneName):
            named = set(relation.rates)
        elif isinstance(relation, Sum):
            named = {relation.whole, *relation.parts}
        elif isinstance(relation, Follows):
            named = {relation.outcome, relation.filed}
        else:
            named = {relation.rate, relation.part, relation.whole or relation.rest}
        assert named <= published, named - published


def test_every_series_has_a_name_in_both_languages() -> None:
    assert set(series_labels()) == set(figures()["series"])


def test_quarters_are_differences_of_cumulative_figures() -> None:
    frame = quarters(figures(), series=["arrest_approved_persons"]).frame.set_index("period")
    assert tuple(frame.loc["2020Q4", ["low", "high"]]) == (770_561 - 551_002,) * 2
    assert tuple(frame.loc["2024Q2", ["low", "high"]]) == (366_500 - 168_500, 367_500 - 167_500)
    assert frame.loc["2020Q2", "how"] == "printed"


def test_figures_until_a_period_end_with_it() -> None:
    until = figures(until="2020H1")
    assert until["last_day"].max() == "2020-06-30"
    assert len(check(until).only("reform").lines) == 0
