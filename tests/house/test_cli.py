"""The shell: help with an example, exit codes 0, 1 and 2, and never a traceback for a person's mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = ("synthesize", "load", "count", "report", "explore", "doctor")


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "caselib.cli", *words], capture_output=True, text=True, cwd=cwd)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Example:" in done.stdout
    assert f"caselib {command}" in done.stdout


def test_help_lists_every_command() -> None:
    said = run("--help").stdout
    assert all(command in said for command in COMMANDS)


def test_help_says_that_languages_share_no_folder() -> None:
    said = " ".join(run("report", "--help").stdout.replace("│", " ").split())
    assert "pages of one language replace those of the other" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("load", "nowhere", "book"),
        ("report", "nowhere", "--period", "2026Q1"),
        ("synthesize", "n", "--scale", "99"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_one(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("caselib: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("words", [("laod",), ("load",), ("report", "book"), ("synthesize", "n", "--scale", "big")])
def test_wrong_usage_is_exit_code_two(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.slow
def test_the_whole_way(tmp_path: Path) -> None:
    assert run("synthesize", "nation", "--scale", "0.002", "--seed", "1", cwd=tmp_path).returncode == 0
    loaded = run("load", "nation", "book", cwd=tmp_path)
    assert loaded.returncode == 0
    assert "rows in = " in loaded.stdout
    made = run("report", "book", "--period", "2026Q1-Q3", "--unit", "420000", cwd=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "reports" / "2026Q1-Q3" / "420000" / "arrest_standards.html").is_file()
    index = made.stdout.strip().splitlines()[-1].removeprefix("Index: ")
    assert Path(index).is_file()
