"""The shell: help with an example, exit codes 0, 1 and 2, and never a traceback for a person's mistake."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from caselib import cli
from caselib.casebook.load import load
from caselib.domain.periods import Period
from caselib.reporting.zygote import LEAST_MEMORY
from tests.casebook.exports import export, good_rows

pytestmark = pytest.mark.slow

COMMANDS = ("synthesize", "load", "count", "report", "explore", "doctor", "review")
REVIEW = ("draw", "collect", "conflicts", "decide", "estimate", "rehearse")
EACH = [(name,) for name in COMMANDS] + [("review", name) for name in REVIEW]


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "caselib.cli", *words], capture_output=True, text=True, cwd=cwd)


def plain(said: str) -> str:
    """What is said, without the frame around it and the ends of its lines."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", said).split())


WHOLE = typer.main.get_command(cli.app)


def commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*before, name), command
        yield from commands(command, (*before, name))


def test_no_command_is_left_out_here() -> None:
    assert sorted(dict(commands(WHOLE))) == sorted(EACH)


@pytest.mark.parametrize("words", EACH, ids=" ".join)
def test_each_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    done = run(*words, "--help")
    assert done.returncode == 0
    assert f"Example: caselib {' '.join(words)}" in plain(done.stdout)


def test_help_lists_every_command_and_shows_the_way_through_them() -> None:
    said = plain(run("--help").stdout)
    assert all(command in said for command in COMMANDS)
    steps = ["synthesize build", "load build", "review rehearse build", "report build", "explore build"]
    places = [said.index(f"caselib {step}") for step in steps]
    assert places == sorted(places)
    assert "caselib review --help" in said


@pytest.mark.parametrize("words", [("report",), ("explore",), ("review", "draw"), ("review", "rehearse")], ids=" ".join)
def test_help_writes_a_period_in_each_way(words: tuple[str, ...]) -> None:
    said = next(option.help for option in dict(commands(WHOLE))[words].params if option.name == "period")
    written = [one.rstrip(".") for one in re.findall(r"\b20\d\d[\dHQ.-]*", said)]
    assert [str(Period.parse(one)) for one in written] == written
    shapes = [re.sub(r"\d", "0", one) for one in written]
    assert shapes == ["0000", "0000H0", "0000Q0", "0000Q0-Q0", "0000-00", "0000..0000Q0"]


def test_help_says_the_least_memory() -> None:
    assert f"may take, {LEAST_MEMORY} or more" in plain(run("report", "--help").stdout)


def test_help_says_that_languages_share_no_folder() -> None:
    said = plain(run("report", "--help").stdout)
    assert "pages of one language replace those of the other" in said


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small office's casebook, which is not invented; beside it stand files that are no good."""
    place = tmp_path_factory.mktemp("office")
    load(export(place / "export", good_rows(60)), place / "book")
    (place / "blank").mkdir()
    (place / "nothing").mkdir()
    (place / "file").write_text("x")
    (place / "blank" / "arrest_reviews.csv").touch()
    (place / "table.toml").write_text("[tables.arrests]\n")
    (place / "broken.toml").write_text("[[\n")
    (place / "name.toml").write_text("[source]\nname = 5\n")
    (place / "files.toml").write_text('[tables.arrest_reviews]\nfiles = ["none*.csv"]\n')
    (place / "column.toml").write_text('[tables.arrest_reviews.columns]\ncase_id = { column = "NO" }\n')
    (place / "sql.toml").write_text('[tables.arrest_reviews.columns]\ncase_id = { sql = "up(" }\n')
    (place / "head.csv").write_text("a\nb\n")
    (place / "strange.csv").write_text("reviewer,unit\nV1,999999\n")
    (place / "reviewers.csv").write_text("reviewer,unit\nV1,420100\nV2,420101\nV3,420102\n")
    return place


DRAW = "review draw book --period 2026-01 --reviewers"
MISTAKES = [
    "load nowhere new",
    "load nothing new",
    "load blank new",
    "load blank/arrest_reviews.csv new",
    "load file new",
    "load export file",
    "load export new --engine abacus",
    *(
        f"load export new --mapping {name}.toml"
        for name in ("nowhere", "table", "broken", "name", "files", "column", "sql")
    ),
    "load sqlite:///nowhere.db new",
    "load oracle://anjian new",
    "synthesize new --scale 99",
    "synthesize new --format xls",
    "synthesize nothing/../blank",
    "synthesize file/new",
    "count nowhere",
    "count book --engine abacus",
    "explore nowhere",
    "explore book --period soon",
    "explore book --unit 999999",
    "explore book --audience public",
    "explore book --audience all",
    "explore book --language fr",
    "report nowhere --period 2026",
    "report book --period 2026Q5",
    "report book --period 2030",
    "report book --period 2026Q2..2026Q1",
    "report book --period 2025 --unit 999999",
    "report book --period 2025 --notebook overviw",
    "report book --period 2025 --audience all",
    "report book --period 2025 --language fr",
    "report book --period 2025 --time-limit 0",
    "report book --period 2025 --memory 1",
    "report book --period 2025 --unit 420100 --audience public",
    "report book --period 2025 --out file --notebook published_figures --unit 420100",
    "review draw nowhere --period 2025 --reviewers reviewers.csv",
    *(f"{DRAW} {name}.csv" for name in ("nowhere", "head", "strange")),
    *(
        f"{DRAW} reviewers.csv {how}"
        for how in (
            "--signals arest", "--precision 7", "--discovery x", "--stratum x", "--certain x", "--cases nowhere.csv",
            "--cases head.csv", "--coverage 7", "--twice 7", "--per-signal 1", "--unit 9", "--random 5 --out file",
        )
    ),
    "review collect book nowhere",
    "review conflicts book",
    "review conflicts book --plan 2026-01-00000000",
    "review decide book nowhere.csv --by panel",
    "review estimate book",
    "review rehearse nowhere --period 2026-01",
    "review rehearse book --period 2026-01",
]  # fmt: skip


def door(words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[object, str, str]:
    """Go through the door of the shell: exit code, what is said, and what is said of mistakes."""
    monkeypatch.setattr(sys, "argv", ["caselib", *words.split()])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return (left.value.code, *capsys.readouterr())


@pytest.mark.parametrize("words", MISTAKES)
def test_a_mistake_is_one_line_that_ends_with_what_to_do(
    words: str, office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    code, _, told = door(words, capsys, monkeypatch)
    assert code == 1, told
    assert re.fullmatch(r"caselib: [^\n]+; do: \S[^\n]+\n", told), told


def test_nothing_is_made_by_a_mistake(office: Path) -> None:
    assert not (office / "new" / "current").exists()
    assert not (office / "book" / "plans").exists()


def test_a_round_without_grades_says_what_comes_next(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(office / "export", tmp_path / "book")
    monkeypatch.chdir(tmp_path)
    done = door(f"{DRAW} {office / 'reviewers.csv'} --random 9 --twice 0", capsys, monkeypatch)
    assert done[0] == 0, done
    for words, what, advice in (
        ("estimate book", "nothing has come back with a grade yet", "collect filled workbooks first: caselib review"),
        ("estimate book --plan other", "no such plan of review", "one of: 2026-01-"),
        ("conflicts book --out nowhere/list.csv", "the list can't be written", "name a file in a folder that is there"),
        ("decide book nowhere.csv --by panel", "the list of decisions can't be read", "the list that was written"),
        ("collect book nowhere", "there is no such folder", "name the folder with the workbooks"),
    ):
        code, _, told = door(f"review {words}", capsys, monkeypatch)
        assert code == 1
        assert re.fullmatch(rf"caselib: {re.escape(what)}.*; do: {re.escape(advice)}.*\n", told), told


def test_what_the_system_refuses_is_a_line_too(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    monkeypatch.setattr(cli, "app", lambda: Path("nowhere/file").write_text(""))
    code, _, told = door("", capsys, monkeypatch)
    assert code == 1
    assert re.fullmatch(r"caselib: the system refuses \(No such file.*\); where: nowhere.file; do: see that.*\n", told)


@pytest.mark.parametrize("words", [("laod",), ("load",), ("report", "book"), ("synthesize", "n", "--scale", "big")])
def test_wrong_usage_is_exit_code_two(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout
    assert "--help" in done.stderr
