"""Published figures as they are shown: in both languages, blaming nobody, computing nothing anew."""

from __future__ import annotations

import re

import pytest

from caselib.domain.label import LANGUAGES, Language
from caselib.published import bases, check, figures, quarters
from caselib.published.line import CONTRADICTIONS, QUESTIONS
from caselib.published.words import CHECKS, INNOCENT

SERIES = ["arrest_approved_persons", "pil_cases_filed"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_stands_in_its_table_with_an_innocent_explanation(language: Language) -> None:
    found = check(figures(), language=language)
    text = found._repr_html_().replace("\u00a0%", " %")
    for row in found.frame.to_dict("records"):
        for column in ("published", "recomputed", "smallest_revision"):
            assert row[column] in text
    assert all(INNOCENT[line.check].text(language)[:30] in text for line in found.lines if not line.agrees)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_carry_their_rule_their_source_and_their_table(language: Language) -> None:
    for look in (bases(check(figures(), language=language)), quarters(figures(), series=SERIES, language=language)):
        page = look.plot()._repr_html_()
        assert page.count("<svg") == 1
        assert "<table" in page
        assert ("公布数据" if language == "zh" else "printed figures") in page


def test_a_chinese_table_holds_no_english_words() -> None:
    found = check(figures(), language="zh")
    words = set(re.findall(r"[a-z]{3,}", " ".join(found.frame[["subject", "published", "recomputed"]].sum())))
    assert words == set()
    assert not re.findall(r"[a-z]{3,}", " ".join(found.frame["sentence"]) + " ".join(found.frame["innocent"]))


def test_every_check_is_named_explained_and_of_one_kind() -> None:
    assert set(CHECKS) == set(INNOCENT) == {*CONTRADICTIONS, *QUESTIONS}
    assert not set(CONTRADICTIONS) & set(QUESTIONS)


def test_nothing_blames_or_ranks() -> None:
    text = check(figures())._repr_html_().lower()
    assert not re.search(r"\b(wrong|false alarm|fault|manipulat|gaming|worst|best|rank(ed|ing of))\b", text)


def test_what_agrees_is_shown_when_asked() -> None:
    found = check(figures()).only("reform", everything=True)
    assert found._repr_html_().count("<tr>") == len(found.lines) + 1
    assert len(found.lines) > len(found.frame) > 0


def test_the_overview_counts_what_the_frame_holds() -> None:
    found = check(figures())
    assert found.overview._repr_html_().count("<tr>") == found.summary["compared"].gt(0).sum() + 1
    assert check(figures().iloc[:0])._repr_html_().startswith('<p class="cl-empty">')
