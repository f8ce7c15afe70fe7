"""The doctor says in one line each what is there, and what to do where it is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caselib import doctor
from caselib.doctor import examine
from tests.house.test_cli import run


def by_name(found: tuple[doctor.Finding, ...]) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in found}


def test_this_machine_is_ready() -> None:
    found = by_name(examine())
    assert list(found) == ["python", "packages", "fonts", "memory", "disk", "java", "browser"]
    assert not [finding for finding in found.values() if finding.status == "bad"]
    assert all("\n" not in str(finding) for finding in found.values())


@pytest.mark.slow
def test_a_casebook_is_counted_again(casebook: Path, tmp_path: Path) -> None:
    whole = examine(casebook)
    assert not [finding for finding in whole if finding.status == "bad"]
    broken = tmp_path / "book"
    shutil.copytree(casebook, broken, symlinks=True)
    tables = next(broken.rglob("arrest_reviews.parquet"))
    tables.chmod(0o644)
    shutil.copyfile(tables.with_name("reverse_linkage.parquet"), tables)
    bad = [finding for finding in examine(broken) if finding.status == "bad"]
    assert len(bad) == 1
    assert "arrest_reviews" in bad[0].said
    assert "but it holds" in bad[0].said


def test_what_is_missing_comes_with_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "_NEEDED", ("pandas", "no_such_package"))
    monkeypatch.setattr(doctor, "LEAST_DISK", 10**9)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    found = by_name(examine(tmp_path))
    assert {name for name, finding in found.items() if finding.status == "bad"} == {"packages", "disk", "casebook"}
    assert {name for name, finding in found.items() if finding.status == "note"} == {"java", "browser"}
    assert all(finding.advice for finding in found.values() if finding.status != "ok")
    assert "no_such_package" in found["packages"].said


def test_the_shell_gives_the_exit_code(tmp_path: Path) -> None:
    done = run("doctor", str(tmp_path))
    assert done.returncode == 1
    assert "bad  casebook" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
