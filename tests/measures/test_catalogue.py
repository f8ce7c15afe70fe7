"""Every measure has a worked example, and counts what a person counts in it."""

from __future__ import annotations

import pytest

from caselib.measures.catalogue import MEASURES, PANELS
from caselib.measures.declare import Rate
from tests.measures.examples_arrest import ARREST
from tests.measures.examples_judgments import JUDGMENTS
from tests.measures.examples_public_interest import PUBLIC_INTEREST
from tests.measures.examples_work import WORK
from tests.measures.worked import Example, counted

EXAMPLES = [*ARREST, *JUDGMENTS, *PUBLIC_INTEREST, *WORK]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_a_worked_example(measure: str) -> None:
    assert measure in {example.measure for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.measure)
def test_counts_what_a_person_counts(example: Example) -> None:
    rows = counted(example).frame
    assert len(rows) == 1
    row = rows.iloc[0]
    assert (row.numerator, row.denominator, row.open) == (example.numerator, example.denominator, example.open)
    expected = example.value if example.value is not None else example.numerator / example.denominator
    assert row.value == pytest.approx(expected)


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if isinstance(MEASURES[e.measure], Rate)], ids=lambda e: e.measure
)
def test_an_example_tells_the_share_from_its_opposite(example: Example) -> None:
    assert example.numerator * 2 != example.denominator, "unequal counts, or an inverted condition would pass"
    assert 0 < example.numerator < example.denominator


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_holds_what_its_measures_are_read_with(panel: str) -> None:
    for name in PANELS[panel]:
        assert set(MEASURES[name].read_with) <= set(PANELS[panel])
