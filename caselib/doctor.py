"""Is this machine ready? One line for each thing that caselib leans on, with what to do where it is missing."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from caselib.errors import CaselibError

__all__ = ["Finding", "examine"]

Status = Literal["ok", "note", "bad"]
LEAST_MEMORY, LEAST_DISK = 2.0, 1.0
"""Gigabytes: below these a province's casebook or its reports get into trouble."""
_NEEDED = ("jupyterlab", "papermill", "ipywidgets", "pandas", "seaborn", "statsmodels", "numpy", "scipy", "matplotlib",
           "duckdb", "sqlglot", "pyarrow", "openpyxl", "python_calamine", "pydantic", "typer", "rich", "nbconvert",
           "nbformat", "jinja2", "pylopdf_fonts_zh_cn", "holidays", "rensa", "bs4")  # fmt: skip
_EXTRAS = {
    "explore": (("voila", "anywidget", "plotly", "orjson"), "the explorer as a page"),
    "word": (("pypandoc", "resvg_py"), "reports as Word documents"),
    "databases": (("adbc_driver_postgresql", "adbc_driver_manager", "pymysql"), "PostgreSQL and MySQL"),
    "spark": (("pyspark",), "tables on a cluster"),
}
"""What `pip install 'caselib[...]'` adds: the modules, and what for."""
_JAVA = 17
"""The least Java that Spark 4 starts on."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "firefox")


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do. Only `bad` keeps caselib from working."""

    name: str
    status: Status
    said: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.status:<5}{self.name:<10}{self.said}" + (f" → {self.advice}" if self.advice else "")


def examine(casebook: Path | None = None, *, folder: Path = Path()) -> tuple[Finding, ...]:
    """Look at the machine, and at a casebook if one is named; `folder` is where reports would be written."""
    looks: list[Callable[[], Finding]] = [_python, _packages, *(partial(_extra, name) for name in _EXTRAS)]
    looks += [_java, _fonts, _memory, partial(_disk, folder), _browser]
    found = [look() for look in looks]
    return (*found, *(_casebook(casebook) if casebook else ()))


def _python() -> Finding:
    said = f"Python {platform.python_version()}"
    if sys.version_info >= (3, 11):  # noqa: UP036 - whoever asks the doctor may have started it with an older one
        return Finding("python", "ok", said)
    return Finding("python", "bad", said, "caselib needs 3.11 or newer: make PYTHON=python3.11")


def _missing(modules: Sequence[str]) -> list[str]:
    from importlib.util import find_spec

    return [name for name in modules if find_spec(name) is None]


def _packages() -> Finding:
    missing = _missing(_NEEDED)
    if not missing:
        return Finding("packages", "ok", f"all {len(_NEEDED)} that caselib names are installed")
    return Finding("packages", "bad", f"missing: {', '.join(missing)}", "run `make report` or the wheelhouse's install")


def _extra(name: str) -> Finding:
    modules, purpose = _EXTRAS[name]
    missing = _missing(modules)
    if not missing:
        return Finding(name, "ok", f"installed, for {purpose}")
    said = f"missing: {', '.join(missing)}; needed for {purpose} alone"
    return Finding(name, "note", said, f"pip install 'caselib[{name}]'")


def _fonts() -> Finding:
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return Finding("fonts", "bad", "no Chinese font for figures", "pip install pylopdf-fonts-zh-cn")
    if sans_path().is_file():
        return Finding("fonts", "ok", f"Chinese in figures from {sans_path().name}, which came with a package")
    return Finding("fonts", "bad", "the font package lacks its file", "install pylopdf-fonts-zh-cn again")


def _memory() -> Finding:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return Finding("memory", "note", "can't be seen on this system", f"{LEAST_MEMORY:g} GB are enough to begin")
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    size = min(whole, _contained())
    said = f"{size / 2**30:.1f} GB" + (f" of {whole / 2**30:.1f}: this container may take no more" * (size < whole))
    if size >= LEAST_MEMORY * 2**30:
        return Finding("memory", "ok", said)
    return Finding("memory", "note", said, "say `--workers 1` with `caselib report`")


def _contained(own: Path = Path("/proc/self/cgroup"), groups: Path = Path("/sys/fs/cgroup")) -> float:
    """The bytes that a container leaves to this process (cgroup v2): the least of its group and of those above it."""
    try:
        said = next((line for line in own.read_text().splitlines() if line.startswith("0::/")), "")
        place = groups / said.removeprefix("0::/")
        above = [place, *(folder for folder in place.parents if folder.is_relative_to(groups))] if said else []
        limits = [(folder / "memory.max").read_text().strip() for folder in above if (folder / "memory.max").is_file()]
    except OSError:
        # Not Linux, or no group may be read: nothing is known to be less than the whole.
        return float("inf")
    return min((float(limit) for limit in limits if limit.isdecimal()), default=float("inf"))


def _disk(folder: Path) -> Finding:
    near = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
    free = shutil.disk_usage(near).free / 2**30
    if free < LEAST_DISK:
        return Finding("disk", "bad", f"{free:.1f} GB free", f"make room: {LEAST_DISK:g} GB at least")
    if not os.access(near, os.W_OK):
        return Finding("disk", "bad", f"{near} can't be written", "go to a folder of your own, or say --out")
    return Finding("disk", "ok", f"{free:.1f} GB free")


def _java() -> Finding:
    home = Path(os.environ.get("JAVA_HOME", "")) / "bin" / "java"
    # Spark starts the one of JAVA_HOME, whatever else is there.
    found = str(home) if os.environ.get("JAVA_HOME") and home.is_file() else shutil.which("java")
    advice = f"install Java {_JAVA} if a nation outgrows one machine"
    if not found:
        return Finding("java", "note", "not there; only Spark needs it", advice)
    number = _version(found)
    if number is None:
        return Finding("java", "note", f"{found} does not say its version", advice)
    if number < _JAVA:
        return Finding("java", "note", f"Java {number}; Spark needs {_JAVA} or newer", f"{advice}, and set JAVA_HOME")
    return Finding("java", "ok", f"Java {number}, for Spark")


def _version(java: str) -> int | None:
    """The number by which a Java is called: 17 of "17.0.15", and 8 of "1.8.0_392"."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, errors="replace").stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def _browser() -> Finding:
    found = next((name for name in _BROWSERS if shutil.which(name)), "")
    if found:
        return Finding("browser", "ok", f"{found}, to look at reports and print them")
    return Finding("browser", "note", "none found here", "any browser of the last years opens the report files")


def _casebook(path: Path) -> Iterator[Finding]:
    from caselib.casebook.store import open_casebook

    try:
        book = open_casebook(path)
        tables = book.manifest["tables"]
        held = {name: int(book.sql(f"SELECT COUNT(*) AS n FROM {name}")["n"].iloc[0]) for name in book.tables}
    except CaselibError as error:
        yield Finding("casebook", "bad", str(error).removesuffix(f"; do: {error.advice}"), error.advice)
        return
    except (OSError, ValueError, KeyError) as error:
        yield Finding("casebook", "bad", str(error), "load the files again: caselib load FILES CASEBOOK")
        return
    yield Finding("casebook", "ok", f"{book.id}, data up to {book.data_date}{', invented' if book.invented else ''}")
    for table in tables:
        name, numbers = table["name"], (table["rows_in"], table["accepted"], table["quarantined"])
        whole = numbers[0] == numbers[1] + numbers[2] and held.get(name, 0) == numbers[1]
        said = f"{name}: {numbers[0]:,} rows in = {numbers[1]:,} accepted + {numbers[2]:,} quarantined"
        if not whole:
            yield Finding("casebook", "bad", f"{said}, but it holds {held.get(name, 0):,}", "load the files again")
        elif numbers[2]:
            yield Finding("casebook", "note", said, "book.quarantine() lists them with file and line")
        else:
            yield Finding("casebook", "ok", said)
