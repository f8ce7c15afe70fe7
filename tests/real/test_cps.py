"""A real prosecution service by area and month (England and Wales, 2014-2016), from totals to funnel and chart."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest

from caselib.analysis.comparisons import funnel
from caselib.analysis.trends import trend
from caselib.casebook.totals import read_totals
from caselib.errors import SourceError
from caselib.measures.counts import Counts

CPS = Path(__file__).parents[2].parent / "shared" / "real" / "cps"
HEADS = {"of_which": "^Number of .*Unsuccessful", "among": "^Number of ", "total": "National"}

needs_cps = pytest.mark.skipif(not CPS.exists(), reason="the CPS files are not here")

CELL = """
from pathlib import Path

import caselib as cl

files = Path({folder!r}).rglob("*.csv")
totals = cl.read_totals(files, of_which="^Number of .*Unsuccessful", among="^Number of ", total="National")
areas = cl.Counts.from_totals(totals, unit="unit", numerator="numerator", denominator="denominator")
months = cl.Counts.from_totals(totals, period="period", numerator="numerator", denominator="denominator")
display(cl.funnel(areas).plot(), cl.trend(months).plot())
"""


@pytest.fixture(scope="module")
def totals() -> pd.DataFrame:
    return read_totals(CPS.rglob("*.csv"), **HEADS)


@needs_cps
def test_all_months_and_areas_are_read_and_add_up(totals: pd.DataFrame) -> None:
    assert (totals["unit"].nunique(), totals["period"].nunique(), len(totals)) == (42, 33, 42 * 33)
    # Bedfordshire as printed: 1+29+1+4+7+4+3+8+3+9+2+13+12 unsuccessful, 0+68+2+7+16+75+17+22+31+30+13+171 convictions.
    row = totals[(totals["unit"] == "Bedfordshire") & (totals["period"] == "2014-01")].iloc[0]
    assert (row["numerator"], row["denominator"]) == (96, 548)


@needs_cps
def test_counts_equal_a_plain_group_by(totals: pd.DataFrame) -> None:
    counts = Counts.from_totals(totals, unit="unit", numerator="numerator", denominator="denominator")
    plain = totals.groupby("unit")[["numerator", "denominator"]].sum()
    assert counts.frame.set_index("unit")[["numerator", "denominator"]].equals(plain)
    look = funnel(counts)
    assert len(look.frame) == 42
    assert look.frame["value"].tolist() == (plain["numerator"] / plain["denominator"]).tolist()


@needs_cps
def test_missing_months_stay_gaps(totals: pd.DataFrame) -> None:
    counts = Counts.from_totals(totals, period="period", numerator="numerator", denominator="denominator")
    look = trend(counts)
    assert len(look.frame) == 36
    assert list(look.frame.loc[look.frame["denominator"] == 0, "period"]) == ["2015-11", "2016-02", "2016-03"]
    assert not look.frame.loc[look.frame["denominator"] == 0, "outside"].any()


@needs_cps
@pytest.mark.slow
def test_from_a_notebook_cell(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell(CELL.format(folder=str(CPS)))
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "cps.ipynb")
    papermill.execute_notebook(
        tmp_path / "cps.ipynb", tmp_path / "done.ipynb", kernel_name="python3", progress_bar=False
    )
    shown = nbformat.read(tmp_path / "done.ipynb", as_version=4).cells[0].outputs
    pages = [output.data["text/html"] for output in shown if "data" in output and "text/html" in output.data]
    assert sum("<svg" in page for page in pages) == 2


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_total_that_does_not_add_up_is_said(tmp_path: Path) -> None:
    file = write(tmp_path / "may_2020.csv", ',Number won,Number lost\nAll,"1,003",5\nA,"1,000",2\nB,4,3\n')
    with pytest.raises(SourceError, match="add up to 1004"):
        read_totals([file], of_which="lost", among="^Number", total="All")


@pytest.mark.parametrize("cell", ["", "12.5", "many", "-3"])
def test_what_is_not_a_number_is_said(tmp_path: Path, cell: str) -> None:
    file = write(tmp_path / "may_2020.csv", f",Number won,Number lost\nA,10,{cell}\n")
    with pytest.raises(SourceError, match="not a whole number"):
        read_totals([file], of_which="lost", among="^Number")


@pytest.mark.parametrize("name", ["totals.csv", "may.csv", "2020.csv", "may_june_2020.csv"])
def test_a_name_without_one_month_and_year_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="one month and one year"):
        read_totals([write(tmp_path / name, ",Number won,Number lost\nA,1,2\n")], of_which="lost", among="^Number")
