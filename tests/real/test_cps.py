"""A real prosecution service by area and month (England and Wales, 2014-2016), from totals to funnel and chart."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest

from caselib.analysis.comparisons import funnel
from caselib.analysis.trends import trend
from caselib.casebook.printed import check_totals
from caselib.casebook.totals import read_totals
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


@needs_cps
def test_the_known_faults_of_the_files_are_reported() -> None:
    """Three months are missing, a heading names another column, of nothing no share is printed; all else follows."""
    look = check_totals(
        CPS.rglob("*.csv"),
        counts=r"^Number of (?P<named>(?P<whole>.+) (?:Convictions|Unsuccessful))$",
        shares=r"^Percentage of (?P<named>.+)",
        total="National",
    )
    parts = {str(remark): part for remark, part in look.groupby("remark")}
    assert parts.keys() == {"month missing", "heading of another column", "no share"}
    assert parts["month missing"]["period"].tolist() == ["2015-11", "2016-02", "2016-03"]
    assert len(parts["heading of another column"]) == 33
    assert set(parts["heading of another column"]["printed"]) == {"L Motoring Offences Unsuccessful"}
    assert set(parts["heading of another column"]["recomputed"]) == {"Admin Finalised Unsuccessful"}
    assert parts["no share"]["printed"].value_counts().to_dict() == {"-": 996, "0": 152}
    assert set(parts["no share"]["recomputed"]) == {""}
