"""What the package needs is said once, and the other files agree."""

from __future__ import annotations

import re
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


def test_the_changelog_has_a_part_for_definitions() -> None:
    assert re.search(r"^### Definitions", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


def test_the_documents_are_current() -> None:
    from caselib.domain.dictionary import dictionary
    from caselib.measures.sheet import language_of, with_table
    from caselib.reporting.contents import contents

    listed = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert listed == contents(ROOT / "notebooks"), "stale: run `make docs`"
    assert (ROOT / "data" / "README.md").read_text(encoding="utf-8") == dictionary(), "stale: run `make docs`"
    for name, label in (("README.md", "Arrest refused | 不捕率"), ("README.zh.md", "不捕率")):
        readme = (ROOT / name).read_text(encoding="utf-8")
        assert readme == with_table(readme, language_of(Path(name))), f"{name} is stale: run `make docs`"
        assert f"| `refused` | {label} |" in readme
