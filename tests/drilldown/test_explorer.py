"""The explorer: down to the cases, back again, and the same numbers as `book.count`."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest

from caselib.casebook.store import Book, open_casebook
from caselib.drilldown.explorer import Explorer, explore
from caselib.drilldown.serve import prepare
from caselib.drilldown.state import State
from caselib.errors import CaselibError, UnitError

pytestmark = pytest.mark.slow

PERIOD = "2026Q1-Q3"


@pytest.fixture(scope="module")
def book(casebook: Path) -> Book:
    return open_casebook(casebook, unit="100000")


@pytest.fixture
def explorer(book: Book) -> Explorer:
    return explore(book, period=PERIOD)


@pytest.mark.parametrize("view", ["units", "history", "offence", "cases"])
def test_a_state_survives_as_text_and_as_python(book: Book, view: str) -> None:
    state = State("refused", PERIOD, "420000", view)  # type: ignore[arg-type]
    assert State.parse(str(state)) == state
    assert eval(state.code(), {"book": book}) is not None


@pytest.mark.parametrize(
    "text", ["", "measure=refused", "measure=refussed&period=2026&unit=1", "measure=refused&period=2026&unit=1&rank=1"]
)
def test_what_is_not_a_state_is_said(text: str) -> None:
    with pytest.raises(CaselibError):
        State.parse(text)


def test_down_four_levels_to_the_cases_and_back(explorer: Explorer, book: Book) -> None:
    for unit in ("420000", "420200", "420202"):
        explorer.below.value = unit
        assert explorer.state.unit == unit
    explorer.measure.value = "decided_on_last_day"
    explorer.view.value = "cases"
    cases = book.cases("decided_on_last_day", period=PERIOD, within="420202")
    assert f"{len(cases):,} files" in explorer.shown.value
    assert cases["case_id"].iloc[0] in explorer.shown.value
    for _ in range(5):
        explorer.back.click()
    assert explorer.state == State("refused", PERIOD, "100000")
    assert explorer.back.disabled


def test_the_numbers_are_those_of_count(explorer: Explorer, book: Book) -> None:
    explorer.below.value = "420000"
    for row in book.count("refused", period=PERIOD, within="420000", by=["unit"]).frame.itertuples():
        assert f"{row.numerator:,} of {row.denominator:,}" in explorer.shown.value


def test_a_state_is_restored_from_its_text(explorer: Explorer) -> None:
    explorer.text.value = "measure=decided_late&period=2025&unit=420000&view=history"
    assert (explorer.measure.value, explorer.period.value, explorer.view.value) == ("decided_late", "2025", "history")
    explorer.text.value = "measure=decided_late&period=2025&unit=999999&view=history"
    assert "no such unit" in explorer.shown.value


def test_a_wrong_period_is_said_kindly(explorer: Explorer) -> None:
    explorer.period.value = "2026Q9"
    assert "not a period" in explorer.shown.value


def test_a_circulated_reader_sees_no_peer_by_itself(casebook: Path) -> None:
    explorer = explore(open_casebook(casebook, unit="420000", audience="circulated"), period=PERIOD)
    assert [value for _, value in explorer.below.options] == [""]
    explorer.text.value = f"measure=refused&period={PERIOD}&unit=420100&view=units"
    assert "not shown by itself" in explorer.shown.value
    explorer.up.click()
    assert explorer.state.unit == "420000"


def test_the_notebook_runs(casebook: Path, tmp_path: Path) -> None:
    notebook = prepare(casebook, tmp_path, unit="420000")
    papermill.execute_notebook(notebook, tmp_path / "done.ipynb", kernel_name="python3", progress_bar=False)
    done = nbformat.read(tmp_path / "done.ipynb", as_version=4)
    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in shown)


def test_a_wrong_unit_is_said_before_anything_opens(casebook: Path, tmp_path: Path) -> None:
    with pytest.raises(UnitError):
        prepare(casebook, tmp_path, unit="42")
