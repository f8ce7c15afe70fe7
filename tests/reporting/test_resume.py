"""A batch goes on where it was: nothing is lost when it is killed, nothing is made twice, nothing is half there."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from caselib.casebook.store import open_casebook
from caselib.cli import main
from caselib.measures.catalogue import MEASURES
from caselib.reporting import batch, inputs
from caselib.reporting.batch import report
from caselib.reporting.files import clear_partials, hash_of, one_writer, write_whole
from caselib.reporting.manifest import versions
from caselib.reporting.parameters import parameters
from caselib.reporting.warm import supported
from tests.reporting.small import notebooks

PERIOD, UNITS = "2026Q1", ["420000", "420100", "420102"]
KILLS = 20
NAMES = [f"n{place:02d}" for place in range(24)]
TABLE = """
from IPython.display import HTML
HTML('<h2>A table</h2><table class="cl"><tr><th>Unit</th></tr><tr><td>the end</td></tr></table>')
"""
RUN = """
import sys
from caselib.reporting.batch import report
fresh = sys.argv[4] == "fresh"
made = report(sys.argv[1], "2026Q1", units=sys.argv[5:], folder=sys.argv[2], out=sys.argv[3], fresh=fresh)
print(*(result.status for result in made.results))
"""


def asked(**other: str) -> dict[str, str]:
    said = {"casebook": "here", "period": PERIOD, "unit": "420000", "audience": "internal", "language": "en"}
    return said | other


def test_inputs_change_with_all_that_a_report_rests_on(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, path = open_casebook(casebook), tmp_path / "10_a.ipynb"
    path.write_text("one", encoding="utf-8")

    def of(**other: str) -> str:
        return inputs.inputs_of(parameters(asked(**other)), path, book)

    first = of()
    assert of(casebook="a copy elsewhere") == first
    seen = [first, of(unit="420100"), of(period="2026Q2"), of(audience="circulated"), of(language="zh")]
    path.write_text("two", encoding="utf-8")
    seen.append(of())
    path.write_text("one", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(type(book), "id", "another")
        seen.append(of())
    with monkeypatch.context() as patch:
        patch.setattr(inputs, "versions", lambda: {"pandas": "another"})
        seen.append(of())
    with monkeypatch.context() as patch:
        patch.setattr(inputs, "_source", lambda: "another")
        seen.append(of())
    with monkeypatch.context() as patch:
        # The figures that were published are data, and a report on them rests on them.
        (tmp_path / "data").mkdir()
        patch.setattr(inputs, "shipped", lambda name: tmp_path / name)
        inputs._source.cache_clear()
        seen.append(of())
        (tmp_path / "data" / "figures.csv").write_text("a", encoding="utf-8")
        inputs._source.cache_clear()
        seen.append(of())
    inputs._source.cache_clear()
    with monkeypatch.context() as patch:
        patch.delitem(MEASURES, "refused")
        seen.append(of())
    assert of() == first
    assert len(set(seen)) == len(seen)


def test_a_plan_that_was_changed_without_growing_is_another_input(casebook: Path, tmp_path: Path) -> None:
    book, notebook = open_casebook(casebook), tmp_path / "10_a.ipynb"
    notebook.write_text("one", encoding="utf-8")
    copy = tmp_path / "book"
    shutil.copytree(book.path, copy, symlinks=True)
    (copy / "plans" / "p").mkdir(parents=True)
    book, seen = open_casebook(copy), []
    for text in ("drawn: 12", "drawn: 21", "drawn: 12"):
        (copy / "plans" / "p" / "plan.json").write_text(text, encoding="utf-8")
        seen.append(inputs.inputs_of(parameters(asked()), notebook, book))
    assert seen[0] == seen[2] != seen[1]


def test_the_versions_name_all_that_shapes_a_report() -> None:
    said = versions()
    word = {"pypandoc-binary", "resvg-py"} if find_spec("pypandoc") else set()
    reading, writing = {"pandas", "duckdb", "pyarrow", "holidays"}, {"jinja2", "nbformat", "nbclient", "openpyxl"}
    assert word | reading | writing | {"beautifulsoup4", "pylopdf-fonts-zh-cn"} <= set(said)
    assert not {"rich", "typer", "jupyterlab", "pytest", "pyspark"} & set(said)


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "page.html"
    write_whole(path, "one")
    code = f"""
import resource, signal
from pathlib import Path
from caselib.reporting.files import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path({str(path)!r}), "x" * 5000)
except OSError as error:
    print(error.strerror)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "too large" in ran.stdout
    assert [file.name for file in path.parent.iterdir()] == ["page.html"]
    assert path.read_text(encoding="utf-8") == "one"


def test_what_a_killed_process_left_is_taken_away_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    code = f"""
import os
from pathlib import Path
from caselib.reporting import files
Path.replace = lambda *_: os._exit(9)
files.write_whole(Path({str(tmp_path)!r}) / "page.html", "x")
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    (left,) = tmp_path.iterdir()
    living = left.with_name(left.name.replace(f".{left.name.rsplit('.', 4)[2]}.", f".{os.getpid()}."))
    living.write_text("x", encoding="utf-8")
    clear_partials(tmp_path)
    assert list(tmp_path.iterdir()) == [living]


@pytest.mark.slow
def test_one_writer_at_a_time(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from caselib.reporting.files import one_writer
with one_writer(Path({str(tmp_path)!r})):
    print("in", flush=True)
"""
    with one_writer(tmp_path):
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(1)
    assert other.communicate(timeout=20)[0] == "in\n"
    assert list(tmp_path.iterdir()) == []


def start(casebook: Path, folder: Path, out: Path, how: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(casebook), str(folder), str(out), how, *UNITS]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def all_whole(out: Path) -> int:
    """Every visible file can be read to its end; give the number of reports that are there with their manifest."""
    for page in out.rglob("*.html"):
        assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    for notebook in out.rglob("*.ipynb"):
        json.loads(notebook.read_text(encoding="utf-8"))
    for kind in ("xlsx", "docx"):
        for path in out.rglob(f"*.{kind}"):
            with zipfile.ZipFile(path) as packed:
                assert packed.testzip() is None
    for path in out.rglob("*.csv"):
        assert [row for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))) if row][-1] == ["the end"]
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in out.rglob("manifest.json")]
    return sum(len(manifest["reports"]) for manifest in manifests)


def agreeing(out: Path) -> int:
    """Count the reports whose manifest names their files as they are."""
    return sum(
        all(hash_of(path.parent / name) == said for name, said in entry["files"].items())
        for path in out.rglob("manifest.json")
        for entry in json.loads(path.read_text(encoding="utf-8"))["reports"].values()
    )


@pytest.mark.slow
@pytest.mark.skipif(not supported(), reason="this system can't fork")
def test_a_batch_that_is_killed_goes_on_where_it_was(casebook: Path, tmp_path: Path) -> None:
    (marks := tmp_path / "marks").mkdir()
    mark = f"pathlib.Path({str(marks)!r}, uuid.uuid4().hex).touch()"
    code = f"import time, uuid, pathlib\n{mark}\ntime.sleep(0.1)\n{TABLE}"
    folder, out = notebooks(tmp_path / "in", **dict.fromkeys(NAMES, code)), tmp_path / "out"
    chance, there, gains = random.Random(8), 0, []
    for kill in range(KILLS):
        # Half of them while they write over what is there.
        how = "fresh" if kill >= KILLS // 2 else ""
        wanted = len(list(marks.iterdir())) + chance.randint(1, 5)
        killed = start(casebook, folder, out, how)
        # Killed in the midst of its work: at a random moment after so many notebooks have begun.
        while len(list(marks.iterdir())) < wanted:
            assert killed.poll() is None, "it is killed before it has ended"
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
        killed.kill()
        killed.communicate(timeout=20)
        assert all_whole(out) >= there, "nothing that was made is lost"
        gains.append(all_whole(out) - there)
        there = all_whole(out)
    assert any(gains) and there < len(NAMES) * len(UNITS), f"kills fell in the midst of the work: {gains}"
    # One that was killed between two files of a report is made again: one at most for each notebook at work.
    sound = agreeing(out)
    assert there - 2 * KILLS <= sound <= there
    ended = report(casebook, PERIOD, units=UNITS, folder=folder, out=out)
    assert not ended.failed
    assert sum(result.status == "unchanged" for result in ended.results) == sound
    assert all_whole(out) == agreeing(out) == len(NAMES) * len(UNITS)
    assert not list(out.rglob("*.partial"))
    assert {result.status for result in report(casebook, PERIOD, units=UNITS, folder=folder, out=out).results} == {
        "unchanged"
    }
    again = report(casebook, PERIOD, units=UNITS[:1], folder=folder, out=out, fresh=True)
    assert {result.status for result in again.results} == {"made"}


@pytest.mark.slow
@pytest.mark.skipif(not supported(), reason="this system can't fork")
def test_two_batches_at_once_do_not_spoil_each_other(casebook: Path, tmp_path: Path) -> None:
    folder, out = notebooks(tmp_path / "in", one=TABLE, two=TABLE), tmp_path / "out"
    both = [start(casebook, folder, out) for _ in range(2)]
    for one in both:
        printed, _ = one.communicate(timeout=120)
        assert one.returncode == 0
        assert "failed" not in printed
    assert all_whole(out) == agreeing(out) == 2 * len(UNITS)


@pytest.mark.slow
@pytest.mark.skipif(not supported(), reason="this system can't fork")
def test_only_what_changed_is_made_again(casebook: Path, tmp_path: Path) -> None:
    folder, out = notebooks(tmp_path / "in", one="print(1)", two="print(2)"), tmp_path / "out"
    report(casebook, PERIOD, units=UNITS[:1], folder=folder, out=out)
    second = folder / "10_two.ipynb"
    second.write_text(second.read_text(encoding="utf-8").replace("print(2)", "print(22)"), encoding="utf-8")
    statuses = [result.status for result in report(casebook, PERIOD, units=UNITS[:1], folder=folder, out=out).results]
    assert statuses == ["unchanged", "made"]
    page = out / PERIOD / UNITS[0] / "one.html"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    statuses = [result.status for result in report(casebook, PERIOD, units=UNITS[:1], folder=folder, out=out).results]
    assert statuses == ["made", "unchanged"], "a page that somebody changed is made again"


@pytest.mark.slow
@pytest.mark.skipif(not supported(), reason="this system can't fork")
def test_what_the_shell_is_told_is_done(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--fresh, --word, --memory and --workers; the notebooks alone are ours."""
    pytest.importorskip("pypandoc", reason="the extra for Word is not installed")
    times = f"pathlib.Path({str(tmp_path)!r}, name).touch()"
    code = f"import pathlib, resource, time\nname = unit + str(time.time_ns())\n{times}\n"
    code += "print('bound', resource.getrlimit(resource.RLIMIT_DATA)[0])\ntime.sleep(1)\n"
    code += times.replace("name", "'end' + str(time.time_ns())")
    folder, out = notebooks(tmp_path / "in", one=code, two=code), tmp_path / "out"
    monkeypatch.setattr(batch, "shipped", lambda _: folder)

    def said(*options: str) -> list[str]:
        asked = ["report", str(casebook), "--period", PERIOD, "--unit", "420000", "--out", str(out), *options]
        monkeypatch.setattr("sys.argv", ["caselib", *asked])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return [line.split()[0] for line in capsys.readouterr().out.splitlines()[:-1]]

    options = ["--word", "--memory", "3", "--workers", "1"]
    assert said(*options) == ["made", "made"]
    assert said(*options) == ["unchanged", "unchanged"]
    assert said(*options, "--fresh") == ["made", "made"]
    for name in ("one", "two"):
        with zipfile.ZipFile(out / PERIOD / "420000" / f"{name}.docx") as document:
            assert b"bound" in document.read("word/document.xml")
        assert f"bound {3 * 2**30}" in (out / PERIOD / "420000" / f"{name}.ipynb").read_text(encoding="utf-8")
    marks = sorted((path for path in tmp_path.iterdir() if path.is_file()), key=lambda path: path.name[-19:])
    assert ["end" in path.name for path in marks] == [False, True] * 4, "one after the other"


@pytest.mark.slow
@pytest.mark.skipif(not supported() or os.geteuid() != 0 or not shutil.which("mount"), reason="only root can mount")
def test_a_full_disk_is_said_and_leaves_no_half_file(casebook: Path, tmp_path: Path) -> None:
    out = tmp_path / "small"
    out.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(out)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        folder = notebooks(tmp_path / "in", **{f"n{i}": "print('x' * 60_000)" + TABLE for i in range(4)})
        code = "import sys; from pathlib import Path; from caselib.reporting import batch; "
        code += f"batch.shipped = lambda _: Path({str(folder)!r}); from caselib.cli import main; main()"
        asked = ["report", str(casebook), "--period", PERIOD, "--unit", "420000", "--out", str(out)]
        command = [sys.executable, "-c", code, *asked]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert ran.returncode == 1
        assert "No space left on device" in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stdout + ran.stderr
        all_whole(out)
        assert not list(out.rglob("*.partial"))
    finally:
        subprocess.run(["umount", str(out)], check=True)
