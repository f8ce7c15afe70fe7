"""What both READMEs show runs as it stands there, from top to bottom."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from caselib.domain.shipped import shipped
from caselib.reporting.make import report_name
from caselib.reporting.parameters import audiences
from tests.house.test_cli import run

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")
SPARK = find_spec("pyspark") is not None and shutil.which("java") is not None


@pytest.fixture(params=READMES)
def readme(request: pytest.FixtureRequest) -> str:
    return (ROOT / request.param).read_text(encoding="utf-8")


def blocks(text: str, *kinds: str) -> list[tuple[str, str]]:
    """Kind and text of each code block, in order."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [(kind, block) for kind, block in found if not kinds or kind in kinds]


def commands(text: str) -> list[list[str]]:
    """The commands of the shell blocks, without their remarks."""
    lines = [line for _, block in blocks(text, "sh") for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


@pytest.mark.slow
def test_every_block_runs_in_its_place(
    rehearsed_casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are written where the text puts them; the casebook is as `make report` leaves it, a review rehearsed.

    The blocks of the Chinese are the same, but for remarks: `test_both_say_the_same`.
    """
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (tmp_path / "build").mkdir()
    # A copy: a further round is kept in the casebook's folder.
    shutil.copytree(rehearsed_casebook, tmp_path / "build" / "casebook")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for kind, block in blocks(readme):
        if kind == "csv":
            Path("exports/2026Q3").mkdir(parents=True)
            Path("exports/2026Q3/arrests_2026.csv").write_text(block, encoding="utf-8")
        elif kind == "toml":
            Path("mapping.toml").write_text(block, encoding="utf-8")
        elif kind == "python":
            exec(block, names)
        elif kind == "sh":
            for words in commands(f"```sh\n{block}```"):
                if words[0] == "caselib" and ("spark" not in words or SPARK):
                    done = run(*words[1:], cwd=tmp_path)
                    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
        else:
            pytest.fail(f"nobody runs a block of {kind}")
    # The sample file does what the text says of it.
    assert len(names["own"].quarantine()) == 2  # type: ignore[attr-defined]
    assert names["look"] is not None


@pytest.mark.slow
def test_make_report_does_what_it_says(made_report: Path) -> None:
    """The first of the two commands, as a user goes the whole way in the shell."""
    assert "rows in = " in (made_report / "load.txt").read_text(encoding="utf-8")
    index = (made_report / "report.txt").read_text(encoding="utf-8").strip().splitlines()[-1].removeprefix("Index: ")
    assert made_report / index == made_report / "reports" / "index.html"
    assert (made_report / index).is_file()
    # Every report of the nation, a province, a city and an office.
    found = [path for path in sorted(shipped("notebooks").glob("[0-9]*.ipynb")) if "internal" in audiences(path)]
    said = {
        path.parent.name: {name: entry["status"] for name, entry in json.loads(path.read_bytes())["reports"].items()}
        for path in (made_report / "reports").glob("*/*/manifest.json")
    }
    every = {report_name(path): "made" for path in found}
    assert said == dict.fromkeys(("100000", "420000", "420100", "420102"), every)


def names_of(app: Any) -> set[str]:
    """Commands and groups of commands."""
    single = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    return single | {group.typer_instance.info.name for group in app.registered_groups}


def test_the_commands_are_there(readme: str) -> None:
    from caselib.cli import app

    known = names_of(app)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for words in commands(readme):
        assert words[0] in ("caselib", "make"), words
        assert words[1] in (known if words[0] == "caselib" else targets), words


def test_commands_named_in_passing_are_there(readme: str) -> None:
    from caselib.cli import app

    known = names_of(app)
    assert set(re.findall(r"`caselib (\w+)", readme)) <= known
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)`", readme)) <= targets


def test_its_links_and_pictures_are_there(readme: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def sections(text: str) -> list[str]:
    """The text by sections, without its blocks of code."""
    return re.split(r"^## .*$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), flags=re.MULTILINE)


def marked(section: str) -> dict[str, object]:
    """What a section says that needs no translation: code, links and pictures, steps and bullets."""
    return {
        "code": Counter(re.findall(r"`([^`]+)`", section)),
        "links": Counter(target.replace(".zh.", ".") for target in re.findall(r"\]\(([^)]+)\)", section)),
        "steps": len(re.findall(r"^\*\*\d\.", section, re.MULTILINE)),
        "bullets": len(re.findall(r"^- ", section, re.MULTILINE)),
        "rows": len(re.findall(r"^\|", section, re.MULTILINE)),
    }


def test_both_say_the_same() -> None:
    """Section by section: the same code in blocks and between the lines, links, steps, bullets and rows of tables."""
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    assert commands(english) == commands(chinese)

    def bare(text: str) -> list[str]:
        return [re.sub(r" *#.*", "", block) for _, block in blocks(text, "python", "toml", "csv")]

    assert bare(english) == bare(chinese)
    for ours, theirs in zip(sections(english), sections(chinese), strict=True):
        assert marked(ours) == marked(theirs)


HEADS = (
    *("commands", "own data", "notebook", "review", "measures", "trust"),
    *("Spark", "no-ranking", "privacy", "internet", "cite"),
)


def test_nothing_that_a_stranger_looks_for_is_missing() -> None:
    """Heads of the sections, each found by a word; the Chinese has as many."""
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    heads = re.findall(r"^## (.*)$", english, re.MULTILINE)
    assert [word for word in HEADS if not any(word.lower() in head.lower() for head in heads)] == []
    assert len(re.findall(r"^## ", chinese, re.MULTILINE)) == len(heads)


def test_each_shows_pictures_of_its_own_language() -> None:
    """The sheet of a review is in both languages; pages are in one."""
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    shown = re.findall(r"\]\((docs/\S+\.png)\)", chinese)
    assert {".zh." in target for target in shown if "review" not in target} == {True}
    for text in (english, chinese):
        names = [Path(target).name.split(".")[0] for target in re.findall(r"\]\((docs/\S+\.png)\)", text)]
        assert {"report", "explorer", "review"} <= {*names}
    assert ".zh.png" not in english
    assert all((ROOT / target).stat().st_size < 200_000 for target in shown + re.findall(r"docs/\S+\.png", english))
