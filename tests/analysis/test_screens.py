"""Screens find what is planted, list the files behind it, and are quiet where nothing is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import caselib as cl
from caselib.analysis.beforehand import look_beforehand
from caselib.analysis.screens import SCREENS, Screens
from caselib.analysis.screens.shares import against_others
from caselib.analysis.screens.texts import alike
from caselib.analysis.splits import runs
from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from caselib.errors import ParameterError
from caselib.figures import table
from caselib.synthetic.nation import synthesize

PERIOD = "2026Q1-Q3"


@pytest.fixture(scope="module")
def looked(casebook: Path) -> Screens:
    return cl.screens(open_casebook(casebook, unit="420000"), period=PERIOD)


@pytest.fixture(scope="module")
def planted(nation: Path) -> list[dict[str, str]]:
    answers = json.loads((nation / "answers.json").read_text(encoding="utf-8"))["planted"]
    return [item for item in answers if item["kind"] == "screen"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_finds_what_is_planted_for_it(name: str, looked: Screens, planted: list[dict[str, str]]) -> None:
    offices = {item["unit"] for item in planted if item["measure"] == name}
    asked = {question.unit for question in looked.questions if question.screen == name}
    assert offices
    assert offices <= asked


@pytest.mark.slow
def test_what_is_not_planted_is_hardly_asked(looked: Screens, planted: list[dict[str, str]]) -> None:
    known = {(item["measure"], item["unit"]) for item in planted}
    others = [question for question in looked.questions if (question.screen, question.unit) not in known]
    assert len(others) <= 1 + 0.1 * len(looked.questions)


@pytest.mark.slow
def test_nothing_planted_asks_no_more_than_announced(tmp_path: Path) -> None:
    pages = 0
    for seed in (1, 2, 3):
        clean = synthesize(tmp_path / f"clean{seed}", scale=0.01, seed=seed, planted=False).path
        load(clean, tmp_path / f"book{seed}")
        pages += bool(cl.screens(open_casebook(tmp_path / f"book{seed}", unit="420000"), period=PERIOD).questions)
    # One page in ten asks by chance; two of three would do so in 28 of a thousand runs.
    assert pages <= 1


@pytest.mark.slow
def test_files_behind_a_question_are_the_offices_own_and_of_the_days(looked: Screens, casebook: Path) -> None:
    book = open_casebook(casebook, unit="420000")
    for question in looked.questions:
        files = question.cases(book)
        assert len(files)
        assert files["day"].between(pd.Timestamp(question.span.first), pd.Timestamp(question.span.last)).all()


@pytest.mark.slow
def test_counts_are_those_of_a_plain_group_by(looked: Screens, casebook: Path) -> None:
    book = open_casebook(casebook, unit="420000")
    cases = book.sql("SELECT unit, filed_on, rectified_on FROM public_interest WHERE rectified_on IS NOT NULL")
    cases = cases[cases["filed_on"].between("2024-10-16", "2026-09-30")]
    share = (cases["rectified_on"] < cases["filed_on"]).groupby(cases["unit"]).mean()
    rows = looked.frame[looked.frame["screen"] == "rectified_before"].dropna(subset=["value"]).set_index("unit")
    assert np.allclose(rows["value"], share.reindex(rows.index))
    assert list(rows.index) == sorted(rows.index)


@pytest.mark.slow
def test_the_page_asks_with_innocent_answers_and_its_rule(looked: Screens) -> None:
    page = table(looked)
    assert looked.rule[:40] in page
    assert "It may be: " in page
    assert "fraud" not in page
    assert "rank" not in page.replace("ranking", "")


@pytest.fixture
def own(casebook: Path, tmp_path: Path) -> Path:
    """A copy whose shelf is empty."""
    return Path(shutil.copytree(casebook, tmp_path / "book", ignore=shutil.ignore_patterns("counts")))


def asked(path: Path, unit: str) -> list[pd.DataFrame]:
    book = open_casebook(path, unit=unit)
    look = cl.screens(book, period=PERIOD)
    return [look.frame, cl.filled(book, until=PERIOD).frame, runs(book, cl.Period.parse("2024..2026Q3"))]


@pytest.mark.slow
@pytest.mark.parametrize("beforehand", [False, True])
def test_no_case_is_read_for_the_second_office(own: Path, beforehand: bool) -> None:
    fresh = asked(Path(shutil.copytree(own, own.parent / "fresh")), "420000")
    if beforehand:
        look_beforehand(open_casebook(own))
    else:
        asked(own, "330000")
    for file in (open_casebook(own).place / "tables").glob("*.parquet"):
        if file.stem != "units":
            pq.write_table(pq.read_schema(file).empty_table(), file)
    for found, expected in zip(asked(own, "420000"), fresh, strict=True):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)


@pytest.mark.slow
def test_what_is_kept_names_no_case_and_no_reviewer(own: Path) -> None:
    book = open_casebook(own)
    look_beforehand(book)
    single = set(book.sql("SELECT case_id AS name FROM public_interest UNION SELECT case_id FROM arrest_reviews"
                          " UNION SELECT reviewer FROM reviews UNION SELECT case_id FROM reviews")["name"])  # fmt: skip
    files = list(book.shelf.glob("*.parquet"))
    assert {file.name.split(".")[0] for file in files} == {"screens", "quality", "splits"}
    for file in files:
        told = pd.read_parquet(file).select_dtypes(exclude="number")
        assert not single & set(told.to_numpy().ravel())


def test_both_sides_have_as_many_days_and_need_the_later(casebook: Path) -> None:
    book = open_casebook(casebook, unit="420000")
    look = cl.screens(book, period=PERIOD, only=("quick",))
    assert look.after.last - look.after.first == look.before.last - look.before.first
    with pytest.raises(ParameterError, match="2024-10-16"):
        cl.screens(book, period="2023")
    with pytest.raises(ParameterError, match="no such screen"):
        cl.screens(book, period=PERIOD, only=("quik",))


def test_one_office_apart_from_others_is_seen_and_one_alike_is_not() -> None:
    totals = pd.DataFrame({"unit": ["1", "2", "3", "4"], "n": [100] * 4, "k": [40, 5, 4, 6]})
    p = against_others(totals, ("1", "4")).set_index("unit")["p"]
    assert p["1"] < 1e-6
    assert p["4"] > 0.05


def test_near_texts_are_found_within_an_office_only() -> None:
    text = "经巡查发现，三号地点污水直排入河，你单位对此负有监督管理职责，应当依法查处，请书面回复。"
    other = "经走访发现，林地被擅自占用，建议补种苗木，并建立长效管护制度，加强部门之间的协作。"
    assert alike(["a", "a", "a", "b"], [text, other, text.replace("三号", "四号"), text]) == [-1, -1, 0, -1]
