"""A row set aside keeps its history: first seen, resolved, and whether it was repaired or has only gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from caselib.analysis.quality import past
from caselib.casebook.load import load
from caselib.casebook.store import open_casebook
from tests.casebook.exports import export, good_rows

pytestmark = pytest.mark.slow


def told(casebook: Path) -> dict[str, tuple[str, bool]]:
    """What became of each case: how, and whether it is resolved."""
    spells = open_casebook(casebook).past()
    return {row.case_id: (row.how, pd.notna(row.resolved)) for row in spells.itertuples()}


def test_repaired_rows_leave_the_quarantine_and_keep_their_history(tmp_path: Path) -> None:
    """Three are decided before they came in; one is repaired, one is taken out of the export, one stays."""
    rows, book = good_rows(6), tmp_path / "book"
    for row in rows[:3]:
        row["accepted_on"] = "2026-03-01"
    load(export(tmp_path / "first", rows), book)
    assert told(book) == {"C00001": ("", False), "C00002": ("", False), "C00003": ("", False)}
    assert open_casebook(book).past()["key"].tolist()[0] == "C00001 / P1 / 2026-03-01"
    rows[0]["decided_on"] = "2026-03-02"
    load(export(tmp_path / "second", [rows[0], *rows[2:]]), book)
    assert told(book) == {"C00001": ("repaired", True), "C00002": ("gone", True), "C00003": ("", False)}
    spells = open_casebook(book).past().set_index("case_id")
    assert spells.loc["C00001", "first_seen"] < spells.loc["C00001", "resolved"] == spells.loc["C00003", "last_seen"]
    counted = past(open_casebook(book)).frame.iloc[0]
    assert (counted["lasting"], counted["repaired"], counted["gone"]) == (1, 1, 1)
    assert "Repaired" in past(open_casebook(book))._repr_html_()


def test_a_row_set_aside_for_another_rule_is_not_repaired(tmp_path: Path) -> None:
    rows, book = good_rows(2), tmp_path / "book"
    rows[0]["decided_on"] = "2026-01-01"
    load(export(tmp_path / "first", rows), book)
    rows[0] |= {"decided_on": "2026-01-09", "decision": "aproved"}
    load(export(tmp_path / "second", rows), book)
    spells = open_casebook(book).past().set_index("rule")["how"].to_dict()
    assert spells == {"decided_before_accepted": "quarantined", "code": ""}


def test_what_comes_back_begins_a_new_spell(tmp_path: Path) -> None:
    bad, book = good_rows(2), tmp_path / "book"
    bad[0]["accepted_on"] = "2026-03-01"
    for turn, rows in enumerate([bad, good_rows(2), bad]):
        load(export(tmp_path / str(turn), rows), book)
    spells = open_casebook(book).past()
    assert spells["resolved"].notna().tolist() == [True, False]
    # Whether it was in order in between, or not in the export at all, nobody can say any more.
    assert spells["how"].tolist() == ["returned", ""]
    assert len(set(spells["first_seen"])) == 2


def test_a_row_that_breaks_the_rule_otherwise_is_not_repaired(tmp_path: Path) -> None:
    book, rows = tmp_path / "book", good_rows(2)
    for turn, day in enumerate(("2026-01-01", "2025-12-31")):
        rows[0]["decided_on"] = day
        load(export(tmp_path / str(turn), rows), book)
    spells = open_casebook(book).past().set_index("value")["how"].to_dict()
    assert list(spells.values()) == ["", "changed"] or list(spells.values()) == ["changed", ""]
    assert past(open_casebook(book)).frame[["lasting", "changed", "repaired"]].values.tolist() == [[1, 1, 0]]


def test_the_history_outlives_old_versions(tmp_path: Path) -> None:
    bad, book = good_rows(2), tmp_path / "book"
    bad[0]["accepted_on"] = "2026-03-01"
    old = load(export(tmp_path / "0", bad), book).id
    bad[0]["decided_on"] = "2026-03-02"
    load(export(tmp_path / "1", bad), book)
    shutil.rmtree(book / "versions" / old)
    assert told(book) == {"C00001": ("repaired", True)}


def test_a_load_that_was_killed_before_it_left_its_file_is_seen(tmp_path: Path) -> None:
    bad, book = good_rows(2), tmp_path / "book"
    bad[0]["accepted_on"] = "2026-03-01"
    load(export(tmp_path / "0", bad), book)
    shutil.rmtree(book / "loads")
    assert told(book) == {"C00001": ("", False)}


def test_no_load_broke_anything(tmp_path: Path) -> None:
    load(export(tmp_path / "0", good_rows(2)), tmp_path / "book")
    look = past(open_casebook(tmp_path / "book"))
    assert look.frame.empty
    assert "No row broke a rule in any load" in look._repr_html_()
