"""A figure that is saved by itself says what it is, by which rule its limits are drawn, and whence its numbers are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import caselib as cl
from caselib.casebook.store import open_casebook
from caselib.domain.label import Language
from caselib.figures.style import noted, wrapped


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_saved_figure_takes_title_rule_and_source_along(casebook: Path, language: Language, tmp_path: Path) -> None:
    book = open_casebook(casebook, unit="420000", language=language)
    drawn = cl.funnel(book.count("refused", period="2026Q1-Q3", by=["unit"])).plot()
    before, words = drawn.svg(), list(drawn.figure.texts)
    # As outlines words can't be read back; the room that they take can.
    assert height(drawn.save(tmp_path / "refused.svg").read_text(encoding="utf-8")) > height(before) + 30
    with noted(drawn.figure, drawn.title, drawn.rule):
        said = drawn.figure.texts[-1].get_text()
    assert re.sub(r"\s", "", drawn.title + drawn.rule) == re.sub(r"\s", "", said)
    # What was written for the file is not left on the page.
    assert drawn.figure.texts == words


def height(svg: str) -> float:
    found = re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)
    assert found
    return float(found[1])


@pytest.mark.parametrize("width", [12, 40, 90])
def test_lines_keep_every_letter_and_no_latin_word_is_cut(width: int) -> None:
    said = "界限：以总体占比（29.3%）为中心的95%和99.8%界限，并按单位间离散度放宽（Spiegelhalter 2012）。"
    lines = wrapped(said, width)
    assert "".join(lines) == said
    assert any("Spiegelhalter" in line for line in lines)
    assert all(sum(1 + (letter > "\u2e80") for letter in line) <= width + 4 for line in lines)
