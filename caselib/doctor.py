"""Is this machine ready? One line for each thing that caselib leans on, with what to do where it is missing."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    looks: list[Callable[[], Finding]] = [_python, _packages, _fonts, _memory, lambda: _disk(folder), _java, _browser]
    found = [look() for look in looks]
    return (*found, *(_casebook(casebook) if casebook else ()))


def _python() -> Finding:
    said = f"Python {platform.python_version()}"
    if sys.version_info >= (3, 11):  # noqa: UP036 - whoever asks the doctor may have started it with an older one
        return Finding("python", "ok", said)
    return Finding("python", "bad", said, "caselib needs 3.11 or newer: make PYTHON=python3.11")


def _packages() -> Finding:
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if not missing:
        return Finding("packages", "ok", f"all {len(_NEEDED)} that caselib names are installed")
    return Finding("packages", "bad", f"missing: {', '.join(missing)}", "run `make report` or the wheelhouse's install")


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
    size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    if size >= LEAST_MEMORY:
        return Finding("memory", "ok", f"{size:.1f} GB")
    return Finding("memory", "note", f"{size:.1f} GB", "say `--workers 1` with `caselib report`")


def _disk(folder: Path) -> Finding:
    near = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
    free = shutil.disk_usage(near).free / 2**30
    if free < LEAST_DISK:
        return Finding("disk", "bad", f"{free:.1f} GB free", f"make room: {LEAST_DISK:g} GB at least")
    if not os.access(near, os.W_OK):
        return Finding("disk", "bad", f"{near} can't be written", "go to a folder of your own, or say --out")
    return Finding("disk", "ok", f"{free:.1f} GB free")


def _java() -> Finding:
    if shutil.which("java") or (Path(os.environ.get("JAVA_HOME", "")) / "bin" / "java").is_file():
        return Finding("java", "ok", "there, for Spark")
    return Finding("java", "note", "not there; only Spark needs it", "install Java 17 if a nation outgrows one machine")


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
    except (CaselibError, OSError, ValueError, KeyError) as error:
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
