"""Where there is no report, nothing of it stands: not in its page, its notebook, its manifest or the index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from caselib.domain.shipped import shipped
from caselib.reporting import make
from caselib.reporting.batch import Batch, report
from caselib.reporting.execute import because
from tests.reporting.small import notebooks
from tests.reporting.test_holes import KEPT, NAMED

pytestmark = pytest.mark.slow

PERIOD, UNIT = "2026Q1", "420000"


def left(made: Batch) -> str:
    """All that a batch leaves in its folder, hidden files too, as text."""
    out = made.index.parent
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(out.rglob("*")) if path.is_file())


def ran(monkeypatch: pytest.MonkeyPatch, notebook: Any, problem: Any = None) -> None:
    """Let this be what a run has left."""
    monkeypatch.setattr(make, "execute", lambda *_: (nbformat.from_dict(json.loads(json.dumps(notebook))), problem))


def with_cell(cell: Any) -> Any:
    said = [nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell("print(unit)"), cell]
    return nbformat.v4.new_notebook(cells=said)


@pytest.mark.parametrize("failed", [False, True], ids=["refused", "failed"])
@pytest.mark.parametrize("place", KEPT)
def test_a_peer_stands_nowhere(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, failed: bool
) -> None:
    folder = notebooks(tmp_path / "in", one="x")
    ran(monkeypatch, with_cell(KEPT[place]), because(f"ValueError: {NAMED}") if failed else None)
    made = report(casebook, PERIOD, units=[UNIT], folder=folder, audience="circulated", out=tmp_path / "out")
    (result,) = made.failed
    # What has nothing to show can't be rendered, which is another way to have no report.
    assert result.status == ("failed" if failed or place == "output metadata" else "refused")
    assert "zhejiang" in result.reason.lower() or place == "output metadata", "who runs the batch learns all of it"
    assert "zhejiang" not in left(made).lower()
    kept = nbformat.read(result.path.with_suffix(".ipynb"), as_version=4)
    in_output = place in ("ename", "evalue", "traceback", "text", "output metadata")
    assert bool(kept.cells) is in_output, "what a notebook asked stays where it may"
    said = "without what it put out" if in_output else "beside this page is empty"
    assert said in result.path.read_text(encoding="utf-8")


COUNT = "1547 persons"
COUNTED = {
    "text": nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("stream", name="stdout", text=COUNT)]),
    "metadata": nbformat.v4.new_code_cell("x", metadata={"x": COUNT}),
    "attachment": nbformat.v4.new_markdown_cell("x", attachments={"a.txt": {"text/plain": COUNT}}),
    "source": nbformat.v4.new_code_cell(f"# {COUNT}"),
    "markdown": nbformat.v4.new_markdown_cell(COUNT),
}


@pytest.mark.parametrize("failed", [False, True], ids=["refused", "failed"])
@pytest.mark.parametrize("place", COUNTED)
def test_a_count_stands_nowhere(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, failed: bool
) -> None:
    read = nbformat.read(shipped("notebooks") / "70_public_figures.ipynb", as_version=4)
    read.cells.append(COUNTED[place])
    ran(monkeypatch, read, because(f"ValueError: {COUNT}") if failed else None)
    made = report(casebook, PERIOD, units=[UNIT], audience="public", out=tmp_path / "out")
    assert [result.status for result in made.results] == ["failed" if failed else "refused"]
    assert "1547" not in left(made)
    assert "70_public_figures" in left(made), "the manifest says which notebook it was"


def test_what_an_error_is_called_is_read_too(casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = notebooks(tmp_path / "in", one="x")
    ran(monkeypatch, with_cell(nbformat.v4.new_code_cell("x")), because("Zhejiang: 7"))
    made = report(casebook, PERIOD, units=[UNIT], folder=folder, audience="circulated", out=tmp_path / "out")
    assert "zhejiang" not in left(made).lower()
    assert "whoever ran the batch has seen the reason" in left(made)


def test_within_the_office_too_what_was_refused_is_not_printed(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = notebooks(tmp_path / "in", one="x")
    output = nbformat.v4.new_output("stream", name="stdout", text="Wuhan: rank 3 of 17")
    ran(monkeypatch, with_cell(nbformat.v4.new_code_cell("x", outputs=[output])))
    made = report(casebook, PERIOD, units=[UNIT], folder=folder, out=tmp_path / "out")
    assert "rank 3 of 17" in made.failed[0].reason
    assert "rank 3" not in left(made)
    assert left(made).count("the page holds a rank; where: one.html") == 4, "page, manifest and index say which rule"


def test_an_error_that_nobody_foresaw_ends_its_report_alone(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = notebooks(tmp_path / "in", one="x", two="x")
    ran(monkeypatch, with_cell(nbformat.v4.new_code_cell("x")))
    whole, tables = make.report_page, make.tables_of

    def unreadable(*given: Any, **facts: Any) -> str:
        text = whole(*given, **facts)
        return text if facts["asked"].unit == UNIT else text * len(None)  # type: ignore[arg-type]

    def untold(text: str) -> Any:
        return {}["tables"] if "420100" in text else tables(text)

    monkeypatch.setattr(make, "report_page", unreadable)
    made = report(casebook, PERIOD, units=[UNIT, "420100"], folder=folder, out=tmp_path / "one")
    assert [result.status for result in made.results] == ["made", "made", "failed", "failed"]
    assert made.failed[0].reason.startswith("TypeError: object of type")
    assert "This report could not be made" in made.failed[0].path.read_text(encoding="utf-8")
    monkeypatch.setattr(make, "report_page", whole)
    monkeypatch.setattr(make, "tables_of", untold)
    made = report(casebook, PERIOD, units=["420100", UNIT], folder=folder, out=tmp_path / "two")
    assert [result.reason for result in made.results] == ["KeyError: 'tables'"] * 2 + ["", ""]
    assert not (tmp_path / "two" / PERIOD / "420100").exists(), "nothing that is half there"


@pytest.mark.parametrize("spoilt", ["truncated", "of old", "no manifest"])
def test_a_manifest_that_can_not_be_read_ends_the_reports_of_its_folder(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    folder, out = notebooks(tmp_path / "in", one="x"), tmp_path / "out"
    ran(monkeypatch, with_cell(nbformat.v4.new_code_cell("x")))
    report(casebook, PERIOD, units=[UNIT, "420100"], folder=folder, out=out)
    manifest = out / PERIOD / UNIT / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    wrong = {"truncated": text[:300], "of old": text.replace('"parameters"', '"asked"'), "no manifest": '["x"]'}
    manifest.write_text(wrong[spoilt], encoding="utf-8")
    made = report(casebook, PERIOD, units=[UNIT, "420100"], folder=folder, out=out, fresh=True)
    assert [result.status for result in made.results] == ["failed", "made"]
    said = f"the manifest can't be read; where: {PERIOD}/{UNIT}/manifest.json; do: put it back"
    assert made.failed[0].reason.startswith(said)
    assert manifest.read_text(encoding="utf-8") == wrong[spoilt], "what a person may still put right is kept"
    index = made.index.read_text(encoding="utf-8")
    assert f"Not listed, since its manifest can&#39;t be read: {PERIOD}/{UNIT}" in index
    assert f"{PERIOD}/420100/one.html" in index


@pytest.mark.slow
def test_a_ledger_that_is_gone_is_not_begun_anew(casebook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = report(casebook, PERIOD, units=[UNIT], audience="public", out=out)
    assert not first.failed, first.failed
    files = [path for path in out.rglob("*") if path.is_file()]
    assert len(files) >= 6
    for path in files:
        held = path.read_bytes()
        assert str(casebook).encode() not in held and str(tmp_path).encode() not in held, path.name
    assert "rows quarantined" not in first.index.read_text(encoding="utf-8").lower()
    ledger = (out / "released.json").read_bytes()
    (out / "released.json").unlink()
    again = report(casebook, "2026Q2", units=[UNIT], audience="public", out=out)
    assert [result.status for result in again.results] == ["refused"]
    assert "the ledger is gone" in again.results[0].reason
    assert f"{PERIOD}/{UNIT}/public_figures.html stands" in again.results[0].reason
    assert not (out / "released.json").exists()
    (out / "released.json").write_bytes(ledger)
    assert not report(casebook, "2026Q2", units=[UNIT], audience="public", out=out).failed
