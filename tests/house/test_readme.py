"""What the README shows runs as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)


@pytest.mark.slow
def test_the_python_blocks_run(casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "casebook").symlink_to(casebook)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, names)
    assert names["look"] is not None


def test_the_mapping_is_one(tmp_path: Path) -> None:
    from caselib.casebook.mapping import Mapping

    (tmp_path / "m.toml").write_text(blocks("toml")[0], encoding="utf-8")
    assert "arrest_reviews" in Mapping.read(tmp_path / "m.toml").tables
    assert tomllib.loads(blocks("toml")[0])


def test_the_commands_are_there() -> None:
    from caselib.cli import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named = set(re.findall(r"^caselib (\w+)", "\n".join(blocks("sh")), re.MULTILINE))
    assert named <= known
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", "\n".join(blocks("sh")), re.MULTILINE)) <= targets


def test_its_links_and_pictures_are_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
