"""What the package needs is said once, and the other files agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "python-duckdb": "duckdb"}


def declared() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return dict(re.fullmatch(r"([\w-]+)(.*)", line).groups() for line in project["dependencies"])


def test_environment_for_conda_equals_pyproject() -> None:
    lines = re.findall(r"^ +- ([\w-]+)([<>=,.\d]*)$", (ROOT / "environment.yml").read_text(encoding="utf-8"), re.M)
    conda = {
        CONDA_NAMES.get(name, name): bounds for name, bounds in lines if name not in ("python", "pip", "conda-forge")
    }
    assert conda == declared()


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")].splitlines()[1:]
    above = ""
    for line in block:
        if line.strip().startswith('"'):
            assert above.strip().startswith(("#", '"')), f"no reason above {line.strip()}"
        above = line


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([\w.-]+)==", lock, re.M)}
    assert {name.lower() for name in declared()} <= pinned
    assert "://" not in lock
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_changelog_begins_with_definitions() -> None:
    heads = re.findall(r"^### (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert heads[:2] == ["Definitions", "Decisions"]


def test_the_documents_are_current() -> None:
    from caselib.domain.dictionary import dictionary
    from caselib.domain.marked import language_of
    from caselib.measures.sheet import with_table
    from caselib.reporting.contents import contents, with_notebooks

    notebooks = ROOT / "notebooks"
    listed = (notebooks / "README.md").read_text(encoding="utf-8")
    assert listed == contents(notebooks), "stale: run `make docs`"
    assert (ROOT / "data" / "README.md").read_text(encoding="utf-8") == dictionary(), "stale: run `make docs`"
    for name, label in (("README.md", "Arrest refused | 不捕率"), ("README.zh.md", "不捕率")):
        readme = (ROOT / name).read_text(encoding="utf-8")
        language = language_of(Path(name))
        assert readme == with_table(readme, language), f"{name} is stale: run `make docs`"
        assert readme == with_notebooks(readme, notebooks, language), f"{name} is stale: run `make docs`"
        assert f"| `refused` | {label} |" in readme
        assert all(f"](notebooks/{path.name}) |" in readme for path in notebooks.glob("*.ipynb"))


def test_the_contents_of_the_notebooks_say_all_in_both_languages() -> None:
    """Title, question, parameters and run time of each; none is left without the seconds that were measured."""
    parts = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8").split("\n## ")[1:]
    measured = (ROOT / "benchmarks" / "NOTEBOOKS.md").read_text(encoding="utf-8")
    assert len(parts) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    for part in parts:
        name = re.match(r"\[(\w+)\.ipynb\]", part)
        assert name is not None
        assert re.search(r"Run time · 运行时间\*\*: \d+ s · \d+秒", part), part
        assert f"| {name[1]} | " in measured
        assert " · " in part.splitlines()[0] and re.search(r"？\n", part), part


def test_pre_commit_runs_make_check_and_asks_no_network(tmp_path: Path) -> None:
    """In a repository of its own, whose `check` fails: the hook is the target, and a commit waits for it."""
    shutil.copy(ROOT / ".pre-commit-config.yaml", tmp_path)
    (tmp_path / "Makefile").write_text("check:\n\t@echo style, types, tests; exit 3\n", encoding="utf-8")
    for words in (["init", "-q", "."], ["add", "."]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, env=offline(tmp_path))
    hook = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    done = subprocess.run(hook, cwd=tmp_path, capture_output=True, text=True, env=offline(tmp_path))
    assert done.returncode == 1, done.stderr
    assert "style, types, tests" in done.stdout


def offline(home: Path) -> dict[str, str]:
    """An environment without network or anything kept, nor what git tells a hook of the repository around it."""
    nowhere = "http://127.0.0.1:9"
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return own | {"PRE_COMMIT_HOME": str(home / "kept"), "http_proxy": nowhere, "https_proxy": nowhere}
