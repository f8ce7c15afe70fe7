"""What `make wheelhouse` collects is all that an office without internet needs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheelhouse, made as the Makefile says, but into a folder of the test's own."""
    place = tmp_path_factory.mktemp("wheelhouse")
    recipe = re.search(r"^wheelhouse:.*?\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe
    script = recipe[1].replace("$(PYTHON)", sys.executable).replace("dist/wheelhouse", str(place))
    done = subprocess.run(["sh", "-ec", script], cwd=ROOT, capture_output=True, text=True)
    if done.returncode and "caselib" not in done.stderr.rsplit("ERROR", 1)[-1]:
        pytest.skip(f"no registry to collect from: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return place


def cut() -> list[str]:
    """What runs a command without any network, where this system lets us; else the dead proxies have to do."""
    alone = ["unshare", "--map-root-user", "--net"]
    able = shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True).returncode == 0
    return alone if able else []


@pytest.mark.slow
def test_it_installs_without_a_network(wheelhouse: Path, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "PYTHONPATH"))}
    alone = kept | {
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "PIP_CONFIG_FILE": os.devnull,
        "PYTHON": sys.executable,
    }
    new = tmp_path / "new"
    done = subprocess.run(
        [*cut(), "sh", str(wheelhouse / "install.sh"), str(new)],
        cwd=tmp_path,
        env=alone,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bad" not in done.stdout
    asked = {"cwd": tmp_path, "env": alone, "capture_output": True, "text": True, "check": True}
    place = subprocess.run([new / "bin" / "python", "-c", "import caselib; print(caselib.__file__)"], **asked)
    assert str(new) in place.stdout
    said = subprocess.run([new / "bin" / "caselib", "--help"], **asked).stdout
    assert "synthesize" in said
    # Shipped files came along: an invented nation needs the divisions, a report the notebooks.
    subprocess.run([new / "bin" / "caselib", "synthesize", "nation", "--scale", "0.002", "--seed", "1"], **asked)
    assert (tmp_path / "nation" / "arrest_reviews.parquet").is_file()
    subprocess.run([new / "bin" / "caselib", "load", "nation", "book"], **asked)
    report = ["report", "book", "--period", "2026Q1-Q3", "--notebook", "data_quality"]
    said = subprocess.run([new / "bin" / "caselib", *report], **asked).stdout
    assert "made" in said
    assert list((tmp_path / "reports").glob("*/*/data_quality.html"))
