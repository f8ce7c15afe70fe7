"""One word for one concept: explorer, reports, labels and notebooks say the words of docs/terms.md."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from caselib.domain import phrases
from caselib.domain.label import Label
from caselib.drilldown.words import WORDS
from caselib.figures.review_words import _WORDS as REVIEW
from caselib.published.words import CHECKS

ROOT = Path(__file__).parents[2]
# One English word for two things: a tab of single cases or days, and the head of a column of counts.
TWO_MEANINGS = {"Cases", "Days"}


class Term(NamedTuple):
    english: str
    chinese: str
    wrong: tuple[str, ...]
    longer: tuple[str, ...]


def listed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def terms() -> list[Term]:
    lines = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    return [Term(row[0], row[1], listed(row[3]), listed(row[4])) for row in rows[2:]]


TERMS = terms()


def wrong_words(text: str) -> set[str]:
    """The words of the table's fourth column that a text says, outside the longer ones of its fifth."""
    found, text = set(), text.replace(" %", "%")
    for term in TERMS:
        rest = re.sub("|".join(map(re.escape, term.longer)), "", text) if term.longer else text
        found |= {word for word in term.wrong if word in rest}
    return found


def chinese_cells(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if "lang-zh" in cell["metadata"].get("tags", []))


def labels() -> list[tuple[str, str]]:
    said = [*WORDS.values(), *REVIEW.values(), *(check for check in CHECKS.values() if isinstance(check, Label))]
    return [(label.en, label.zh) for label in said] + list(phrases._chinese().items())


def test_the_table_is_read() -> None:
    assert len(TERMS) > 20
    assert all(re.search("[一-鿿]", term.chinese) for term in TERMS)
    assert not any(wrong_words(term.chinese) for term in TERMS)


def test_a_wrong_word_is_found_and_a_longer_one_lets_it_pass() -> None:
    assert wrong_words("请换一个期间") == {"期间"}
    assert wrong_words("调卷、鉴定期间不计入") == set()
    assert wrong_words("应当讯问或询问未进行，宜询问") == {"询问"}
    assert wrong_words("占比（95 %区间）") == {"95%区间"}


FILES = sorted(
    path
    for ending in ("py", "toml", "j2", "js")
    for path in (ROOT / "caselib").rglob(f"*.{ending}")
    if re.search("[一-鿿]", path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_label_or_phrase_says_another_word(path: Path) -> None:
    assert not wrong_words(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_notebook_says_another_word(path: Path) -> None:
    said = chinese_cells(path)
    assert said
    assert not wrong_words(said)


def test_neither_readme_nor_contents_say_another_word() -> None:
    for name in ("README.zh.md", "notebooks/README.md"):
        assert not wrong_words((ROOT / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_a_label_of_that_name_is_called_so(term: Term) -> None:
    named = [chinese for english, chinese in labels() if english.casefold() == term.english.casefold()]
    assert all(term.chinese in chinese for chinese in named)


def test_most_terms_are_labels_somewhere() -> None:
    names = {english.casefold() for english, _ in labels()}
    assert sum(term.english.casefold() in names for term in TERMS) > 12


def test_the_explorer_and_the_reports_agree() -> None:
    reports = phrases._chinese()
    shared = {label.en for label in WORDS.values()} & reports.keys()
    assert len(shared) > 15
    other = {label.en for label in WORDS.values() if label.en in shared and label.zh != reports[label.en]}
    assert other <= TWO_MEANINGS
