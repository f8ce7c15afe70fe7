"""Kernels forked from a warm process: isolated from each other, ended when they hang or die, and gone afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from caselib.errors import ParameterError
from caselib.reporting import warm
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


def test_a_kernel_that_dies_or_hangs_ends_its_report_alone(casebook: Path, tmp_path: Path) -> None:
    mark = f"import os, pathlib, signal\npathlib.Path({str(tmp_path)!r}, f'{{os.getpid()}}.pid').touch()\n"
    folder = notebooks(
        tmp_path,
        dies=mark + "os.kill(os.getpid(), signal.SIGKILL)",
        hangs=mark + "while True: pass",
        sound=mark + "print(unit)",
    )
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out", time_limit=4)
    assert [result.status for result in made.results] == ["failed", "failed", "made"]
    assert "Died" in made.results[0].reason or "died" in made.results[0].reason
    assert "longer than 4 s" in made.results[1].reason
    numbers = [path.stem for path in tmp_path.glob("*.pid")]
    assert len(numbers) == 3
    assert ended(numbers), "a kernel was left behind"


def test_a_warm_process_that_was_killed_is_followed_by_another(casebook: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path, one="import os\nprint('parent', os.getppid())")
    parents = []
    for out in ("first", "second"):
        made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / out)
        assert not made.failed, made.failed
        text = made.results[0].path.with_suffix(".ipynb").read_text(encoding="utf-8")
        parents.append(int(text.split("parent ")[1].split("\\n")[0]))
        os.kill(parents[-1], signal.SIGKILL)
        # Its threads may outlive its name for a moment.
        warm._zygotes[os.getpid()].process.wait(60)
    assert parents[0] != parents[1]


def test_a_notebook_that_prints_without_end_ends_alone(casebook: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path, endless="while True: print('x' * 10_000)", sound="print(unit)")
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out")
    assert [result.status for result in made.results] == ["failed", "made"]
    assert "puts out too much: more than 16 MiB; do: show fewer rows" in made.failed[0].reason
    assert made.failed[0].path.with_suffix(".ipynb").stat().st_size < 100_000, "what was too much is not kept"


def test_no_output_is_lost_where_many_come_at_once(casebook: Path, tmp_path: Path) -> None:
    code = "from IPython.display import display\nfor i in range(3000): display({'text/plain': f'n{i}n'}, raw=True)"
    made = report(casebook, "2026Q1", units=["420000"], folder=notebooks(tmp_path, many=code), out=tmp_path / "out")
    assert not made.failed, made.failed
    text = made.results[0].path.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert len(set(re.findall(r"n\d+n", text))) == 3000


def test_without_its_last_output_a_report_is_not_made(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "PATIENCE", 2)
    # The kernel never says that all has come.
    code = "get_ipython().kernel._publish_status = lambda *a, **b: None\nprint('late')"
    folder = notebooks(tmp_path, waits=code, sound="print(unit)")
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out")
    assert [result.status for result in made.results] == ["failed", "made"]
    assert made.failed[0].reason.startswith("what a cell put out did not come in time; do: ")


def test_where_a_process_can_not_be_watched_kernels_are_started(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", unknown)
    warm.supported.cache_clear()
    try:
        assert not warm.supported()
        folder = notebooks(tmp_path, one="import os\nprint('parent', os.getppid())")
        made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out")
        assert not made.failed, made.failed
        assert f"parent {os.getpid()}" in made.results[0].path.with_suffix(".ipynb").read_text(encoding="utf-8")
    finally:
        monkeypatch.undo()
        warm.supported.cache_clear()
    assert warm.supported()


def test_a_batch_says_nothing_of_its_workings(casebook: Path, tmp_path: Path) -> None:
    folder = notebooks(tmp_path, one="import caselib as cl\ncl.open", two="raise SystemExit", three="while True: pass")
    run = "import sys; from caselib.reporting.batch import report; "
    run += "report(sys.argv[1], '2026Q1', units=['420000'], folder=sys.argv[2], out=sys.argv[3], time_limit=3)"
    command = [sys.executable, "-c", run, str(casebook), str(folder), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def seconds_over(folder: Path, *cells: str) -> Path:
    """Give the one notebook of a folder these cells in place of its own."""
    (path,) = folder.glob("*.ipynb")
    read = nbformat.read(path, as_version=4)
    read.cells = read.cells[:2] + [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(read, path)
    return folder


def test_the_limit_is_of_the_notebook_and_not_of_each_cell(casebook: Path, tmp_path: Path) -> None:
    folder = seconds_over(notebooks(tmp_path, slow="x"), *["import time\ntime.sleep(1.5)"] * 4)
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out", time_limit=4)
    assert made.results[0].status == "failed"
    assert "longer than 4 s" in made.results[0].reason
    assert made.results[0].seconds < 5.9
    enough = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out", time_limit=60)
    assert enough.results[0].status == "made"


def ended(numbers: list[str]) -> bool:
    """Whether these processes are gone, or are soon."""
    for _ in range(50):
        # One that nobody has buried yet is gone, too.
        states = [Path("/proc", number, "stat") for number in numbers if Path("/proc", number).is_dir()]
        if all(state.read_text().rsplit(")", 1)[1].split()[0] == "Z" for state in states if state.is_file()):
            return True
        time.sleep(0.1)
    return False


STARTS = """
import os, pathlib, subprocess, time
started = [subprocess.Popen(["sleep", "600"], start_new_session=apart) for apart in (False, True)]
mark = pathlib.Path({mark!r})
mark.with_suffix(".part").write_text(" ".join(str(each) for each in (os.getpid(), *(one.pid for one in started))))
mark.with_suffix(".part").rename(mark)
{then}
"""


@pytest.mark.parametrize("then", ["time.sleep(600)", "while True: pass", "os._exit(1)", "print(unit)"])
def test_what_a_notebook_started_ends_with_it(casebook: Path, tmp_path: Path, then: str) -> None:
    mark = tmp_path / "pids"
    folder = notebooks(tmp_path, starts=STARTS.format(mark=str(mark), then=then), sound="print(unit)")
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out", time_limit=4)
    assert [result.status for result in made.results] == ["made" if "print" in then else "failed", "made"]
    assert len(mark.read_text().split()) == 3
    assert ended(mark.read_text().split())


@pytest.mark.parametrize("killed", ["batch", "warm process", "both"])
def test_what_a_notebook_started_ends_with_a_batch_that_was_killed(casebook: Path, tmp_path: Path, killed: str) -> None:
    mark = tmp_path / "pids"
    folder = notebooks(tmp_path, starts=STARTS.format(mark=str(mark), then="time.sleep(600)"))
    run = "import sys; from caselib.reporting.batch import report; "
    run += "report(sys.argv[1], '2026Q1', units=['420000'], folder=sys.argv[2], out=sys.argv[3])"
    batch = subprocess.Popen([sys.executable, "-c", run, str(casebook), str(folder), str(tmp_path / "out")])
    while not mark.is_file():
        assert batch.poll() is None
        time.sleep(0.1)
    kernel, *_ = numbers = mark.read_text().split()
    warm = int(Path("/proc", kernel, "stat").read_text().rsplit(")", 1)[1].split()[1])
    if killed != "warm process":
        batch.kill()
    if killed != "batch":
        os.kill(warm, signal.SIGKILL)
    try:
        assert ended(numbers)
    finally:
        batch.kill()
        batch.wait()


def test_a_limit_that_no_notebook_could_keep_is_refused(casebook: Path, tmp_path: Path) -> None:
    for wrong in ({"time_limit": 0}, {"time_limit": -5}, {"memory": 1}, {"memory": -1}):
        with pytest.raises(ParameterError, match="needs"):
            report(casebook, "2026Q1", out=tmp_path / "out", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("said", ["4GB", "-1", "1073741824"])
def test_memory_that_is_no_number_of_bytes_is_said_before_anything_runs(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("CASELIB_NOTEBOOK_MEMORY", said)
    what = f"no memory for a notebook; where: CASELIB_NOTEBOOK_MEMORY; got: '{said}'; do: bytes as a number"
    with pytest.raises(ParameterError, match=what):
        report(casebook, "2026Q1", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_so_many_run_at_once_as_this_process_may_use_processors() -> None:
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
    code += "from caselib.reporting.batch import processors; print(processors())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"


def test_papermill_finds_the_engine(tmp_path: Path) -> None:
    notebooks(tmp_path, sound="print(6 * 7)")
    words = ["papermill", "00_sound.ipynb", "out.ipynb", "--engine", "caselib", "-k", "python3", "--no-progress-bar"]
    done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "42" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("said", ["option", "environment"])
def test_a_notebook_has_so_much_memory_and_no_more(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("CASELIB_NOTEBOOK_MEMORY", str((2 if said == "environment" else 6) * 2**30))
    folder = notebooks(tmp_path, greedy="much = bytearray(3 * 2**30)", sound="print(unit)")
    memory = 2 if said == "option" else 0
    made = report(casebook, "2026Q1", units=["420000"], folder=folder, out=tmp_path / "out", memory=memory)
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
