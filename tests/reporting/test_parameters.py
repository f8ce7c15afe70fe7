"""What is asked wrongly is refused before a kernel starts."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from caselib.domain.shipped import shipped
from caselib.errors import ParameterError, PeriodError, UnitError
from caselib.reporting.batch import report
from caselib.reporting.parameters import check_notebook, parameters

pytestmark = pytest.mark.slow

GOOD = {"casebook": "c", "period": "2026Q1-Q3", "unit": "420000", "audience": "internal", "language": "en"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"perod": "2026"}, "did you mean 'period'"),
        ({"unit": 420000}, "valid string"),
        ({"audience": "everybody"}, "internal"),
        ({"language": "fr"}, "en"),
    ],
)
def test_wrong_parameters_are_refused(change: dict, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        parameters(GOOD | change)


def test_a_missing_parameter_is_refused() -> None:
    with pytest.raises(ParameterError, match="unit"):
        parameters({"casebook": "c", "period": "2026"})


def test_a_wrong_period_is_refused() -> None:
    with pytest.raises(PeriodError):
        parameters(GOOD | {"period": "2026Q7"})


def notebook(path: Path, cell: str) -> Path:
    code = nbformat.v4.new_code_cell(cell, metadata={"tags": ["parameters"]})
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[code], metadata=kernel), path)
    return path


def test_a_notebook_asks_for_what_reports_give(tmp_path: Path) -> None:
    cell = "\n".join(f'{name} = "x"' for name in GOOD)
    check_notebook(notebook(tmp_path / "10_good.ipynb", cell))
    with pytest.raises(ParameterError, match="perod"):
        check_notebook(notebook(tmp_path / "10_more.ipynb", cell + '\nperod = "x"'))
    with pytest.raises(ParameterError, match="lacks a parameter"):
        check_notebook(notebook(tmp_path / "10_less.ipynb", 'casebook = "x"'))


@pytest.mark.parametrize("path", sorted(shipped("notebooks").glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_the_notebooks_of_the_project_do(path: Path) -> None:
    check_notebook(path)


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"period": "2026"}, "do not reach the end"), ({"audience": "publc"}, "did you mean 'public'")],
)
def test_a_period_beyond_the_data_and_an_unknown_audience_are_refused(
    casebook: Path, tmp_path: Path, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        report(casebook, **({"period": "2026Q1-Q3", "out": tmp_path} | asked))


def test_nothing_runs_for_a_wrong_wish(casebook: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    with pytest.raises(UnitError):
        report(casebook, "2026Q1-Q3", units=["429999"], out=out)
    with pytest.raises(ParameterError, match="no such notebook"):
        report(casebook, "2026Q1-Q3", units=["420000"], notebooks=["arest_standards"], out=out)
    with pytest.raises(ParameterError, match="provincial"):
        report(casebook, "2026Q1-Q3", units=["420100"], audience="public", out=out)
    assert not out.exists()
