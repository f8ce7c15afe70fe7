"""The tutorial runs by itself from notebooks/, and finds what was planted."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_runs_from_its_folder_and_ends_in_a_list_of_files(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(path.name for path in NOTEBOOKS.iterdir())
    made = tmp_path / "made.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOKS / "tutorial.ipynb"), str(made), parameters={"language": language}, kernel_name="python3",
        cwd=str(NOTEBOOKS), progress_bar=False,
    )  # fmt: skip
    text = made.read_text(encoding="utf-8")
    assert not any(
        output.output_type == "error" or output.get("name") == "stderr"
        for cell in nbformat.reads(text, as_version=4).cells
        for output in cell.get("outputs", [])
    )
    (listed,) = tmp_path.glob("caselib-tutorial-*/review-list.csv")
    # The answer key is shown at the end, and what is said of the files holds.
    assert "420102" in "".join(str(cell.get("outputs")) for cell in nbformat.reads(text, as_version=4).cells[-8:])
    assert len(list(listed.parent.glob("export/*.csv"))) == 8
    rows = listed.read_text(encoding="utf-8-sig").splitlines()
    # What is planted: many arrests of Wuchang District (420102) end without prosecution.
    assert len(rows) > 10
    assert sum(row.startswith("INV420102") for row in rows[1:]) > len(rows) / 2
    assert sorted(path.name for path in NOTEBOOKS.iterdir()) == before
