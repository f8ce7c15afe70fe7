"""The doctor says in one line each what is there, and what to do where it is not."""

from __future__ import annotations

import re
import shutil
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from caselib import doctor
from caselib.doctor import examine
from tests.conftest import ROOT
from tests.house.test_cli import run

pytestmark = pytest.mark.slow


def by_name(found: tuple[doctor.Finding, ...]) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in found}


def test_this_machine_is_ready() -> None:
    found = by_name(examine())
    extras = ["explore", "word", "databases", "spark"]
    assert list(found) == ["python", "packages", *extras, "java", "fonts", "memory", "disk", "browser"]
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
    monkeypatch.setattr(doctor, "_EXTRAS", dict.fromkeys(doctor._EXTRAS, (("no_such_part",), "some")))
    monkeypatch.setattr(doctor, "LEAST_DISK", 10**9)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    found = by_name(examine(tmp_path))
    assert {name for name, finding in found.items() if finding.status == "bad"} == {"packages", "disk", "casebook"}
    assert {name for name, finding in found.items() if finding.status == "note"} >= {"java", "browser", *doctor._EXTRAS}
    assert all(finding.advice for finding in found.values() if finding.status != "ok")
    assert "no_such_package" in found["packages"].said
    assert found["word"].advice == "pip install 'caselib[word]'"


def named(requirement: str) -> str:
    """The name of a requirement, written in one way."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement)[0]).lower()


@pytest.mark.parametrize("extra", ["", *doctor._EXTRAS])
def test_what_is_looked_for_is_what_the_package_asks_for(extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["optional-dependencies"][extra] if extra else project["dependencies"]
    modules = doctor._EXTRAS[extra][0] if extra else doctor._NEEDED
    # What is not installed here is known by its own name alone.
    brought = packages_distributions()
    looked_for = {named(name) for module in modules for name in brought.get(module, [module])}
    assert looked_for == {named(requirement) for requirement in asked}


def test_each_extra_is_looked_at() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(doctor._EXTRAS) == set(project["optional-dependencies"]) - {"test"}


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ('openjdk version "17.0.15" 2025-04-15', "ok", "Java 17"),
        ('openjdk version "21" 2023-09-19', "ok", "Java 21"),
        ('java version "1.8.0_392"', "note", "Java 8; Spark needs 17"),
        ("no words of a Java", "note", "does not say its version"),
    ],
)
def test_the_java_that_spark_would_start_says_its_version(
    said: str, status: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    found = by_name(examine())["java"]
    assert found.status == status
    assert told in found.said


def test_a_container_is_the_least_of_its_groups(tmp_path: Path) -> None:
    own, groups = tmp_path / "own", tmp_path / "groups"
    (groups / "office" / "reports").mkdir(parents=True)
    (groups / "memory.max").write_text(f"{8 * 2**30}\n")
    (groups / "office" / "memory.max").write_text(f"{2**30}\n")
    (groups / "office" / "reports" / "memory.max").write_text("max\n")
    own.write_text("4:memory:/old\n0::/office/reports\n")
    assert doctor._contained(own, groups) == 2**30
    own.write_text("0::/\n")
    assert doctor._contained(own, groups) == 8 * 2**30
    own.write_text("4:memory:/old\n")
    assert doctor._contained(own, groups) == float("inf")
    assert doctor._contained(tmp_path / "nowhere", groups) == float("inf")


def test_a_small_container_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_contained", lambda: 2.0**30)
    found = by_name(examine())["memory"]
    assert found.status == "note"
    assert found.said.startswith("1.0 GB of ")
    assert "--workers 1" in found.advice


def test_the_shell_gives_the_exit_code(tmp_path: Path) -> None:
    done = run("doctor", str(tmp_path))
    assert done.returncode == 1
    told = next(line for line in done.stdout.splitlines() if line.startswith("bad  casebook"))
    assert told.endswith("→ make one: `make report` in a clone (invented data), or `caselib load SOURCE CASEBOOK`")
    assert "; do: " not in told
    assert "Traceback" not in done.stdout + done.stderr
