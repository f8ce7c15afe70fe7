"""Kernels forked from a warm process: isolated from each other, ended when they hang or die, and gone afterwards."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from caselib.reporting import execute
from caselib.reporting.batch import report
from caselib.reporting.warm import supported

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not supported(), reason="this system can't fork")]
PARAMETERS = "\n".join(f'{name} = "x"' for name in ("casebook", "period", "unit", "audience", "language"))
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebooks(folder: Path, **cells: str) -> Path:
    for number, (name, code) in enumerate(cells.items()):
        head = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        made = [nbformat.v4.new_markdown_cell("# Title"), head, nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=KERNEL), folder / f"{number}0_{name}.ipynb")
    return folder


def test_each_notebook_has_a_process_of_its_own(casebook: Path, tmp_path: Path) -> None:
    code = "import os, sys, seaborn\nassert not hasattr(sys, 'left')\nsys.left = 1\nprint('pid', os.getpid())"
    folder = notebooks(tmp_path, one=code, two=code, three=code)
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out", workers=2)
    assert not made.failed, made.failed
    texts = [result.path.with_suffix(".ipynb").read_text(encoding="utf-8") for result in made.results]
    pids = {text.split("pid ")[1].split("\\n")[0] for text in texts}
    assert len(pids) == 3


def test_a_kernel_that_dies_or_hangs_ends_its_report_alone(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "TIME_LIMIT", 3)
    folder = notebooks(
        tmp_path,
        dies="import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        hangs="while True: pass",
        sound="print(unit)",
    )
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out")
    assert [result.status for result in made.results] == ["failed", "failed", "made"]
    assert "Died" in made.results[0].reason or "died" in made.results[0].reason
    assert "imeout" in made.results[1].reason
    time.sleep(1)
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True, check=False).stdout
    assert not left, "a kernel was left behind"


def test_a_batch_says_nothing_of_its_workings(casebook: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path, one="import caselib as cl\ncl.open", two="raise SystemExit", three="print(unit)")
    run = "import sys; from caselib.reporting.batch import report; "
    run += "report(sys.argv[1], '2026Q1', units=['420000'], folder=sys.argv[2], out=sys.argv[3])"
    command = [sys.executable, "-c", run, str(casebook), str(folder), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_papermill_finds_the_engine(tmp_path: Path) -> None:
    notebooks(tmp_path, sound="print(6 * 7)")
    words = ["papermill", "00_sound.ipynb", "out.ipynb", "--engine", "caselib", "-k", "python3", "--no-progress-bar"]
    done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "42" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_a_notebook_has_so_much_memory_and_no_more(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELIB_NOTEBOOK_MEMORY", str(4 * 2**30))
    folder = notebooks(tmp_path, greedy="much = bytearray(5 * 2**30)", sound="print(unit)")
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out")
    assert [result.status for result in made.results] == ["failed", "made"]
    assert "MemoryError" in made.failed[0].reason


def test_kernels_end_with_a_batch_that_was_killed(casebook: Path, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    code = f"import os, pathlib, time\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
    folder = notebooks(tmp_path, sleeps=code)
    run = "import sys; from caselib.reporting.batch import report; "
    run += "report(sys.argv[1], '2026Q1', units=['420000'], folder=sys.argv[2], out=sys.argv[3])"
    command = [sys.executable, "-c", run, str(casebook), str(folder), str(tmp_path / "out")]
    batch = subprocess.Popen(command)
    while not mark.is_file() or not mark.read_text():
        assert batch.poll() is None
        time.sleep(0.1)
    batch.kill()
    batch.wait()
    kernel = Path("/proc") / mark.read_text()
    for _ in range(100):
        if not kernel.is_dir():
            break
        time.sleep(0.1)
    assert not kernel.is_dir()
