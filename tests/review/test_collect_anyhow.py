"""Whatever comes back, however often and in whatever order: nothing that was typed is lost, no difference is hidden."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from caselib.domain.vocabulary import PROBLEM, SEVERITY
from caselib.review.collecting import Collected, collect
from caselib.review.layout import read_answer
from caselib.review.sheets import write_sheets
from tests.review.cases import FROM, TODAY, assigned, fill, rows_of, tab_of

KEYS = [key.replace("-", "_") for key in assigned(2, 1)[0]["review_id"]]
ONCE = st.fixed_dictionaries(
    {},
    optional={
        "reviewed_on": st.sampled_from(["2026-03-05", "2026/3/6"]),
        "grade": st.sampled_from(["优质", "合格 qualified", "unqualified", "瑕疵"]),
        "law.in_order": st.just("☑"),
        "fact.problem": st.sampled_from(["☑", "x"]),
        "remark": st.sampled_from(["甲", "甲,详见卷一", "=1+1"]),
    },
)
LINES = st.lists(
    st.tuples(
        st.none(),
        st.sampled_from(PROBLEM.values[:3]),
        st.sampled_from([None, *SEVERITY.values]),
        st.none(),
        st.sampled_from([None, "p. 3", "p. 4"]),
    ),
    max_size=3,
)
SENT = st.fixed_dictionaries(
    {
        "typed": st.dictionaries(st.sampled_from(KEYS), st.tuples(ONCE, LINES), min_size=1),
        "added": st.booleans(),
        "edited": st.booleans(),
        "twice": st.booleans(),
        "batch": st.integers(0, 2),
    }
)
EXTRA = (None, "law_ground", "error", None, "put between")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reviews, facts = assigned(2, 1)
    (path,) = write_sheets(reviews, facts, tmp_path_factory.mktemp("out"), reviewed_from=FROM)
    return path


def send(sheet: Path, to: Path, sent: dict[str, Any]) -> None:
    """Fill a sheet, tamper with it, and perhaps send it twice."""
    typed = {key: once | {"findings": lines} for key, (once, lines) in sent["typed"].items()}
    fill(sheet, to, **typed)
    book = load_workbook(to)
    for key in sent["typed"]:
        tab = tab_of(book, key.replace("_", "-"))
        if sent["edited"]:
            tab["C6"] = "edited"
        if sent["added"]:
            row = rows_of(tab)["finding:2"]
            tab.insert_rows(row)
            for column, text in zip("EFGHI", EXTRA, strict=True):
                tab[f"{column}{row}"] = text
    # Two sheets that say the same are two files, as they are when two people save them.
    book.properties.title = to.name
    book.save(to)
    if sent["twice"]:
        shutil.copyfile(to, to.with_name("again " + to.name))


def check(got: Collected, sendings: list[dict[str, Any]]) -> None:
    once: dict[tuple[str, str], set[str]] = defaultdict(set)
    problems: dict[str, set[str]] = defaultdict(set)
    most: dict[str, Counter[str]] = defaultdict(Counter)
    cells = 0
    for sent in sendings:
        for key, (fields, lines) in sent["typed"].items():
            review = key.replace("_", "-")
            for name, text in fields.items():
                once[review, name].add(read_answer(name, text)[0])
            lines = [*lines, *([EXTRA] if sent["added"] else [])]
            said = Counter(line[1] for line in {*lines})
            cells += len(fields) + sum(text is not None for line in lines for text in line)
            problems[review] |= set(said)
            most[review] |= said
    assert len(got.answers) == cells, "a cell was lost, or counted twice"
    state = got.answers.groupby(["review_id", "field"])["value"].agg(set).to_dict()
    conflicts = {(row["review_id"], row["field"]): row["values"] for row in got.conflicts.to_dict("records")}
    rows = got.reviews.set_index("review_id")
    for (review, name), values in once.items():
        assert values <= state[review, name]
        longest = {value for value in values if name != "remark" or not any(value < o and value in o for o in values)}
        assert (len(longest) > 1) == ((review, name) in conflicts)
        if name == "reviewed_on":
            day = rows.loc[review, name]
            assert pd.isna(day) if len(values) > 1 else str(day.date()) in values
    for review, expected in problems.items():
        mine = got.findings[got.findings["review_id"] == review]
        assert set(mine["problem"].dropna()) == expected
        assert not most[review] - Counter(mine["problem"]), "lines of one sheet were taken for one"


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(SENT, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_nothing_is_lost_and_nothing_hidden(sheet: Path, sendings: list[dict[str, Any]], chance: random.Random) -> None:
    reviews, _ = assigned(2, 1)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        names = [f"{number}.xlsx" for number in range(len(sendings))]
        chance.shuffle(names)
        for batch in range(3):
            for name, sent in zip(names, sendings, strict=True):
                if sent["batch"] <= batch and not (place / "in" / name).exists():
                    send(sheet, place / "in" / name, sent)
            if (place / "in").exists():
                got = collect(place / "in", reviews, place / "store", collected_on=TODAY)
                check(got, [sent for sent in sendings if sent["batch"] <= batch])
        at_once = collect(place / "in", reviews, place / "other", collected_on=TODAY)
        said = ["review_id", "reviewed_on", "scheme", "grade"]
        pd.testing.assert_frame_equal(at_once.reviews[said], got.reviews[said])
