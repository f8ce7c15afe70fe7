"""What screens saw is said in Chinese with the same figures as in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import caselib as cl
from caselib.analysis.screens import SCREENS, Screens
from caselib.casebook.store import open_casebook
from caselib.figures import table
from caselib.figures.seen_words import in_chinese


@pytest.fixture(scope="module")
def looked(casebook: Path) -> Screens:
    return cl.screens(open_casebook(casebook, unit="420000", language="zh"), period="2026Q1-Q3")


def figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d(?:[\d,.]*\d)?", text))


@pytest.mark.slow
def test_whatever_any_screen_saw_has_its_chinese_with_the_same_figures(looked: Screens) -> None:
    said = looked.frame[(looked.frame["fact"] != "") & looked.frame["p"].notna()]
    assert set(said["screen"]) == set(SCREENS)
    for fact in said["fact"].unique():
        chinese = in_chinese(fact)
        assert figures(chinese) == figures(fact), fact
        assert chinese, fact
        assert not re.search("[A-Za-z]", chinese), chinese


@pytest.mark.slow
def test_the_chinese_page_says_what_was_seen_and_not_only_what_is_measured(looked: Screens) -> None:
    page = table(looked)
    assert looked.questions
    for question in looked.questions:
        assert in_chinese(question.fact) in page
