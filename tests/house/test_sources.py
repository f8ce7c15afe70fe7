"""Whoever reads "domain 2.6" in the code finds section 2.6 among the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
CITED = re.compile(r"\bdomain (\d+(?:\.\d+)?\b(?:(?:[,;]? )G\d+(?:-G\d+)?|[,;] \d+(?:\.\d+)?\b)*)")


def texts() -> Iterator[str]:
    for folder in ("caselib", "benchmarks", "notebooks"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".ipynb", ".toml", ".md"):
                yield path.read_text(encoding="utf-8")


def cited() -> set[str]:
    """Numbers of sections, and letters of behaviour within section 1.7."""
    lists = [found for text in texts() for found in CITED.findall(text)]
    return {part for each in lists for part in re.findall(r"G\d+|\d+(?:\.\d+)?", each)}


def test_each_section_that_is_cited_is_there_and_no_other() -> None:
    there = set(re.findall(r"^### (\d+\.\d+) ", SOURCES, re.MULTILINE))
    whole = set(re.findall(r"^## (\d+)\. ", SOURCES, re.MULTILINE))
    named = {part for part in cited() if not part.startswith("G")}
    assert named - there - whole == set()
    assert there - named == set()
    assert {"2.6", "12"} <= named, "the search finds what is cited"


def test_each_behaviour_that_is_cited_is_described() -> None:
    letters = {part for part in cited() if part.startswith("G")}
    assert "G10" in letters
    assert letters <= set(re.findall(r"^- \*\*(G\d+)\*\* ", SOURCES, re.MULTILINE))


def test_each_statement_says_how_sure_it_is() -> None:
    """A section in which no kind of source is named would be read as certain."""
    for section in re.split(r"^##+ ", SOURCES, flags=re.MULTILINE)[2:]:
        head, _, body = section.partition("\n")
        if body.strip():
            assert re.search(r"\b([Rr]ule|[Pp]ress|[Mm]emory|ours|this project)\b", body), head
