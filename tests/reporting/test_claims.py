"""Two batches at once in one folder: of one kind they share the work, of two kinds the second is refused."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from caselib.errors import ParameterError
from caselib.reporting import files
from caselib.reporting.batch import report
from caselib.reporting.claims import check_neighbours, claimed
from caselib.reporting.files import one_writer
from caselib.reporting.parameters import parameters
from caselib.reporting.warm import supported
from tests.reporting.small import notebooks

PERIOD, UNITS = "2026Q1", ["420000", "420100"]
RUN = """
import sys
from caselib.errors import CaselibError
from caselib.reporting.batch import report
casebook, folder, out, audience, language = sys.argv[1:]
try:
    made = report(casebook, "2026Q1", units=["420000", "420100"], folder=folder, out=out, audience=audience,
                  language=language)
    print(*(result.status for result in made.results))
except CaselibError as error:
    print(error)
"""


def start(casebook: Path, folder: Path, out: Path, *kind: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, str(casebook), str(folder), str(out), *kind]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.skipif(not supported(), reason="this system can't fork")
@pytest.mark.parametrize(
    "kinds", [[("internal", "en"), ("circulated", "en")], [("internal", "en"), ("internal", "zh")]]
)
def test_of_two_batches_of_two_kinds_one_is_refused(
    casebook: Path, tmp_path: Path, kinds: list[tuple[str, str]]
) -> None:
    code = "import time\ntime.sleep(1)\nprint(unit)"
    folder, out = notebooks(tmp_path / "in", one=code, two=code), tmp_path / "out"
    both = [start(casebook, folder, out, *kind) for kind in kinds]
    said = [batch.communicate(timeout=300)[0].strip() for batch in both]
    (refused,) = (words for words in said if not words.startswith("made"))
    assert said[1 - said.index(refused)] == "made made made made"
    assert "another audience" in refused or "another batch is writing here" in refused
    kind = kinds[1 - said.index(refused)]
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in out.rglob("manifest.json")]
    found = [entry["parameters"] for manifest in manifests for entry in manifest["reports"].values()]
    assert [(each["audience"], each["language"]) for each in found] == [kind] * 4
    assert not list(out.glob(".*")), "nothing is left of what they held"


def test_a_claim_is_shared_held_and_gone_with_its_holder(tmp_path: Path) -> None:
    with claimed(tmp_path, audience="internal", language="en"):
        with claimed(tmp_path, audience="internal", language="en"):
            pass
        for other in ({"audience": "internal", "language": "zh"}, {"audience": "circulated", "language": "en"}):
            with (
                pytest.raises(ParameterError, match=r"another batch.*got: 'internal-en'; do: wait"),
                claimed(tmp_path, **other),
            ):
                pass
    assert list(tmp_path.iterdir()) == []
    code = f"""
import os
from pathlib import Path
from caselib.reporting.claims import claimed
with claimed(Path({str(tmp_path)!r}), audience="internal", language="en"):
    os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    assert [path.name for path in tmp_path.iterdir()] == [".internal-en.batch"]
    with claimed(tmp_path, audience="circulated", language="zh"):
        assert [path.name for path in tmp_path.iterdir()] == [".circulated-zh.batch"]


def test_a_folder_of_another_audience_is_refused_where_it_is_written(tmp_path: Path) -> None:
    entry = dict.fromkeys(("status", "reason", "made", "casebook", "files", "notebook"), "") | {
        "parameters": {"audience": "internal"}
    }
    facts = {"unit": "", "unit_name": {}, "unit_path": [], "period": PERIOD, "reports": {"one": entry}}
    (tmp_path / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    said = {"casebook": "x", "period": PERIOD, "unit": "420000"}
    check_neighbours(tmp_path, parameters(said))
    with pytest.raises(ParameterError, match=r"another audience.*got: 'internal'; do: name another folder"):
        check_neighbours(tmp_path, parameters(said | {"audience": "circulated"}))


@pytest.mark.parametrize("error", [errno.EBADF, errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_can_not_be_locked_has_a_file_that_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """As on NFS, where an exclusive lock needs a file that is open for writing."""
    real, taken = files.fcntl.flock, []

    def flock(held: object, how: int) -> None:
        if isinstance(held, int):
            raise OSError(error, os.strerror(error))
        taken.append(how)
        real(held, how)  # type: ignore[arg-type]

    monkeypatch.setattr(files.fcntl, "flock", flock)
    with one_writer(tmp_path):
        assert taken == [files.fcntl.LOCK_EX]
        with (tmp_path / ".lock").open("a") as other, pytest.raises(BlockingIOError):
            real(other, files.fcntl.LOCK_EX | files.fcntl.LOCK_NB)
    with pytest.raises(PermissionError), refused(monkeypatch), one_writer(tmp_path):
        pass


@contextmanager
def refused(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def flock(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(files.fcntl, "flock", flock)
    yield


def test_a_batch_says_what_its_index_lacks(casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from caselib.reporting import batch

    folder, out = notebooks(tmp_path / "in", one="x"), tmp_path / "out"

    def killed(*_: object, **how: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "make", killed)
    with pytest.raises(KeyboardInterrupt):
        report(casebook, PERIOD, units=UNITS, folder=folder, out=out)
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "and has not ended: what it makes stands in its folders" in index
